// Products and squares of pairs: of one element, of two independent ones, of Fp2.
import { countFp2Mul, countFp2Sqr, countLanesMul, countLanesSqr, countSingleMul, countSingleSqr } from "./count";
import * as portable from "./portable";
import * as relaxed from "./relaxed";

/** z = x * y, lane 0 (relaxed: both lanes). */
// @ts-ignore: decorator
@inline
export function fpMul(z: usize, x: usize, y: usize): void {
  if (isDefined(COUNT_OPERATIONS)) countSingleMul();
  if (ASC_FEATURE_RELAXED_SIMD) relaxed.fpMul(z, x, y);
  else portable.fpMul(z, x, y);
}

/** z = x^2, lane 0 (relaxed: both lanes). */
// @ts-ignore: decorator
@inline
export function fpSqr(z: usize, x: usize): void {
  if (isDefined(COUNT_OPERATIONS)) countSingleSqr();
  if (ASC_FEATURE_RELAXED_SIMD) relaxed.fpSqr(z, x);
  else portable.fpSqr(z, x);
}

/** z = x * y in both lanes independently. */
// @ts-ignore: decorator
@inline
export function lanesMul(z: usize, x: usize, y: usize): void {
  if (isDefined(COUNT_OPERATIONS)) countLanesMul();
  if (ASC_FEATURE_RELAXED_SIMD) relaxed.lanesMul(z, x, y);
  else portable.lanesMul(z, x, y);
}

/** z = x^2 in both lanes independently. */
// @ts-ignore: decorator
@inline
export function lanesSqr(z: usize, x: usize): void {
  if (isDefined(COUNT_OPERATIONS)) countLanesSqr();
  if (ASC_FEATURE_RELAXED_SIMD) relaxed.lanesSqr(z, x);
  else portable.lanesSqr(z, x);
}

/** z = x * y in Fp2. */
// @ts-ignore: decorator
@inline
export function fp2Mul(z: usize, x: usize, y: usize): void {
  if (isDefined(COUNT_OPERATIONS)) countFp2Mul();
  if (ASC_FEATURE_RELAXED_SIMD) relaxed.fp2Mul(z, x, y);
  else portable.fp2Mul(z, x, y);
}

/** z = x^2 in Fp2. */
// @ts-ignore: decorator
@inline
export function fp2Sqr(z: usize, x: usize): void {
  if (isDefined(COUNT_OPERATIONS)) countFp2Sqr();
  if (ASC_FEATURE_RELAXED_SIMD) relaxed.fp2Sqr(z, x);
  else portable.fp2Sqr(z, x);
}
