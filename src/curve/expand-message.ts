// expand_message_xmd of RFC 9380, section 5.3.1: stretches a message and a domain separation tag into as many uniform
// bytes as hashing to the field needs. The suites of BLS12-381 use SHA-256; the standard defines it for any hash of the
// Merkle–Damgård kind.
import { sha256 } from "@noble/hashes/sha2.js";
import type { CHash } from "@noble/hashes/utils.js";
import { checkBytes, concatBytes, isBytes, utf8 } from "../../bindings/bytes.js";
import { describe, fail } from "../../bindings/errors.js";

/** A hash function of @noble/hashes, for example sha256 or sha512. */
export type Hash = CHash;

/** A domain separation tag: a string stands for its UTF-8 bytes. */
export type DomainTag = string | Uint8Array;

/**
 * The tag's bytes. Throws BAD_TYPE, and BAD_DST for an empty tag (RFC 9380 section 3.1 forbids it). A tag above 255
 * bytes is replaced by hash("H2C-OVERSIZE-DST-" || tag), section 5.3.3.
 */
export function domainTagBytes(tag: unknown, hash: Hash = sha256): Uint8Array {
  const bytes = typeof tag === "string" ? utf8(tag) : tag;
  if (!isBytes(bytes)) fail("BAD_TYPE", `DST: expected a string or a Uint8Array, got ${describe(tag)}`);
  if (bytes.length === 0) fail("BAD_DST", "DST: expected at least one byte, got none");
  return bytes.length > 255 ? hash(concatBytes(utf8("H2C-OVERSIZE-DST-"), bytes)) : bytes;
}

/**
 * `length` uniform bytes (1 to 8160 with SHA-256, to 255 times the hash's length in general) from a message.
 * Throws BAD_TYPE, BAD_DST, BAD_LENGTH.
 */
export function expandMessageXmd(
  message: Uint8Array,
  DST: DomainTag,
  length: number,
  hash: Hash = sha256,
): Uint8Array<ArrayBuffer> {
  checkBytes(message, "message");
  const tag = domainTagBytes(DST, hash);
  const { outputLen, blockLen } = hash;
  const blocks = Math.ceil(length / outputLen);
  if (!Number.isSafeInteger(length) || length < 1 || blocks > 255) {
    fail("BAD_LENGTH", `length: expected an integer from 1 to ${255 * outputLen}`);
  }
  const primeTag = concatBytes(tag, Uint8Array.of(tag.length));
  const b0 = hash
    .create()
    .update(new Uint8Array(blockLen))
    .update(message)
    .update(Uint8Array.of(length >> 8, length & 0xff, 0))
    .update(primeTag)
    .digest();
  const uniform = new Uint8Array(blocks * outputLen);
  let previous: Uint8Array = new Uint8Array(outputLen);
  for (let block = 1; block <= blocks; block++) {
    const mixed = b0.map((byte, index) => byte ^ previous[index]!);
    previous = hash.create().update(mixed).update(Uint8Array.of(block)).update(primeTag).digest();
    uniform.set(previous, (block - 1) * outputLen);
  }
  return uniform.slice(0, length);
}
