// Membership and cofactors: what makes the endomorphism checks exact, and points of the curves outside the subgroups.
import { describe, expect, it } from "vitest";
import { hex } from "../../support/bytes.js";
import { builds } from "../../support/compile.js";
import { MODULUS, ORDER, seededRandom, PARAMETER as x } from "../../support/generators.js";
import { COFACTOR, compileBoth, compressedLength, Group, groups, twin } from "./support.js";

const compiled = await compileBoth("test/core/entries/curve.entry.ts");

function gcd(a: bigint, b: bigint): bigint {
  return b === 0n ? (a < 0n ? -a : a) : gcd(b, a % b);
}

describe("the numbers behind the checks", () => {
  const { g1: h1, g2: h2 } = COFACTOR;

  it("both curves have odd order: the addition formulas are complete", () => {
    expect(h1 * ORDER).toBe(MODULUS - x); // p + 1 - t with t = x + 1
    expect((h1 * ORDER) % 2n).toBe(1n);
    expect((h2 * ORDER) % 2n).toBe(1n);
  });

  it("psi(P) = x P implies r P = 0 on the twist: (p - x)/r is prime to the cofactor", () => {
    expect((MODULUS - x) % ORDER).toBe(0n);
    expect(gcd((MODULUS - x) / ORDER, h2)).toBe(1n);
  });
});

for (const build of builds) {
  for (const name of groups) {
    describe(`${name} points of the whole curve (${build})`, () => {
      const group = new Group(compiled[build], name);
      const random = seededRandom(21);
      const length = compressedLength[name];
      // encodings of random x, about half of them on the curve and none in the subgroup
      const points: { bytes: Uint8Array; at: number }[] = [];
      while (points.length < 6) {
        const bytes = random(length);
        bytes[0] = 0x80 | (bytes[0]! & 0x0f);
        if (length === 96) bytes[48]! &= 0x0f;
        const at = group.point();
        if (group.call("FromBytes", at, group.put(bytes, group.scratch), length, 0) === 0) points.push({ bytes, at });
      }

      it("are not members until the cofactor is cleared, as by the twin", () => {
        const out = group.point();
        for (const { bytes, at } of points) {
          expect(group.call("FromBytes", out, group.put(bytes, group.scratch), length, 1)).toBe(5);
          expect(group.call("IsOnCurve", at)).toBe(1);
          expect(group.call("IsTorsionFree", at)).toBe(0);
          group.call("ClearCofactor", out, at);
          expect(group.call("IsTorsionFree", out)).toBe(1);
          const [px, py] = [group.toBytes(at, false).subarray(0, length), group.toBytes(at, false).subarray(length)];
          const element = (part: Uint8Array) => {
            const number = (from: number) => BigInt(`0x${hex(part.subarray(from, from + 48))}`);
            return name === "g1" ? number(0) : { c0: number(48), c1: number(0) };
          };
          const theirs = twin[name].fromAffine({ x: element(px), y: element(py) } as never);
          expect(hex(group.toBytes(out))).toBe(hex(theirs.clearCofactor().toBytes(true)));
        }
      });

      it("MultiplyAny multiplies them: (a + b) P = a P + b P for any integers, r P is not infinity", () => {
        const [a, b, sum] = [group.point(), group.point(), group.point()];
        for (const { at } of points) {
          for (const k of [1n, 2n, ORDER, 2n ** 255n - 19n]) {
            group.call("MultiplyAny", a, at, group.scalar(k));
            group.call("MultiplyAny", b, at, group.scalar(12345678901234567890n));
            group.call("Add", a, a, b);
            group.call("MultiplyAny", sum, at, group.scalar(k + 12345678901234567890n));
            expect(group.call("Equals", a, sum)).toBe(1);
          }
          group.call("MultiplyAny", a, at, group.scalar(ORDER));
          expect(group.call("IsZero", a)).toBe(0);
        }
      });
    });
  }
}
