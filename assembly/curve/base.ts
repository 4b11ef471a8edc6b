// Multiples of the generators for secret scalars: key generation and dealing.
//
// Fixed-base windows without doublings (Brickell, Gordon, McCurley, Wilson, EUROCRYPT 1992): a table holds the odd multiples
// 1, 3, ..., 31 of 32^i G for every window i, packed affine. The endomorphism cuts the scalar into 2 (G1) or 4 (G2) digit strings,
// and one table for short scalars serves them all: each string has its own accumulator, and the endomorphism is applied once to the
// sum. In G1 the two accumulators are the two lanes of a pair. Every digit is odd (Joye and Tunstall 2009), so that nothing is ever
// skipped, and is looked up by reading all 16 entries of its window: fixed sequence.
//
// The tables (52 KB each) are built at first use.
import { G1_X, G1_Y, G2_X, G2_Y } from "../constants";
import { Fp1, Fp2, FpLanes, neg, one } from "../field/element";
import {
  copy,
  copyPacked,
  mergeLanes,
  neg as pairNeg,
  PACKED,
  PAIR,
  select,
  selectPacked,
  unpackLanes,
} from "../kernel/index";
import { allocate, mark, release, wipe } from "../memory";
import { normalisePoints } from "./affine";
import { decomposeG1, decomposeG2 } from "./decompose";
import { minusPhi, minusPsi } from "./endomorphism";
import {
  addMixed,
  addPoints,
  copyPoint,
  doublePoint,
  PROJECTIVE,
  selectPoint,
  splitPoints,
  wipeGroupScratch,
  X,
  Y,
  Z,
} from "./group";
import { selectLanes } from "./lanes";
import { recodeOdd } from "./recode";

const WIDTH: usize = 5;
const ENTRIES: usize = 16;
/** Windows of a 128-bit string of G1 and of a 64-bit string of G2. */
const WINDOWS_G1: usize = 26;
const WINDOWS_G2: usize = 13;

const tableG1: usize = memory.data(26 * 16 * 128, 16);
const tableG2: usize = memory.data(13 * 16 * 256, 16);
let readyG1 = false;
let readyG2 = false;

const words: usize = memory.data(32, 16);
const DIGITS: usize = 32;
const digits: usize = memory.data(4 * 32, 16);
const sums: usize = memory.data(4 * 384, 16);
const trial: usize = memory.data(384, 16);
const x: usize = memory.data(128, 16);
const y: usize = memory.data(128, 16);
const entry0: usize = memory.data(128, 16);
const entry1: usize = memory.data(128, 16);
const spare: usize = memory.data(128, 16);

