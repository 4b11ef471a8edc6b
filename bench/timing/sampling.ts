// Measuring: the class of every measurement is drawn just before it, its input copied into the one buffer that the
// operation reads, and only the operation lies between two looks at the clock.
import type { Sample } from "./statistics.js";

export interface SamplingOptions {
  /** Inputs of both classes, as many for each. */
  readonly pools: readonly [readonly Uint8Array[], readonly Uint8Array[]];
  readonly run: (input: Uint8Array) => unknown;
  /** Goes on for so long, and for so many measurements at least. */
  readonly seconds: number;
  readonly least: number;
}

/** Until engines have compiled what is measured, and a table or two was made. */
const WARM_SECONDS = 0.5;
const WARM_RUNS = 40;

export function sampleTimes({ pools, run, seconds, least }: SamplingOptions): Sample {
  const input = new Uint8Array(pools[0][0]!.length);
  const times: number[] = [];
  const classes: number[] = [];
  const turn = (record: boolean) => {
    const drawn = Math.random();
    const one = drawn < 0.5 ? 0 : 1;
    const pool = pools[one];
    input.set(pool[Math.floor(Math.random() * pool.length)]!);
    const before = performance.now();
    run(input);
    const after = performance.now();
    if (!record) return;
    times.push(1e6 * (after - before));
    classes.push(one);
  };
  const warmUntil = performance.now() + 1000 * Math.min(WARM_SECONDS, seconds);
  for (let warm = 0; warm < WARM_RUNS || performance.now() < warmUntil; warm++) turn(false);
  const until = performance.now() + 1000 * seconds;
  while (times.length < least || performance.now() < until) turn(true);
  return { times: Float64Array.from(times), classes: Uint8Array.from(classes) };
}
