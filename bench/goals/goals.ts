// Where we want to stand, row by row: what is measured, against whom, how much. `npm run bench:peers -- --check` prints
// goal, measured and verdict for every row and kernel.
import { formatMilliseconds } from "../../src/cli/text.js";
import type { Kernel } from "../cases/case.js";
import type { BenchReport } from "../measure/report.js";

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

export interface Verdict {
  readonly row: string;
  readonly goal: string;
  readonly measured: string;
  /** "noted": told, but not asked for on this kernel. */
  readonly verdict: "met" | "MISSED" | "noted" | "not measured";
}

const times = (value: number) => `${value >= 20 ? value.toFixed(0) : value.toFixed(2)}×`;

/** What one goal comes to; several verdicts for "every". Nothing for figures of another kernel's row. */
function evaluate({ row, measure, kernels }: Goal, report: BenchReport): Verdict[] {
  const asked = kernels.includes(report.environment.kernel as Kernel);
  const judge = (goal: string, measured: string | undefined, met: boolean): Verdict => {
    if (measured === undefined) return { row, goal, measured: "", verdict: "not measured" };
    return { row, goal, measured, verdict: !asked ? "noted" : met ? "met" : "MISSED" };
  };
  const found = (id: string) => report.cases.find((one) => one.id === id);
  if (measure.kind === "ratio") {
    const { id, peer, atLeast } = measure;
    const value = found(id)?.ratios[peer];
    const goal = atLeast < 1 ? `at most ${(1 / atLeast).toFixed(1)} times ${peer}'s time` : `≥ ${atLeast}× ${peer}`;
    if (value === undefined) {
      const why = found(id)?.failures[peer] ?? report.missing[peer];
      return [{ row, goal, measured: why === undefined ? "" : `${peer} fails: ${why}`, verdict: "not measured" }];
    }
    return [judge(goal, atLeast < 1 ? `${(1 / value).toFixed(2)} times` : times(value), value >= atLeast)];
  }
  if (measure.kind === "time") {
    const value = found(measure.id)?.milliseconds.feldspar;
    return [
      judge(
        `≤ ${formatMilliseconds(measure.atMost)}`,
        value === undefined ? undefined : formatMilliseconds(value),
        (value ?? 0) <= measure.atMost,
      ),
    ];
  }
  if (measure.kind === "figure") {
    const value = report.figures[measure.name];
    const goal = `≤ ${measure.atMost} ${measure.unit}`;
    return [
      judge(
        goal,
        value === undefined ? undefined : `${value.toFixed(1)} ${measure.unit}`,
        (value ?? 0) <= measure.atMost,
      ),
    ];
  }
  if (!asked) return [];
  const { peer, atLeast } = measure;
  return report.cases
    .filter((one) => one.ratios[peer] !== undefined)
    .map((one) => ({
      ...judge(`≥ ${atLeast}× ${peer}`, times(one.ratios[peer]!), one.ratios[peer]! >= atLeast),
      row: `portable: ${one.title}`,
    }));
}

export function verdicts(report: BenchReport): Verdict[] {
  return goals.flatMap((goal) => evaluate(goal, report));
}
