// The combinations behind a check of many points (bulk-subgroup.ts), from the sums of its buckets, and whether they are
// in the subgroup of order r. Variable time, for public points.
import { Fp2, FpLanes } from "../field/element";
import { PACKED, unpackLanes } from "../kernel/index";
import { allocate } from "../memory";
import { allocateAligned, pointBytes } from "./batch-affine";
import { sumSegments } from "./batch-affine-sum";
import { minusPhi } from "./endomorphism";
import { addMixed, addPacked, addPoints, doublePoint } from "./group/law";
import { fromPacked, isPackedInfinity } from "./group/packed";
import { mergePoints, PROJECTIVE } from "./group/point";
import { isInSubgroup } from "./subgroup";
import { buildUnitRecords, unitRecordBytes, unitReference, UNITS } from "./unit-records";

/** Buckets of a round: in G1, and in G2 where two or three combinations share it. */
export const BUCKETS_G1: i32 = 20;
export const BUCKETS_TWO: i32 = 28;
export const BUCKETS_THREE: i32 = 366;

const point: usize = memory.data(3 * 128, 16);
const other: usize = memory.data(3 * 128, 16);
const image: usize = memory.data(3 * 128, 16);
const inner: usize = memory.data(3 * 128, 16);
const coordinateX: usize = memory.data(128, 16);
const coordinateY: usize = memory.data(128, 16);

// G1: the combination of a round is the sum over i < 4 of (2 - w)^i times the sum over j < 5 of 2^j S_(5i + j). Two
// rounds at a time.

/** Are the combinations of all rounds in the subgroup? `sums`: 20 packed buckets of each. */
export function roundsHold(sums: usize, rounds: i32): bool {
  const size = <usize>BUCKETS_G1 * pointBytes<FpLanes>();
  for (let round = 0; round < rounds; round += 2) {
    const sums0 = sums + <usize>round * size;
    const sums1 = round + 1 < rounds ? sums0 + size : sums0;
    for (let i = 3; i >= 0; i--) {
      for (let j = 4; j >= 0; j--) {
        const at = <usize>(5 * i + j) * pointBytes<FpLanes>();
        if (j == 4) {
          loadSums(inner, sums0 + at, sums1 + at);
          continue;
        }
        doublePoint<FpLanes>(inner, inner);
        addSums(inner, sums0 + at, sums1 + at);
      }
      if (i == 3) {
        memory.copy(point, inner, PROJECTIVE);
        continue;
      }
      minusPhi<FpLanes>(image, point);
      doublePoint<FpLanes>(point, point);
      addPoints<FpLanes>(point, point, image);
      addPoints<FpLanes>(point, point, inner);
    }
    if (isInSubgroup<FpLanes>(point) != 3) return false;
  }
  return true;
}

/** Two packed points of G1, possibly infinite, side by side. */
function loadSums(out: usize, sum0: usize, sum1: usize): void {
  fromPacked<u8>(image, sum0);
  fromPacked<u8>(other, sum1);
  mergePoints(out, image, other);
}

function addSums(out: usize, sum0: usize, sum1: usize): void {
  if (isPackedInfinity<FpLanes>(sum0) || isPackedInfinity<FpLanes>(sum1)) {
    loadSums(point2, sum0, sum1);
    addPoints<FpLanes>(out, out, point2);
    return;
  }
  unpackLanes(coordinateX, sum0, sum1);
  unpackLanes(coordinateY, sum0 + PACKED, sum1 + PACKED);
  addMixed<FpLanes>(out, out, coordinateX, coordinateY);
}
const point2: usize = memory.data(3 * 128, 16);

// G2: a point with the coefficients (a, c) or (a, b, c) is in the bucket of (a, c)/unit or (a, b, c)/unit, the unit
// being that of the first coefficient that is not 0. A coefficient is numbered 0: 0, 1 + unit: unit, 7 + unit: 2 unit.
// So each of the buckets of all coefficients but the last, j, falls into the 13 buckets 13 j + c by the last one, and
// behind them come the two with nothing but a last coefficient 1 or 2: 2, 28 = 13 2 + 2, 366 = 13 28 + 2.

