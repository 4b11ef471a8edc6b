// Jacobian coordinates x = X/Z^2, y = Y/Z^3: 3M and 4S a doubling instead of the 6M and 2S of the complete formulas, 8M
// and 3S for adding an affine point instead of 11M and more sums; 2M + 1S on the way in and on the way out.
//
// Doubling has no special case on a curve of odd order but infinity, which is (0 : 0 : 0) in the formula below and
// stays that; on the way out it becomes (0 : 1 : 0) again. Additions have special cases: infinite, equal and opposite
// points. addAffineVartime branches on them, for public scalars; addAffine, a fixed sequence, ends with Z = 0 for each
// of them, which no later step changes: its callers see at the end that there was one.
//
// A projective point is affine on another curve: with Z as the scale, (X Z, Y Z^2) lies on y^2 = x^3 + b Z^6, where the
// formulas are the same, for b is not in them. What comes out there is brought back by one product, of both Z. So what
// is added again and again can be affine without an inversion.
//
// Doubling: the formula of the Explicit-Formulas Database for a = 0 ("dbl-2009-l", Lange) with 2 X B as a product.
// Addition: "madd" there (Cohen, Miyaji, Ono, ASIACRYPT 1998, with Z2 = 1).
import { copy, dbl, Fp1, FpLanes, isZero, mul, mulSmall, one, select, sqr, sub, subSub, zero } from "../field/element";
import { addMulSmall, PARALLEL_LANES } from "../kernel/index";
import { X, Y, Z } from "./group/point";
import { selectLanes } from "./lanes";

/** Whether points stay in homogeneous coordinates: a doubling of a lone point of G1 whose products share lanes. */
// @ts-ignore: decorator
@inline
export function staysComplete<T>(): bool {
  return PARALLEL_LANES && sizeof<T>() == sizeof<Fp1>();
}

const a: usize = memory.data(128, 16);
const b: usize = memory.data(128, 16);
const c: usize = memory.data(128, 16);
const half: usize = memory.data(128, 16);
const unit: usize = memory.data(128, 16);

/**
 * (X : Y : Z) -> (3M, 4S) the double. With A = X^2, B = Y^2, P = X B, E = 3A: X' = E^2 - 8P, Y' = E (4P - X') - 8 B^2,
 * Z' = 2YZ.
 */
export function doubleJacobian<T>(p: usize): void {
  const x = p + X,
    y = p + Y,
    z = p + Z;
  sqr<T>(a, x);
  sqr<T>(b, y);
  mul<T>(half, x, b);
  mulSmall<T>(a, a, -3); // -E
  mul<T>(z, z, y);
  sqr<T>(c, a);
  dbl<T>(z, z);
  sqr<T>(b, b);
  addMulSmall(x, c, half, -8);
  addMulSmall(c, x, half, -4); // X' - 4P
  mul<T>(c, c, a);
  addMulSmall(y, c, b, -8);
}

/**
 * a = y Z^3 - Y and b = x Z^2 - X, the differences of p and an affine point; both are 0 when they are equal. 4M, 1S.
 */
function differences<T>(p: usize, x: usize, y: usize): void {
  sqr<T>(a, p + Z);
  mul<T>(b, a, x);
  mul<T>(a, a, p + Z);
  mul<T>(a, a, y);
  sub<T>(b, b, p + X); // H = x Z^2 - X
  sub<T>(a, a, p + Y); // R = y Z^3 - Y
}

/** p = the sum whose differences are in a and b. 4M, 2S. */
function addDifferent<T>(p: usize): void {
  mul<T>(p + Z, p + Z, b); // Z' = Z H
  sqr<T>(c, b);
  mul<T>(half, p + X, c); // V = X H^2
  mul<T>(b, b, c); // H^3
  mul<T>(c, p + Y, b);
  sqr<T>(p + X, a);
  subSub<T>(p + X, p + X, b, half);
  sub<T>(p + X, p + X, half); // X' = R^2 - H^3 - 2V
  sub<T>(half, half, p + X);
  mul<T>(half, half, a);
  sub<T>(p + Y, half, c); // Y' = R (V - X') - Y H^3
}

/**
 * p += (x, y), two slots that hold an affine point. 8M, 3S. Fixed sequence. Z = 0 comes out when p was infinite, equal
 * or opposite, whatever the sum is, and stays.
 */
export function addAffine<T>(p: usize, x: usize, y: usize): void {
  differences<T>(p, x, y);
  addDifferent<T>(p);
}

/**
 * p += (x, y) for any Jacobian p and an affine point that is not infinity, in two slots. 8M, 3S; a doubling when the
 * points are equal. Variable time: branches on infinite, equal and opposite points.
 */
export function addAffineVartime<T>(p: usize, x: usize, y: usize): void {
  if (isZero<T>(p + Z)) {
    copy(p + X, x);
    copy(p + Y, y);
    one<T>(p + Z);
    return;
  }
  differences<T>(p, x, y);
  if (isZero<T>(b)) {
    if (isZero<T>(a)) doubleJacobian<T>(p);
    else zero(p + Z);
    return;
  }
  addDifferent<T>(p);
}

/** out = p in Jacobian coordinates with the same Z; infinity becomes (0 : 0 : 0). 2M, 1S. */
export function enterJacobian<T>(out: usize, p: usize): void {
  sqr<T>(a, p + Z);
  mul<T>(out + X, p + X, p + Z);
  mul<T>(out + Y, p + Y, a);
  copy(out + Z, p + Z);
}

/** p from Jacobian to homogeneous coordinates, infinity (any : any : 0) to (0 : 1 : 0). 2M, 1S. Fixed sequence. */
export function leaveJacobian<T>(p: usize): void {
  mul<T>(p + X, p + X, p + Z);
  sqr<T>(a, p + Z);
  mul<T>(p + Z, p + Z, a);
  one<T>(unit);
  const infinite = isZero<T>(p + Z);
  if (sizeof<T>() == sizeof<FpLanes>()) selectLanes(p + Y, unit, infinite);
  else select(p + Y, unit, infinite);
}
