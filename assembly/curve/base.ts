// Multiples of the generators for secret scalars: key generation and dealing.
//
// Fixed-base windows without doublings (Brickell, Gordon, McCurley, Wilson, EUROCRYPT 1992): a table holds the odd
// multiples 1, 3, ..., 63 of 64^i G for every window i, packed affine. The endomorphism cuts the scalar into 2 (G1) or
// 4 (G2) digit strings, and one table for short scalars serves them all: each string has its own accumulator, and the
// endomorphism is applied once to the sum. In G1 the two accumulators are the two lanes of a pair. Every digit is odd
// (Joye and Tunstall 2009), so that nothing is ever skipped, and is looked up by reading all 32 entries of its window:
// fixed sequence.
//
// Odd digits also make incomplete formulas exact: before window i the accumulator is an odd multiple of G below 64^i in
// absolute value, and the entry one of at least 64^i, so the two are never equal, opposite or infinite. That allows
// mixed additions in X, Y, ZZ = Z^2, ZZZ = Z^3 coordinates (x = X/ZZ, y = Y/ZZZ; Sutherland, in the Explicit-Formulas
// Database as madd-2008-s).
//
// The tables (88 KiB each) are built at first use.
import { G1_X, G1_Y, G2_X, G2_Y } from "../constants";
import { copy, Fp1, Fp2, FpLanes, mul, neg, one, select, sqr, sub, subSub } from "../field/element";
import { PACKED, PAIR, unpackLanes } from "../kernel/index";
import {
  BASE_CORRECTIONS_G1 as correctionsG1,
  BASE_CORRECTIONS_G2 as correctionsG2,
  BASE_TABLE_G1 as tableG1,
  BASE_TABLE_G2 as tableG2,
} from "../kept";
import { allocate, mark, release } from "../memory";
import { normalisePoints } from "./affine";
import { decomposeG1, decomposeG2 } from "./decompose";
import { nextPower } from "./endomorphism";
import { addPoints, doublePoint, subtractPoints } from "./group/law";
import { copyPoint, PROJECTIVE, setInfinity, splitPoints, X, Y, Z } from "./group/point";
import { selectLanes } from "./lanes";
import { isNegative, lookUpBlock, oddIndex } from "./lookup";
import { recodeOdd } from "./recode";

const WIDTH: usize = 6;
const ENTRIES: usize = 32;
/** Windows of a 128-bit string of G1 and of a 64-bit string of G2. */
const WINDOWS_G1: usize = 22;
const WINDOWS_G2: usize = 11;

let readyG1 = false;
let readyG2 = false;

const words: usize = memory.data(32, 16);
const DIGITS: usize = 32;
const digits: usize = memory.data(4 * 32, 16);
const sums: usize = memory.data(4 * 384, 16);
const accumulator: usize = memory.data(4 * 128, 16);
const ZZ: usize = 2 * PAIR;
const ZZZ: usize = 3 * PAIR;
const entry: usize = memory.data(2 * 128, 16);
const scratch: usize = memory.data(7 * 128, 16);
const x: usize = scratch;
const y: usize = scratch + PAIR;
const t0: usize = scratch + 2 * PAIR;
const t1: usize = scratch + 3 * PAIR;
const t2: usize = scratch + 4 * PAIR;
const t3: usize = scratch + 5 * PAIR;
const t4: usize = scratch + 6 * PAIR;

/** 32 odd multiples for each window: 5 doublings and 32 additions, then one inversion for all; and the corrections. */
function buildTable<T>(table: usize, windows: usize, corrections: usize, generatorX: usize, generatorY: usize): void {
  const position = mark();
  const points = allocate(windows * ENTRIES * PROJECTIVE);
  const step = allocate(PROJECTIVE);
  const twice = allocate(PROJECTIVE);
  copy(step + X, generatorX);
  copy(step + Y, generatorY);
  one<T>(step + Z);
  setInfinity<T>(corrections);
  const strings: usize = sizeof<T>() == sizeof<Fp2>() ? 4 : 2;
  copyPoint(twice, step);
  for (let i: usize = 0; i < strings; i++) {
    const half = corrections + (PROJECTIVE << i);
    for (let at: usize = 0; at < PROJECTIVE << i; at += PROJECTIVE) {
      subtractPoints<T>(half + at, corrections + at, twice);
    }
    nextPower<T>(twice, twice);
  }
  for (let i: usize = 0; i < windows; i++) {
    let p = points + i * ENTRIES * PROJECTIVE;
    copyPoint(p, step);
    doublePoint<T>(twice, step);
    for (let j: usize = 1; j < ENTRIES; j++, p += PROJECTIVE) addPoints<T>(p + PROJECTIVE, p, twice);
    for (let j: usize = 0; j < WIDTH; j++) doublePoint<T>(step, step);
  }
  normalisePoints<T>(table, points, <i32>(windows * ENTRIES), false);
  release(position);
}

/**
 * x, y = the entries of a window for one digit (G2) or two (G1, side by side), with their signs. Reads the whole window
 * each time.
 */
function lookUp<T>(window: usize, digit0: i32, digit1: i32): void {
  if (sizeof<T>() == sizeof<Fp2>()) {
    lookUpBlock(x, window, 2 * PAIR, <i32>ENTRIES, oddIndex(digit0));
    lookUpBlock(y, window + PAIR, 2 * PAIR, <i32>ENTRIES, oddIndex(digit0));
    neg<T>(t0, y);
    select(y, t0, isNegative(digit0));
  } else {
    lookUpBlock(entry, window, PAIR, <i32>ENTRIES, oddIndex(digit0));
    lookUpBlock(entry + PAIR, window, PAIR, <i32>ENTRIES, oddIndex(digit1));
    unpackLanes(x, entry, entry + PAIR);
    unpackLanes(y, entry + PACKED, entry + PAIR + PACKED);
    neg<T>(t0, y);
    selectLanes(y, t0, isNegative(digit0) | (isNegative(digit1) << 1));
  }
}

