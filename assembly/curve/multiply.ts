// Scalar multiplication of a variable point.
//
// - multiply, for secret scalars: one fixed sequence of field operations and memory addresses. k is cut by the
//   endomorphism into 2 (G1) or 4 (G2) digit strings, these into odd signed digits of 4 bits, and every digit costs one
//   addition of a table entry chosen by reading the whole table: in Jacobian coordinates where that is shorter
//   (multiply-scaled.ts), else complete.
// - multiplyAny, the same without the endomorphism, the scalar as one string of 64 digits, not reduced: for points that
//   may lie outside the subgroup. Slower, but no less fit for secrets: the formulas are complete on the whole of both
//   curves, whose orders are odd.
// - multiplyVartime, for public scalars: the decomposition with sliding signed windows, skipping zeros. The table is
//   affine and the sum in Jacobian coordinates, but for a lone point of G1 whose products share lanes: complete
//   formulas are as short there.
//
// multiply and multiplyVartime need a point of order r (or infinity): elsewhere the endomorphism is not the
// multiplication it stands for. Scalars are 32 bytes big-endian.
import { Fp2, isZero, neg, one, select, zero } from "../field/element";
import { PAIR } from "../kernel/index";
import { normalisePoints } from "./affine";
import { decomposeG1, decomposeG2 } from "./decompose";
import { nextPower } from "./endomorphism";
import { addPoints, doublePoint, subtractPoints } from "./group/law";
import { isPackedInfinity, packedSize, unpackAffine } from "./group/packed";
import { copyPoint, PROJECTIVE, selectPoint, setInfinity, X, Y, Z } from "./group/point";
import { addAffineVartime, doubleJacobian, leaveJacobian, staysComplete } from "./jacobian";
import { multiplyStrings } from "./multiply-scaled";
import { isNegative, lookUpBlock, oddIndex } from "./lookup";
import { recodeNonAdjacent, recodeOdd } from "./recode";

/** Table entries per digit string: P, 3P, ..., 15P. */
const ENTRIES: usize = 8;
const STRING: usize = ENTRIES * PROJECTIVE;
/** Window of the fixed sequence, and of the non-adjacent forms. */
const WIDTH: usize = 4;
const NAF_WIDTH: usize = 5;

const words: usize = memory.data(32, 16);
// digit strings 320 bytes apart: 257 digits at most
const DIGITS: usize = 320;
const digits: usize = memory.data(4 * 320, 16);
const table: usize = memory.data(4 * 8 * 384, 16);
const sum: usize = memory.data(384, 16);
const entry: usize = memory.data(384, 16);
const spare: usize = memory.data(384, 16);
const affine: usize = memory.data(8 * 256, 16);

/** Digit strings of the decomposition. */
// @ts-ignore: decorator
@inline
function strings<T>(): usize {
  return sizeof<T>() == sizeof<Fp2>() ? 4 : 2;
}

// @ts-ignore: decorator
@inline
function decompose<T>(out: usize, scalar: usize): void {
  if (sizeof<T>() == sizeof<Fp2>()) decomposeG2(out, scalar);
  else decomposeG1(out, scalar);
}

/** The odd multiples P, 3P, ..., 15P. 1 doubling, 7 additions. */
function buildTable<T>(p: usize): void {
  copyPoint(table, p);
  doublePoint<T>(spare, p);
  for (let i: usize = 1; i < ENTRIES; i++) addPoints<T>(table + i * PROJECTIVE, table + (i - 1) * PROJECTIVE, spare);
}

/** The table of string i from that of string i - 1. */
function nextTable<T>(i: usize): void {
  const to = table + i * STRING;
  for (let at: usize = 0; at < STRING; at += PROJECTIVE) nextPower<T>(to + at, to - STRING + at);
}

/** z = |digit|-th odd multiple with the digit's sign; reads all of the table in any case. */
function lookUp<T>(z: usize, from: usize, digit: i32): void {
  const index = oddIndex(digit);
  for (let at: usize = 0; at < PROJECTIVE; at += PAIR) {
    lookUpBlock(z + at, from + at, PROJECTIVE, <i32>ENTRIES, index);
  }
  neg<T>(spare, z + Y);
  select(z + Y, spare, isNegative(digit));
}

/**
 * out = k p for a secret k (reduced mod r) and p of order r. Fixed sequence.
 * G1: 125 doublings, 72 additions; G2: 61 doublings, 74 additions.
 */
export function multiply<T>(out: usize, p: usize, scalar: usize): void {
  const length: usize = sizeof<T>() == sizeof<Fp2>() ? 16 : 32;
  decompose<T>(words, scalar);
  if (staysComplete<T>()) runOdd<T>(out, p, strings<T>(), length);
  else multiplyStrings<T>(out, p, words, strings<T>(), length);
}

