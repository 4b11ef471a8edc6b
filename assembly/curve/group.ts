// The groups E: y^2 = x^3 + b over Fp (b = 4) and its twist over Fp2 (b = 4 xi), in homogeneous projective coordinates
// x = X/Z, y = Y/Z. A point is X, Y, Z in three slots of 128 bytes, infinity is (0 : 1 : 0).
//
// The formulas are the complete ones of Renes, Costello and Batina, "Complete addition formulas for prime order
// elliptic curves" (EUROCRYPT 2016), Algorithms 7, 8 and 9 for a = 0. They are right for every pair of inputs, equal,
// opposite and infinite ones included, as long as the curve has no rational point of order two: the orders of both
// curves are odd. So there is no branch anywhere, and what a secret scalar runs through is one fixed sequence of field
// operations.
//
// Generic in the field: Fp1 (G1), FpLanes (two independent points of G1 at once) and Fp2 (G2). A lone point of G1 has
// its independent products arranged in the two lanes of a pair, which halves their cost where lanes run in parallel.
// OUT comes first and may alias any input. M, S: products and squares of the field; A: additions and small multiples.
import {
  add,
  copy,
  dbl,
  equal,
  isZero,
  mul,
  mulB3,
  mulSmall,
  neg,
  one,
  select,
  sqr,
  sub,
  subSub,
  zero,
} from "../field/element";
import {
  add as pairAdd,
  fpAdd,
  fpDbl,
  fpMulSmall,
  fpSub,
  fpSubSub,
  lane1ToLane0,
  lanesMul,
  lanesSqr,
  mergeLanes,
  mulSmall as pairMulSmall,
  mulXi,
  PAIR,
  PARALLEL_LANES,
  splatLane0,
  sub as pairSub,
  subSub as pairSubSub,
  swapLanes,
  unpackSplat,
} from "../kernel/index";

/** Bytes of a projective point. */
export const PROJECTIVE: usize = 3 * PAIR;
/** Offsets of the coordinates. */
export const X: usize = 0;
export const Y: usize = PAIR;
export const Z: usize = 2 * PAIR;

const scratch: usize = memory.data(14 * 128, 16);
const t0: usize = scratch;
const t1: usize = scratch + PAIR;
const t2: usize = scratch + 2 * PAIR;
const t3: usize = scratch + 3 * PAIR;
const t4: usize = scratch + 4 * PAIR;
const t5: usize = scratch + 5 * PAIR;
const t6: usize = scratch + 6 * PAIR;
const t7: usize = scratch + 7 * PAIR;
const t8: usize = scratch + 8 * PAIR;
const t9: usize = scratch + 9 * PAIR;
const affineX: usize = scratch + 10 * PAIR;
const affineY: usize = scratch + 11 * PAIR;
const left: usize = scratch + 12 * PAIR;
const right: usize = scratch + 13 * PAIR;

/** Overwrites what the formulas left behind, for callers who worked on secrets. */
export function wipeGroupScratch(): void {
  memory.fill(scratch, 0, 14 * PAIR);
}

/** out = infinity, (0 : 1 : 0). */
export function setInfinity<T>(out: usize): void {
  zero(out + X);
  one<T>(out + Y);
  zero(out + Z);
}

/** out = p. */
// @ts-ignore: decorator
@inline
export function copyPoint(out: usize, p: usize): void {
  copy(out + X, p + X);
  copy(out + Y, p + Y);
  copy(out + Z, p + Z);
}

/** out = p if flag is 1, unchanged if it is 0. Fixed sequence. */
export function selectPoint(out: usize, p: usize, flag: i32): void {
  select(out + X, p + X, flag);
  select(out + Y, p + Y, flag);
  select(out + Z, p + Z, flag);
}

/** out = p + q, for any p and q. 12M and 21A (Algorithm 7); 6 pair products for a lone point of G1. */
export function addPoints<T>(out: usize, p: usize, q: usize): void {
  if (PARALLEL_LANES && sizeof<T>() == 1) {
    addG1(out, p, q);
    return;
  }
  mul<T>(t0, p + X, q + X);
  mul<T>(t1, p + Y, q + Y);
  mul<T>(t2, p + Z, q + Z);
  add<T>(t5, p + X, p + Y);
  add<T>(t6, q + X, q + Y);
  mul<T>(t3, t5, t6);
  subSub<T>(t3, t3, t0, t1);
  add<T>(t5, p + Y, p + Z);
  add<T>(t6, q + Y, q + Z);
  mul<T>(t4, t5, t6);
  subSub<T>(t4, t4, t1, t2);
  add<T>(t5, p + X, p + Z);
  add<T>(t6, q + X, q + Z);
  mul<T>(t5, t5, t6);
  subSub<T>(t5, t5, t0, t2);
  finishAddition<T>(out, t2);
}

