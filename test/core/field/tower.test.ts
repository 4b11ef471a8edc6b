import { bls12_381 } from "@noble/curves/bls12-381.js";
import { beforeAll, describe, expect, it } from "vitest";
import { builds, compileEntry } from "../../support/compile.js";
import { Access, mod, P, type Pair, Random } from "../../support/field.js";

const { Fp2, Fp6, Fp12 } = bls12_381.fields;
type Fp6Value = ReturnType<typeof Fp6.create>;
type Fp12Value = ReturnType<typeof Fp12.create>;

const toFp2 = (a: Pair) => Fp2.fromBigTuple([a[0], a[1]]);
const toFp6 = (a: readonly Pair[]): Fp6Value => Fp6.create({ c0: toFp2(a[0]!), c1: toFp2(a[1]!), c2: toFp2(a[2]!) });
const toFp12 = (a: readonly Pair[]): Fp12Value => Fp12.create({ c0: toFp6(a.slice(0, 3)), c1: toFp6(a.slice(3)) });
const fromFp6 = (a: Fp6Value): Pair[] => [a.c0, a.c1, a.c2].map((c): Pair => [c.c0, c.c1]);
const fromFp12 = (a: Fp12Value): Pair[] => [...fromFp6(a.c0), ...fromFp6(a.c1)];

