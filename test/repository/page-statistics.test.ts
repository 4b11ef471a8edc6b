// C16: what the page says of a contest is one statistic with its spread, and a warning where the machine was busy.
import { expect, it } from "vitest";
import { compare, warningOf } from "../../web/benchmark/statistics.js";

it("a ratio is that of the two times that stand beside it", () => {
  // rounds of a busy machine: the fastest ones say 2.3, the median of the rounds' ratios 1.3
  const base = [2.92, 8, 9, 8, 9, 8, 9];
  const own = [6.67, 10.4, 11.7, 10.4, 11.7, 10.4, 11.7];
  const [first, second] = [compare(base, base), compare(own, base)];
  expect(first.ratio).toBe(1);
  expect(second.ratio).toBe(second.milliseconds / first.milliseconds);
  expect(second.milliseconds).toBe(10.4);
});

it("a spread is where half of the rounds lie, and a wide one is told", () => {
  const quiet = compare([1, 1.01, 0.99, 1, 1, 1, 1], [1]);
  const busy = compare([1, 2, 3, 1, 2, 3, 1], [1]);
  expect(quiet.spread).toBeLessThan(0.02);
  expect(busy.spread).toBe(0.75);
  expect(warningOf([quiet])).toBe("");
  expect(warningOf([])).toBe("");
  expect(warningOf([quiet, busy])).toMatch(/busy.*differ by 75 %.*measure again/);
});
