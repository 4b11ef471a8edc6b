// The goals of the benchmarks and the verdicts on them, on results made up for the purpose.
import { describe, expect, it } from "vitest";
import { goals } from "../../../bench/goals/goals.js";
import { verdicts } from "../../../bench/goals/verdicts.js";
import type { BenchReport, CaseReport } from "../../../bench/measure/report.js";

function report(kernel: string, cases: Partial<CaseReport>[], figures: Record<string, number> = {}): BenchReport {
  const environment = { cpu: "", node: "26.0.0", v8: "", platform: "", kernel, wasmSha256: "", date: "", load: 0 };
  const nothing = { group: "", title: "", milliseconds: {}, ratios: {}, spread: {}, rounds: 1, failures: {} };
  const full = cases.map((one) => ({ id: "", ...nothing, ...one }));
  return { environment, cases: full, missing: {}, figures };
}

const rowOf = (found: ReturnType<typeof verdicts>, row: string) =>
  found.filter((one) => one.row === row).map(({ goal, verdict }) => `${goal}: ${verdict}`);

const FP2 = {
  id: "fp2-multiply",
  title: "Fp2 multiplication",
  milliseconds: { feldspar: 100e-6 },
  ratios: { "mcl-wasm": 4.4, "native blst": 0.84 },
};

describe("verdicts on goals", () => {
  it("judges times, ratios, and ratios the other way round", () => {
    expect(rowOf(verdicts(report("relaxed", [FP2])), "Fp2 multiplication")).toEqual([
      "≤ 120 ns: met",
      "≥ 4.5× mcl-wasm: MISSED",
      "at most 1.2 times native blst's time: met",
    ]);
  });

  it("does not ask of the portable kernel what only the relaxed one shall reach, but asks it for twice mcl-wasm everywhere", () => {
    const found = verdicts(report("portable", [FP2, { id: "other", title: "other", ratios: { "mcl-wasm": 1.9 } }]));
    expect(rowOf(found, "Fp2 multiplication").every((text) => text.endsWith(": noted"))).toBe(true);
    expect(rowOf(found, "portable: Fp2 multiplication")).toEqual(["≥ 2× mcl-wasm: met"]);
    expect(rowOf(found, "portable: other")).toEqual(["≥ 2× mcl-wasm: MISSED"]);
  });

  it("never takes what was not measured for met, and says why", () => {
    const failing = { ...FP2, ratios: {}, failures: { "mcl-wasm": "out of memory" } };
    const found = verdicts({ ...report("relaxed", [failing]), missing: { "native blst": "no compiler" } });
    const rows = found.filter(({ row }) => row === "Fp2 multiplication");
    expect(rows.map(({ verdict, measured }) => [verdict, measured])).toEqual([
      ["met", "100 ns"],
      ["not measured", "mcl-wasm fails: out of memory"],
      ["not measured", "native blst fails: no compiler"],
    ]);
    expect(rowOf(found, "pairing").every((text) => text.endsWith(": not measured"))).toBe(true);
  });

  it("judges figures of fresh processes and files on both kernels", () => {
    for (const kernel of ["relaxed", "portable"]) {
      const found = verdicts(report(kernel, [], { "start-up: feldspar, one file": 31, "both builds, gzip": 119 }));
      expect(rowOf(found, "start-up to the first verified signature")).toEqual(["≤ 30 ms: MISSED"]);
      expect(rowOf(found, "size, both builds in one import, gzip")).toEqual(["≤ 120 KB: met"]);
    }
  });

  it("has every row of the table once per measure", () => {
    const names = goals.map(({ row, measure }) => `${row} ${JSON.stringify(measure)}`);
    expect(new Set(names).size).toBe(names.length);
  });
});