/** accumulator += (x, y). 8M, 2S, 7A. Not for equal or opposite points. */
function accumulate<T>(): void {
  mul<T>(t0, x, accumulator + ZZ);
  mul<T>(t1, y, accumulator + ZZZ);
  sub<T>(t0, t0, accumulator + X); // P
  sub<T>(t1, t1, accumulator + Y); // R
  sqr<T>(t2, t0); // PP
  mul<T>(t0, t0, t2); // PPP
  mul<T>(t3, accumulator + X, t2); // Q
  mul<T>(accumulator + ZZ, accumulator + ZZ, t2);
  mul<T>(accumulator + ZZZ, accumulator + ZZZ, t0);
  mul<T>(t4, accumulator + Y, t0);
  sqr<T>(t2, t1);
  sub<T>(t2, t2, t0);
  subSub<T>(accumulator + X, t2, t3, t3);
  sub<T>(t3, t3, accumulator + X);
  mul<T>(t1, t1, t3);
  sub<T>(accumulator + Y, t1, t4);
}

/** out (projective) = the sum of the entries that one digit string (G2) or two (G1, the lanes of out) choose. */
function sumOfDigits<T>(out: usize, table: usize, windows: usize, digits0: usize, digits1: usize): void {
  for (let i: usize = 0; i < windows; i++) {
    const window = table + i * ENTRIES * (sizeof<T>() == sizeof<Fp2>() ? 2 * PAIR : PAIR);
    lookUp<T>(window, load<i8>(digits0 + i), load<i8>(digits1 + i));
    if (i == 0) {
      copy(accumulator + X, x);
      copy(accumulator + Y, y);
      one<T>(accumulator + ZZ);
      one<T>(accumulator + ZZZ);
    } else accumulate<T>();
  }
  mul<T>(out + X, accumulator + X, accumulator + ZZZ);
  mul<T>(out + Y, accumulator + Y, accumulator + ZZ);
  mul<T>(out + Z, accumulator + ZZ, accumulator + ZZZ);
}

/** out = p plus the correction for the strings that were even and stood for one more. */
function correct<T>(out: usize, p: usize, corrections: usize, count: i32, even: i32): void {
  for (let at: usize = 0; at < PROJECTIVE; at += PAIR)
    lookUpBlock(sums + at, corrections + at, PROJECTIVE, count, even);
  addPoints<T>(out, p, sums);
}

/** k G1: 21 mixed additions of two lanes, 2 additions, 44 windows read. */
function multiplyBaseG1(out: usize, scalar: usize): void {
  if (!readyG1) {
    buildTable<Fp1>(tableG1, WINDOWS_G1, correctionsG1, G1_X, G1_Y);
    readyG1 = true;
  }
  decomposeG1(words, scalar);
  const even =
    recodeOdd(digits, WINDOWS_G1, words, 2, WIDTH) |
    (recodeOdd(digits + DIGITS, WINDOWS_G1, words + 16, 2, WIDTH) << 1);
  sumOfDigits<FpLanes>(sums, tableG1, WINDOWS_G1, digits, digits + DIGITS);
  splitPoints(sums + PROJECTIVE, sums, sums);
  nextPower<Fp1>(sums, sums);
  addPoints<Fp1>(sums + PROJECTIVE, sums + PROJECTIVE, sums);
  correct<Fp1>(out, sums + PROJECTIVE, correctionsG1, 4, even);
}

/** k G2: 40 mixed additions, 4 additions, 44 windows read. */
function multiplyBaseG2(out: usize, scalar: usize): void {
  if (!readyG2) {
    buildTable<Fp2>(tableG2, WINDOWS_G2, correctionsG2, G2_X, G2_Y);
    readyG2 = true;
  }
  decomposeG2(words, scalar);
  let even: i32 = 0;
  const total = sums + PROJECTIVE;
  // Horner's rule in the endomorphism
  for (let string: usize = 4; string-- > 0;) {
    even = (even << 1) | recodeOdd(digits, WINDOWS_G2, words + 8 * string, 1, WIDTH);
    if (string == 3) {
      sumOfDigits<Fp2>(total, tableG2, WINDOWS_G2, digits, digits);
    } else {
      sumOfDigits<Fp2>(sums, tableG2, WINDOWS_G2, digits, digits);
      nextPower<Fp2>(total, total);
      addPoints<Fp2>(total, total, sums);
    }
  }
  correct<Fp2>(out, total, correctionsG2, 16, even);
}

/** out = k G for a secret k (32 bytes, reduced mod r). Fixed sequence; builds the table at first use. */
export function multiplyBase<T>(out: usize, scalar: usize): void {
  if (sizeof<T>() == sizeof<Fp2>()) multiplyBaseG2(out, scalar);
  else multiplyBaseG1(out, scalar);
}

/** Writes k_i G for `count` secret scalars as packed points; one inversion for all. Fixed sequence. */
export function multiplyBaseVector<T>(vector: usize, scalars: usize, count: i32): void {
  if (count <= 0) return;
  const position = mark();
  const points = allocate(<usize>count * PROJECTIVE);
  for (let i: usize = 0; i < <usize>count; i++) multiplyBase<T>(points + i * PROJECTIVE, scalars + 32 * i);
  normalisePoints<T>(vector, points, count, true);
  release(position);
}