/**
 * out = p + (x, y) for any p and an affine (x, y) on the curve, given by two slots; it cannot be infinity.
 * 11M and 16A (Algorithm 8).
 */
export function addMixed<T>(out: usize, p: usize, x: usize, y: usize): void {
  if (PARALLEL_LANES && sizeof<T>() == 1) {
    addMixedG1(out, p, x, y);
    return;
  }
  mul<T>(t0, p + X, x);
  mul<T>(t1, p + Y, y);
  add<T>(t5, p + X, p + Y);
  add<T>(t6, x, y);
  mul<T>(t3, t5, t6);
  subSub<T>(t3, t3, t0, t1);
  mul<T>(t4, y, p + Z);
  add<T>(t4, t4, p + Y);
  mul<T>(t5, x, p + Z);
  add<T>(t5, t5, p + X);
  finishAddition<T>(out, p + Z);
}

// The half common to Algorithms 7 and 8: t0 = x1x2, t1 = y1y2, zz = z1z2, t3 = x1y2 + x2y1, t4 = y1z2 + y2z1, t5 = x1z2
// + x2z1. X3 = t3 (t1 - b3 zz) - b3 t4 t5; Y3 = (t1 - b3 zz)(t1 + b3 zz) + 3 b3 t0 t5; Z3 = t4 (t1 + b3 zz) + 3 t0 t3.
// 6M
// @ts-ignore: decorator
@inline
function finishAddition<T>(out: usize, zz: usize): void {
  mulSmall<T>(t0, t0, 3);
  mulB3<T>(t2, zz);
  mulB3<T>(t5, t5);
  add<T>(t6, t1, t2);
  sub<T>(t1, t1, t2);
  mul<T>(t7, t4, t5);
  mul<T>(t2, t3, t1);
  sub<T>(out + X, t2, t7);
  mul<T>(t5, t5, t0);
  mul<T>(t1, t1, t6);
  add<T>(out + Y, t1, t5);
  mul<T>(t0, t0, t3);
  mul<T>(t6, t6, t4);
  add<T>(out + Z, t6, t0);
}

/** out = 2p for any p. 6M, 2S and 8A (Algorithm 9); 4 pair products for a lone point of G1. */
export function doublePoint<T>(out: usize, p: usize): void {
  if (PARALLEL_LANES && sizeof<T>() == 1) {
    doubleG1(out, p);
    return;
  }
  sqr<T>(t0, p + Y);
  mul<T>(t1, p + Y, p + Z);
  sqr<T>(t2, p + Z);
  mul<T>(t3, p + X, p + Y);
  mulSmall<T>(t4, t0, 8);
  mulB3<T>(t2, t2);
  add<T>(t5, t0, t2);
  mulSmall<T>(t6, t2, 3);
  sub<T>(t0, t0, t6);
  mul<T>(t2, t2, t4);
  mul<T>(out + Z, t1, t4);
  mul<T>(t5, t0, t5);
  add<T>(out + Y, t2, t5);
  mul<T>(t3, t0, t3);
  dbl<T>(out + X, t3);
}

/** out = -p. */
export function negatePoint<T>(out: usize, p: usize): void {
  copy(out + X, p + X);
  neg<T>(out + Y, p + Y);
  copy(out + Z, p + Z);
}

/** out = p - q. Costs an addition. */
export function subtractPoints<T>(out: usize, p: usize, q: usize): void {
  negatePoint<T>(negated, q);
  addPoints<T>(out, p, negated);
}
const negated: usize = memory.data(3 * 128, 16);

/** Whether p is infinity; for FpLanes the mask of the lanes where it is. */
export function isInfinity<T>(p: usize): i32 {
  return isZero<T>(p + Z);
}

/** Whether p = q, as a mask of lanes for FpLanes. 4M, fixed sequence. */
export function equalPoints<T>(p: usize, q: usize): i32 {
  mul<T>(t0, p + X, q + Z);
  mul<T>(t1, q + X, p + Z);
  mul<T>(t2, p + Y, q + Z);
  mul<T>(t3, q + Y, p + Z);
  // with exactly one infinity the products of Y with Z differ, as its Y is not zero
  return equal<T>(t0, t1) & equal<T>(t2, t3);
}

