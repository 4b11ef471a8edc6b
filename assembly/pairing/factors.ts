// The factors of a product of pairings as the Miller loop works on them (miller.ts): pairs with an infinity left out,
// both points affine by two inversions for all.
import { batchInvertStrided, Fp1, Fp2 } from "../field/element";
import { isInSubgroup } from "../curve/subgroup";
import { copy, fp2Mul, fpMul, fpMulSmall, ONE, splatLane0, zeroLanes } from "../kernel/index";

/** Bytes of a projective point: X, Y, Z. */
export const POINT: usize = 384;

/** The running point T, projective; in affine steps x and y, and room for one element. */
export const ACCUMULATOR: usize = 0;
/** Q, affine x, y; unused when prepared. */
export const BASE_POINT: usize = 384;
/** (1/y_P) and (-3 x_P/y_P), in affine steps (-x_P/y_P), each in both lanes. */
export const EVALUATION: usize = 640;
/** The next prepared line, or 0; then the pointers to P and Q, and the position in the caller's list. */
export const PREPARED: usize = 896;
export const FACTOR: usize = 912;

/** How many of the pairs have no prepared lines, infinite ones among them. */
export function countUnprepared(prepared: usize, count: i32): i32 {
  if (prepared == 0) return count;
  let found = 0;
  for (let i: usize = 0; i < <usize>count; i++) found += i32(load<u32>(prepared + 4 * i) == 0);
  return found;
}

/**
 * Writes the factors to a list with room for `count` of them and returns its end; members[i] for those left out, unless
 * `members` is 0. `slopes`: whether lines come with slopes that have their factor 3, as in affine steps, and not
 * without.
 */
export function gatherFactors(
  factors: usize,
  members: usize,
  p1s: usize,
  p2s: usize,
  prepared: usize,
  count: i32,
  slopes: bool,
): usize {
  let used: usize = factors;
  let unprepared = 0;
  for (let i: usize = 0; i < <usize>count; i++) {
    const p = p1s + i * POINT,
      lines = prepared != 0 ? <usize>load<u32>(prepared + 4 * i) : 0,
      q = p2s + i * POINT;
    if ((zeroLanes(p + 256) & 1) != 0) {
      if (members != 0 && lines == 0) store<u8>(members + i, <u8>isInSubgroup<Fp2>(q));
      continue;
    }
    if (lines != 0 ? load<u32>(lines) != 0 : zeroLanes(q + 256) == 3) continue;
    // kept for now: Y of P, X and Z of P, and T = Q
    copy(used + EVALUATION, p + 128);
    if (lines == 0) {
      copy(used + ACCUMULATOR + 256, q + 256);
      unprepared++;
      store<u32>(used, 0, PREPARED);
    } else {
      copy(used + ACCUMULATOR + 256, ONE);
      store<u32>(used, <u32>(lines + 16), PREPARED);
    }
    store<u32>(used, <u32>p, PREPARED + 4);
    store<u32>(used, <u32>q, PREPARED + 8);
    store<u32>(used, <u32>i, PREPARED + 12);
    used += FACTOR;
  }
  const total = <i32>((used - factors) / FACTOR);
  if (total == 0) return used;
  batchInvertStrided<Fp1>(factors + EVALUATION, FACTOR, total);
  if (unprepared > 0) batchInvertStrided<Fp2>(factors + ACCUMULATOR + 256, FACTOR, total);
  for (let at = factors; at < used; at += FACTOR) {
    const p = <usize>load<u32>(at, PREPARED + 4),
      q = <usize>load<u32>(at, PREPARED + 8);
    // x_P/y_P = X/Y, 1/y_P = Z/Y
    fpMul(at + EVALUATION + 128, at + EVALUATION, p);
    const small = slopes && load<u32>(at, PREPARED) == 0 ? -1 : -3;
    fpMulSmall(at + EVALUATION + 128, at + EVALUATION + 128, small);
    fpMul(at + EVALUATION, at + EVALUATION, p + 256);
    splatLane0(at + EVALUATION, at + EVALUATION);
    splatLane0(at + EVALUATION + 128, at + EVALUATION + 128);
    if (load<u32>(at, PREPARED) != 0) continue;
    fp2Mul(at + BASE_POINT, q, at + ACCUMULATOR + 256);
    fp2Mul(at + BASE_POINT + 128, q + 128, at + ACCUMULATOR + 256);
    copy(at + ACCUMULATOR, at + BASE_POINT);
    copy(at + ACCUMULATOR + 128, at + BASE_POINT + 128);
    copy(at + ACCUMULATOR + 256, ONE);
  }
  return used;
}
