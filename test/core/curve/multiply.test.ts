// The group law and every scalar multiplication against @noble/curves.
import { describe, expect, it } from "vitest";
import { hex, integer } from "../../support/bytes.js";
import { builds } from "../../support/compile.js";
import { endomorphismScalars, ORDER, PARAMETER, sample, scalars, seededRandom } from "../../support/generators.js";
import { compileBoth, Group, type GroupName, groups, twin } from "./support.js";

const compiled = await compileBoth("test/core/entries/curve.entry.ts");
const edges = [0n, 1n, 2n, 3n, 15n, 16n, 31n, 32n, ORDER - 1n, ORDER - 2n, (ORDER - 1n) / 2n, (ORDER + 1n) / 2n];
const skewed = [...edges, ...sample(scalars, 14, 1), ...sample(endomorphismScalars, 10, 2)];

/** Infinity, equal and opposite points: what incomplete formulas break on. */
function specialPoints(name: GroupName) {
  const Point = twin[name];
  const base = Point.BASE;
  return [Point.ZERO, base, base.negate(), base.double(), base.multiply(3n), base.multiply(ORDER - 2n)];
}

for (const build of builds) {
  for (const name of groups) {
    describe(`${name} (${build})`, () => {
      const group = new Group(compiled[build], name);
      const Point = twin[name];
      // the twin refuses to encode the representatives of infinity it computes itself
      const encode = (point: { is0(): boolean; toBytes(compressed: boolean): Uint8Array }) =>
        hex((point.is0() ? Point.ZERO : point).toBytes(true));
      const load = (point: { toBytes(compressed: boolean): Uint8Array }) => group.fromBytes(point.toBytes(false));

      it("has the generator", () => {
        const out = group.point();
        group.call("Generator", out);
        expect(hex(group.toBytes(out))).toBe(encode(Point.BASE));
        expect(group.call("IsOnCurve", out)).toBe(1);
        expect(group.call("IsTorsionFree", out)).toBe(1);
      });

      it("adds, subtracts, doubles and negates, exceptional cases included", () => {
        const points = specialPoints(name);
        const out = group.point();
        for (const p of points) {
          const a = load(p);
          group.call("Double", out, a);
          expect(hex(group.toBytes(out))).toBe(encode(p.double()));
          group.call("Negate", out, a);
          expect(hex(group.toBytes(out))).toBe(encode(p.negate()));
          expect(group.call("IsZero", a)).toBe(p.is0() ? 1 : 0);
          for (const q of points) {
            const b = load(q as never);
            // a projective representative with Z other than one
            group.call("Add", b, b, load(Point.BASE));
            group.call("Subtract", b, b, load(Point.BASE));
            expect(group.call("Equals", a, b)).toBe(p.equals(q as never) ? 1 : 0);
            group.call("Add", out, a, b);
            expect(hex(group.toBytes(out))).toBe(encode(p.add(q as never)));
            expect(group.call("IsOnCurve", out)).toBe(1);
            group.call("Subtract", out, a, b);
            expect(hex(group.toBytes(out))).toBe(encode(p.subtract(q as never)));
            group.call("Add", b, b, a); // in place
            expect(hex(group.toBytes(b))).toBe(encode(p.add(q as never)));
          }
        }
      });

      it("multiplies by skewed scalars, in every way", () => {
        const random = seededRandom(name === "g1" ? 5 : 6);
        const base = Point.BASE.multiply(integer(random(32)) % ORDER);
        const p = load(base);
        const generator = group.point();
        const out = group.point();
        group.call("Generator", generator);
        for (const k of skewed) {
          const expected = encode(k === 0n ? Point.ZERO : base.multiply(k));
          for (const way of ["Multiply", "MultiplyVartime", "MultiplyAny"]) {
            group.call(way, out, p, group.scalar(k));
            expect(hex(group.toBytes(out)), `${way} ${k}`).toBe(expected);
          }
          group.call("MultiplyBase", out, group.scalar(k));
          expect(hex(group.toBytes(out)), `MultiplyBase ${k}`).toBe(
            encode(k === 0n ? Point.ZERO : Point.BASE.multiply(k)),
          );
        }
      });

      // small multiples of powers of what the endomorphism multiplies by: digit strings that leave sums equal, opposite
      // or infinite, where a formula with special cases would show it. MultiplyAny is complete
      it("secret scalars that are short relations of the endomorphism's powers", () => {
        const root = name === "g1" ? PARAMETER ** 2n : -PARAMETER;
        const powers = name === "g1" ? [1n, root] : [1n, root, root ** 2n, root ** 3n];
        const small = [0n, 1n, -1n, 2n, -2n, 15n, -15n, 16n, -17n];
        const random = seededRandom(31);
        const p = load(Point.BASE.multiply(7n));
        const [expected, out] = [group.point(), group.point()];
        for (let round = 0; round < 120; round++) {
          const chosen = random(powers.length);
          const sum = powers.reduce((total, power, i) => total + small[chosen[i]! % small.length]! * power, 0n);
          const k = ((sum % ORDER) + ORDER) % ORDER;
          group.call("MultiplyAny", expected, p, group.scalar(k));
          group.call("Multiply", out, p, group.scalar(k));
          expect(hex(group.toBytes(out)), `${k}`).toBe(hex(group.toBytes(expected)));
        }
      });

      it("multiplies infinity", () => {
        const [zero, one] = [load(Point.ZERO), load(Point.BASE)];
        const out = group.point();
        for (const way of ["Multiply", "MultiplyVartime", "MultiplyAny"]) {
          for (const k of [ORDER - 5n, 0n, 2n]) {
            group.call(way, out, zero, group.scalar(k));
            expect(group.call("IsZero", out), way).toBe(1);
            expect(group.call("IsOnCurve", out), way).toBe(1);
            group.call("Add", out, out, one);
            expect(hex(group.toBytes(out)), way).toBe(encode(Point.BASE));
          }
        }
      });

      it("takes scalars of r and above: reduced for points of order r, as they are in MultiplyAny", () => {
        const p = load(Point.BASE);
        const out = group.point();
        for (const k of [ORDER, ORDER + 1n, 2n * ORDER + 7n, 2n ** 256n - 1n]) {
          const expected = k % ORDER === 0n ? Point.ZERO : Point.BASE.multiply(k % ORDER);
          for (const way of ["Multiply", "MultiplyVartime", "MultiplyAny"]) {
            group.call(way, out, p, group.scalar(k));
            expect(hex(group.toBytes(out)), `${way} ${k}`).toBe(encode(expected));
          }
        }
      });

      it("leaves operands as they are and works in place", () => {
        const base = Point.BASE.multiply(77n);
        const p = load(base);
        const before = hex(group.bytes(p, 384));
        const out = group.point();
        for (const way of ["Multiply", "MultiplyVartime", "MultiplyAny"]) group.call(way, out, p, group.scalar(99n));
        expect(hex(group.bytes(p, 384))).toBe(before);
        group.call("Multiply", p, p, group.scalar(99n));
        expect(hex(group.toBytes(p))).toBe(encode(base.multiply(99n)));
      });

      it("deals a vector of multiples of the generator", () => {
        const list = skewed.slice(0, 13);
        const scalarBytes = group.core.allocate(32 * list.length);
        for (const [i, k] of list.entries()) group.put(group.bytes(group.scalar(k), 32), scalarBytes + 32 * i);
        const size = group.call("PackedSize");
        const vector = group.core.allocate(size * list.length);
        group.call("VectorMultiplyBase", vector, scalarBytes, list.length);
        const points = group.core.allocate(384 * list.length);
        group.call("VectorToPoints", points, vector, list.length);
        list.forEach((k, i) => {
          const expected = k === 0n ? Point.ZERO : Point.BASE.multiply(k);
          expect(hex(group.toBytes(points + 384 * i)), `${k}`).toBe(encode(expected));
          if (k === 0n) expect(hex(group.bytes(vector + size * i, size))).toBe("00".repeat(size));
        });
      });
    });
  }
}
