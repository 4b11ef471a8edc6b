// The generators of the groups as projective points.
import { G1_X, G1_Y, G2_X, G2_Y } from "../constants";
import { copy, Fp2, one } from "../field/element";
import { X, Y, Z } from "./group/point";

/** out = the generator of the group over T. */
export function setGenerator<T>(out: usize): void {
  copy(out + X, sizeof<T>() == sizeof<Fp2>() ? G2_X : G1_X);
  copy(out + Y, sizeof<T>() == sizeof<Fp2>() ? G2_Y : G1_Y);
  one<T>(out + Z);
}
