// HKDF-SHA256 (RFC 5869) to at most one block, on the calling thread, in the two steps that HPKE's key schedule takes:
// what is extracted once is expanded several times.
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

/** HKDF-Extract: 32 bytes. An empty salt is none. */
export function extract(salt: Uint8Array, input: Uint8Array): Uint8Array {
  const keyed = salt.length === 0 ? unsalted.clone() : hmac.create(sha256, salt);
  return keyed.update(input).digest();
}

/** HKDF-Extract, ready to be expanded. */
export function extractKeyed(salt: Uint8Array, input: Uint8Array): Keyed {
  return hmac.create(sha256, extract(salt, input));
}

/** The first block of HKDF-Expand: 32 bytes, of which the caller takes what it wants. */
export function expandBlock(keyed: Keyed, info: Uint8Array): Uint8Array {
  return keyed.clone().update(info).update(FIRST_BLOCK).digest();
}
