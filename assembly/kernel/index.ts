// The kernel: the only place that knows how a field element is represented. Everything above speaks of pairs.
//
// A pair is two elements of Fp in 128 bytes, 16-byte aligned: an Fp2 element c0 + c1 u (u^2 = -1), or two independent
// elements. A packed element is one of them alone in 64 bytes, 16-byte aligned. All values are in Montgomery form,
// signed and lazily reduced; every primitive takes and returns reduced elements, so code above needs no bookkeeping of
// bounds. The result comes first and may alias any operand. No primitive branches on, or addresses memory by, the value
// of an element.
//
// A build compiled with COUNT_OPERATIONS counts its operations here (count.ts); in all others the condition folds away.
//
// Two builds of one source: relaxed (FMA lanes, needs relaxed SIMD) and portable (13 limbs of 30 bits in i32).
import {
  countConversion,
  countFp2Mul,
  countFp2Sqr,
  countLanesMul,
  countLanesSqr,
  countLinear,
  countSingleMul,
  countSingleSqr,
} from "./count";
import * as portable from "./portable";
import * as relaxed from "./relaxed";

/** Bytes of a pair. */
export const PAIR: usize = 128;
/** Bytes of a packed element. */
export const PACKED: usize = 64;
/** The pair (1, 0): the one of Fp and of Fp2. */
export const ONE: usize = ASC_FEATURE_RELAXED_SIMD ? relaxed.ONE : portable.ONE;
/** The pair (1, 1). */
export const ONES: usize = ASC_FEATURE_RELAXED_SIMD ? relaxed.ONES : portable.ONES;

/**
 * Whether both lanes of a pair together cost what one does: independent products of one element then belong side by
 * side.
 */
export const PARALLEL_LANES: bool = ASC_FEATURE_RELAXED_SIMD;

// multiplicative

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

// Fp2-linear; xi = 1 + u

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

// data movement

/** z = (x1, x0). */
// @ts-ignore: decorator
@inline
export function swapLanes(z: usize, x: usize): void {
  if (ASC_FEATURE_RELAXED_SIMD) relaxed.swapLanes(z, x);
  else portable.swapLanes(z, x);
}

/** z = (x0, x0). */
// @ts-ignore: decorator
@inline
export function splatLane0(z: usize, x: usize): void {
  if (ASC_FEATURE_RELAXED_SIMD) relaxed.splatLane0(z, x);
  else portable.splatLane0(z, x);
}

/** z = (x1, x1). */
// @ts-ignore: decorator
@inline
export function splatLane1(z: usize, x: usize): void {
  if (ASC_FEATURE_RELAXED_SIMD) relaxed.splatLane1(z, x);
  else portable.splatLane1(z, x);
}

/** z = (x0, y0). */
// @ts-ignore: decorator
@inline
export function mergeLanes(z: usize, x: usize, y: usize): void {
  if (ASC_FEATURE_RELAXED_SIMD) relaxed.mergeLanes(z, x, y);
  else portable.mergeLanes(z, x, y);
}

/** z = (x1, ?): lane 1 of z is left unspecified but valid. */
// @ts-ignore: decorator
@inline
export function lane1ToLane0(z: usize, x: usize): void {
  if (ASC_FEATURE_RELAXED_SIMD) relaxed.lane1ToLane0(z, x);
  else portable.lane1ToLane0(z, x);
}

/** Stores lane 0 of x packed at packed0, lane 1 at packed1. */
// @ts-ignore: decorator
@inline
export function packLanes(packed0: usize, packed1: usize, x: usize): void {
  if (ASC_FEATURE_RELAXED_SIMD) relaxed.packLanes(packed0, packed1, x);
  else portable.packLanes(packed0, packed1, x);
}

/** z = the pair of two packed elements. */
// @ts-ignore: decorator
@inline
export function unpackLanes(z: usize, packed0: usize, packed1: usize): void {
  if (ASC_FEATURE_RELAXED_SIMD) relaxed.unpackLanes(z, packed0, packed1);
  else portable.unpackLanes(z, packed0, packed1);
}

/** Stores lane 0 of x packed. */
// @ts-ignore: decorator
@inline
export function packLane0(packed: usize, x: usize): void {
  if (ASC_FEATURE_RELAXED_SIMD) relaxed.packLane0(packed, x);
  else portable.packLane0(packed, x);
}

/** Both lanes of z = the packed element. */
// @ts-ignore: decorator
@inline
export function unpackSplat(z: usize, packed: usize): void {
  if (ASC_FEATURE_RELAXED_SIMD) relaxed.unpackSplat(z, packed);
  else portable.unpackSplat(z, packed);
}

/** z = x, 128 bytes. */
// @ts-ignore: decorator
@inline
export function copy(z: usize, x: usize): void {
  copyPacked(z, x);
  copyPacked(z + 64, x + 64);
}

/** z = x, 64 bytes. */
// @ts-ignore: decorator
@inline
export function copyPacked(z: usize, x: usize): void {
  const v0 = v128.load(x, 0),
    v1 = v128.load(x, 16),
    v2 = v128.load(x, 32),
    v3 = v128.load(x, 48);
  v128.store(z, v0, 0);
  v128.store(z, v1, 16);
  v128.store(z, v2, 32);
  v128.store(z, v3, 48);
}

/** z = (0, 0). */
// @ts-ignore: decorator
@inline
export function zero(z: usize): void {
  const none = i64x2.splat(0);
  for (let i: usize = 0; i < PAIR; i += 16) v128.store(z + i, none);
}

/** z = x if flag is 1, unchanged if it is 0; 128 bytes, constant-sequence. */
export function select(z: usize, x: usize, flag: i32): void {
  const mask = i32x4.splat(-flag);
  for (let i: usize = 0; i < PAIR; i += 16) v128.store(z + i, v128.bitselect(v128.load(x + i), v128.load(z + i), mask));
}

/** z = x if flag is 1, unchanged if it is 0; 64 bytes, constant-sequence. */
export function selectPacked(z: usize, x: usize, flag: i32): void {
  const mask = i32x4.splat(-flag);
  for (let i: usize = 0; i < PACKED; i += 16)
    v128.store(z + i, v128.bitselect(v128.load(x + i), v128.load(z + i), mask));
}

// canonical words: six little-endian u64, the integer itself, not in Montgomery form; constant-sequence

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
