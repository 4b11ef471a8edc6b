// Points of the public API against @noble/curves; and what a multiplication promises, whatever point it is given (B1).
import { bls12_381 as noble } from "@noble/curves/bls12-381.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Fr, G1, type G1Point, G2, type G2Point, Point, Vector } from "../../../src/curve/index.js";
import { fromHex, hex, scalarBytes } from "../../support/bytes.js";
import { endomorphismScalars, ORDER, sample, scalars } from "../../support/generators.js";
import { inspect } from "../../support/inspect.js";
import { refusal } from "../../support/verdict.js";

const groups = [
  { group: G1, reference: noble.G1.Point },
  { group: G2, reference: noble.G2.Point },
] as const;

/** Points on the curve outside the subgroup: most x with a square right-hand side. */
function outsideG1(): Uint8Array {
  for (let x = 1; ; x++) {
    const bytes = new Uint8Array(48);
    bytes[0] = 0x80;
    bytes[47] = x;
    if (refusal(() => G1.fromBytes(bytes)) === "NOT_IN_SUBGROUP") return bytes;
  }
}
function outsideG2(): Uint8Array {
  for (let x = 1; ; x++) {
    const bytes = new Uint8Array(96);
    bytes[0] = 0x80;
    bytes[95] = x;
    if (refusal(() => G2.fromBytes(bytes)) === "NOT_IN_SUBGROUP") return bytes;
  }
}

