// Integers that find carries: edges, and random ones with long runs and lopsided weights. Deterministic from a seed.

export const modulo = (value: bigint, modulus: bigint): bigint => ((value % modulus) + modulus) % modulus;

/** 0, 1, the modulus and its neighbours, powers of two and their neighbours, all below 2^bits. */
export function edgeIntegers(modulus: bigint, bits: number): bigint[] {
  const limit = 1n << BigInt(bits);
  const values = [0n, 1n, 2n, limit - 1n, limit - 2n, (modulus - 1n) / 2n, (modulus + 1n) / 2n];
  for (let k = 1n; k * modulus <= limit; k++) values.push(k * modulus - 1n, k * modulus, k * modulus + 1n);
  for (const width of [30, 32, 48, 64]) {
    for (let i = width; i < bits; i += width) {
      const power = 1n << BigInt(i);
      values.push(power - 1n, power, power + 1n, power / 2n, power / 2n - 1n);
    }
  }
  return values.filter((value) => value < limit);
}

/** A small generator (xorshift64*), good enough to choose test values. */
export function generator(seed: number): () => bigint {
  let state = BigInt(seed) * 0x9e3779b97f4a7c15n + 0x1234567n;
  return () => {
    state ^= state >> 12n;
    state ^= BigInt.asUintN(64, state << 25n);
    state ^= state >> 27n;
    return BigInt.asUintN(64, state * 0x2545f4914f6cdd1dn);
  };
}

/** Uniform integers, integers of high and low Hamming weight, and integers of long runs of zeros and ones, in turn. */
export function skewedIntegers(count: number, bits: number, seed: number): bigint[] {
  const next = generator(seed);
  const uniform = () => {
    let value = 0n;
    for (let i = 0; i < bits; i += 64) value = (value << 64n) | next();
    return BigInt.asUintN(bits, value);
  };
  const runs = () => {
    let value = 0n;
    for (let length = 0; length < bits; ) {
      const run = 1 + Number(next() % 70n);
      value <<= BigInt(run);
      if (next() & 1n) value |= (1n << BigInt(run)) - 1n;
      length += run;
    }
    return BigInt.asUintN(bits, value);
  };
  const kinds = [uniform, () => uniform() | uniform() | uniform(), () => uniform() & uniform() & uniform(), runs];
  return Array.from({ length: count }, (_, i) => (kinds[i % kinds.length] as () => bigint)());
}
