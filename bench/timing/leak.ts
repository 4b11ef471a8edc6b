// A leak that is planted: so many nanoseconds more when the last bit of a secret is set. What a test claims to detect,
// it must find when it is there.

let sink = 1;

/** Steps of which none can begin before the one before it has ended. */
function spin(steps: number): void {
  let value = sink;
  for (let step = 0; step < steps; step++) value = (Math.imul(value, 1664525) + 1013904223) | 0;
  sink = value;
}

const STEPS = 200_000;
const RUNS = 31;

/** Nanoseconds of a step: the median of many runs, after some that are not counted. */
export function nanosecondsOfAStep(): number {
  const found: number[] = [];
  for (let run = 0; run < 2 * RUNS; run++) {
    const before = performance.now();
    spin(STEPS);
    if (run >= RUNS) found.push((1e6 * (performance.now() - before)) / STEPS);
  }
  return found.sort((a, b) => a - b)[RUNS >> 1]!;
}

const zeros = new Int32Array(1);

/**
 * The operation with the leak; `steps`: how long it is. What comes out of the steps is stored into the input (as no
 * change): else a processor would begin the operation meanwhile, and a short leak would take no time.
 */
export function withLeak(run: (input: Uint8Array) => unknown, steps: number): (input: Uint8Array) => unknown {
  return (input) => {
    if ((input[31]! & 1) === 1) spin(steps);
    for (let at = 0; at < input.length; at++) input[at]! ^= sink & zeros[0]!;
    return run(input);
  };
}