for (const { group, reference } of groups) {
  // the two groups have the same interface, and TypeScript cannot call a union of generics: one of them stands for both
  const G = group as typeof G1;
  const R = reference as typeof noble.G1.Point;
  const point = (scalar: bigint): G1Point => G.BASE.multiply(scalar);
  const same = (ours: G1Point, theirs: InstanceType<typeof R>) => {
    expect(hex(ours.toBytes())).toBe(theirs.toHex(true));
    expect(hex(ours.toBytes(false))).toBe(theirs.toHex(false));
  };

  describe(`${group.name} points`, () => {
    it("BASE and ZERO are the standard ones", () => {
      same(G.BASE, R.BASE);
      same(G.ZERO, R.ZERO);
      expect(G.ZERO.is0()).toBe(true);
      expect(G.BASE.is0()).toBe(false);
      expect(G.BASE.isTorsionFree() && G.ZERO.isTorsionFree()).toBe(true);
      expect(G.BASE.group).toBe(group.name);
    });

    it("add, subtract, double, negate and compare like the reference", () => {
      for (const [a, b] of sample(fc.tuple(scalars, scalars), 10, 1)) {
        const [p, q] = [point(a), point(b)];
        const [u, v] = [R.BASE.multiplyUnsafe(a), R.BASE.multiplyUnsafe(b)];
        same(p.add(q), u.add(v));
        same(p.subtract(q), u.subtract(v));
        same(p.double(), u.double());
        same(p.negate(), u.negate());
        expect(p.equals(q)).toBe(a === b);
        expect(p.add(q).subtract(q).equals(p)).toBe(true);
      }
    });

    it("handle the special cases of addition", () => {
      const p = point(5n);
      expect(p.add(p).equals(p.double())).toBe(true);
      expect(p.add(p.negate()).is0()).toBe(true);
      expect(p.subtract(p).equals(G.ZERO)).toBe(true);
      expect(p.add(G.ZERO).equals(p) && G.ZERO.add(p).equals(p)).toBe(true);
      expect(G.ZERO.add(G.ZERO).is0() && G.ZERO.double().is0() && G.ZERO.negate().is0()).toBe(true);
      expect(G.ZERO.multiply(7n).is0() && p.multiply(0n).is0() && p.multiplyVartime(0n).is0()).toBe(true);
    });

    it("multiply by any scalar, as a bigint or as bytes, in both ways, like the reference", () => {
      const p = point(0x1234567890abcdefn);
      const u = R.BASE.multiplyUnsafe(0x1234567890abcdefn);
      const list = [0n, 1n, 2n, ORDER - 1n, ...sample(scalars, 8, 2), ...sample(endomorphismScalars, 8, 3)];
      for (const scalar of list) {
        const expected = u.multiplyUnsafe(scalar);
        same(p.multiply(scalar), expected);
        same(p.multiplyVartime(scalarBytes(scalar)), expected);
        same(G.BASE.multiply(scalar), R.BASE.multiplyUnsafe(scalar));
        same(G.BASE.multiplyVartime(scalar), R.BASE.multiplyUnsafe(scalar));
      }
    });

    it("decode what they encode, and the affine coordinates", () => {
      for (const scalar of sample(scalars, 5, 4)) {
        const p = point(scalar);
        expect(G.fromBytes(p.toBytes()).equals(p)).toBe(true);
        expect(G.fromBytes(p.toBytes(false)).equals(p)).toBe(true);
        if (p.is0()) continue;
        expect(G.fromAffine(p.toAffine()).equals(p)).toBe(true);
      }
      expect(refusal(() => G.ZERO.toAffine())).toBe("IS_IDENTITY");
      expect(G.fromBytes(G.ZERO.toBytes()).is0() && G.fromBytes(G.ZERO.toBytes(false)).is0()).toBe(true);
    });

    it("are immutable: operations make new ones, returned bytes are copies", () => {
      const p = point(9n);
      const before = hex(p.toBytes());
      p.toBytes().fill(0);
      p.double();
      p.multiply(3n);
      expect(hex(p.toBytes())).toBe(before);
      const input = p.toBytes();
      const q = G.fromBytes(input);
      input.fill(0);
      expect(hex(q.toBytes())).toBe(before);
    });

    it("show nothing of their content to inspect, JSON or enumeration", () => {
      const p = point(11n);
      expect(JSON.stringify(p)).toBe("{}");
      expect(Object.keys(p)).toEqual([]);
      expect(inspect(p, { depth: 5, showHidden: true })).not.toMatch(/[0-9a-f]{8}|Uint8Array/);
    });

    it("refuse scalars outside [0, r) and points of the other group, and go on working", () => {
      const p = point(3n);
      const other = (group.name === "G1" ? G2.BASE : G1.BASE) as unknown as G1Point;
      for (const bad of [-1n, ORDER, 2n ** 256n, scalarBytes(ORDER), new Uint8Array(32).fill(255)]) {
        expect(refusal(() => p.multiply(bad))).toBe("BAD_SCALAR");
        expect(refusal(() => p.multiplyVartime(bad))).toBe("BAD_SCALAR");
        expect(refusal(() => G.msm([p], [bad]))).toBe("BAD_SCALAR");
      }
      expect(refusal(() => p.multiply(new Uint8Array(31)))).toBe("BAD_LENGTH");
      expect(refusal(() => p.multiply(3 as unknown as bigint))).toBe("BAD_TYPE");
      for (const bad of [other, null, undefined, {}, p.toBytes()] as G1Point[]) {
        expect(refusal(() => p.add(bad))).toBe("BAD_TYPE");
        expect(refusal(() => p.subtract(bad))).toBe("BAD_TYPE");
        expect(refusal(() => p.equals(bad))).toBe("BAD_TYPE");
      }
      expect(refusal(() => new Point(Symbol(), "G1", new Uint8Array(384), { torsionFree: true }))).toBe("BAD_TYPE");
      const content = { raw: { bytes: new Uint8Array(0), count: 0 }, torsionFree: true, secret: false };
      expect(refusal(() => new Vector(Symbol(), "G1", content))).toBe("BAD_TYPE");
      same(p.add(p), R.BASE.multiply(6n));
    });

    it("refuse malformed encodings, each with its code, and go on working", () => {
      const good = G.BASE.toBytes();
      const long = G.BASE.toBytes(false);
      const changed = (bytes: Uint8Array, change: (copy: Uint8Array) => void) => {
        const copy = bytes.slice();
        change(copy);
        return copy;
      };
      const field = good.length;
      const modulus = fromHex(
        `${"0".repeat(2 * (field - 48))}${0x1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaabn.toString(16).padStart(96, "0")}`,
      );
      expect(refusal(() => G.fromBytes(changed(modulus, (copy) => (copy[0]! |= 0x80))))).toBe("NOT_CANONICAL");
      for (const length of [0, 1, 47, 49, 95, 97, 191, 193]) {
        expect(refusal(() => G.fromBytes(new Uint8Array(length)))).toBe("BAD_LENGTH");
      }
      for (const bad of ["00".repeat(field), [...good], null, undefined, 5, good.buffer] as unknown as Uint8Array[]) {
        expect(refusal(() => G.fromBytes(bad))).toBe("BAD_TYPE");
      }
      const flags = ["BAD_FLAGS", "NOT_CANONICAL"];
      expect(flags).toContain(refusal(() => G.fromBytes(changed(good, (copy) => (copy[0]! &= 0x7f)))));
      expect(flags).toContain(refusal(() => G.fromBytes(changed(long, (copy) => (copy[0]! |= 0x80)))));
      expect(flags).toContain(refusal(() => G.fromBytes(changed(good, (copy) => (copy[0]! |= 0x40)))));
      expect(flags).toContain(refusal(() => G.fromBytes(changed(G.ZERO.toBytes(), (copy) => (copy[0]! |= 0x20)))));
      expect(flags).toContain(refusal(() => G.fromBytes(changed(G.ZERO.toBytes(), (copy) => (copy[field - 1] = 1)))));
      expect(flags).toContain(refusal(() => G.fromBytes(changed(long, (copy) => (copy[0]! |= 0x20)))));
      expect(refusal(() => G.fromBytes(changed(long, (copy) => (copy[2 * field - 1]! ^= 1))))).toBe("NOT_ON_CURVE");
      expect(G.fromBytes(good).equals(G.BASE)).toBe(true);
    });
  });
}

