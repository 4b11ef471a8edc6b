// HKDF-SHA256 (RFC 5869) to at most one block, on the calling thread, in the two steps that HPKE's key schedule takes:
// what is extracted once is expanded several times. Inputs come in parts, so that secrets need not be copied to be put
// end to end; states are wiped by their `destroy`.
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";

/** Bytes of a block: the most that `expandBlock` gives. */
export const BLOCK_LENGTH = 32;
/** HMAC with a key, waiting for its message; to be cloned for each. */
export type Keyed = ReturnType<typeof hmac.create>;

/** HKDF-Expand ends its input with the block's number (RFC 5869 §2.3). */
const FIRST_BLOCK = Uint8Array.of(1);
/** HMAC keyed with the empty salt. */
const unsalted = hmac.create(sha256, new Uint8Array(BLOCK_LENGTH));

/** HKDF-Extract: 32 bytes, from the parts end to end. An empty salt is none. */
export function extract(salt: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array {
  const keyed = salt.length === 0 ? unsalted.clone() : hmac.create(sha256, salt);
  for (const part of parts) keyed.update(part);
  return keyed.digest(); // which wipes the state
}

/** HKDF-Extract, ready to be expanded; whoever asks for it wipes it. */
export function extractKeyed(salt: Uint8Array, ...parts: readonly Uint8Array[]): Keyed {
  const key = extract(salt, ...parts);
  const keyed = hmac.create(sha256, key);
  key.fill(0);
  return keyed;
}

/** The first block of HKDF-Expand, from the parts end to end: 32 bytes, of which the caller takes what it wants. */
export function expandBlock(keyed: Keyed, ...parts: readonly Uint8Array[]): Uint8Array {
  const clone = keyed.clone();
  for (const part of parts) clone.update(part);
  return clone.update(FIRST_BLOCK).digest();
}
