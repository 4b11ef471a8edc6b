// One process, one kernel (FELDSPAR_KERNEL): the share of the volume that it is given. run.mjs bundles and starts it,
// and reads what it writes: a line of JSON for each chunk.
import { parseArgs } from "node:util";
import { setFlagsFromString } from "node:v8";

if (process.versions.node.startsWith("20.")) setFlagsFromString("--experimental-wasm-relaxed-simd");

import { coreInfo } from "../../../src/entry/index.js";
import type { BuildName } from "../../support/compile.js";
import { material, playBatch } from "./batches.js";
import { CHUNK, fieldCore, fieldOperations } from "./field.js";
import { Outcome } from "./outcome.js";

const BATCH_CHUNK = 50;

const { values } = parseArgs({
  options: { operations: { type: "string" }, batches: { type: "string" }, seed: { type: "string" } },
});
const [operations, batches, seed] = [Number(values.operations), Number(values.batches), Number(values.seed)];
const tell = (what: object) => process.stdout.write(`${JSON.stringify(what)}\n`);

const { kernel } = coreInfo();
const field = new Outcome();
const core = await fieldCore(kernel as BuildName);
for (let done = 0; done < operations; done += CHUNK) {
  fieldOperations(core, seed + done / CHUNK, Math.min(CHUNK, operations - done), field);
  tell({ part: "operations", done: Math.min(done + CHUNK, operations), of: operations });
}
const batched = new Outcome();
const given = material(seed);
for (let index = 0; index < batches; index++) {
  playBatch(given, seed, index, batched);
  if ((index + 1) % BATCH_CHUNK === 0) tell({ part: "batches", done: index + 1, of: batches });
}
tell({
  kernel,
  field: field.counts,
  batches: batched.counts,
  differing: field.differing + batched.differing,
  differences: [...field.differences, ...batched.differences],
});
