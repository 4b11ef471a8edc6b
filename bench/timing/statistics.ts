// Do two classes of inputs take different time? Welch's t-test on what is left after the slowest measurements are cut
// off, as in dudect (Reparaz, Balasch, Verbauwhede, "Dude, is my code constant time?", DATE 2017): interrupts and
// collections of garbage fall on both classes alike, and hide small differences until they are cut off. Where to cut is
// not known beforehand, so several places are tried, and the largest |t| counts.

export interface Moments {
  readonly count: number;
  readonly mean: number;
  /** Unbiased. */
  readonly variance: number;
}

/** Of the values that a predicate takes, by their position; in one pass (Welford 1962). */
export function momentsOf(values: ArrayLike<number>, takes: (position: number) => boolean = () => true): Moments {
  let count = 0;
  let mean = 0;
  let squares = 0;
  for (let position = 0; position < values.length; position++) {
    if (!takes(position)) continue;
    count++;
    const difference = values[position]! - mean;
    mean += difference / count;
    squares += difference * (values[position]! - mean);
  }
  return { count, mean, variance: count > 1 ? squares / (count - 1) : 0 };
}

/** Welch's t of a − b (Biometrika 34, 1947): 0 where there is nothing to compare. */
export function welch(a: Moments, b: Moments): number {
  if (a.count < 2 || b.count < 2) return 0;
  const error = Math.sqrt(a.variance / a.count + b.variance / b.count);
  const difference = a.mean - b.mean;
  if (error === 0) return difference === 0 ? 0 : Math.sign(difference) * Number.POSITIVE_INFINITY;
  return difference / error;
}

/** The smallest value of which a share of all are at most as large; `sorted`: ascending, not empty. */
export function percentile(sorted: ArrayLike<number>, share: number): number {
  const position = Math.ceil(share * sorted.length) - 1;
  return sorted[Math.min(Math.max(position, 0), sorted.length - 1)]!;
}

/** Shares of the measurements that are kept. */
export const CROPS: readonly number[] = [1, 0.99, 0.95, 0.9, 0.8, 0.7, 0.6, 0.5, 0.35, 0.2];

/**
 * |t| from which on a difference counts: without one, a single t is above it in one of 147,000 tests, and one of those
 * at all crops in one of 14,700 at most.
 */
export const LIMIT = 4.5;

export interface Sample {
  /** Nanoseconds. */
  readonly times: Float64Array;
  /** 0 or 1 for each. */
  readonly classes: Uint8Array;
}

export interface Judgement {
  /** Of class 0 − class 1, at the crop where it is farthest from 0. */
  readonly t: number;
  /** The share that was kept there. */
  readonly crop: number;
  /** Difference of the two means there, in nanoseconds. */
  readonly difference: number;
}

export function judge({ times, classes }: Sample): Judgement {
  const sorted = Float64Array.from(times).sort();
  let worst: Judgement = { t: 0, crop: 1, difference: 0 };
  for (const crop of CROPS) {
    const most = percentile(sorted, crop);
    const [a, b] = [0, 1].map((one) => momentsOf(times, (at) => classes[at] === one && times[at]! <= most));
    const t = welch(a!, b!);
    if (Math.abs(t) > Math.abs(worst.t)) worst = { t, crop, difference: a!.mean - b!.mean };
  }
  return worst;
}

export const leaks = ({ t }: Judgement): boolean => Math.abs(t) > LIMIT;

/** Shufflings of the classes, and by how much the mean |t| of them must be above the limit: 3 are 998 of 1000 tests. */
const SHUFFLINGS = 6;
const MARGIN = 3;
const STEPS = 12;

/**
 * The smallest difference, in nanoseconds, that a measurement as noisy and as long as this one finds: added to the
 * times of one of two classes that are drawn anew, it brings |t| so far above the limit that 998 of 1000 tests see it,
 * and 9 of 10 where the noise is half as much again.
 * `random`: from 0 to 1.
 */
export function detectable({ times }: Sample, random: () => number): number {
  const drawn = Array.from({ length: SHUFFLINGS }, () => Uint8Array.from(times, () => (random() < 0.5 ? 0 : 1)));
  const seen = (effect: number): boolean => {
    let sum = 0;
    for (const classes of drawn) {
      const shifted = times.map((time, at) => time + (classes[at] === 1 ? effect : 0));
      sum += Math.abs(judge({ times: shifted, classes }).t);
    }
    return sum / SHUFFLINGS >= LIMIT + MARGIN;
  };
  const { mean } = momentsOf(times);
  let [low, high] = [0, mean];
  if (!seen(high)) return Number.POSITIVE_INFINITY;
  for (let step = 0; step < STEPS; step++) {
    // from a mean down to nanoseconds: by factors
    const middle = low === 0 ? high / 8 : Math.sqrt(low * high);
    if (seen(middle)) high = middle;
    else low = middle;
  }
  return high;
}
