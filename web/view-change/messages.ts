// What the panel and its worker say to each other: plain data that survives the structured clone.
import type { FileVerdict, TextFile } from "../../src/documents/index.js";
import type { CoreInfo } from "../../src/entry/index.js";
import type { Mode, Progress, SchemeName, SimulationEvent } from "../../src/entry/view-change.js";
import type { Toy } from "../steps/toy.js";

export interface RunRequest {
  readonly miners: number;
  readonly threshold: number;
  readonly quorum: number;
  readonly scheme: SchemeName;
  readonly mode: Mode;
  readonly sharders: number;
  readonly rounds: number;
  readonly views: number;
  /** Members that leave before each view but the first, and as many that come. */
  readonly replaced: number;
  readonly faults: string;
  /** Empty: fresh randomness. */
  readonly seed: string;
}

/** What a magic block comes to, for people. */
export interface BlockSummary {
  readonly number: number;
  readonly hash: string;
  readonly groupPublicKey: string;
  readonly startingRound: number;
  readonly t: number;
  /** How it was dealt, by how many, and whose signatures made it follow the block before. */
  readonly dealt: Mode;
  readonly dealings: number;
  readonly signedBy: string;
  /** Were the last seats of its list drawn by lot? */
  readonly lot: boolean;
  readonly members: readonly { readonly index: number; readonly name: string; readonly stake: string }[];
  readonly sharders: readonly { readonly name: string; readonly stake: string }[];
}

/** What everybody may know of the key in office, and which members can use their share of it. */
export interface KeySummary {
  readonly threshold: number;
  readonly groupPublicKey: string;
  readonly scheme: SchemeName;
  /** Indices. */
  readonly holders: readonly number[];
}

/** What came of members who signed a text together. */
export interface KeyUse {
  readonly text: string;
  /** Indices. */
  readonly signers: readonly number[];
  /** Their partial signatures put together, as hex, and whether that is the group's signature. */
  readonly combined: string;
  readonly valid: boolean;
  /** Indices of those who signed something else, as far as that was looked at. */
  readonly liars: readonly number[];
  readonly signMilliseconds: number;
  readonly combineMilliseconds: number;
}

export interface Outcome {
  readonly activated: boolean;
  /** Why there is no magic block, or why the beacon stopped. */
  readonly failure: { readonly code: string; readonly message: string } | null;
  readonly warnings: readonly string[];
  readonly agreement: boolean;
  readonly genesisHash: string;
  readonly blocks: readonly BlockSummary[];
  /** Null without a magic block. */
  readonly key: KeySummary | null;
  readonly files: readonly TextFile[];
  /** The files verified again, as a light client would. */
  readonly verdicts: readonly FileVerdict[];
  readonly messages: { readonly sent: number; readonly bytes: number };
  readonly milliseconds: number;
  readonly simulatedMilliseconds: number;
  readonly core: CoreInfo;
}

/** "sign" is about the key of the last run. */
export type ToWorker =
  | ({ readonly type: "run" } & RunRequest)
  | { readonly type: "toy" }
  | { readonly type: "sign"; readonly text: string; readonly signers: readonly number[] };

export type FromWorker =
  | { readonly type: "events"; readonly events: readonly SimulationEvent[]; readonly progress: Progress | null }
  | { readonly type: "done"; readonly outcome: Outcome }
  | { readonly type: "signed"; readonly use: KeyUse }
  | { readonly type: "toy"; readonly toy: Toy }
  | { readonly type: "failed"; readonly message: string };
