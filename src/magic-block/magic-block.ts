// The magic block (protocol §7): the document that ends a view change. It names the next set of miners and everything
// that decided it; its SHA-256 hash commits to all of that. Two group signatures certify the hash: the previous
// view's key hands over, the new view's key confirms that its members hold their shares. The certificate is not part
// of the hash.
//
// Here is what a block consists of, and the functions on it under the same name; a type and a value of one name must be
// declared in one file. The other files of this folder take from here types only.
import type { Id } from "../threshold/index.js";
import { check } from "./check.js";
import { encode, hash } from "./encode.js";
import { fromJson, toJson } from "./json.js";
import type { Phase, SchemeName } from "./parameters.js";
import { partyIdOf } from "./party-ids.js";
import { verify } from "./verify.js";

/** A member of the new set. */
export interface MagicBlockMiner {
  /** hex(SHA3-256(publicKey)). */
  readonly id: string;
  /** 1-based position in the frozen list; gaps are removed miners. */
  readonly index: number;
  readonly publicKey: Uint8Array;
  /** X25519, 32 bytes. */
  readonly encryptionKey: Uint8Array;
  readonly url: string;
  readonly stake: bigint;
  /** P_j = Σ_k C_k·x_j^k: checks the member's partial signatures. */
  readonly publicShare: Uint8Array;
}

export interface MagicBlockSharder {
  readonly id: string;
  readonly publicKey: Uint8Array;
  readonly url: string;
  readonly stake: bigint;
}

/** What one dealer published, as verified by the contract. */
export interface MagicBlockDealing {
  readonly index: number;
  /** SHA-256 of the dealer's commitments. */
  readonly mpkHash: Uint8Array;
  /** Is the dealer's polynomial part of the key? */
  readonly qualified: boolean;
  /** Who acknowledged: bit (index − 1) of the frozen list. */
  readonly acknowledged: Uint8Array;
  /** One signature for all acknowledgements; empty when there are none. */
  readonly aggregate: Uint8Array;
  readonly reveals: readonly { readonly index: number; readonly share: Uint8Array }[];
}

export interface MagicBlockRemoval {
  readonly index: number;
  readonly id: string;
  readonly phase: Phase;
  readonly code: string;
  readonly reason: string;
}

export interface MagicBlockCertificate {
  /**
   * Group signature of the previous view; null for the first magic block of a chain, which is trusted by
   * configuration.
   */
  readonly handOver: Uint8Array | null;
  /** Group signature of the new view. */
  readonly confirmation: Uint8Array | null;
}

export interface MagicBlock {
  readonly number: number;
  readonly attempt: number;
  readonly previousHash: Uint8Array;
  readonly startingRound: number;
  readonly t: number;
  readonly k: number;
  readonly n: number;
  readonly scheme: SchemeName;
  readonly partyIds: "index" | "zus";
  readonly qualification: "seed" | "zus";
  readonly session: Uint8Array;
  /** Length of the frozen list. */
  readonly listSize: number;
  /** Sorted by id. */
  readonly miners: readonly MagicBlockMiner[];
  /** Sorted by id. */
  readonly sharders: readonly MagicBlockSharder[];
  /** Every dealer whose publication was accepted, by index. */
  readonly dealings: readonly MagicBlockDealing[];
  /** C_0 … C_{t−1}. */
  readonly groupPolynomial: readonly Uint8Array[];
  /** C_0. */
  readonly groupPublicKey: Uint8Array;
  readonly removed: readonly MagicBlockRemoval[];
  /** Indices of members whose whole secret share was revealed. */
  readonly exposed: readonly number[];
  readonly certificate: MagicBlockCertificate;
}

/** A verdict with its reason. */
export interface Verdict {
  readonly valid: boolean;
  /** Why not; empty when valid. */
  readonly reason: string;
}

/** x-coordinates of the members, in the order of `miners`. */
function memberIds(block: MagicBlock): Id[] {
  return block.miners.map((miner) => partyIdOf(block.partyIds, miner.index, miner.id));
}

/** Functions on magic blocks; the type of the same name is plain data. */
export const MagicBlock = { encode, hash, check, verify, memberIds, toJson, fromJson } as const;
