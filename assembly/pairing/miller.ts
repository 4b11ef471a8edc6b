// The Miller loop of the optimal ate pairing, f_{|x|,Q}(P), over many pairs at once: one squaring of the accumulator
// per bit for all, and the lines of two pairs multiplied together before they are absorbed (6M + 17M against 2 x 13M).
// G2 points may come prepared: their 68 lines computed once and scaled to l2 = 1, absorbed at 10M with no point
// arithmetic at all.
//
// Pairs with an infinity contribute 1 and are skipped. All of it is variable time: for public points.
import { X_ABS } from "../constants";
import { minusPsi } from "../curve/endomorphism";
import { equalPoints } from "../curve/group/law";
import { isInSubgroup } from "../curve/subgroup";
import { batchInvertStrided, Fp1, Fp2 } from "../field/element";
import {
  fp12Conj,
  fp12FromLine,
  fp12FromLinesProduct,
  fp12MulByLine,
  fp12MulByLinesProduct,
  fp12MulByMonicLine,
  fp12One,
  fp12Sqr,
  linesProduct,
} from "../field/fp12";
import { copy, fp2Mul, fpMul, fpMulSmall, ONE, PAIR, splatLane0, zeroLanes } from "../kernel/index";
import { allocate, mark, release } from "../memory";
import { additionStep, doublingStep, evaluateLine, LINE } from "./lines";

/** Bytes of a projective point: X, Y, Z. */
const POINT: usize = 384;
/** Lines of one loop: 63 doublings and 5 additions. */
export const LINE_COUNT: usize = 68;
/** Bytes of a prepared G2 point: a header (1 = infinity), then l0, l1 of every line; l2 = 1. */
export const PREPARED_SIZE: usize = 16 + 68 * 256;

// One factor of the product in the working list
const ACCUMULATOR: usize = 0; // T, projective
const BASE_POINT: usize = 384; // Q, affine x, y; unused when prepared
const EVALUATION: usize = 640; // (1/y_P) and (-3 x_P/y_P), each in both lanes
const PREPARED: usize = 896; // the next prepared line, or 0
const FACTOR: usize = 912; // PREPARED is followed by the pointers to P and Q, and the position in the caller's list

const pendingLine: usize = memory.data(384, 16);
const currentLine: usize = memory.data(384, 16);
const product: usize = memory.data(640, 16);
const image: usize = memory.data(384, 16);
let havePending: bool = false;
let isOne: bool = false;

// Multiplies the line in currentLine into f, in twos
function absorb(f: usize): void {
  if (!havePending) {
    copy(pendingLine, currentLine);
    copy(pendingLine + 128, currentLine + 128);
    copy(pendingLine + 256, currentLine + 256);
    havePending = true;
    return;
  }
  havePending = false;
  linesProduct(product, pendingLine, currentLine);
  if (isOne) fp12FromLinesProduct(f, product);
  else fp12MulByLinesProduct(f, f, product);
  isOne = false;
}

function flush(f: usize): void {
  if (!havePending) return;
  havePending = false;
  if (isOne) fp12FromLine(f, pendingLine);
  else fp12MulByLine(f, f, pendingLine);
  isOne = false;
}

function absorbPrepared(f: usize, factor: usize): void {
  const line = <usize>load<u32>(factor, PREPARED);
  store<u32>(factor, <u32>(line + 256), PREPARED);
  evaluateLine(currentLine, line, factor + EVALUATION);
  if (isOne) {
    copy(currentLine + 256, ONE);
    fp12FromLine(f, currentLine);
    isOne = false;
  } else fp12MulByMonicLine(f, f, currentLine);
}

/**
 * f = the product of f_{x,Q_i}(P_i): ready for the final exponentiation. Projective points of 384 bytes; `prepared` (or
 * 0) lists 32-bit pointers to prepared G2 points, 0 where the entry of `p2s` is to be used. Per bit 12M, per pair and
 * bit 4M 5S, 2 pair multiplications and 11.5 to 13M (prepared: 10M and 2 pair multiplications), and two inversions for
 * all.
 */
export function millerLoop(f: usize, p1s: usize, p2s: usize, prepared: usize, count: i32): void {
  millerLoopOfMembers(f, 0, p1s, p2s, prepared, count);
}

