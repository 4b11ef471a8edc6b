// Lagrange coefficients that are kept: a set that comes again gives the same, whatever came between, and nobody can
// spoil what is kept.
import { describe, expect, it } from "vitest";
import { Fr } from "../../../src/curve/index.js";
import { type Id, lagrangeAtZero } from "../../../src/threshold/index.js";
import { hex } from "../../support/bytes.js";

/** By the definition, in bigints. */
function reference(ids: readonly bigint[]): string[] {
  return ids.map((x) =>
    hex(
      Fr.toBytes(
        ids
          .filter((other) => other !== x)
          .reduce((product, other) => Fr.mul(product, Fr.div(other, Fr.sub(other, x))), 1n),
      ),
    ),
  );
}
const computed = (ids: readonly Id[]) => lagrangeAtZero(ids).map(hex);

describe("Lagrange coefficients at zero", () => {
  const consecutive = Array.from({ length: 67 }, (_, i) => BigInt(i + 1));
  const scattered = Array.from({ length: 40 }, (_, i) => BigInt((i * 37) % 101) + 1n);
  const long = Array.from({ length: 20 }, (_, i) => (BigInt(i) << 200n) + 7n);

  it.each([
    ["consecutive", consecutive],
    ["scattered", scattered],
    ["long", long],
    ["one", [9n]],
  ])("%s ids: the definition's, again and again, in any order", (_, ids) => {
    const expected = reference(ids);
    expect(computed(ids)).toEqual(expected);
    expect(computed(ids)).toEqual(expected);
    expect(computed([...ids].reverse())).toEqual([...expected].reverse());
  });

  it("stay right while more sets come than are kept", () => {
    for (let round = 0; round < 2; round++) {
      for (let first = 1; first <= 40; first++) {
        const ids = [BigInt(first), BigInt(first + 3), BigInt(first + 4)];
        expect(computed(ids)).toEqual(reference(ids));
      }
    }
  });

  it("are the caller's own: writing to a result changes no later one", () => {
    const [first] = lagrangeAtZero([2, 5, 6]);
    first!.fill(0xff);
    expect(computed([2, 5, 6])).toEqual(reference([2n, 5n, 6n]));
  });

  it("zero and repeated ids are refused and not kept", () => {
    for (const ids of [
      [4, 4],
      [4, 0],
    ]) {
      for (let round = 0; round < 2; round++) expect(() => lagrangeAtZero(ids)).toThrow();
    }
  });
});
