import { beforeAll, describe, expect, it } from "vitest";
import { builds, compileEntry } from "../../support/compile.js";
import { Access, fp2, mod, type Pair, Random } from "../../support/field.js";

// The linear primitives made for the tower's formulas, on every aliasing of result and operand.
describe.each(builds)("fused linear primitives (%s)", (build) => {
  let access: Access;
  // biome-ignore lint/suspicious/noExplicitAny: exports of a test entry
  let wasm: any;
  let slots: number[] = [];
  beforeAll(async () => {
    wasm = await compileEntry("test/core/entries/pairing.entry.ts", build);
    access = new Access(wasm);
    slots = [0, 1, 2, 3].map(() => access.slot(0n));
  });
  const random = new Random(4);
  const times = (k: bigint, a: Pair): Pair => [mod(k * a[0]), mod(k * a[1])];

  function check(operation: string, operands: Pair[], expected: Pair, ...rest: number[]): void {
    for (let alias = 0; alias <= operands.length; alias++) {
      operands.forEach((value, i) => {
        access.set(slots[i + 1]!, value);
      });
      const out = slots[alias]!;
      wasm[operation](out, ...operands.map((_, i) => slots[i + 1]), ...rest);
      expect(access.get(out)).toEqual(expected);
    }
  }

  it("agree with their formulas", () => {
    for (let i = 0; i < 60; i++) {
      const [a, b, c] = [random.pair(), random.pair(), random.pair()];
      const k = random.below(25) - 12;
      check("addMulSmall", [a, b], fp2.add(a, times(BigInt(k), b)), k);
      check("mulSmallXi", [a], times(BigInt(k), fp2.xi(a)), k);
      check("subSubXi", [a, b, c], fp2.sub(fp2.sub(a, b), fp2.xi(c)));
      check("cyclotomicReal", [a, b, c], fp2.sub(times(3n, fp2.sub(fp2.sub(a, b), fp2.xi(b))), times(2n, c)));
      check("cyclotomicImaginary", [a, b], fp2.add(times(6n, a), times(2n, b)));
      check("cyclotomicImaginaryXi", [a, b], fp2.add(times(6n, fp2.xi(a)), times(2n, b)));
    }
  });
});
