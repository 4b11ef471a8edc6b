// One process, one kernel: calls of the pool beside the same calls on one thread, in interleaved pairs. A pair's two
// times were taken within a fraction of a second; the figure is the median of the pairs' ratios. On a machine that is
// busy with other things the threads do not get the cores they could use, so CPU time is measured too: with `workers`
// idle cores a pool is `workers × (CPU of one thread) / (CPU of the pool)` times as fast. bench/run/pool.mjs starts
// it once per kernel (FELDSPAR_KERNEL).
import { parseArgs } from "node:util";
import { allowRelaxedSimd, describeEnvironment } from "../../measure/environment.js";

allowRelaxedSimd();

import { coreInfo } from "../../../src/entry/index.js";
import { createPool } from "../../../src/pool/node/index.js";
import { poolCases } from "../../cases/pool.js";
import { median } from "../../measure/paired.js";

const { values: flags } = parseArgs({
  options: {
    workers: { type: "string", default: "2" },
    rounds: { type: "string", default: "11" },
  },
});
const workers = Number(flags.workers);
const rounds = Number(flags.rounds);
const pool = await createPool({ workers });

/** Milliseconds on the clock and of all threads' CPU. */
async function time(action: () => unknown): Promise<{ clock: number; cpu: number }> {
  const cpu = process.cpuUsage();
  const start = performance.now();
  await action();
  const clock = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  return { clock, cpu: (user + system) / 1000 };
}

const { kernel, node, cpu: model } = describeEnvironment(coreInfo());
console.log(`kernel ${kernel}, Node ${node}, ${model}, ${workers} threads, ${rounds} pairs each`);
let missed = 0;
for (const { title, alone, pooled, goal } of poolCases(pool)) {
  await time(alone);
  await time(pooled);
  const pairs = [];
  for (let round = 0; round < rounds; round++) {
    // whoever is first in a pair changes
    const order = round % 2 === 0;
    const first = await time(order ? alone : pooled);
    const second = await time(order ? pooled : alone);
    pairs.push(order ? { alone: first, pooled: second } : { alone: second, pooled: first });
  }
  const ratio = median(pairs.map((pair) => pair.alone.clock / pair.pooled.clock));
  const possible = workers * median(pairs.map((pair) => pair.alone.cpu / pair.pooled.cpu));
  const cores = median(pairs.map((pair) => pair.pooled.cpu / pair.pooled.clock));
  const alike = median(pairs.map((pair) => pair.alone.cpu / pair.alone.clock));
  const fastest = Math.min(...pairs.map((pair) => pair.pooled.clock));
  // threads that did not get their cores say nothing about the pool: then the CPU times have to
  const had = cores >= 0.9 * workers;
  const met = (had ? ratio : possible) >= goal;
  if (!met) missed++;
  const basis = had ? "" : ` by CPU time, since ${workers} threads had ${cores.toFixed(2)} cores`;
  const verdict = `  goal ${goal}×: ${met ? "met" : "MISSED"}${basis}`;
  console.log(
    `${title.padEnd(52)} ${ratio.toFixed(2)}× one thread on the clock, ${possible.toFixed(2)}× by CPU time ` +
      `(cores had: pool ${cores.toFixed(2)}, one thread ${alike.toFixed(2)}; fastest ${fastest.toFixed(1)} ms)${verdict}`,
  );
}
await pool.close();
process.exitCode = missed > 0 ? 1 : 0;
