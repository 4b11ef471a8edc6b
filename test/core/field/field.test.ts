import { beforeAll, describe, expect, it } from "vitest";
import { builds, compileEntry } from "../../support/compile.js";
import {
  Access,
  edges,
  fp2,
  fromBytes,
  inverse,
  isSquare,
  mod,
  P,
  type Pair,
  power,
  Random,
  toBytes,
} from "../../support/field.js";

describe.each(builds)("Fp and Fp2 (%s)", (build) => {
  let access: Access;
  // biome-ignore lint/suspicious/noExplicitAny: exports of a test entry
  let wasm: any;
  let x: number;
  let y: number;
  let z: number;
  let w: number;
  let buffer: number;
  beforeAll(async () => {
    wasm = await compileEntry("test/core/entries/field.entry.ts", build);
    access = new Access(wasm);
    [x, y, z, w] = [access.slot(0n), access.slot(0n), access.slot(0n), access.slot(0n)];
    buffer = wasm.allocate(512);
  });
  const random = new Random(1);
  const samples: bigint[] = [...edges, ...Array.from({ length: 150 }, () => random.element())];
  const pairs: Pair[] = [
    [0n, 0n],
    [0n, 5n],
    [0n, mod(-9n)],
    ...edges.map((edge): Pair => [edge, 0n]),
    ...edges.map((edge): Pair => [0n, edge]),
    ...Array.from({ length: 60 }, () => random.pair()),
  ];

  it("inverts, in fixed and in variable time, and zero to zero", () => {
    for (const a of [...samples, ...Array.from({ length: 500 }, () => random.element())]) {
      access.set(x, a);
      wasm.fpInvVartime(y, x);
      expect(access.get(y)[0]).toBe(inverse(a));
    }
    for (const a of samples) {
      access.set(x, [a, 7n]);
      wasm.fpInv(x, x);
      expect(access.get(x)[0]).toBe(inverse(a));
    }
    for (const a of pairs) {
      access.set(x, a);
      wasm.fp2Inv(y, x);
      expect(access.get(y)).toEqual(fp2.inv(a));
      wasm.fp2InvVartime(x, x);
      expect(access.get(x)).toEqual(fp2.inv(a));
      access.set(x, a);
      wasm.lanesInv(y, x);
      expect(access.get(y)).toEqual([inverse(a[0]), inverse(a[1])]);
      wasm.lanesInvVartime(x, x);
      expect(access.get(x)).toEqual([inverse(a[0]), inverse(a[1])]);
    }
  });

  it("inverts batches and leaves zeros", () => {
    for (const count of [0, 1, 2, 3, 17]) {
      const at = access.slots(count + 1);
      const values = Array.from({ length: count }, (): Pair => random.pair());
      if (count > 2) values[1] = [0n, 0n];
      access.setMany(at, values);
      wasm.fp1BatchInvert(at, count);
      expect(access.getMany(at, count).map((pair) => pair[0])).toEqual(values.map((pair) => inverse(pair[0])));
      access.setMany(at, values);
      wasm.lanesBatchInvert(at, count);
      expect(access.getMany(at, count)).toEqual(values.map((pair) => [inverse(pair[0]), inverse(pair[1])]));
      access.setMany(at, values);
      wasm.fp2BatchInvert(at, count);
      expect(access.getMany(at, count)).toEqual(values.map(fp2.inv));
    }
  });

  it("takes square roots in Fp, one or two at a time", () => {
    for (const a of samples) {
      access.set(x, a);
      expect(wasm.fpSqrt(y, x)).toBe(isSquare(a) ? 1 : 0);
      expect(access.get(y)[0]).toBe(power(a, (3n * P - 1n) / 4n));
      if (isSquare(a)) expect(access.get(y)[0]).toBe(power(a, (P + 1n) / 4n));
    }
    for (const a of pairs) {
      access.set(x, a);
      expect(wasm.lanesSqrt(x, x)).toBe((isSquare(a[0]) ? 1 : 0) | (isSquare(a[1]) ? 2 : 0));
      expect(access.get(x)).toEqual(a.map((each) => power(each, (3n * P - 1n) / 4n)));
    }
  });

  it("raises to the exponents of roots and inverse roots by chains along the parameter", () => {
    for (const a of pairs) {
      for (const [name, exponent] of [
        ["RootPower", (3n * P - 1n) / 4n],
        ["InverseRootPower", (3n * P - 5n) / 4n],
      ] as const) {
        access.set(x, a);
        wasm[`fp${name}`](y, x);
        expect(access.get(y)[0]).toBe(power(a[0], exponent));
        wasm[`lanes${name}`](x, x);
        expect(access.get(x)).toEqual(a.map((each) => power(each, exponent)));
      }
    }
  });

  it("takes square roots in Fp2, one or two at a time", () => {
    const square = (a: Pair) => isSquare(mod(a[0] * a[0] + a[1] * a[1]));
    for (const a of pairs) {
      const b = random.below(2) === 0 ? random.pair() : fp2.mul(a, a);
      access.set(x, a);
      expect(wasm.fp2Sqrt(y, x)).toBe(square(a) ? 1 : 0);
      const root = access.get(y);
      if (square(a)) expect(fp2.mul(root, root)).toEqual(a);
      for (const [first, second] of [
        [a, b],
        [b, a],
      ] as const) {
        access.set(z, first);
        access.set(w, second);
        expect(wasm.fp2SqrtTwo(z, w, z, w)).toBe((square(first) ? 1 : 0) | (square(second) ? 2 : 0));
        const [r0, r1] = [access.get(z), access.get(w)];
        if (square(first)) expect(fp2.mul(r0, r0)).toEqual(first);
        if (square(second)) expect(fp2.mul(r1, r1)).toEqual(second);
      }
    }
  });

  it("reads and writes bytes and refuses what is not canonical", () => {
    for (const a of [...samples, P, P + 1n, (1n << 384n) - 1n]) {
      access.write(buffer, toBytes(a));
      expect(wasm.fpFromBytes(x, buffer)).toBe(a < P ? 1 : 0);
      expect(access.get(x)).toEqual([mod(a), 0n]);
      wasm.fpToBytes(buffer + 100, x);
      expect(fromBytes(access.read(buffer + 100, 48))).toBe(mod(a));
      access.write(buffer, new Uint8Array([...toBytes(a), ...toBytes(5n)]));
      expect(wasm.fp2FromBytes(x, buffer)).toBe(a < P ? 1 : 0);
      expect(access.get(x)).toEqual([5n, mod(a)]);
      wasm.fp2ToBytes(buffer + 100, x);
      expect(access.read(buffer + 100, 96)).toEqual(new Uint8Array([...toBytes(mod(a)), ...toBytes(5n)]));
    }
    const wide = [0n, P, (1n << 512n) - 1n, ...Array.from({ length: 40 }, () => random.bits(512))];
    for (const a of wide) {
      access.write(buffer, toBytes(a, 64));
      wasm.fpFromBytes64(x, buffer);
      expect(access.get(x)).toEqual([mod(a), mod(a)]);
      const b = random.bits(512);
      access.write(buffer + 64, toBytes(b, 64));
      wasm.fp2FromBytes128(x, buffer);
      expect(access.get(x)).toEqual([mod(a), mod(b)]);
    }
  });

  it("knows signs", () => {
    const largest = (a: bigint) => a > (P - 1n) / 2n;
    for (const a of pairs) {
      access.set(x, a);
      expect(wasm.fpSgn0(x)).toBe(Number(a[0] & 1n));
      expect(wasm.lanesSgn0(x)).toBe(Number((a[0] & 1n) | ((a[1] & 1n) << 1n)));
      expect(wasm.fpIsLexicographicallyLargest(x)).toBe(largest(a[0]) ? 1 : 0);
      expect(wasm.lanesLexicographicallyLargest(x)).toBe((largest(a[0]) ? 1 : 0) | (largest(a[1]) ? 2 : 0));
      expect(wasm.fp2IsLexicographicallyLargest(x)).toBe((a[1] === 0n ? largest(a[0]) : largest(a[1])) ? 1 : 0);
      expect(wasm.fp2Sgn0(x)).toBe(Number((a[0] === 0n ? a[1] : a[0]) & 1n));
    }
  });

  it("computes norms, scalings and multiples of the curve coefficient", () => {
    for (const a of pairs) {
      const k = random.element();
      access.set(x, a);
      wasm.fp2Norm(y, x);
      const norm = mod(a[0] * a[0] + a[1] * a[1]);
      expect(access.get(y)).toEqual([norm, norm]);
      access.set(y, [k, 3n]);
      wasm.fp2MulByFp(y, x, y);
      expect(access.get(y)).toEqual([mod(a[0] * k), mod(a[1] * k)]);
      wasm.fp1MulB3(y, x);
      expect(access.get(y)[0]).toBe(mod(12n * a[0]));
      wasm.fp2MulB3(y, x);
      expect(access.get(y)).toEqual(fp2.xi([12n * a[0], 12n * a[1]]));
    }
  });
});