describe.each(builds)("Fp6 and Fp12 (%s)", (build) => {
  let access: Access;
  // biome-ignore lint/suspicious/noExplicitAny: exports of a test entry
  let wasm: any;
  let x: number;
  let y: number;
  let z: number;
  let line: number;
  let buffer: number;
  beforeAll(async () => {
    wasm = await compileEntry("test/core/entries/pairing.entry.ts", build);
    access = new Access(wasm);
    [x, y, z, line] = [access.slots(6), access.slots(6), access.slots(6), access.slots(6)];
    buffer = wasm.allocate(576);
  });
  const random = new Random(2);
  const many = (count: number): Pair[] => Array.from({ length: count }, () => random.pair());
  const sparse = (count: number): Pair[] => many(count).map((pair): Pair => (random.below(3) === 0 ? [0n, 0n] : pair));
  const zero6: Pair[] = Array.from({ length: 6 }, (): Pair => [0n, 0n]);
  const one6: Pair[] = [[1n, 0n], ...zero6.slice(1)];
  const samples: Pair[][] = [zero6, one6, ...Array.from({ length: 25 }, (_, i) => (i % 5 === 0 ? sparse(6) : many(6)))];

  /** Runs an operation in place on every aliasing of its operands. */
  function binary(operation: string, a: Pair[], b: Pair[], expected: Pair[]): void {
    const count = expected.length;
    for (const [out, first, second] of [
      [z, x, y],
      [x, x, y],
      [y, x, y],
    ] as const) {
      access.setMany(x, a);
      access.setMany(y, b);
      wasm[operation](out, first, second);
      expect(access.getMany(out, count)).toEqual(expected);
    }
  }
  function unary(operation: string, a: Pair[], expected: Pair[], ...rest: number[]): void {
    for (const out of [z, x]) {
      access.setMany(x, a);
      wasm[operation](out, x, ...rest);
      expect(access.getMany(out, expected.length)).toEqual(expected);
    }
  }

  it("computes in Fp6", () => {
    for (const six of samples) {
      const [a, b] = [six.slice(0, 3), six.slice(3)];
      binary("fp6Mul", a, b, fromFp6(Fp6.mul(toFp6(a), toFp6(b))));
      binary("fp6Add", a, b, fromFp6(Fp6.add(toFp6(a), toFp6(b))));
      binary("fp6Sub", a, b, fromFp6(Fp6.sub(toFp6(a), toFp6(b))));
      unary("fp6Sqr", a, fromFp6(Fp6.sqr(toFp6(a))));
      unary("fp6Neg", a, fromFp6(Fp6.neg(toFp6(a))));
      unary(
        "fp6MulByV",
        a,
        fromFp6(
          Fp6.mul(
            toFp6(a),
            toFp6([
              [0n, 0n],
              [1n, 0n],
              [0n, 0n],
            ]),
          ),
        ),
      );
      const isZero = a.every(([c0, c1]) => c0 === 0n && c1 === 0n);
      unary("fp6InvVartime", a, isZero ? zero6.slice(0, 3) : fromFp6(Fp6.inv(toFp6(a))));
    }
  });

  it("computes in Fp12", () => {
    for (const a of samples) {
      const b = samples[random.below(samples.length)]!;
      binary("fp12Mul", a, b, fromFp12(Fp12.mul(toFp12(a), toFp12(b))));
      unary("fp12Sqr", a, fromFp12(Fp12.sqr(toFp12(a))));
      unary("fp12Conj", a, fromFp12(Fp12.conjugate(toFp12(a))));
      for (const power of [1, 2, 3]) unary("fp12Frobenius", a, fromFp12(Fp12.frobeniusMap(toFp12(a), power)), power);
      const isZero = a.every(([c0, c1]) => c0 === 0n && c1 === 0n);
      unary("fp12InvVartime", a, isZero ? zero6 : fromFp12(Fp12.inv(toFp12(a))));
    }
    // squaring with both operands the same slot
    access.setMany(x, samples[3]!);
    wasm.fp12Mul(x, x, x);
    expect(access.getMany(x, 6)).toEqual(fromFp12(Fp12.sqr(toFp12(samples[3]!))));
  });

  it("multiplies by lines, monic lines and products of two lines", () => {
    const dense = (l: Pair[]): Pair[] => [l[0]!, l[1]!, [0n, 0n], [0n, 0n], l[2]!, [0n, 0n]];
    for (const a of samples) {
      const [l, m] = [sparse(3), many(3)];
      const element = toFp12(dense(l));
      const expected = fromFp12(Fp12.mul(toFp12(a), element));
      for (const out of [z, x]) {
        access.setMany(x, a);
        access.setMany(line, l);
        wasm.fp12MulByLine(out, x, line);
        expect(access.getMany(out, 6)).toEqual(expected);
      }
      const monic: Pair[] = [l[0]!, l[1]!, [1n, 0n]];
      for (const out of [z, x]) {
        access.setMany(x, a);
        access.setMany(line, monic);
        wasm.fp12MulByMonicLine(out, x, line);
        expect(access.getMany(out, 6)).toEqual(fromFp12(Fp12.mul(toFp12(a), toFp12(dense(monic)))));
      }
      access.setMany(x, l);
      access.setMany(y, m);
      wasm.linesProduct(line, x, y);
      const product = Fp12.mul(element, toFp12(dense(m)));
      wasm.fp12FromLinesProduct(z, line);
      expect(access.getMany(z, 6)).toEqual(fromFp12(product));
      wasm.fp12FromLine(z, x);
      expect(access.getMany(z, 6)).toEqual(dense(l));
      for (const out of [z, x]) {
        access.setMany(x, a);
        wasm.fp12MulByLinesProduct(out, x, line);
        expect(access.getMany(out, 6)).toEqual(fromFp12(Fp12.mul(toFp12(a), product)));
      }
    }
  });

  it("squares and raises to the parameter in the cyclotomic subgroup", () => {
    for (let i = 0; i < 6; i++) {
      const f = toFp12(many(6));
      const unitary = Fp12.mul(Fp12.conjugate(f), Fp12.inv(f));
      const g = Fp12.mul(Fp12.frobeniusMap(unitary, 2), unitary);
      unary("fp12CyclotomicSqr", fromFp12(g), fromFp12(Fp12.sqr(g)));
      unary("fp12CyclotomicPowXAbs", fromFp12(g), fromFp12(Fp12.pow(g, 0xd201000000010000n)));
      unary("fp12CyclotomicPowX", fromFp12(g), fromFp12(Fp12.conjugate(Fp12.pow(g, 0xd201000000010000n))));
      unary("compressedPowX", fromFp12(g), fromFp12(Fp12.conjugate(Fp12.pow(g, 0xd201000000010000n))));
    }
    unary("fp12CyclotomicSqr", one6, one6);
    unary("fp12CyclotomicPowX", one6, one6);
    unary("compressedPowX", one6, one6);
  });

  it("compares, and reads and writes bytes", () => {
    for (const a of samples) {
      access.setMany(x, a);
      access.setMany(y, a);
      expect(wasm.fp12Equal(x, y)).toBe(1);
      expect(wasm.fp12IsOne(x)).toBe(a === one6 ? 1 : 0);
      const at = random.below(6);
      const changed = a.map((pair, i): Pair => (i === at ? [pair[0], mod(pair[1] + 1n)] : pair));
      access.setMany(y, changed);
      expect(wasm.fp12Equal(x, y)).toBe(0);
      wasm.fp12ToBytes(buffer, x);
      expect(access.read(buffer, 576)).toEqual(Fp12.toBytes(toFp12(a)));
      expect(wasm.fp12FromBytes(z, buffer)).toBe(1);
      expect(access.getMany(z, 6)).toEqual(a);
    }
    const bytes = new Uint8Array(576);
    for (let i = 0; i < 12; i++) {
      const bad = bytes.slice();
      bad.set(
        Uint8Array.from({ length: 48 }, (_, j) => Number((P >> BigInt(8 * (47 - j))) & 255n)),
        48 * i,
      );
      access.write(buffer, bad);
      expect(wasm.fp12FromBytes(z, buffer)).toBe(0);
    }
  });
});
