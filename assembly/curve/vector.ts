// Vectors: many points of one group as packed affine points in a row (G1 128 bytes each, G2 256).
import { G1_X, G1_Y, G2_X, G2_Y } from "../constants";
import { equal, Fp2, FpLanes, neg, one, sqr } from "../field/element";
import { lanesLexicographicallyLargest, lanesSqrt } from "../field/fp";
import { fp2SqrtTwo } from "../field/fp2";
import { copy, mergeLanes, select } from "../kernel/index";
import { NOT_IN_SUBGROUP, NOT_ON_CURVE, OK } from "../status";
import { packAffine } from "./affine";
import { coordinateSize, encodePacked, isLargest, LARGEST, readCoordinates, READ_INFINITY } from "./codec";
import { curveEquation } from "./group/law";
import { fromPacked, packedSize } from "./group/packed";
import { PROJECTIVE, splitPoints, X, Y, Z } from "./group/point";
import { refuseOutside } from "./bulk-subgroup";
import { selectLanes } from "./lanes";
import { isInSubgroup } from "./subgroup";

const first: usize = memory.data(3 * 128, 16);
const second: usize = memory.data(3 * 128, 16);
const both: usize = memory.data(3 * 128, 16);
const equation0: usize = memory.data(128, 16);
const equation1: usize = memory.data(128, 16);
const other: usize = memory.data(128, 16);

// What stands in for points that are infinite, refused or missing, so that their partners can go on
// @ts-ignore: decorator
@inline
function setFiller<T>(p: usize): void {
  copy(p + X, sizeof<T>() == sizeof<Fp2>() ? G2_X : G1_X);
  copy(p + Y, sizeof<T>() == sizeof<Fp2>() ? G2_Y : G1_Y);
}

/**
 * Solves for y in both lanes of `both`, with the signs asked for; the mask of the lanes on the curve. One power for two
 * points.
 */
function solveG1(wanted: i32): i32 {
  curveEquation<FpLanes>(equation0, both + X);
  const found = lanesSqrt(both + Y, equation0);
  neg<FpLanes>(other, both + Y);
  selectLanes(both + Y, other, lanesLexicographicallyLargest(both + Y) ^ wanted);
  return found;
}

/** The same for `first` and `second` in Fp2; two powers for two points. */
function solveG2(wanted: i32): i32 {
  curveEquation<Fp2>(equation0, first + X);
  curveEquation<Fp2>(equation1, second + X);
  const found = fp2SqrtTwo(first + Y, second + Y, equation0, equation1);
  neg<Fp2>(other, first + Y);
  select(first + Y, other, i32(isLargest<Fp2>(first + Y)) ^ (wanted & 1));
  neg<Fp2>(other, second + Y);
  select(second + Y, other, i32(isLargest<Fp2>(second + Y)) ^ (wanted >> 1));
  return found;
}

// @ts-ignore: decorator
@inline
function isOnCurve<T>(p: usize): i32 {
  curveEquation<T>(equation0, p + X);
  sqr<T>(equation1, p + Y);
  return equal<T>(equation0, equation1);
}

/**
 * Like `decodeVector` with the check of the subgroup, but all points are checked together: `seed` is 32 bytes that
 * whoever chose the points could not know, 2^-bits bounds the probability that a bad one is accepted
 * (bulk-subgroup.ts).
 */
export function decodeVectorInBulk<T>(
  out: usize,
  statuses: usize,
  bytes: usize,
  count: i32,
  length: usize,
  seed: usize,
  bits: i32,
): i32 {
  decodeVector<T>(out, statuses, bytes, count, length, false);
  if (sizeof<T>() == sizeof<Fp2>()) refuseOutside<Fp2>(out, statuses, count, bits, seed, NOT_IN_SUBGROUP);
  else refuseOutside<FpLanes>(out, statuses, count, bits, seed, NOT_IN_SUBGROUP);
  for (let i = 0; i < count; i++) {
    if (load<i32>(statuses + 4 * <usize>i) != OK) return i;
  }
  return -1;
}

