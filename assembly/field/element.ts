// One name per operation for the three fields a curve formula can run over. The type argument is a tag told apart by
// its size, at compile time; formulas written once over slots of 128 bytes serve G1, two points of G1 in the lanes of a
// pair, and G2.
import {
  add as pairAdd,
  addAdd as pairAddAdd,
  copy,
  dbl as pairDbl,
  equalLanes,
  fp2Mul,
  fp2Sqr,
  fpAdd,
  fpDbl,
  fpMul,
  fpMulSmall,
  fpNeg,
  fpSqr,
  fpSub,
  fpSubSub,
  lanesMul,
  lanesSqr,
  mulSmall as pairMulSmall,
  mulXi,
  neg as pairNeg,
  ONE,
  ONES,
  PAIR,
  select,
  splatLane0,
  sub as pairSub,
  subSub as pairSubSub,
  swapLanes,
  zero,
  zeroLanes,
} from "../kernel/index";
import { allocate, mark, release } from "../memory";
import { fp2Inv, fp2InvVartime } from "./fp2";
import { fpInv, fpInvVartime } from "./inverse";

/** Fp, in lane 0 of a slot. */
export type Fp1 = u8;
/** Two independent elements of Fp, one in each lane. */
export type FpLanes = u16;
/** Fp2. */
export type Fp2 = u32;

export { copy, select, zero };

/** z = x y. */
// @ts-ignore: decorator
@inline
export function mul<T>(z: usize, x: usize, y: usize): void {
  if (sizeof<T>() == 1) fpMul(z, x, y);
  else if (sizeof<T>() == 2) lanesMul(z, x, y);
  else fp2Mul(z, x, y);
}

/** z = x^2. */
// @ts-ignore: decorator
@inline
export function sqr<T>(z: usize, x: usize): void {
  if (sizeof<T>() == 1) fpSqr(z, x);
  else if (sizeof<T>() == 2) lanesSqr(z, x);
  else fp2Sqr(z, x);
}

/** z = x + y. */
// @ts-ignore: decorator
@inline
export function add<T>(z: usize, x: usize, y: usize): void {
  if (sizeof<T>() == 1) fpAdd(z, x, y);
  else pairAdd(z, x, y);
}

/** z = a + b + c. */
// @ts-ignore: decorator
@inline
export function addAdd<T>(z: usize, a: usize, b: usize, c: usize): void {
  pairAddAdd(z, a, b, c);
}

/** z = x - y. */
// @ts-ignore: decorator
@inline
export function sub<T>(z: usize, x: usize, y: usize): void {
  if (sizeof<T>() == 1) fpSub(z, x, y);
  else pairSub(z, x, y);
}

/** z = a - b - c. */
// @ts-ignore: decorator
@inline
export function subSub<T>(z: usize, a: usize, b: usize, c: usize): void {
  if (sizeof<T>() == 1) fpSubSub(z, a, b, c);
  else pairSubSub(z, a, b, c);
}

/** z = -x. */
// @ts-ignore: decorator
@inline
export function neg<T>(z: usize, x: usize): void {
  if (sizeof<T>() == 1) fpNeg(z, x);
  else pairNeg(z, x);
}

/** z = 2x. */
// @ts-ignore: decorator
@inline
export function dbl<T>(z: usize, x: usize): void {
  if (sizeof<T>() == 1) fpDbl(z, x);
  else pairDbl(z, x);
}

/** z = k x, |k| <= 12. */
// @ts-ignore: decorator
@inline
export function mulSmall<T>(z: usize, x: usize, k: i32): void {
  if (sizeof<T>() == 1) fpMulSmall(z, x, k);
  else pairMulSmall(z, x, k);
}

/** z = 3b x for the curve y^2 = x^3 + b: 12 x over Fp (b = 4), 12 xi x over Fp2 (b = 4 xi). */
// @ts-ignore: decorator
@inline
export function mulB3<T>(z: usize, x: usize): void {
  mulSmall<T>(z, x, 12);
  if (sizeof<T>() == 4) mulXi(z, z);
}

/** z = 1 (both lanes of FpLanes). */
// @ts-ignore: decorator
@inline
export function one<T>(z: usize): void {
  if (sizeof<T>() == 2) copy(z, ONES);
  else copy(z, ONE);
}

