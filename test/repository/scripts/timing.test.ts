// The statistics of `npm run test:timing` on numbers made up for the purpose, with t values worked out by hand; and a
// short share of the test itself: what leaks on purpose is found, and two equal classes are not told apart.
import { describe, expect, it } from "vitest";
import { examineLeaking, test } from "../../../bench/timing/experiment.js";
import { uniform, withLastBit } from "../../../bench/timing/inputs.js";
import { nanosecondsOfAStep, withLeak } from "../../../bench/timing/leak.js";
import { LEAKING, OPERATIONS } from "../../../bench/timing/operations.js";
import { detectable, judge, LIMIT, leaks, momentsOf, percentile, welch } from "../../../bench/timing/statistics.js";

/** Uniform from 0 to 1, the same ones for the same seed (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Times about 1000 ns with a deviation of 10, class 1 slower by `effect`; one in twenty is an interrupt. */
function madeUp(seed: number, count: number, effect: number, interrupts = true) {
  const random = seeded(seed);
  const classes = Uint8Array.from({ length: count }, () => (random() < 0.5 ? 0 : 1));
  const times = Float64Array.from(classes, (one) => {
    let normal = -6;
    for (let term = 0; term < 12; term++) normal += random();
    const slow = interrupts && random() < 0.05 ? 100_000 * random() : 0;
    return 1000 + 10 * normal + slow + effect * one;
  });
  return { times, classes };
}

describe("Welch's t", () => {
  it.each<[number[], number[], number]>([
    // means 2.5 and 5, variances 5/3 and 20/3 of four values each: −2.5/√(25/12)
    [[1, 2, 3, 4], [2, 4, 6, 8], -Math.sqrt(3)],
    // means 10 and 7, variances 4 and 1 of three and five values: 3/√(4/3 + 1/5)
    [[8, 10, 12], [6, 6.5, 7, 7.5, 8], 3 / Math.sqrt(4 / 3 + 0.625 / 5)],
    [[5, 5, 5], [5, 5], 0],
    [[6, 6, 6], [5, 5], Number.POSITIVE_INFINITY],
    [[1], [2, 3], 0],
  ])("of %j and %j", (a, b, expected) => {
    expect(welch(momentsOf(a), momentsOf(b))).toBeCloseTo(expected, 12);
    expect(welch(momentsOf(b), momentsOf(a))).toBeCloseTo(-expected, 12);
  });

  it("stands on unbiased variances, exact also far from zero", () => {
    expect(momentsOf([1e9 + 1, 1e9 + 2, 1e9 + 3, 1e9 + 4])).toEqual({ count: 4, mean: 1e9 + 2.5, variance: 5 / 3 });
    expect(momentsOf([1, 9, 3, 9], (at) => at % 2 === 0)).toEqual({ count: 2, mean: 2, variance: 2 });
  });

  it("percentiles are the measurement itself", () => {
    const sorted = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
    expect([0, 0.1, 0.11, 0.5, 0.99, 1].map((share) => percentile(sorted, share))).toEqual([1, 1, 2, 5, 10, 10]);
  });
});

describe("a judgement", () => {
  it("sees a difference that interrupts hide, by cutting them off", () => {
    const sample = madeUp(1, 4000, 3);
    const uncut = welch(
      momentsOf(sample.times, (at) => sample.classes[at] === 0),
      momentsOf(sample.times, (at) => sample.classes[at] === 1),
    );
    expect(Math.abs(uncut)).toBeLessThan(LIMIT);
    const judgement = judge(sample);
    expect(leaks(judgement)).toBe(true);
    expect(judgement.crop).toBeLessThan(1);
    expect(judgement.t).toBeLessThan(0);
  });

  it("sees none in two hundred pairs of equal classes", () => {
    for (let seed = 1; seed <= 200; seed++) expect(leaks(judge(madeUp(seed, 500, 0))), `seed ${seed}`).toBe(false);
  });

  it("says what it could have seen: a difference of that size is found in at least nine of ten samples", () => {
    const [count, deviation] = [2000, 10];
    const effect = detectable(madeUp(7, count, 0, false), seeded(8));
    // t = effect / (deviation √(4/count)) must be 7.5
    expect(effect / (7.5 * deviation * Math.sqrt(4 / count))).toBeGreaterThan(0.7);
    expect(effect / (7.5 * deviation * Math.sqrt(4 / count))).toBeLessThan(1.3);
    const found = Array.from({ length: 20 }, (_, seed) => leaks(judge(madeUp(100 + seed, count, effect, false))));
    expect(found.filter(Boolean).length).toBeGreaterThanOrEqual(18);
  });
});

describe("the test itself, short", () => {
  const effort = { seconds: 0.2, least: 300, plantings: 0 };
  const publicKey = OPERATIONS.find(({ id }) => id === "public-key")!;

  it("finds the multiplication for public scalars", () => {
    expect(examineLeaking(LEAKING, effort).leaks).toBe(true);
  });

  it("does not tell equal classes apart, and has what it needs to say so", () => {
    // above the limit twice, in independent measurements, comes in one of 10^8 runs
    const tested = test(publicKey, "random", uniform, effort);
    expect(tested.leaks).toBe(false);
    expect(tested.first.measurements).toBeGreaterThanOrEqual(effort.least);
  });

  it("finds a leak that is planted, many times as long as the operation", () => {
    const step = nanosecondsOfAStep();
    expect(step).toBeGreaterThan(0);
    const run = withLeak(publicKey.run, Math.round(2e6 / step));
    expect(test({ ...publicKey, run }, "last bit clear", withLastBit(uniform, 0), effort).leaks).toBe(true);
  });
});
