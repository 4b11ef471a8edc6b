// Feldman's verifiable secret sharing ("A practical scheme for non-interactive verifiable secret sharing", FOCS 1987):
// the share s of the party with id x is right when s G = sum x^k C_k.
//
// Many checks become one by a random linear combination with weights w of 128 bits that the sender of the shares could
// not know: (sum w s) G = sum w (sum x^k C_k). If any check fails, so does the combination, except with probability
// 2^-128. The right side is computed in the cheaper of two ways (commitment.ts):
//   - the value of every commitment by Horner's rule in step, then a multi-scalar multiplication with 128-bit weights.
//     When the combination fails, each value is compared with its own s G: the wrong ones are known at once.
//   - one multi-scalar multiplication over all commitments, with scalars sum w x^k per dealer. When the combination
//     fails, the halves are checked again, and so on down to the wrong ones.
// Shares are secret and touched by constant-sequence code only; everything else is public.
import { multiplyBase } from "../curve/base";
import { equalPoints } from "../curve/group/law";
import { fromPacked, packedSize } from "../curve/group/packed";
import { PROJECTIVE } from "../curve/group/point";
import { FR, frAdd, frFromBytes, frMul, frToBytes, frZero } from "../field/fr";
import { allocate, mark, release } from "../memory";
import { PROGRAM } from "./addition-chains";
import { msmOf } from "./batch";
import { evaluateOne, hornerCost, hornerMany, makePrograms, msmCost } from "./commitment";
import { longestId, SHORT_ID_BITS } from "./ids";

/** 1 when the share (32 bytes, below r) at `id` (32 bytes, below r, not zero) fits the commitment. */
export function verifyShare<T>(vector: usize, threshold: i32, id: usize, share: usize): i32 {
  const start = mark();
  const expected = allocate(PROJECTIVE);
  const actual = allocate(PROJECTIVE);
  multiplyBase<T>(actual, share);
  evaluateOne<T>(expected, vector, threshold, id);
  const result = equalPoints<T>(expected, actual);
  release(start);
  return result;
}

// What a batch consists of, for the functions below; set by verifyShares.
let vectors: usize = 0;
let dealers: usize = 0;
let threshold: i32 = 0;
let ids: usize = 0;
let shares: usize = 0;
let weights: usize = 0;
let verdicts: usize = 0;

/**
 * Checks `count` shares; item i is the share of the party ids[i] from the dealer number dealerOf[i] (u32), whose
 * commitment is the threshold points at that number's place in `commitments`. Items of one dealer must stand together.
 * `randomWeights`: 32 bytes each, from 1 to 2^128 - 1. Writes 1 (right) or 0 (wrong) per item into `verdict` (bytes);
 * returns the number of wrong ones.
 */
export function verifyShares<T>(
  verdict: usize,
  commitments: usize,
  dealerOf: usize,
  size: i32,
  idList: usize,
  shareList: usize,
  randomWeights: usize,
  count: i32,
): i32 {
  const start = mark();
  vectors = commitments;
  dealers = dealerOf;
  threshold = size;
  ids = idList;
  shares = shareList;
  weights = randomWeights;
  verdicts = verdict;
  memory.fill(verdicts, 1, <usize>count);
  checkRange<T>(0, count, false);
  release(start);
  let wrong = 0;
  for (let i = 0; i < count; i++) wrong += 1 - <i32>load<u8>(verdict + <usize>i);
  return wrong;
}

function commitmentOf<T>(item: i32): usize {
  const dealer = load<u32>(dealers + ((<usize>item) << 2));
  return vectors + <usize>dealer * <usize>threshold * packedSize<T>();
}

function numberOfDealers(from: i32, to: i32): i32 {
  let number = 0;
  for (let i = from; i < to; i++) number += i32(i == from || dealerChanges(i));
  return number;
}

function dealerChanges(item: i32): bool {
  return load<u32>(dealers + ((<usize>item) << 2)) != load<u32>(dealers + ((<usize>item - 1) << 2));
}

/**
 * Marks the wrong items from `from` up to `to`; returns whether there was none. `knownBad`: one of them is known to be
 * wrong.
 */
