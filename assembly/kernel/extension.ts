// What is linear over Fp2: the conjugate, products with u and xi = 1 + u, and the sums of the tower that contain one.
import { countLinear } from "./count";
import * as portable from "./portable";
import * as relaxed from "./relaxed";

/** z = xi x. */
// @ts-ignore: decorator
@inline
export function mulXi(z: usize, x: usize): void {
  if (isDefined(COUNT_OPERATIONS)) countLinear();
  if (ASC_FEATURE_RELAXED_SIMD) relaxed.mulXi(z, x);
  else portable.mulXi(z, x);
}

/** z = c0 - c1 u. */
// @ts-ignore: decorator
@inline
export function conj(z: usize, x: usize): void {
  if (isDefined(COUNT_OPERATIONS)) countLinear();
  if (ASC_FEATURE_RELAXED_SIMD) relaxed.conj(z, x);
  else portable.conj(z, x);
}

/** z = u x = -c1 + c0 u. */
// @ts-ignore: decorator
@inline
export function mulByU(z: usize, x: usize): void {
  if (isDefined(COUNT_OPERATIONS)) countLinear();
  if (ASC_FEATURE_RELAXED_SIMD) relaxed.mulByU(z, x);
  else portable.mulByU(z, x);
}

/** z = a + xi b. */
// @ts-ignore: decorator
@inline
export function addXi(z: usize, a: usize, b: usize): void {
  if (isDefined(COUNT_OPERATIONS)) countLinear();
  if (ASC_FEATURE_RELAXED_SIMD) relaxed.addXi(z, a, b);
  else portable.addXi(z, a, b);
}

/** z = a - xi b. */
// @ts-ignore: decorator
@inline
export function subXi(z: usize, a: usize, b: usize): void {
  if (isDefined(COUNT_OPERATIONS)) countLinear();
  if (ASC_FEATURE_RELAXED_SIMD) relaxed.subXi(z, a, b);
  else portable.subXi(z, a, b);
}

/** z = a + xi (b - c - d). */
// @ts-ignore: decorator
@inline
export function karatsuba0(z: usize, a: usize, b: usize, c: usize, d: usize): void {
  if (isDefined(COUNT_OPERATIONS)) countLinear();
  if (ASC_FEATURE_RELAXED_SIMD) relaxed.karatsuba0(z, a, b, c, d);
  else portable.karatsuba0(z, a, b, c, d);
}

/** z = b - c - d + xi a. */
// @ts-ignore: decorator
@inline
export function karatsuba1(z: usize, b: usize, c: usize, d: usize, a: usize): void {
  if (isDefined(COUNT_OPERATIONS)) countLinear();
  if (ASC_FEATURE_RELAXED_SIMD) relaxed.karatsuba1(z, b, c, d, a);
  else portable.karatsuba1(z, b, c, d, a);
}

/** z = b - c - d + a. */
// @ts-ignore: decorator
@inline
export function karatsuba2(z: usize, b: usize, c: usize, d: usize, a: usize): void {
  if (isDefined(COUNT_OPERATIONS)) countLinear();
  if (ASC_FEATURE_RELAXED_SIMD) relaxed.karatsuba2(z, b, c, d, a);
  else portable.karatsuba2(z, b, c, d, a);
}

/** z = k xi x, |k| <= 12. */
// @ts-ignore: decorator
@inline
export function mulSmallXi(z: usize, x: usize, k: i32): void {
  if (isDefined(COUNT_OPERATIONS)) countLinear();
  if (ASC_FEATURE_RELAXED_SIMD) relaxed.mulSmallXi(z, x, k);
  else portable.mulSmallXi(z, x, k);
}

/** z = a - b - xi c. */
// @ts-ignore: decorator
@inline
export function subSubXi(z: usize, a: usize, b: usize, c: usize): void {
  if (isDefined(COUNT_OPERATIONS)) countLinear();
  if (ASC_FEATURE_RELAXED_SIMD) relaxed.subSubXi(z, a, b, c);
  else portable.subSubXi(z, a, b, c);
}

/** z = 3 (n - m - xi m) - 2x, the real part of a Granger-Scott squaring. */
// @ts-ignore: decorator
@inline
export function cyclotomicReal(z: usize, n: usize, m: usize, x: usize): void {
  if (isDefined(COUNT_OPERATIONS)) countLinear();
  if (ASC_FEATURE_RELAXED_SIMD) relaxed.cyclotomicReal(z, n, m, x);
  else portable.cyclotomicReal(z, n, m, x);
}

/** z = 6m + 2x. */
// @ts-ignore: decorator
@inline
export function cyclotomicImaginary(z: usize, m: usize, x: usize): void {
  if (isDefined(COUNT_OPERATIONS)) countLinear();
  if (ASC_FEATURE_RELAXED_SIMD) relaxed.cyclotomicImaginary(z, m, x);
  else portable.cyclotomicImaginary(z, m, x);
}

/** z = 6 xi m + 2x. */
// @ts-ignore: decorator
@inline
export function cyclotomicImaginaryXi(z: usize, m: usize, x: usize): void {
  if (isDefined(COUNT_OPERATIONS)) countLinear();
  if (ASC_FEATURE_RELAXED_SIMD) relaxed.cyclotomicImaginaryXi(z, m, x);
  else portable.cyclotomicImaginaryXi(z, m, x);
}
