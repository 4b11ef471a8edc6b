// Pairings and the target group through the public API.
import { bls12_381 as noble } from "@noble/curves/bls12-381.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { describe, expect, it } from "vitest";
import { Fr, G1, G2, Gt, type GtOrder, pairing, pairingCheck } from "../../../src/curve/index.js";
import { bigEndian, hex } from "../../support/bytes.js";
import { ORDER, sample, scalars } from "../../support/generators.js";
import { inspect } from "../../support/inspect.js";
import { refusal } from "../../support/verdict.js";

/** The reference's element in our order of coordinates: c0 before c1 at every level. */
function reference(p: bigint, q: bigint): string {
  const { c0, c1 } = noble.pairing(noble.G1.Point.BASE.multiply(p), noble.G2.Point.BASE.multiply(q));
  const coordinates = [c0, c1].flatMap((six) => [six.c0, six.c1, six.c2].flatMap((two) => [two.c0, two.c1]));
  return coordinates.map((value) => value.toString(16).padStart(96, "0")).join("");
}

describe("pairing", () => {
  it("is the reference's, element for element", () => {
    for (const [a, b] of [
      [1n, 1n],
      [5n, 7n],
      [ORDER - 1n, 3n],
    ] as const) {
      expect(hex(pairing(G1.BASE.multiply(a), G2.BASE.multiply(b)).toBytes())).toBe(reference(a, b));
    }
  });

  it("has the bytes of other libraries, by their orders of coordinates", () => {
    const element = pairing(G1.BASE.multiply(5n), G2.BASE.multiply(7n));
    const { c0, c1 } = noble.pairing(noble.G1.Point.BASE.multiply(5n), noble.G2.Point.BASE.multiply(7n));
    const sixes = [c0, c1].map((six) => [six.c0, six.c1, six.c2].map((two) => [two.c0, two.c1]));
    const digits = (value: bigint) => value.toString(16).padStart(96, "0");
    const places = [0, 1].flatMap((j) => [0, 1, 2].flatMap((i) => [0, 1].map((k) => [j, i, k] as const)));
    const by = (order: readonly (readonly [number, number, number])[]) => order.map(([j, i, k]) => sixes[j]![i]![k]!);
    const littleEndian = (text: string) => text.match(/../g)!.reverse().join("");
    const expected = {
      feldspar: by(places).map(digits),
      kilic: by(places).reverse().map(digits),
      // for i < 3, for j < 2: both halves of a[j][i]
      blst: by([0, 1, 2].flatMap((i) => [0, 1].flatMap((j) => [0, 1].map((k) => [j, i, k] as const)))).map(digits),
      arkworks: by(places).map((value) => littleEndian(digits(value))),
    };
    for (const [order, coordinates] of Object.entries(expected) as [GtOrder, string[]][]) {
      const bytes = element.toBytes(order);
      expect(hex(bytes)).toBe(coordinates.join(""));
      expect(Gt.fromBytes(bytes, order).equals(element)).toBe(true);
      if (order !== "feldspar") expect(refusal(() => Gt.fromBytes(bytes))).toMatch(/^NOT_/);
    }
    expect(refusal(() => element.toBytes("other" as GtOrder))).toBe("BAD_OPTION");
    expect(refusal(() => Gt.fromBytes(element.toBytes(), "other" as GtOrder))).toBe("BAD_OPTION");
  });

  // e(G1, G2) and its seventh power as Aptos publishes them (aptos-stdlib, bls12381_algebra.move, FormatGt), whose
  // arithmetic is that of ark-bls12-381: SHA-256 of the 576 bytes
  it.each([
    [1n, "ff9912603bb02b77bc6ec1deaeddf9d1fee40ac17a781fb13c9c6e7a9f74d22b"],
    [7n, "1f975772030fc02de9e8e8b5bf2207dcd2f05fb852435b9bc521ec86b65265bb"],
  ] as const)("has arkworks' bytes of the generator's power %s", (power, digest) => {
    expect(hex(sha256(pairing(G1.BASE, G2.BASE).pow(power).toBytes("arkworks")))).toBe(digest);
  });

  it("is bilinear", () => {
    const base = pairing(G1.BASE, G2.BASE);
    for (const [a, b] of [sample(scalars, 2, 10), sample(scalars, 2, 11)] as [bigint, bigint][]) {
      const left = pairing(G1.BASE.multiply(a), G2.BASE.multiply(b));
      expect(left.equals(base.pow(Fr.mul(a, b)))).toBe(true);
      expect(left.equals(pairing(G1.BASE.multiply(Fr.mul(a, b)), G2.BASE))).toBe(true);
    }
  });

  it("is one for the identity on either side", () => {
    expect(pairing(G1.ZERO, G2.BASE).isOne() && pairing(G1.BASE, G2.ZERO).isOne()).toBe(true);
    expect(pairing(G1.BASE, G2.BASE).isOne()).toBe(false);
  });

  it("pairingCheck is true exactly when the product is one", () => {
    const [a, b, c] = [3n, 5n, 11n];
    const pairs = [
      [G1.BASE.multiply(a), G2.BASE.multiply(b)],
      [G1.BASE.multiply(c), G2.BASE],
      [G1.BASE.multiply(a * b + c).negate(), G2.BASE],
    ] as const;
    expect(pairingCheck(pairs)).toBe(true);
    expect(pairingCheck(pairs.slice(0, 2))).toBe(false);
    expect(pairingCheck([...pairs, [G1.ZERO, G2.BASE], [G1.BASE, G2.ZERO]])).toBe(true);
    expect(pairingCheck([])).toBe(true);
    expect(pairingCheck([[G1.ZERO, G2.ZERO]])).toBe(true);
    const many = Array.from({ length: 20 }, (_, index) => [G1.BASE.multiply(BigInt(index + 1)), G2.BASE] as const);
    expect(pairingCheck([...many, [G1.BASE.multiply(210n).negate(), G2.BASE]])).toBe(true);
    expect(pairingCheck([...many, [G1.BASE.multiply(209n).negate(), G2.BASE]])).toBe(false);
  });

  it("refuses swapped, missing and foreign arguments and points outside the subgroup, and goes on working", () => {
    const outside = (() => {
      for (let x = 1; ; x++) {
        const bytes = new Uint8Array(48);
        bytes[0] = 0x80;
        bytes[47] = x;
        if (refusal(() => G1.fromBytes(bytes)) === "NOT_IN_SUBGROUP")
          return G1.fromBytes(bytes, { subgroupCheck: false });
      }
    })();
    expect(refusal(() => pairing(outside, G2.BASE))).toBe("NOT_IN_SUBGROUP");
    expect(
      refusal(() =>
        pairingCheck([
          [G1.BASE, G2.BASE],
          [outside, G2.BASE],
        ]),
      ),
    ).toBe("NOT_IN_SUBGROUP");
    expect(refusal(() => pairing(G2.BASE as never, G1.BASE as never))).toBe("BAD_TYPE");
    expect(refusal(() => pairing(G1.BASE, undefined as never))).toBe("BAD_TYPE");
    for (const bad of [null, 5, [null], [[G1.BASE]], [[G1.BASE, G1.BASE]], [[G1.BASE, G2.BASE, G2.BASE]]] as never[]) {
      expect(refusal(() => pairingCheck(bad))).toBe("BAD_TYPE");
    }
    expect(
      pairingCheck([
        [G1.BASE, G2.BASE],
        [G1.BASE.negate(), G2.BASE],
      ]),
    ).toBe(true);
  });
});

