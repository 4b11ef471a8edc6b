// Identities: the points x at which a sharing polynomial is evaluated.
//
// An id crosses the boundary as 32 bytes big-endian and must be a non-zero scalar below r: f(0) is the secret itself.
// Ids are public, so the code may branch on them. Ids below 2^30 ("short": positions in a list, the usual case) have
// cheaper arithmetic everywhere in this folder; `shortId` gives them as plain integers.
import { FR, frFromBytes, frIsZero } from "../field/fr";
import { BAD_ID, OK } from "../status";

/** Ids with at most this many bits count as short. */
export const SHORT_ID_BITS: i32 = 30;

/** Bit length of a 32-byte big-endian integer. */
export function bitLength(bytes: usize): i32 {
  for (let i: usize = 0; i < 32; i += 8) {
    const word = bswap<u64>(load<u64>(bytes + i));
    if (word) return 256 - ((<i32>i) << 3) - <i32>clz<u64>(word);
  }
  return 0;
}

/** Bit length of the longest of `count` ids. */
export function longestId(ids: usize, count: i32): i32 {
  let longest = 0;
  for (let i = 0; i < count; i++) longest = max(longest, bitLength(ids + ((<usize>i) << 5)));
  return longest;
}

/** A short id as an integer. */
// @ts-ignore: decorator
@inline
export function shortId(id: usize): u32 {
  return bswap<u32>(load<u32>(id, 28));
}

/** Reads `count` ids into field slots at z; BAD_ID when one of them is zero or not below r. */
export function readIds(z: usize, ids: usize, count: i32): i32 {
  for (let i = 0; i < count; i++) {
    const slot = z + <usize>i * FR;
    if (frFromBytes(slot, ids + ((<usize>i) << 5)) != OK || frIsZero(slot)) return BAD_ID;
  }
  return OK;
}
