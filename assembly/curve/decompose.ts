// Scalar decomposition for the endomorphisms of BLS12-381 (Gallant-Lambert-Vanstone 2001; Galbraith-Lin-Scott 2009).
//
// With z = |x| = 0xd201000000010000 the group order is r = z^4 - z^2 + 1, so every scalar k in [0, r) has exactly one
// expansion k = d0 + d1 z + d2 z^2 + d3 z^3 with digits in [0, z): no lattice basis and no rounding is needed.
//   G2:  z P = -psi(P), so  k P = d0 P - d1 psi(P) + d2 psi^2(P) - d3 psi^3(P)   with four 64-bit digits.
//   G1:  z^2 P = -phi(P) with phi(x, y) = (beta x, y), so  k P = k0 P - k1 phi(P)  with k0 = d0 + d1 z and
//        k1 = d2 + d3 z, both in [0, z^2), below 2^128.
// All digits are unsigned; the alternating signs belong to the endomorphism images.
//
// Everything here is straight-line: no branch, no address and no division depends on the scalar, so secrets may pass.
// The quotients by the constant z use a multiplication by its reciprocal (Moeller and Granlund, "Improved division by
// invariant integers", IEEE Trans. Computers 2011, Algorithm 4); z has its top bit set and needs no normalisation.

/** z = |x|. */
const Z: u64 = 0xd201000000010000;
/** floor((2^128 - 1) / z) - 2^64. */
const Z_RECIPROCAL: u64 = 0x381204ca56cd56b5;
/** r = z^4 - z^2 + 1, little-endian words. */
const R0: u64 = 0xffffffff00000001;
const R1: u64 = 0x53bda402fffe5bfe;
const R2: u64 = 0x3339d80809a1d805;
const R3: u64 = 0x73eda753299d7d48;

/** High 64 bits of a 64 x 64 bit product. */
// @ts-ignore: decorator
@inline
function multiplyHigh(a: u64, b: u64): u64 {
  const aLow = a & 0xffffffff;
  const aHigh = a >>> 32;
  const bLow = b & 0xffffffff;
  const bHigh = b >>> 32;
  const low = aLow * bLow;
  const middle0 = aHigh * bLow + (low >>> 32);
  const middle1 = aLow * bHigh + (middle0 & 0xffffffff);
  return aHigh * bHigh + (middle0 >>> 32) + (middle1 >>> 32);
}

/** The remainder of the last `divide`: scratch and no global, which nothing would wipe. */
const remainder: usize = memory.data(8, 8);

/** floor((high 2^64 + low) / z) for high < z; leaves the remainder at `remainder`. */
function divide(high: u64, low: u64): u64 {
  const product = Z_RECIPROCAL * high;
  const fraction = product + low;
  let quotient = multiplyHigh(Z_RECIPROCAL, high) + high + u64(fraction < product) + 1;
  let rest = low - quotient * Z;
  const tooLarge = u64(0) - u64(rest > fraction);
  quotient += tooLarge;
  rest += tooLarge & Z;
  const tooSmall = u64(0) - u64(rest >= Z);
  quotient -= tooSmall;
  store<u64>(remainder, rest - (tooSmall & Z));
  return quotient;
}

const reducedWords: usize = memory.data(32, 16);

/** words (4 little-endian u64) -= r if that does not go below zero. Straight-line. */
function subtractOrderOnce(words: usize): void {
  const a0 = load<u64>(words);
  const a1 = load<u64>(words, 8);
  const a2 = load<u64>(words, 16);
  const a3 = load<u64>(words, 24);
  const b0 = a0 - R0;
  let borrow = u64(a0 < R0);
  const c1 = a1 - R1;
  const b1 = c1 - borrow;
  borrow = u64(a1 < R1) | u64(c1 < borrow);
  const c2 = a2 - R2;
  const b2 = c2 - borrow;
  borrow = u64(a2 < R2) | u64(c2 < borrow);
  const c3 = a3 - R3;
  const b3 = c3 - borrow;
  borrow = u64(a3 < R3) | u64(c3 < borrow);
  const keep = u64(0) - borrow;
  store<u64>(words, b0 ^ ((a0 ^ b0) & keep));
  store<u64>(words, b1 ^ ((a1 ^ b1) & keep), 8);
  store<u64>(words, b2 ^ ((a2 ^ b2) & keep), 16);
  store<u64>(words, b3 ^ ((a3 ^ b3) & keep), 24);
}

/**
 * words (4 little-endian u64) := the scalar of 32 big-endian bytes, any value below 2^256, reduced mod r.
 * Straight-line.
 */
export function loadScalarReduced(words: usize, scalar: usize): void {
  store<u64>(words, bswap<u64>(load<u64>(scalar, 24)));
  store<u64>(words, bswap<u64>(load<u64>(scalar, 16)), 8);
  store<u64>(words, bswap<u64>(load<u64>(scalar, 8)), 16);
  store<u64>(words, bswap<u64>(load<u64>(scalar)), 24);
  // 2^256 < 3r
  subtractOrderOnce(words);
  subtractOrderOnce(words);
}

/**
 * out (4 u64, 32 bytes) := the digits d0, d1, d2, d3 of the scalar mod r in base z, each in [0, z).
 * scalar: 32 big-endian bytes, any value. k P = d0 P + d1 (zP) + d2 (z^2 P) + d3 (z^3 P), where zP = -psi(P) in G2.
 * Six divisions by the constant z; constant sequence.
 */
export function decomposeG2(out: usize, scalar: usize): void {
  const words = reducedWords;
  loadScalarReduced(words, scalar);
  // k < r < z^4 and the top word of r is below z: the leading quotient word is zero in each of the three rounds
  let q2 = divide(load<u64>(words, 24), load<u64>(words, 16));
  let q1 = divide(load<u64>(remainder), load<u64>(words, 8));
  let q0 = divide(load<u64>(remainder), load<u64>(words));
  store<u64>(out, load<u64>(remainder));
  // k / z < z^3 < z 2^128
  q1 = divide(q2, q1);
  q0 = divide(load<u64>(remainder), q0);
  store<u64>(out, load<u64>(remainder), 8);
  // k / z^2 < z^2 < z 2^64
  q0 = divide(q1, q0);
  store<u64>(out, load<u64>(remainder), 16);
  store<u64>(out, q0, 24);
}

/**
 * out (2 halves of 2 little-endian u64, 32 bytes) := k0, k1 with k = k0 + k1 z^2 for the scalar k mod r, both in [0,
 * z^2). scalar: 32 big-endian bytes, any value. k P = k0 P + k1 (z^2 P), where z^2 P = -phi(P) = (beta x, -y) in G1.
 * Constant sequence.
 */
export function decomposeG1(out: usize, scalar: usize): void {
  decomposeG2(out, scalar);
  joinDigits(out);
  joinDigits(out + 16);
}

/** (d0, d1) -> the 128-bit d0 + d1 z, in place. */
// @ts-ignore: decorator
@inline
function joinDigits(pair: usize): void {
  const low = load<u64>(pair);
  const digit = load<u64>(pair, 8);
  const sum = digit * Z + low;
  store<u64>(pair, sum);
  store<u64>(pair, multiplyHigh(digit, Z) + u64(sum < low), 8);
}
