// expand_message_xmd of RFC 9380, section 5.3.1, with SHA-256: stretches a message and a domain separation tag into as many
// uniform bytes as hashing to the field needs.
import { sha256 } from "@noble/hashes/sha2.js";
import { checkBytes, concatBytes, isBytes, utf8 } from "../../bindings/bytes.js";
import { describe, fail } from "../../bindings/errors.js";

const HASH_LENGTH = 32;
const BLOCK_LENGTH = 64;
const ZERO_BLOCK = new Uint8Array(BLOCK_LENGTH);

/** A domain separation tag: a string stands for its UTF-8 bytes. */
export type DomainTag = string | Uint8Array;

/**
 * The tag's bytes. Throws BAD_TYPE, and BAD_DST for an empty tag (RFC 9380 section 3.1 forbids it). A tag above 255 bytes is replaced by
 * SHA-256("H2C-OVERSIZE-DST-" || tag), section 5.3.3.
 */
export function domainTagBytes(tag: unknown): Uint8Array {
  const bytes = typeof tag === "string" ? utf8(tag) : tag;
  if (!isBytes(bytes)) fail("BAD_TYPE", `DST: expected a string or a Uint8Array, got ${describe(tag)}`);
  if (bytes.length === 0) fail("BAD_DST", "DST: expected at least one byte, got none");
  return bytes.length > 255 ? sha256(concatBytes(utf8("H2C-OVERSIZE-DST-"), bytes)) : bytes;
}

/**
 * `length` (1 to 8160) uniform bytes from a message. Throws BAD_TYPE, BAD_DST, BAD_LENGTH.
 */
export function expandMessageXmd(message: Uint8Array, DST: DomainTag, length: number): Uint8Array<ArrayBuffer> {
  checkBytes(message, "message");
  const tag = domainTagBytes(DST);
  const blocks = Math.ceil(length / HASH_LENGTH);
  if (!Number.isSafeInteger(length) || length < 1 || blocks > 255) {
    fail("BAD_LENGTH", "length: expected an integer from 1 to 8160");
  }
  const primeTag = concatBytes(tag, Uint8Array.of(tag.length));
  const b0 = sha256
    .create()
    .update(ZERO_BLOCK)
    .update(message)
    .update(Uint8Array.of(length >> 8, length & 0xff, 0))
    .update(primeTag)
    .digest();
  const uniform = new Uint8Array(blocks * HASH_LENGTH);
  let previous: Uint8Array = new Uint8Array(HASH_LENGTH);
  for (let block = 1; block <= blocks; block++) {
    const mixed = b0.map((byte, index) => byte ^ previous[index]!);
    previous = sha256.create().update(mixed).update(Uint8Array.of(block)).update(primeTag).digest();
    uniform.set(previous, (block - 1) * HASH_LENGTH);
  }
  return uniform.slice(0, length);
}
