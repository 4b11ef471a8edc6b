// Membership in the subgroups of order r and clearing of cofactors, by the endomorphisms.
//
// Scott, "A note on group membership tests for G1, G2 and GT on BLS pairing-friendly curves" (ePrint 2021/1130). Why
// they are exact:
//   G1: -phi(P) = x^2 P. With phi^2 + phi + 1 = 0 that gives (x^4 - x^2 + 1) P = r P = 0.
//   G2: psi(P) = x P. With psi^2 - (x + 1) psi + p = 0 that gives (p - x) P = ((x - 1)^2/3) r P = 0, and (x - 1)^2/3 is
//   prime to the
//       cofactor of the twist, so r P = 0.
// The chain for |x| = 2^63 + 2^62 + 2^60 + 2^57 + 2^48 + 2^16: 63 doublings and 5 additions.
import { X_ABS } from "../constants";
import { equal, Fp2, isZero, mul, one, sqr } from "../field/element";
import { minusPhi, minusPsi, psi, psi2 } from "./endomorphism";
import { addPoints, doublePoint, equalPoints, subtractPoints } from "./group/law";
import { copyPoint, isInfinity, X, Y, Z } from "./group/point";
import { addAffine, doubleJacobian, enterJacobian, leaveJacobian, staysComplete } from "./jacobian";

const base: usize = memory.data(3 * 128, 16);
const multiple: usize = memory.data(3 * 128, 16);
const image: usize = memory.data(3 * 128, 16);
const doubled: usize = memory.data(3 * 128, 16);
const power: usize = memory.data(128, 16);
const expected: usize = memory.data(128, 16);

/** out = |x| p for any p, by the complete formulas: 63 doublings and 5 additions. Fixed sequence. */
export function multiplyByXComplete<T>(out: usize, p: usize): void {
  copyPoint(base, p);
  copyPoint(out, p);
  for (let bit = 62; bit >= 0; bit--) {
    doublePoint<T>(out, out);
    if (((X_ABS >> bit) & 1) != 0) addPoints<T>(out, out, base);
  }
}

/**
 * p = |x| p in Jacobian coordinates, p taken for an affine point of the curve that its Z leads to (jacobian.ts). 63
 * doublings and 5 additions of 8M, 3S. Fixed sequence. Z = 0 for infinity, and for points whose order is so small that
 * an addition has a special case: below |x|.
 */
function multiplyJacobianByX<T>(p: usize): void {
  copyPoint(base, p);
  one<T>(p + Z);
  for (let bit = 62; bit >= 0; bit--) {
    doubleJacobian<T>(p);
    if (((X_ABS >> bit) & 1) != 0) addAffine<T>(p, base + X, base + Y);
  }
  mul<T>(p + Z, p + Z, base + Z);
}

/**
 * out = |x| p for any p. 194M, 269S in Jacobian coordinates. A fixed sequence, but for points of an order below |x|,
 * infinity not among them, which go the complete way.
 */
export function multiplyByX<T>(out: usize, p: usize): void {
  if (staysComplete<T>()) {
    multiplyByXComplete<T>(out, p);
    return;
  }
  copyPoint(image, p);
  enterJacobian<T>(out, p);
  multiplyJacobianByX<T>(out);
  if ((isZero<T>(out + Z) & ~isInfinity<T>(image)) != 0) multiplyByXComplete<T>(out, image);
  else leaveJacobian<T>(out);
}

/**
 * Whether Jacobian p is the finite homogeneous q, whose Z is one if `affine`; for FpLanes a mask. 3M, 1S, or 5M, 1S.
 */
function equalHomogeneous<T>(p: usize, q: usize, affine: bool): i32 {
  sqr<T>(power, p + Z);
  mul<T>(expected, power, q + X);
  mul<T>(power, power, p + Z);
  mul<T>(power, power, q + Y);
  if (!affine) {
    mul<T>(p + X, p + X, q + Z);
    mul<T>(p + Y, p + Y, q + Z);
  }
  return equal<T>(p + X, expected) & equal<T>(p + Y, power) & ~isZero<T>(p + Z);
}

/**
 * Whether a point of the curve has order r or is infinity; for FpLanes the mask of the lanes where it does.
 * G1: 126 doublings, 10 additions; G2: half of that. A point of order r meets no special case of an addition: one that
 * does has another order.
 */
export function isInSubgroup<T>(p: usize): i32 {
  if (staysComplete<T>()) {
    multiplyByXComplete<T>(multiple, p);
    multiplyByXComplete<T>(multiple, multiple);
    minusPhi<T>(image, p);
    return equalPoints<T>(multiple, image);
  }
  one<T>(power);
  const affine = equal<T>(p + Z, power) == (sizeof<T>() == 2 ? 3 : 1);
  if (affine) copyPoint(multiple, p);
  else enterJacobian<T>(multiple, p);
  multiplyJacobianByX<T>(multiple);
  if (sizeof<T>() == sizeof<Fp2>()) {
    minusPsi(image, p);
  } else {
    multiplyJacobianByX<T>(multiple);
    minusPhi<T>(image, p);
  }
  return equalHomogeneous<T>(multiple, image, affine) | isInfinity<T>(p);
}

/**
 * out = h_eff p (RFC 9380, sections 8.8.1 and 8.8.2). G1: 1 - x = 1 + |x| (Wahby and Boneh, CHES 2019), 63 doublings, 6
 * additions. G2: (x^2 - x - 1) P + (x - 1) psi(P) + psi^2(2P) (Budroni and Pintore, 2017; RFC 9380, appendix G.3),
 * which is x R - R - P + psi^2(2P) with R = x P + psi(P): 127 doublings, 14 additions. A sequence as fixed as
 * multiplyByX.
 */
export function clearCofactor<T>(out: usize, p: usize): void {
  multiplyByX<T>(multiple, p);
  if (sizeof<T>() == sizeof<Fp2>()) {
    doublePoint<T>(doubled, p);
    psi2(doubled, doubled);
    subtractPoints<T>(doubled, doubled, p);
    psi(image, p);
    subtractPoints<T>(multiple, multiple, image); // -R
    addPoints<T>(doubled, doubled, multiple);
    multiplyByX<T>(multiple, multiple); // x R
    addPoints<T>(out, doubled, multiple);
  } else {
    addPoints<T>(out, multiple, p);
  }
}
