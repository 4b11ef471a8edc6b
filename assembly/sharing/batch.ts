// The batches of curve/batch-affine.ts under the group's tag: Fp1 for G1, where two additions share the lanes of a
// pair, Fp2 for G2.
import { addJobs, batchAffineAdd, doubleJobs } from "../curve/batch-affine";
import { msm } from "../curve/msm";
import { Fp2, FpLanes } from "../field/element";
import { doubleAddJobs } from "./double-add";

/** Runs `count` additions; no operand may be infinity. Returns how many sums are infinity. */
export function runAdditions<T>(jobs: usize, count: i32): i32 {
  if (count == 0) return 0;
  if (sizeof<T>() == 4) return addJobs<Fp2>(jobs, count);
  else return addJobs<FpLanes>(jobs, count);
}

/** Runs `count` doublings; no operand may be infinity. */
export function runDoublings<T>(jobs: usize, count: i32): void {
  if (count == 0) return;
  if (sizeof<T>() == 4) doubleJobs<Fp2>(jobs, count);
  else doubleJobs<FpLanes>(jobs, count);
}

/** Runs `count` doublings with an addition each; no operand may be infinity. */
export function runDoubleAdditions<T>(jobs: usize, count: i32): void {
  if (count == 0) return;
  if (sizeof<T>() == 4) doubleAddJobs<Fp2>(jobs, count);
  else doubleAddJobs<FpLanes>(jobs, count);
}

/** out[i] = left[i] + right[i] for arrays of packed affine points, infinity included; out may be an operand. */
export function addArrays<T>(out: usize, left: usize, right: usize, count: i32): void {
  if (count == 0) return;
  if (sizeof<T>() == 4) batchAffineAdd<Fp2>(out, left, right, count);
  else batchAffineAdd<FpLanes>(out, left, right, count);
}

/** out (projective) = sum of scalars[i] points[i], scalars below 2^bits. */
export function msmOf<T>(out: usize, points: usize, scalars: usize, count: i32, bits: i32): void {
  if (sizeof<T>() == 4) msm<Fp2>(out, points, scalars, count, bits);
  else msm<FpLanes>(out, points, scalars, count, bits);
}
