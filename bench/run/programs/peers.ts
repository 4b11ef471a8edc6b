// One process, one kernel: every case beside the other libraries, paired and interleaved. bench/run/peers.mjs
// starts it once per engine and kernel (FELDSPAR_KERNEL) and collects the JSON files.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { parseArgs } from "node:util";
import { allowRelaxedSimd, describeEnvironment } from "../../measure/environment.js";

allowRelaxedSimd();

import { formatMilliseconds } from "../../../src/cli/text.js";
import { coreInfo } from "../../../src/entry/index.js";
import { type Case, GROUPS, type Kernel } from "../../cases/case.js";
import { casesOf, groupsOf } from "../../cases/index.js";
import { measurePaired } from "../../measure/paired.js";
import type { BenchReport, CaseReport } from "../../measure/report.js";
import { loadPeers } from "../../peers/index.js";

const { values: flags } = parseArgs({
  options: {
    out: { type: "string", default: "build/bench/peers.json" },
    groups: { type: "string", default: GROUPS.join(",") },
    only: { type: "string" },
    rounds: { type: "string", default: "7" },
    time: { type: "string", default: "60" },
    budget: { type: "string", default: "25000" },
  },
});
const options = { rounds: Number(flags.rounds), time: Number(flags.time), budget: Number(flags.budget) };
const environment = describeEnvironment(coreInfo());

function measure({ id, group, title, note, contestants, repeats = 1 }: Case): CaseReport {
  const result = measurePaired(contestants, options);
  const { ratios, failures } = result;
  const milliseconds = Object.fromEntries(
    Object.entries(result.milliseconds).map(([name, time]) => [name, time / repeats]),
  );
  const others = Object.entries(ratios).map(([name, ratio]) => `${ratio.toFixed(2)}× ${name}`);
  others.push(...Object.entries(failures).map(([name, message]) => `(${name} fails: ${message})`));
  console.log(`${title.padEnd(76)} ${formatMilliseconds(milliseconds.feldspar!).padStart(10)}  ${others.join("  ")}`);
  return { id, group, title, note, ...result, milliseconds };
}

console.log(`\nNode ${environment.node}, kernel ${environment.kernel}: × = how many times as long the other takes`);
const { missing } = await loadPeers();
for (const [name, why] of Object.entries(missing)) console.log(`${name} is missing: ${why}`);
const reports: CaseReport[] = [];
for await (const cases of casesOf(groupsOf(flags.groups), environment.kernel as Kernel)) {
  for (const one of cases) if (flags.only === undefined || one.id.includes(flags.only)) reports.push(measure(one));
}
const report: BenchReport = { environment, cases: reports, missing, figures: {} };
mkdirSync(dirname(flags.out), { recursive: true });
writeFileSync(flags.out, `${JSON.stringify(report, null, 2)}\n`);
