// Many affine additions at once, with one inversion between them.
//
// An affine addition (x1, y1) + (x2, y2) = (x3, y3) costs 2M + 1S and one inversion:
//   l = (y2 - y1)/(x2 - x1),   x3 = l^2 - x1 - x2,   y3 = l (x1 - x3) - y1
// and Montgomery's trick (Math. Comp. 48, 1987) turns n inversions into one and 3(n - 1) multiplications: 5M + 1S per
// addition, against 11M and more for projective formulas. All additions of a batch must be independent of each other.
// In G1 two unrelated additions share the lanes of a pair; in G2 one addition fills the pair.
//
// Special cases are exact and cost nothing when they do not occur: the product of all denominators is zero if and only
// if one of them is, so one test per batch finds out whether any two operands share x. Only then are the denominators
// looked at one by one: equal points become a doubling (l = 3 x^2 / 2 y), opposite points give infinity (all bytes
// zero).
//
// Operands are given by reference, because callers add points scattered over tables, negated or not, without moving
// them: a reference is the address of x (16-byte aligned) plus, in its low four bits, the distance from x to y counted
// in coordinates. A packed affine point at address a is the reference a + 1; a table that holds x, y and -y serves both
// signs (see msm-table.ts). Variable time throughout: for public points and scalars only.
import { copy, dbl, equal, Fp2, FpLanes, invVartime, isZero, mul, one, sqr, sub, subSub } from "../field/element";
import { copyPacked, lane1ToLane0, mergeLanes, mulSmall, PACKED, packLanes, PAIR, unpackLanes } from "../kernel/index";
import { allocate, mark, release } from "../memory";
import { isPackedInfinity } from "./group/packed";

/** Bytes of a packed coordinate: 64 for G1 (FpLanes), 128 for G2 (Fp2). */
// @ts-ignore: decorator
@inline
export function coordinateBytes<T>(): usize {
  return sizeof<T>() == sizeof<Fp2>() ? PAIR : PACKED;
}

/** Bytes of a packed affine point. */
// @ts-ignore: decorator
@inline
export function pointBytes<T>(): usize {
  return 2 * coordinateBytes<T>();
}

/** Arena memory aligned to a cache line, so that no coordinate straddles two. */
export function allocateAligned(bytes: usize): usize {
  return (allocate(bytes + 48) + 63) & ~63;
}

/** Additions that share the lanes of one slot. */
// @ts-ignore: decorator
@inline
function perSlot<T>(): i32 {
  return sizeof<T>() == sizeof<FpLanes>() ? 2 : 1;
}

/**
 * Slots per batch: the scratch of 512 bytes per slot should stay in the second-level cache, the inversion become
 * negligible.
 */
const BATCH_SLOTS: i32 = 512;

/** A job of `addJobs`: two references and the address of the packed result. */
export const JOB_BYTES: usize = 12;

/** Writes a job. */
// @ts-ignore: decorator
@inline
export function storeJob(job: usize, left: u32, right: u32, result: usize): void {
  store<u32>(job, left);
  store<u32>(job, right, 4);
  store<u32>(job, <u32>result, 8);
}

/** The address of x of a reference. */
// @ts-ignore: decorator
@inline
function xOf(reference: u32): usize {
  return <usize>(reference & ~15);
}

/** The address of y of a reference. */
// @ts-ignore: decorator
@inline
function yOf<T>(reference: u32): usize {
  return <usize>(reference & ~15) + <usize>(reference & 15) * coordinateBytes<T>();
}

/** Copies the point of a reference to a packed point. */
export function copyReferenced<T>(point: usize, reference: u32): void {
  if (sizeof<T>() == sizeof<Fp2>()) {
    copy(point, xOf(reference));
    copy(point + PAIR, yOf<T>(reference));
  } else {
    copyPacked(point, xOf(reference));
    copyPacked(point + PACKED, yOf<T>(reference));
  }
}

/** Copies a packed point. */
// @ts-ignore: decorator
@inline
export function copyPoint<T>(z: usize, point: usize): void {
  copy(z, point);
  if (sizeof<T>() == sizeof<Fp2>()) copy(z + PAIR, point + PAIR);
}

