// Membership in the subgroups of order r and clearing of cofactors, by the endomorphisms.
//
// Scott, "A note on group membership tests for G1, G2 and GT on BLS pairing-friendly curves" (ePrint 2021/1130). Why
// they are exact:
//   G1: -phi(P) = x^2 P. With phi^2 + phi + 1 = 0 that gives (x^4 - x^2 + 1) P = r P = 0.
//   G2: psi(P) = x P. With psi^2 - (x + 1) psi + p = 0 that gives (p - x) P = ((x - 1)^2/3) r P = 0, and (x - 1)^2/3 is
//   prime to the
//       cofactor of the twist, so r P = 0.
// The chain for |x| = 2^63 + 2^62 + 2^60 + 2^57 + 2^48 + 2^16 is a fixed sequence: 63 doublings and 5 additions.
import { X_ABS } from "../constants";
import { Fp2 } from "../field/element";
import { minusPhi, minusPsi, psi, psi2 } from "./endomorphism";
import { addPoints, doublePoint, equalPoints, subtractPoints } from "./group/law";
import { copyPoint, negatePoint } from "./group/point";
import { doubleRepeatedly } from "./jacobian";

const base: usize = memory.data(3 * 128, 16);
const multiple: usize = memory.data(3 * 128, 16);
const image: usize = memory.data(3 * 128, 16);
const doubled: usize = memory.data(3 * 128, 16);

/** out = |x| p. 63 doublings, 57 of them in the runs between the lower bits (jacobian.ts), and 5 additions. */
export function multiplyByX<T>(out: usize, p: usize): void {
  copyPoint(base, p);
  copyPoint(out, p);
  let run = 0;
  for (let bit = 62; bit >= 0; bit--) {
    run++;
    if (((X_ABS >> bit) & 1) == 0) continue;
    doubleRepeatedly<T>(out, out, run);
    addPoints<T>(out, out, base);
    run = 0;
  }
  doubleRepeatedly<T>(out, out, run);
}

/**
 * Whether a point of the curve has order r or is infinity; for FpLanes the mask of the lanes where it does.
 * G1: 126 doublings, 10 additions; G2: half of that.
 */
export function isInSubgroup<T>(p: usize): i32 {
  multiplyByX<T>(multiple, p);
  if (sizeof<T>() == sizeof<Fp2>()) {
    minusPsi(image, p);
  } else {
    multiplyByX<T>(multiple, multiple);
    minusPhi<T>(image, p);
  }
  return equalPoints<T>(multiple, image);
}

/**
 * out = h_eff p (RFC 9380, sections 8.8.1 and 8.8.2). G1: 1 - x = 1 + |x| (Wahby and Boneh, CHES 2019), 63 doublings, 6
 * additions. G2: (x^2 - x - 1) P + (x - 1) psi(P) + psi^2(2P) (Budroni and Pintore, 2017; RFC 9380, appendix G.3), 127
 * doublings, 16 additions. Fixed sequence.
 */
export function clearCofactor<T>(out: usize, p: usize): void {
  if (sizeof<T>() == sizeof<Fp2>()) {
    multiplyByX<T>(multiple, p);
    negatePoint<T>(multiple, multiple); // x P
    psi(image, p);
    doublePoint<T>(doubled, p);
    psi2(doubled, doubled);
    subtractPoints<T>(doubled, doubled, image);
    addPoints<T>(image, multiple, image);
    subtractPoints<T>(doubled, doubled, multiple);
    subtractPoints<T>(doubled, doubled, p);
    multiplyByX<T>(multiple, image);
    subtractPoints<T>(out, doubled, multiple); // - |x| = + x
  } else {
    multiplyByX<T>(multiple, p);
    addPoints<T>(out, multiple, p);
  }
}
