// One process, one build: every case before and after, in turns. Started by bench/drop-ins/index.mjs with the folder of
// the drop-ins and the number of rounds; prints JSON.
import { setFlagsFromString } from "node:v8";
import { cases } from "./cases.mjs";

/** Milliseconds that each side is given in a round. */
const SLICE = 100;

const [folder, rounds] = process.argv.slice(2);

/**
 * CPU time of one call in milliseconds, the mean over a slice of time: on a busy machine the clock on the wall says
 * more about the others, and the fastest call would favour whoever has more calls in a slice.
 */
async function cost(work) {
  const started = process.cpuUsage();
  const end = performance.now() + SLICE;
  let calls = 0;
  do {
    const answer = await work();
    if (answer === false || answer === undefined) throw new Error("a verification failed");
    calls++;
  } while (performance.now() < end);
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1000 / calls;
}

async function measure() {
  if (process.versions.node.startsWith("20.")) setFlagsFromString("--experimental-wasm-relaxed-simd");
  const results = [];
  for (const [library, title, before, after] of await cases(folder)) {
    await cost(before);
    await cost(after);
    const pairs = [];
    for (let round = 0; round < Number(rounds); round++) pairs.push([await cost(before), await cost(after)]);
    const ratios = pairs.map(([old, now]) => old / now).sort((a, b) => a - b);
    const least = (side) => Math.min(...pairs.map((pair) => pair[side]));
    results.push({ library, title, ratio: ratios[ratios.length >> 1], before: least(0), after: least(1) });
  }
  return results;
}

process.stdout.write(`${JSON.stringify(await measure())}\n`);
