// Counts every operation on both builds, and what the counts are worth.
import { countingCore } from "./core.mjs";
import { operations } from "./operations.mjs";

/** The counters in the order of assembly/kernel/count.ts, and what each is worth in products of Fp. */
export const COUNTERS = [
  ["single mul", 1],
  ["single sqr", 1],
  ["lanes mul", 2],
  ["lanes sqr", 2],
  ["Fp2 mul", 3],
  ["Fp2 sqr", 2],
  ["linear", 0],
  ["conversions", 0],
  ["inversions", 0],
];

/** [{ name, counts, reference }] for one build. Every operation runs twice: the second run must not differ. */
export async function measure(kernel) {
  const core = await countingCore(kernel);
  const count = (run) => {
    core.resetCounters();
    run();
    return COUNTERS.map((_, index) => core.counter(index));
  };
  return operations(core).map(([name, run, reference]) => {
    // tables that are made when first needed
    run();
    const counts = count(run);
    if (count(run).join() !== counts.join()) throw new Error(`${name}: not the same counts twice`);
    return { name, counts, reference };
  });
}

/** Calls of multiplying kernels: what the time is made of. */
export const calls = (counts) => counts.slice(0, 6).reduce((sum, each) => sum + each, 0);
/** Products of Fp, squares included. */
export const products = (counts) => counts.reduce((sum, each, index) => sum + each * COUNTERS[index][1], 0);