describe("points outside the subgroup", () => {
  const cases = [
    { G: G1, R: noble.G1.Point, bytes: outsideG1() },
    { G: G2 as unknown as typeof G1, R: noble.G2.Point as unknown as typeof noble.G1.Point, bytes: outsideG2() },
  ];
  for (const { G, R, bytes } of cases) {
    it(`${G.name}: are refused, unless asked for, and then compute exactly`, () => {
      expect(refusal(() => G.fromBytes(bytes))).toBe("NOT_IN_SUBGROUP");
      expect(refusal(() => G.Vector.fromBytes([G.BASE.toBytes(), bytes]))).toBe("NOT_IN_SUBGROUP");
      const p = G.fromBytes(bytes, { subgroupCheck: false });
      const { x, y } = p.toAffine() as { x: unknown; y: unknown };
      const coordinate = (value: unknown) => (Array.isArray(value) ? { c0: value[0], c1: value[1] } : value) as bigint;
      const u = R.fromAffine({ x: coordinate(x), y: coordinate(y) });
      // the reference does not encode such points; the coordinates decide
      const same = (ours: G1Point, theirs: typeof u) => {
        const [left, right] = [ours.toAffine() as { x: unknown; y: unknown }, theirs.toAffine()];
        expect({ x: coordinate(left.x), y: coordinate(left.y) }).toEqual(right);
      };
      expect(p.isTorsionFree()).toBe(false);
      expect(G.BASE.add(p).isTorsionFree()).toBe(false);
      expect(hex(p.toBytes())).toBe(hex(bytes));
      same(p.add(G.BASE), u.add(R.BASE));
      same(p.double().negate(), u.double().negate());
      for (const scalar of sample(scalars, 4, 5).filter((value) => value !== 0n)) {
        same(p.multiply(scalar), u.multiplyUnsafe(scalar));
        same(p.multiplyVartime(scalar), u.multiplyUnsafe(scalar));
        const sum = u.multiplyUnsafe(scalar).add(R.BASE.multiplyUnsafe(5n));
        same(G.msm([p, G.BASE], [scalar, 5n]), sum);
        const vector = G.Vector.fromBytes([bytes, G.BASE.toBytes()], { subgroupCheck: false });
        same(G.msm(vector, [scalar, 5n]), sum);
      }
      expect(p.clearCofactor().isTorsionFree()).toBe(true);
      same(p.clearCofactor(), u.clearCofactor());
      expect(p.subtract(p).add(G.BASE).isTorsionFree()).toBe(true);
    });

    it(`${G.name}: and all others multiply as by adding, whatever they come from`, () => {
      const unchecked = (encoding: Uint8Array) => G.fromBytes(encoding, { subgroupCheck: false });
      const hashed = G.hashToCurve(bytes, { DST: "points" });
      const origins = [
        G.BASE,
        hashed,
        G.ZERO,
        unchecked(bytes),
        unchecked(hashed.toBytes()),
        unchecked(G.ZERO.toBytes()),
      ];
      for (const p of [...origins, ...origins.map((other) => G.Vector.fromPoints([other]).at(0))]) {
        let sum = G.ZERO;
        for (let scalar = 0n; scalar <= 18n; scalar++, sum = sum.add(p)) {
          expect(p.multiply(scalar).equals(sum)).toBe(true);
          expect(p.multiply(scalarBytes(scalar)).equals(sum)).toBe(true);
          expect(p.multiplyVartime(scalar).equals(sum)).toBe(true);
        }
        // (r - 1) p + p is the identity in the subgroup only
        expect(
          p
            .multiply(ORDER - 1n)
            .add(p)
            .is0(),
        ).toBe(p.isTorsionFree());
        expect(p.multiply(1n << 200n).equals(p.multiply(1n << 100n).multiply(1n << 100n))).toBe(true);
      }
    });
  }
});

