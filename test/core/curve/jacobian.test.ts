// Jacobian coordinates against the complete formulas, their reference: points of the subgroup, of the whole curve and
// of small order, where additions have special cases, and infinity, which has no image in those coordinates.
import { describe, expect, it } from "vitest";
import { hex } from "../../support/bytes.js";
import { builds } from "../../support/compile.js";
import { ORDER, PARAMETER as x } from "../../support/generators.js";
import { COFACTOR, compileBoth, Group, groups, multiple, pointFrom, twin } from "./support.js";

const compiled = await compileBoth("test/core/entries/curve.entry.ts");
/** The first x from which a point is in no subgroup of small order. */
const FIRST_X = { g1: 4, g2: 2 };
/**
 * The square of each divides the cofactor, and no cyclic group has that order here: the part left is a product of two
 * of this order.
 */
const SMALL_PRIME = { g1: 11n, g2: 13n };

/** Orders that divide the cofactor once. */
const CYCLIC = { g1: [3n], g2: [2713n, 11953n, 262069n] };

for (const build of builds) {
  for (const name of groups) {
    describe(`Jacobian coordinates in ${name} (${build})`, () => {
      const core = compiled[build];
      const group = new Group(core, name);
      const base = twin[name].BASE;
      const whole = pointFrom(group, FIRST_X[name]).point;
      const small = multiple(group, whole, (COFACTOR[name] / SMALL_PRIME[name] ** 2n) * ORDER);
      const mixed = group.point();
      group.call("Add", mixed, small, group.fromBytes(base.toBytes(true)));
      const scaled = group.point();
      group.call("Add", scaled, whole, group.fromBytes(base.toBytes(true))); // Z is not one
      const points = {
        infinity: group.fromBytes(twin[name].ZERO.toBytes(true)),
        generator: group.fromBytes(base.toBytes(true)),
        "a point outside the subgroup": scaled,
        "a point of small order": small,
        "a member beside a point of small order": mixed,
        ...Object.fromEntries(
          CYCLIC[name].map((order) => {
            const cyclic = multiple(group, whole, (COFACTOR[name] / order) * ORDER);
            return [`a point of order ${order}`, cyclic];
          }),
        ),
      };

      it("the point of small order has that order", () => {
        expect(group.call("IsZero", small)).toBe(0);
        expect(group.call("IsZero", multiple(group, small, SMALL_PRIME[name]))).toBe(1);
      });

      // of order 11 or 13: table entries that are infinite, additions of equal and of opposite points all occur
      it("additions of equal, opposite and infinite points: all multiples of a point of small order", () => {
        const out = group.point();
        const order = SMALL_PRIME[name];
        const scalars = Array.from({ length: 300 }, (_, i) => BigInt(i));
        for (const k of [...scalars, ...scalars.map((i) => ORDER - i), ...scalars.map((i) => i * (2n ** 200n + 5n))]) {
          group.call("MultiplyAny", out, small, group.scalar(k));
          expect(group.call("IsZero", out), `${k}`).toBe(k % order === 0n ? 1 : 0);
          const expected = multiple(group, small, k % order);
          expect(hex(group.toBytes(out)), `${k}`).toBe(hex(group.toBytes(expected)));
        }
      });

      for (const [what, point] of Object.entries(points)) {
        it(`${what}: |x| times it and membership, alone and in the lanes`, () => {
          const expected = multiple(group, point, -x);
          const actual = group.point();
          group.call("MultiplyByX", actual, point);
          expect(group.call("IsOnCurve", actual)).toBe(1);
          expect(hex(group.toBytes(actual))).toBe(hex(group.toBytes(expected)));
          // in place, and as an operand of the complete addition
          group.call("Subtract", actual, point, points.infinity);
          group.call("MultiplyByX", actual, actual);
          group.call("Add", actual, actual, point);
          group.call("Add", expected, expected, point);
          expect(hex(group.toBytes(actual))).toBe(hex(group.toBytes(expected)));
          const isMember = group.call("IsZero", multiple(group, point, ORDER));
          expect(group.call("IsTorsionFree", point)).toBe(isMember);
          if (name === "g2") return;
          for (const beside of Object.values(points)) {
            const both = group.point();
            core.mergePoints(both, point, beside);
            const besideIsMember = group.call("IsZero", multiple(group, beside, ORDER));
            expect(core.lanesInSubgroup(both)).toBe(isMember + 2 * besideIsMember);
            core.lanesMultiplyByX(both, both);
            expect(core.lanesOnCurve(both)).toBe(3);
            const [first, second] = [group.point(), group.point()];
            core.splitPoints(first, second, both);
            group.call("Add", first, first, point);
            expect(hex(group.toBytes(first))).toBe(hex(group.toBytes(expected)));
            expect(hex(group.toBytes(second))).toBe(hex(group.toBytes(multiple(group, beside, -x))));
          }
        });
      }
    });
  }
}
