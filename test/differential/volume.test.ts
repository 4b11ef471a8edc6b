// A short share of `npm run test:differential`, which compares a million operations of the fields and ten thousand
// batches on each kernel: the same code, the same seed each time.
import { describe, expect, it } from "vitest";
import { coreInfo } from "../../src/entry/index.js";
import type { BuildName } from "../support/compile.js";
import { BATCHES, material, playBatch } from "./volume/batches.js";
import { fieldCore, fieldOperations } from "./volume/field.js";
import { Outcome } from "./volume/outcome.js";

const SEED = 20261128;
const OPERATIONS = 4000;
const SOME_BATCHES = 120;

describe("a share of the volume", () => {
  it("operations of the fields give what bigints and @noble/curves give", async () => {
    const outcome = new Outcome();
    fieldOperations(await fieldCore(coreInfo().kernel as BuildName), SEED, OPERATIONS, outcome);
    expect(outcome.differences).toEqual([]);
    expect(outcome.total).toBe(OPERATIONS);
    expect(Object.keys(outcome.counts).sort()).toEqual(["Fp", "Fp, two at once", "Fp12", "Fp2", "Fr"]);
  });

  it("batches give what blst, mcl-wasm and bigints give", () => {
    const outcome = new Outcome();
    const given = material(SEED);
    for (let index = 0; index < SOME_BATCHES; index++) playBatch(given, SEED, index, outcome);
    expect(outcome.differences).toEqual([]);
    for (const kind of BATCHES) expect(outcome.counts[kind]).toBe(SOME_BATCHES / BATCHES.length);
    expect(outcome.counts["of these with wrong ones"]).toBeGreaterThan(3);
    expect(outcome.counts["of these wrong"]).toBeGreaterThan(3);
    expect(outcome.counts["of these with wrong shares"]).toBeGreaterThan(3);
  });

  it("a difference would be seen, and told with what repeats it", async () => {
    const core = await fieldCore(coreInfo().kernel as BuildName, { fp2Mul: "fp2Sqr" });
    const outcome = new Outcome();
    fieldOperations(core, SEED, OPERATIONS, outcome);
    expect(outcome.differing).toBeGreaterThan(10);
    expect(outcome.differences[0]).toMatch(/^seed 20261128, operation \d+: fp2Mul\(/);
  });
});
