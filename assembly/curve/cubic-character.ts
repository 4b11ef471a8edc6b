// The part of order three of many points of G1's curve, tested without adding points.
//
// The order of E(Fp) is exactly divisible by 3; T = (0, 2) has order three and f = y - 2 the divisor 3(T) - 3(O). The
// reduced Tate pairing with T (Frey, Rueck, Math. Comp. 62, 1994; Koshelev, "Subgroup membership testing on elliptic
// curves via the Tate pairing", 2022) is therefore the cubic character
//   t(P) = (y - 2)^((p - 1)/3)
// a homomorphism of E(Fp) onto the cube roots of one that kills precisely 3 E(Fp): t(P) = 1 if and only if P has no
// component of order three. It is not defined at x = 0 (y = 2 or -2), but those two points are T and -T.
//
// So for random exponents c the product of the (y_i - 2)^c_i stands for the combination of the c_i P_i, at one
// multiplication instead of six, and every point with such a component makes a combination's character differ from one
// with probability 2/3. Four combinations share their products: the point's four exponents 0, 1 or 2 are the digits of
// a number below 81 which chooses the bucket to multiply into; two such groups side by side in the lanes.
import { X_ABS } from "../constants";
import { dbl, equal, FpLanes, mul, one, sqr, sub } from "../field/element";
import {
  copy,
  mergeLanes,
  ONES,
  PACKED,
  packLane0,
  packLanes,
  PAIR,
  swapLanes,
  unpackLanes,
  unpackSplat,
  zeroLanes,
} from "../kernel/index";
import { mark, release } from "../memory";
import { allocateAligned } from "./batch-affine";
import { nextDigit } from "./keystream";

/** Combinations in a group, and buckets of the group: 3^4. */
const COMBINATIONS: i32 = 4;
const BUCKETS: u32 = 81;
/** (|x| + 1)/3: (p - 1)/3 = w (w (x^4 - x^2 + 1) - 1). */
const W: u64 = (X_ABS + 1) / 3;

const base: usize = memory.data(128, 16);
const first: usize = memory.data(128, 16);
const second: usize = memory.data(128, 16);
const third: usize = memory.data(128, 16);
const value: usize = memory.data(128, 16);
const bucket: usize = memory.data(128, 16);
const waiting: usize = memory.data(128, 16);

/** z = x^exponent in both lanes; the exponent is a constant. */
function power(z: usize, x: usize, exponent: u64): void {
  copy(base, x);
  copy(z, x);
  for (let bit = 62 - <i32>clz(exponent); bit >= 0; bit--) {
    sqr<FpLanes>(z, z);
    if (((exponent >> bit) & 1) != 0) mul<FpLanes>(z, z, base);
  }
}

/**
 * Whether both lanes, not zero, are cubes. With a = v^w and b = a^w the character is b^(x^4 - x^2 + 1)/a: no inverse is
 * needed to see whether it is one. 378S + 79M.
 */
function areCubes(v: usize): bool {
  power(first, v, W);
  power(second, first, W);
  power(third, second, X_ABS);
  power(third, third, X_ABS);
  mul<FpLanes>(first, first, third);
  power(third, third, X_ABS);
  power(third, third, X_ABS);
  mul<FpLanes>(third, third, second);
  return equal<FpLanes>(first, third) == 3;
}

/** out (packed, two) = y - 2 of two packed points; false when one of them has x = 0. */
// @ts-ignore: decorator
@inline
function tangents(out: usize, point0: usize, point1: usize): bool {
  unpackLanes(value, point0, point1);
  if (zeroLanes(value) != 0) return false;
  unpackLanes(value, point0 + PACKED, point1 + PACKED);
  dbl<FpLanes>(bucket, ONES);
  sub<FpLanes>(value, value, bucket);
  packLanes(out, out + PACKED, value);
  return true;
}

/**
 * False if one of the packed points of G1 (finite, on the curve, given by their addresses) has a component of order
 * three, but for an error of at most (810/65536)^groups < 2^(-6.33 groups); never false for points without. A power of
 * 378S + 79M in lanes for every two points or, if that is less, two for every group and one product per point for every
 * two groups.
 */
