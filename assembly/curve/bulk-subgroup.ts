// Membership of many points in the subgroup of order r, by few checks of random combinations.
//
// The idea (Koshelev, El Housni, Fotiadis, "Batch subgroup membership testing on pairing-friendly curves", 2024/2025;
// for bits as coefficients Bellare, Garay, Rabin, EUROCRYPT 1998): a combination of members is a member, a combination
// with a point that is none is hardly ever one. The curve has points of small order, so a single combination with large
// coefficients would not do: mod 13 there are 13 different coefficients however long they are. What counts is the
// number of combinations, and that they share additions.
//
// Soundness. Let E be all points of the curve, h r their number, r prime to h: E = (subgroup of order r) + H with |H| =
// h. A point is bad if its component q in H is not 0. E is a module over Z[w] (unit-records.ts), H a submodule. Take
// coefficients from a set C in Z[w] such that N(c - c') is prime to h for any two of them: then c - c' acts on H as an
// invertible map, the c q are pairwise different, and for any values of all other coefficients at most one c makes the
// combination a member. Drawn uniformly, a combination misses a bad point with probability 1/|C|, however many bad
// points there are and however they were chosen, as long as they were fixed before the draw. Digits of 16 bits make
// that at most ceil(2^16/|C|)/2^16. Independent combinations multiply.
//
//   G2 h = 13^2 23^2 2713 ...: C = {0, units, 2 units}, 13 elements; all N(c - c') are among 1, 3, 4, 7, 9, 12, 16, and
//   neither 2
//        nor 3 nor 7 divides h. Larger sets are impossible: Z[w] has a residue field of 13 elements there. Two
//        combinations share their additions: a point has one of 169 pairs of coefficients, that is one of 28 buckets
//        and a unit. 2^-7.39 for one addition per point.
//   G1 h = 3 h' with h' = 11^2 10177^2 ..., 11 inert: 121 residues. C = {0} and all units (2 - w)^i 2^j, i < 4, j < 5;
//   the N(c - c')
//        were computed and are prime to h' (test/core/curve/bulk.test.ts). One of 20 buckets and a unit.
//        2^-6.91 for one addition per point, if the component outside order three is not 0.
//        A component of order three: w acts as 1 there, C has the residues 0 (once), 1 and -1 (60 times each) mod 3, so
//        a combination misses it with probability below 1/2 only. The rest is left to the cubic character
//        (cubic-character.ts).
//
// A list that fails is halved, up to four times, with fresh digits for every part; parts that still fail are checked
// point by point, exactly (subgroup.ts). So the bad points are named, a good one is never refused, and a bad one takes
// part in at most five tests: each of them is given log2(5) bits more than the bound asked for, which then holds for
// the whole.
//
// Variable time, for public points. T is FpLanes (G1, two at a time) or Fp2 (G2).
import { Fp2, FpLanes, one } from "../field/element";
import { PACKED, unpackLanes } from "../kernel/index";
import { allocate, mark, release } from "../memory";
import { allocateAligned, pointBytes } from "./batch-affine";
import { sumSegments } from "./batch-affine-sum";
import { BUCKETS_G1, BUCKETS_THREE, BUCKETS_TWO, roundsHold, sharedRoundsHold } from "./bulk-combinations";
import { noneOfOrderThree } from "./cubic-character";
import { fromPacked, isPackedInfinity } from "./group/packed";
import { X, Y, Z } from "./group/point";
import { nextDigit, seedKeystream } from "./keystream";
import { isInSubgroup } from "./subgroup";
import { buildUnitRecords, unitRecordBytes, unitReference, UNITS } from "./unit-records";

/** Most points taken at a time: their records (320 bytes in G1, 640 in G2) should stay in the caches. */
const SLICE_G1: i32 = 2048;
const SLICE_G2: i32 = 16384;
/** From so many points on three combinations of G2 share their additions instead of two: counted. */
const THREE_FROM: i32 = 1280;
/** Halvings of a list that failed, and log2 of the number of tests of a point that makes. */
const HALVINGS: i32 = 4;
const BITS_OF_SEARCH: f64 = 2.33;

