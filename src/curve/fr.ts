// Fr: the integers modulo r, the prime order of G1, G2 and Gt. Elements are bigints in [0, r); their encoding is 32
// bytes big-endian. Bigint arithmetic is not constant-time and cannot be wiped: this object is for public values.
// Signing, key derivation and secret sharing keep their scalars as bytes and compute in the core.
import { listOf } from "../../bindings/arguments.js";
import { checkBytes, integerToBytes, isBytes } from "../../bindings/bytes.js";
import { describe, fail } from "../../bindings/errors.js";
import { NUMBER_GOT, ORDER, randomScalar, type Scalar, scalarToInteger } from "../../bindings/scalar.js";

const got = (value: unknown) => (typeof value === "number" ? NUMBER_GOT : `got ${describe(value)}`);

function element(value: Scalar): bigint {
  if (typeof value !== "bigint" && !isBytes(value)) {
    fail("BAD_TYPE", `scalar: expected a bigint or 32 bytes, ${got(value)}`);
  }
  return scalarToInteger(value, "scalar");
}

function modulo(value: bigint): bigint {
  const rest = value % ORDER;
  return rest < 0n ? rest + ORDER : rest;
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  let square = base;
  for (let left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) result = (result * square) % ORDER;
    square = (square * square) % ORDER;
  }
  return result;
}

/** Montgomery's trick: one inversion, and three products for each value. */
function invertMany(values: readonly bigint[]): bigint[] {
  const zeros = values.flatMap((value, index) => (value === 0n ? [index] : []));
  if (zeros.length > 0) fail("BAD_SCALAR", "zero has no inverse", zeros);
  let product = 1n;
  const before = values.map((value) => {
    const soFar = product;
    product = (product * value) % ORDER;
    return soFar;
  });
  let inverse = invert(product);
  const inverses: bigint[] = new Array(values.length);
  for (let index = values.length - 1; index >= 0; index--) {
    inverses[index] = (inverse * before[index]!) % ORDER;
    inverse = (inverse * values[index]!) % ORDER;
  }
  return inverses;
}

/** 1/value by the extended Euclidean algorithm. */
function invert(value: bigint): bigint {
  if (value === 0n) fail("BAD_SCALAR", "zero has no inverse");
  let [a, b, u, v] = [value, ORDER, 1n, 0n];
  while (b !== 0n) {
    const quotient = a / b;
    [a, b] = [b, a - quotient * b];
    [u, v] = [v, u - quotient * v];
  }
  return modulo(u);
}

/**
 * Arithmetic modulo r. Every argument is a bigint in [0, r) or 32 bytes below r (BAD_SCALAR, BAD_LENGTH, BAD_TYPE
 * otherwise), every result a bigint in [0, r).
 *
 * @example
 * const inverse = Fr.inv(7n);
 * Fr.mul(inverse, 7n); //=> 1n
 * Fr.toBytes(inverse).length; //=> 32
 * Fr.create(Fr.ORDER + 5n); //=> 5n
 */
export const Fr = /* @__PURE__ */ Object.freeze({
  /** r, a prime of 255 bits. */
  ORDER,
  /** Length of an encoding. */
  BYTES: 32,
  /** Any integer, reduced. */
  create(value: bigint): bigint {
    if (typeof value !== "bigint") fail("BAD_TYPE", `expected a bigint, ${got(value)}`);
    return modulo(value);
  },
  /** 32 bytes big-endian, below r. */
  fromBytes(bytes: Uint8Array): bigint {
    checkBytes(bytes, "scalar", 32);
    return scalarToInteger(bytes, "scalar");
  },
  toBytes(value: Scalar): Uint8Array<ArrayBuffer> {
    return integerToBytes(element(value), 32);
  },
  isValid(value: unknown): value is bigint {
    return typeof value === "bigint" && value >= 0n && value < ORDER;
  },
  add: (a: Scalar, b: Scalar): bigint => modulo(element(a) + element(b)),
  sub: (a: Scalar, b: Scalar): bigint => modulo(element(a) - element(b)),
  mul: (a: Scalar, b: Scalar): bigint => (element(a) * element(b)) % ORDER,
  sqr: (a: Scalar): bigint => element(a) ** 2n % ORDER,
  neg: (a: Scalar): bigint => modulo(-element(a)),
  /** Throws BAD_SCALAR for zero. */
  inv: (a: Scalar): bigint => invert(element(a)),
  /** The inverses of a list, for the cost of one and three products each. Throws BAD_SCALAR naming all zeros. */
  invMany: (list: readonly Scalar[]): bigint[] => invertMany(listOf<Scalar>(list, "list", true).map(element)),
  /** a / b; throws BAD_SCALAR for b = 0. */
  div: (a: Scalar, b: Scalar): bigint => (element(a) * invert(element(b))) % ORDER,
  /** a to a non-negative integer power. */
  pow(a: Scalar, exponent: bigint): bigint {
    if (typeof exponent !== "bigint" || exponent < 0n) fail("BAD_SCALAR", "exponent: expected a non-negative bigint");
    return power(element(a), exponent);
  },
  equals: (a: Scalar, b: Scalar): boolean => element(a) === element(b),
  is0: (a: Scalar): boolean => element(a) === 0n,
  /** A uniform non-zero element from the platform's CSPRNG. */
  random: (): bigint => scalarToInteger(randomScalar(), "random scalar"),
} as const);
