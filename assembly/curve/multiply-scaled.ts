// Secret multiples in Jacobian coordinates, without an inversion and in one fixed sequence: additions of an affine
// point take 8M and 3S instead of the 12M of the complete formulas, doublings 3M and 4S instead of 6M and 2S.
//
// The table of odd multiples is affine on another curve (jacobian.ts): P and 2P are brought to one Z, 3P, 5P, ... are
// sums of points that share it (co-Z additions, Meloni, WAIFI 2007: 5M and 2S), and at the end all are scaled to the Z
// of the last. That Z is made an element of Fp by its conjugate, so that psi of an entry is the same on the scaled
// curve as on the twist.
//
// Why no special case of an addition occurs, for a point of order r and any scalar. Let the sum be A_0 P + A_1 l P +
// ... with l = |x| (G2) or x^2 (G1), the integers A_j what the digits read so far stand for, and d l^i P what is added.
// With one of them infinite, or both equal or opposite, the vector A, or A -+ d e_i, is a relation between the powers
// of l modulo r. It is not zero: the digits are odd, so that no A_j is. A relation v that is not zero is an element of
// Z[zeta], zeta of order 12 (G1: 6), in the ideal (r, zeta - l) of norm r, so its norm is a multiple of r; and that
// norm is at most (1.5 |v|^2)^2 (G1: 1.5 |v|^2), |v| the length. Until the last window is read, each A_j is below 2^60
// (G1: 2^124), so that the norm is below 2^246 (G1: 2^251) < r. The last window, where A_j grows to 2^64 (G1: 2^128),
// and the corrections of even strings, after which an A_j may be zero, take the complete formulas. Infinity is (0 : 0 :
// 0) all the way, and (0 : 1 : 0) at the end.
import { Fp2, mul, neg, one, select, sqr, sub, subSub } from "../field/element";
import { conj, copy, PAIR } from "../kernel/index";
import { nextPower } from "./endomorphism";
import { addPoints, doublePoint, subtractPoints } from "./group/law";
import { copyPoint, isInfinity, selectPoint, X, Y, Z } from "./group/point";
import { addAffine, doubleJacobian, enterJacobian, leaveJacobian } from "./jacobian";
import { isNegative, lookUpBlock, oddIndex } from "./lookup";
import { recodeOdd } from "./recode";

/** Table entries per digit string: P, 3P, ..., 15P, the bits of a digit, bytes of an entry and of a string's table. */
const ENTRIES: usize = 8;
const WIDTH: usize = 4;
const ENTRY: usize = 2 * PAIR;
const STRING: usize = ENTRIES * ENTRY;

const DIGITS: usize = 64;
const digits: usize = memory.data(4 * 64, 16);
const table: usize = memory.data(4 * 8 * 256, 16);
const steps: usize = memory.data(8 * 128, 16);
const base: usize = memory.data(384, 16);
const twice: usize = memory.data(384, 16);
const sum: usize = memory.data(384, 16);
const entry: usize = memory.data(384, 16);
const image: usize = memory.data(384, 16);
const scale: usize = memory.data(128, 16);
const scaleCubed: usize = memory.data(128, 16);
const factor: usize = memory.data(128, 16);
const power: usize = memory.data(128, 16);
const other: usize = memory.data(128, 16);
const difference: usize = memory.data(128, 16);

/** (x, y) *= (c^2, c^3). 3M, 1S. */
function rescale<T>(x: usize, y: usize, c: usize): void {
  sqr<T>(power, c);
  mul<T>(x, x, power);
  mul<T>(power, power, c);
  mul<T>(y, y, power);
}

/**
 * out = q + p for points of one Z, and q with the Z of the sum, which is that Z times `step`. 5M, 2S. The points must
 * differ in x.
 */
function addSharing<T>(out: usize, step: usize, q: usize, p: usize): void {
  sub<T>(step, q + X, p + X);
  sqr<T>(power, step);
  mul<T>(q + X, q + X, power);
  mul<T>(other, p + X, power);
  sub<T>(difference, q + Y, p + Y);
  sub<T>(power, q + X, other);
  mul<T>(q + Y, q + Y, power);
  sqr<T>(out + X, difference);
  subSub<T>(out + X, out + X, q + X, other);
  sub<T>(power, q + X, out + X);
  mul<T>(power, power, difference);
  sub<T>(out + Y, power, q + Y);
}

