// One operation: fixed against random secrets, low weight and leading zeros against random ones, both classes the same
// (A/A), and a leak of the size that these measurements say they can find, planted again and again.
import { fixed, leadingZeros, lowWeight, poolOf, type SecretClass, uniform, withLastBit } from "./inputs.js";
import { nanosecondsOfAStep, withLeak } from "./leak.js";
import type { TimedOperation } from "./operations.js";
import { sampleTimes } from "./sampling.js";
import { detectable, type Judgement, judge, leaks, percentile, type Sample } from "./statistics.js";

export interface Measured extends Judgement {
  readonly measurements: number;
}

export interface Tested {
  /** What was against random secrets. */
  readonly secrets: string;
  readonly first: Measured;
  /** Longer, where the first was above the limit: noise does not come again, a leak grows. */
  readonly second: Measured | null;
  readonly leaks: boolean;
}

export interface Experiment {
  readonly id: string;
  readonly title: string;
  /** Of a measurement, nanoseconds. */
  readonly median: number;
  readonly same: Tested;
  readonly tests: readonly Tested[];
  /** The smallest leak that is found by the noise of the noisiest measurement, in nanoseconds. */
  readonly expected: number;
  readonly planted: Planted;
}

/** A leak of so many nanoseconds was found in so many of all runs. */
export interface Planted {
  readonly nanoseconds: number;
  readonly found: number;
  readonly runs: number;
}

export interface Effort {
  /** Of one measurement of two classes. */
  readonly seconds: number;
  readonly least: number;
  readonly plantings: number;
}

/** A second look is so many times as long. */
const LONGER = 4;

function measure(
  { secrets, run }: Pick<TimedOperation, "secrets" | "run">,
  classes: readonly [SecretClass, SecretClass],
  { seconds, least }: Effort,
): Sample {
  return sampleTimes({ pools: [poolOf(classes[0], secrets), poolOf(classes[1], secrets)], run, seconds, least });
}

function measured(sample: Sample): Measured {
  return { ...judge(sample), measurements: sample.times.length };
}

/** Of a class against random secrets; `sample`: the first measurement, where it is there already. */
export function test(
  operation: TimedOperation,
  secrets: string,
  make: SecretClass,
  effort: Effort,
  sample: Sample = measure(operation, [make, uniform], effort),
): Tested {
  const first = measured(sample);
  if (!leaks(first)) return { secrets, first, second: null, leaks: false };
  const longer = { ...effort, seconds: LONGER * effort.seconds, least: LONGER * effort.least };
  const second = measured(measure(operation, [make, uniform], longer));
  return { secrets, first, second, leaks: leaks(second) };
}

/** What must be found of what is planted, and how often a leak is made larger until that much is. */
export const LEAST_FOUND = 0.9;
const ENLARGEMENTS = 3;

/**
 * Plants a leak of the expected size again and again; where the machine has become noisier since it was expected, one
 * twice as large, and so on: what is reported is what was found.
 */
function prove(operation: TimedOperation, expected: number, effort: Effort, tell: (what: string) => void): Planted {
  const step = nanosecondsOfAStep();
  for (let enlarged = 0, nanoseconds = expected; ; enlarged++, nanoseconds *= 2) {
    const leaking = { ...operation, run: withLeak(operation.run, Math.max(1, Math.round(nanoseconds / step))) };
    let found = 0;
    for (let run = 0; run < effort.plantings; run++) {
      const classes = [fixed(withLastBit(uniform, 1)), withLastBit(uniform, 0)] as const;
      if (leaks(judge(measure(leaking, classes, effort)))) found++;
    }
    tell(`  a leak of ${nanoseconds.toFixed(0)} ns: found in ${found} of ${effort.plantings}`);
    if (found >= LEAST_FOUND * effort.plantings || enlarged === ENLARGEMENTS)
      return { nanoseconds, found, runs: effort.plantings };
  }
}

export function examine(operation: TimedOperation, effort: Effort, tell: (what: string) => void): Experiment {
  const { id, title } = operation;
  const looks = (
    [
      ["random", uniform],
      ["fixed", fixed()],
      ["four bits set", lowWeight],
      ["below 2^64", leadingZeros],
    ] as const
  ).map(([secrets, make]) => ({ secrets, make, sample: measure(operation, [make, uniform], effort) }));
  // by the noisiest of them: what is found in that is found in all
  const effect = Math.max(...looks.map(({ sample }) => detectable(sample, Math.random)));
  tell(`${id}: ${looks[0]!.sample.times.length} measurements, expected to find ${effect.toFixed(0)} ns`);
  const [same, ...tests] = looks.map(({ secrets, make, sample }) => {
    const tested = test(operation, secrets, make, effort, sample);
    tell(`  ${secrets} against random: t = ${tested.first.t.toFixed(2)}${tested.leaks ? ", TOLD APART" : ""}`);
    return tested;
  });
  const planted = prove(operation, effect, effort, tell);
  return {
    id,
    title,
    median: percentile(Float64Array.from(looks[0]!.sample.times).sort(), 0.5),
    same: same!,
    tests,
    expected: effect,
    planted,
  };
}

/** What must be found: the multiplication for public scalars, secrets below 2^64 against random ones. */
export function examineLeaking(operation: TimedOperation, effort: Effort): Tested {
  return test(operation, "below 2^64", leadingZeros, { ...effort, seconds: Math.min(1, effort.seconds) });
}
