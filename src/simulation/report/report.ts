// What runViewChange takes and what it tells: types only. The command line and the charts are written on top of these.
import type { BeaconRecord } from "../../beacon/index.js";
import type {
  Genesis,
  MagicBlock,
  Mode,
  PartyIds,
  Phase,
  QualificationRules,
  RemovalCode,
  Role,
  SchemeName,
  ViewChangeParameters,
  ViewChangeParametersInput,
} from "../../magic-block/index.js";
import type { Block } from "../../view-change/contract/state.js";
import type { TransactionKind } from "../../view-change/transaction.js";

/** A sharder of the genesis. Keys are made for the run. */
export interface SharderInput {
  /** Shown in reports; default: "sharder <row>". */
  readonly name?: string;
  /** 0 .. 2^128 − 1. */
  readonly stake: number | bigint;
  readonly url?: string;
}

/** A candidate for the next set. Keys are made for the run. */
export interface CandidateInput {
  /** Shown in reports; default: "miner <row>". */
  readonly name?: string;
  /** 0 .. 2^128 − 1. */
  readonly stake: number | bigint;
  readonly url?: string;
  /** The first view for which it can be selected: it registers before that view's start phase. Default 1. */
  readonly joins?: number;
  /**
   * The first view for which it cannot be selected any more: it leaves before that view's start phase. Default: none.
   */
  readonly leaves?: number;
}

