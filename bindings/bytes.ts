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

/**
 * Every item a Uint8Array of exactly `length` bytes; all items that are not are named in `culprits`. Returns them end
 * to end.
 */
export function concatChecked(items: readonly unknown[], subject: string, length: number): Uint8Array<ArrayBuffer> {
  checkCount(items.length, length, `${subject}s`);
  const out = new Uint8Array(items.length * length);
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
  const out = new Uint8Array(length);
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
  let text = "";
  for (let start = 0; start < bytes.length; start += 4096)
    text += String.fromCharCode(...bytes.subarray(start, start + 4096));
  return text;
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

export function toHex(bytes: Uint8Array): string {
  checkBytes(bytes, "bytes");
  let text = "";
  for (let index = 0; index < bytes.length; index++) text += HEX[bytes[index]!];
  return text;
}

/** Lower- or upper-case hex with an even number of digits and no prefix; throws BAD_HEX otherwise. */
export function fromHex(text: string): Uint8Array<ArrayBuffer> {
  if (typeof text !== "string" || text.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(text)) {
    fail("BAD_HEX", "expected an even number of hexadecimal digits");
  }
  const out = new Uint8Array(text.length / 2);
  for (let index = 0; index < out.length; index++)
    out[index] = Number.parseInt(text.slice(2 * index, 2 * index + 2), 16);
  return out;
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
