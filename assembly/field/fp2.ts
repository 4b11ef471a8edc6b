// Fp2 = Fp[u]/(u^2 + 1) above the kernel: inverses, square roots, signs and bytes. An element is one pair, c0 in lane
// 0.
import { EIGHTH_ROOT, HALF } from "../constants";
import {
  add,
  conj,
  copy,
  equalLanes,
  fp2Sqr,
  lane1ToLane0,
  lanesMul,
  lanesSqr,
  mergeLanes,
  mulByU,
  mulXi,
  neg,
  ONES,
  select,
  splatLane0,
  swapLanes,
  toWords,
  zeroLanes,
} from "../kernel/index";
import { lanesFromBytes, lanesFromBytes64, lanesLexicographicallyLargest, lanesToBytes } from "./fp";
import { fpInv, fpInvVartime } from "./inverse";
import { inverseRootPower, rootPower, rootPowerFrom } from "./root-power";

const norm: usize = memory.data(128, 16);
const swapped: usize = memory.data(128, 16);

/** Both lanes of z = c0^2 + c1^2. 1 pair squaring, 1 A. */
export function fp2Norm(z: usize, x: usize): void {
  lanesSqr(z, x);
  swapLanes(swapped, z);
  add(z, z, swapped);
}

/** z = x k for k in Fp, held in lane 0 of k. 1 pair multiplication. */
export function fp2MulByFp(z: usize, x: usize, k: usize): void {
  splatLane0(swapped, k);
  lanesMul(z, x, swapped);
}

/** z = 1/x = conj(x)/norm(x), 0 for 0. Fixed sequence. */
export function fp2Inv(z: usize, x: usize): void {
  fp2Norm(norm, x);
  fpInv(norm, norm);
  splatLane0(norm, norm);
  conj(z, x);
  lanesMul(z, z, norm);
}

/** z = 1/x, 0 for 0. Variable time: x must be public. */
export function fp2InvVartime(z: usize, x: usize): void {
  fp2Norm(norm, x);
  fpInvVartime(norm, norm);
  splatLane0(norm, norm);
  conj(z, x);
  lanesMul(z, z, norm);
}

// Square roots

const real: usize = memory.data(128, 16);
const imaginary: usize = memory.data(128, 16);
const t: usize = memory.data(128, 16);
const e: usize = memory.data(128, 16);
const root: usize = memory.data(128, 16);
const other: usize = memory.data(128, 16);
const sign: usize = memory.data(128, 16);
const moved: usize = memory.data(128, 16);
const result: usize = memory.data(128, 16);

// Two elements at once, by the complex method for p = 3 mod 4. With s = sqrt(norm) and t = (c0 + s)/2 one of t, t -
// s is a square, as their product is -c1^2/4; e with e^2 t = +-1 gives r = e t, a root of t or of -t, and 1/r = +-e.
// Then the root is r + (c1/2r) u if t is a square and c1/2r + r u if not: the second candidate costs no second
// power. Two powers, 758S + 84M, and a few more. Works on (real, imaginary) lanes; leaves r in `root`, c1/2r in
// `other`, and returns the lanes where t is a square.
function roots(): i32 {
  lanesSqr(norm, real);
  lanesSqr(t, imaginary);
  add(norm, norm, t);
  rootPower<u16>(t, norm);
  add(t, t, real);
  lanesMul(t, t, HALF);
  // t = 0 only if c1 = 0 and s = -c0: then t = c0 does
  const none = zeroLanes(t);
  copy(e, t);
  select(e, real, none & 1);
  lane1ToLane0(t, t);
  lane1ToLane0(moved, real);
  select(t, moved, none >> 1);
  mergeLanes(t, e, t);
  inverseRootPower<u16>(e, t);
  lanesMul(root, e, t);
  lanesMul(sign, e, root);
  lanesMul(other, imaginary, e);
  lanesMul(other, other, sign);
  lanesMul(other, other, HALF);
  return equalLanes(sign, ONES);
}

