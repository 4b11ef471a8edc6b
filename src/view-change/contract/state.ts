// What the contract remembers and what drives it: plain data, and the look-ups that its readers ask for.
import { checkList, reading, unreadable } from "../../../bindings/arguments.js";
import type { BeaconOutput } from "../../beacon/index.js";
import { bitmapHas } from "../../encoding/index.js";
import type {
  Genesis,
  MagicBlock,
  MagicBlockRemoval,
  Mode,
  Phase,
  Role,
  Thresholds,
  ViewChangeParameters,
} from "../../magic-block/index.js";
import type { LedgerEntry } from "../entries.js";
import type { Contribution, Publication } from "../payloads.js";
import type { SessionMember } from "../session.js";
import { leftOf, membersByIndex, removalsOf } from "./look-ups.js";

export { type ContractEvent, RESTART_REASONS, type RestartReason } from "./events.js";

/** One block of the underlying chain: a round and its entries in their order. */
export interface Block {
  /** Rises by one from block to block. */
  readonly round: number;
  readonly entries: readonly LedgerEntry[];
}

/** How much stake the authority gave to an id, whether or not it has registered. */
export interface Stake {
  readonly id: string;
  readonly stake: bigint;
}

/** A suspended candidate is not selected until its `return` takes effect (protocol §3). */
export interface Suspension {
  /** Attempts that it must last: 1, 2, 4 … 64. */
  readonly length: number;
  /** Attempts that it has lasted. */
  readonly lasted: number;
  /** Was a `return` accepted? */
  readonly returned: boolean;
}

/** A registered miner. */
export interface Candidate {
  readonly id: string;
  readonly publicKey: Uint8Array;
  readonly proofOfPossession: Uint8Array;
  readonly encryptionKey: Uint8Array;
  readonly url: string;
  /** Of its last accepted entry. */
  readonly serial: number;
  /** First registrations are counted: the older one has the lower number. */
  readonly order: number;
  readonly left: boolean;
  /** Attempts in a row that froze a list with it and in which it was absent. */
  readonly absent: number;
  readonly suspension: Suspension | null;
  /** What the next suspension must last. */
  readonly nextSuspension: number;
}

/** A registered sharder; those of the genesis are there from the beginning. */
export interface SharderCandidate {
  readonly id: string;
  readonly publicKey: Uint8Array;
  readonly proofOfPossession: Uint8Array;
  readonly url: string;
  readonly serial: number;
  readonly left: boolean;
}

/** The set in office. */
export interface CurrentView {
  /** 0 before the first magic block. */
  readonly number: number;
  /** Hash of the magic block, or of the genesis. */
  readonly hash: Uint8Array;
  /** The round in which it came into office; the genesis' startRound before the first. */
  readonly activatedAt: number;
  /** null before the first magic block: then the genesis' sharders are in office, and no miners. */
  readonly magicBlock: MagicBlock | null;
}

/** The closed candidates of an attempt whose list waits for a lot. */
export interface Closing {
  readonly round: number;
  /** Ascending by id, with the stakes that count from now on. */
  readonly candidates: readonly Stake[];
  /** Of them: what the lot is drawn over. */
  readonly hash: Uint8Array;
}

/** A verified MPK on the chain. */
export interface AcceptedContribution extends Contribution {
  /** H(C_i). */
  readonly hash: Uint8Array;
}

/** A contribution that is taken; its commitments stay where they are. */
export function acceptedContribution(contribution: Contribution, hash: Uint8Array): AcceptedContribution {
  const { proof, encryptionKey } = contribution;
  return {
    get commitments() {
      return contribution.commitments;
    },
    proof,
    encryptionKey,
    hash,
  };
}

/** When a block is decided: enough members have confirmed. Never dropped from then on. */
export interface Decision {
  readonly round: number;
}

/**
 * One attempt, from the moment its list is frozen. Arrays by dealer or by receiver have the member of index i at i − 1;
 * in a reshare dealers' indices have gaps, where there is nothing.
 */
export interface SessionState {
  readonly id: Uint8Array;
  readonly number: number;
  readonly attempt: number;
  /** How this view is dealt: block 1 of any chain is "fresh". */
  readonly mode: Mode;
  /** As taken when the attempt's Start began. */
  readonly parameters: ViewChangeParameters;
  /** Of the view that is made. */
  readonly thresholds: Thresholds;
  /** d, and the least number of qualified dealers: t, or in a reshare the t of the view in office. */
  readonly dealerThreshold: number;
  /** max(k, minMiners): the fewest receivers, and the fewest confirmations. */
  readonly least: number;
  /** Hash of the contract's state when the list was frozen; dealers hedge their polynomials with it. */
  readonly stateHash: Uint8Array;
  /** "fresh": the very same array as `receivers`. */
  readonly dealers: readonly SessionMember[];
  readonly receivers: readonly SessionMember[];
  /** Rounds of the edges so far. */
  readonly frozenAt: number;
  readonly contributedAt: number | null;
  readonly sharedAt: number | null;
  readonly publishedAt: number | null;
  /** By dealer. */
  readonly contributions: readonly (AcceptedContribution | null)[];
  readonly shared: readonly boolean[];
  readonly publications: readonly (Publication | null)[];
  /** By receiver: X25519 keys for this session, from an MPK or `present`, whichever was accepted first. */
  readonly encryptionKeys: readonly (Uint8Array | null)[];
  /** By receiver: partial signatures under the new key. */
  readonly confirmations: readonly (Uint8Array | null)[];
  /** By position among the members in office: partial signatures of the decided block. */
  readonly handOvers: readonly (Uint8Array | null)[];
  /** By position among the genesis' sharders, for block 1. */
  readonly firsts: readonly (Uint8Array | null)[];
  /** Ids of sharders whose `keep` was accepted, in order of acceptance. */
  readonly kept: readonly string[];
  readonly removed: readonly MagicBlockRemoval[];
  /** Made at the beginning of the wait phase; its certificate is filled in as it comes. */
  readonly magicBlock: MagicBlock | null;
  readonly magicBlockHash: Uint8Array | null;
  readonly decided: Decision | null;
  readonly certified: boolean;
}

