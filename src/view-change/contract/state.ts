// What the contract remembers and what drives it: plain data, and the look-ups that its readers ask for.
import { bitmapHas } from "../../encoding/index.js";
import type {
  MagicBlock,
  MagicBlockRemoval,
  Phase,
  Thresholds,
  ViewChangeParameters,
} from "../../magic-block/index.js";
import type { MinerRecord, SharderRecord } from "../identity.js";
import type { Contribution, Publication } from "../payloads.js";
import type { FrozenMember } from "../session.js";
import type { Transaction } from "../transaction.js";
import { removalsByIndex } from "./look-ups.js";

export { type ContractEvent, RESTART_REASONS, type RestartReason } from "./events.js";

/** One block of the underlying chain, as far as the contract looks at it. */
export interface Block {
  /** Rises from block to block. */
  readonly round: number;
  readonly transactions: readonly Transaction[];
  /** Miners that register or change their stake. */
  readonly registrations?: readonly MinerRecord[];
  /** Last beacon output, 32 bytes. */
  readonly randomness?: Uint8Array | null;
  /** Starts again after too many failed attempts. */
  readonly resume?: boolean;
}

/** The set in office. */
export interface CurrentView {
  /** 0 before the first magic block. */
  readonly number: number;
  /** Hash of the magic block, or of whatever the chain calls its genesis. */
  readonly hash: Uint8Array;
  readonly startingRound: number;
  /** null before the first magic block: then nobody can hand over, and the first one is trusted by configuration. */
  readonly magicBlock: MagicBlock | null;
  /** Ids of the miners in office. */
  readonly minerIds: readonly string[];
}

/** A verified MPK on the chain. */
export interface AcceptedContribution extends Contribution {
  readonly hash: Uint8Array;
}

/** One attempt, from the moment its list is frozen. Arrays are by position (index − 1). */
export interface SessionState {
  readonly id: Uint8Array;
  readonly number: number;
  readonly attempt: number;
  readonly thresholds: Thresholds;
  readonly list: readonly FrozenMember[];
  readonly listHash: Uint8Array;
  readonly contributions: readonly (AcceptedContribution | null)[];
  /** Who said in the share phase that everybody has acknowledged. */
  readonly shared: readonly boolean[];
  readonly publications: readonly (Publication | null)[];
  readonly confirmations: readonly (Uint8Array | null)[];
  /** Partial signatures of the current view's members, by miner id. */
  readonly handOvers: Readonly<Record<string, Uint8Array>>;
  readonly removed: readonly MagicBlockRemoval[];
  /** Made at the beginning of the wait phase; certified at its end. */
  readonly magicBlock: MagicBlock | null;
  readonly magicBlockHash: Uint8Array | null;
  readonly certified: boolean;
}

export interface ContractState {
  readonly chainId: string;
  readonly parameters: ViewChangeParameters;
  readonly round: number;
  readonly randomness: Uint8Array | null;
  /** All registered miners, sorted by id. */
  readonly candidates: readonly MinerRecord[];
  readonly sharders: readonly SharderRecord[];
  readonly current: CurrentView;
  /** "stopped": too many failed attempts, waiting for a block with `resume`. */
  readonly phase: Phase | "stopped";
  /** First round of the phase; in the future while backing off. */
  readonly phaseStart: number;
  /** Attempts used up for the next magic block; the running one included once its list is frozen. */
  readonly attempt: number;
  /** Failed attempts in a row. */
  readonly failures: number;
  readonly session: SessionState | null;
}

/** The entry of a dealer about a receiver. */
export function entryOf(session: SessionState, dealer: number, receiver: number): "acknowledged" | "revealed" | "none" {
  const publication = session.publications[dealer - 1];
  if (!publication) return "none";
  if (bitmapHas(publication.acknowledged, receiver - 1)) return "acknowledged";
  return isRevealed(publication, receiver) ? "revealed" : "none";
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

/** Indices still on the list: those not removed. */
export function remaining({ list, removed }: SessionState): number[] {
  const gone = removalsByIndex(removed);
  return list.map((member) => member.index).filter((index) => !gone.has(index));
}

/** Whether this is the index of a member of the list that has not been removed. */
export function isRemaining({ list, removed }: SessionState, index: number): boolean {
  return list[index - 1] !== undefined && !removalsByIndex(removed).has(index);
}
