// Interpolation at zero: f(0) = sum of lambda_i f(x_i) with lambda_i = product over j != i of x_j / (x_j - x_i).
//
// Written as lambda_i = (product of all x_j) / d_i with d_i = x_i * product over j != i of (x_j - x_i), all n
// denominators need one inversion (Montgomery's trick) and n^2 multiplications. When the ids are short, the n factors
// of a denominator are small integers: as many as fit into 62 bits are multiplied as machine integers first, so that
// the n = 67 denominators of ids up to 100 cost 67 * 9 multiplications instead of 67 * 67.
import { allocate, mark, release } from "../memory";
import {
  FR,
  frAdd,
  frFromBytes,
  frInvMany,
  frIsZero,
  frMul,
  frNeg,
  frOne,
  frCopy,
  frSetInteger,
  frSub,
  frToBytes,
  frZero,
} from "../field/fr";
import { BAD_LENGTH, BAD_SCALAR, DUPLICATE_ID, OK } from "../status";
import { longestId, readIds, shortId, SHORT_ID_BITS } from "./ids";

/** lambdas[i] as field slots. Ids: count * 32 bytes. Status BAD_LENGTH (none), BAD_ID, DUPLICATE_ID. Ids are public. */
export function lagrangeSlots(lambdas: usize, ids: usize, count: i32): i32 {
  if (count < 1) return BAD_LENGTH;
  const start = mark();
  const points = allocate(<usize>count * FR);
  const product = allocate(FR);
  let status = readIds(points, ids, count);
  if (status == OK) {
    if (longestId(ids, count) <= SHORT_ID_BITS) shortDenominators(lambdas, product, ids, count);
    else longDenominators(lambdas, product, points, count);
    for (let i = 0; i < count; i++) if (frIsZero(lambdas + <usize>i * FR)) status = DUPLICATE_ID;
  }
  if (status == OK) {
    frInvMany(lambdas, count);
    for (let i = 0; i < count; i++) frMul(lambdas + <usize>i * FR, lambdas + <usize>i * FR, product);
  }
  release(start);
  return status;
}

/** d_i into `denominators`, the product of all x_j into `product`. n^2 multiplications. */
function longDenominators(denominators: usize, product: usize, points: usize, count: i32): void {
  const difference = allocate(FR);
  frOne(product);
  for (let i = 0; i < count; i++) {
    const x = points + <usize>i * FR;
    const d = denominators + <usize>i * FR;
    frMul(product, product, x);
    frCopy(d, x);
    for (let j = 0; j < count; j++) {
      if (j == i) continue;
      frSub(difference, points + <usize>j * FR, x);
      frMul(d, d, difference);
    }
  }
}

/**
 * The same for short ids, all multiplied by one common power of the Montgomery radix, which cancels in the quotient:
 * every product below has the same number of factors, and plain integers are fed to the Montgomery product as they are.
 */
function shortDenominators(denominators: usize, product: usize, ids: usize, count: i32): void {
  const group = 62 / max(1, longestId(ids, count));
  const factor = allocate(FR);
  for (let i = -1; i < count; i++) {
    const x = i < 0 ? 0 : <i64>shortId(ids + ((<usize>i) << 5));
    const d = i < 0 ? product : denominators + <usize>i * FR;
    frOne(d);
    let negative = 0;
    let integer: i64 = 1;
    let filled = 0;
    for (let j = 0; j < count; j++) {
      const difference = j == i ? x : <i64>shortId(ids + ((<usize>j) << 5)) - x;
      integer *= difference;
      if (++filled == group || j == count - 1) {
        negative ^= i32(integer < 0);
        frSetInteger(factor, <u64>abs(integer));
        frMul(d, d, factor);
        integer = 1;
        filled = 0;
      }
    }
    if (negative) frNeg(d, d);
  }
}

/** out[i] = lambda_i, 32 bytes big-endian each. Status as lagrangeSlots. */
export function lagrangeAtZero(out: usize, ids: usize, count: i32): i32 {
  const start = mark();
  const lambdas = allocate(<usize>max(count, 0) * FR);
  const status = lagrangeSlots(lambdas, ids, count);
  if (status == OK) for (let i = 0; i < count; i++) frToBytes(out + ((<usize>i) << 5), lambdas + <usize>i * FR);
  release(start);
  return status;
}

/**
 * out = f(0) from `count` shares (32 bytes each) at `ids`, 32 bytes. Status as lagrangeSlots, or BAD_SCALAR for a share
 * >= r. Constant-sequence in the shares.
 */
export function recoverSecret(out: usize, ids: usize, shares: usize, count: i32): i32 {
  const start = mark();
  const lambdas = allocate(<usize>max(count, 0) * FR);
  const sum = allocate(FR);
  const term = allocate(FR);
  let status = lagrangeSlots(lambdas, ids, count);
  frZero(sum);
  for (let i = 0; i < count && status == OK; i++) {
    if (frFromBytes(term, shares + ((<usize>i) << 5)) != OK) status = BAD_SCALAR;
    frMul(term, term, lambdas + <usize>i * FR);
    frAdd(sum, sum, term);
  }
  if (status == OK) frToBytes(out, sum);
  release(start);
  return status;
}