/**
 * Decodes `count` encodings of `length` bytes each into packed points, two at a time, and writes a status (i32) for
 * each. A refused point becomes infinity. Returns the index of the first refused one, or -1. Variable time.
 * For each point: G1 half of a power and of 126 doublings (two points in the lanes of a pair), G2 a power and 63
 * doublings.
 */
export function decodeVector<T>(
  out: usize,
  statuses: usize,
  bytes: usize,
  count: i32,
  length: usize,
  checkSubgroup: bool,
): i32 {
  let firstBad: i32 = -1;
  const compressed = length == coordinateSize<T>();
  for (let i: i32 = 0; i < count; i += 2) {
    const at0 = bytes + <usize>i * length,
      at1 = at0 + length,
      single = i + 1 == count;
    let status0 = readCoordinates<T>(first + X, first + Y, at0, length);
    let status1 = single ? READ_INFINITY : readCoordinates<T>(second + X, second + Y, at1, length);
    let wanted: i32 = 0;
    if (status0 != OK) setFiller<T>(first);
    else if (load<u8>(at0) & LARGEST) wanted = 1;
    if (status1 != OK) setFiller<T>(second);
    else if (load<u8>(at1) & LARGEST) wanted |= 2;

    let onCurve: i32, inSubgroup: i32;
    if (sizeof<T>() == sizeof<Fp2>()) {
      if (compressed) onCurve = solveG2(wanted);
      else onCurve = isOnCurve<T>(first) | (isOnCurve<T>(second) << 1);
      inSubgroup = 3;
      if (checkSubgroup) {
        one<T>(first + Z);
        one<T>(second + Z);
        if (status0 == OK) inSubgroup &= isInSubgroup<T>(first) | 2;
        if (status1 == OK) inSubgroup &= (isInSubgroup<T>(second) << 1) | 1;
      }
    } else {
      mergeLanes(both + X, first + X, second + X);
      if (compressed) {
        onCurve = solveG1(wanted);
      } else {
        mergeLanes(both + Y, first + Y, second + Y);
        onCurve = isOnCurve<FpLanes>(both);
      }
      one<FpLanes>(both + Z);
      inSubgroup = checkSubgroup ? isInSubgroup<FpLanes>(both) : 3;
      splitPoints(first, second, both);
    }
    if (status0 == OK) status0 = !(onCurve & 1) ? NOT_ON_CURVE : !(inSubgroup & 1) ? NOT_IN_SUBGROUP : OK;
    if (status1 == OK) status1 = !(onCurve & 2) ? NOT_ON_CURVE : !(inSubgroup & 2) ? NOT_IN_SUBGROUP : OK;
    firstBad = finish<T>(out, statuses, i, first, status0, firstBad);
    if (!single) firstBad = finish<T>(out, statuses, i + 1, second, status1, firstBad);
  }
  return firstBad;
}

function finish<T>(out: usize, statuses: usize, i: i32, p: usize, status: i32, firstBad: i32): i32 {
  const packed = out + <usize>i * packedSize<T>();
  if (status == OK) packAffine<T>(packed, p + X, p + Y);
  else memory.fill(packed, 0, packedSize<T>());
  if (status == READ_INFINITY) status = OK;
  store<i32>(statuses + 4 * <usize>i, status);
  return status != OK && firstBad < 0 ? i : firstBad;
}

/** Encodes `count` packed points one after the other. */
export function encodeVector<T>(bytes: usize, vector: usize, count: i32, compressed: bool): void {
  const length = coordinateSize<T>() << (<usize>!compressed);
  for (let i: usize = 0; i < <usize>count; i++) {
    encodePacked<T>(bytes + i * length, vector + i * packedSize<T>(), compressed);
  }
}

/** Writes `count` packed points as projective ones. */
export function vectorToPoints<T>(points: usize, vector: usize, count: i32): void {
  for (let i: usize = 0; i < <usize>count; i++) fromPacked<T>(points + i * PROJECTIVE, vector + i * packedSize<T>());
}