describe("fromAffine", () => {
  it("refuses what is not a point", () => {
    const { x, y } = G1.BASE.toAffine();
    expect(refusal(() => G1.fromAffine({ x, y: x }))).toBe("NOT_ON_CURVE");
    expect(refusal(() => G1.fromAffine({ x: 0n, y: 0n }))).toBe("NOT_ON_CURVE");
    expect(refusal(() => G1.fromAffine({ x: -1n, y }))).toBe("NOT_CANONICAL");
    expect(refusal(() => G1.fromAffine({ x: x + (1n << 381n), y }))).toBe("NOT_CANONICAL");
    expect(refusal(() => G1.fromAffine(null as never))).toBe("BAD_TYPE");
    expect(refusal(() => G1.fromAffine({ x: 1, y: 2 } as never))).toBe("BAD_TYPE");
    const twist = G2.BASE.toAffine();
    expect(refusal(() => G2.fromAffine({ x: twist.y, y: twist.x }))).toBe("NOT_ON_CURVE");
    expect(refusal(() => G2.fromAffine({ x: [0n, 0n], y: [0n, 0n] }))).toBe("NOT_ON_CURVE");
    for (const bad of [[1n], [1n, 2n, 3n], 5n, ["1", "2"]]) {
      expect(refusal(() => G2.fromAffine({ x: bad, y: twist.y } as never))).toBe("BAD_TYPE");
    }
    const coordinates = noble.G2.Point.BASE.toAffine();
    expect(twist.x).toEqual([coordinates.x.c0, coordinates.x.c1]);
    expect(twist.y).toEqual([coordinates.y.c0, coordinates.y.c1]);
  });
});

