// HKDF-SHA256 (RFC 5869) to at most one block, and the HMAC-SHA256 (RFC 2104) that it is made of, on the calling
// thread. Inputs come in parts, so that secrets need not be copied to be put end to end.
//
// A miner of a hundred makes some thousand of them in a share phase, nearly all of short inputs, so that making a hash
// costs as much as hashing. All go through two hashes that are begun again and wiped by each.
import { sha256 } from "@noble/hashes/sha2.js";

/** Bytes of a block: the most that `expandBlock` gives. */
export const BLOCK_LENGTH = 32;

type Hash = ReturnType<typeof sha256.create>;

/** Bytes that SHA-256 takes at once, and that a key is padded to. */
const INPUT_BLOCK = 64;
const INNER = 0x36;
const OUTER = 0x5c;
/** HKDF-Expand ends its input with the block's number (RFC 5869 §2.3). */
const FIRST_BLOCK = Uint8Array.of(1);

const fresh = sha256.create();
const inner = sha256.create();
const outer = sha256.create();
const pad = new Uint8Array(INPUT_BLOCK);
/** In halves: of a whole block the hash would make a view each time. */
const padHalves = [pad.subarray(0, INPUT_BLOCK / 2), pad.subarray(INPUT_BLOCK / 2)] as const;

function beginWith(hash: Hash, key: Uint8Array, filler: number): void {
  pad.fill(filler);
  for (let at = 0; at < key.length; at++) pad[at]! ^= key[at]!;
  fresh._cloneInto(hash);
  for (const half of padHalves) hash.update(half);
}

/** HMAC-SHA256 of the parts end to end, 32 bytes, under a key of at most 64. Wipes what it computes with. */
export function hmac(key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array {
  if (key.length > INPUT_BLOCK) throw new RangeError(`HMAC: expected a key of at most ${INPUT_BLOCK} bytes`);
  beginWith(inner, key, INNER);
  beginWith(outer, key, OUTER);
  pad.fill(0);
  for (const part of parts) inner.update(part);
  const hash = inner.digest(); // which wipes the state
  outer.update(hash);
  hash.fill(0);
  return outer.digest();
}

/** HKDF-Extract: 32 bytes, from the parts end to end. An empty salt is none. */
export function extract(salt: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array {
  return hmac(salt, ...parts);
}

/** The first block of HKDF-Expand, from the parts end to end: 32 bytes, of which the caller takes what it wants. */
export function expandBlock(key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array {
  return hmac(key, ...parts, FIRST_BLOCK);
}