// Scratch of a batch, one record per slot so that a batch runs through memory in one stream:
//   prefix         the product of the denominators of the slots before
//   denominator    x2 - x1, or 2y
//   left, right    x of the operands (lanes only; in G2 they are read where they are)
const DENOMINATOR: usize = PAIR;
const LEFT: usize = 2 * PAIR;
const RIGHT: usize = 3 * PAIR;
let slotsBase: usize = 0;
let flags: usize = 0;

// @ts-ignore: decorator
@inline
function slotBytes<T>(): usize {
  return sizeof<T>() == sizeof<Fp2>() ? 2 * PAIR : 4 * PAIR;
}

// What `resolve` found about a slot, per lane: bits 0 and 1 the additions that are doublings, bits 2 and 3 those that
// give infinity
const DOUBLING: i32 = 3;
const INFINITE: i32 = 12;

const inverse: usize = memory.data(PAIR, 16);
const slope: usize = memory.data(PAIR, 16);
const resultX: usize = memory.data(PAIR, 16);
const resultY: usize = memory.data(PAIR, 16);
const leftY: usize = memory.data(PAIR, 16);
const rightY: usize = memory.data(PAIR, 16);
const special: usize = memory.data(PAIR, 16);
/** Where the second lane of an odd last job goes. */
const discarded: usize = memory.data(128, 16);

/** The pair of coordinates of one slot: gathered into `slot` for lanes, used in place in G2. */
// @ts-ignore: decorator
@inline
function gatherX<T>(slot: usize, job: usize, operand: usize): usize {
  if (sizeof<T>() == sizeof<Fp2>()) return xOf(load<u32>(job + operand));
  unpackLanes(slot, xOf(load<u32>(job + operand)), xOf(load<u32>(job + operand, JOB_BYTES)));
  return slot;
}

// @ts-ignore: decorator
@inline
function gatherY<T>(slot: usize, job: usize, operand: usize): usize {
  if (sizeof<T>() == sizeof<Fp2>()) return yOf<T>(load<u32>(job + operand));
  unpackLanes(slot, yOf<T>(load<u32>(job + operand)), yOf<T>(load<u32>(job + operand, JOB_BYTES)));
  return slot;
}

/** Fills the slots with x2 - x1 and the running products; returns the address of the whole product. 1M per slot. */
function differences<T>(jobs: usize, slots: i32): usize {
  let slot = slotsBase;
  one<T>(slot);
  for (let i = 0; i < slots; i++) {
    const leftX = gatherX<T>(slot + LEFT, jobs, 0);
    const rightX = gatherX<T>(slot + RIGHT, jobs, 4);
    sub<T>(slot + DENOMINATOR, rightX, leftX);
    mul<T>(slot + slotBytes<T>(), slot, slot + DENOMINATOR);
    slot += slotBytes<T>();
    jobs += <usize>perSlot<T>() * JOB_BYTES;
  }
  return slot;
}

/**
 * z = x in the lanes of the mask (bits 0 and 1), unchanged elsewhere; for Fp2 any mask but 0 means the whole element.
 */
function replaceLanes<T>(z: usize, x: usize, mask: i32): void {
  if (mask == 0) return;
  if (mask == 3 || sizeof<T>() == sizeof<Fp2>()) {
    copy(z, x);
  } else if (mask == 1) {
    lane1ToLane0(special, z);
    mergeLanes(z, x, special);
  } else {
    lane1ToLane0(special, x);
    mergeLanes(z, z, special);
  }
}

/**
 * After a zero product: finds the slots with x1 = x2 and gives them the denominator 2y (equal points) or 1 (opposite
 * points, whose sum is infinity), notes both in `flags` and forms the running products anew.
 */
function resolve<T>(jobs: usize, slots: i32): void {
  let slot = slotsBase;
  for (let i = 0; i < slots; i++) {
    const denominator = slot + DENOMINATOR;
    const same = isZero<T>(denominator);
    let flag = 0;
    if (same != 0) {
      const y1 = gatherY<T>(leftY, jobs, 0);
      const y2 = gatherY<T>(rightY, jobs, 4);
      // a point with y = 0 has order two and doubles to infinity (there is none on these curves: their orders are odd)
      const doubling = same & equal<T>(y1, y2) & ~isZero<T>(y1);
      const infinite = same & ~doubling;
      dbl<T>(resultX, y1);
      replaceLanes<T>(denominator, resultX, doubling);
      one<T>(resultX);
      replaceLanes<T>(denominator, resultX, infinite);
      flag = doubling | (infinite << 2);
    }
    store<u8>(flags + i, <u8>flag);
    mul<T>(slot + slotBytes<T>(), slot, denominator);
    slot += slotBytes<T>();
    jobs += <usize>perSlot<T>() * JOB_BYTES;
  }
}

