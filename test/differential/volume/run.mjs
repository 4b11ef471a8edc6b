// `npm run test:differential`: a million operations of the fields and ten thousand batches against bigints,
// @noble/curves, mcl-wasm and blst, on each kernel.
//
//   npm run test:differential
//   npm run test:differential -- --operations 5000000 --batches 40000 --seed 7
//   npm run test:differential -- --kernel portable
//
// The same seed plays the same again; without one it is drawn, and told. A run of both kernels writes
// docs/evidence/differential.json, of which `npm run generate` makes the section in docs/testing.md.
import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import { writeEvidence } from "../../../scripts/evidence/results.mjs";

const KERNELS = ["portable", "relaxed"];
const FOLDER = "build/differential";

const { values } = parseArgs({
  options: {
    operations: { type: "string", default: "1000000" },
    batches: { type: "string", default: "10000" },
    seed: { type: "string", default: String(Math.floor(Math.random() * 2 ** 31)) },
    kernel: { type: "string" },
  },
});
for (const name of ["operations", "batches", "seed"]) {
  if (Number.isSafeInteger(Number(values[name])) && Number(values[name]) >= 0) continue;
  process.stderr.write(`test:differential: --${name}: expected a number, got ${values[name]}\n`);
  process.exit(2);
}
const kernels = values.kernel === undefined ? KERNELS : [values.kernel];

mkdirSync(FOLDER, { recursive: true });
const program = `${FOLDER}/program-${process.pid}.mjs`;
await build({
  entryPoints: ["test/differential/volume/program.ts"],
  outfile: program,
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  packages: "external",
  alias: { "#compiled": resolve("bindings/compiled/none.ts"), "#loader": resolve("bindings/loader/node.ts") },
  logLevel: "warning",
});

/** Plays on one kernel; tells each tenth. */
function play(kernel) {
  const { operations, batches, seed } = values;
  const args = [program, "--operations", operations, "--batches", batches, "--seed", seed];
  const child = spawn(process.execPath, args, {
    env: { ...process.env, FELDSPAR_KERNEL: kernel },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let result = null;
  let told = "";
  createInterface({ input: child.stdout }).on("line", (line) => {
    const message = JSON.parse(line);
    if (message.part === undefined) {
      result = message;
      return;
    }
    const tenth = `${message.part} ${Math.floor((10 * message.done) / message.of)}`;
    if (tenth === told) return;
    told = tenth;
    process.stdout.write(`${kernel}: ${message.done} of ${message.of} ${message.part}\n`);
  });
  return new Promise((done, reject) => {
    child.on("close", (status) => {
      if (status === 0 && result !== null) done(result);
      else reject(new Error(`${kernel}: ended with status ${status}`));
    });
  });
}

process.stdout.write(`seed ${values.seed}\n`);
const begun = performance.now();
const results = await Promise.all(kernels.map(play));
const minutes = Math.round((performance.now() - begun) / 6000) / 10;
let differing = 0;
for (const { kernel, field, batches, differing: here, differences } of results) {
  differing += here;
  const list = (counts) =>
    Object.entries(counts)
      .map(([name, count]) => `${name} ${count}`)
      .join(", ");
  process.stdout.write(`${kernel}: ${list(field)}; ${list(batches)}; ${here} differences\n`);
  for (const difference of differences) process.stdout.write(`  ${difference}\n`);
}
process.stdout.write(`${differing} differences in ${minutes} min; again: --seed ${values.seed}\n`);
if (kernels.length === KERNELS.length) {
  const { seed, operations, batches } = values;
  writeEvidence("differential", {
    minutes,
    seed: Number(seed),
    operations: Number(operations),
    batches: Number(batches),
    results,
  });
}
process.exitCode = differing === 0 ? 0 : 1;
