// The isogenies that carry the simplified SWU map from E1' and E2' to the curves of the groups (Wahby and Boneh, "Fast
// and simple constant-time hashing to the BLS12-381 elliptic curve", CHES 2019; RFC 9380, appendices E.2 and E.3).
//
// An isogeny with kernel polynomial h is X = N/h^2, Y = y M/h^3; as a projective point (N h : y M : h^3), with no
// inversion. The points of the kernel, where h = 0, go to (0 : y M : 0), infinity, as RFC 9380 section 6.6.3 asks.
import { mul, add, sqr, Fp2 } from "../field/element";
import { copy, PAIR } from "../kernel/index";
import {
  ISOGENY_G1_H_0,
  ISOGENY_G1_X_0,
  ISOGENY_G1_Y_0,
  ISOGENY_G2_H_0,
  ISOGENY_G2_X_0,
  ISOGENY_G2_Y_0,
} from "../constants";
import { X, Y, Z } from "../curve/group/point";

const h: usize = memory.data(128, 16);
const numerator: usize = memory.data(128, 16);

/**
 * z = the polynomial with the coefficients table[0] ... table[degree] at x, by Horner's rule. `degree` M. z is not x.
 */
function evaluate<T>(z: usize, x: usize, table: usize, degree: usize): void {
  copy(z, table + degree * PAIR);
  for (let i = degree; i-- > 0;) {
    mul<T>(z, z, x);
    add<T>(z, z, table + i * PAIR);
  }
}

/**
 * out (projective) = the image of the affine point x, y. 31 + 5 products of FpLanes, or 7 + 5 of Fp2. Fixed sequence.
 */
export function isogeny<T>(out: usize, x: usize, y: usize): void {
  if (sizeof<T>() == sizeof<Fp2>()) {
    evaluate<T>(h, x, ISOGENY_G2_H_0, 1);
    evaluate<T>(numerator, x, ISOGENY_G2_Y_0, 3);
    mul<T>(numerator, numerator, y);
    evaluate<T>(out + Z, x, ISOGENY_G2_X_0, 3);
  } else {
    evaluate<T>(h, x, ISOGENY_G1_H_0, 5);
    evaluate<T>(numerator, x, ISOGENY_G1_Y_0, 15);
    mul<T>(numerator, numerator, y);
    evaluate<T>(out + Z, x, ISOGENY_G1_X_0, 11);
  }
  copy(out + Y, numerator);
  mul<T>(out + X, out + Z, h);
  sqr<T>(out + Z, h);
  mul<T>(out + Z, out + Z, h);
}
