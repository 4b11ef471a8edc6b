// One member or sharder of a magic block, proved by a path to the root in the block's header: who has verified headers
// needs no whole block to know whom a share or an address belongs to.
import { equalBytes, FeldsparError, type MerklePath, reading, rootOfPath, type TreeTags } from "../encoding/index.js";
import { MEMBER_TREE, memberLeaf, memberTree, SHARDER_TREE, sharderLeaf, sharderTree } from "./encode.js";
import type { SchemeName } from "./long-term-keys.js";
import type { MagicBlock, MagicBlockHeader, MagicBlockMember, MagicBlockSharder } from "./magic-block.js";

export interface MemberProof {
  readonly member: MagicBlockMember;
  readonly path: MerklePath;
}

export interface SharderProof {
  readonly sharder: MagicBlockSharder;
  readonly path: MerklePath;
}

/** A proof as a file has it: with the block that it is about. */
export interface ProofOf<Proof extends MemberProof | SharderProof> {
  readonly scheme: SchemeName;
  readonly magicBlockHash: Uint8Array;
  readonly proof: Proof;
}

/**
 * The proof of the member that has this index in the frozen list. Throws UNKNOWN_ID when none has.
 *
 * @example
 * const proof = proveMember(block, 2); // whoever has the block, for somebody who has only its header
 * verifyMember(block, proof); //=> true
 * proof.member.url; //=> block.members[1].url
 */
export function proveMember(block: MagicBlock, index: number): MemberProof {
  return reading("proveMember", (): MemberProof => {
    const { scheme, members } = block;
    const position = members.findIndex((member) => member.index === index);
    if (position < 0) throw new FeldsparError("UNKNOWN_ID", `magic block: there is no member of index ${index}`);
    return { member: members[position]!, path: memberTree(scheme, members).path(position) };
  });
}

/**
 * The proof of the sharder of this index, from 1, for somebody who has the header alone. Throws UNKNOWN_ID when none
 * has it, BAD_TYPE, BAD_SCHEME.
 *
 * @example
 * verifySharder(block, proveSharder(block, 1)); //=> true
 * proveSharder(block, 9); //=> throws UNKNOWN_ID
 */
export function proveSharder(block: MagicBlock, index: number): SharderProof {
  return reading("proveSharder", (): SharderProof => {
    const { scheme, sharders } = block;
    const position = sharders.findIndex((sharder) => sharder.index === index);
    if (position < 0) throw new FeldsparError("UNKNOWN_ID", `magic block: there is no sharder of index ${index}`);
    return { sharder: sharders[position]!, path: sharderTree(scheme, sharders).path(position) };
  });
}

/** Is the leaf in the tree of so many leaves with this root? What cannot be encoded is not. */
function isIn(tags: TreeTags, leaf: () => Uint8Array, path: MerklePath, size: number, root: Uint8Array): boolean {
  try {
    // the size is the header's to say: a path names the one that suits it
    if (path.size !== size) return false;
    const found = rootOfPath(tags, leaf(), path);
    return found !== null && equalBytes(found, root);
  } catch (error) {
    if (error instanceof FeldsparError) return false;
    throw error;
  }
}

/**
 * Is this a member of the block with this header? The header's own verification is another matter. Never throws.
 *
 * @example
 * const proof = proveMember(block, 2);
 * verifyMember(block, proof); //=> true
 * verifyMember(block, { ...proof, member: { ...proof.member, stake: 1n } }); //=> false
 */
export function verifyMember(header: MagicBlockHeader, proof: MemberProof): boolean {
  return reading("verifyMember", (): boolean => {
    const { member, path } = proof;
    const { scheme, memberCount, membersRoot } = header;
    return isIn(MEMBER_TREE, () => memberLeaf(scheme, member), path, memberCount, membersRoot);
  });
}

/**
 * Is this a sharder of the block with this header? Never throws.
 *
 * @example
 * const proof = proveSharder(block, 1);
 * verifySharder(block, proof); //=> true
 * verifySharder(lastBlock, proof); //=> false
 */
export function verifySharder(header: MagicBlockHeader, proof: SharderProof): boolean {
  return reading("verifySharder", (): boolean => {
    const { sharder, path } = proof;
    const { scheme, sharderCount, shardersRoot } = header;
    return isIn(SHARDER_TREE, () => sharderLeaf(scheme, sharder), path, sharderCount, shardersRoot);
  });
}
