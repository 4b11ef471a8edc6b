// Who watches a process: logs and metrics. Nothing secret is ever told.
import type { ErrorCode } from "../encoding/index.js";
import type { ContractEvent, ContractState } from "../view-change/contract/state.js";

/** How far a miner is with the shares of the running attempt; numbers alone. */
export interface ShareCounts {
  /** Receivers for whom it deals, and those who have acknowledged. */
  readonly receivers: number;
  readonly acknowledged: number;
  /** Dealers who deal for it, and those whose share it has acknowledged. */
  readonly dealers: number;
  readonly received: number;
}

export interface Observer {
  /** A block was applied. `isPast`: it was there before this node was, which has not read all of it yet. */
  applied(state: ContractState, events: readonly ContractEvent[], isPast: boolean): void;
  /** A round of the beacon came out, or was taken. */
  beaconRound(round: number, view: number): void;
  /** A peer, the ledger or a callback failed; it is tried again. */
  lost(what: string, error: unknown): void;
  /** Somebody misbehaved; with the file that proves it to others, where there is one. */
  evidence(code: string, against: string, file: string | null): void;
  /** Of a miner: a private message of this kind, authentic where it was received. */
  message(what: "sent" | "resent" | "received", kind: string): void;
  /** A private message was refused with this code; `from`: who it says that it is of, null where it says nobody. */
  refused(code: ErrorCode, from: string | null): void;
  /** This history is not the one that the sharder has signed. */
  conflict(round: number): void;
  /** A peer took a message, or did not. */
  peer(id: string, answers: boolean): void;
  /** Of a miner, with every block; null: no attempt runs. */
  shares(counts: ShareCounts | null): void;
  /** The contract took a block, or the store a value: so long. */
  took(what: "apply" | "put", seconds: number): void;
}

const nothing = (): void => {};

/** Nobody watches. */
export const silent: Observer = {
  applied: nothing,
  beaconRound: nothing,
  lost: nothing,
  evidence: nothing,
  message: nothing,
  refused: nothing,
  conflict: nothing,
  peer: nothing,
  shares: nothing,
  took: nothing,
};