/**
 * z = a square root of x; returns whether x is a square. Fixed sequence: one power of 376S, 38M in Fp2.
 *
 * A lone element has no second one to share the lanes with, and the complex method's two powers in Fp come one after
 * the other. In Fp2 one power does, with both coordinates in the lanes. For an exponent e with 2e = 1 modulo the odd
 * part (p - 1)/2 (p + 1)/4 of p^2 - 1, a square x has x^2e = x c with c^4 = 1, and c is put right by a constant.
 * Written e = i + jp, where raising to p conjugates, that is 2(i + j) = 1 mod (p - 1)/2 and 2(i - j) = 1 mod (p +
 * 1)/4; with m = (3p - 1)/16, which is 1/8 and -1/4 there, i = m and j = 3m do: e = (1 + 3p) m, and m factors along
 * the parameter.
 */
export function fp2Sqrt(z: usize, x: usize): bool {
  // x conj(x)^3
  fp2Norm(norm, x);
  conj(t, x);
  fp2Sqr(t, t);
  lanesMul(t, t, norm);
  rootPowerFrom<u32>(root, t, 4);
  // c = +-u: times a root of -u
  fp2Sqr(t, root);
  neg(other, x);
  const straight = i32(equalLanes(t, x) == 3) | i32(equalLanes(t, other) == 3);
  mulXi(e, root);
  lanesMul(e, e, EIGHTH_ROOT);
  select(root, e, straight ^ 1);
  // c = -1: times u
  fp2Sqr(t, root);
  const negative = i32(equalLanes(t, other) == 3);
  mulByU(e, root);
  select(root, e, negative);
  fp2Sqr(t, root);
  const found = equalLanes(t, x) == 3;
  copy(z, root);
  return found;
}

/**
 * Square roots of two elements for the price of one on lane builds; bit i says whether x_i is a square. Fixed sequence.
 */
export function fp2SqrtTwo(z0: usize, z1: usize, x0: usize, x1: usize): i32 {
  mergeLanes(real, x0, x1);
  lane1ToLane0(t, x0);
  lane1ToLane0(e, x1);
  mergeLanes(imaginary, t, e);
  const squares = roots();
  mergeLanes(result, other, root);
  mergeLanes(e, root, other);
  select(result, e, squares & 1);
  fp2Sqr(t, result);
  let found = i32(equalLanes(t, x0) == 3);
  copy(moved, result);
  lane1ToLane0(root, root);
  lane1ToLane0(other, other);
  mergeLanes(result, other, root);
  mergeLanes(e, root, other);
  select(result, e, squares >> 1);
  fp2Sqr(t, result);
  found |= i32(equalLanes(t, x1) == 3) << 1;
  copy(z0, moved);
  copy(z1, result);
  return found;
}

// Signs and bytes

const words0: usize = memory.data(48, 16);
const words1: usize = memory.data(48, 16);

/** sgn0 of RFC 9380, section 4.1: the parity of c0, or of c1 when c0 = 0. */
export function fp2Sgn0(x: usize): i32 {
  toWords(words0, words1, x);
  let any: u64 = 0;
  for (let i: usize = 0; i < 48; i += 8) any |= load<u64>(words0 + i);
  return <i32>((load<u64>(words0) & 1) | (u64(any == 0) & load<u64>(words1) & 1));
}

/** The sign of the compressed encoding of ZCash: whether c1, or c0 when c1 = 0, is above (p - 1)/2. */
export function fp2IsLexicographicallyLargest(x: usize): bool {
  const largest = lanesLexicographicallyLargest(x),
    zeros = zeroLanes(x);
  return ((largest >> 1) | ((zeros >> 1) & largest & 1)) != 0;
}

/** z from 96 bytes, c1 first; returns whether both coordinates were canonical. */
export function fp2FromBytes(z: usize, bytes: usize): bool {
  return lanesFromBytes(z, bytes + 48, bytes);
}

/** Writes x as 96 bytes, c1 first. */
export function fp2ToBytes(bytes: usize, x: usize): void {
  lanesToBytes(bytes + 48, bytes, x);
}

/** z from 128 uniform bytes, c0 first, each half reduced mod p (hash_to_field of RFC 9380, section 5.2). */
export function fp2FromBytes128(z: usize, bytes: usize): void {
  lanesFromBytes64(z, bytes, bytes + 64);
}