/** Whether Y^2 Z = X^3 + b Z^3 and the triple is a point at all, as a mask of lanes for FpLanes. 3M, 3S. */
export function isOnCurve<T>(p: usize): i32 {
  sqr<T>(t0, p + Y);
  mul<T>(t0, t0, p + Z);
  sqr<T>(t1, p + X);
  mul<T>(t1, t1, p + X);
  sqr<T>(t2, p + Z);
  mul<T>(t2, t2, p + Z);
  mulB<T>(t2, t2);
  add<T>(t1, t1, t2);
  return equal<T>(t0, t1) & ~(isZero<T>(p + Y) & isZero<T>(p + Z));
}

/** z = b x: 4 x over Fp, 4 xi x over Fp2. */
// @ts-ignore: decorator
@inline
export function mulB<T>(z: usize, x: usize): void {
  mulSmall<T>(z, x, 4);
  if (sizeof<T>() == 4) mulXi(z, z);
}

/** z = x^3 + b, the right side of the curve equation. 1M, 1S. */
export function curveEquation<T>(z: usize, x: usize): void {
  sqr<T>(t0, x);
  mul<T>(t0, t0, x);
  one<T>(t1);
  mulB<T>(t1, t1);
  add<T>(z, t0, t1);
}

// Packed affine points: G1 x, y packed (128 bytes), G2 x, y pairs (256 bytes); all bytes zero for infinity.

/** Bytes of a packed affine point. */
// @ts-ignore: decorator
@inline
export function packedSize<T>(): usize {
  return sizeof<T>() == 4 ? 2 * PAIR : PAIR;
}

/** Whether a packed affine point is infinity. */
export function isPackedInfinity<T>(packed: usize): bool {
  let any = v128.load(packed);
  for (let i: usize = 16; i < packedSize<T>(); i += 16) any = v128.or(any, v128.load(packed + i));
  return !v128.any_true(any);
}

/** x, y (two slots) from a packed affine point of Fp1 or Fp2. */
// @ts-ignore: decorator
@inline
export function unpackAffine<T>(x: usize, y: usize, packed: usize): void {
  if (sizeof<T>() == 4) {
    copy(x, packed);
    copy(y, packed + PAIR);
  } else {
    unpackSplat(x, packed);
    unpackSplat(y, packed + 64);
  }
}

/** out = the projective point of a packed affine one, infinity included. Branches on infinity only. */
export function fromPacked<T>(out: usize, packed: usize): void {
  if (isPackedInfinity<T>(packed)) {
    setInfinity<T>(out);
    return;
  }
  unpackAffine<T>(out + X, out + Y, packed);
  one<T>(out + Z);
}

/** out = p + q for a packed affine q, infinity included. Branches on the infinity of q only. 11M. */
export function addPacked<T>(out: usize, p: usize, q: usize): void {
  if (isPackedInfinity<T>(q)) {
    if (out != p) copyPoint(out, p);
    return;
  }
  unpackAffine<T>(affineX, affineY, q);
  addMixed<T>(out, p, affineX, affineY);
}

// A lone point of G1, its independent products two by two in the lanes of a pair.

// Algorithm 9: (Y^2, Z^2), (YZ, XY); then (YZ, b3 Z^2) 8Y^2 and (XY, Y^2 + b3 Z^2)(Y^2 - 3 b3 Z^2). 3 pair products, 1
// pair square
function doubleG1(out: usize, p: usize): void {
  mergeLanes(t0, p + Y, p + Z);
  lanesSqr(t0, t0); // (Y^2, Z^2)
  mergeLanes(t1, p + Z, p + X);
  splatLane0(t2, p + Y);
  lanesMul(t1, t1, t2); // (YZ, XY)
  lane1ToLane0(t2, t0);
  fpMulSmall(t2, t2, 12); // b3 Z^2
  splatLane0(t3, t0);
  pairMulSmall(t3, t3, 8); // 8 Y^2
  mergeLanes(t4, t1, t2);
  lanesMul(t4, t4, t3); // (Z3, b3 Z^2 8 Y^2)
  fpMulSmall(t3, t2, 3);
  fpSub(t3, t0, t3); // Y^2 - 3 b3 Z^2
  fpAdd(t0, t0, t2); // Y^2 + b3 Z^2
  lane1ToLane0(t1, t1);
  mergeLanes(t1, t1, t0);
  splatLane0(t3, t3);
  lanesMul(t1, t1, t3);
  fpDbl(out + X, t1);
  copy(out + Z, t4);
  pairAdd(t1, t1, t4);
  lane1ToLane0(out + Y, t1);
}