/** The odd multiples up to 15P as affine points of the curve that `scale`, in Fp, leads to. 76M, 27S. */
function buildTable<T>(p: usize): void {
  enterJacobian<T>(base, p);
  copyPoint(twice, base);
  one<T>(twice + Z);
  doubleJacobian<T>(twice);
  copy(table + X, base + X);
  copy(table + Y, base + Y);
  rescale<T>(table + X, table + Y, twice + Z);
  mul<T>(scale, base + Z, twice + Z);
  for (let i: usize = 1; i < ENTRIES; i++) {
    const at = table + i * ENTRY;
    addSharing<T>(at, steps + i * PAIR, twice, at - ENTRY);
    mul<T>(scale, scale, steps + i * PAIR);
  }
  if (sizeof<T>() == sizeof<Fp2>()) {
    conj(factor, scale);
    mul<T>(scale, scale, factor);
  } else one<T>(factor);
  for (let i = ENTRIES; i-- > 0;) {
    const at = table + i * ENTRY;
    rescale<T>(at + X, at + Y, factor);
    if (i > 0) mul<T>(factor, factor, steps + i * PAIR);
  }
  sqr<T>(scaleCubed, scale);
  mul<T>(scaleCubed, scaleCubed, scale);
}

/** The table of string i from that of string i - 1. */
function nextTable<T>(i: usize): void {
  const to = table + i * STRING;
  for (let at: usize = 0; at < STRING; at += ENTRY) {
    const from = to - STRING + at;
    copy(image + X, from + X);
    copy(image + Y, from + Y);
    nextPower<T>(image, image);
    copy(to + at + X, image + X);
    copy(to + at + Y, image + Y);
  }
}

/** entry = |digit|-th odd multiple with the digit's sign, x and y; reads all of the table in any case. */
function lookUp<T>(from: usize, digit: i32): void {
  const index = oddIndex(digit);
  for (let at: usize = 0; at < ENTRY; at += PAIR) {
    lookUpBlock(entry + at, from + at, ENTRY, <i32>ENTRIES, index);
  }
  neg<T>(other, entry + Y);
  select(entry + Y, other, isNegative(digit));
}

/** entry from the scaled curve to homogeneous coordinates on the curve itself. 1M. */
function bringBack<T>(): void {
  mul<T>(entry + X, entry + X, scale);
  copy(entry + Z, scaleCubed);
}

/**
 * out = the sum of `count` >= 2 strings, which lie end to end at `words`, times the powers of the endomorphism, as
 * `length` odd digits each, for p of order r or infinity. Fixed sequence.
 */
export function multiplyStrings<T>(out: usize, p: usize, words: usize, count: usize, length: usize): void {
  buildTable<T>(p);
  let even: i32 = 0;
  for (let i: usize = 0; i < count; i++) {
    if (i > 0) nextTable<T>(i);
    even |= recodeOdd(digits + i * DIGITS, length, words + (32 / count) * i, 4 / count, WIDTH) << (<i32>i);
  }
  for (let at = length; at-- > 0;) {
    if (at == 0) {
      mul<T>(sum + Z, sum + Z, scale);
      leaveJacobian<T>(sum);
    }
    if (at + 1 < length) {
      for (let i: usize = 0; i < WIDTH; i++) {
        if (at == 0) doublePoint<T>(sum, sum);
        else doubleJacobian<T>(sum);
      }
    }
    for (let i: usize = 0; i < count; i++) {
      lookUp<T>(table + i * STRING, load<i8>(digits + i * DIGITS + at));
      if (at == 0) {
        bringBack<T>();
        addPoints<T>(sum, sum, entry);
      } else if (i == 0 && at + 1 == length) {
        copyPoint(sum, entry);
        one<T>(sum + Z);
      } else addAffine<T>(sum, entry + X, entry + Y);
    }
  }
  // the strings of even numbers stood for one more
  for (let i: usize = 0; i < count; i++) {
    copy(entry + X, table + i * STRING + X);
    copy(entry + Y, table + i * STRING + Y);
    bringBack<T>();
    subtractPoints<T>(entry, sum, entry);
    selectPoint(sum, entry, (even >> (<i32>i)) & 1);
  }
  one<T>(other);
  select(sum + Y, other, isInfinity<T>(sum));
  copyPoint(out, sum);
}
