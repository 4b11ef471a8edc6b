// The bytes of a magic block's parts, the hashes and trees over them, and the block's hash, by which it is known.

import { sha256 } from "@noble/hashes/sha2.js";
import { Encoder, encodeAs, listOf, MerkleTree, reading, TAG } from "../encoding/index.js";
import { magicBlockFormats } from "./format.js";
import type { SchemeName } from "./long-term-keys.js";
import type {
  MagicBlock,
  MagicBlockBody,
  MagicBlockHeader,
  MagicBlockMember,
  MagicBlockSharder,
} from "./magic-block.js";

/** Written before a header's fields. */
export const HEADER_VERSION = 2;
export const MEMBER_TREE = { leaf: TAG.memberLeaf, node: TAG.memberNode } as const;
export const SHARDER_TREE = { leaf: TAG.sharderLeaf, node: TAG.sharderNode } as const;

/** The header without its tag: 327 bytes in min-sig, 279 in min-pk. */
export function encodeHeader(header: MagicBlockHeader): Uint8Array {
  return reading("encodeHeader", (): Uint8Array => {
    return encodeAs(magicBlockFormats(header.scheme).header, header, new Encoder().u8(HEADER_VERSION));
  });
}

/** SHA-256(tag ‖ header). */
export function hash(header: MagicBlockHeader): Uint8Array {
  return reading("hash", (): Uint8Array => {
    return sha256(
      encodeAs(magicBlockFormats(header.scheme).header, header, new Encoder(TAG.magicBlock).u8(HEADER_VERSION)),
    );
  });
}

/** The body without its tag. */
export function encodeBody(block: Pick<MagicBlock, "scheme" | "body">): Uint8Array {
  return reading("encodeBody", (): Uint8Array => {
    return encodeAs(magicBlockFormats(block.scheme).body, block.body);
  });
}

/** SHA-256(tag ‖ body). */
export function hashBody(scheme: SchemeName, body: MagicBlockBody): Uint8Array {
  return sha256(encodeAs(magicBlockFormats(scheme).body, body, new Encoder(TAG.body)));
}

/** A leaf of the members' tree. */
export function memberLeaf(scheme: SchemeName, member: MagicBlockMember): Uint8Array {
  return encodeAs(magicBlockFormats(scheme).member, member);
}

/** A leaf of the sharders' tree. */
export function sharderLeaf(scheme: SchemeName, sharder: MagicBlockSharder): Uint8Array {
  return encodeAs(magicBlockFormats(scheme).sharder, sharder);
}

/** Throws EMPTY for nobody. */
export function memberTree(scheme: SchemeName, members: readonly MagicBlockMember[]): MerkleTree {
  return new MerkleTree(
    MEMBER_TREE,
    listOf<MagicBlockMember>(members, "members", true).map((member) => memberLeaf(scheme, member)),
  );
}

/** Throws EMPTY for nobody. */
export function sharderTree(scheme: SchemeName, sharders: readonly MagicBlockSharder[]): MerkleTree {
  return new MerkleTree(
    SHARDER_TREE,
    listOf<MagicBlockSharder>(sharders, "sharders", true).map((sharder) => sharderLeaf(scheme, sharder)),
  );
}

/** What a header says of the rest. */
export type Commitment = Pick<
  MagicBlockHeader,
  "memberCount" | "sharderCount" | "membersRoot" | "shardersRoot" | "bodyHash"
>;

/** Counts, roots and hash of a block's parts. */
export function commitTo({
  scheme,
  members,
  sharders,
  body,
}: Pick<MagicBlock, "scheme" | "members" | "sharders" | "body">): Commitment {
  return {
    memberCount: members.length,
    sharderCount: sharders.length,
    membersRoot: memberTree(scheme, members).root,
    shardersRoot: sharderTree(scheme, sharders).root,
    bodyHash: hashBody(scheme, body),
  };
}
