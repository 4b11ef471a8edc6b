// The pairing against mcl-wasm and @noble/curves: values, products, and the laws themselves.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  Fr,
  G1,
  type G1Point,
  G2,
  type G2Point,
  Gt,
  pairing,
  pairingCheck,
  pairingProduct,
} from "../../src/curve/index.js";
import { hex } from "../support/bytes.js";
import { nonZeroScalars, ORDER, sample, scalars } from "../support/generators.js";
import { references } from "../support/reference/index.js";

const P = (scalar: bigint): G1Point => G1.BASE.multiply(scalar);
const Q = (scalar: bigint): G2Point => G2.BASE.multiply(scalar);

describe.each(references)("against $name", (reference) => {
  const count = reference.name === "mcl-wasm" ? 60 : 4;

  it("gives the same value", () => {
    const [as, bs] = [sample(nonZeroScalars, count, 1), sample(nonZeroScalars, count, 2)];
    as.forEach((a, index) => {
      const [p, q] = [P(a), Q(bs[index]!)];
      const value = pairing(p, q);
      expect(hex(value.toBytes())).toBe(hex(reference.pairing(p.toBytes(), q.toBytes())));
      expect(Gt.fromBytes(value.toBytes()).equals(value)).toBe(true);
    });
  });

  it("agrees on products of 0 to 9 pairs", () => {
    for (let size = 0; size < (reference.name === "mcl-wasm" ? 10 : 4); size++) {
      const as = sample(scalars, size, 10 + size);
      const bs = sample(scalars, size, 30 + size);
      const exponent = as.reduce((sum, a, index) => (sum + a * bs[index]!) % ORDER, 0n);
      const pairs = as.map((a, index) => [P(a), Q(bs[index]!)] as const);
      const closed = [...pairs, [P(ORDER - exponent === ORDER ? 0n : ORDER - exponent), G2.BASE] as const];
      const theirs = (list: readonly (readonly [G1Point, G2Point])[]) =>
        reference.pairingCheck(list.map(([p, q]) => [p.toBytes(), q.toBytes()]));
      expect(pairingCheck(closed)).toBe(true);
      expect(theirs(closed)).toBe(true);
      expect(pairingCheck(pairs)).toBe(exponent === 0n);
      const product = pairingProduct(pairs);
      const whole = () => reference.pairing(P(1n).toBytes(), Q(exponent).toBytes());
      expect(hex(product.toBytes())).toBe(hex(exponent === 0n ? Gt.ONE.toBytes() : whole()));
      const factors = pairs.map(([p, q]) => pairing(p, q)).reduce((left, right) => left.multiply(right), Gt.ONE);
      expect(product.equals(factors)).toBe(true);
      expect(pairingCheck([...closed, [G1.BASE, G2.BASE]])).toBe(false);
      expect(pairingCheck([...closed, [G1.ZERO, Q(5n)], [P(5n), G2.ZERO]])).toBe(true);
    }
  });
});

describe("laws", () => {
  it("is bilinear", () => {
    const base = pairing(G1.BASE, G2.BASE);
    fc.assert(
      fc.property(scalars, scalars, (a, b) => {
        const value = pairing(P(a), Q(b));
        const power = base.pow(Fr.mul(a, b));
        expect(value.equals(power)).toBe(true);
        expect(pairing(P(Fr.mul(a, b)), G2.BASE).equals(value)).toBe(true);
        expect(pairing(G1.BASE, Q(Fr.mul(a, b))).equals(value)).toBe(true);
        expect(value.isOne()).toBe(a === 0n || b === 0n);
      }),
      { numRuns: 25, seed: 3 },
    );
  });

  // from some number on the Miller loop makes other steps, for all pairs together
  it("multiplies exponents in products of many pairs: equal, opposite and repeated points, infinity among them", () => {
    const one = pairing(G1.BASE, G2.BASE);
    const kinds = fc.constantFrom("new", "equal", "opposite", "the same in G1", "the same in G2", "infinite");
    for (const count of [14, 15, 16, 17, 18, 33, 64]) {
      const drawn = sample(fc.tuple(nonZeroScalars, nonZeroScalars, kinds), count, count);
      let [a, b] = [1n, 1n];
      const exponents = drawn.map(([left, right, kind]) => {
        if (kind === "infinite") return [left, 0n] as const;
        if (kind === "new" || kind === "the same in G2") a = left;
        if (kind === "new" || kind === "the same in G1") b = right;
        if (kind === "opposite") b = ORDER - b;
        return [a, b] as const;
      });
      const total = exponents.reduce((sum, [left, right]) => (sum + left * right) % ORDER, 0n);
      const pairs = exponents.map(([left, right]) => [P(left), Q(right)] as const);
      expect(pairingProduct(pairs).equals(one.pow(total)), `${count} pairs`).toBe(true);
      expect(pairingCheck([...pairs, [P((ORDER - total) % ORDER), G2.BASE]])).toBe(true);
      expect(pairingCheck([...pairs, [P((ORDER - total + 1n) % ORDER), G2.BASE]])).toBe(false);
    }
  });

  it("is additive in both arguments", () => {
    fc.assert(
      fc.property(scalars, scalars, scalars, (a, b, c) => {
        const [p, q] = [P(a), Q(c)];
        expect(pairing(p.add(P(b)), q).equals(pairing(p, q).multiply(pairing(P(b), q)))).toBe(true);
        expect(pairing(p, q.add(Q(b))).equals(pairing(p, q).multiply(pairing(p, Q(b))))).toBe(true);
        expect(pairing(p.negate(), q).equals(pairing(p, q).inverse())).toBe(true);
        expect(pairing(p, q.negate()).equals(pairing(p, q).inverse())).toBe(true);
      }),
      { numRuns: 15, seed: 4 },
    );
  });

  it("is not degenerate, and Gt has order r", () => {
    const value = pairing(G1.BASE, G2.BASE);
    expect(value.isOne()).toBe(false);
    expect(
      value
        .pow(ORDER - 1n)
        .multiply(value)
        .isOne(),
    ).toBe(true);
    expect(Gt.ONE.isOne()).toBe(true);
    expect(value.multiply(value.inverse()).equals(Gt.ONE)).toBe(true);
  });
});
