// One thing to measure: the same work done by several libraries. The first contestant is always ours. Goals are in
// bench/goals.
import type { Contestants } from "../measure/paired.js";

export type Kernel = "portable" | "relaxed";

export const GROUPS = ["field", "curve", "msm", "pairing", "bls", "sharing", "view"] as const;
export type Group = (typeof GROUPS)[number];

export interface Case {
  /** Stable name in the result files and in the goals. */
  readonly id: string;
  /** Suite it belongs to. */
  readonly group: Group;
  readonly title: string;
  /** `feldspar` first. */
  readonly contestants: Contestants & { readonly feldspar: () => unknown };
  /** Equal pieces of work inside one run; times are given for one of them. Default 1. */
  readonly repeats?: number;
  /** What a reader must know to judge the comparison. */
  readonly note?: string;
}