/**
 * From the inverse of the product of all denominators, last slot first: the slopes and the sums. 4M + 1S per slot, 1S
 * more for doublings. Returns the number of sums at infinity. `flagged` says whether `flags` holds anything.
 */
function sums<T>(jobs: usize, slots: i32, flagged: bool): i32 {
  let infinities = 0;
  for (let i = slots - 1; i >= 0; i--) {
    const job = jobs + <usize>(i * perSlot<T>()) * JOB_BYTES;
    const slot = slotsBase + <usize>i * slotBytes<T>();
    const x1 = sizeof<T>() == sizeof<Fp2>() ? xOf(load<u32>(job)) : slot + LEFT;
    const x2 = sizeof<T>() == sizeof<Fp2>() ? xOf(load<u32>(job, 4)) : slot + RIGHT;
    const y1 = gatherY<T>(leftY, job, 0);
    const y2 = gatherY<T>(rightY, job, 4);
    mul<T>(slope, inverse, slot);
    mul<T>(inverse, inverse, slot + DENOMINATOR);
    sub<T>(resultY, y2, y1);
    let flag = 0;
    if (flagged) {
      flag = <i32>load<u8>(flags + i);
      if ((flag & DOUBLING) != 0) {
        sqr<T>(resultX, x1);
        mulSmall(resultX, resultX, 3);
        replaceLanes<T>(resultY, resultX, flag & DOUBLING);
      }
    }
    mul<T>(slope, slope, resultY);
    sqr<T>(resultX, slope);
    subSub<T>(resultX, resultX, x1, x2);
    sub<T>(resultY, x1, resultX);
    mul<T>(resultY, resultY, slope);
    const z = <usize>load<u32>(job, 8);
    if (sizeof<T>() == sizeof<Fp2>()) {
      sub<T>(z + PAIR, resultY, y1);
      copy(z, resultX);
    } else {
      sub<T>(resultY, resultY, y1);
      const z1 = <usize>load<u32>(job + JOB_BYTES, 8);
      packLanes(z, z1, resultX);
      packLanes(z + PACKED, z1 + PACKED, resultY);
    }
    if ((flag & INFINITE) != 0) {
      if ((flag & 4) != 0) {
        memory.fill(z, 0, pointBytes<T>());
        infinities++;
      }
      if (sizeof<T>() == sizeof<FpLanes>() && (flag & 8) != 0) {
        const z1 = <usize>load<u32>(job + JOB_BYTES, 8);
        memory.fill(z1, 0, pointBytes<T>());
        infinities += i32(z1 != discarded);
      }
    }
  }
  return infinities;
}

/** Takes the scratch of a batch from the arena; the caller has marked it. */
function reserve<T>(slots: i32): void {
  slotsBase = allocateAligned((<usize>slots + 1) * slotBytes<T>());
  flags = allocate(<usize>slots);
}

/**
 * Lets an odd last job share its slot with a copy of itself that writes to scratch. The list must have room for one job
 * more.
 */
// @ts-ignore: decorator
@inline
function slotsOf<T>(jobs: usize, count: i32): i32 {
  if (sizeof<T>() != sizeof<FpLanes>()) return count;
  if ((count & 1) != 0) {
    const last = jobs + <usize>(count - 1) * JOB_BYTES;
    storeJob(last + JOB_BYTES, load<u32>(last), load<u32>(last, 4), discarded);
  }
  return (count + 1) >> 1;
}

/**
 * result := left + right for `count` jobs, complete except that no operand may be infinity. A result may alias the
 * operands of its own job, not of another one. The list must have room for one job more. Returns how many results are
 * infinity (all bytes zero). 5M + 1S per addition (5M + 2S if it is a doubling), in G1 half as many lane operations,
 * and an inversion per 512 slots.
 */
