// The efficient endomorphisms. On G1 phi(x, y) = (beta x, y) with a cube root of one acts as -x^2 (Gallant, Lambert,
// Vanstone, CRYPTO 2001); on G2 psi = twist . Frobenius . untwist acts as x = -|x| (Galbraith, Lin, Scott, EUROCRYPT
// 2009). Both are defined on the whole curves, outside the subgroups too, where phi^2 + phi + 1 = 0 and psi^2 - (x + 1)
// psi + p = 0.
import { BETA, PSI2_X, PSI_X, PSI_Y } from "../constants";
import { mul, neg } from "../field/element";
import { conj, copy, fp2Mul, lanesMul, neg as pairNeg } from "../kernel/index";
import { X, Y, Z } from "./group/point";

/** out = -phi(p) = x^2 p on G1. Fp1 or FpLanes. 1M. */
export function minusPhi<T>(out: usize, p: usize): void {
  mul<T>(out + X, p + X, BETA);
  neg<T>(out + Y, p + Y);
  copy(out + Z, p + Z);
}

/** out = psi(p) = x p on G2. 2M. */
export function psi(out: usize, p: usize): void {
  conj(out + X, p + X);
  fp2Mul(out + X, out + X, PSI_X);
  conj(out + Y, p + Y);
  fp2Mul(out + Y, out + Y, PSI_Y);
  conj(out + Z, p + Z);
}

/** out = -psi(p) = |x| p on G2. 2M. */
export function minusPsi(out: usize, p: usize): void {
  psi(out, p);
  pairNeg(out + Y, out + Y);
}

/** out = psi^2(p) = x^2 p on G2. 1 pair multiplication. */
export function psi2(out: usize, p: usize): void {
  lanesMul(out + X, p + X, PSI2_X);
  pairNeg(out + Y, p + Y);
  copy(out + Z, p + Z);
}

/** out = the endomorphism that takes one digit string to the next: x^2 p on G1, |x| p on G2. */
// @ts-ignore: decorator
@inline
export function nextPower<T>(out: usize, p: usize): void {
  if (sizeof<T>() == 4) minusPsi(out, p);
  else minusPhi<T>(out, p);
}
