// The header of an age file (age-encryption.org/v1) with drand's stanza: whom the file's key is encrypted to, and a MAC
// under that key over all of it.
//
//   age-encryption.org/v1
//   -> tlock <round> <chain hash>
//   <U ‖ V ‖ W in base64, in lines of 64 letters, the last one shorter>
//   --- <MAC in base64>
import { hkdf } from "@noble/hashes/hkdf.js";
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { concatBytes, toHex, utf8 } from "../../bindings/bytes.js";
import { fail } from "../../bindings/errors.js";
import { decodeBase64, encodeBase64 } from "./base64.js";

const VERSION = utf8("age-encryption.org/v1\n");
const NEW_LINE = 10;
const COLUMNS = 64;
const MAC_SIZE = 32;
/** Longer headers are refused, so that nobody reads on without an end: one stanza of ours takes 300 bytes. */
const MOST_HEADER = 16_384;

/** Whom the file's key is encrypted to, and how. */
export interface Stanza {
  readonly type: string;
  readonly args: readonly string[];
  readonly body: Uint8Array;
}

export interface Header {
  readonly stanzas: readonly Stanza[];
  readonly mac: Uint8Array;
  /** What the MAC covers. */
  readonly covered: Uint8Array;
  /** How many bytes the header takes. */
  readonly length: number;
}

const malformed = (what: string): never => fail("MALFORMED", `timelock: ${what}`);

const startsWith = (bytes: Uint8Array, what: string): boolean =>
  bytes.length >= what.length && [...what].every((letter, index) => bytes[index] === letter.charCodeAt(0));

/**
 * The header at the beginning of some bytes; undefined where they end before it does, and are so far no other. Throws
 * MALFORMED.
 */
export function readHeader(bytes: Uint8Array): Header | undefined {
  const known = Math.min(bytes.length, VERSION.length);
  if (VERSION.subarray(0, known).some((byte, index) => byte !== bytes[index]))
    malformed("not an age file of version 1");
  const stanzas: Stanza[] = [];
  let at = VERSION.length;
  const nextLine = (): Uint8Array | undefined => {
    const end = at < bytes.length ? bytes.indexOf(NEW_LINE, at) : -1;
    if ((end < 0 ? bytes.length : end) > MOST_HEADER) malformed(`the header is longer than ${MOST_HEADER} bytes`);
    if (end < 0) return undefined;
    const line = bytes.subarray(at, end);
    at = end + 1;
    return line;
  };
  for (;;) {
    const start = at;
    const line = nextLine();
    if (line === undefined) return undefined;
    if (startsWith(line, "--- ")) {
      const mac = decodeBase64(line.subarray(4));
      if (mac?.length !== MAC_SIZE) return malformed("the header's MAC is none");
      if (stanzas.length === 0) malformed("the header names nobody that could open it");
      return { stanzas, mac, covered: bytes.slice(0, start + 3), length: at };
    }
    if (!startsWith(line, "-> ")) malformed("a line of the header is neither a stanza nor the MAC");
    const [type, ...args] = wordsOf(line.subarray(3));
    const body = readBody(nextLine);
    if (body === undefined) return undefined;
    stanzas.push({ type: type!, args, body });
  }
}

/** One or more words of visible ASCII with one space between them. */
function wordsOf(line: Uint8Array): string[] {
  if (line.some((code) => code < 32 || code > 126)) malformed("a stanza has letters that none has");
  const words = String.fromCharCode(...line).split(" ");
  if (words.includes("")) malformed("a stanza has an empty word");
  return words;
}

/** Full lines up to one that is not full; undefined where there is none yet. */
function readBody(nextLine: () => Uint8Array | undefined): Uint8Array | undefined {
  const lines: Uint8Array[] = [];
  for (;;) {
    const line = nextLine();
    if (line === undefined) return undefined;
    if (line.length > COLUMNS) malformed(`a line of a stanza is longer than ${COLUMNS} letters`);
    lines.push(line);
    if (line.length < COLUMNS) return decodeBase64(concatBytes(...lines)) ?? malformed("a stanza is not base64");
  }
}

/** Letters in lines of 64, the last one shorter, each with a line break behind it. Inside this folder only. */
export function inLines(letters: Uint8Array): Uint8Array {
  const out = new Uint8Array(letters.length + Math.ceil(letters.length / COLUMNS)).fill(NEW_LINE);
  for (let at = 0, to = 0; at < letters.length; at += COLUMNS, to += COLUMNS + 1)
    out.set(letters.subarray(at, at + COLUMNS), to);
  return out;
}

/** The key of the header's MAC is derived from the file's. */
function macOf(fileKey: Uint8Array, covered: Uint8Array): Uint8Array {
  const key = hkdf(sha256, fileKey, undefined, utf8("header"), 32);
  const mac = hmac(sha256, key, covered);
  key.fill(0);
  return mac;
}

/** The header's bytes. */
export function writeHeader(round: number, hash: Uint8Array, body: Uint8Array, fileKey: Uint8Array): Uint8Array {
  const line = utf8(`-> tlock ${round} ${toHex(hash)}\n`);
  const letters = encodeBase64(body);
  // a last line that is full is followed by an empty one
  const end = utf8(letters.length % COLUMNS === 0 ? "\n---" : "---");
  const covered = concatBytes(VERSION, line, inLines(letters), end);
  return concatBytes(covered, utf8(" "), encodeBase64(macOf(fileKey, covered)), Uint8Array.of(NEW_LINE));
}

/** The MAC that the header should have under this key. */
export const expectedMac = (header: Header, fileKey: Uint8Array): Uint8Array => macOf(fileKey, header.covered);
