// `npm run test:timing`: whether the time of signing, of a public key, of dealing and of recovering a key depends on
// the secret, by Welch's t-test as in dudect, for each engine and kernel in a process of its own.
//
//   npm run test:timing                          this Node, both kernels, 20 seconds for each pair of classes
//   npm run test:timing -- --node current,26     a newer Node too, which is taken from npm into build/peers
//   npm run test:timing -- --seconds 5 --plantings 10 --only sign
//
// Fails when a class of secrets is told apart from random ones, also in a second look four times as long; when two
// equal classes are; when multiplication for public scalars is not; or when a planted leak is found in fewer than 9 of
// 10 runs, though it was made 8 times as large as the noise says is enough. A run of everything writes
// docs/evidence/timing.json, of which `npm run generate` makes the section in docs/security.md. Quiet machines find
// smaller leaks.
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { writeEvidence } from "../../scripts/evidence/results.mjs";
import { compile, KERNELS, OUT } from "./compile.mjs";
import { nodes } from "./nodes.mjs";

/** Of ten. */
const LEAST_FOUND = 0.9;

const { values } = parseArgs({
  options: {
    node: { type: "string", default: "current" },
    seconds: { type: "string", default: "20" },
    least: { type: "string", default: "2000" },
    plantings: { type: "string", default: "10" },
    only: { type: "string" },
  },
});

/** What is wrong with a report. */
function faultsOf({ control, operations }) {
  const faults = control.leaks ? [] : ["the multiplication for public scalars was not found"];
  for (const { id, same, tests, planted } of operations) {
    if (same.leaks) faults.push(`${id}: two equal classes were told apart`);
    for (const { secrets, leaks, second } of tests) {
      if (leaks) faults.push(`${id}: ${secrets} against random, t = ${second.t.toFixed(2)}`);
    }
    const { found, runs, nanoseconds } = planted;
    if (found < LEAST_FOUND * runs)
      faults.push(`${id}: a leak of ${nanoseconds.toFixed(0)} ns was found in ${found} of ${runs} runs`);
  }
  return faults;
}

await compile();
mkdirSync(`${OUT}/timing`, { recursive: true });
const reports = [];
let failed = false;
for (const { label, binary } of nodes(values.node)) {
  for (const kernel of KERNELS) {
    const out = `${OUT}/timing/${label}.${kernel}.json`;
    const { seconds, least, plantings, only } = values;
    const effort = ["--seconds", seconds, "--least", least, "--plantings", plantings];
    const args = ["build/js/bench/run/programs/timing.js", ...effort, "--out", out];
    const { status } = spawnSync(binary, only === undefined ? args : [...args, "--only", only], {
      stdio: "inherit",
      env: { ...process.env, FELDSPAR_KERNEL: kernel },
    });
    if (status !== 0) process.exit(status ?? 1);
    const report = JSON.parse(readFileSync(out, "utf8"));
    reports.push(report);
    for (const fault of faultsOf(report)) {
      failed = true;
      console.log(`FAILED on Node ${report.environment.node}, ${kernel}: ${fault}`);
    }
  }
}
if (values.only === undefined) writeEvidence("timing", { reports });
console.log(
  failed ? "test:timing: failed" : "test:timing: nothing tells secrets apart, and everything planted is found",
);
process.exitCode = failed ? 1 : 0;