// Algorithm 7: (x1x2, y1y2), (z1z2, (x1 + y1)(x2 + y2)), ((y1 + z1)(y2 + z2), (x1 + z1)(x2 + z2)), then the second half
function addG1(out: usize, p: usize, q: usize): void {
  mergeLanes(t0, p + X, p + Y);
  mergeLanes(t1, q + X, q + Y);
  swapLanes(t4, t0);
  splatLane0(t5, p + Z);
  pairAdd(t4, t4, t5); // (y1 + z1, x1 + z1)
  swapLanes(t6, t1);
  splatLane0(t5, q + Z);
  pairAdd(t6, t6, t5);
  lanesMul(t4, t4, t6);
  lanesMul(t0, t0, t1); // (x1x2, y1y2)
  fpAdd(t2, p + X, p + Y);
  mergeLanes(t2, p + Z, t2);
  fpAdd(t3, q + X, q + Y);
  mergeLanes(t3, q + Z, t3);
  lanesMul(t2, t2, t3); // (z1z2, ...)
  swapLanes(t1, t0);
  splatLane0(t5, t2);
  pairSubSub(t4, t4, t1, t5); // (y1z2 + y2z1, x1z2 + x2z1)
  lane1ToLane0(t3, t2);
  fpSubSub(t3, t3, t0, t1); // x1y2 + x2y1
  finishAdditionG1(out, t2);
}

// Algorithm 8: (x1x2, y1y2), (y2z1, x2z1), ((x1 + y1)(x2 + y2), -), then the second half
function addMixedG1(out: usize, p: usize, x: usize, y: usize): void {
  mergeLanes(t0, p + X, p + Y);
  mergeLanes(t1, x, y);
  swapLanes(t5, t0);
  swapLanes(t6, t1);
  splatLane0(t7, p + Z);
  lanesMul(t4, t6, t7);
  pairAdd(t4, t4, t5); // (y2z1 + y1, x2z1 + x1)
  fpAdd(t3, t0, t5);
  fpAdd(t6, t1, t6);
  mul<u8>(t3, t3, t6);
  lanesMul(t0, t0, t1); // (x1x2, y1y2)
  swapLanes(t1, t0);
  fpSubSub(t3, t3, t0, t1);
  finishAdditionG1(out, p + Z);
}

// In: t0 lane 0 x1x2, t1 lane 0 y1y2, t3 lane 0 x1y2 + x2y1, t4 = (y1z2 + y2z1, x1z2 + x2z1); zz lane 0 z1z2. With
// s = t1 + b3 zz, d = t1 - b3 zz, u = b3 t4.1, v = 3 t0: (t3, s) d -+ (t4, v) u and s t4 + v t3. 3 pair products
// @ts-ignore: decorator
@inline
function finishAdditionG1(out: usize, zz: usize): void {
  fpMulSmall(t2, zz, 12);
  fpMulSmall(t0, t0, 3); // v
  swapLanes(t5, t4);
  fpMulSmall(t5, t5, 12); // u
  splatLane0(t5, t5);
  fpAdd(t6, t1, t2); // s
  fpSub(t1, t1, t2); // d
  splatLane0(t1, t1);
  mergeLanes(t7, t3, t6);
  lanesMul(t1, t1, t7); // (t3 d, s d)
  mergeLanes(t8, t4, t0);
  lanesMul(t5, t5, t8); // (t4 u, v u)
  mergeLanes(t7, t6, t0);
  mergeLanes(t9, t4, t3);
  lanesMul(t7, t7, t9); // (s t4, v t3)
  pairSub(out + X, t1, t5);
  pairAdd(t1, t1, t5);
  lane1ToLane0(out + Y, t1);
  swapLanes(t8, t7);
  fpAdd(out + Z, t7, t8);
}

/** left = p x 3 slots of lane 0 and right = q, side by side: the two points in the lanes of one FpLanes point. */
export function mergePoints(out: usize, p: usize, q: usize): void {
  mergeLanes(left, p + X, q + X);
  mergeLanes(right, p + Y, q + Y);
  mergeLanes(out + Z, p + Z, q + Z);
  copy(out + X, left);
  copy(out + Y, right);
}

/** The two points of an FpLanes point, each in lane 0. */
export function splitPoints(p: usize, q: usize, both: usize): void {
  for (let i: usize = 0; i < PROJECTIVE; i += PAIR) {
    copy(left, both + i);
    lane1ToLane0(q + i, left);
    copy(p + i, left);
  }
}
