// What ran where: a line for each job, a report in the form of vitest's, and docs/engines.json, from which
// scripts/engines/index.mjs writes the table of docs/testing.md.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { root } from "./machine.mjs";

const RECORD = join(root, "docs/engines.json");

export const statusOf = ({ error, skipped }) => (error !== undefined ? "failed" : skipped ? "skipped" : "passed");

function countsOf(tests) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const test of tests) counts[statusOf(test)]++;
  return counts;
}

/** For example "deno: Deno 2.9.6, relaxed (chosen) and portable: 24 passed, 12.3 s". */
export function lineOf({ job, engine, version, kernels, chosen, tests, seconds }) {
  const { passed, failed, skipped } = countsOf(tests);
  const names = [...new Set(kernels)].map((kernel) => (kernel === chosen ? `${kernel} (chosen)` : kernel));
  const others = `${failed > 0 ? `, ${failed} failed` : ""}${skipped > 0 ? `, ${skipped} skipped` : ""}`;
  const on = names.length > 0 ? `, ${names.join(" and ")}` : "";
  return `${job}: ${engine} ${version}${on}: ${passed} passed${others}, ${seconds.toFixed(1)} s`;
}

/** As vitest reports: what .ci/run reads. */
export function writeReport(file, outcomes) {
  const tests = outcomes.flatMap((outcome) => outcome.tests);
  const { passed, failed, skipped } = countsOf(tests);
  const testResults = outcomes.map(({ job, tests: own }) => ({
    name: job,
    status: own.some(({ error }) => error !== undefined) ? "failed" : "passed",
    assertionResults: own.map((test) => ({
      status: statusOf(test),
      fullName: test.error === undefined ? test.name : `${test.name}: ${test.error}`,
    })),
  }));
  mkdirSync(dirname(file), { recursive: true });
  const report = {
    numPassedTests: passed,
    numFailedTests: failed,
    numPendingTests: skipped,
    numTodoTests: 0,
    testResults,
  };
  writeFileSync(file, `${JSON.stringify(report)}\n`);
}

/** Keeps what a whole run of a job found; the rows of the others stay. */
export function record({ job, engine, version, kernels, chosen, tests, seconds }, order) {
  const known = existsSync(RECORD) ? JSON.parse(readFileSync(RECORD, "utf8")) : {};
  const date = new Date().toISOString().slice(0, 10);
  const found = { engine, version, kernels: [...new Set(kernels)], chosen, ...countsOf(tests) };
  known[job] = { ...found, seconds: Math.round(seconds), date };
  const sorted = Object.fromEntries(order.filter((job) => job in known).map((job) => [job, known[job]]));
  writeFileSync(RECORD, `${JSON.stringify(sorted, undefined, 2)}\n`);
}
