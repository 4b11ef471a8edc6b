// The relaxed build of the kernel: pairs in floating-point lanes, 8 limbs of 48 bits (relaxed.gen.ts), and what needs
// no proof: moving lanes about, canonical words, predicates. Limb j of both lanes lies at byte 16 j; a packed element
// is 8 f64 in a row.
import { P_DIGITS } from "../constants.gen";
import { INTEGER_ONES, R_SQUARED } from "./relaxed-constants.gen";
import { lanesMul, reduceDigits, sub } from "./relaxed.gen";

export { ONE, ONES } from "./relaxed-constants.gen";
export {
  add,
  addAdd,
  addLazy,
  addLazy as fpAddLazy,
  addMulSmall,
  addXi,
  conj,
  cyclotomicImaginary,
  cyclotomicImaginaryXi,
  cyclotomicReal,
  dbl,
  fp2Mul,
  fp2Sqr,
  karatsuba0,
  karatsuba1,
  karatsuba2,
  lanesMul,
  lanesSqr,
  lanesMul as fpMul,
  lanesSqr as fpSqr,
  add as fpAdd,
  sub as fpSub,
  neg as fpNeg,
  dbl as fpDbl,
  mulSmall as fpMulSmall,
  subSub as fpSubSub,
  mulByU,
  mulSmall,
  mulSmallXi,
  mulXi,
  neg,
  sub,
  subLazy,
  subLazy as fpSubLazy,
  subSub,
  subSubXi,
  subXi,
  tripleMinusDouble,
  triplePlusDouble,
} from "./relaxed.gen";

const LIMBS: usize = 8;
const PAIR: usize = 128;

const scratch: usize = memory.data(128, 16);

// ---- lanes ----

// @ts-ignore: decorator
@inline
function swapped(v: v128): v128 {
  return i8x16.shuffle(v, v, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7);
}
// @ts-ignore: decorator
@inline
function lowLanes(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23);
}
// @ts-ignore: decorator
@inline
function highLanes(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31);
}

export function swapLanes(z: usize, x: usize): void {
  for (let i: usize = 0; i < PAIR; i += 16) v128.store(z + i, swapped(v128.load(x + i)));
}
export function splatLane0(z: usize, x: usize): void {
  for (let i: usize = 0; i < PAIR; i += 16) v128.store(z + i, v128.load64_splat(x + i));
}
export function splatLane1(z: usize, x: usize): void {
  for (let i: usize = 0; i < PAIR; i += 16) v128.store(z + i, v128.load64_splat(x + i, 8));
}
export function lane1ToLane0(z: usize, x: usize): void {
  swapLanes(z, x);
}
export function mergeLanes(z: usize, x: usize, y: usize): void {
  for (let i: usize = 0; i < PAIR; i += 16) v128.store(z + i, lowLanes(v128.load(x + i), v128.load(y + i)));
}
export function packLanes(packed0: usize, packed1: usize, x: usize): void {
  for (let i: usize = 0; i < LIMBS / 2; i++) {
    const a = v128.load(x + 32 * i);
    const b = v128.load(x + 32 * i, 16);
    v128.store(packed0 + 16 * i, lowLanes(a, b));
    v128.store(packed1 + 16 * i, highLanes(a, b));
  }
}
export function unpackLanes(z: usize, packed0: usize, packed1: usize): void {
  for (let i: usize = 0; i < LIMBS / 2; i++) {
    const a = v128.load(packed0 + 16 * i);
    const b = v128.load(packed1 + 16 * i);
    v128.store(z + 32 * i, lowLanes(a, b));
    v128.store(z + 32 * i, highLanes(a, b), 16);
  }
}
export function packLane0(packed: usize, x: usize): void {
  for (let i: usize = 0; i < LIMBS / 2; i++) {
    v128.store(packed + 16 * i, lowLanes(v128.load(x + 32 * i), v128.load(x + 32 * i, 16)));
  }
}
export function unpackSplat(z: usize, packed: usize): void {
  for (let i: usize = 0; i < LIMBS; i++) v128.store(z + 16 * i, v128.load64_splat(packed + 8 * i));
}

// ---- canonical words ----

/**
 * Writes the residue in [0, p) of the signed integer in one lane's limbs (8 bytes past each other's 16), |value| < p.
 */
function digitsToWords(w: usize, limbs: usize): void {
  let carry: i64 = 0;
  for (let i: usize = 0; i < LIMBS; i++) carry = (carry + <i64>load<f64>(limbs + 16 * i)) >> 48;
  const addend = carry >> 63; // all ones where the value is negative
  carry = 0;
  // the digits bit by bit into words: 4 digits fill 3 words
  for (let half: usize = 0; half < 2; half++) {
    let word: u64 = 0;
    for (let i: usize = 0; i < 4; i++) {
      const j: usize = 4 * half + i;
      carry += <i64>load<f64>(limbs + 16 * j) + (addend & load<i64>(P_DIGITS + 8 * j));
      const digit: u64 = carry & 0xffffffffffff;
      carry >>= 48;
      const shift: u64 = 48 * i;
      if (i == 0) word = digit;
      else {
        store<u64>(w + 24 * half + 8 * (i - 1), word | (digit << (64 - 16 * i)));
        word = digit >> (16 * i);
      }
    }
  }
}

export function toWords(w0: usize, w1: usize, x: usize): void {
  lanesMul(scratch, x, INTEGER_ONES);
  digitsToWords(w0, scratch);
  digitsToWords(w1, scratch + 8);
}
export function fpToWords(w: usize, x: usize): void {
  lanesMul(scratch, x, INTEGER_ONES);
  digitsToWords(w, scratch);
}

/** Writes the 48-bit digits of six words into one lane of scratch. */
function wordsToDigits(limbs: usize, w: usize): void {
  for (let j: usize = 0; j < LIMBS; j++) {
    // 48 bits from byte 6 j: within the 48 bytes of w
    const digit: u64 = (<u64>load<u32>(w + 6 * j)) | ((<u64>load<u16>(w + 6 * j, 4)) << 32);
    store<f64>(limbs + 16 * j, <f64>digit);
  }
}

export function fromWords(z: usize, w0: usize, w1: usize): void {
  wordsToDigits(scratch, w0);
  wordsToDigits(scratch + 8, w1);
  lanesFromDigits(z);
}
export function fpFromWords(z: usize, w: usize): void {
  memory.fill(scratch, 0, PAIR);
  wordsToDigits(scratch, w);
  lanesFromDigits(z);
}

function lanesFromDigits(z: usize): void {
  reduceDigits(scratch, scratch);
  lanesMul(z, scratch, R_SQUARED);
}

// ---- predicates ----

// normalised limbs represent zero in one way only, and |value| < p; -0 equals 0
export function zeroLanes(x: usize): i32 {
  let equal = i64x2.splat(-1);
  const none = f64x2.splat(0);
  for (let i: usize = 0; i < PAIR; i += 16) equal = v128.and(equal, f64x2.eq(v128.load(x + i), none));
  return i64x2.bitmask(equal);
}
export function equalLanes(x: usize, y: usize): i32 {
  sub(scratch, x, y);
  return zeroLanes(scratch);
}
