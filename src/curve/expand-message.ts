// expand_message_xmd and expand_message_xof of RFC 9380, sections 5.3.1 and 5.3.2: stretch a message and a domain
// separation tag into as many uniform bytes as hashing to the field needs. The suites of BLS12-381 use the first with
// SHA-256; the standard defines it for any hash of the Merkle–Damgård kind, and the second for extendable-output
// functions.
import { sha256 } from "@noble/hashes/sha2.js";
import type { CHash, CHashXOF } from "@noble/hashes/utils.js";
import { textBytes } from "../../bindings/arguments.js";
import { concatBytes, isBytes, utf8 } from "../../bindings/bytes.js";
import { describe, fail } from "../../bindings/errors.js";
import { expandMessage } from "../../bindings/expand-message.js";
import { sha256Of } from "../../bindings/hash.js";

/** A hash function of `@noble/hashes`, for example sha256 or sha512. */
export type Hash = CHash;

/** An extendable-output function of `@noble/hashes`: shake128 or shake256. */
export type Xof = CHashXOF;

/** A domain separation tag: a string stands for its UTF-8 bytes. */
export type DomainTag = string | Uint8Array;

/**
 * The tag's bytes. Throws BAD_TYPE, and BAD_DST for an empty tag (RFC 9380 section 3.1 forbids it). A tag above 255
 * bytes is replaced by hash("H2C-OVERSIZE-DST-" || tag), section 5.3.3.
 */
export function domainTagBytes(tag: unknown, hash: Hash = sha256): Uint8Array {
  const bytes = typeof tag === "string" ? textBytes(tag, "DST") : tag;
  if (!isBytes(bytes)) fail("BAD_TYPE", `DST: expected a string or a Uint8Array, got ${describe(tag)}`);
  if (bytes.length === 0) fail("BAD_DST", "DST: expected at least one byte, got none");
  return bytes.length > 255 ? hash(concatBytes(utf8("H2C-OVERSIZE-DST-"), bytes)) : bytes;
}

/** Longer messages are refused before they are read: nothing here needs them at once, sign a hash instead. */
const MOST_MESSAGE = 2 ** 29 - 1;

/** The core has a copy of what it expands, twice: longer messages, of which few come, are but hashed there. */
const MOST_IN_CORE = 2 ** 16;

/** Throws BAD_TYPE unless `message` are bytes, BAD_LENGTH for 512 MiB or more. */
export function checkMessage(
  message: unknown,
  subject = "message",
  culprits?: readonly number[],
): asserts message is Uint8Array {
  if (!isBytes(message)) fail("BAD_TYPE", `${subject}: expected a Uint8Array, got ${describe(message)}`, culprits);
  if (message.length > MOST_MESSAGE) {
    fail("BAD_LENGTH", `${subject}: expected at most ${MOST_MESSAGE} bytes, got ${message.length}`, culprits);
  }
}

function checkHash(hash: unknown): asserts hash is Hash {
  // a function with properties
  const { create, outputLen, blockLen } = typeof hash === "function" ? (hash as Hash) : ({} as Partial<Hash>);
  const isUsable = typeof create === "function" && Number.isSafeInteger(outputLen) && Number.isSafeInteger(blockLen);
  if (!isUsable) fail("BAD_TYPE", `hash: expected a hash function of @noble/hashes, got ${describe(hash)}`);
}

function digestOf(hash: Hash, parts: readonly Uint8Array[]): Uint8Array {
  const running = hash.create();
  for (const part of parts) running.update(part);
  return running.digest();
}

/**
 * `length` uniform bytes (1 to 8160 with SHA-256, to 255 times the hash's length in general) from a message.
 * Throws BAD_TYPE, BAD_DST, BAD_LENGTH.
 *
 * @example
 * const uniform = expandMessageXmd(new TextEncoder().encode("message"), "MY-PROTOCOL-V01-expand", 96);
 * uniform.length; //=> 96
 */
export function expandMessageXmd(
  message: Uint8Array,
  DST: DomainTag,
  length: number,
  hash: Hash = sha256,
): Uint8Array<ArrayBuffer> {
  checkMessage(message);
  if (hash !== sha256) checkHash(hash);
  const tag = domainTagBytes(DST, hash);
  const { outputLen, blockLen } = hash;
  if (!Number.isSafeInteger(length) || length < 1 || length > 255 * outputLen) {
    fail("BAD_LENGTH", `length: expected an integer from 1 to ${255 * outputLen}`);
  }
  if (hash === sha256 && message.length <= MOST_IN_CORE) return expandMessage(message, tag, length);
  const blocks = Math.ceil(length / outputLen);
  const primeTag = concatBytes(tag, Uint8Array.of(tag.length));
  const first = [new Uint8Array(blockLen), message, Uint8Array.of(length >> 8, length & 0xff, 0), primeTag];
  const b0 = hash === sha256 ? sha256Of(...first) : digestOf(hash, first);
  const uniform = new Uint8Array(blocks * outputLen);
  let previous: Uint8Array = new Uint8Array(outputLen);
  for (let block = 1; block <= blocks; block++) {
    const mixed = b0.map((byte, index) => byte ^ previous[index]!);
    previous = hash.create().update(mixed).update(Uint8Array.of(block)).update(primeTag).digest();
    uniform.set(previous, (block - 1) * outputLen);
  }
  return uniform.slice(0, length);
}

/** Bytes of a sponge of Keccak; what does not take part in output is its capacity, twice the security. */
const SPONGE_BYTES = 200;

/**
 * `length` uniform bytes (1 to 65535) from a message by shake128 or shake256 of `@noble/hashes`, which have 128 and 256
 * bits of security. A tag above 255 bytes is hashed, section 5.3.3. Variable-time. Throws BAD_TYPE, BAD_DST,
 * BAD_LENGTH.
 *
 * @example
 * import { shake128 } from "@noble/hashes/sha3.js";
 *
 * const uniform = expandMessageXof(bytesOf("message"), "MY-PROTOCOL-V01-expand", 96, shake128);
 * uniform.length; //=> 96
 */
export function expandMessageXof(
  message: Uint8Array,
  DST: DomainTag,
  length: number,
  xof: Xof,
): Uint8Array<ArrayBuffer> {
  checkMessage(message);
  checkHash(xof);
  if (xof.canXOF !== true) fail("BAD_TYPE", "xof: expected shake128 or shake256 of @noble/hashes");
  if (!Number.isSafeInteger(length) || length < 1 || length > 65_535)
    fail("BAD_LENGTH", "length: expected an integer from 1 to 65535");
  const output = (size: number, ...parts: Uint8Array[]) =>
    parts.reduce((hash, part) => hash.update(part), xof.create()).xof(size) as Uint8Array<ArrayBuffer>;
  const security = (SPONGE_BYTES - xof.blockLen) / 2;
  const shorten = (bytes: Uint8Array) => output(2 * security, bytes);
  const tag = domainTagBytes(DST, shorten as unknown as Hash);
  return output(length, message, Uint8Array.of(length >> 8, length & 0xff), tag, Uint8Array.of(tag.length));
}
