// `npm run test:network`: every scenario of networks of processes, whole: all places at which a miner is killed, thirty
// miners, and the figures.
//
//   npm run test:network
//   npm run test:network -- --only partition,kills
//   npm run test:network -- --only kills --named "mode fresh"
//   npm run test:network -- --part                    # what CI plays of each
//
// What was found is written to docs/evidence/network.json, scenario by scenario, of which `npm run generate` makes the
// tables in docs/network.md; a run of some replaces what is written of these.
import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { conditions, readEvidence, writeEvidence } from "../../../scripts/evidence/results.mjs";

const FOLDER = "test/network/scenarios";
const FOUND = "build/reports/network";

const { values } = parseArgs({
  options: { only: { type: "string" }, named: { type: "string" }, part: { type: "boolean", default: false } },
});
const all = readdirSync(FOLDER)
  .filter((name) => name.endsWith(".test.ts"))
  .map((name) => name.slice(0, -".test.ts".length));
const chosen = values.only?.split(",") ?? all;
const unknown = chosen.filter((name) => !all.includes(name));
if (unknown.length > 0) {
  process.stderr.write(`test:network: --only: no ${unknown.join(", ")}; there are ${all.join(", ")}\n`);
  process.exit(2);
}

/** One file of scenarios, in a process of its own; resolves with its exit status. */
function play(name) {
  const args = ["vitest", "run", "--project", "scenarios", "--reporter=verbose", join(FOLDER, `${name}.test.ts`)];
  if (values.named !== undefined) args.push("--testNamePattern", values.named);
  const env = { ...process.env, FELDSPAR_NETWORK: values.part ? "part" : "all" };
  const child = spawn("npx", args, { env, stdio: "inherit" });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
}

function found() {
  if (!existsSync(FOUND)) return new Map();
  const files = readdirSync(FOUND).filter((file) => file.endsWith(".json"));
  return new Map(files.map((file) => [file.slice(0, -5), JSON.parse(readFileSync(join(FOUND, file), "utf8"))]));
}

rmSync(FOUND, { recursive: true, force: true });
const failed = [];
const results = new Map(
  Object.entries(
    values.only === undefined && values.named === undefined ? {} : (readEvidence("network")?.scenarios ?? {}),
  ),
);
for (const name of chosen) {
  const before = found();
  const status = await play(name);
  if (status !== 0) failed.push(name);
  const { date, load } = conditions();
  for (const [scenario, result] of found()) {
    if (!before.has(scenario)) results.set(scenario, { date, load, ...result });
  }
  // what takes an hour is not lost with what comes after it
  writeEvidence("network", { scenarios: Object.fromEntries([...results].sort(byNumber)) });
}
process.stdout.write(failed.length === 0 ? "all scenarios are good\n" : `failed: ${failed.join(", ")}\n`);
process.exitCode = failed.length === 0 ? 0 : 1;

function byNumber([a], [b]) {
  return (Number.parseInt(a, 10) || 99) - (Number.parseInt(b, 10) || 99) || a.localeCompare(b);
}
