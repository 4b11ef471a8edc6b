// The base field Fp above the kernel: square roots, bytes and signs (powers: root-power.ts, inverses: inverse.ts).
import { HALF_P_WORDS, P_WORDS, TWO_384 } from "../constants";
import {
  copy,
  equalLanes,
  fpFromWords,
  fpSqr,
  fpToWords,
  fromWords,
  lanesMul,
  lanesSqr,
  toWords,
  add,
} from "../kernel/index";
import { rootPower } from "./root-power";

const wordsA: usize = memory.data(48, 16);
const wordsB: usize = memory.data(48, 16);
const temporary: usize = memory.data(128, 16);
const square: usize = memory.data(128, 16);

/** z = a square root of x, lane 0; returns whether x is a square (z is a root of -x when it is not). Fixed sequence. */
export function fpSqrt(z: usize, x: usize): bool {
  rootPower<u8>(temporary, x);
  fpSqr(square, temporary);
  const found = (equalLanes(square, x) & 1) != 0;
  copy(z, temporary);
  return found;
}

/** Square roots of both lanes; bit i of the result says whether lane i of x is a square. Fixed sequence, one chain. */
export function lanesSqrt(z: usize, x: usize): i32 {
  rootPower<u16>(temporary, x);
  lanesSqr(square, temporary);
  const found = equalLanes(square, x);
  copy(z, temporary);
  return found;
}

// Bytes: 48 bytes big-endian

/** Whether the six words are below the six words of the bound, in a fixed sequence. */
function wordsBelow(words: usize, bound: usize): bool {
  let borrow: u64 = 0;
  for (let i: usize = 0; i < 48; i += 8) {
    const a = load<u64>(words + i),
      b = load<u64>(bound + i),
      difference = a - b;
    borrow = u64(a < b) | (u64(difference == 0) & borrow);
  }
  return borrow != 0;
}

// @ts-ignore: decorator
@inline
function wordsFromBytes(words: usize, bytes: usize): void {
  for (let i: usize = 0; i < 48; i += 8) store<u64>(words + i, bswap<u64>(load<u64>(bytes + 40 - i)));
}

// @ts-ignore: decorator
@inline
function wordsToBytes(bytes: usize, words: usize): void {
  for (let i: usize = 0; i < 48; i += 8) store<u64>(bytes + 40 - i, bswap<u64>(load<u64>(words + i)));
}

/** z = (the 48 bytes, 0); returns whether they were canonical, that is below p (z is reduced mod p in any case). */
export function fpFromBytes(z: usize, bytes: usize): bool {
  wordsFromBytes(wordsA, bytes);
  fpFromWords(z, wordsA);
  return wordsBelow(wordsA, P_WORDS);
}

/** Writes lane 0 of x as 48 bytes. */
export function fpToBytes(bytes: usize, x: usize): void {
  fpToWords(wordsA, x);
  wordsToBytes(bytes, wordsA);
}

/** Both lanes from 48 bytes each; returns whether both were canonical. */
export function lanesFromBytes(z: usize, bytes0: usize, bytes1: usize): bool {
  wordsFromBytes(wordsA, bytes0);
  wordsFromBytes(wordsB, bytes1);
  fromWords(z, wordsA, wordsB);
  return i32(wordsBelow(wordsA, P_WORDS)) + i32(wordsBelow(wordsB, P_WORDS)) == 2;
}

/** Writes the two lanes of x as 48 bytes each. */
export function lanesToBytes(bytes0: usize, bytes1: usize, x: usize): void {
  toWords(wordsA, wordsB, x);
  wordsToBytes(bytes0, wordsA);
  wordsToBytes(bytes1, wordsB);
}

// high words of a 64-byte integer: 16 bytes above the low 48
// @ts-ignore: decorator
@inline
function highWords(words: usize, bytes: usize): void {
  memory.fill(words, 0, 48);
  store<u64>(words, bswap<u64>(load<u64>(bytes, 8)));
  store<u64>(words, bswap<u64>(load<u64>(bytes)), 8);
}

/** z = (b0 mod p, b1 mod p) of two 64-byte big-endian integers (hash_to_field of RFC 9380, section 5.2, L = 64). */
export function lanesFromBytes64(z: usize, bytes0: usize, bytes1: usize): void {
  highWords(wordsA, bytes0);
  highWords(wordsB, bytes1);
  fromWords(temporary, wordsA, wordsB);
  lanesMul(temporary, temporary, TWO_384);
  wordsFromBytes(wordsA, bytes0 + 16);
  wordsFromBytes(wordsB, bytes1 + 16);
  fromWords(z, wordsA, wordsB);
  add(z, z, temporary);
}

/** z = (b mod p, b mod p) of a 64-byte big-endian integer. */
export function fpFromBytes64(z: usize, bytes: usize): void {
  lanesFromBytes64(z, bytes, bytes);
}

// Signs

/** sgn0 of lane 0: the parity of the canonical integer (RFC 9380, section 4.1). */
export function fpSgn0(x: usize): i32 {
  fpToWords(wordsA, x);
  return <i32>(load<u64>(wordsA) & 1);
}

/** sgn0 of each lane as a Fp element: bit i for lane i. */
export function lanesSgn0(x: usize): i32 {
  toWords(wordsA, wordsB, x);
  return <i32>((load<u64>(wordsA) & 1) | ((load<u64>(wordsB) & 1) << 1));
}

/** Whether lane 0 is above (p - 1)/2: the sign of the compressed encoding of ZCash. */
export function fpIsLexicographicallyLargest(x: usize): bool {
  fpToWords(wordsA, x);
  return wordsBelow(HALF_P_WORDS, wordsA);
}

/** The same for each lane: bit i for lane i. */
export function lanesLexicographicallyLargest(x: usize): i32 {
  toWords(wordsA, wordsB, x);
  return i32(wordsBelow(HALF_P_WORDS, wordsA)) | (i32(wordsBelow(HALF_P_WORDS, wordsB)) << 1);
}
