// The portable build of the kernel: 13 limbs of 30 bits (portable.gen.ts), and what needs no proof: both lanes one
// after the other, moving lanes about, canonical words, predicates. Lane 0 lies at +0, lane 1 at +64.
import { INTEGER_ONE, MODULUS, R_SQUARED } from "./portable-constants.gen";
import {
  COLUMNS,
  PRODUCT,
  SUM,
  fpAdd,
  fpAddLazy,
  fpMul,
  fpMulLess,
  fpNeg,
  fpSqr,
  fpSubLazy,
  productColumns,
  sub,
} from "./portable.gen";
import { limbsToWords, wordsToLimbs } from "./words";

export { ONE, ONES } from "./portable-constants.gen";
export {
  add,
  addAdd,
  addMulSmall,
  addXi,
  cyclotomicImaginary,
  cyclotomicImaginaryXi,
  cyclotomicReal,
  dbl,
  fpAdd,
  fpAddLazy,
  fpDbl,
  fpMul,
  fpMulSmall,
  fpNeg,
  fpSqr,
  fpSub,
  fpSubLazy,
  fpSubSub,
  karatsuba0,
  karatsuba1,
  karatsuba2,
  mulSmall,
  mulSmallXi,
  mulXi,
  sub,
  subSub,
  subSubXi,
  subXi,
  tripleMinusDouble,
  triplePlusDouble,
} from "./portable.gen";

const LIMBS: u32 = 13;
const WORDS: u32 = 6;
const LANE: usize = 64;
const scratch: usize = memory.data(128, 16);
const doubled: usize = memory.data(64, 16);

export function lanesMul(z: usize, x: usize, y: usize): void {
  fpMul(z, x, y);
  fpMul(z + LANE, x + LANE, y + LANE);
}
export function lanesSqr(z: usize, x: usize): void {
  fpSqr(z, x);
  fpSqr(z + LANE, x + LANE);
}
/** z = x y in Fp2: x0 y0 - x1 y1, and (x0 + x1)(y0 + y1) - (x0 y0 + x1 y1), put together as columns. */
export function fp2Mul(z: usize, x: usize, y: usize): void {
  fpAddLazy(scratch, x, x + LANE);
  fpAddLazy(scratch + LANE, y, y + LANE);
  productColumns(x + LANE, y + LANE);
  fpMulLess(z, x, y, COLUMNS + PRODUCT);
  fpMulLess(z + LANE, scratch, scratch + LANE, COLUMNS + SUM);
}
/** z = x^2 in Fp2: (x0 + x1)(x0 - x1) and 2 x0 x1. One factor of each product is not carried. */
export function fp2Sqr(z: usize, x: usize): void {
  fpAdd(scratch, x, x + LANE);
  fpSubLazy(scratch + LANE, x, x + LANE);
  fpAddLazy(doubled, x, x);
  fpMul(z + LANE, doubled, x + LANE);
  fpMul(z, scratch, scratch + LANE);
}
export function neg(z: usize, x: usize): void {
  fpNeg(z, x);
  fpNeg(z + LANE, x + LANE);
}
export function addLazy(z: usize, x: usize, y: usize): void {
  fpAddLazy(z, x, y);
  fpAddLazy(z + LANE, x + LANE, y + LANE);
}
export function subLazy(z: usize, x: usize, y: usize): void {
  fpSubLazy(z, x, y);
  fpSubLazy(z + LANE, x + LANE, y + LANE);
}
export function conj(z: usize, x: usize): void {
  copyLane(z, x);
  fpNeg(z + LANE, x + LANE);
}
export function mulByU(z: usize, x: usize): void {
  swapLanes(z, x);
  fpNeg(z, z);
}

// ---- lanes ----

// @ts-ignore: decorator
@inline
function copyLane(z: usize, x: usize): void {
  const v0 = v128.load(x, 0),
    v1 = v128.load(x, 16),
    v2 = v128.load(x, 32),
    v3 = v128.load(x, 48);
  v128.store(z, v0, 0);
  v128.store(z, v1, 16);
  v128.store(z, v2, 32);
  v128.store(z, v3, 48);
}
export function swapLanes(z: usize, x: usize): void {
  unpackLanes(z, x + LANE, x);
}
export function splatLane0(z: usize, x: usize): void {
  unpackSplat(z, x);
}
export function splatLane1(z: usize, x: usize): void {
  unpackSplat(z, x + LANE);
}
export function lane1ToLane0(z: usize, x: usize): void {
  copyLane(z, x + LANE);
}
export function mergeLanes(z: usize, x: usize, y: usize): void {
  unpackLanes(z, x, y);
}
export function packLanes(packed0: usize, packed1: usize, x: usize): void {
  copyLane(packed0, x);
  copyLane(packed1, x + LANE);
}
export function unpackLanes(z: usize, packed0: usize, packed1: usize): void {
  // everything is read before anything is written: z may lie over either
  const u0 = v128.load(packed0, 0),
    u1 = v128.load(packed0, 16),
    u2 = v128.load(packed0, 32),
    u3 = v128.load(packed0, 48);
  copyLane(z + LANE, packed1);
  v128.store(z, u0, 0);
  v128.store(z, u1, 16);
  v128.store(z, u2, 32);
  v128.store(z, u3, 48);
}
export function packLane0(packed: usize, x: usize): void {
  copyLane(packed, x);
}
export function unpackSplat(z: usize, packed: usize): void {
  copyLane(z, packed);
  copyLane(z + LANE, packed);
}

// ---- canonical words ----

export function fpToWords(w: usize, x: usize): void {
  fpMul(scratch, x, INTEGER_ONE);
  limbsToWords(w, WORDS, scratch, MODULUS, LIMBS);
}
export function toWords(w0: usize, w1: usize, x: usize): void {
  fpMul(scratch, x, INTEGER_ONE);
  fpMul(scratch + LANE, x + LANE, INTEGER_ONE);
  limbsToWords(w0, WORDS, scratch, MODULUS, LIMBS);
  limbsToWords(w1, WORDS, scratch + LANE, MODULUS, LIMBS);
}
export function fromWords(z: usize, w0: usize, w1: usize): void {
  wordsToLimbs(scratch, LIMBS, w0, WORDS);
  wordsToLimbs(scratch + LANE, LIMBS, w1, WORDS);
  fpMul(z, scratch, R_SQUARED);
  fpMul(z + LANE, scratch + LANE, R_SQUARED);
}
export function fpFromWords(z: usize, w: usize): void {
  wordsToLimbs(scratch, LIMBS, w, WORDS);
  fpMul(z, scratch, R_SQUARED);
  memory.fill(z + LANE, 0, LANE);
}

// ---- predicates ----

// normalised limbs represent zero in one way only, and |value| < p
function isZeroLane(x: usize): i32 {
  const any = v128.or(v128.or(v128.load(x, 0), v128.load(x, 16)), v128.or(v128.load(x, 32), v128.load32_zero(x, 48)));
  return i32(!v128.any_true(any));
}
export function zeroLanes(x: usize): i32 {
  return isZeroLane(x) | (isZeroLane(x + LANE) << 1);
}
export function equalLanes(x: usize, y: usize): i32 {
  sub(scratch, x, y);
  return zeroLanes(scratch);
}
