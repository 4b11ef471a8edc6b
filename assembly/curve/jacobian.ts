// Runs of doublings in Jacobian coordinates x = X/Z^2, y = Y/Z^3: 3M and 4S each instead of the 6M and 2S of the complete formulas,
// for 2M + 1S on the way in and on the way out. Used where an addition is far away: multiples by the curve's parameter, whose bits
// are almost all zero.
//
// Doubling has no special case on a curve of odd order but infinity, which is (0 : 0 : 0) in the formula below and stays that; on the
// way out it becomes (0 : 1 : 0) again. So everything is complete, and a fixed sequence.
// Doubling: the formula of the Explicit-Formulas Database for a = 0 ("dbl-2009-l", Lange) with 2 X B as a product.
import { copy, dbl, Fp1, FpLanes, isZero, mul, mulSmall, one, select, sqr } from "../field/element";
import { addMulSmall, PARALLEL_LANES } from "../kernel/index";
import { copyPoint, doublePoint, X, Y, Z } from "./group";
import { selectLanes } from "./lanes";

/** Runs below this many doublings are shorter the plain way: each saves 3M - 2S, the way in and out costs 4M and 2S. */
const SHORTEST: i32 = 6;

const a: usize = memory.data(128, 16);
const b: usize = memory.data(128, 16);
const c: usize = memory.data(128, 16);
const half: usize = memory.data(128, 16);
const unit: usize = memory.data(128, 16);

/** (X : Y : Z) -> (3M, 4S) the double. With A = X^2, B = Y^2, P = X B, E = 3A: X' = E^2 - 8P, Y' = E (4P - X') - 8 B^2, Z' = 2YZ. */
// @ts-ignore: decorator
@inline
function doubleJacobian<T>(p: usize): void {
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
 * out = 2^count p for any p. 3M, 4S a doubling and 4M, 2S once; a lone point of G1 whose products share lanes doubles the plain way.
 * Fixed sequence.
 */
export function doubleRepeatedly<T>(out: usize, p: usize, count: i32): void {
  if (count < SHORTEST || (PARALLEL_LANES && sizeof<T>() == sizeof<Fp1>())) {
    copyPoint(out, p);
    for (let i = 0; i < count; i++) doublePoint<T>(out, out);
    return;
  }
  mul<T>(out + X, p + X, p + Z);
  sqr<T>(a, p + Z);
  mul<T>(out + Y, p + Y, a);
  copy(out + Z, p + Z);
  for (let i = 0; i < count; i++) doubleJacobian<T>(out);
  mul<T>(out + X, out + X, out + Z);
  sqr<T>(a, out + Z);
  mul<T>(out + Z, out + Z, a);
  // Y of infinity is zero in Jacobian coordinates here
  one<T>(unit);
  const infinite = isZero<T>(out + Z);
  if (sizeof<T>() == sizeof<FpLanes>()) selectLanes(out + Y, unit, infinite);
  else select(out + Y, unit, infinite);
}