/**
 * out = k p for a secret k below 2^256, not reduced, and any p of the curve. Fixed sequence. 253 doublings, 71
 * additions.
 */
export function multiplyAny<T>(out: usize, p: usize, scalar: usize): void {
  for (let i: usize = 0; i < 32; i += 8) store<u64>(words + i, bswap<u64>(load<u64>(scalar + 24 - i)));
  runOdd<T>(out, p, 1, 64);
}

/** out = the sum of `count` strings, which lie end to end at `words`, as `length` odd digits each. Fixed sequence. */
function runOdd<T>(out: usize, p: usize, count: usize, length: usize): void {
  buildTable<T>(p);
  let even: i32 = 0;
  for (let i: usize = 0; i < count; i++) {
    if (i > 0) nextTable<T>(i);
    even |= recodeOdd(digits + i * DIGITS, length, words + (32 / count) * i, 4 / count, WIDTH) << (<i32>i);
  }
  for (let at = length; at-- > 0;) {
    if (at + 1 < length) {
      for (let i: usize = 0; i < WIDTH; i++) doublePoint<T>(sum, sum);
    }
    for (let i: usize = 0; i < count; i++) {
      const digit = load<i8>(digits + i * DIGITS + at);
      if (i == 0 && at + 1 == length) {
        lookUp<T>(sum, table, digit);
      } else {
        lookUp<T>(entry, table + i * STRING, digit);
        addPoints<T>(sum, sum, entry);
      }
    }
  }
  // the strings of even numbers stood for one more
  for (let i: usize = 0; i < count; i++) {
    subtractPoints<T>(entry, sum, table + i * STRING);
    selectPoint(sum, entry, (even >> (<i32>i)) & 1);
  }
  copyPoint(out, sum);
}

/** The table of string 0 in affine coordinates: x, y, and one or, for infinity, zero. One inversion and 5M an entry. */
function makeTableAffine<T>(): void {
  normalisePoints<T>(affine, table, <i32>ENTRIES, false);
  for (let i: usize = 0; i < ENTRIES; i++) {
    const to = table + i * PROJECTIVE,
      from = affine + i * packedSize<T>();
    unpackAffine<T>(to + X, to + Y, from);
    if (isPackedInfinity<T>(from)) zero(to + Z);
    else one<T>(to + Z);
  }
}

// @ts-ignore: decorator
@inline
function addDigit<T>(from: usize, digit: i32, first: bool): void {
  const odd = from + <usize>(abs(digit) >> 1) * PROJECTIVE;
  if (staysComplete<T>()) {
    if (first) {
      copyPoint(sum, odd);
      if (digit < 0) neg<T>(sum + Y, odd + Y);
    } else if (digit > 0) addPoints<T>(sum, sum, odd);
    else subtractPoints<T>(sum, sum, odd);
    return;
  }
  if (isZero<T>(odd + Z)) return;
  if (digit < 0) neg<T>(spare, odd + Y);
  addAffineVartime<T>(sum, odd + X, digit < 0 ? spare : odd + Y);
}

/** sum = the combination of `count` non-adjacent forms of at most `length` digits over the tables. */
function runNonAdjacent<T>(count: usize, length: i32): void {
  setInfinity<T>(sum);
  let started = false;
  for (let at = length; at-- > 0;) {
    if (started) {
      if (staysComplete<T>()) doublePoint<T>(sum, sum);
      else doubleJacobian<T>(sum);
    }
    for (let i: usize = 0; i < count; i++) {
      const digit = <i32>load<i8>(digits + i * DIGITS + <usize>at);
      if (digit == 0) continue;
      addDigit<T>(table + i * STRING, digit, !started);
      started = true;
    }
  }
  if (!staysComplete<T>()) leaveJacobian<T>(sum);
}

/**
 * out = k p for a public k (reduced mod r) and p of order r. Variable time.
 * About 127 doublings and 50 additions in G1, 63 and 50 in G2; short scalars cost less.
 */
export function multiplyVartime<T>(out: usize, p: usize, scalar: usize): void {
  const count = strings<T>();
  decompose<T>(words, scalar);
  buildTable<T>(p);
  if (!staysComplete<T>()) makeTableAffine<T>();
  let length: i32 = 0;
  let used: usize = 0;
  for (let i: usize = 0; i < count; i++) {
    const own = recodeNonAdjacent(digits + i * DIGITS, words + (32 / count) * i, 4 / count, NAF_WIDTH);
    if (own > 0) used = i + 1;
    length = max(length, own);
  }
  for (let i: usize = 1; i < used; i++) nextTable<T>(i);
  runNonAdjacent<T>(used, length);
  copyPoint(out, sum);
}
