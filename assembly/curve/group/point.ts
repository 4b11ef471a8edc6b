// Projective points as they lie in memory: X, Y, Z in three slots of 128 bytes, infinity is (0 : 1 : 0). What is done
// to them here needs no formula of the group (law.ts).
import { isZero, neg, one } from "../../field/element";
import { copy, lane1ToLane0, mergeLanes, PAIR, select, zero } from "../../kernel/index";
import { left, right } from "./scratch";

/** Bytes of a projective point. */
export const PROJECTIVE: usize = 3 * PAIR;
/** Offsets of the coordinates. */
export const X: usize = 0;
export const Y: usize = PAIR;
export const Z: usize = 2 * PAIR;

/** out = infinity, (0 : 1 : 0). */
export function setInfinity<T>(out: usize): void {
  zero(out + X);
  one<T>(out + Y);
  zero(out + Z);
}

/** out = p. */
export function copyPoint(out: usize, p: usize): void {
  copy(out + X, p + X);
  copy(out + Y, p + Y);
  copy(out + Z, p + Z);
}

/** out = p if flag is 1, unchanged if it is 0. Fixed sequence. */
export function selectPoint(out: usize, p: usize, flag: i32): void {
  select(out + X, p + X, flag);
  select(out + Y, p + Y, flag);
  select(out + Z, p + Z, flag);
}

/** out = -p. */
export function negatePoint<T>(out: usize, p: usize): void {
  copy(out + X, p + X);
  neg<T>(out + Y, p + Y);
  copy(out + Z, p + Z);
}

/** Whether p is infinity; for FpLanes the mask of the lanes where it is. */
export function isInfinity<T>(p: usize): i32 {
  return isZero<T>(p + Z);
}

/** out = the points in lane 0 of p and of q, side by side in the lanes of one FpLanes point. */
export function mergePoints(out: usize, p: usize, q: usize): void {
  mergeLanes(left, p + X, q + X);
  mergeLanes(right, p + Y, q + Y);
  mergeLanes(out + Z, p + Z, q + Z);
  copy(out + X, left);
  copy(out + Y, right);
}

/** The two points of an FpLanes point, each in lane 0. */
export function splitPoints(p: usize, q: usize, both: usize): void {
  for (let i: usize = 0; i < PROJECTIVE; i += PAIR) {
    copy(left, both + i);
    lane1ToLane0(q + i, left);
    copy(p + i, left);
  }
}
