// The integers behind the elements: canonical words (six little-endian u64, the integer itself, not in Montgomery
// form; constant-sequence) and exact predicates.
import { countConversion } from "./count";
import * as portable from "./portable";
import * as relaxed from "./relaxed";

/** Writes the canonical integers in [0, p) of lane 0 and lane 1. */
// @ts-ignore: decorator
@inline
export function toWords(w0: usize, w1: usize, x: usize): void {
  if (isDefined(COUNT_OPERATIONS)) countConversion();
  if (ASC_FEATURE_RELAXED_SIMD) relaxed.toWords(w0, w1, x);
  else portable.toWords(w0, w1, x);
}

/** Writes the canonical integer in [0, p) of lane 0. */
// @ts-ignore: decorator
@inline
export function fpToWords(w: usize, x: usize): void {
  if (isDefined(COUNT_OPERATIONS)) countConversion();
  if (ASC_FEATURE_RELAXED_SIMD) relaxed.fpToWords(w, x);
  else portable.fpToWords(w, x);
}

/** z = (w0 mod p, w1 mod p) for any integers below 2^384. */
// @ts-ignore: decorator
@inline
export function fromWords(z: usize, w0: usize, w1: usize): void {
  if (isDefined(COUNT_OPERATIONS)) countConversion();
  if (ASC_FEATURE_RELAXED_SIMD) relaxed.fromWords(z, w0, w1);
  else portable.fromWords(z, w0, w1);
}

/** z = (w mod p, 0) for any integer below 2^384. */
// @ts-ignore: decorator
@inline
export function fpFromWords(z: usize, w: usize): void {
  if (isDefined(COUNT_OPERATIONS)) countConversion();
  if (ASC_FEATURE_RELAXED_SIMD) relaxed.fpFromWords(z, w);
  else portable.fpFromWords(z, w);
}

// predicates, exact; bit 0 speaks of lane 0, bit 1 of lane 1

/** Which lanes are zero mod p. */
// @ts-ignore: decorator
@inline
export function zeroLanes(x: usize): i32 {
  if (ASC_FEATURE_RELAXED_SIMD) return relaxed.zeroLanes(x);
  else return portable.zeroLanes(x);
}

/** Which lanes of x and y are equal mod p. */
// @ts-ignore: decorator
@inline
export function equalLanes(x: usize, y: usize): i32 {
  if (ASC_FEATURE_RELAXED_SIMD) return relaxed.equalLanes(x, y);
  else return portable.equalLanes(x, y);
}
