// Long lists of G2, where three combinations share the additions of a round: their coefficients against a twin that
// computes modulo 13, and lists made by an adversary who knows the digits.
import { createCipheriv } from "node:crypto";
import { describe, expect, it } from "vitest";
import { concat, hex, integer } from "../../support/bytes.js";
import { builds } from "../../support/compile.js";
import { MODULUS, ORDER, seededRandom, PARAMETER as x } from "../../support/generators.js";
import { compileBoth, Group, twin } from "./support.js";

const compiled = await compileBoth("test/core/entries/bulk.entry.ts");

const COFACTOR =
  (x ** 8n - 4n * x ** 7n + 5n * x ** 6n - 4n * x ** 4n + 6n * x ** 3n - 4n * x ** 2n - 4n * x + 13n) / 9n;
const NOT_IN_SUBGROUP = 5;
const LENGTH = 192;
const SIZE = 256;
/** The fewest points that are a long list. */
const LONG = 1280;
const MOST = 16_400;

const mod13 = (value: number) => ((value % 13) + 13) % 13;

/** The cube root of one with (beta x, y) = -x^2 (x, y) in G1: what w is in the core. */
function cubeRootOfOne(): bigint {
  const { x: gx, y: gy } = twin.g1.BASE.toAffine();
  const image = twin.g1.BASE.multiply(ORDER - ((x * x) % ORDER)).toAffine();
  expect(image.y).toBe(gy);
  for (let base = 2n; ; base++) {
    let beta = 1n;
    for (const bit of ((MODULUS - 1n) / 3n).toString(2)) {
      beta = (beta * beta) % MODULUS;
      if (bit === "1") beta = (beta * base) % MODULUS;
    }
    for (const root of [beta, (beta * beta) % MODULUS]) if ((root * gx) % MODULUS === image.x) return root;
  }
}

/** The three coefficients of a digit modulo 13, where w is `w`: what the comments of bulk-combinations.ts say. */
function coefficientsOf(digit: number, w: number): number[] {
  if (digit === 0) return [0, 0, 0];
  const unitOf = (unit: number) => mod13((unit & 1 ? -1 : 1) * w ** (unit >> 1));
  const residueOf = (number: number) =>
    number === 0 ? 0 : number < 7 ? unitOf(number - 1) : mod13(2 * unitOf(number - 7));
  const bucket = Math.floor((digit - 1) / 6);
  const all = Array.from({ length: 13 }, (_, number) => residueOf(number));
  const buckets = [
    ...[1, 2].flatMap((a) => all.flatMap((b) => all.map((c) => [a, b, c]))),
    ...[1, 2].flatMap((b) => all.map((c) => [0, b, c])),
    ...[1, 2].map((c) => [0, 0, c]),
  ];
  return buckets[bucket]!.map((value) => mod13(value * unitOf((digit - 1) % 6)));
}

/** Multiples, none of them 0, of four points whose combinations with these coefficients vanish modulo 13, if any. */
function cancelling(coefficients: readonly number[][]): number[] | undefined {
  for (let a = 1; a < 13; a++) {
    for (let b = 1; b < 13; b++) {
      for (let c = 1; c < 13; c++) {
        const multiples = [1, a, b, c];
        const sums = [0, 1, 2].map((k) =>
          multiples.reduce((sum, multiple, i) => sum + multiple * coefficients[i]![k]!, 0),
        );
        if (sums.every((sum) => sum % 13 === 0)) return multiples;
      }
    }
  }
  return undefined;
}

