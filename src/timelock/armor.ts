// age's armor: a file as text, base64 in lines of 64 letters between two lines of words. One text for a file, but for
// line breaks of two characters and blank space around it.
import { concatBytes, utf8 } from "../../bindings/bytes.js";
import { fail } from "../../bindings/errors.js";
import { decodeBase64, encodeBase64 } from "./base64.js";
import { inLines } from "./header.js";

const BEGIN = "-----BEGIN AGE ENCRYPTED FILE-----";
const END = "-----END AGE ENCRYPTED FILE-----";
const COLUMNS = 64;
/** Bytes of a full line. */
const LINE_BYTES = 48;
/** Blank space around the text that is overlooked. */
const MOST_BLANK = 1024;
const [NEW_LINE, RETURN, PADDING] = [10, 13, 61];

const malformed = (what: string): never => fail("MALFORMED", `timelock: ${what}`);
const isBlank = (code: number): boolean => code === 32 || (code >= 9 && code <= RETURN);

/** Is it armor, as far as these bytes say? Undefined where they are too few. */
export function isArmored(bytes: Uint8Array): boolean | undefined {
  const start = bytes.subarray(0, MOST_BLANK + 1).findIndex((code) => !isBlank(code));
  if (start < 0) return bytes.length > MOST_BLANK ? false : undefined;
  const begin = utf8(BEGIN);
  const known = bytes.subarray(start, start + begin.length);
  if (known.some((byte, index) => byte !== begin[index])) return false;
  return known.length === begin.length ? true : undefined;
}

/** Makes armor of a file that comes in parts. */
export class ArmorWriter {
  #rest: Uint8Array = new Uint8Array(0);
  #isBegun = false;

  #lines(bytes: Uint8Array): Uint8Array {
    const padding = new Uint8Array((3 - (bytes.length % 3)) % 3).fill(PADDING);
    return inLines(concatBytes(encodeBase64(bytes), padding));
  }

  #begin(): Uint8Array {
    const begin = this.#isBegun ? "" : `${BEGIN}\n`;
    this.#isBegun = true;
    return utf8(begin);
  }

  /** The text that is complete with these bytes. */
  push(bytes: Uint8Array): Uint8Array {
    const all = concatBytes(this.#rest, bytes);
    const whole = all.length - (all.length % LINE_BYTES);
    this.#rest = all.slice(whole);
    return concatBytes(this.#begin(), this.#lines(all.subarray(0, whole)));
  }

  /** The text of the end. */
  finish(): Uint8Array {
    return concatBytes(this.#begin(), this.#lines(this.#rest), utf8(`${END}\n`));
  }
}

/** Reads armor that comes in parts. */
export class ArmorReader {
  #pending: Uint8Array = new Uint8Array(0);
  #place: "before" | "inside" | "behind" = "before";
  /** A line that was not full was the last one. */
  #isLast = false;
  #blank = 0;

  /** What the lines say that are whole with these bytes. Throws MALFORMED. */
  push(bytes: Uint8Array): Uint8Array {
    const all = concatBytes(this.#pending, bytes);
    // as many lines as there may be: they say less than they take
    const out = new Uint8Array(all.length);
    let [at, to] = [0, 0];
    for (let end = all.indexOf(NEW_LINE); end >= 0; end = all.indexOf(NEW_LINE, at)) {
      const said = this.#read(all.subarray(at, end));
      out.set(said, to);
      to += said.length;
      at = end + 1;
    }
    this.#pending = all.slice(at);
    if (this.#pending.length > MOST_BLANK) malformed("a line of the armor is too long");
    return out.slice(0, to);
  }

  /** Throws MALFORMED where the text is not at its end. */
  finish(): void {
    const rest = this.#read(this.#pending);
    if (this.#place !== "behind" || rest.length > 0) malformed("the armor has no end");
  }

  #read(given: Uint8Array): Uint8Array {
    const line = given.at(-1) === RETURN ? given.subarray(0, -1) : given;
    const nothing = new Uint8Array(0);
    if (this.#place !== "inside" && line.every(isBlank)) {
      this.#blank += line.length + 1;
      if (this.#blank > MOST_BLANK) malformed("there is too much blank space around the armor");
      return nothing;
    }
    const words = line.length > COLUMNS ? "" : String.fromCharCode(...line).trim();
    if (this.#place === "before" && words === BEGIN) this.#place = "inside";
    else if (this.#place === "inside" && words === END) this.#place = "behind";
    else if (this.#place === "inside") return this.#letters(line);
    else malformed(this.#place === "before" ? "not armor" : "there is something behind the armor's end");
    return nothing;
  }

  #letters(line: Uint8Array): Uint8Array {
    if (this.#isLast || line.length === 0 || line.length > COLUMNS || line.length % 4 !== 0)
      malformed("a line of the armor has a length that none has");
    const padding = line.at(-2) === PADDING ? 2 : line.at(-1) === PADDING ? 1 : 0;
    this.#isLast = padding > 0 || line.length < COLUMNS;
    return decodeBase64(line.subarray(0, line.length - padding)) ?? malformed("the armor is not base64");
  }
}
