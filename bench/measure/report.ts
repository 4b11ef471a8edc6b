// What a run leaves behind, as JSON in docs/benchmarks.
import type { Environment } from "./environment.js";
import type { PairedResult } from "./paired.js";

export interface CaseReport extends PairedResult {
  readonly id: string;
  readonly group: string;
  readonly title: string;
  readonly note?: string | undefined;
}

/** Results of one engine with one kernel. */
export interface BenchReport {
  readonly environment: Environment;
  readonly cases: readonly CaseReport[];
  /** Peers that could not be loaded at all, and why. */
  readonly missing: Readonly<Record<string, string>>;
  /** Measured in fresh processes or on files, not as a case: milliseconds and bytes, by name. */
  readonly figures: Readonly<Record<string, number>>;
}
