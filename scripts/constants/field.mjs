// Constants of the base field and of the Frobenius maps of the tower Fp2 = Fp[u]/(u^2 + 1), Fp6 = Fp2[v]/(v^3 - xi),
// Fp12 = Fp6[w]/(w^2 - v) with xi = 1 + u.

/** 1/a mod 2^bits for odd a, by Newton's iteration. */
function inverseOfTwoPower(a, bits) {
  let inverse = 1n;
  for (let have = 1n; have < bits; have *= 2n) inverse = (inverse * (2n - a * inverse)) & ((1n << bits) - 1n);
  return inverse & ((1n << bits) - 1n);
}

export function constants({ p, r, mod, inverse, squareRoot, fp2 }) {
  const list = [
    { name: "P_WORDS", words: 6, integer: p, formula: "p = (x - 1)^2 (x^4 - x^2 + 1) / 3 + x" },
    { name: "HALF_P_WORDS", words: 6, integer: (p - 1n) / 2n, formula: "(p - 1) / 2" },
    {
      name: "P_LIMBS",
      words: 13,
      integer: Array.from({ length: 13 }, (_, i) => ((p >> BigInt(30 * i)) & 0x3fffffffn) << BigInt(64 * i)).reduce(
        (a, b) => a + b,
      ),
      formula: "p in 13 limbs of 30 bits, one word each",
    },
    {
      name: "P_DIGITS",
      words: 8,
      integer: Array.from({ length: 8 }, (_, i) => ((p >> BigInt(48 * i)) & 0xffffffffffffn) << BigInt(64 * i)).reduce(
        (a, b) => a + b,
      ),
      formula: "p in 8 digits of 48 bits, one word each",
    },
    {
      name: "FR_INVERSE_EXPONENT",
      bytes: Array.from({ length: 32 }, (_, i) => Number(((r - 2n) >> BigInt(248 - 8 * i)) & 0xffn)),
      formula: "r - 2, big-endian: to this power a scalar is its inverse",
    },
    { name: "P_INVERSE_30", u64: inverseOfTwoPower(p, 30n), formula: "1/p mod 2^30" },
    { name: "HALF", value: [inverse(2n), inverse(2n)], formula: "1/2 in both lanes" },
    {
      name: "EIGHTH_ROOT",
      value: Array(2).fill(inverse(squareRoot(mod(-2n)))),
      formula: "1/sqrt(-2) in both lanes: times xi it is a square root of -u",
    },
    { name: "TWO_384", value: [mod(1n << 384n), mod(1n << 384n)], formula: "2^384 in both lanes" },
  ];
  // Frobenius: (c v^i w^j)^(p^k) = conj^k(c) xi^((2i + j)(p^k - 1)/6) v^i w^j
  for (const k of [1n, 2n, 3n]) {
    for (let power = 1n; power <= 5n; power++) {
      list.push({
        name: `FROBENIUS_${k}_${power}`,
        value: fp2.pow(fp2.xi, (power * (p ** k - 1n)) / 6n),
        formula: `xi^(${power} (p^${k} - 1) / 6)`,
      });
    }
  }
  return list;
}