/** Parameters that the chain's authority changes before a view's start phase; what is not given stays. */
export interface ParametersChange extends Partial<ViewChangeParametersInput> {
  /** From 2 on. */
  readonly view: number;
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
  /** Of the genesis. Default: two. */
  readonly sharders?: readonly SharderInput[];
  /** Default "feldspar-simulation". */
  readonly chainId?: string;
  /** Default "min-sig". */
  readonly scheme?: SchemeName;
  /** "fresh": every view has a new key; "reshare": the first view's stays. Default "fresh". */
  readonly mode?: Mode;
  /** Default "seed". */
  readonly qualification?: QualificationRules;
  /** Default "index". */
  readonly partyIds?: PartyIds;
  /**
   * With a seed the run is reproducible, and its keys are only as secret as the seed. Without: everything from the
   * CSPRNG.
   */
  readonly seed?: string | Uint8Array;
  /** For example "crash:3@share,bad-share:5>7,no-ack:9"; see FAULT_KINDS. */
  readonly faults?: string;
  /**
   * Beacon rounds of the last view, from its starting round. Default 0. Of the views before it only the last round is
   * made, which the ledger must have before the next view's first: what it follows is free where the ledger has not the
   * round before it, and is the hash of its view's block then.
   */
  readonly rounds?: number;
  /** View changes one after the other, each handed over by the one before. Default 1. */
  readonly views?: number;
  /** Changes of the parameters between views. */
  readonly parametersAt?: readonly ParametersChange[];
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

/** Somebody in one of a session's two lists. */
export interface SelectedMiner {
  /**
   * Of a receiver: the 1-based position in the frozen list, the number used by fault plans. Of a dealer of a reshare:
   * its index in the block in office.
   */
  readonly index: number;
  readonly id: string;
  readonly name: string;
  readonly stake: bigint;
  readonly url: string;
  /** Faults of the plan that this miner was given. */
  readonly faults: readonly string[];
}

/** A sharder of the next set. */
export interface SelectedSharder {
  readonly id: string;
  readonly name: string;
  readonly stake: bigint;
}

/** Out (no longer a dealer) or off the list (no longer a receiver). */
export interface RemovedMiner {
  readonly role: Role;
  /** In the list of that role. */
  readonly index: number;
  readonly id: string;
  readonly name: string;
  readonly phase: Phase;
  readonly code: RemovalCode;
  readonly reason: string;
  /** Confirmations (dealer rule) or reveals (receiver rule) that there were. */
  readonly count: number;
}

export interface Refusal {
  readonly round: number;
  readonly phase: Phase;
  /** Id as claimed; empty where nothing is claimed. */
  readonly sender: string;
  /** In the phase's list of senders, where it is on it: dealers up to publish, receivers in wait. */
  readonly index: number | null;
  readonly name: string;
  readonly code: string;
  readonly message: string;
  /** Who is proved to have done it: such an index, or an id. */
  readonly culprits: readonly (number | string)[];
}

/** Something a miner noticed off chain: two different shares from one dealer, a share that does not verify, … */
export interface EvidenceReport {
  /** Indices: of a receiver and a dealer; of BAD_ACKNOWLEDGEMENT: of a dealer and a receiver. */
  readonly by: number;
  readonly against: number;
  readonly code: string;
  /** Can it be shown to anybody? */
  readonly proven: boolean;
}

export interface AttemptReport {
  /** Number of the magic block this attempt was for, and the attempt's own number, from 1. */
  readonly number: number;
  readonly attempt: number;
  readonly session: Uint8Array | null;
  /** How it was dealt: block 1 is "fresh" in any chain. */
  readonly mode: Mode;
  /** "decided": the run ended while the set in office had not handed over to it. */
  readonly outcome: "activated" | "decided" | "restarted" | "dropped";
  /** Reason code of a restart or drop, null otherwise. */
  readonly reason: { readonly code: string; readonly message: string } | null;
  readonly thresholds: { readonly t: number; readonly k: number; readonly n: number } | null;
  /** The frozen list: who receives shares. */
  readonly selected: readonly SelectedMiner[];
  /** Who deals: the same list, or in a reshare the members in office. */
  readonly dealers: readonly SelectedMiner[];
  /** Dealers whose commitments, and whose publication, were accepted; by index. */
  readonly contributed: readonly number[];
  readonly published: readonly number[];
  readonly removed: readonly RemovedMiner[];
  /** Indices of dealers whose polynomials are in the key, and of those left out by the dealer rule. */
  readonly qualified: readonly number[];
  readonly disqualified: readonly number[];
  /** Indices of the members of the new set, and of receivers off the list. */
  readonly members: readonly number[];
  readonly off: readonly number[];
  /** How many receivers off the list have a public share. */
  readonly exposed: number;
  /** Indices of the members that confirmed the new key in the wait phase. */
  readonly confirmed: readonly number[];
  /** Indices of the members in office that handed over; for block 1 there are none. */
  readonly handedOver: readonly number[];
  /** For block 1: names of the genesis' sharders that signed it. */
  readonly firsts: readonly string[];
  /** The next set of sharders. */
  readonly sharders: readonly SelectedSharder[];
  /** matrix[position in `dealers`][position in `selected`]. */
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

/** What happens in a run, as it happens. Dealers and receivers are indices, as in the report. */
export type SimulationEvent =
  | {
      readonly type: "attempt-began";
      readonly number: number;
      readonly attempt: number;
      readonly mode: Mode;
      readonly thresholds: { readonly t: number; readonly k: number; readonly n: number };
      readonly selected: readonly SelectedMiner[];
      readonly dealers: readonly SelectedMiner[];
    }
  | { readonly type: "phase-began"; readonly phase: Phase; readonly round: number }
  | {
      readonly type: "phase-ended";
      readonly phase: Phase;
      readonly endedBy: PhaseReport["endedBy"];
      readonly startRound: number;
      readonly endRound: number;
    }
  /** A valid transaction of a dealer or a receiver is on the chain. */
  | {
      readonly type: "accepted";
      readonly phase: Phase;
      readonly kind: TransactionKind;
      readonly index: number;
    }
  /** A sharder wants to be in the next set. */
  | { readonly type: "kept"; readonly sharder: SelectedSharder }
  /** A dealer's share leaves its machine; the receiver's signature for it leaves the receiver's. */
  | { readonly type: "share-sent" | "share-acknowledged"; readonly dealer: number; readonly receiver: number }
  /** What a dealer published about every receiver, in their order. */
  | { readonly type: "published"; readonly dealer: number; readonly entries: readonly MatrixCell[] }
  | { readonly type: "removed"; readonly miner: RemovedMiner }
  | { readonly type: "refused"; readonly refusal: Refusal }
  | { readonly type: "noticed"; readonly evidence: EvidenceReport }
  | {
      readonly type: "magic-block-made" | "magic-block-decided";
      readonly magicBlock: MagicBlock;
      readonly hash: Uint8Array;
    }
  | { readonly type: "attempt-ended"; readonly report: AttemptReport }
  | { readonly type: "beacon-round"; readonly round: BeaconRoundReport };

export interface ViewChangeResult {
  /** Did every view change that was asked for end in an active magic block? */
  readonly activated: boolean;
  /** Why not, from the last attempt; null when activated. */
  readonly failure: { readonly code: string; readonly message: string } | null;
  /** What never changes of the chain; with `blocks` anybody can replay it through a contract of their own. */
  readonly genesis: Genesis;
  readonly genesisHash: Uint8Array;
  /** Of the first view. */
  readonly parameters: ViewChangeParameters;
  readonly scheme: SchemeName;
  readonly mode: Mode;
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
  /**
   * Did every honest miner that was there come to a share of every activated block that fits its public share there?
   * (Always true unless there is a bug.)
   */
  readonly agreement: boolean;
  readonly beacon: readonly BeaconRoundReport[];
  readonly rounds: number;
  /** Virtual duration and real time of the whole run. */
  readonly virtualMilliseconds: number;
  readonly milliseconds: number;
  /** Every block of the chain, with all of its entries. */
  readonly blocks: readonly Block[];
  readonly messages: {
    readonly sent: number;
    readonly lost: number;
    readonly delivered: number;
    readonly bytes: number;
  };
}
