// Multi-scalar multiplication and sums of vectors. Vectors are arrays of packed affine points, results projective
// points. Variable time: for public points and scalars only.
import { vectorSum } from "../curve/batch-affine-sum";
import { msm } from "../curve/msm";
import { Fp2, FpLanes } from "../field/element";

/**
 * out := sum of scalars[i] vector[i] for points of order r or infinity. Scalars are 32 bytes big-endian, taken mod r;
 * when all are below 2^bits the cost falls in proportion (64, 128, else 255).
 */
export function g1Msm(out: usize, vector: usize, scalars: usize, count: i32, bits: i32): void {
  msm<FpLanes>(out, vector, scalars, count, bits);
}
/** The same in G2. */
export function g2Msm(out: usize, vector: usize, scalars: usize, count: i32, bits: i32): void {
  msm<Fp2>(out, vector, scalars, count, bits);
}

/** out := the sum of all points, any points on the curve. */
export function g1VectorSum(out: usize, vector: usize, count: i32): void {
  vectorSum<FpLanes>(out, vector, count);
}
/** The same in G2. */
export function g2VectorSum(out: usize, vector: usize, count: i32): void {
  vectorSum<Fp2>(out, vector, count);
}
