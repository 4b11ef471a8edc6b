// The simplified SWU map to E2': y^2 = x^3 + A x + B over Fp2 (RFC 9380, section 6.6.2), two field elements at a time:
// the powers are in Fp, and the two elements go through them in the two lanes of a pair.
//
// With x = xn/xd and D = xd^3 the right side of the curve equation is g = n/D = a/v where a = n conj(D) and v = norm(D)
// in Fp. The root of g = (a0 + a1 u)/v by the complex method for p = 3 mod 4:
//   s = sqrt(norm(a)) tells whether g is a square. If it is not, Z g is: go on with Z a, whose norm has the root
//   s sqrt(-norm(Z)), since s^2 was -norm(a).
//   One of (a0 + s)/2v, (a0 - s)/2v is a square, their product being -(a1/2v)^2. With w = 2v, t the inverse root of (a0
//   + s) w^3 and y0 = (a0 + s) w t, y1 = a1 w t, the root is y0 + y1 u if t^2 (a0 + s) w^3 = 1, and -y1 + y0 u if that
//   is -1.
// Two powers give the affine y that sgn0 needs; the second one also gives 1/w, and so 1/norm(xd) and an affine x: no
// inversion. n = 0 cannot be: E2' has odd order, hence no point with y = 0.
import { SSWU2_A, SSWU2_B, SSWU2_ROOT, SSWU2_Z } from "../constants";
import { selectLanes } from "../curve/lanes";
import { FpLanes } from "../field/element";
import { fp2Sgn0 } from "../field/fp2";
import { inverseRootPower, rootPower } from "../field/root-power";
import {
  add,
  conj,
  copy,
  dbl,
  equalLanes,
  fp2Mul,
  fp2Sqr,
  lane1ToLane0,
  lanesMul,
  lanesSqr,
  mergeLanes,
  neg,
  ONE,
  ONES,
  PAIR,
  select,
  splatLane0,
  splatLane1,
  sub,
  swapLanes,
  zeroLanes,
} from "../kernel/index";

const scratch: usize = memory.data(22 * 128, 16);
// for each of the two maps, in Fp2
const ELEMENT: usize = 5 * PAIR;
const zu2: usize = scratch;
const xn: usize = scratch + PAIR;
const xd: usize = scratch + 2 * PAIR;
const a: usize = scratch + 3 * PAIR;
const root: usize = scratch + 4 * PAIR;
// for both maps, in lanes
const real: usize = scratch + 10 * PAIR;
const imaginary: usize = scratch + 11 * PAIR;
const norms: usize = scratch + 12 * PAIR;
const w: usize = scratch + 13 * PAIR;
const w3: usize = scratch + 14 * PAIR;
const s: usize = scratch + 15 * PAIR;
const t: usize = scratch + 16 * PAIR;
const y0: usize = scratch + 17 * PAIR;
const y1: usize = scratch + 18 * PAIR;
const temporary: usize = scratch + 19 * PAIR;
const other: usize = scratch + 20 * PAIR;
const moved: usize = scratch + 21 * PAIR;

/** Up to a = n conj(D) for one map; norm(xd) in lane 0 of `norm`. 5S, 10M and a pair square. */
function firstCandidate(at: usize, norm: usize, u: usize): void {
  fp2Sqr(at + zu2, u);
  fp2Mul(at + zu2, at + zu2, SSWU2_Z);
  fp2Sqr(temporary, at + zu2);
  add(temporary, temporary, at + zu2);
  add(at + xn, temporary, ONE);
  fp2Mul(at + xn, at + xn, SSWU2_B);
  const exceptional = i32(zeroLanes(temporary) == 3);
  neg(temporary, temporary);
  select(temporary, SSWU2_Z, exceptional);
  fp2Mul(at + xd, temporary, SSWU2_A);
  fp2Sqr(other, at + xd); // xd^2
  fp2Mul(moved, other, at + xd); // D
  fp2Mul(other, other, SSWU2_A);
  fp2Sqr(temporary, at + xn);
  add(temporary, temporary, other);
  fp2Mul(temporary, temporary, at + xn);
  fp2Mul(other, moved, SSWU2_B);
  add(temporary, temporary, other); // n
  conj(moved, moved);
  fp2Mul(at + a, temporary, moved);
  lanesSqr(norm, at + xd);
  swapLanes(other, norm);
  add(norm, norm, other);
}