for (const build of builds) {
  describe(`long lists of G2 (${build})`, () => {
    const core = compiled[build];
    const group = new Group(core, "g2");
    const random = seededRandom(33);
    const base = group.point();
    group.call("Generator", base);
    const times = (p: number, k: bigint): number => {
      const out = group.point();
      group.call("MultiplyAny", out, p, group.scalar(k & ((1n << 250n) - 1n)));
      if (k >> 250n === 0n) return out;
      const high = times(p, k >> 250n);
      group.call("MultiplyAny", high, high, group.scalar(1n << 250n));
      group.call("Add", out, out, high);
      return out;
    };
    const plus = (p: number, q: number) => {
      const out = group.point();
      group.call("Add", out, p, q);
      return out;
    };
    const encode = (p: number) => group.toBytes(p, false).slice(0, LENGTH);
    const isZero = (p: number) => group.call("IsZero", p) === 1;
    const beta = cubeRootOfOne();
    /** w p. */
    const image = (p: number): number => {
      const bytes = encode(p);
      for (const at of [0, 48]) {
        const product = (integer(bytes.slice(at, at + 48)) * beta) % MODULUS;
        bytes.set(
          Uint8Array.from({ length: 48 }, (_, i) => Number((product >> BigInt(8 * (47 - i))) & 255n)),
          at,
        );
      }
      return group.fromBytes(bytes);
    };
    const anyPoint = (): number => {
      for (;;) {
        const bytes = random(96);
        bytes[0] = 0x80 | (bytes[0]! & 0x0f);
        bytes[48]! &= 0x0f;
        const out = group.point();
        if (group.call("FromBytes", out, group.put(bytes, group.scratch), 96, 0) === 0) return out;
      }
    };
    /** A point of order 13 that w multiplies by 3 or by 9. */
    const eigenvector = (): { q: number; w: number } => {
      for (;;) {
        let q = times(anyPoint(), (ORDER * COFACTOR) / 169n);
        if (isZero(q)) continue;
        if (!isZero(times(q, 13n))) q = times(q, 13n);
        const projected = plus(image(q), times(q, 4n)); // w q - 9 q
        if (!isZero(projected)) q = projected;
        const w = [3n, 9n].find((each) => isZero(plus(image(q), times(q, 13n - each))))!;
        return { q, w: Number(w) };
      }
    };
    const good = Array.from({ length: 40 }, () => times(base, integer(random(31))));
    const goodEncodings = good.map(encode);
    const out = core.allocate(SIZE * MOST);
    const statuses = core.allocate(4 * MOST);
    const input = core.allocate(LENGTH * MOST);
    const seed = core.allocate(32);
    /** Positions of the points refused. */
    const check = (list: readonly Uint8Array[], bits: number, key = random(32)): number[] => {
      const memory = new Uint8Array(core.memory.buffer);
      memory.set(concat(...list), input);
      memory.set(key, seed);
      group.call("VectorFromBytesInBulk", out, statuses, input, list.length, LENGTH, seed, bits);
      return [...new Int32Array(core.memory.buffer, statuses, list.length)].flatMap((status, position) => {
        if (status !== 0) expect(status).toBe(NOT_IN_SUBGROUP);
        return status === 0 ? [] : [position];
      });
    };
    const listWith = (count: number, replaced: ReadonlyMap<number, Uint8Array>) =>
      Array.from({ length: count }, (_, i) => replaced.get(i) ?? goodEncodings[i % goodEncodings.length]!);
    const { q, w } = eigenvector();

    it("misses bad points where all three combinations of a round do by the twin, and nowhere else", () => {
      const places = [0, 600, 601, LONG - 1];
      let tried = 0;
      while (tried < 6) {
        const key = random(32);
        const stream = createCipheriv("chacha20", key, new Uint8Array(16)).update(new Uint8Array(2 * LONG));
        const digits = places.map((place) => (stream.readUInt16LE(2 * place) * 2197) >>> 16);
        const multiples = cancelling(digits.map((digit) => coefficientsOf(digit, w)));
        if (multiples === undefined) continue;
        tried++;
        /** Multiples of the point of order 13 hidden in members. Eight bits are one round. */
        const refused = (some: readonly number[]) => {
          const bad = some.map((multiple, i) => encode(plus(good[i]!, times(q, BigInt(multiple)))));
          return check(listWith(LONG, new Map(places.map((place, i) => [place, bad[i]!]))), 8, key);
        };
        expect(refused(multiples)).toEqual([]);
        places.forEach((_, i) => {
          const coefficients = coefficientsOf(digits[i]!, w);
          if (coefficients.every((value) => value === 0)) return;
          const others = multiples.map((multiple, k) => (k === i ? (multiple % 12) + 1 : multiple));
          expect(refused(others).length).toBeGreaterThan(0);
        });
      }
    });

    it("each of the three combinations counts alone", () => {
      const one = new Map([[7, encode(plus(good[0]!, q))]]);
      for (let combination = 0; combination < 3; combination++) {
        for (;;) {
          const key = random(32);
          const stream = createCipheriv("chacha20", key, new Uint8Array(16)).update(new Uint8Array(16));
          const coefficients = coefficientsOf((stream.readUInt16LE(14) * 2197) >>> 16, w);
          if (coefficients.some((value, k) => (value !== 0) !== (k === combination))) continue;
          expect(check(listWith(LONG, one), 8, key)).toEqual([7]);
          break;
        }
      }
    });

    it("names bad points of every kind in long lists, at the ends of slices too", () => {
      const kinds = [q, times(q, 5n), plus(good[1]!, q), anyPoint(), anyPoint()].map(encode);
      for (const [count, bits] of [
        [LONG - 1, 64],
        [LONG, 64],
        [1777, 128],
      ] as const) {
        const places = [0, 1, 700, count - 2, count - 1];
        const bad = new Map(places.map((place, i) => [place, kinds[i]!]));
        expect(check(listWith(count, bad), bits)).toEqual(places);
        expect(check(listWith(count, new Map()), bits)).toEqual([]);
      }
      for (const place of [0, MOST / 2 - 1, MOST / 2, MOST - 1]) {
        expect(check(listWith(MOST, new Map([[place, kinds[2]!]])), 64)).toEqual([place]);
      }
    });

    it("accepts members that are equal, opposite or infinite, and decodes what one by one does", () => {
      const negative = group.point();
      group.call("Negate", negative, good[0]!);
      const infinity = new Uint8Array(LENGTH);
      infinity[0] = 0x40;
      const [one, two] = [goodEncodings[0]!, encode(negative)];
      for (const pick of [
        () => one,
        (i: number) => (i % 2 ? one : two),
        () => infinity,
        (i: number) => (i % 3 ? infinity : goodEncodings[i % goodEncodings.length]!),
      ]) {
        const list = Array.from({ length: 2 * LONG }, (_, i) => pick(i));
        expect(check(list, 128)).toEqual([]);
        const found = hex(new Uint8Array(core.memory.buffer, out, SIZE * list.length));
        group.call("VectorFromBytes", out, statuses, input, list.length, LENGTH, 0);
        expect(hex(new Uint8Array(core.memory.buffer, out, SIZE * list.length))).toBe(found);
      }
    });
  });
}
