// Interpolation at zero in the exponent: from any t points P_i = f(x_i) B to f(0) B. With partial signatures for P_i this is the
// group signature, the same whichever t are taken.
import { FR, frToBytes } from "../field/fr";
import { allocate, mark, release } from "../memory";
import { OK } from "../status";
import { msmOf } from "./batch";
import { lagrangeSlots } from "./lagrange";

/**
 * out (projective) = sum of lambda_i P_i over `count` packed points of the subgroup at `ids` (32 bytes each).
 * Status BAD_LENGTH (no points), BAD_ID, DUPLICATE_ID. Variable time: points and ids are public.
 */
export function recoverPoint<T>(out: usize, ids: usize, vector: usize, count: i32): i32 {
  const start = mark();
  const lambdas = allocate(<usize>max(count, 0) * FR);
  const scalars = allocate((<usize>max(count, 0)) << 5);
  const status = lagrangeSlots(lambdas, ids, count);
  if (status == OK) {
    for (let i: usize = 0; i < <usize>count; i++) frToBytes(scalars + (i << 5), lambdas + i * FR);
    msmOf<T>(out, vector, scalars, count, 255);
  }
  release(start);
  return status;
}