// (p.0, q.0) and (p.1, q.1) from p and q
// @ts-ignore: decorator
@inline
function transpose(low: usize, high: usize, p: usize, q: usize): void {
  lane1ToLane0(moved, p);
  lane1ToLane0(temporary, q);
  mergeLanes(high, moved, temporary);
  mergeLanes(low, p, q);
}

/**
 * The affine points (x, y) of E2' for u0 and u1. Two powers of 416 and 426 pair products for both, and 22M, 5S each.
 * Fixed sequence.
 */
export function mapToIsogenousG2(out0: usize, out1: usize, u0: usize, u1: usize): void {
  firstCandidate(0, norms, u0);
  firstCandidate(ELEMENT, w, u1);
  mergeLanes(norms, norms, w); // norm(xd)
  lanesSqr(w, norms);
  lanesMul(w, w, norms);
  dbl(w, w); // 2v

  transpose(real, imaginary, a, a + ELEMENT);
  lanesSqr(temporary, real);
  lanesSqr(other, imaginary);
  add(temporary, temporary, other); // norm(a)
  rootPower<FpLanes>(s, temporary);
  lanesSqr(other, s);
  const squares = equalLanes(other, temporary);
  lanesMul(temporary, s, SSWU2_ROOT);
  selectLanes(temporary, s, squares);
  copy(s, temporary);
  fp2Mul(temporary, a, SSWU2_Z);
  select(a, temporary, (squares & 1) ^ 1);
  fp2Mul(temporary, a + ELEMENT, SSWU2_Z);
  select(a + ELEMENT, temporary, (squares >> 1) ^ 1);
  transpose(real, imaginary, a, a + ELEMENT);

  // a0 + s, or a0 - s where that is zero (a1 = 0)
  add(other, real, s);
  sub(temporary, real, s);
  selectLanes(other, temporary, zeroLanes(other));
  lanesSqr(w3, w);
  lanesMul(temporary, w3, other); // (a0 + s) w^2
  lanesMul(w3, temporary, w); // (a0 + s) w^3
  inverseRootPower<FpLanes>(t, w3);
  lanesSqr(y0, t);
  lanesMul(w3, w3, y0); // 1 or -1
  // 1/norm(xd) = norm(xd)^2/v = 2 norm(xd)^2/w and 1/w = +-t^2 (a0 + s) w^2
  lanesMul(y0, y0, temporary);
  lanesMul(y0, y0, w3);
  lanesSqr(temporary, norms);
  lanesMul(norms, temporary, y0);
  dbl(norms, norms);

  lanesMul(t, t, w);
  lanesMul(y0, other, t);
  lanesMul(y1, imaginary, t);
  const straight = equalLanes(w3, ONES);
  neg(real, y1);
  selectLanes(real, y0, straight);
  selectLanes(y0, y1, straight); // imaginary part
  transpose(root, root + ELEMENT, real, y0);

  splatLane0(temporary, norms);
  lastCandidate(out0, 0, temporary, squares & 1, u0);
  splatLane1(temporary, norms);
  lastCandidate(out1, ELEMENT, temporary, squares >> 1, u1);
}

/** x = xn conj(xd)/norm(xd) and the root as they are, or times Z u^2 and Z u^3; then the sign of u. 6M. */
function lastCandidate(out: usize, at: usize, inverse: usize, square: i32, u: usize): void {
  const x = out,
    y = out + PAIR;
  conj(other, at + xd);
  lanesMul(other, other, inverse);
  fp2Mul(other, other, at + xn);
  fp2Mul(moved, other, at + zu2);
  select(moved, other, square);
  fp2Mul(other, at + zu2, u);
  fp2Mul(other, other, at + root);
  select(other, at + root, square);
  neg(real, other);
  select(other, real, fp2Sgn0(other) ^ fp2Sgn0(u));
  copy(x, moved);
  copy(y, other);
}
