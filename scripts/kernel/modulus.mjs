// The two prime fields of BLS12-381 and the limbs of their elements.
//
// An integer is written in signed, balanced limbs: v = sum of limb_i * 2^(width i), every limb but the top one in
// [-2^(width-1), 2^(width-1)). Multiplication is Montgomery's: the field keeps x R mod m with R = 2^(width count).

/** The parameter of the curve. */
const X = -0xd201000000010000n;

/** r = x^4 - x^2 + 1, the order of the groups. */
export const SCALAR_MODULUS = X ** 4n - X ** 2n + 1n;
/** p = (x - 1)^2 (x^4 - x^2 + 1) / 3 + x, the characteristic of the base field. */
export const BASE_MODULUS = ((X - 1n) ** 2n * SCALAR_MODULUS) / 3n + X;

export const absolute = (value) => (value < 0n ? -value : value);
export const modulo = (value, modulus) => ((value % modulus) + modulus) % modulus;

/** The representative of `value` mod `modulus` in [-modulus/2, modulus/2). */
export function centred(value, modulus) {
  const residue = modulo(value, modulus);
  return 2n * residue >= modulus ? residue - modulus : residue;
}

export function invertModulo(value, modulus) {
  let [a, b, u, v] = [modulus, modulo(value, modulus), 0n, 1n];
  while (b !== 0n) {
    const quotient = a / b;
    [a, b, u, v] = [b, a - quotient * b, v, u - quotient * v];
  }
  if (a !== 1n) throw new Error("not invertible");
  return modulo(u, modulus);
}

/** Balanced limbs of `value`; the top limb takes what remains. */
export function balancedLimbs(value, width, count) {
  const base = 1n << BigInt(width);
  const limbs = [];
  for (let i = 0; i < count - 1; i++) {
    const limb = centred(value, base);
    limbs.push(limb);
    value = (value - limb) / base;
  }
  limbs.push(value);
  return limbs;
}

/** The integer that `limbs` stand for. */
export function fromLimbs(limbs, width) {
  return limbs.reduceRight((sum, limb) => (sum << BigInt(width)) + limb, 0n);
}

/**
 * A representation of a prime field.
 * `limbSlack`: how far a reduced element's limbs (but the top one) may lie outside [-2^(width-1), 2^(width-1)].
 * `valueBound`: the greatest |value| of a reduced element, in thousandths of the modulus.
 */
export function describeField({ modulus, width, count, limbSlack, valueBound }) {
  const base = 1n << BigInt(width);
  const limbs = balancedLimbs(modulus, width, count);
  const limbBound = base / 2n + limbSlack;
  const bound = (modulus * valueBound) / 1000n;
  return {
    modulus,
    width,
    count,
    limbs,
    base,
    radix: 1n << BigInt(width * count),
    limbBound,
    valueBound: bound,
    topBound: topLimbBound(bound, limbBound, width, count),
    /** -m^-1 mod 2^width and mod 2^(2 width) */
    negativeInverse: centred(-invertModulo(modulus, base), base),
    negativeInverse2: centred(-invertModulo(modulus, base * base), base * base),
  };
}

/** How large the top limb of an element can be, given bounds on its value and on its other limbs. */
export function topLimbBound(valueBound, limbBound, width, count) {
  let rest = 0n;
  for (let i = 0; i < count - 1; i++) rest += limbBound << BigInt(width * i);
  return ((valueBound + rest) >> BigInt(width * (count - 1))) + 1n;
}

/** Fp in 13 limbs of 30 bits, each an i32: the portable build. */
export const PORTABLE_FIELD = describeField({
  modulus: BASE_MODULUS,
  width: 30,
  count: 13,
  limbSlack: 1n << 20n,
  valueBound: 510n,
});
/** Fp in 8 limbs of 48 bits, each an integer-valued f64: the relaxed build. */
export const RELAXED_FIELD = describeField({
  modulus: BASE_MODULUS,
  width: 48,
  count: 8,
  limbSlack: 64n,
  valueBound: 640n,
});
/** Fr in 9 limbs of 30 bits, each an i32: both builds. */
export const SCALAR_FIELD = describeField({
  modulus: SCALAR_MODULUS,
  width: 30,
  count: 9,
  limbSlack: 16n,
  valueBound: 510n,
});