/**
 * The same for points of the twist that may lie outside the subgroup: members[i] = 1 if p2s[i] is a member or was taken
 * prepared, else 0, and then f means nothing. (0 for `members`: not asked for.) The loop ends with |x| Q, and members
 * are those with |x| Q = -psi(Q) (curve/subgroup.ts): 6M instead of 63 doublings. A Q of order r meets no special case
 * of the steps; where one occurs Z becomes 0, for |x| Q infinite or not, and stays 0.
 */
export function millerLoopOfMembers(
  f: usize,
  members: usize,
  p1s: usize,
  p2s: usize,
  prepared: usize,
  count: i32,
): void {
  if (members != 0) memory.fill(members, 1, count);
  fp12One(f);
  const position = mark();
  const factors = allocate(<usize>count * FACTOR);
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
  if (total == 0) {
    release(position);
    return;
  }
  batchInvertStrided<Fp1>(factors + EVALUATION, FACTOR, total);
  if (unprepared > 0) batchInvertStrided<Fp2>(factors + ACCUMULATOR + 256, FACTOR, total);
  for (let at = factors; at < used; at += FACTOR) {
    const p = <usize>load<u32>(at, PREPARED + 4),
      q = <usize>load<u32>(at, PREPARED + 8);
    // x_P/y_P = X/Y, 1/y_P = Z/Y
    fpMul(at + EVALUATION + 128, at + EVALUATION, p);
    fpMulSmall(at + EVALUATION + 128, at + EVALUATION + 128, -3);
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
  isOne = true;
  havePending = false;
  for (let bit = 62; bit >= 0; bit--) {
    if (!isOne) fp12Sqr(f, f);
    const addition = ((X_ABS >> bit) & 1) != 0;
    for (let at = factors; at < used; at += FACTOR) {
      if (load<u32>(at, PREPARED) != 0) {
        absorbPrepared(f, at);
        if (addition) absorbPrepared(f, at);
        continue;
      }
      doublingStep(at + ACCUMULATOR, currentLine);
      evaluateLine(currentLine, currentLine, at + EVALUATION);
      absorb(f);
      if (addition) {
        additionStep(at + ACCUMULATOR, at + BASE_POINT, currentLine);
        evaluateLine(currentLine, currentLine, at + EVALUATION);
        absorb(f);
      }
    }
    flush(f);
  }
  // x is negative: f_{x,Q} = 1/f_{|x|,Q} up to factors the final exponentiation kills, and the conjugate does as the
  // inverse
  fp12Conj(f, f);
  if (members != 0) {
    for (let at = factors; at < used; at += FACTOR) {
      if (load<u32>(at, PREPARED) != 0) continue;
      store<u8>(members + <usize>load<u32>(at, PREPARED + 12), <u8>closes(at));
    }
  }
  release(position);
}

/** Whether the loop of a factor that was not prepared ended with -psi(Q). 6M. */
function closes(factor: usize): bool {
  if (zeroLanes(factor + ACCUMULATOR + 256) == 3) return false;
  copy(image, factor + BASE_POINT);
  copy(image + 128, factor + BASE_POINT + 128);
  copy(image + 256, ONE);
  minusPsi(image, image);
  return equalPoints<Fp2>(factor + ACCUMULATOR, image) != 0;
}

/**
 * Writes the 68 lines of a projective G2 point, scaled to l2 = 1. 68 x 5M more than the lines, one inversion. Variable
 * time.
 */
export function prepare(out: usize, q: usize): void {
  memory.fill(out, 0, 16);
  if (zeroLanes(q + 256) == 3) {
    store<u32>(out, 1);
    return;
  }
  const position = mark();
  const lines = allocate(LINE_COUNT * LINE),
    point = allocate(POINT),
    base = allocate(POINT);
  copy(base + 256, q + 256);
  batchInvertStrided<Fp2>(base + 256, PAIR, 1);
  fp2Mul(base, q, base + 256);
  fp2Mul(base + 128, q + 128, base + 256);
  copy(point, base);
  copy(point + 128, base + 128);
  copy(point + 256, ONE);
  let line = lines;
  for (let bit = 62; bit >= 0; bit--) {
    doublingStep(point, line);
    line += LINE;
    if (((X_ABS >> bit) & 1) != 0) {
      additionStep(point, base, line);
      line += LINE;
    }
  }
  batchInvertStrided<Fp2>(lines + 256, LINE, <i32>LINE_COUNT);
  for (let i: usize = 0; i < LINE_COUNT; i++) {
    const from = lines + i * LINE,
      to = out + 16 + i * 256;
    fp2Mul(to, from, from + 256);
    fp2Mul(to + 128, from + 128, from + 256);
  }
  release(position);
}
