// What runViewChange takes, and how it tells how far it is: types only.
import type {
  Mode,
  PartyIds,
  Phase,
  QualificationRules,
  SchemeName,
  ViewChangeParametersInput,
} from "../../magic-block/index.js";
import type { SimulationEvent } from "./report.js";

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

/** A member's share of the key in office: what only a simulation has in one place. */
export interface SimulatedShare {
  /** In the magic block. */
  readonly index: number;
  readonly partyId: number | bigint;
  /** 32 bytes, big-endian; a copy, which only you can wipe. */
  readonly secretShare: Uint8Array;
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
  /**
   * "apart": every member of the last view makes rounds as a machine of its own, with messages over the network and
   * time from the chain's blocks. "together": each round is computed once for all, which gives the same bytes where
   * nothing is late. Default: apart up to 32 members.
   */
  readonly beaconMembers?: "apart" | "together";
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
  /**
   * Told the shares of the members in office, once, after the last view change and before the beacon's rounds: to do
   * with the key what members do each on a machine of its own. A member that is down, or has lost its share, is not
   * there.
   */
  readonly onShares?: (shares: readonly SimulatedShare[]) => void;
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
