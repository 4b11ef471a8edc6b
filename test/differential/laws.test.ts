// What must hold for all points and scalars, whatever the implementation.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CurveGroup, Fr, G1, G2, type GroupName } from "../../src/curve/index.js";
import { hex } from "../support/bytes.js";
import { endomorphismScalars, ORDER, scalars } from "../support/generators.js";
import { groupNames } from "../support/reference/index.js";

const groups = { G1, G2 } as unknown as Record<GroupName, CurveGroup<GroupName>>;
const any = fc.oneof(scalars, endomorphismScalars);
const options = { numRuns: 60, seed: 5 };

describe.each(groupNames)("%s", (name) => {
  const group = groups[name];
  const points = any.map((scalar) => group.BASE.multiply(scalar));

  it("is a commutative group", () => {
    fc.assert(
      fc.property(points, points, points, (a, b, c) => {
        expect(a.add(b).equals(b.add(a))).toBe(true);
        expect(
          a
            .add(b)
            .add(c)
            .equals(a.add(b.add(c))),
        ).toBe(true);
        expect(a.add(group.ZERO).equals(a)).toBe(true);
        expect(a.subtract(a).is0()).toBe(true);
        expect(a.add(b).subtract(b).equals(a)).toBe(true);
        expect(a.add(a).equals(a.double())).toBe(true);
        expect(a.negate().negate().equals(a)).toBe(true);
        expect(a.add(a.negate()).is0()).toBe(true);
      }),
      options,
    );
  });

  it("is a module over the scalars", () => {
    fc.assert(
      fc.property(points, any, any, (point, s, t) => {
        expect(point.multiply(Fr.add(s, t)).equals(point.multiply(s).add(point.multiply(t)))).toBe(true);
        expect(point.multiply(Fr.mul(s, t)).equals(point.multiply(s).multiply(t))).toBe(true);
        expect(point.multiply(ORDER - 1n).equals(point.negate())).toBe(true);
        expect(point.multiply(0n).is0()).toBe(true);
        expect(point.multiply(1n).equals(point)).toBe(true);
        expect(point.multiplyVartime(s).equals(point.multiply(s))).toBe(true);
        expect(group.msm([point, point], [s, t]).equals(point.multiply(Fr.add(s, t)))).toBe(true);
      }),
      options,
    );
  });

  it("decodes what it encodes, and equal points have equal bytes", () => {
    fc.assert(
      fc.property(points, points, (a, b) => {
        for (const compressed of [true, false]) {
          const bytes = a.toBytes(compressed);
          expect(group.fromBytes(bytes).equals(a)).toBe(true);
          expect(hex(group.fromBytes(bytes).toBytes(compressed))).toBe(hex(bytes));
        }
        expect(hex(a.add(b).subtract(b).toBytes())).toBe(hex(a.toBytes()));
        expect(a.equals(b)).toBe(hex(a.toBytes()) === hex(b.toBytes()));
        expect(a.isTorsionFree()).toBe(true);
      }),
      options,
    );
  });

  it("sums multiples linearly, for any number of points", () => {
    const terms = fc.array(fc.tuple(any, any), { maxLength: 80 });
    fc.assert(
      fc.property(terms, (list) => {
        const exponent = list.reduce((sum, [a, b]) => (sum + a * b) % ORDER, 0n);
        const vector = group.Vector.fromPoints(list.map(([a]) => group.BASE.multiply(a)));
        const sum = group.msm(
          vector,
          list.map(([, b]) => b),
        );
        expect(sum.equals(group.BASE.multiply(exponent))).toBe(true);
      }),
      { numRuns: 25, seed: 6 },
    );
  });
});
