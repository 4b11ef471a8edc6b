// Base64 (RFC 4648, section 4) as age writes it: one text for bytes, nothing else read. With padding in the armor,
// without in headers.
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const CODES = Uint8Array.from(LETTERS, (letter) => letter.charCodeAt(0));
const NONE = 255;
const VALUES = new Uint8Array(256).fill(NONE);
CODES.forEach((code, value) => {
  VALUES[code] = value;
});

/** The letters' codes, without padding. */
export function encodeBase64(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(Math.ceil((bytes.length * 4) / 3));
  for (let at = 0, to = 0; at < bytes.length; at += 3) {
    const group = (bytes[at]! << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    // what lies beyond the end falls out of the array
    for (let shift = 18; shift >= 0; shift -= 6) out[to++] = CODES[(group >> shift) & 63]!;
  }
  return out;
}

/** The bytes, or undefined for what is no encoding without padding: other letters, or bits to spare that are set. */
export function decodeBase64(letters: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
  if (letters.length % 4 === 1) return undefined;
  const out = new Uint8Array(Math.floor((letters.length * 3) / 4));
  let bits = 0;
  let held = 0;
  let to = 0;
  for (let at = 0; at < letters.length; at++) {
    const value = VALUES[letters[at]!]!;
    if (value === NONE) return undefined;
    bits = ((bits << 6) | value) & 0xfff;
    held += 6;
    if (held >= 8) {
      held -= 8;
      out[to++] = bits >> held;
    }
  }
  return (bits & ((1 << held) - 1)) === 0 ? out : undefined;
}
