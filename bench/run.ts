// One process, one kernel: every case as a benny suite, then paired and interleaved for the ratios. scripts/bench.mjs starts it once per
// kernel (FELDSPAR_KERNEL) and collects the JSON files.
import { mkdirSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { allowRelaxedSimd, describeEnvironment, type Environment } from "./support/environment.js";

allowRelaxedSimd();

import benny from "benny";
import { coreInfo } from "../src/index.js";
import type { Case, Goal, Kernel } from "./case.js";
import { blsCases } from "./cases/bls.js";
import { curveCases } from "./cases/curve.js";
import { decodeCases } from "./cases/decode.js";
import { fieldCases } from "./cases/field.js";
import { msmCases } from "./cases/msm.js";
import { pairingCases } from "./cases/pairing.js";
import { sharingCases } from "./cases/sharing.js";
import { loadMcl } from "./peers/mcl.js";
import { measurePaired } from "./support/paired.js";

export interface CaseReport {
  readonly id: string;
  readonly group: string;
  readonly title: string;
  /** Fastest observed time of one call, by library. */
  readonly milliseconds: Record<string, number>;
  /** How many times as long the others take: median of the rounds' ratios. */
  readonly ratios: Record<string, number>;
  /** Libraries that could not do it, with their own message. */
  readonly failures: Record<string, string>;
  readonly goals: readonly (Goal & { readonly measured: number; readonly met: boolean })[];
}

export interface BenchReport {
  readonly environment: Environment;
  readonly cases: readonly CaseReport[];
}

const { values: flags } = parseArgs({
  options: {
    out: { type: "string", default: "build/bench" },
    groups: { type: "string", default: "field,curve,msm,pairing,bls,sharing" },
    suites: { type: "boolean", default: false },
    rounds: { type: "string", default: "5" },
    time: { type: "string", default: "60" },
  },
});

const environment = describeEnvironment(coreInfo());
const kernel = environment.kernel as Kernel;
const groups = new Set(flags.groups.split(","));

async function allCases(): Promise<Case[]> {
  const mcl = await loadMcl();
  const makers: Record<Case["group"], () => Case[] | Promise<Case[]>> = {
    field: () => fieldCases(mcl, kernel),
    curve: () => [...curveCases(mcl), ...decodeCases()],
    msm: () => msmCases(mcl),
    pairing: () => pairingCases(mcl),
    bls: () => blsCases(),
    sharing: () => sharingCases(mcl),
  };
  const cases: Case[] = [];
  for (const [group, make] of Object.entries(makers)) if (groups.has(group)) cases.push(...(await make()));
  return cases;
}

/** Benny's own statistics: operations a second with margins, one JSON file per suite. */
async function runSuites(cases: readonly Case[]): Promise<void> {
  for (const { id, title, contestants } of cases) {
    await benny.suite(
      `${title} [${kernel}]`,
      ...Object.entries(contestants).map(([name, run]) =>
        benny.add(name, () => void run(), { minSamples: 5, maxTime: 0.4 }),
      ),
      benny.cycle(),
      benny.complete(),
      benny.save({ file: `${id}-${kernel}`, folder: `${flags.out}/suites`, format: "json" }),
    );
  }
}

function report({ id, group, title, contestants, goals = [], repeats = 1 }: Case): CaseReport {
  const { milliseconds, ratios, failures } = measurePaired(contestants, {
    rounds: Number(flags.rounds),
    time: Number(flags.time),
  });
  const checked = goals
    .filter((goal) => goal.kernels.includes(kernel))
    .map((goal) => ({ ...goal, measured: ratios[goal.peer] ?? 0, met: (ratios[goal.peer] ?? 0) >= goal.ratio }));
  const each = Object.fromEntries(Object.entries(milliseconds).map(([name, time]) => [name, time / repeats]));
  const others = Object.entries(ratios).map(([name, ratio]) => `${ratio.toFixed(2)}× ${name}`);
  others.push(...Object.entries(failures).map(([name, message]) => `(${name} fails: ${message})`));
  const time = each.feldspar as number;
  const shown =
    time >= 1
      ? `${time.toFixed(2)} ms`
      : time >= 0.001
        ? `${(time * 1000).toFixed(1)} µs`
        : `${(time * 1e6).toFixed(0)} ns`;
  console.log(`${title.padEnd(68)} ${shown.padStart(10)}  ${others.join("  ")}`);
  for (const { peer, ratio, measured, met } of checked) {
    console.log(`    goal ${ratio}× ${peer}: measured ${measured.toFixed(2)}×: ${met ? "met" : "MISSED"}`);
  }
  return { id, group, title, milliseconds: each, ratios, failures, goals: checked };
}

console.log(`kernel ${kernel}, Node ${environment.node}, ${environment.cpu}`);
const cases = await allCases();
if (flags.suites) await runSuites(cases);
console.log(`\nPaired and interleaved, kernel ${kernel}: × = how many times as long the other takes`);
const result: BenchReport = { environment, cases: cases.map(report) };
mkdirSync(flags.out, { recursive: true });
writeFileSync(`${flags.out}/${kernel}.json`, `${JSON.stringify(result, null, 2)}\n`);