export function addJobs<T>(jobs: usize, count: i32): i32 {
  const position = mark();
  const batch = BATCH_SLOTS * perSlot<T>();
  reserve<T>(min(BATCH_SLOTS, count));
  let infinities = 0;
  for (let done = 0; done < count; done += batch) {
    const from = jobs + <usize>done * JOB_BYTES;
    const slots = slotsOf<T>(from, min(batch, count - done));
    const product = differences<T>(from, slots);
    const flagged = isZero<T>(product) != 0;
    if (flagged) resolve<T>(from, slots);
    invVartime<T>(inverse, product);
    infinities += sums<T>(from, slots, flagged);
  }
  release(position);
  return infinities;
}

/**
 * result := 2 left for `count` jobs (right must equal left), no operand infinity; otherwise like `addJobs`. 5M + 2S
 * each.
 */
export function doubleJobs<T>(jobs: usize, count: i32): void {
  const position = mark();
  const batch = BATCH_SLOTS * perSlot<T>();
  reserve<T>(min(BATCH_SLOTS, count));
  for (let done = 0; done < count; done += batch) {
    const from = jobs + <usize>done * JOB_BYTES;
    const slots = slotsOf<T>(from, min(batch, count - done));
    let job = from,
      slot = slotsBase;
    one<T>(slot);
    for (let i = 0; i < slots; i++) {
      gatherX<T>(slot + LEFT, job, 0);
      gatherX<T>(slot + RIGHT, job, 0);
      dbl<T>(slot + DENOMINATOR, gatherY<T>(leftY, job, 0));
      mul<T>(slot + slotBytes<T>(), slot, slot + DENOMINATOR);
      slot += slotBytes<T>();
      job += <usize>perSlot<T>() * JOB_BYTES;
    }
    // no point of these curves has y = 0, so the product is never zero
    memory.fill(flags, <u8>(sizeof<T>() == sizeof<FpLanes>() ? 3 : 1), <usize>slots);
    invVartime<T>(inverse, slot);
    sums<T>(from, slots, true);
  }
  release(position);
}

/** Points that `batchAffineAdd` and `batchAffineDouble` turn into jobs at a time. */
const VECTOR_CHUNK: i32 = 4 * BATCH_SLOTS;

/**
 * out[i] := left[i] + right[i] for arrays of packed affine points, complete (infinities included). out may be either
 * operand. Variable time. 5M + 1S each.
 */
export function batchAffineAdd<T>(out: usize, left: usize, right: usize, count: i32): void {
  const position = mark();
  const jobs = allocate(<usize>(min(count, VECTOR_CHUNK) + 1) * JOB_BYTES);
  for (let i = 0; i < count;) {
    let pending = 0;
    for (; i < count && pending < VECTOR_CHUNK; i++) {
      const at = <usize>i * pointBytes<T>();
      if (isPackedInfinity<T>(left + at)) {
        if (out != right) copyPoint<T>(out + at, right + at);
      } else if (isPackedInfinity<T>(right + at)) {
        if (out != left) copyPoint<T>(out + at, left + at);
      } else {
        storeJob(jobs + <usize>pending * JOB_BYTES, (<u32>(left + at)) | 1, (<u32>(right + at)) | 1, out + at);
        pending++;
      }
    }
    if (pending > 0) addJobs<T>(jobs, pending);
  }
  release(position);
}

/**
 * out[i] := 2 points[i] for an array of packed affine points, complete. out may be points. Variable time. 5M + 2S each.
 */
export function batchAffineDouble<T>(out: usize, points: usize, count: i32): void {
  const position = mark();
  const jobs = allocate(<usize>(min(count, VECTOR_CHUNK) + 1) * JOB_BYTES);
  for (let i = 0; i < count;) {
    let pending = 0;
    for (; i < count && pending < VECTOR_CHUNK; i++) {
      const at = <usize>i * pointBytes<T>();
      if (isPackedInfinity<T>(points + at)) {
        if (out != points) memory.fill(out + at, 0, pointBytes<T>());
      } else {
        const reference = (<u32>(points + at)) | 1;
        storeJob(jobs + <usize>pending * JOB_BYTES, reference, reference, out + at);
        pending++;
      }
    }
    if (pending > 0) doubleJobs<T>(jobs, pending);
  }
  release(position);
}
