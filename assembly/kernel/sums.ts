// Sums, differences and small multiples, lane by lane: reduced, and lazy ones.
import { countLinear } from "./count";
import * as portable from "./portable";
import * as relaxed from "./relaxed";

// linear, both lanes

/** z = x + y. */
// @ts-ignore: decorator
@inline
export function add(z: usize, x: usize, y: usize): void {
  if (isDefined(COUNT_OPERATIONS)) countLinear();
  if (ASC_FEATURE_RELAXED_SIMD) relaxed.add(z, x, y);
  else portable.add(z, x, y);
}

/** z = x - y. */
// @ts-ignore: decorator
@inline
export function sub(z: usize, x: usize, y: usize): void {
  if (isDefined(COUNT_OPERATIONS)) countLinear();
  if (ASC_FEATURE_RELAXED_SIMD) relaxed.sub(z, x, y);
  else portable.sub(z, x, y);
}

/** z = -x. */
// @ts-ignore: decorator
@inline
export function neg(z: usize, x: usize): void {
  if (isDefined(COUNT_OPERATIONS)) countLinear();
  if (ASC_FEATURE_RELAXED_SIMD) relaxed.neg(z, x);
  else portable.neg(z, x);
}

/** z = 2x. */
// @ts-ignore: decorator
@inline
export function dbl(z: usize, x: usize): void {
  if (isDefined(COUNT_OPERATIONS)) countLinear();
  if (ASC_FEATURE_RELAXED_SIMD) relaxed.dbl(z, x);
  else portable.dbl(z, x);
}

/** z = k x, |k| <= 12. */
// @ts-ignore: decorator
@inline
export function mulSmall(z: usize, x: usize, k: i32): void {
  if (isDefined(COUNT_OPERATIONS)) countLinear();
  if (ASC_FEATURE_RELAXED_SIMD) relaxed.mulSmall(z, x, k);
  else portable.mulSmall(z, x, k);
}

/** z = a - b - c. */
// @ts-ignore: decorator
@inline
export function subSub(z: usize, a: usize, b: usize, c: usize): void {
  if (isDefined(COUNT_OPERATIONS)) countLinear();
  if (ASC_FEATURE_RELAXED_SIMD) relaxed.subSub(z, a, b, c);
  else portable.subSub(z, a, b, c);
}

/** z = a + b + c. */
// @ts-ignore: decorator
@inline
export function addAdd(z: usize, a: usize, b: usize, c: usize): void {
  if (isDefined(COUNT_OPERATIONS)) countLinear();
  if (ASC_FEATURE_RELAXED_SIMD) relaxed.addAdd(z, a, b, c);
  else portable.addAdd(z, a, b, c);
}

/** z = 3t - 2x. */
// @ts-ignore: decorator
@inline
export function tripleMinusDouble(z: usize, t: usize, x: usize): void {
  if (isDefined(COUNT_OPERATIONS)) countLinear();
  if (ASC_FEATURE_RELAXED_SIMD) relaxed.tripleMinusDouble(z, t, x);
  else portable.tripleMinusDouble(z, t, x);
}

/** z = 3t + 2x. */
// @ts-ignore: decorator
@inline
export function triplePlusDouble(z: usize, t: usize, x: usize): void {
  if (isDefined(COUNT_OPERATIONS)) countLinear();
  if (ASC_FEATURE_RELAXED_SIMD) relaxed.triplePlusDouble(z, t, x);
  else portable.triplePlusDouble(z, t, x);
}

/** z = a + k b, |k| <= 12. */
// @ts-ignore: decorator
@inline
export function addMulSmall(z: usize, a: usize, b: usize, k: i32): void {
  if (isDefined(COUNT_OPERATIONS)) countLinear();
  if (ASC_FEATURE_RELAXED_SIMD) relaxed.addMulSmall(z, a, b, k);
  else portable.addMulSmall(z, a, b, k);
}

// linear, lane 0 (relaxed: both lanes)

