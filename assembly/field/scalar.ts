// Arithmetic modulo the group order on scalars of 32 bytes big-endian, as the ABI has it. Constant-sequence, except
// that the position of a malformed scalar shows. Functions that read scalars return BAD_SCALAR when one is not below r;
// the result is then undefined.
import * as fr from "./fr";
import { BAD_LENGTH, BAD_SCALAR, OK } from "../status";

const left = memory.data(48, 16);
const right = memory.data(48, 16);

function read(a: usize, b: usize): i32 {
  return fr.frFromBytes(left, a) | fr.frFromBytes(right, b);
}

/** out = a + b mod r. */
export function addScalars(out: usize, a: usize, b: usize): i32 {
  const status = read(a, b);
  fr.frAdd(left, left, right);
  fr.frToBytes(out, left);
  return status;
}

/** out = a - b mod r. */
export function subtractScalars(out: usize, a: usize, b: usize): i32 {
  const status = read(a, b);
  fr.frSub(left, left, right);
  fr.frToBytes(out, left);
  return status;
}

/** out = a b mod r. */
export function multiplyScalars(out: usize, a: usize, b: usize): i32 {
  const status = read(a, b);
  fr.frMul(left, left, right);
  fr.frToBytes(out, left);
  return status;
}

/** out = -a mod r. */
export function negateScalar(out: usize, a: usize): i32 {
  const status = fr.frFromBytes(left, a);
  fr.frNeg(left, left);
  fr.frToBytes(out, left);
  return status;
}

/** out = 1 / a mod r, and 0 for a = 0. */
export function invertScalar(out: usize, a: usize): i32 {
  const status = fr.frFromBytes(left, a);
  fr.frInv(left, left);
  fr.frToBytes(out, left);
  return status;
}

/** out = a big-endian integer of at most 64 bytes, modulo r; BAD_LENGTH when it is longer. */
export function reduceInteger(out: usize, input: usize, length: i32): i32 {
  if (length < 0 || length > 64) return BAD_LENGTH;
  fr.frFromBytesMod(left, input, length);
  fr.frToBytes(out, left);
  return OK;
}

/** out = the sum of `count` scalars mod r. */
export function sumScalars(out: usize, scalars: usize, count: i32): i32 {
  let status = OK;
  fr.frZero(left);
  for (let i = 0; i < count; i++) {
    status |= fr.frFromBytes(right, scalars + ((<usize>i) << 5));
    fr.frAdd(left, left, right);
  }
  fr.frToBytes(out, left);
  return status;
}

/** Position of the first of `count` scalars that is not below r (with `nonZero`: or is zero), or -1. */
export function firstBadScalar(scalars: usize, count: i32, nonZero: bool): i32 {
  let bad = -1;
  for (let i = count - 1; i >= 0; i--) {
    const status = fr.frFromBytes(left, scalars + ((<usize>i) << 5));
    if (status == BAD_SCALAR || (nonZero && fr.frIsZero(left))) bad = i;
  }
  return bad;
}