describe("Gt", () => {
  const e = () => pairing(G1.BASE, G2.BASE);

  it("is a group", () => {
    expect(e().multiply(e()).equals(e().pow(2n))).toBe(true);
    expect(e().multiply(e().inverse()).isOne()).toBe(true);
    expect(e().multiply(Gt.ONE).equals(e())).toBe(true);
    expect(e().pow(0n).isOne() && Gt.ONE.isOne()).toBe(true);
    expect(
      e()
        .pow(ORDER - 1n)
        .equals(e().inverse()),
    ).toBe(true);
    expect(refusal(() => e().pow(ORDER))).toBe("BAD_SCALAR");
    expect(refusal(() => e().multiply(5 as never))).toBe("BAD_TYPE");
    expect(refusal(() => new Gt(Symbol(), new Uint8Array(768), false))).toBe("BAD_TYPE");
  });

  it("decodes what it encodes and refuses everything else", () => {
    const bytes = e().toBytes();
    expect(bytes).toHaveLength(Gt.BYTES);
    expect(Gt.fromBytes(bytes).equals(e())).toBe(true);
    expect(Gt.fromBytes(Gt.ONE.toBytes()).isOne()).toBe(true);
    expect(refusal(() => Gt.fromBytes(bytes.subarray(1)))).toBe("BAD_LENGTH");
    expect(refusal(() => Gt.fromBytes(new Uint8Array(576).fill(255)))).toBe("NOT_CANONICAL");
    expect(refusal(() => Gt.fromBytes(new Uint8Array(576)))).toBe("NOT_IN_SUBGROUP");
    const changed = bytes.slice();
    changed[575]! ^= 1;
    expect(refusal(() => Gt.fromBytes(changed))).toBe("NOT_IN_SUBGROUP");
    // -1 has order 2
    const minusOne = new Uint8Array(576);
    minusOne.set(
      bigEndian(
        BigInt("0x1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaab") -
          1n,
        48,
      ),
    );
    expect(refusal(() => Gt.fromBytes(minusOne))).toBe("NOT_IN_SUBGROUP");
    expect(Gt.fromBytes(bytes).isOne()).toBe(false);
  });

  it("shows nothing of its content", () => {
    expect(JSON.stringify(e())).toBe("{}");
    expect(inspect(e(), { showHidden: true })).not.toMatch(/Uint8Array/);
  });
});
