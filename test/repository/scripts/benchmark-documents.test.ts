// The tables and charts of the documents are what the committed results say, to the character.
import { execFileSync } from "node:child_process";
import { expect, it } from "vitest";

const { exponent } = (await import(new URL("../../../bench/view/growth.mjs", import.meta.url).href)) as {
  exponent: (points: number[][]) => number | null;
};

it("README.md, docs/performance.md and the charts are written from docs/benchmarks", () => {
  execFileSync(process.execPath, ["bench/report/index.mjs", "--check"], { stdio: "pipe" });
});

it("the exponent of growth is that of the power that fits best", () => {
  expect(exponent([10, 30, 100, 300].map((n) => [n, 7 * n ** 2]))).toBeCloseTo(2, 10);
  expect(exponent([[10, 0]])).toBeNull();
});
