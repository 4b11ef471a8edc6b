// The last step of a multi-scalar multiplication: Horner's rule at a power of two, in projective coordinates.
import { Fp1, Fp2 } from "../field/element";
import { pointBytes } from "./batch-affine";
import { addPacked, doublePoint } from "./group/law";
import { fromPacked, isPackedInfinity } from "./group/packed";
import { setInfinity } from "./group/point";

/**
 * out (projective) := sum of 2^(step i) terms[i] for packed affine terms, infinity included. (count - 1) step
 * doublings, count mixed additions.
 */
export function sumOfPowers<T>(out: usize, terms: usize, count: i32, step: i32): void {
  if (sizeof<T>() == sizeof<Fp2>()) chain<T, Fp2>(out, terms, count, step);
  else chain<T, Fp1>(out, terms, count, step);
}

function chain<T, G>(out: usize, terms: usize, count: i32, step: i32): void {
  let i = count - 1;
  while (i >= 0 && isPackedInfinity<T>(terms + <usize>i * pointBytes<T>())) i--;
  if (i < 0) {
    setInfinity<G>(out);
    return;
  }
  fromPacked<G>(out, terms + <usize>i * pointBytes<T>());
  while (--i >= 0) {
    for (let k = 0; k < step; k++) doublePoint<G>(out, out);
    addPacked<G>(out, out, terms + <usize>i * pointBytes<T>());
  }
}