/** Buckets of a round over so many points. */
// @ts-ignore: decorator
@inline
function bucketsFor<T>(count: i32): i32 {
  if (sizeof<T>() != sizeof<Fp2>()) return BUCKETS_G1;
  return count < THREE_FROM ? BUCKETS_TWO : BUCKETS_THREE;
}

/** -log2 of the probability that a round misses a bad point: 542/65536, and 388/65536 or 30/65536. */
// @ts-ignore: decorator
@inline
function bitsPerRound(buckets: i32): f64 {
  return buckets == BUCKETS_G1 ? 6.91 : buckets == BUCKETS_TWO ? 7.39 : 11.09;
}

/**
 * The same for a point whose component is of order three alone: 60 of 121 digits; and for a group of cubic characters:
 * 810/65536.
 */
const BITS_OF_ORDER_THREE: f64 = 1.01;
const BITS_PER_GROUP: f64 = 6.33;

/** The bound that was asked for. */
let boundBits: i32 = 0;

/** -log2 of the probability that one test may miss a bad point with. */
// @ts-ignore: decorator
@inline
function wantedBits(): f64 {
  return <f64>boundBits + BITS_OF_SEARCH;
}

const point: usize = memory.data(3 * 128, 16);

/** Rounds of a test of so many points. */
function roundsFor<T>(count: i32): i32 {
  return <i32>Math.ceil(wantedBits() / bitsPerRound(bucketsFor<T>(count)));
}

/**
 * Sets to zero (infinity) every packed point of a vector, all on the curve, that is not in the subgroup, and writes the
 * status of each of them; statuses of the others stay. 2^-bits bounds the probability that one bad point stays, whoever
 * chose the points without knowing the seed (32 bytes).
 * For 2^-64 in G1 10 batch-affine additions and 5 products in lanes per point, 10 checks (two at a time) and 18 powers
 * in lanes; in G2 9 additions per point and 18 checks, of many points 6 additions and the same checks.
 */
export function refuseOutside<T>(
  vector: usize,
  statuses: usize,
  count: i32,
  bits: i32,
  seed: usize,
  status: i32,
): void {
  const position = mark();
  seedKeystream(seed);
  boundBits = bits;
  const addresses = allocate(4 * <usize>count);
  let finite = 0;
  for (let i: usize = 0; i < <usize>count; i++) {
    const at = vector + i * pointBytes<T>();
    if (isPackedInfinity<T>(at)) continue;
    store<u32>(addresses + 4 * <usize>finite, <u32>at);
    finite++;
  }
  // slices of equal length: a short one would cost more for each of its points
  const most = sizeof<T>() == sizeof<Fp2>() ? SLICE_G2 : SLICE_G1;
  for (let start = 0, left = (finite + most - 1) / most; left > 0; left--) {
    const length = (finite - start + left - 1) / left;
    search<T>(addresses + 4 * <usize>start, length, HALVINGS);
    start += length;
  }
  for (let i: usize = 0; i < <usize>finite; i++) {
    const at = <usize>load<u32>(addresses + 4 * i);
    if ((at & 1) == 0) continue;
    memory.fill(at & ~1, 0, pointBytes<T>());
    store<i32>(statuses + 4 * (((at & ~1) - vector) / pointBytes<T>()), status);
  }
  release(position);
}

/** Marks the bad points of a list by setting the low bit of their addresses. */
function search<T>(addresses: usize, count: i32, halvings: i32): void {
  // counted and measured in both groups: a round costs about as much as the checks of 8/3 points
  if (3 * count < 8 * roundsFor<T>(count)) {
    checkEach<T>(addresses, count);
    return;
  }
  if (holds<T>(addresses, count)) return;
  if (halvings == 0) {
    checkEach<T>(addresses, count);
    return;
  }
  const half = (count + 1) >> 1;
  search<T>(addresses, half, halvings - 1);
  search<T>(addresses + 4 * <usize>half, count - half, halvings - 1);
}

// @ts-ignore: decorator
@inline
function setBad(address: usize): void {
  store<u32>(address, load<u32>(address) | 1);
}

