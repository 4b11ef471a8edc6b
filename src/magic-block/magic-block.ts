// The magic block (protocol §7): the document that ends a view change. It names the next sets and their keys. Its
// *header* has a fixed length for a scheme and commits to everything else by hashes: the members and the sharders as
// trees, so that one of them is proved by a path, and the *body*, which says what decided the sets. The block's hash is
// the header's; a light client follows headers alone. The *certificate* signs the hash and is not part of it.
//
// Here is what a block consists of, and the functions on it under the same name; a type and a value of one name must be
// declared in one file. The other files of this folder take from here types only.
import { listOf, reading } from "../encoding/index.js";
import type { Id } from "../threshold/index.js";
import { decodeBlock, encodeBlock } from "./bytes.js";
import { check } from "./check.js";
import { encodeBody, encodeHeader, hash } from "./encode.js";
import type { Mode, QualificationRules } from "./genesis.js";
import { fromJson, toJson } from "./json.js";
import type { SchemeName } from "./long-term-keys.js";
import type { Phase } from "./parameters.js";
import type { RemovalCode, Role } from "./removals.js";
import { verify } from "./verify.js";

/** What the hash is made of; integers are exact, hashes 32 bytes. */
export interface MagicBlockHeader {
  readonly scheme: SchemeName;
  /** The chain's mode, also in block 1, which is dealt as "fresh". */
  readonly mode: Mode;
  /** SHA-256(tag ‖ chain id). */
  readonly chainIdHash: Uint8Array;
  /** The first has 1. */
  readonly number: number;
  /** The hash of the block before, or of the genesis. */
  readonly previousHash: Uint8Array;
  readonly startingRound: number;
  readonly t: number;
  readonly k: number;
  /** Length of the frozen list. */
  readonly n: number;
  readonly memberCount: number;
  readonly sharderCount: number;
  /** The name of the attempt that made it. */
  readonly session: Uint8Array;
  /** 96 or 48 bytes. */
  readonly groupPublicKey: Uint8Array;
  readonly membersRoot: Uint8Array;
  readonly shardersRoot: Uint8Array;
  readonly bodyHash: Uint8Array;
}

/** A member of the new set. */
export interface MagicBlockMember {
  /** 1-based position in the frozen list; gaps are receivers that were taken off. */
  readonly index: number;
  /** hex(SHA3-256(publicKey)). */
  readonly id: string;
  /** The x of its share: non-zero, below the group order. */
  readonly partyId: number | bigint;
  readonly publicKey: Uint8Array;
  /** X25519, 32 bytes. */
  readonly encryptionKey: Uint8Array;
  /** P_j = Σ_k C_k·x_j^k: checks the member's partial signatures. */
  readonly publicShare: Uint8Array;
  readonly stake: bigint;
  readonly url: string;
}

export interface MagicBlockSharder {
  /** 1-based position, by ascending id. */
  readonly index: number;
  readonly id: string;
  readonly publicKey: Uint8Array;
  readonly stake: bigint;
  readonly url: string;
}

/** What one dealer published, as verified by the contract. */
export interface MagicBlockDealing {
  /** In the list of dealers. */
  readonly index: number;
  /** SHA-256 of the dealer's commitments as published. */
  readonly mpkHash: Uint8Array;
  /** Is the dealer's polynomial part of the key? */
  readonly qualified: boolean;
  /** Who acknowledged: bit (index − 1) of the list of receivers. */
  readonly acknowledged: Uint8Array;
  /** One signature for all acknowledgements; empty when there are none. */
  readonly aggregate: Uint8Array;
  /** By ascending index in the list of receivers. */
  readonly reveals: readonly { readonly index: number; readonly share: Uint8Array }[];
}

export interface MagicBlockRemoval {
  /** Out: no longer a dealer. Off the list: no longer a receiver. */
  readonly role: Role;
  /** In that list. */
  readonly index: number;
  readonly id: string;
  readonly phase: Phase;
  readonly code: RemovalCode;
  /** How many confirmations (dealer rule) or reveals (receiver rule) there were; 0 for what has no number. */
  readonly count: number;
}

/** What decided the sets: for auditors, not for light clients. */
export interface MagicBlockBody {
  /** Of the attempt, from 1. */
  readonly attempt: number;
  readonly qualification: QualificationRules;
  /**
   * Where the indices of dealers end: n where dealers and receivers are one list, in a reshare the n of the block in
   * office, whose indices they have.
   */
  readonly dealerCount: number;
  /** Every dealer whose publication was accepted, by index. */
  readonly dealings: readonly MagicBlockDealing[];
  /** C_0 … C_{t−1}. */
  readonly groupPolynomial: readonly Uint8Array[];
  /** By role, then index. */
  readonly removed: readonly MagicBlockRemoval[];
  /** Receivers off the list, ascending. */
  readonly off: readonly number[];
  /** How many receivers off the list have a public share: every qualified dealer revealed theirs. */
  readonly exposed: number;
}

/** Signatures of the first block by the genesis' sharders. */
export interface FirstSignatures {
  /** Bit (position) of the genesis' sharders. */
  readonly signers: Uint8Array;
  /** Their aggregate. */
  readonly aggregate: Uint8Array;
}

export interface MagicBlockCertificate {
  /** Group signature of the view in office; null for block 1, and while there is none. */
  readonly handOver: Uint8Array | null;
  /** Block 1: signatures of more than half of the genesis' sharders; null for other blocks. */
  readonly first: FirstSignatures | null;
  /** Group signature of the new view; null while there is none. */
  readonly confirmation: Uint8Array | null;
}

/** A header with what signs it: all that a light client needs. */
export interface CertifiedHeader extends MagicBlockHeader {
  readonly certificate: MagicBlockCertificate;
}

export interface MagicBlock extends CertifiedHeader {
  /** By ascending index, which is ascending id. */
  readonly members: readonly MagicBlockMember[];
  /** By ascending id. */
  readonly sharders: readonly MagicBlockSharder[];
  readonly body: MagicBlockBody;
}

/** A verdict with its reason. */
export interface Verdict {
  readonly valid: boolean;
  /** Why not; empty when valid. */
  readonly reason: string;
}

/** x-coordinates of the members, in their order. */
function memberIds(block: MagicBlock): Id[] {
  return reading("MagicBlock.memberIds", () => {
    return listOf<MagicBlockMember>(block.members, "members", true).map(({ partyId }) => partyId);
  });
}

/**
 * Functions on magic blocks; the type of the same name is plain data.
 *
 * @example
 * const json = MagicBlock.toJson(block);
 * MagicBlock.hash(MagicBlock.fromJson(JSON.parse(json))); //=> MagicBlock.hash(block)
 * MagicBlock.memberIds(block).length; //=> block.memberCount
 * MagicBlock.decode(MagicBlock.encode(block)).number; //=> 1
 */
export const MagicBlock = {
  encode: encodeBlock,
  decode: decodeBlock,
  encodeHeader,
  encodeBody,
  hash,
  check,
  verify,
  memberIds,
  toJson,
  fromJson,
} as const;