/** z = x + y, lane 0. */
// @ts-ignore: decorator
@inline
export function fpAdd(z: usize, x: usize, y: usize): void {
  if (isDefined(COUNT_OPERATIONS)) countLinear();
  if (ASC_FEATURE_RELAXED_SIMD) relaxed.fpAdd(z, x, y);
  else portable.fpAdd(z, x, y);
}

/** z = x - y, lane 0. */
// @ts-ignore: decorator
@inline
export function fpSub(z: usize, x: usize, y: usize): void {
  if (isDefined(COUNT_OPERATIONS)) countLinear();
  if (ASC_FEATURE_RELAXED_SIMD) relaxed.fpSub(z, x, y);
  else portable.fpSub(z, x, y);
}

/** z = -x, lane 0. */
// @ts-ignore: decorator
@inline
export function fpNeg(z: usize, x: usize): void {
  if (isDefined(COUNT_OPERATIONS)) countLinear();
  if (ASC_FEATURE_RELAXED_SIMD) relaxed.fpNeg(z, x);
  else portable.fpNeg(z, x);
}

/** z = 2x, lane 0. */
// @ts-ignore: decorator
@inline
export function fpDbl(z: usize, x: usize): void {
  if (isDefined(COUNT_OPERATIONS)) countLinear();
  if (ASC_FEATURE_RELAXED_SIMD) relaxed.fpDbl(z, x);
  else portable.fpDbl(z, x);
}

/** z = k x, |k| <= 12, lane 0. */
// @ts-ignore: decorator
@inline
export function fpMulSmall(z: usize, x: usize, k: i32): void {
  if (isDefined(COUNT_OPERATIONS)) countLinear();
  if (ASC_FEATURE_RELAXED_SIMD) relaxed.fpMulSmall(z, x, k);
  else portable.fpMulSmall(z, x, k);
}

/** z = a - b - c, lane 0. */
// @ts-ignore: decorator
@inline
export function fpSubSub(z: usize, a: usize, b: usize, c: usize): void {
  if (isDefined(COUNT_OPERATIONS)) countLinear();
  if (ASC_FEATURE_RELAXED_SIMD) relaxed.fpSubSub(z, a, b, c);
  else portable.fpSubSub(z, a, b, c);
}

// lazy sums, limb by limb: about half the time of add and sub. The result is not reduced: it may only be one operand of
// lanesMul or fpMul (the other one reduced), or be copied.

/** z = x + y, not carried. */
// @ts-ignore: decorator
@inline
export function addLazy(z: usize, x: usize, y: usize): void {
  if (isDefined(COUNT_OPERATIONS)) countLinear();
  if (ASC_FEATURE_RELAXED_SIMD) relaxed.addLazy(z, x, y);
  else portable.addLazy(z, x, y);
}

/** z = x - y, not carried. */
// @ts-ignore: decorator
@inline
export function subLazy(z: usize, x: usize, y: usize): void {
  if (isDefined(COUNT_OPERATIONS)) countLinear();
  if (ASC_FEATURE_RELAXED_SIMD) relaxed.subLazy(z, x, y);
  else portable.subLazy(z, x, y);
}

/** z = x + y, lane 0, not carried. */
// @ts-ignore: decorator
@inline
export function fpAddLazy(z: usize, x: usize, y: usize): void {
  if (isDefined(COUNT_OPERATIONS)) countLinear();
  if (ASC_FEATURE_RELAXED_SIMD) relaxed.fpAddLazy(z, x, y);
  else portable.fpAddLazy(z, x, y);
}

/** z = x - y, lane 0, not carried. */
// @ts-ignore: decorator
@inline
export function fpSubLazy(z: usize, x: usize, y: usize): void {
  if (isDefined(COUNT_OPERATIONS)) countLinear();
  if (ASC_FEATURE_RELAXED_SIMD) relaxed.fpSubLazy(z, x, y);
  else portable.fpSubLazy(z, x, y);
}
