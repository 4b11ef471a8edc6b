// What the panel and its worker say to each other: plain data that survives the structured clone.
import type { FileVerdict, TextFile } from "../../src/documents/index.js";
import type { CoreInfo } from "../../src/entry/index.js";
import type { Mode, Progress, SchemeName, SimulationEvent } from "../../src/entry/view-change.js";

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

export interface Outcome {
  readonly activated: boolean;
  /** Why there is no magic block, or why the beacon stopped. */
  readonly failure: { readonly code: string; readonly message: string } | null;
  readonly warnings: readonly string[];
  readonly agreement: boolean;
  readonly genesisHash: string;
  readonly blocks: readonly BlockSummary[];
  readonly files: readonly TextFile[];
  /** The files verified again, as a light client would. */
  readonly verdicts: readonly FileVerdict[];
  readonly messages: { readonly sent: number; readonly bytes: number };
  readonly milliseconds: number;
  readonly simulatedMilliseconds: number;
  readonly core: CoreInfo;
}

export type FromWorker =
  | { readonly type: "events"; readonly events: readonly SimulationEvent[]; readonly progress: Progress | null }
  | { readonly type: "done"; readonly outcome: Outcome }
  | { readonly type: "failed"; readonly message: string };