export function noneOfOrderThree(addresses: usize, count: i32, groups: i32): bool {
  const position = mark();
  const result = test(addresses, count, groups);
  release(position);
  return result;
}

function test(addresses: usize, count: i32, groups: i32): bool {
  const values = allocateAligned((<usize>count + 1) * PACKED);
  for (let i: usize = 0; i < <usize>count; i += 2) {
    const point0 = <usize>load<u32>(addresses + 4 * i);
    const point1 = i + 1 < <usize>count ? <usize>load<u32>(addresses + 4 * i, 4) : point0;
    if (!tangents(values + i * PACKED, point0, point1)) return false;
  }
  if (count <= COMBINATIONS * groups) {
    for (let i: usize = 0; i < <usize>count; i += 2) {
      unpackLanes(value, values + i * PACKED, values + (i + 1) * PACKED);
      if (!areCubes(value)) return false;
    }
    return true;
  }
  const products = allocateAligned(2 * BUCKETS * PACKED);
  const folded = allocateAligned(BUCKETS * PAIR);
  for (; groups >= 2; groups -= 2) {
    setOnes(products);
    for (let i: usize = 0; i < <usize>count; i++) {
      unpackSplat(value, values + i * PACKED);
      multiplyBuckets(products);
    }
    loadBuckets(folded, products);
    if (!combinationsAreCubes(folded, false)) return false;
  }
  if (groups == 0) return true;
  // one group is left: the points two by two, each lane a part of the products
  if ((count & 1) != 0) packLane0(values + <usize>count * PACKED, ONES);
  setOnes(products);
  for (let i: usize = 0; i < <usize>count; i += 2) {
    unpackLanes(value, values + i * PACKED, values + (i + 1) * PACKED);
    multiplyBuckets(products);
  }
  loadBuckets(folded, products);
  for (let i: usize = 0; i < BUCKETS; i++) {
    const both = folded + i * PAIR;
    swapLanes(bucket, both);
    mul<FpLanes>(both, both, bucket);
  }
  return combinationsAreCubes(folded, true);
}

function setOnes(products: usize): void {
  for (let i: usize = 0; i < BUCKETS; i++) packLanes(products + i * PACKED, products + (BUCKETS + i) * PACKED, ONES);
}

/** Multiplies each lane of `value` into a bucket of that lane, drawn at random. */
// @ts-ignore: decorator
@inline
function multiplyBuckets(products: usize): void {
  const at0 = products + <usize>nextDigit(BUCKETS) * PACKED,
    at1 = products + <usize>(BUCKETS + nextDigit(BUCKETS)) * PACKED;
  unpackLanes(bucket, at0, at1);
  mul<FpLanes>(bucket, bucket, value);
  packLanes(at0, at1, bucket);
}

function loadBuckets(folded: usize, products: usize): void {
  for (let i: usize = 0; i < BUCKETS; i++) {
    unpackLanes(folded + i * PAIR, products + i * PACKED, products + (BUCKETS + i) * PACKED);
  }
}

/**
 * The four combinations of 81 bucket products in lanes: for every digit the product of those where it is 1 and,
 * squared, where it is 2. With `alone` only lane 0 counts, and the combinations go two by two.
 */
function combinationsAreCubes(buckets: usize, alone: bool): bool {
  for (let size: usize = BUCKETS / 3; size > 0; size /= 3) {
    one<FpLanes>(value);
    one<FpLanes>(bucket);
    for (let i: usize = 0; i < size; i++) {
      const zero = buckets + i * PAIR,
        single = zero + size * PAIR,
        double = single + size * PAIR;
      mul<FpLanes>(value, value, single);
      mul<FpLanes>(bucket, bucket, double);
      mul<FpLanes>(zero, zero, single);
      mul<FpLanes>(zero, zero, double);
    }
    sqr<FpLanes>(bucket, bucket);
    mul<FpLanes>(value, value, bucket);
    if (alone) {
      // 27 and 3 wait for 9 and 1
      if (size == BUCKETS / 3 || size == BUCKETS / 27) {
        copy(waiting, value);
        continue;
      }
      mergeLanes(value, waiting, value);
    }
    if (!areCubes(value)) return false;
  }
  return true;
}