function buildTable<T>(table: usize, windows: usize, generatorX: usize, generatorY: usize): void {
  const position = mark();
  const points = allocate(windows * ENTRIES * PROJECTIVE);
  const step = allocate(PROJECTIVE);
  const twice = allocate(PROJECTIVE);
  copy(step + X, generatorX);
  copy(step + Y, generatorY);
  one<T>(step + Z);
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

/** The index of the entry for an odd digit's absolute value. */
// @ts-ignore: decorator
@inline
function indexOf(digit: i32): usize {
  const negative = digit >> 31;
  return <usize>(((digit ^ negative) - negative) >> 1);
}

/** entry (x, y packed) = the odd multiple of the window; reads the whole window. */
function lookUpG1(entry: usize, window: usize, digit: i32): void {
  const index = indexOf(digit);
  copyPacked(entry, window);
  copyPacked(entry + PACKED, window + PACKED);
  for (let i: usize = 1; i < ENTRIES; i++) {
    const flag = i32(i == index);
    selectPacked(entry, window + i * PAIR, flag);
    selectPacked(entry + PACKED, window + i * PAIR + PACKED, flag);
  }
}

/** sums (two lanes) += the chosen entries of a window, both strings. 11 pair products, 32 entries read. */
function stepG1(window: usize, digit0: i32, digit1: i32, start: bool): void {
  lookUpG1(entry0, window, digit0);
  lookUpG1(entry1, window, digit1);
  unpackLanes(x, entry0, entry1);
  unpackLanes(y, entry0 + PACKED, entry1 + PACKED);
  neg<FpLanes>(spare, y);
  selectLanes(y, spare, ((digit0 >> 31) & 1) | ((digit1 >> 31) & 2));
  if (start) {
    copy(sums + X, x);
    copy(sums + Y, y);
    one<FpLanes>(sums + Z);
  } else addMixed<FpLanes>(sums, sums, x, y);
}

/** out = k G for a secret k (reduced mod r) and the generator of G1. 28 mixed additions of two lanes, one addition. Fixed sequence. */
function multiplyBaseG1(out: usize, scalar: usize): void {
  if (!readyG1) {
    buildTable<Fp1>(tableG1, WINDOWS_G1, G1_X, G1_Y);
    readyG1 = true;
  }
  decomposeG1(words, scalar);
  const even =
    recodeOdd(digits, WINDOWS_G1, words, 2, WIDTH) |
    (recodeOdd(digits + DIGITS, WINDOWS_G1, words + 16, 2, WIDTH) << 1);
  for (let i: usize = 0; i < WINDOWS_G1; i++) {
    stepG1(tableG1 + i * ENTRIES * PAIR, load<i8>(digits + i), load<i8>(digits + DIGITS + i), i == 0);
  }
  // the strings of even numbers stood for one more
  mergeLanes(x, G1_X, G1_X);
  mergeLanes(y, G1_Y, G1_Y);
  pairNeg(y, y);
  addMixed<FpLanes>(trial, sums, x, y);
  selectLanes(sums + X, trial + X, even);
  selectLanes(sums + Y, trial + Y, even);
  selectLanes(sums + Z, trial + Z, even);
  splitPoints(sums, trial, sums);
  minusPhi<Fp1>(trial, trial);
  addPoints<Fp1>(out, sums, trial);
}

/** The same in G2: 52 + 4 mixed additions, 3 additions. */
function multiplyBaseG2(out: usize, scalar: usize): void {
  if (!readyG2) {
    buildTable<Fp2>(tableG2, WINDOWS_G2, G2_X, G2_Y);
    readyG2 = true;
  }
  decomposeG2(words, scalar);
  for (let string: usize = 4; string-- > 0;) {
    const sum = sums + string * PROJECTIVE;
    const even = recodeOdd(digits, WINDOWS_G2, words + 8 * string, 1, WIDTH);
    for (let i: usize = 0; i < WINDOWS_G2; i++) {
      const window = tableG2 + i * ENTRIES * 2 * PAIR,
        digit = <i32>load<i8>(digits + i),
        index = indexOf(digit);
      copy(x, window);
      copy(y, window + PAIR);
      for (let j: usize = 1; j < ENTRIES; j++) {
        const flag = i32(j == index);
        select(x, window + j * 2 * PAIR, flag);
        select(y, window + j * 2 * PAIR + PAIR, flag);
      }
      neg<Fp2>(entry0, y);
      select(y, entry0, (digit >> 31) & 1);
      if (i == 0) {
        copy(sum + X, x);
        copy(sum + Y, y);
        one<Fp2>(sum + Z);
      } else addMixed<Fp2>(sum, sum, x, y);
    }
    pairNeg(spare, G2_Y);
    addMixed<Fp2>(trial, sum, G2_X, spare);
    selectPoint(sum, trial, even);
    // Horner's rule in the endomorphism
    if (string < 3) {
      minusPsi(trial, sum + PROJECTIVE);
      addPoints<Fp2>(sum, sum, trial);
    }
  }
  copyPoint(out, sums);
}

/** out = k G for a secret k (32 bytes, reduced mod r). Fixed sequence; builds the table at first use. */
export function multiplyBase<T>(out: usize, scalar: usize): void {
  if (sizeof<T>() == sizeof<Fp2>()) multiplyBaseG2(out, scalar);
  else multiplyBaseG1(out, scalar);
  memory.fill(words, 0, 32);
  memory.fill(digits, 0, 4 * DIGITS);
  memory.fill(sums, 0, 4 * PROJECTIVE);
  memory.fill(trial, 0, PROJECTIVE);
  memory.fill(x, 0, PAIR);
  memory.fill(y, 0, PAIR);
  memory.fill(entry0, 0, 128);
  memory.fill(entry1, 0, 128);
  wipeGroupScratch();
}

/** Writes k_i G for `count` secret scalars as packed points; one inversion for all. Fixed sequence. */
export function multiplyBaseVector<T>(vector: usize, scalars: usize, count: i32): void {
  if (count <= 0) return;
  const position = mark();
  const points = allocate(<usize>count * PROJECTIVE);
  for (let i: usize = 0; i < <usize>count; i++) multiplyBase<T>(points + i * PROJECTIVE, scalars + 32 * i);
  normalisePoints<T>(vector, points, count, true);
  wipe(position);
}
