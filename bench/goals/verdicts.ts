// What a run comes to, goal by goal.
import { formatMilliseconds } from "../../src/cli/text.js";
import type { Kernel } from "../cases/case.js";
import type { BenchReport } from "../measure/report.js";
import { type Goal, goals } from "./goals.js";

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
