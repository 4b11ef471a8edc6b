// One thing to measure: the same work done by several libraries. The first contestant is always ours.
import type { Contestants } from "./support/paired.js";

export type Kernel = "portable" | "relaxed";

/** At least `ratio` times as fast as `peer`, on the kernels named. */
export interface Goal {
  readonly peer: string;
  readonly ratio: number;
  readonly kernels: readonly Kernel[];
}

export interface Case {
  /** Stable name in the result files. */
  readonly id: string;
  /** Suite it belongs to. */
  readonly group: "field" | "curve" | "msm" | "pairing" | "bls" | "sharing";
  readonly title: string;
  /** `feldspar` first. */
  readonly contestants: Contestants & { readonly feldspar: () => unknown };
  readonly goals?: readonly Goal[];
  /** Calls made inside one run, where a single one is too short to time. Default 1. */
  readonly repeats?: number;
}
