// Points of both groups against mcl-wasm and @noble/curves: group law, multiplication, sums of multiples, encodings, on
// skewed inputs.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CurveGroup, Fr, G1, G2, type GroupName } from "../../src/curve/index.js";
import { hex, scalarBytes } from "../support/bytes.js";
import {
  endomorphismScalars,
  MODULUS,
  nonZeroScalars,
  ORDER,
  PARAMETER,
  sample,
  scalars,
} from "../support/generators.js";
import { groupNames, references } from "../support/reference/index.js";

const groups = { G1, G2 } as unknown as Record<GroupName, CurveGroup<GroupName>>;

/** noble computes in bigints: give it fewer cases. */
const share = (name: string, count: number) => (name === "mcl-wasm" ? count : Math.max(3, Math.ceil(count / 12)));

describe.each(groupNames)("%s", (name) => {
  const group = groups[name];
  const _compressed = group.BASE.toBytes().length;

  describe.each(references)("against $name", (reference) => {
    const theirs = reference[name];
    const count = (amount: number) => share(reference.name, amount);

    it("has the same generator and identity", () => {
      expect(hex(group.BASE.toBytes())).toBe(hex(theirs.generator));
      expect(hex(group.ZERO.toBytes())).toBe(hex(theirs.zero));
    });

    it("multiplies the generator", () => {
      const edges = [0n, 1n, 2n, 3n, ORDER - 1n, ORDER - 2n, ORDER >> 1n, -PARAMETER, PARAMETER * PARAMETER];
      for (const scalar of [
        ...edges,
        ...sample(scalars, count(150), 11),
        ...sample(endomorphismScalars, count(60), 12),
      ]) {
        const expected = hex(theirs.multiplyBase(scalar));
        expect(hex(group.BASE.multiply(scalar).toBytes())).toBe(expected);
        expect(hex(group.BASE.multiply(scalarBytes(scalar)).toBytes())).toBe(expected);
        expect(hex(group.BASE.multiplyVartime(scalar).toBytes())).toBe(expected);
      }
    });

    it("multiplies any point, in constant sequence and in variable time", () => {
      const amount = count(120);
      const factors = sample(nonZeroScalars, amount, 21);
      [...sample(scalars, amount, 22), ...sample(endomorphismScalars, count(60), 23)].forEach((scalar, index) => {
        const point = theirs.multiplyBase(factors[index % amount]!);
        const mine = group.fromBytes(point);
        const expected = hex(theirs.multiply(point, scalar));
        expect(hex(mine.multiply(scalar).toBytes())).toBe(expected);
        expect(hex(mine.multiplyVartime(scalar).toBytes())).toBe(expected);
      });
    });

    it("adds, subtracts, doubles and negates, exceptional cases included", () => {
      const amount = count(120);
      const factors = sample(scalars, amount, 31);
      const points = factors.map((factor) => theirs.multiplyBase(factor));
      const pairs = points.flatMap((point, index) => [
        [point, points[(index + 1) % amount]!] as const,
        ...(index % 8 === 0
          ? ([
              [point, point],
              [point, theirs.negate(point)],
              [point, theirs.zero],
              [theirs.zero, point],
              [theirs.zero, theirs.zero],
            ] as const)
          : []),
      ]);
      for (const [a, b] of pairs) {
        const [p, q] = [group.fromBytes(a), group.fromBytes(b)];
        expect(hex(p.add(q).toBytes())).toBe(hex(theirs.add(a, b)));
        expect(hex(p.subtract(q).toBytes())).toBe(hex(theirs.subtract(a, b)));
        expect(hex(p.double().toBytes())).toBe(hex(theirs.double(a)));
        expect(hex(p.negate().toBytes())).toBe(hex(theirs.negate(a)));
        expect(p.equals(q)).toBe(hex(a) === hex(b));
      }
    });

    it("sums multiples of 0 to 600 points", () => {
      const sizes = reference.name === "mcl-wasm" ? [0, 1, 2, 3, 7, 16, 33, 100, 257, 600] : [1, 2, 5, 17];
      for (const size of sizes) {
        const points = sample(scalars, size, 40 + size).map((factor) => theirs.multiplyBase(factor));
        const factors = sample(fc.oneof(scalars, scalars, endomorphismScalars), size, 50 + size);
        const expected = hex(size === 0 ? theirs.zero : theirs.msm(points, factors));
        expect(
          hex(
            group
              .msm(
                points.map((point) => group.fromBytes(point)),
                factors,
              )
              .toBytes(),
          ),
        ).toBe(expected);
        const vector = group.Vector.fromBytes(points);
        expect(hex(group.msm(vector, factors.map(scalarBytes)).toBytes())).toBe(expected);
      }
    });

    it("sums multiples with repeated, opposite and neutral points and scalars", () => {
      const [p, q] = sample(nonZeroScalars, 2, 61).map((factor) => theirs.multiplyBase(factor)) as [
        Uint8Array,
        Uint8Array,
      ];
      const factors = sample(nonZeroScalars, 3, 62) as [bigint, bigint, bigint];
      const [s, t] = factors;
      const cases: [Uint8Array[], bigint[]][] = [
        [
          [p, p, p, p],
          [s, s, s, s],
        ],
        [
          [p, theirs.negate(p)],
          [s, s],
        ],
        [
          [p, p],
          [s, ORDER - s],
        ],
        [
          [p, q, theirs.zero, p],
          [s, 0n, t, 1n],
        ],
        [Array.from({ length: 40 }, () => p), Array.from({ length: 40 }, () => ORDER - 1n)],
        [
          Array.from({ length: 40 }, (_, index) => (index % 2 ? p : theirs.negate(p))),
          Array.from({ length: 40 }, () => t),
        ],
        [Array.from({ length: 40 }, () => theirs.zero), sample(scalars, 40, 63)],
        [
          [p, q],
          [0n, 0n],
        ],
      ];
      for (const [points, list] of cases) {
        expect(hex(group.msm(group.Vector.fromBytes(points), list).toBytes())).toBe(hex(theirs.msm(points, list)));
      }
    });
  });

  it("encodes what it decodes, compressed and not, one by one and in vectors", () => {
    const reference = references[0]![name];
    const encodings = [
      reference.zero,
      ...sample(nonZeroScalars, 150, 71).map((factor) => reference.multiplyBase(factor)),
    ];
    const points = encodings.map((bytes) => group.fromBytes(bytes));
    const uncompressed = points.map((point) => point.toBytes(false));
    expect(points.map((point) => hex(point.toBytes()))).toEqual(encodings.map(hex));
    expect(uncompressed.map((bytes) => hex(group.fromBytes(bytes).toBytes()))).toEqual(encodings.map(hex));
    const vector = group.Vector.fromBytes(encodings);
    expect(vector.toBytes(false).map(hex)).toEqual(uncompressed.map(hex));
    expect(group.Vector.fromBytes(uncompressed).toBytes().map(hex)).toEqual(encodings.map(hex));
    expect(group.Vector.fromPoints(points).toBytes().map(hex)).toEqual(encodings.map(hex));
    expect(hex(vector.sum().toBytes())).toBe(
      hex(
        reference.msm(
          encodings,
          encodings.map(() => 1n),
        ),
      ),
    );
  });

  it("has affine coordinates that satisfy the equation and come back", () => {
    for (const factor of sample(nonZeroScalars, 40, 91)) {
      const point = group.BASE.multiply(factor);
      const affine = point.toAffine();
      expect(group.fromAffine(affine).equals(point)).toBe(true);
      const [x, y] = [affine.x, affine.y] as unknown as [bigint | [bigint, bigint], bigint | [bigint, bigint]];
      const square = ([c0, c1]: [bigint, bigint]): [bigint, bigint] => times([c0, c1], [c0, c1]);
      const times = (a: [bigint, bigint], b: [bigint, bigint]): [bigint, bigint] => [
        (a[0] * b[0] - a[1] * b[1]) % MODULUS,
        (a[0] * b[1] + a[1] * b[0]) % MODULUS,
      ];
      const wide = (value: bigint | [bigint, bigint]): [bigint, bigint] =>
        typeof value === "bigint" ? [value, 0n] : value;
      const constant: [bigint, bigint] = name === "G1" ? [4n, 0n] : [4n, 4n];
      const left = square(wide(y));
      const cube = times(square(wide(x)), wide(x));
      left.forEach((value, part) => {
        expect((((value - cube[part]! - constant[part]!) % MODULUS) + MODULUS) % MODULUS).toBe(0n);
      });
    }
  });
});

describe.each(references)("scalars against $name", ({ name, scalarField }) => {
  it("add, subtract, multiply, negate, invert", () => {
    const values = sample(scalars, share(name, 300), 111);
    values.forEach((a, index) => {
      const b = values[(index * 7 + 1) % values.length]!;
      expect(Fr.add(a, b)).toBe(scalarField.add(a, b));
      expect(Fr.sub(a, b)).toBe(scalarField.subtract(a, b));
      expect(Fr.mul(a, b)).toBe(scalarField.multiply(a, b));
      expect(Fr.neg(a)).toBe(scalarField.negate(a));
      if (a !== 0n) expect(Fr.inv(a)).toBe(scalarField.invert(a));
      expect(Fr.fromBytes(Fr.toBytes(a))).toBe(a);
    });
  });
});
