// Text that was stored or typed elsewhere: bytes that must be UTF-8, with or without a byte order mark. One decoding
// for every reader: a decoder that puts U+FFFD in the place of what it cannot read would change names without a word.
import { FeldsparError } from "../../bindings/errors.js";

/** Without the byte order mark that some editors put before a text. */
export function withoutByteOrderMark(text: string): string {
  return text.startsWith("\uFEFF") ? text.slice(1) : text;
}

/** What bytes that are not UTF-8 probably are; zero bytes are in no text but one of UTF-16 or UTF-32. */
function likelyEncoding(bytes: Uint8Array): string {
  const [first, second] = bytes;
  const marked = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  return marked || bytes.subarray(0, 64).includes(0) ? "it looks like UTF-16" : "perhaps it is Latin-1";
}

/** The text of a file. Throws BAD_DOCUMENT, naming it, when its bytes are not UTF-8. */
export function decodeText(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new FeldsparError(
      "BAD_DOCUMENT",
      `${name}: expected UTF-8; ${likelyEncoding(bytes)}: save it as UTF-8 and try again`,
    );
  }
}
