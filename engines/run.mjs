// The library on engines that the project's own install does not bring: `npm run test:engines`.
//
//   node engines/run.mjs [--slice] [--only JOB,JOB] [--report FILE]
//
// Without options all of every job runs, and docs/testing.md gets its table. --slice runs a part of each in at most
// three minutes (installing aside): what .ci/run does. A job that cannot run because something is missing is skipped
// and says what to do; with CI=true or FELDSPAR_INSTALL=1 it is installed, and failing to do so is a failure.
import { execFileSync } from "node:child_process";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { arm64 } from "./jobs/arm64.mjs";
import { closePage, page } from "./jobs/page.mjs";
import { bun, deno, node } from "./jobs/runtimes.mjs";
import { suite } from "./jobs/suite.mjs";
import { workerd } from "./jobs/workerd.mjs";
import { NEEDS, provide, root } from "./machine.mjs";
import { lineOf, record, writeReport } from "./report.mjs";

const { firefox, webkit, qemu, arm64Node, npm } = NEEDS;
const ofFirefox = [firefox, npm("playwright-core")];

/** Each job with what it needs; the order is that of the table. */
const JOBS = {
  firefox: { work: suite("firefox"), needs: ofFirefox, browser: true },
  webkit: { work: suite("webkit"), needs: [webkit], browser: true },
  "page-firefox": { work: page("firefox"), needs: ofFirefox, browser: true },
  "page-webkit": { work: page("webkit"), needs: [webkit], browser: true },
  arm64: { work: arm64, needs: [qemu, arm64Node, npm("node-26")] },
  "node-20": { work: node(20), needs: [npm("node-20")] },
  "node-22": { work: node(22), needs: [npm("node-22")] },
  "node-24": { work: node(24), needs: [npm("node-24")] },
  "node-26": { work: node(26), needs: [npm("node-26")] },
  deno: { work: deno, needs: [npm("deno")] },
  bun: { work: bun, needs: [npm("bun")] },
  workerd: { work: workerd, needs: [npm("workerd")] },
};

const { values } = parseArgs({
  options: {
    slice: { type: "boolean", default: false },
    only: { type: "string" },
    report: { type: "string", default: "build/reports/engines.json" },
  },
});
const chosen = values.only?.split(",") ?? Object.keys(JOBS);
const unknown = chosen.filter((name) => !(name in JOBS));
if (unknown.length > 0) {
  console.error(`--only: expected some of ${Object.keys(JOBS).join(", ")}, got ${unknown.join(", ")}`);
  process.exit(2);
}

/** A job that did not run. */
const notRun = (job, test) => ({ job, engine: job, version: "", kernels: [], tests: [test], seconds: 0 });

/** Everything is installed before the first job: what it takes is not the jobs' time. */
const missing = Object.fromEntries(chosen.map((job) => [job, provide(JOBS[job].needs)]));

async function run(job) {
  const { skipped, failed } = missing[job] ?? {};
  if (skipped !== undefined) {
    console.log(`skipped: ${job}, ${skipped}`);
    return notRun(job, { name: skipped, skipped: true });
  }
  if (failed !== undefined) {
    console.log(`failed: ${job}: ${failed}`);
    return notRun(job, { name: "install", error: failed });
  }
  const started = performance.now();
  try {
    const outcome = {
      job,
      ...(await JOBS[job].work(values)),
      seconds: (performance.now() - started) / 1000,
    };
    console.log(lineOf(outcome));
    if (!values.slice) record(outcome, Object.keys(JOBS));
    for (const { name, error } of outcome.tests) if (error !== undefined) console.log(`  failed: ${name}: ${error}`);
    return outcome;
  } catch (error) {
    console.log(`failed: ${job}: ${error.message}`);
    return notRun(job, { name: "the job", error: error.message });
  }
}

/** One after the other: the browsers beside everything else, since much of what they do is waiting. */
async function lane(jobs) {
  const done = [];
  for (const job of jobs) done.push(await run(job));
  return done;
}

const started = performance.now();
const isBrowser = (job) => JOBS[job].browser === true;
const lanes = [chosen.filter(isBrowser), chosen.filter((job) => !isBrowser(job))];
const outcomes = (await Promise.all(lanes.map(lane))).flat();
await closePage();

writeReport(resolve(root, values.report), outcomes);
if (!values.slice) execFileSync(process.execPath, [join(root, "scripts/engines/index.mjs")]);
const seconds = ((performance.now() - started) / 1000).toFixed(1);
console.log(`${chosen.length} jobs in ${seconds} s; report: ${values.report}`);
process.exit(outcomes.some(({ tests }) => tests.some(({ error }) => error !== undefined)) ? 1 : 0);