/** The exact check of each. */
function checkEach<T>(addresses: usize, count: i32): void {
  for (let i = 0; i < count; i += sizeof<T>() == sizeof<Fp2>() ? 1 : 2) {
    const at = addresses + 4 * <usize>i;
    if (sizeof<T>() == sizeof<Fp2>()) {
      fromPacked<Fp2>(point, load<u32>(at));
      if (isInSubgroup<Fp2>(point) == 0) setBad(at);
    } else {
      const single = i + 1 == count;
      loadTwo(point, load<u32>(at), load<u32>(single ? at : at + 4));
      const members = isInSubgroup<FpLanes>(point);
      if ((members & 1) == 0) setBad(at);
      if (!single && (members & 2) == 0) setBad(at + 4);
    }
  }
}

/** Two finite packed points of G1 side by side. */
// @ts-ignore: decorator
@inline
function loadTwo(out: usize, point0: usize, point1: usize): void {
  unpackLanes(out + X, point0, point1);
  unpackLanes(out + Y, point0 + PACKED, point1 + PACKED);
  one<FpLanes>(out + Z);
}

/** One test of a list: false means that there is a bad point, true that there is none, but for the error bound. */
function holds<T>(addresses: usize, count: i32): bool {
  const position = mark();
  const rounds = roundsFor<T>(count);
  const result =
    (sizeof<T>() == sizeof<Fp2>() || noneOfOrderThree(addresses, count, groupsBeside(rounds))) &&
    combinationsHold<T>(addresses, count, rounds);
  release(position);
  return result;
}

/** Groups of cubic characters for what the rounds leave of a component of order three. */
function groupsBeside(rounds: i32): i32 {
  return <i32>Math.ceil(max(0, wantedBits() - <f64>rounds * BITS_OF_ORDER_THREE) / BITS_PER_GROUP);
}

function combinationsHold<T>(addresses: usize, count: i32, rounds: i32): bool {
  const buckets = bucketsFor<T>(count);
  const records = allocateAligned((<usize>count + 1) * unitRecordBytes<T>());
  buildUnitRecords<T>(records, addresses, count);
  const list = allocate(4 * <usize>(rounds * count));
  const lengths = allocate(4 * <usize>(rounds * buckets));
  const digits = allocate(2 * <usize>count);
  let end = list;
  for (let round = 0; round < rounds; round++) {
    end = sortRound<T>(end, lengths + 4 * <usize>(round * buckets), records, digits, count, buckets);
  }
  const sums = allocateAligned(<usize>(rounds * buckets) * pointBytes<T>());
  sumSegments<T>(sums, list, lengths, rounds * buckets);
  return sizeof<T>() == sizeof<Fp2>() ? sharedRoundsHold(sums, rounds, buckets) : roundsHold(sums, rounds);
}

/**
 * Draws a digit for each point, 0 for the coefficient 0 and 1 + 6 bucket + unit otherwise, and sorts references by
 * bucket.
 */
function sortRound<T>(list: usize, lengths: usize, records: usize, digits: usize, count: i32, buckets: i32): usize {
  memory.fill(lengths, 0, 4 * <usize>buckets);
  const modulus = 1 + UNITS * <u32>buckets;
  for (let i: usize = 0; i < <usize>count; i++) {
    const digit = nextDigit(modulus);
    store<u16>(digits + 2 * i, <u16>digit);
    if (digit == 0) continue;
    const length = lengths + 4 * <usize>((digit - 1) / UNITS);
    store<i32>(length, load<i32>(length) + 1);
  }
  let end = list;
  for (let b: usize = 0; b < <usize>buckets; b++) {
    const length = load<i32>(lengths + 4 * b);
    store<u32>(ends + 4 * b, <u32>end);
    end += 4 * <usize>length;
  }
  for (let i: usize = 0; i < <usize>count; i++) {
    const digit = <u32>load<u16>(digits + 2 * i);
    if (digit == 0) continue;
    const bucket = (digit - 1) / UNITS;
    const to = ends + 4 * <usize>bucket;
    const at = <usize>load<u32>(to);
    store<u32>(at, unitReference<T>(records + i * unitRecordBytes<T>(), digit - 1 - bucket * UNITS));
    store<u32>(to, <u32>(at + 4));
  }
  return end;
}
/** Where the next reference of each bucket goes. */
const ends: usize = memory.data(4 * 366);
