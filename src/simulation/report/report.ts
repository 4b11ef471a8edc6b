// What runViewChange takes and what it tells: types only. The command line and the charts are written on top of these.
import type { BeaconRecord } from "../../beacon/index.js";
import type {
  MagicBlock,
  Phase,
  SchemeName,
  ViewChangeParameters,
  ViewChangeParametersInput,
} from "../../magic-block/index.js";
import type { Block, ContractState } from "../../view-change/contract/state.js";

/** A candidate for the next set. Keys are made for the run. */
export interface CandidateInput {
  /** Shown in reports; default: "miner <row>". */
  readonly name?: string;
  /** 0 .. 2^64 − 1. */
  readonly stake: number | bigint;
  readonly url?: string;
}

export interface NetworkOptions {
  /** Share of messages lost, 0 <= loss < 1. Default 0. */
  readonly loss?: number;
  /** Share of messages delivered twice. Default 0. */
  readonly duplication?: number;
  /** Delay of a message in virtual milliseconds. Default 20 .. 120. */
  readonly minDelay?: number;
  readonly maxDelay?: number;
}

export interface RunViewChangeOptions extends ViewChangeParametersInput {
  readonly candidates: readonly CandidateInput[];
  readonly sharders?: readonly CandidateInput[];
  /** Default "feldspar-simulation". */
  readonly chainId?: string;
  /**
   * With a seed the run is reproducible, and its keys are only as secret as the seed. Without: everything from the
   * CSPRNG.
   */
  readonly seed?: string | Uint8Array;
  /** For example "crash:3@share,bad-share:5>7,no-ack:9"; see FAULT_KINDS. */
  readonly faults?: string;
  /** Beacon rounds after the last view change. Default 0. */
  readonly rounds?: number;
  /** View changes one after the other, each handed over by the one before. Default 1. */
  readonly views?: number;
  readonly network?: NetworkOptions;
  /** Virtual milliseconds from block to block. Default 500. */
  readonly roundTime?: number;
  readonly onProgress?: (progress: Progress) => void;
  /** Everything worth showing, while it happens. */
  readonly onEvent?: (event: SimulationEvent) => void;
}

export type ProgressStage = Phase | "identities" | "beacon";

/** One step forward; `done` of `total` within the stage. */
export interface Progress {
  readonly view: number;
  readonly attempt: number;
  readonly stage: ProgressStage;
  readonly done: number;
  readonly total: number;
  /** Round of the simulated chain. */
  readonly round: number;
}

/** Real time and bytes that one party spent. */
export interface Cost {
  readonly milliseconds: number;
  readonly bytesSent: number;
  readonly bytesReceived: number;
}

export interface PhaseCost {
  /**
   * What one honest miner alone would spend on its own part: the median over a few honest miners that share no work
   * with the others.
   */
  readonly miner: Cost;
  /** What every node spends verifying the phase's transactions (the contract). */
  readonly contract: { readonly milliseconds: number; readonly bytes: number };
  /** One miner alone as a full node: its own part and the contract. */
  readonly oneMiner: Cost;
  /** Everything in this process, shared work counted once. */
  readonly total: Cost;
}

export interface PhaseReport {
  readonly phase: Phase;
  readonly startRound: number;
  readonly endRound: number;
  /** Virtual milliseconds since the run began. */
  readonly startTime: number;
  readonly endTime: number;
  readonly endedBy: "everybody-done" | "rounds-over" | "failed";
  readonly cost: PhaseCost;
}

/** Dealer × receiver: what the dealer published about the receiver; "none" when nothing valid was published. */
export type MatrixCell = "acknowledged" | "revealed" | "none";

export interface SelectedMiner {
  /** 1-based position in the frozen list: the number used by fault plans and in the matrix. */
  readonly index: number;
  readonly id: string;
  readonly name: string;
  readonly stake: bigint;
  readonly url: string;
  /** Faults of the plan that this miner was given. */
  readonly faults: readonly string[];
}

export interface RemovedMiner {
  readonly index: number;
  readonly id: string;
  readonly name: string;
  readonly phase: Phase;
  /** "no-mpk", "no-publication" or "receiver-rule". */
  readonly code: string;
  readonly reason: string;
}

export interface Refusal {
  readonly round: number;
  readonly phase: Phase;
  /** The sender as claimed, and its index and name where it is on the list. */
  readonly sender: string;
  readonly index: number | null;
  readonly code: string;
  readonly message: string;
  readonly culprits: readonly (number | string)[];
}

/** Something a receiver noticed off chain: two different shares from one dealer, a share that does not verify, … */
export interface EvidenceReport {
  readonly by: number;
  readonly against: number;
  readonly code: string;
}

