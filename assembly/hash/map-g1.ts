// The simplified SWU map to E1': y^2 = x^3 + A x + B (RFC 9380, section 6.6.2 and appendix F.2), two field elements in
// the two lanes of a pair, through one power.
//
// With xn/xd the x-coordinate of the first candidate, g = (xn^3 + A xn xd^2 + B xd^3)/xd^3 = n/d and e the inverse root
// of n d^3: n d e is a root of g or of -g, as e^2 n d^3 is 1 or -1. In the second case Z^3 u^6 g is the square, with
// the root Z u^3 (n d e) sqrt(-Z). The same e gives 1/xd = +-e^2 n d^2 xd^2, so that x comes out affine without an
// inversion. n = 0 cannot be: E1' has odd order, hence no point with y = 0.
import { SSWU1_A, SSWU1_B, SSWU1_ROOT, SSWU1_Z } from "../constants";
import { selectLanes } from "../curve/lanes";
import { FpLanes } from "../field/element";
import { lanesSgn0 } from "../field/fp";
import { inverseRootPower } from "../field/root-power";
import { add, copy, equalLanes, lanesMul, lanesSqr, neg, ONES, PAIR, zeroLanes } from "../kernel/index";

const scratch: usize = memory.data(10 * 128, 16);
const zu2: usize = scratch;
const xn: usize = scratch + PAIR;
const xd: usize = scratch + 2 * PAIR;
const xd2: usize = scratch + 3 * PAIR;
const d: usize = scratch + 4 * PAIR;
const n: usize = scratch + 5 * PAIR;
const e: usize = scratch + 6 * PAIR;
const t: usize = scratch + 7 * PAIR;
const v: usize = scratch + 8 * PAIR;
const other: usize = scratch + 9 * PAIR;

/** (x, y) on E1' for both lanes of u. One power of 426 products and 27 more. Fixed sequence. */
export function mapToIsogenousG1(x: usize, y: usize, u: usize): void {
  lanesSqr(zu2, u);
  lanesMul(zu2, zu2, SSWU1_Z);
  lanesSqr(t, zu2);
  add(t, t, zu2); // Z^2 u^4 + Z u^2
  add(xn, t, ONES);
  lanesMul(xn, xn, SSWU1_B);
  neg(xd, t);
  selectLanes(xd, SSWU1_Z, zeroLanes(t));
  lanesMul(xd, xd, SSWU1_A);
  lanesSqr(xd2, xd);
  lanesMul(d, xd2, xd);
  lanesSqr(n, xn);
  lanesMul(t, xd2, SSWU1_A);
  add(n, n, t);
  lanesMul(n, n, xn);
  lanesMul(t, d, SSWU1_B);
  add(n, n, t);
  lanesSqr(v, d);
  lanesMul(v, v, d);
  lanesMul(v, v, n); // n d^3
  inverseRootPower<FpLanes>(e, v);
  lanesSqr(other, e);
  lanesMul(v, v, other); // 1 or -1
  const squares = equalLanes(v, ONES);
  // x = xn xd^2 (+-e^2) n d^2
  lanesMul(v, v, other);
  lanesMul(t, n, d);
  lanesMul(v, v, t);
  lanesMul(v, v, d);
  lanesMul(v, v, xd2);
  lanesMul(other, xn, v);
  lanesMul(v, other, zu2);
  selectLanes(v, other, squares);
  // y = n d e, or Z u^3 sqrt(-Z) n d e
  lanesMul(t, t, e);
  lanesMul(other, t, SSWU1_ROOT);
  lanesMul(other, other, zu2);
  lanesMul(other, other, u);
  selectLanes(other, t, squares);
  neg(t, other);
  selectLanes(other, t, lanesSgn0(other) ^ lanesSgn0(u));
  copy(x, v);
  copy(y, other);
}
