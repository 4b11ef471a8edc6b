// Whole magic blocks, and proofs of single members, as bytes: what stores and networks carry. Never hashed.
import { Decoder, decodeAs, Encoder, encodeAs, reading } from "../encoding/index.js";
import { check } from "./check.js";
import { HEADER_VERSION } from "./encode.js";
import { magicBlockFormats } from "./format.js";
import type { SchemeName } from "./long-term-keys.js";
import type { MagicBlock } from "./magic-block.js";
import type { MemberProof, SharderProof } from "./proofs.js";

/**
 * A version byte, the header's fields, members, sharders, body, certificate. Throws BAD_TYPE, BAD_SCHEME, BAD_INTEGER,
 * BAD_LENGTH for what has no bytes; whether the block is consistent, `MagicBlock.check` says.
 *
 * @example
 * const bytes = encodeBlock(block);
 * decodeBlock(bytes).groupPublicKey; //=> block.groupPublicKey
 */
export function encodeBlock(block: MagicBlock): Uint8Array<ArrayBuffer> {
  return reading("encodeBlock", (): Uint8Array<ArrayBuffer> => {
    return encodeAs(magicBlockFormats(block.scheme).block, block, new Encoder().u8(HEADER_VERSION));
  });
}

/**
 * Reads what encodeBlock wrote, and checks that the block is consistent in itself. Throws MALFORMED.
 *
 * @example
 * MagicBlock.hash(decodeBlock(encodeBlock(block))); //=> MagicBlock.hash(block)
 * decodeBlock(encodeBlock(block).subarray(1)); //=> throws MALFORMED
 */
export function decodeBlock(bytes: Uint8Array): MagicBlock {
  const decoder = new Decoder(bytes, "magic block");
  const version = decoder.u8();
  if (version !== HEADER_VERSION) decoder.refuse(`expected version ${HEADER_VERSION}, got ${version}`);
  // a scheme that is none is found out by the format, as the first field that it reads
  const block = magicBlockFormats(bytes[1] === 2 ? "min-pk" : "min-sig").block.read(decoder);
  decoder.finish();
  check(block);
  return block;
}

/**
 * A member's proof, as networks carry it. Throws BAD_SCHEME, BAD_TYPE, BAD_INTEGER, BAD_SCALAR, BAD_ID, BAD_LENGTH for
 * what has no bytes.
 *
 * @example
 * const proof = proveMember(block, 1);
 * decodeMemberProof("min-sig", encodeMemberProof("min-sig", proof)); //=> proof
 */
export function encodeMemberProof(scheme: SchemeName, proof: MemberProof): Uint8Array<ArrayBuffer> {
  return encodeAs(magicBlockFormats(scheme).memberProof, proof);
}

/**
 * Reads what encodeMemberProof wrote; what the proof proves is for `verifyMember` to say. Throws MALFORMED,
 * BAD_SCHEME, BAD_TYPE.
 *
 * @example
 * const bytes = encodeMemberProof("min-sig", proveMember(block, 1));
 * verifyMember(block, decodeMemberProof("min-sig", bytes)); //=> true
 */
export function decodeMemberProof(scheme: SchemeName, bytes: Uint8Array): MemberProof {
  return decodeAs(magicBlockFormats(scheme).memberProof, bytes, "member proof");
}

/**
 * A sharder's proof, as networks carry it. Throws BAD_SCHEME, BAD_TYPE, BAD_INTEGER, BAD_ID, BAD_LENGTH for what has
 * no bytes.
 *
 * @example
 * const proof = proveSharder(block, 1);
 * decodeSharderProof("min-sig", encodeSharderProof("min-sig", proof)); //=> proof
 */
export function encodeSharderProof(scheme: SchemeName, proof: SharderProof): Uint8Array<ArrayBuffer> {
  return encodeAs(magicBlockFormats(scheme).sharderProof, proof);
}

/**
 * Reads what encodeSharderProof wrote; what the proof proves is for `verifySharder` to say. Throws MALFORMED,
 * BAD_SCHEME, BAD_TYPE.
 *
 * @example
 * const bytes = encodeSharderProof("min-sig", proveSharder(block, 1));
 * verifySharder(block, decodeSharderProof("min-sig", bytes)); //=> true
 */
export function decodeSharderProof(scheme: SchemeName, bytes: Uint8Array): SharderProof {
  return decodeAs(magicBlockFormats(scheme).sharderProof, bytes, "sharder proof");
}