const COEFFICIENTS: i32 = 13;

/** Are the combinations of all rounds in the subgroup? `sums`: `buckets` packed buckets of each, 28 or 366. */
export function sharedRoundsHold(sums: usize, rounds: i32, buckets: i32): bool {
  for (; buckets > 2; buckets = (buckets - 2) / COEFFICIENTS) {
    if (!halvesHold(lastCoefficients(sums, rounds, buckets), rounds)) return false;
    sums = withoutLast(sums, rounds, buckets);
  }
  return halvesHold(sums, rounds);
}

/** For each round, is the first point and twice the second one in the subgroup? */
function halvesHold(halves: usize, rounds: i32): bool {
  const size = pointBytes<Fp2>();
  for (let round = 0; round < rounds; round++, halves += 2 * size) {
    fromPacked<Fp2>(point, halves + size);
    doublePoint<Fp2>(point, point);
    addPacked<Fp2>(point, point, halves);
    if (isInSubgroup<Fp2>(point) == 0) return false;
  }
  return true;
}

/** The combinations with the last coefficients: of each round the buckets with units, and those with twice a unit. */
function lastCoefficients(sums: usize, rounds: i32, buckets: i32): usize {
  const size = pointBytes<Fp2>(),
    count = rounds * buckets;
  const addresses = allocate(4 * <usize>count);
  for (let i: usize = 0; i < <usize>count; i++) store<u32>(addresses + 4 * i, <u32>(sums + i * size));
  const records = allocateAligned((<usize>count + 1) * unitRecordBytes<Fp2>());
  buildUnitRecords<Fp2>(records, addresses, count);
  const list = allocate(4 * <usize>count);
  const lengths = allocate(8 * <usize>rounds);
  listEnd = list;
  for (let half = 0; half < 2 * rounds; half++) {
    const start = listEnd,
      first = (half >> 1) * buckets,
      multiple = half & 1;
    for (let j = 0; j < buckets - 2; j += COEFFICIENTS) {
      for (let unit = 0; unit < <i32>UNITS; unit++) {
        const bucket = first + j + 1 + 6 * multiple + unit;
        if (isPackedInfinity<Fp2>(sums + <usize>bucket * size)) continue;
        refer(unitReference<Fp2>(records + <usize>bucket * unitRecordBytes<Fp2>(), unit));
      }
    }
    referPoint(sums + <usize>(first + buckets - 2 + multiple) * size);
    store<i32>(lengths + 4 * <usize>half, <i32>((listEnd - start) >> 2));
  }
  const halves = allocateAligned(<usize>(2 * rounds) * size);
  sumSegments<Fp2>(halves, list, lengths, 2 * rounds);
  return halves;
}

/** The buckets by all coefficients but the last. */
function withoutLast(sums: usize, rounds: i32, buckets: i32): usize {
  const size = pointBytes<Fp2>(),
    fewer = (buckets - 2) / COEFFICIENTS;
  const list = allocate(4 * <usize>(rounds * buckets));
  const lengths = allocate(4 * <usize>(rounds * fewer));
  listEnd = list;
  for (let segment = 0; segment < rounds * fewer; segment++) {
    const start = listEnd;
    let bucket = sums + <usize>((segment / fewer) * buckets + (segment % fewer) * COEFFICIENTS) * size;
    for (let c = 0; c < COEFFICIENTS; c++, bucket += size) referPoint(bucket);
    store<i32>(lengths + 4 * <usize>segment, <i32>((listEnd - start) >> 2));
  }
  const result = allocateAligned(<usize>(rounds * fewer) * size);
  sumSegments<Fp2>(result, list, lengths, rounds * fewer);
  return result;
}

let listEnd: usize = 0;

// @ts-ignore: decorator
@inline
function refer(reference: u32): void {
  store<u32>(listEnd, reference);
  listEnd += 4;
}

/** Puts a packed point on the list, unless it is infinity. */
function referPoint(packed: usize): void {
  if (!isPackedInfinity<Fp2>(packed)) refer((<u32>packed) | 1);
}
