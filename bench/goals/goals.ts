// Where we want to stand, row by row: what is measured, against whom, how much. `npm run bench:peers -- --check` prints
// goal, measured and verdict for every row and kernel.
import type { Kernel } from "../cases/case.js";

export type Measure =
  /** The peer takes at least so many times as long. */
  | { readonly kind: "ratio"; readonly id: string; readonly peer: string; readonly atLeast: number }
  /** One call takes at most so many milliseconds, the fastest seen. */
  | { readonly kind: "time"; readonly id: string; readonly atMost: number }
  /** A figure from fresh processes or files is at most that. */
  | { readonly kind: "figure"; readonly name: string; readonly atMost: number; readonly unit: "ms" | "KB" }
  /** The same as "ratio" for every case that has the peer, but those named. */
  | { readonly kind: "every"; readonly peer: string; readonly atLeast: number };

export interface Goal {
  /** The row of the table. */
  readonly row: string;
  readonly measure: Measure;
  /** Kernels that must meet it; on the others the figure is told without a verdict. */
  readonly kernels: readonly Kernel[];
}

const RELAXED: readonly Kernel[] = ["relaxed"];
const BOTH: readonly Kernel[] = ["relaxed", "portable"];

const ratio = (id: string, peer: string, atLeast: number): Measure => ({ kind: "ratio", id, peer, atLeast });
const time = (id: string, atMost: number): Measure => ({ kind: "time", id, atMost });
const figure = (name: string, atMost: number, unit: "ms" | "KB"): Measure => ({ kind: "figure", name, atMost, unit });
/** "At most f times as long as the peer", the other way round. */
const within = (id: string, peer: string, factor: number): Measure => ratio(id, peer, 1 / factor);

const rows: readonly [row: string, kernels: readonly Kernel[], measures: readonly Measure[]][] = [
  [
    "Fp2 multiplication",
    RELAXED,
    [time("fp2-multiply", 120e-6), ratio("fp2-multiply", "mcl-wasm", 4.5), within("fp2-multiply", "native blst", 1.2)],
  ],
  [
    "pairing",
    RELAXED,
    [ratio("pairing", "mcl-wasm", 4.5), ratio("pairing", "@noble/curves", 12), within("pairing", "native blst", 1.2)],
  ],
  ["verify under a prepared key", RELAXED, [ratio("bls-verify-prepared-min-sig", "native blst", 1)]],
  [
    "verify under a prepared key, keys in G1 (no lines to prepare)",
    [],
    [ratio("bls-verify-prepared-min-pk", "native blst", 1)],
  ],
  ["G1 MSM, 2^10", RELAXED, [ratio("g1-msm-1024", "mcl-wasm", 8)]],
  ["G1 MSM, 2^12", RELAXED, [ratio("g1-msm-4096", "mcl-wasm", 10), time("g1-msm-4096", 93 / 2)]],
  ["G1 MSM, 2^14", RELAXED, [ratio("g1-msm-16384", "mcl-wasm", 10), time("g1-msm-16384", 323 / 2)]],
  ["G1 MSM, 2^16", RELAXED, [ratio("g1-msm-65536", "mcl-wasm", 10), time("g1-msm-65536", 1228 / 2)]],
  ["G2 MSM, 2^8", RELAXED, [ratio("g2-msm-256", "mcl-wasm", 10)]],
  ["G2 MSM, 2^10", RELAXED, [ratio("g2-msm-1024", "mcl-wasm", 10)]],
  ["G2 MSM, 2^12", RELAXED, [ratio("g2-msm-4096", "mcl-wasm", 10)]],
  [
    "decode and check many points, G1",
    RELAXED,
    [ratio("g1-decode-bulk", "feldspar one by one", 4), ratio("g1-decode-bulk", "native blst", 1)],
  ],
  [
    "decode and check many points, G2",
    RELAXED,
    [ratio("g2-decode-bulk", "feldspar one by one", 4), ratio("g2-decode-bulk", "native blst", 1)],
  ],
  ["one receiver's check of 100 dealings, small ids", RELAXED, [ratio("share-check-100", "mcl-wasm", 100)]],
  ["one receiver's check of 100 dealings, ids as in Züs", RELAXED, [ratio("share-check-100-zus", "mcl-wasm", 100)]],
  ["contract's check of a whole publish phase, n = 100", RELAXED, [time("publish-check-100", 300)]],
  ["group key and all public shares, n = 100", RELAXED, [time("group-key-100", 100)]],
  ["group key and all public shares, n = 1000", RELAXED, [time("group-key-1000", 5000)]],
  ["portable build: every case that mcl-wasm has", ["portable"], [{ kind: "every", peer: "mcl-wasm", atLeast: 2 }]],
  ["size, both builds in one import, gzip", BOTH, [figure("both builds, gzip", 120, "KB")]],
  ["size, one build, gzip", BOTH, [figure("one build, gzip", 70, "KB")]],
  ["start-up to the first verified signature", BOTH, [figure("start-up: feldspar, one file", 30, "ms")]],
  ["full speed after so much hot use", BOTH, [figure("tier-up", 5, "ms")]],
];

export const goals: readonly Goal[] = rows.flatMap(([row, kernels, measures]) =>
  measures.map((measure): Goal => ({ row, measure, kernels })),
);