/** Whether x = 0; for FpLanes the mask of the lanes that are. */
// @ts-ignore: decorator
@inline
export function isZero<T>(x: usize): i32 {
  if (sizeof<T>() == 1) return zeroLanes(x) & 1;
  else if (sizeof<T>() == 2) return zeroLanes(x);
  else return i32(zeroLanes(x) == 3);
}

/** Whether x = y; for FpLanes the mask of the lanes that are equal. */
// @ts-ignore: decorator
@inline
export function equal<T>(x: usize, y: usize): i32 {
  if (sizeof<T>() == 1) return equalLanes(x, y) & 1;
  else if (sizeof<T>() == 2) return equalLanes(x, y);
  else return i32(equalLanes(x, y) == 3);
}

const filler: usize = memory.data(128, 16);
const product: usize = memory.data(128, 16);
const crossed: usize = memory.data(128, 16);

// One in the lanes of the mask, zero elsewhere; fixed sequence
function onesOf(z: usize, mask: i32): void {
  swapLanes(z, ONE);
  select(z, ONE, i32(mask == 1));
  select(z, ONES, i32(mask == 3));
  zero(product);
  select(z, product, i32(mask == 0));
}

// Both lanes by one inversion: 1/x0 = x1 / (x0 x1). Zero lanes count as one and give zero.
function lanesInverse(z: usize, x: usize, publicData: bool): void {
  onesOf(filler, zeroLanes(x));
  pairAdd(crossed, x, filler);
  swapLanes(product, crossed);
  lanesMul(crossed, crossed, product);
  if (publicData) fpInvVartime(crossed, crossed);
  else fpInv(crossed, crossed);
  splatLane0(crossed, crossed);
  lanesMul(z, product, crossed);
  pairSub(z, z, filler);
}

/** z = 1/x, 0 for 0 (in each lane of FpLanes). Fixed sequence, for secrets. */
// @ts-ignore: decorator
@inline
export function inv<T>(z: usize, x: usize): void {
  if (sizeof<T>() == 1) fpInv(z, x);
  else if (sizeof<T>() == 2) lanesInverse(z, x, false);
  else fp2Inv(z, x);
}

/** z = 1/x, 0 for 0 (in each lane of FpLanes). Variable time, for public data. */
// @ts-ignore: decorator
@inline
export function invVartime<T>(z: usize, x: usize): void {
  if (sizeof<T>() == 1) fpInvVartime(z, x);
  else if (sizeof<T>() == 2) lanesInverse(z, x, true);
  else fp2InvVartime(z, x);
}

// z = x with the lanes of the mask set to zero; fixed sequence
function clearLanes(z: usize, mask: i32): void {
  onesOf(filler, mask ^ 3);
  lanesMul(z, z, filler);
}

const nonZero: usize = memory.data(128, 16);
const running: usize = memory.data(128, 16);

// nonZero = x with one added in the lanes where x = 0
// @ts-ignore: decorator
@inline
function skipZeros<T>(x: usize): i32 {
  const zeros = isZero<T>(x);
  if (zeros == 0) {
    copy(nonZero, x);
  } else if (sizeof<T>() == 2) {
    onesOf(filler, zeros);
    pairAdd(nonZero, x, filler);
  } else {
    copy(nonZero, ONE);
  }
  return zeros;
}

/**
 * Inverts `count` slots of 128 bytes, `stride` bytes apart, in place by Montgomery's trick: 3M each and one inversion.
 * Zeros stay zero. Variable time: for public data. Scratch: 128 bytes per element from the arena.
 */
export function batchInvertStrided<T>(elements: usize, stride: usize, count: i32): void {
  if (count <= 0) return;
  const position = mark();
  const prefixes = allocate(<usize>count * PAIR);
  one<T>(running);
  for (let i: usize = 0; i < <usize>count; i++) {
    copy(prefixes + i * PAIR, running);
    skipZeros<T>(elements + i * stride);
    mul<T>(running, running, nonZero);
  }
  invVartime<T>(running, running);
  for (let i = <usize>count; i-- > 0;) {
    const element = elements + i * stride;
    const zeros = skipZeros<T>(element);
    mul<T>(element, running, prefixes + i * PAIR);
    mul<T>(running, running, nonZero);
    if (zeros != 0) {
      if (sizeof<T>() == 2) {
        clearLanes(element, zeros);
      } else zero(element);
    }
  }
  release(position);
}

/** The same for contiguous slots. */
export function batchInvert<T>(elements: usize, count: i32): void {
  batchInvertStrided<T>(elements, PAIR, count);
}
