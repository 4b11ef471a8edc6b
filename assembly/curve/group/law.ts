// The groups E: y^2 = x^3 + b over Fp (b = 4) and its twist over Fp2 (b = 4 xi), in homogeneous projective coordinates
// x = X/Z, y = Y/Z (point.ts): the group law, and what else needs the curve equation.
//
// The formulas are the complete ones of Renes, Costello and Batina, "Complete addition formulas for prime order
// elliptic curves" (EUROCRYPT 2016), Algorithms 7, 8 and 9 for a = 0. They are right for every pair of inputs, equal,
// opposite and infinite ones included, as long as the curve has no rational point of order two: the orders of both
// curves are odd. So there is no branch anywhere, and what a secret scalar runs through is one fixed sequence of field
// operations.
//
// Generic in the field: Fp1 (G1), FpLanes (two independent points of G1 at once) and Fp2 (G2). A lone point of G1 has
// its independent products arranged in the two lanes of a pair, which halves their cost where lanes run in parallel
// (lone-point.ts). OUT comes first and may alias any input. M, S: products and squares of the field; A: additions and
// small multiples.
import { add, dbl, equal, isZero, mul, mulB3, mulSmall, one, sqr, sub, subSub } from "../../field/element";
import { mulXi, PARALLEL_LANES } from "../../kernel/index";
import { addG1, addMixedG1, doubleG1 } from "./lone-point";
import { isPackedInfinity, unpackAffine } from "./packed";
import { copyPoint, negatePoint, X, Y, Z } from "./point";
import { affineX, affineY, t0, t1, t2, t3, t4, t5, t6, t7 } from "./scratch";

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

/** out = p + q for a packed affine q, infinity included. Branches on the infinity of q only. 11M. */
export function addPacked<T>(out: usize, p: usize, q: usize): void {
  if (isPackedInfinity<T>(q)) {
    if (out != p) copyPoint(out, p);
    return;
  }
  unpackAffine<T>(affineX, affineY, q);
  addMixed<T>(out, p, affineX, affineY);
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

/** out = p - q. Costs an addition. */
export function subtractPoints<T>(out: usize, p: usize, q: usize): void {
  negatePoint<T>(negated, q);
  addPoints<T>(out, p, negated);
}
const negated: usize = memory.data(3 * 128, 16);

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