function checkRange<T>(from: i32, to: i32, knownBad: bool): bool {
  const count = to - from;
  if (count < 1) return true;
  if (count == 1) {
    const at = (<usize>from) << 5;
    const right = !knownBad && verifyShare<T>(commitmentOf<T>(from), threshold, ids + at, shares + at) != 0;
    if (!right) store<u8>(verdicts + <usize>from, 0);
    return right;
  }
  const start = mark();
  let programs: usize = 0;
  let horner: f64 = Infinity;
  if (longestId(ids + ((<usize>from) << 5), count) <= SHORT_ID_BITS) {
    programs = allocate(<usize>count * PROGRAM);
    horner = hornerCost(threshold, makePrograms(programs, ids + ((<usize>from) << 5), count), count);
  }
  const distinct = numberOfDealers(from, to);
  let right: bool = true;
  if (horner <= msmCost<T>(distinct * threshold)) {
    right = checkByValues<T>(from, to, programs);
    release(start);
    return right;
  }
  release(start);
  if (knownBad || !checkByCombination<T>(from, to, distinct)) {
    right = false;
    const middle = from + (count >> 1);
    const leftRight = checkRange<T>(from, middle, false);
    checkRange<T>(middle, to, leftRight);
  }
  return right;
}

/** out = (sum of weight * share) G over a range. */
function combinedShares<T>(out: usize, from: i32, to: i32): void {
  const start = mark();
  const sum = allocate(FR);
  const share = allocate(FR);
  const weight = allocate(FR);
  const bytes = allocate(32);
  frZero(sum);
  for (let i = from; i < to; i++) {
    frFromBytes(share, shares + ((<usize>i) << 5));
    frFromBytes(weight, weights + ((<usize>i) << 5));
    frMul(share, share, weight);
    frAdd(sum, sum, share);
  }
  frToBytes(bytes, sum);
  multiplyBase<T>(out, bytes);
  release(start);
}

function checkByValues<T>(from: i32, to: i32, programs: usize): bool {
  const count = to - from;
  const size = packedSize<T>();
  const polynomials = allocate((<usize>count) << 2);
  const values = allocate(<usize>count * size);
  const expected = allocate(PROJECTIVE);
  const actual = allocate(PROJECTIVE);
  for (let i = from; i < to; i++) store<u32>(polynomials + ((<usize>(i - from)) << 2), commitmentOf<T>(i));
  hornerMany<T>(values, polynomials, threshold, programs, count);
  msmOf<T>(expected, values, weights + ((<usize>from) << 5), count, 128);
  combinedShares<T>(actual, from, to);
  if (equalPoints<T>(expected, actual)) return true;
  for (let i = from; i < to; i++) {
    multiplyBase<T>(actual, shares + ((<usize>i) << 5));
    fromPacked<T>(expected, values + <usize>(i - from) * size);
    if (!equalPoints<T>(expected, actual)) store<u8>(verdicts + <usize>i, 0);
  }
  return false;
}

function checkByCombination<T>(from: i32, to: i32, distinct: i32): bool {
  const start = mark();
  const size = <usize>threshold * packedSize<T>();
  const points = allocate(<usize>distinct * size);
  const scalars = allocate((<usize>distinct * <usize>threshold) << 5);
  const sums = allocate(<usize>threshold * FR);
  const x = allocate(FR);
  const term = allocate(FR);
  const expected = allocate(PROJECTIVE);
  const actual = allocate(PROJECTIVE);
  let group: usize = 0;
  for (let i = from; i < to; i++) {
    if (i == from || dealerChanges(i)) {
      memory.copy(points + group * size, commitmentOf<T>(i), size);
      memory.fill(sums, 0, <usize>threshold * FR);
    }
    // sums[k] += w x^k
    frFromBytes(x, ids + ((<usize>i) << 5));
    frFromBytes(term, weights + ((<usize>i) << 5));
    for (let k: usize = 0; k < <usize>threshold; k++) {
      frAdd(sums + k * FR, sums + k * FR, term);
      frMul(term, term, x);
    }
    if (i + 1 == to || dealerChanges(i + 1)) {
      const place = scalars + ((group * <usize>threshold) << 5);
      for (let k: usize = 0; k < <usize>threshold; k++) frToBytes(place + (k << 5), sums + k * FR);
      group++;
    }
  }
  msmOf<T>(expected, points, scalars, distinct * threshold, 255);
  combinedShares<T>(actual, from, to);
  const right = equalPoints<T>(expected, actual);
  release(start);
  return right != 0;
}