export interface AttemptReport {
  /** Number of the magic block this attempt was for, and the attempt's own number, from 1. */
  readonly number: number;
  readonly attempt: number;
  readonly session: Uint8Array | null;
  readonly outcome: "activated" | "restarted" | "dropped";
  /** Reason code of a restart or drop, null when activated. */
  readonly reason: { readonly code: string; readonly message: string } | null;
  readonly thresholds: { readonly t: number; readonly k: number; readonly n: number } | null;
  readonly selected: readonly SelectedMiner[];
  readonly removed: readonly RemovedMiner[];
  /** Indices of dealers whose polynomials are in the key, and of those left out by the dealer rule. */
  readonly qualified: readonly number[];
  readonly disqualified: readonly number[];
  /** Indices of the members of the new set. */
  readonly members: readonly number[];
  readonly exposed: readonly number[];
  /** Indices of the members that confirmed the new key in the wait phase. */
  readonly confirmed: readonly number[];
  /** matrix[dealer − 1][receiver − 1]. */
  readonly matrix: readonly (readonly MatrixCell[])[];
  readonly refusals: readonly Refusal[];
  readonly evidence: readonly EvidenceReport[];
  readonly phases: readonly PhaseReport[];
}

export interface BeaconRoundReport {
  readonly record: BeaconRecord;
  /** Miner indices in rank order. */
  readonly ranks: readonly number[];
  readonly signers: readonly number[];
  /** Indices whose partial signature was bad and ignored. */
  readonly invalid: readonly number[];
  /** Real time: one partial signature, and recovery with verification. */
  readonly signMilliseconds: number;
  readonly recoverMilliseconds: number;
}

/** What happens in a run, as it happens. Miners are list positions, as in the report. */
export type SimulationEvent =
  | {
      readonly type: "attempt-began";
      readonly number: number;
      readonly attempt: number;
      readonly thresholds: { readonly t: number; readonly k: number; readonly n: number };
      readonly selected: readonly SelectedMiner[];
    }
  | { readonly type: "phase-began"; readonly phase: Phase; readonly round: number }
  | {
      readonly type: "phase-ended";
      readonly phase: Phase;
      readonly endedBy: PhaseReport["endedBy"];
      readonly startRound: number;
      readonly endRound: number;
    }
  /** A valid transaction is on the chain. */
  | { readonly type: "accepted"; readonly phase: Phase; readonly index: number }
  /** A dealer's share leaves its machine; the receiver's signature for it leaves the receiver's. */
  | { readonly type: "share-sent" | "share-acknowledged"; readonly dealer: number; readonly receiver: number }
  /** What a dealer published about every receiver, in their order. */
  | { readonly type: "published"; readonly dealer: number; readonly entries: readonly MatrixCell[] }
  | { readonly type: "removed"; readonly miner: RemovedMiner }
  | { readonly type: "refused"; readonly refusal: Refusal }
  | { readonly type: "noticed"; readonly evidence: EvidenceReport }
  | { readonly type: "magic-block-made"; readonly magicBlock: MagicBlock; readonly hash: Uint8Array }
  | { readonly type: "attempt-ended"; readonly report: AttemptReport }
  | { readonly type: "beacon-round"; readonly round: BeaconRoundReport };

export interface ViewChangeResult {
  /** Did every view change that was asked for end in an active magic block? */
  readonly activated: boolean;
  /** Why not, from the last attempt; null when activated. */
  readonly failure: { readonly code: string; readonly message: string } | null;
  readonly parameters: ViewChangeParameters;
  readonly scheme: SchemeName;
  readonly chainId: string;
  readonly warnings: readonly string[];
  readonly secrecyMargin: number;
  readonly candidates: number;
  /** Every attempt in order, over all views. */
  readonly attempts: readonly AttemptReport[];
  /** Activated magic blocks in order; each carries its certificate. */
  readonly magicBlocks: readonly MagicBlock[];
  /** The last of them, or null. */
  readonly magicBlock: MagicBlock | null;
  /** Did all honest miners compute the same set, keys and hash? (Always true unless there is a bug.) */
  readonly agreement: boolean;
  readonly beacon: readonly BeaconRoundReport[];
  readonly rounds: number;
  /** Virtual duration and real time of the whole run. */
  readonly virtualMilliseconds: number;
  readonly milliseconds: number;
  /** The chain, for whoever wants to replay it through a contract of their own: the first state, and every block. */
  readonly genesis: ContractState;
  readonly blocks: readonly Block[];
  readonly messages: {
    readonly sent: number;
    readonly lost: number;
    readonly delivered: number;
    readonly bytes: number;
  };
}
