// Byte strings: checks at the border, and the small conversions everybody needs. No Buffer, no node: imports.
import { describe, fail } from "./errors.js";
import { isBytes } from "./views.js";

export { isBytes } from "./views.js";

/**
 * Throws BAD_TYPE unless `value` is a Uint8Array, BAD_LENGTH unless its length is one of `lengths` (any length when
 * none is given).
 */
export function checkBytes(value: unknown, subject: string, ...lengths: number[]): asserts value is Uint8Array {
  if (!isBytes(value)) fail("BAD_TYPE", `${subject}: expected a Uint8Array, got ${describe(value)}`);
  if (lengths.length > 0 && !lengths.includes(value.length)) {
    fail("BAD_LENGTH", `${subject}: expected ${lengths.join(" or ")} bytes, got ${value.length}`);
  }
}

/**
 * What is laid end to end, or decoded, at once is at most so long: the core has 4 GiB in all, and no sum of lengths may
 * come near what its addresses can say.
 */
export const MOST_BYTES = 2 ** 31;

/** Throws BAD_LENGTH for more items of `size` bytes than may be worked on at once. */
export function checkCount(count: number, size: number, subject: string): void {
  const most = Math.floor(MOST_BYTES / size);
  if (count > most) fail("BAD_LENGTH", `${subject}: expected at most ${most} at once, got ${count}`);
}

/** So many zero bytes. Throws OUT_OF_MEMORY where the engine has none left, or no array can be so long. */
export function zeroBytes(length: number): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(length);
  } catch {
    return fail("OUT_OF_MEMORY", `the engine has no ${length} bytes`);
  }
}

/**
 * Every item a Uint8Array of exactly `length` bytes; all items that are not are named in `culprits`. Returns them end
 * to end.
 */
export function concatChecked(items: readonly unknown[], subject: string, length: number): Uint8Array<ArrayBuffer> {
  checkCount(items.length, length, `${subject}s`);
  const out = zeroBytes(items.length * length);
  const culprits: number[] = [];
  for (let index = 0; index < items.length; index++) {
    const item = items[index];
    if (isBytes(item) && item.length === length) out.set(item, index * length);
    else culprits.push(index);
  }
  const first = culprits[0];
  if (first !== undefined) {
    const code = isBytes(items[first]) ? "BAD_LENGTH" : "BAD_TYPE";
    fail(code, `${subject} ${first}: expected ${length} bytes, got ${describe(items[first])}`, culprits);
  }
  return out;
}

export function concatBytes(...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  let length = 0;
  for (const part of parts) length += part.length;
  const out = zeroBytes(length);
  let position = 0;
  for (const part of parts) {
    out.set(part, position);
    position += part.length;
  }
  return out;
}

/** Equality of public bytes (stops at the first difference). */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index++) if (a[index] !== b[index]) return false;
  return true;
}

/** A string that is equal for equal bytes. */
export function bytesKey(bytes: Uint8Array): string {
  if (bytes.length <= MOST_ARGUMENTS) return textOfCodes(bytes);
  let text = "";
  for (let start = 0; start < bytes.length; start += MOST_ARGUMENTS)
    text += textOfCodes(bytes.subarray(start, start + MOST_ARGUMENTS));
  return text;
}

const MOST_ARGUMENTS = 4096;

/** The characters with these codes, in one piece: a text that grows by pieces costs more to make and to look up. */
function textOfCodes(codes: Uint8Array | number[]): string {
  return String.fromCharCode.apply(null, codes as number[]);
}

const DIGIT_CODES = Array.from("0123456789abcdef", (digit) => digit.charCodeAt(0));

export function toHex(bytes: Uint8Array): string {
  checkBytes(bytes, "bytes");
  let text = "";
  for (let start = 0; start < bytes.length; start += MOST_ARGUMENTS / 2) {
    const end = Math.min(bytes.length, start + MOST_ARGUMENTS / 2);
    const codes: number[] = [];
    for (let index = start; index < end; index++) {
      const byte = bytes[index]!;
      codes.push(DIGIT_CODES[byte >>> 4]!, DIGIT_CODES[byte & 15]!);
    }
    text += textOfCodes(codes);
  }
  return text;
}

/** What a hexadecimal digit stands for, by its character code; 255 for others. */
const DIGITS = new Uint8Array(128).fill(255);
for (let value = 0; value < 16; value++) {
  const digit = value.toString(16);
  for (const form of [digit, digit.toUpperCase()]) DIGITS[form.charCodeAt(0)] = value;
}

/** Lower- or upper-case hex with an even number of digits and no prefix; throws BAD_HEX otherwise. */
export function fromHex(text: string): Uint8Array<ArrayBuffer> {
  if (typeof text !== "string" || text.length % 2 !== 0) return refuseHex();
  const out = new Uint8Array(text.length / 2);
  for (let index = 0; index < out.length; index++) {
    const high = DIGITS[text.charCodeAt(2 * index)] ?? 255;
    const low = DIGITS[text.charCodeAt(2 * index + 1)] ?? 255;
    if (high + low > 30) return refuseHex();
    out[index] = 16 * high + low;
  }
  return out;
}

function refuseHex(): never {
  return fail("BAD_HEX", "expected an even number of hexadecimal digits");
}

/**
 * Big-endian bytes of a non-negative integer below 256^length. Not constant-time; throws BAD_SCALAR when it does not
 * fit.
 */
export function integerToBytes(value: bigint, length: number): Uint8Array<ArrayBuffer> {
  if (typeof value !== "bigint" || value < 0n || value >> BigInt(8 * length) !== 0n) {
    fail("BAD_SCALAR", `expected an integer from 0 to 2^${8 * length} - 1`);
  }
  return fromHex(value.toString(16).padStart(2 * length, "0"));
}

/** The integer that big-endian bytes stand for. Not constant-time. */
export function bytesToInteger(bytes: Uint8Array): bigint {
  return bytes.length === 0 ? 0n : BigInt(`0x${toHex(bytes)}`);
}

/**
 * Decodes standard base64: the engine's own decoder where there is one, else `atob`, which browsers, workers and Node
 * share.
 */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const native = Uint8Array as unknown as { fromBase64?: (text: string) => Uint8Array<ArrayBuffer> };
  if (typeof native.fromBase64 === "function") return native.fromBase64(text);
  const binary = atob(text);
  const out = new Uint8Array(binary.length);
  for (let index = 0; index < binary.length; index++) out[index] = binary.charCodeAt(index);
  return out;
}

/** UTF-8 bytes of a string. */
export function utf8(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text) as Uint8Array<ArrayBuffer>;
}
