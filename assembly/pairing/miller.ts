// The Miller loop of the optimal ate pairing, f_{|x|,Q}(P), over many pairs at once: one squaring of the accumulator
// per bit for all, and the lines of two pairs multiplied together before they are absorbed (6M + 17M against 2 x 13M).
// Of many pairs the steps are affine, and their denominators are inverted together (Lauter, Montgomery, Naehrig, "An
// analysis of affine coordinates for pairing computation", Pairing 2010; Acar, Lauter, Naehrig, Shumow, "Affine
// pairings on ARM", Pairing 2012): T costs less, and the lines, whose l2 is 1, are absorbed at 10M. G2 points may come
// prepared: their 68 lines computed once and scaled to l2 = 1, absorbed at 10M with no point arithmetic at all.
//
// Pairs with an infinity contribute 1 and are skipped. All of it is variable time: for public points.
import { X_ABS } from "../constants";
import { minusPsi } from "../curve/endomorphism";
import { equalPoints } from "../curve/group/law";
import { batchInvertStrided, Fp2 } from "../field/element";
import { fp2InvVartime } from "../field/fp2";
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
import { copy, dbl, fp2Mul, fp2Sqr, mulSmall, ONE, PAIR, sub, subSub, zeroLanes } from "../kernel/index";
import { allocate, mark, release } from "../memory";
import {
  ACCUMULATOR,
  BASE_POINT,
  countUnprepared,
  EVALUATION,
  FACTOR,
  gatherFactors,
  POINT,
  PREPARED,
} from "./factors";
import { additionStep, doublingStep, evaluateLine, LINE } from "./lines";

/** Lines of one loop: 63 doublings and 5 additions. */
export const LINE_COUNT: usize = 68;
/** Bytes of a prepared G2 point: a header (1 = infinity), then l0, l1 of every line; l2 = 1. */
export const PREPARED_SIZE: usize = 16 + 68 * 256;

/** Pairs without prepared lines from which affine steps are cheaper: an inversion is some 30M. */
const AFFINE_FROM: i32 = 16;
/** In affine steps, the product of the denominators of the factors before. */
const PREFIX: usize = ACCUMULATOR + 256;

const pendingLine: usize = memory.data(384, 16);
const currentLine: usize = memory.data(384, 16);
const product: usize = memory.data(640, 16);
const image: usize = memory.data(384, 16);
const running: usize = memory.data(128, 16);
const denominator: usize = memory.data(128, 16);
const numerator: usize = memory.data(128, 16);
const slope: usize = memory.data(128, 16);
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
  absorbMonic(f);
}

// Multiplies the line in currentLine, whose l2 is 1, into f
function absorbMonic(f: usize): void {
  if (isOne) {
    copy(currentLine + 256, ONE);
    fp12FromLine(f, currentLine);
    isOne = false;
  } else fp12MulByMonicLine(f, f, currentLine);
}

/**
 * f = the product of f_{x,Q_i}(P_i): ready for the final exponentiation. Projective points of 384 bytes; `prepared` (or
 * 0) lists 32-bit pointers to prepared G2 points, 0 where the entry of `p2s` is to be used. Per bit 12M, per pair and
 * bit 4M 5S, 2 pair multiplications and 11.5 to 13M (of many pairs 6M 2S, 2 pair multiplications and 10M, and an
 * inversion for all; prepared: 10M and 2 pair multiplications), and two inversions for all.
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
  if (countUnprepared(prepared, count) >= AFFINE_FROM && loop(f, members, p1s, p2s, prepared, count, true)) return;
  loop(f, members, p1s, p2s, prepared, count, false);
}

/** Returns false, with nothing of use in f, where an affine step has a special case. */
export function loop(
  f: usize,
  members: usize,
  p1s: usize,
  p2s: usize,
  prepared: usize,
  count: i32,
  affine: bool,
): bool {
  if (members != 0) memory.fill(members, 1, count);
  fp12One(f);
  const position = mark();
  const factors = allocate(<usize>count * FACTOR);
  const end = gatherFactors(factors, members, p1s, p2s, prepared, count, affine);
  isOne = true;
  havePending = false;
  for (let bit = end == factors ? -1 : 62; bit >= 0; bit--) {
    if (!isOne) fp12Sqr(f, f);
    const addition = ((X_ABS >> bit) & 1) != 0;
    if (affine && !(affineSteps(f, factors, end, false) && (!addition || affineSteps(f, factors, end, true)))) {
      release(position);
      return false;
    }
    for (let at = factors; at < end; at += FACTOR) {
      if (load<u32>(at, PREPARED) != 0) {
        absorbPrepared(f, at);
        if (addition) absorbPrepared(f, at);
      } else if (!affine) {
        doublingStep(at + ACCUMULATOR, currentLine);
        evaluateLine(currentLine, currentLine, at + EVALUATION);
        absorb(f);
        if (!addition) continue;
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
    for (let at = factors; at < end; at += FACTOR) {
      if (load<u32>(at, PREPARED) != 0) continue;
      if (affine) copy(at + ACCUMULATOR + 256, ONE);
      store<u8>(members + <usize>load<u32>(at, PREPARED + 12), <u8>closes(at));
    }
  }
  release(position);
  return true;
}

/**
 * T = 2T, or T = T + Q, for all factors without prepared lines, in affine coordinates and with one inversion
 * (Montgomery's trick), and their lines, whose l2 is 1, into f. 6M 2S, of an addition 6M 1S, 2 pair multiplications and
 * 10M for each. Returns false where T = Q or T = -Q is to be added, which no point of order r meets.
 */
function affineSteps(f: usize, factors: usize, end: usize, addition: bool): bool {
  copy(running, ONE);
  for (let at = factors; at < end; at += FACTOR) {
    if (load<u32>(at, PREPARED) != 0) continue;
    copy(at + PREFIX, running);
    slopeDenominator(at, addition);
    fp2Mul(running, running, denominator);
  }
  if (zeroLanes(running) == 3) return false;
  fp2InvVartime(running, running);
  for (let at = end; at > factors;) {
    at -= FACTOR;
    if (load<u32>(at, PREPARED) != 0) continue;
    slopeDenominator(at, addition);
    fp2Mul(slope, running, at + PREFIX);
    fp2Mul(running, running, denominator);
    if (addition) sub(numerator, at + 128, at + BASE_POINT + 128);
    else {
      fp2Sqr(numerator, at);
      mulSmall(numerator, numerator, 3);
    }
    fp2Mul(slope, slope, numerator);
    fp2Mul(currentLine, slope, at);
    sub(currentLine, currentLine, at + 128);
    // x' = s^2 - x - (x or x_Q), y' = s (x - x') - y
    fp2Sqr(numerator, slope);
    subSub(numerator, numerator, at, addition ? at + BASE_POINT : at);
    sub(denominator, at, numerator);
    copy(at, numerator);
    fp2Mul(denominator, denominator, slope);
    sub(at + 128, denominator, at + 128);
    copy(currentLine + 128, slope);
    evaluateLine(currentLine, currentLine, at + EVALUATION);
    absorbMonic(f);
  }
  return true;
}

/** denominator = 2y, or x - x_Q. */
// @ts-ignore: decorator
@inline
function slopeDenominator(factor: usize, addition: bool): void {
  if (addition) sub(denominator, factor, factor + BASE_POINT);
  else dbl(denominator, factor + 128);
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
