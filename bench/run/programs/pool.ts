// One process, one kernel: calls of the pool beside the same calls on one thread, in interleaved pairs. A pair's two
// times were taken within a fraction of a second; the figure is the median of the pairs' ratios. On a machine that is
// busy with other things the threads do not get the cores they could use, so CPU time is measured too: with `workers`
// idle cores a pool is `workers × (CPU of one thread) / (CPU of the pool)` times as fast. bench/run/pool.mjs starts
// it once per kernel (FELDSPAR_KERNEL).
import { parseArgs } from "node:util";
import { allowRelaxedSimd, describeEnvironment } from "../../measure/environment.js";

allowRelaxedSimd();

import { type BatchItem, minPk, minSig } from "../../../src/bls/index.js";
import { G1, G2 } from "../../../src/curve/index.js";
import { batchVerifyShares, deal } from "../../../src/dkg/index.js";
import { coreInfo } from "../../../src/index.js";
import { createPool } from "../../../src/pool/node/index.js";
import { points, scalarBytes, scalars } from "../../measure/inputs.js";
import { median } from "../../measure/paired.js";

const { values: flags } = parseArgs({
  options: {
    workers: { type: "string", default: "2" },
    rounds: { type: "string", default: "11" },
  },
});
const workers = Number(flags.workers);
const rounds = Number(flags.rounds);
/** The goal of the pool: at least so many times one thread's throughput, on two cores. */
const GOAL = 1.8;

interface PoolCase {
  readonly title: string;
  readonly alone: () => unknown;
  readonly pooled: () => Promise<unknown>;
  readonly goal?: number;
}

const pool = await createPool({ workers });

function signatures(scheme: typeof minSig, count: number): BatchItem[] {
  return scalars(`pool ${scheme.name}`, count).map((secretKey, index) => {
    const message = scalarBytes("pool message", index);
    return { message, signature: scheme.sign(message, secretKey), publicKey: scheme.getPublicKey(secretKey) };
  });
}

function cases(): PoolCase[] {
  const made: PoolCase[] = [];
  for (const scheme of [minSig, minPk]) {
    const items = signatures(scheme, 512);
    made.push({
      title: `batch of 512 signatures, ${scheme.name}`,
      alone: () => scheme.batchVerify(items),
      pooled: () => pool.batchVerify(scheme, items),
      goal: GOAL,
    });
    const prepared = items.map((item) => ({ ...item, publicKey: scheme.preparePublicKey(item.publicKey) }));
    made.push({
      title: `batch of 512 signatures, prepared keys, ${scheme.name}`,
      alone: () => scheme.batchVerify(prepared),
      pooled: () => pool.batchVerify(scheme, prepared),
    });
  }
  for (const group of [G1, G2] as (typeof G1)[]) {
    const encodings = points(group.name, 2048);
    const vector = group.Vector.fromBytes(encodings);
    const factors = scalars("pool msm", 2048);
    made.push(
      {
        title: `multi-scalar multiplication, 2048 points in ${group.name}`,
        alone: () => group.msm(vector, factors),
        pooled: () => pool.msm(group, vector, factors),
      },
      {
        title: `decode 2048 points of ${group.name}`,
        alone: () => group.Vector.fromBytes(encodings),
        pooled: () => pool.decodeVector(group, encodings),
      },
    );
  }
  const ids = Array.from({ length: 48 }, (_, index) => index + 1);
  const items = ids.map((dealer) => {
    const options = { scheme: minSig, threshold: 32, ids, session: new Uint8Array(1), dealer };
    const { commitments, shares } = deal(options);
    return { commitments, share: shares.get(7) as Uint8Array };
  });
  made.push({
    title: "one receiver checks 48 dealings, t = 32, from bytes",
    alone: () => batchVerifyShares({ scheme: minSig, id: 7, items }),
    pooled: () => pool.batchVerifyShares({ scheme: minSig, id: 7, items }),
  });
  return made;
}

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
for (const { title, alone, pooled, goal } of cases()) {
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
  const met = goal === undefined || (had ? ratio : possible) >= goal;
  if (!met) missed++;
  const basis = had ? "" : ` by CPU time, since ${workers} threads had ${cores.toFixed(2)} cores`;
  const verdict = goal === undefined ? "" : `  goal ${goal}×: ${met ? "met" : "MISSED"}${basis}`;
  console.log(
    `${title.padEnd(52)} ${ratio.toFixed(2)}× one thread on the clock, ${possible.toFixed(2)}× by CPU time ` +
      `(cores had: pool ${cores.toFixed(2)}, one thread ${alike.toFixed(2)}; fastest ${fastest.toFixed(1)} ms)${verdict}`,
  );
}
await pool.close();
process.exitCode = missed > 0 ? 1 : 0;
