// C9 and C11: a fault that can do nothing is refused at once, and the least miners follow from the list that there is.
import { expect, it } from "vitest";
import { type RunViewChangeOptions, runViewChange } from "../../../src/entry/view-change.js";

const named = (count: number) => Array.from({ length: count }, (_, i) => ({ name: `m${i + 1}`, stake: 100 - i }));
const run = (faults: string, more: Partial<RunViewChangeOptions> = {}) =>
  runViewChange({ candidates: named(6), miners: 4, threshold: 3, quorum: 3, seed: "s", faults, ...more });

it.each([
  ["bad-share:2>2", "to itself"],
  ["no-ack:1+2>2", "to itself"],
  ["forged-mpk:m1>m1", "to itself"],
  ["crash:99@share", "from 1 to 4"],
  ["no-share:1>5", "from 1 to 4"],
  ["no-mpk:0", "from 1 to 4"],
  ["no-mpk:01", "from 1 to 4"],
  ["no-mpk:nobody", "from 1 to 4"],
  ["no-mpk:m5", "cannot be selected"],
  ["no-mpk:1#0", "an attempt from 1"],
  ["no-mpk:1#4", "an attempt from 1 to 3"],
  ["no-hand-over:1", "two views"],
  ["no-lot:1", "two views"],
  ["wrong-constant:1", "no view is a reshare"],
  ["bad-partial:1", "no rounds"],
  ["lost:1", "nothing happens"],
])("%s", async (faults, message) => {
  await expect(run(faults)).rejects.toMatchObject({ code: "BAD_FAULT", message: expect.stringContaining(message) });
});

it("refuses targets where there is nobody else", async () => {
  const alone = { candidates: named(1), miners: 1, threshold: 1, quorum: 1 };
  await expect(run("no-share:1", alone)).rejects.toThrow("nobody else");
});

it.each(["no-ack:*>2", "bad-share:2>2+3", "no-mpk:m4", "bad-share:1>*+2"])("takes %s", async (faults) => {
  expect((await run(faults)).attempts.length).toBeGreaterThan(0);
});

it("computes what fractions and the least miners are from the candidates", async () => {
  const result = await run("", { candidates: named(12), miners: 20, threshold: "2/3", quorum: "3/4" });
  expect(result.activated).toBe(true);
  expect(result.attempts[0]?.thresholds).toEqual({ n: 12, t: 8, k: 9 });
  // the highest t of any block so far
  expect(result.parameters.minMiners).toBe(null);
});
