// Fp2 = Fp[u]/(u^2 + 1) above the kernel: inverses, square roots, signs and bytes. An element is one pair, c0 in lane
// 0.
import { HALF } from "../constants";
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
  ONES,
  select,
  splatLane0,
  swapLanes,
  toWords,
  zeroLanes,
} from "../kernel/index";
import { lanesFromBytes, lanesFromBytes64, lanesLexicographicallyLargest, lanesToBytes } from "./fp";
import { fpInv, fpInvVartime } from "./inverse";
import { inverseRootPower, rootPower } from "./root-power";

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

// Complex method for p = 3 mod 4. With s = sqrt(norm) and t = (c0 + s)/2 one of t, t - s is a square, as their product
// is -c1^2/4; e with e^2 t = +-1 gives r = e t, a root of t or of -t, and 1/r = +-e. Then the root is r + (c1/2r) u if
// t is a square and c1/2r + r u if not: the second candidate costs no second power. Two powers, 758S + 84M, and a few
// more. Works on (real, imaginary) lanes; leaves r in `root`, c1/2r in `other`, and returns the lanes where t is a
// square.
function roots<T>(): i32 {
  lanesSqr(norm, real);
  lanesSqr(t, imaginary);
  add(norm, norm, t);
  rootPower<T>(t, norm);
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
  inverseRootPower<T>(e, t);
  lanesMul(root, e, t);
  lanesMul(sign, e, root);
  lanesMul(other, imaginary, e);
  lanesMul(other, other, sign);
  lanesMul(other, other, HALF);
  return equalLanes(sign, ONES);
}

/** z = a square root of x; returns whether x is a square. Fixed sequence: two powers. */
export function fp2Sqrt(z: usize, x: usize): bool {
  splatLane0(real, x);
  lane1ToLane0(imaginary, x);
  splatLane0(imaginary, imaginary);
  const squares = roots<u8>();
  mergeLanes(result, other, root);
  mergeLanes(e, root, other);
  select(result, e, squares & 1);
  fp2Sqr(t, result);
  const found = equalLanes(t, x) == 3;
  copy(z, result);
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
  const squares = roots<u16>();
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
