// The library on engines that the project's own install does not bring: `npm run test:engines`.
//
//   node engines/run.mjs [--slice] [--only JOB,JOB]
//
// Without options all of every job runs, and docs/testing.md gets its table. --slice runs a part of each in at most
// three minutes (installing aside): what .ci/run does. A job that cannot run because something is missing is skipped
// and says what to do; with CI=true or FELDSPAR_INSTALL=1 it is installed, and failing to do so is a failure.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
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
  firefox: [suite("firefox"), ofFirefox],
  webkit: [suite("webkit"), [webkit]],
  "page-firefox": [page("firefox"), ofFirefox],
  "page-webkit": [page("webkit"), [webkit]],
  arm64: [arm64, [qemu, arm64Node, npm("node-26")]],
  "node-20": [node(20), [npm("node-20")]],
  "node-22": [node(22), [npm("node-22")]],
  "node-24": [node(24), [npm("node-24")]],
  "node-26": [node(26), [npm("node-26")]],
  deno: [deno, [npm("deno")]],
  bun: [bun, [npm("bun")]],
  workerd: [workerd, [npm("workerd")]],
};

const { values } = parseArgs({ options: { slice: { type: "boolean", default: false }, only: { type: "string" } } });
const chosen = values.only?.split(",") ?? Object.keys(JOBS);
const unknown = chosen.filter((name) => !(name in JOBS));
if (unknown.length > 0) {
  console.error(`--only: expected some of ${Object.keys(JOBS).join(", ")}, got ${unknown.join(", ")}`);
  process.exit(2);
}

/** A job that could not even begin. */
const only = (job, test) => ({ job, engine: job, version: "", kernels: [], tests: [test], seconds: 0 });

async function run(job) {
  const [work, needs] = JOBS[job];
  const missing = provide(needs);
  if (missing?.skipped) {
    console.log(`skipped: ${job}, ${missing.skipped}`);
    return { ...only(job, { name: missing.skipped, skipped: true }), ran: false };
  }
  if (missing?.failed) {
    console.log(`failed: ${job}: ${missing.failed}`);
    return { ...only(job, { name: "install", error: missing.failed }), ran: false };
  }
  const started = performance.now();
  try {
    const outcome = { job, ...(await work(values)), seconds: (performance.now() - started) / 1000, ran: true };
    console.log(lineOf(outcome));
    for (const { name, error } of outcome.tests) if (error !== undefined) console.log(`  failed: ${name}: ${error}`);
    return outcome;
  } catch (error) {
    console.log(`failed: ${job}: ${error.message}`);
    return { ...only(job, { name: "the job", error: error.message }), ran: false };
  }
}

const started = performance.now();
const outcomes = [];
for (const job of chosen) outcomes.push(await run(job));
await closePage();

writeReport(join(root, "build/reports/engines.json"), outcomes);
if (!values.slice) {
  record(
    outcomes.filter(({ ran }) => ran),
    Object.keys(JOBS),
  );
  execFileSync(process.execPath, [join(root, "scripts/engines/index.mjs")]);
}
console.log(
  `${chosen.length} jobs in ${((performance.now() - started) / 1000).toFixed(1)} s; report: build/reports/engines.json`,
);
process.exit(outcomes.some(({ tests }) => tests.some(({ error }) => error !== undefined)) ? 1 : 0);
