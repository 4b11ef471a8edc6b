// Inputs on which arithmetic breaks. Uniform integers almost never meet a carry chain, an empty window or a reduction
// that is off by one, so half of everything drawn here is skewed: near 0, near the modulus, few ones, few zeros, long
// runs of either, and words at their limits. Arbitraries of fast-check, so that properties shrink; `sample` draws a
// fixed list from a seed.
import fc from "fast-check";
import { bigEndian } from "./bytes.js";

/** The curve parameter x, the group order r = x^4 - x^2 + 1 and the field's modulus p = (x - 1)^2 r / 3 + x. */
export const PARAMETER = -0xd201000000010000n;
export const ORDER = PARAMETER ** 4n - PARAMETER ** 2n + 1n;
export const MODULUS = ((PARAMETER - 1n) ** 2n * ORDER) / 3n + PARAMETER;

const x = PARAMETER;
/** The numbers of points of both curves over r. */
export const COFACTORS = {
  G1: (x - 1n) ** 2n / 3n,
  G2: (x ** 8n - 4n * x ** 7n + 5n * x ** 6n - 4n * x ** 4n + 6n * x ** 3n - 4n * x ** 2n - 4n * x + 13n) / 9n,
};

function bitLength(value: bigint): number {
  return value.toString(2).length;
}

function onesAt(positions: number[]): bigint {
  return positions.reduce((sum, position) => sum | (1n << BigInt(position)), 0n);
}

/** Alternating runs of ones and zeros, the widths given. */
function runs(widths: number[], first: boolean): bigint {
  let value = 0n;
  let ones = first;
  for (const width of widths) {
    value = (value << BigInt(width)) | (ones ? (1n << BigInt(width)) - 1n : 0n);
    ones = !ones;
  }
  return value;
}

/** Integers in [0, modulus), half of them skewed. */
export function integersBelow(modulus: bigint): fc.Arbitrary<bigint> {
  const bits = bitLength(modulus);
  const all = (1n << BigInt(bits)) - 1n;
  const reduce = (value: bigint) => ((value % modulus) + modulus) % modulus;
  const position = fc.nat(bits - 1);
  const word: fc.Arbitrary<bigint> = fc.constantFrom(
    0n,
    1n,
    0x7fffffffn,
    0x80000000n,
    0xffffffffn,
    0x3fffffffn,
    0x40000000n,
  );
  return fc.oneof(
    { weight: 6, arbitrary: fc.bigInt({ min: 0n, max: modulus - 1n }) },
    { weight: 1, arbitrary: fc.nat(32).map((offset) => reduce(BigInt(offset))) },
    { weight: 1, arbitrary: fc.nat(32).map((offset) => reduce(modulus - 1n - BigInt(offset))) },
    { weight: 1, arbitrary: fc.integer({ min: -3, max: 3 }).map((offset) => reduce((modulus >> 1n) + BigInt(offset))) },
    { weight: 1, arbitrary: fc.array(position, { maxLength: 4 }).map((list) => reduce(onesAt(list))) },
    { weight: 1, arbitrary: fc.array(position, { maxLength: 4 }).map((list) => reduce(all ^ onesAt(list))) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(fc.array(fc.integer({ min: 1, max: 96 }), { minLength: 1, maxLength: 12 }), fc.boolean())
        .map(([widths, first]) => reduce(runs(widths, first) & all)),
    },
    {
      weight: 1,
      arbitrary: fc
        .array(word, { minLength: Math.ceil(bits / 32), maxLength: Math.ceil(bits / 32) })
        .map((words) => reduce(words.reduce((sum, next) => (sum << 32n) | next, 0n) & all)),
    },
  );
}

/** Scalars in [0, r). */
export const scalars: fc.Arbitrary<bigint> = integersBelow(ORDER);

/** Scalars in [1, r): secret keys, ids, weights. */
export const nonZeroScalars: fc.Arbitrary<bigint> = scalars.filter((scalar) => scalar !== 0n);

/** Scalars at the edges of GLV and GLS decompositions, and of windows: multiples and neighbours of powers of x. */
export const endomorphismScalars: fc.Arbitrary<bigint> = fc
  .tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: -4, max: 4 }), fc.integer({ min: -4, max: 4 }))
  .map(([power, factor, offset]) => {
    const value = PARAMETER ** BigInt(power) * BigInt(factor) + BigInt(offset);
    return ((value % ORDER) + ORDER) % ORDER;
  });

/** Elements of the base field. */
export const fieldElements: fc.Arbitrary<bigint> = integersBelow(MODULUS);

/** 48 bytes for G1, 96 (c1 first) for G2: what maps to a curve. */
export const fieldBytes = {
  G1: fieldElements.map((value) => bigEndian(value, 48)),
  G2: fc
    .tuple(fieldElements, fieldElements)
    .map(([c1, c0]) => new Uint8Array([...bigEndian(c1, 48), ...bigEndian(c0, 48)])),
};

/** Messages around the block boundaries of SHA-256, and others. */
export const messages: fc.Arbitrary<Uint8Array> = fc.oneof(
  fc.uint8Array({ maxLength: 40 }),
  fc
    .constantFrom(0, 1, 55, 56, 63, 64, 65, 119, 127, 128, 129, 1000)
    .map((length) => new Uint8Array(length).fill(length)),
  fc.uint8Array({ minLength: 41, maxLength: 300 }),
);

/**
 * Domain separation tags: any length that is allowed, those beyond 255 bytes (hashed first, RFC 9380 section 5.3.3)
 * included.
 */
export const tags: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: "grapheme-ascii", minLength: 1, maxLength: 60 }),
  fc.constantFrom(1, 16, 254, 255, 256, 300).map((length) => "T".repeat(length)),
);

/** `count` values of an arbitrary, the same ones for the same seed. */
export function sample<T>(arbitrary: fc.Arbitrary<T>, count: number, seed: number): T[] {
  return fc.sample(arbitrary, { numRuns: count, seed });
}

/** A deterministic stand-in for a source of random bytes: a 32-bit xorshift stream. For tests only. */
export function seededRandom(seed: number): (length: number) => Uint8Array {
  let state = Math.imul(seed + 1, 0x9e3779b1) || 1;
  for (let warm = 0; warm < 8; warm++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
  }
  return (length) =>
    Uint8Array.from({ length }, () => {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      return (state >>> 11) & 0xff;
    });
}

/** `count` distinct members of 0 … `size` - 1. */
export function subset(size: number, count: number, seed: number): number[] {
  const order = Array.from({ length: size }, (_, index) => index);
  const random = seededRandom(seed);
  for (let index = size - 1; index > 0; index--) {
    const [high, low] = random(2) as unknown as [number, number];
    const other = (high * 256 + low) % (index + 1);
    [order[index], order[other]] = [order[other]!, order[index]!];
  }
  return order.slice(0, count);
}
