// A hash as words that people read to each other: eleven bits each, of the list of BIP-39.
import { checkBytes } from "../encoding/index.js";
import { WORDS } from "./words.gen.js";

/**
 * Sixteen words are 176 bits. Whoever has a transcript and looks for another one with the same words tries 2^176 times.
 * Whoever makes both (a room that plays everybody else towards each of two people) needs two that meet: 2^88.
 *
 * @example
 * verifyTranscript(transcript).keys[0].words.length; //=> WORD_COUNT
 */
export const WORD_COUNT = 16;

/** The first 176 bits of a hash of 32 bytes. Throws BAD_LENGTH, BAD_TYPE. */
export function wordsOf(hash: Uint8Array): string[] {
  checkBytes(hash, "hash", 32);
  let bits = 0n;
  for (const byte of hash.subarray(0, 22)) bits = (bits << 8n) | BigInt(byte);
  return Array.from({ length: WORD_COUNT }, (_, at) => {
    return WORDS[Number((bits >> BigInt(11 * (WORD_COUNT - 1 - at))) & 2047n)]!;
  });
}