describe("vectors and multi-scalar multiplication", () => {
  for (const { group, reference } of groups) {
    const G = group as typeof G1;
    const R = reference as typeof noble.G1.Point;

    it(`${group.name}: decode, index, encode and sum like single points`, () => {
      const points = sample(scalars, 9, 6).map((scalar) => G.BASE.multiply(scalar));
      points.push(G.ZERO, points[0]!, points[0]!.negate());
      const encodings = points.map((point) => point.toBytes());
      const flat = new Uint8Array(encodings.flatMap((bytes) => [...bytes]));
      const expected = points.reduce((sum, point) => sum.add(point));
      for (const vector of [
        G.Vector.fromBytes(encodings),
        G.Vector.fromBytes(flat),
        G.Vector.fromBytes(points.map((point) => point.toBytes(false))),
        G.Vector.fromPoints(points),
      ]) {
        expect(vector.length).toBe(points.length);
        expect(vector.toBytes().map(hex)).toEqual(encodings.map(hex));
        expect(vector.toBytes(false).map(hex)).toEqual(points.map((point) => hex(point.toBytes(false))));
        points.forEach((point, index) => {
          expect(vector.at(index).equals(point)).toBe(true);
        });
        expect(vector.toPoints().every((point, index) => point.equals(points[index]!))).toBe(true);
        expect(vector.sum().equals(expected)).toBe(true);
        const bytesOf = (some: { toBytes(): Uint8Array[] }) => some.toBytes().map(hex);
        expect(bytesOf(vector.slice(2, 5))).toEqual(encodings.slice(2, 5).map(hex));
        expect(bytesOf(vector.slice(3))).toEqual(encodings.slice(3).map(hex));
        expect(bytesOf(vector.slice(points.length))).toEqual([]);
        expect(bytesOf(vector.select([4, 0, 4]))).toEqual([4, 0, 4].map((at) => hex(encodings[at]!)));
        expect(vector.slice(1, 3).sum().equals(points[1]!.add(points[2]!))).toBe(true);
        for (const [start, end] of [
          [-1, 2],
          [3, 2],
          [0, points.length + 1],
          [0.5, 2],
        ])
          expect(refusal(() => vector.slice(start!, end))).toBe("BAD_INDEX");
        for (const at of [-1, points.length, 0.5]) expect(refusal(() => vector.select([0, at]))).toBe("BAD_INDEX");
        for (const index of [-1, points.length, 0.5, "0"]) {
          expect(refusal(() => vector.at(index as number))).toBe("BAD_INDEX");
        }
        expect(inspect(vector)).not.toMatch(/Uint8Array/);
      }
    });

    it(`${group.name}: name all bad items`, () => {
      const good = G.BASE.toBytes();
      const off = good.slice();
      off[good.length - 1]! ^= 1;
      const bad = refusal(() => G.fromBytes(off)) !== undefined ? off : new Uint8Array(good.length);
      const attempt = () => G.Vector.fromBytes([good, bad, good, new Uint8Array(good.length), good]);
      expect(attempt).toThrow(expect.objectContaining({ culprits: [1, 3] }));
      expect(() => G.Vector.fromBytes([good, good.subarray(1)])).toThrow(
        expect.objectContaining({ code: "BAD_LENGTH", culprits: [1] }),
      );
      expect(refusal(() => G.Vector.fromBytes(good.subarray(1)))).toBe("BAD_LENGTH");
      expect(refusal(() => G.Vector.fromBytes("00" as never))).toBe("BAD_TYPE");
      expect(refusal(() => G.Vector.fromPoints([G.BASE, null as never]))).toBe("BAD_TYPE");
      expect(G.Vector.fromBytes([good]).length).toBe(1);
    });

    it(`${group.name}: msm agrees with the reference for points and vectors, and is the identity for nothing`, () => {
      for (const size of [1, 2, 3, 17, 40]) {
        const factors = sample(scalars, size, size);
        const list = sample(scalars, size, size + 100);
        const points = factors.map((factor) => G.BASE.multiply(factor));
        const sum = factors.reduce((total, factor, index) => Fr.add(total, Fr.mul(factor, list[index]!)), 0n);
        const expected = R.BASE.multiplyUnsafe(sum).toHex(true);
        expect(hex(G.msm(points, list).toBytes())).toBe(expected);
        expect(hex(G.msm(G.Vector.fromPoints(points), list.map(scalarBytes)).toBytes())).toBe(expected);
      }
      expect(G.msm([], []).is0()).toBe(true);
      expect(G.Vector.fromPoints([]).sum().is0()).toBe(true);
      expect(G.msm(G.Vector.fromBytes([]), []).is0()).toBe(true);
    });

    it(`${group.name}: msm refuses lists of different lengths and other groups`, () => {
      expect(refusal(() => G.msm([G.BASE], []))).toBe("BAD_LENGTH");
      expect(refusal(() => G.msm([], [1n]))).toBe("BAD_LENGTH");
      expect(refusal(() => G.msm([G.BASE], 1n as never))).toBe("BAD_TYPE");
      expect(refusal(() => G.msm(null as never, []))).toBe("BAD_TYPE");
      const other = (group.name === "G1" ? G2 : G1) as unknown as typeof G1;
      expect(refusal(() => G.msm([other.BASE], [1n]))).toBe("BAD_TYPE");
      expect(refusal(() => G.msm(other.Vector.fromPoints([other.BASE]), [1n]))).toBe("BAD_TYPE");
    });
  }

  it("works across growth of the memory", () => {
    const points = Array.from({ length: 3000 }, (_, index) => G2.BASE.multiplyVartime(BigInt((index % 7) + 1)));
    const vector = G2.Vector.fromPoints(points);
    const scalars = points.map((_, index) => BigInt(index + 1));
    const total = scalars.reduce((sum, scalar, index) => sum + scalar * BigInt((index % 7) + 1), 0n);
    expect(G2.msm(vector, scalars).equals(G2.BASE.multiply(total))).toBe(true);
    const p: G2Point = G2.BASE.double();
    expect(hex(p.toBytes())).toBe(noble.G2.Point.BASE.double().toHex(true));
  });
});
