// `npm run test:soak`: a network in drand mode for a thousand rounds, in which a member dies by kill -9 every twenty
// rounds and all members are replaced four times; drand's own client fetches and verifies every round.
//
//   npm run test:soak
//   npm run test:soak -- --rounds 100 --kill-every 10 --reshares 2 --period 1 --members 7
//   npm run test:soak -- --record
//
// --record writes what was found to docs/evidence/soak.json, of which `npm run generate` makes a section in
// docs/network.md. SIGINT and SIGTERM end all processes, and nothing is left of their folders.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { conditions, writeEvidence } from "../../../scripts/evidence/results.mjs";

const TEST = "test/network/scenarios/drand.test.ts";
const FOUND = "build/reports/network/soak.json";
/** Longer than a node may take to end in order, in milliseconds. */
const PATIENCE = 15_000;

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "1000" },
    "kill-every": { type: "string", default: "20" },
    reshares: { type: "string", default: "4" },
    period: { type: "string", default: "1" },
    members: { type: "string", default: "7" },
    record: { type: "boolean", default: false },
  },
});

function whole(name) {
  const value = Number(values[name]);
  if (Number.isSafeInteger(value) && value > 0) return value;
  process.stderr.write(`test:soak: --${name}: expected a whole number from 1, got ${values[name]}\n`);
  process.exit(2);
}

const members = whole("members");
const options = {
  ...{ rounds: whole("rounds"), period: whole("period"), members, spare: members, sharders: 2 },
  ...{ killEvery: whole("kill-every"), reshares: whole("reshares"), roundTime: 400 },
};
// what the nodes keep lies below it
const folder = mkdtempSync(join(tmpdir(), "soak-"));
const env = { ...process.env, FELDSPAR_NETWORK: "soak", FELDSPAR_SOAK: JSON.stringify(options), TMPDIR: folder };
const args = ["node_modules/vitest/vitest.mjs", "run", "--project", "scenarios", "--reporter=verbose", TEST];

rmSync(FOUND, { force: true });
// a group of its own, so that all of it can be ended
const child = spawn(process.execPath, args, { env, stdio: ["ignore", "inherit", "inherit"], detached: true });

function endAll(signal) {
  try {
    process.kill(-child.pid, signal);
  } catch {
    // nobody of them is there any more
  }
}

let stopped = false;
for (const signal of ["SIGINT", "SIGTERM"]) {
  process.once(signal, () => {
    stopped = true;
    process.stderr.write("test:soak: stopped; everything ends\n");
    endAll("SIGTERM");
    setTimeout(() => endAll("SIGKILL"), PATIENCE).unref();
  });
}

const status = await new Promise((resolve, reject) => {
  child.on("error", reject);
  child.on("close", resolve);
});
endAll("SIGKILL");
rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
if (stopped || status !== 0) process.exit(1);

const found = JSON.parse(readFileSync(FOUND, "utf8"));
const { verified, watched, kills, replacements, lag, seconds } = found;
process.stdout.write(
  `${verified} rounds verified by drand-client, ${watched} watched in a row, ${kills.length} deaths, ` +
    `${replacements.length} reshares; ${lag.median} ms after a round is due, at most ${lag.most}; ${seconds} s\n`,
);
if (values.record) writeEvidence("soak", found);
else process.stdout.write(`${JSON.stringify(conditions())}\n`);