/** What a verifier of beacon entries needs of a view that has been in office. */
export interface BeaconOwner {
  readonly number: number;
  readonly blockHash: Uint8Array;
  readonly startingRound: number;
  readonly groupPublicKey: Uint8Array;
}

export interface ContractState {
  readonly genesis: Genesis;
  readonly genesisHash: Uint8Array;
  /** In force. */
  readonly parameters: ViewChangeParameters;
  /** Accepted, and taken when the next attempt's Start begins. */
  readonly nextParameters: ViewChangeParameters | null;
  /** Of the last accepted entry of the authority; 0: none. */
  readonly authoritySerial: number;
  readonly round: number;
  /** Sorted by id; without zeros. */
  readonly stakes: readonly Stake[];
  /** All registered miners, sorted by id. */
  readonly candidates: readonly Candidate[];
  /** All registered sharders, sorted by id. */
  readonly sharders: readonly SharderCandidate[];
  /** Miners that have ever registered. */
  readonly registrations: number;
  readonly current: CurrentView;
  /** The highest t of any block so far; 1 before the first: the default of `minMiners`. */
  readonly highestThreshold: number;
  /** "stopped": too many failed attempts, waiting for a `resume`. */
  readonly phase: Phase | "stopped";
  /**
   * The round of the edge at which the phase began: its first block is the next one. In the future while Start waits.
   */
  readonly phaseStart: number;
  /** Has Start begun: were the parameters taken? */
  readonly opened: boolean;
  /** Attempts used up for the next magic block; the running one included once Start's rounds are over. */
  readonly attempt: number;
  /** Failed attempts in a row. */
  readonly failures: number;
  /** While the start phase lasts on for a lot. */
  readonly closing: Closing | null;
  readonly session: SessionState | null;
  /** The view in office and those before it that may still owe rounds, ascending by number: at most 1024. */
  readonly beaconOwners: readonly BeaconOwner[];
  /** Accepted outputs of these views, ascending by round. */
  readonly beacon: readonly BeaconOutput[];
}

/**
 * What a dealer published about a receiver, by their indices. Throws BAD_TYPE for what is no session.
 *
 * @example
 * entryOf(attempt, 1, 2); //=> "acknowledged"
 */
export function entryOf(session: SessionState, dealer: number, receiver: number): "acknowledged" | "revealed" | "none" {
  // asked for every pair of a session: no function is made for each
  try {
    const publication = session.publications[dealer - 1];
    if (!publication) return "none";
    if (bitmapHas(publication.acknowledged, receiver - 1)) return "acknowledged";
    return isRevealed(publication, receiver) ? "revealed" : "none";
  } catch (cause) {
    return unreadable("entryOf", cause);
  }
}

/** Reveals are in ascending order of index: a binary search. */
function isRevealed({ reveals }: Publication, receiver: number): boolean {
  let [low, high] = [0, reveals.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (reveals[middle]!.index < receiver) low = middle + 1;
    else high = middle;
  }
  return reveals[low]?.index === receiver;
}

/**
 * The frozen list of a role: of the dealers, or of the receivers. Throws BAD_TYPE.
 *
 * @example
 * listOf(attempt, "receiver").length; //=> 4
 */
export function listOf(session: SessionState, role: Role): readonly SessionMember[] {
  return reading("listOf", (): readonly SessionMember[] => {
    const list = role === "dealer" ? session.dealers : session.receivers;
    checkList(list, role);
    return list;
  });
}

/**
 * Indices still in a role, ascending: dealers that are not out, receivers that are not off the list. Throws BAD_TYPE.
 *
 * @example
 * remaining(attempt, "dealer"); //=> [1, 2, 3, 4]
 */
export function remaining(session: SessionState, role: Role): readonly number[] {
  return reading("remaining", () => leftOf(listOf(session, role), session.removed, role));
}

/**
 * Whether this is the index of somebody in that role who has not been removed from it. Throws BAD_TYPE.
 *
 * @example
 * isRemaining(attempt, "dealer", 1); //=> true
 * isRemaining(attempt, "dealer", 9); //=> false
 */
export function isRemaining(session: SessionState, role: Role, index: number): boolean {
  return reading("isRemaining", (): boolean => {
    return memberAt(listOf(session, role), index) !== undefined && !removalsOf(session.removed, role).has(index);
  });
}

/**
 * The member of a list with this index; undefined for none, since indices may have gaps. Throws BAD_TYPE.
 *
 * @example
 * memberAt(attempt.receivers, 2)!.index; //=> 2
 * memberAt(attempt.receivers, 9); //=> undefined
 */
export function memberAt(list: readonly SessionMember[], index: number): SessionMember | undefined {
  return reading("memberAt", (): SessionMember | undefined => {
    return membersByIndex(list).get(index);
  });
}
