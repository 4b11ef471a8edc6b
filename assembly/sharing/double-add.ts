// Many sums 2P + Q at once: what a doubling and an addition cost, less one product and one square.
//
// 2P + Q is computed as (P + Q) + P without the y of P + Q (Eisentraeger, Lauter, Montgomery, "Fast elliptic curve
// arithmetic and improved Weil pairing evaluation", CT-RSA 2003, section 3.1). With P = (x1, y1), Q = (x2, y2):
//   l1 = (y2 - y1)/(x2 - x1), x3 = l1^2 - x1 - x2, l2 = -l1 - 2 y1/(x3 - x1), x4 = l2^2 - x1 - x3, y4 = l2 (x1 - x4) -
//   y1
// The two inversions are shared by the whole batch (Montgomery's trick). 9M + 2S, against 10M + 3S in two steps.
// Jobs and references are those of curve/batch-affine.ts, T is Fp2, or FpLanes for G1. Variable time.
import { addJobs, coordinateBytes, doubleJobs, JOB_BYTES, storeJob } from "../curve/batch-affine";
import { add, copy, dbl, Fp2, FpLanes, invVartime, isZero, mul, one, sqr, sub, subSub } from "../field/element";
import { PACKED, packLanes, PAIR, unpackLanes } from "../kernel/index";
import { allocate, mark, release } from "../memory";

/**
 * Slots (one job of G2, two of G1) that share an inversion: the scratch of 640 bytes per slot should stay in the cache.
 */
const BATCH_SLOTS: i32 = 512;

const inverse: usize = memory.data(128, 16);
const product: usize = memory.data(128, 16);
const slope: usize = memory.data(128, 16);
const x4: usize = memory.data(128, 16);
const y4: usize = memory.data(128, 16);
const y1Slot: usize = memory.data(128, 16);
const y2Slot: usize = memory.data(128, 16);
const x2Slot: usize = memory.data(128, 16);
/** Where the second lane of an odd last job goes. */
const discarded: usize = memory.data(128, 16);

// @ts-ignore: decorator
@inline
function xOf(reference: u32): usize {
  return <usize>(reference & ~15);
}

// @ts-ignore: decorator
@inline
function yOf<T>(reference: u32): usize {
  return <usize>(reference & ~15) + <usize>(reference & 15) * coordinateBytes<T>();
}

/** The x of one operand (0: left, 4: right) of the jobs of a slot: in place in G2, gathered into `slot` in G1. */
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

/**
 * result := 2 left + right for `count` jobs; no operand may be infinity, otherwise complete. A result may alias the
 * operands of its own job. The list must have room for one job more.
 */
export function doubleAddJobs<T>(jobs: usize, count: i32): void {
  const start = mark();
  const perSlot = sizeof<T>() == sizeof<FpLanes>() ? 2 : 1;
  const batch = BATCH_SLOTS * perSlot;
  const most = <usize>min(BATCH_SLOTS, (count + perSlot - 1) / perSlot);
  const lefts = allocate(most * PAIR);
  const denominators = allocate(most * PAIR);
  const prefixes = allocate(most * PAIR);
  const slopes = allocate(most * PAIR);
  for (let done = 0; done < count; done += batch) {
    const from = jobs + <usize>done * JOB_BYTES;
    const part = min(batch, count - done);
    if (perSlot == 2 && (part & 1) != 0) {
      const last = from + <usize>(part - 1) * JOB_BYTES;
      storeJob(last + JOB_BYTES, load<u32>(last), load<u32>(last, 4), discarded);
    }
    if (!runBatch<T>(from, (part + perSlot - 1) / perSlot, lefts, denominators, prefixes, slopes)) {
      runSeparately<T>(from, part);
    }
  }
  release(start);
}

/** Returns false, with nothing written, when two points that are added share x. */
function runBatch<T>(jobs: usize, slots: i32, lefts: usize, denominators: usize, prefixes: usize, slopes: usize): bool {
  const step = (sizeof<T>() == sizeof<FpLanes>() ? 2 : 1) * JOB_BYTES;
  one<T>(product);
  for (let i: usize = 0; i < <usize>slots; i++) {
    const at = i * PAIR;
    const job = jobs + i * step;
    sub<T>(denominators + at, gatherX<T>(x2Slot, job, 4), gatherX<T>(lefts + at, job, 0));
    copy(prefixes + at, product);
    mul<T>(product, product, denominators + at);
  }
  if (isZero<T>(product) != 0) return false;
  invVartime<T>(inverse, product);

  // backwards: the first slope, and x3 - x1 as the new denominator
  one<T>(product);
  for (let i: usize = <usize>slots; i-- > 0;) {
    const at = i * PAIR;
    const job = jobs + i * step;
    const x1 = sizeof<T>() == sizeof<Fp2>() ? xOf(load<u32>(job)) : lefts + at;
    sub<T>(slope, gatherY<T>(y2Slot, job, 4), gatherY<T>(y1Slot, job, 0));
    mul<T>(x4, inverse, prefixes + at);
    mul<T>(inverse, inverse, denominators + at);
    mul<T>(slopes + at, slope, x4);
    // x3 - x1 = l1^2 - x2 - 2 x1
    sqr<T>(x4, slopes + at);
    subSub<T>(x4, x4, x1, x1);
    sub<T>(denominators + at, x4, gatherX<T>(x2Slot, job, 4));
    copy(prefixes + at, product);
    mul<T>(product, product, denominators + at);
  }
  if (isZero<T>(product) != 0) return false;
  invVartime<T>(inverse, product);

  // forwards: the second slope and the sum
  for (let i: usize = 0; i < <usize>slots; i++) {
    const at = i * PAIR;
    const job = jobs + i * step;
    const x1 = sizeof<T>() == sizeof<Fp2>() ? xOf(load<u32>(job)) : lefts + at;
    const y1 = gatherY<T>(y1Slot, job, 0);
    mul<T>(slope, inverse, prefixes + at);
    mul<T>(inverse, inverse, denominators + at);
    dbl<T>(y4, y1);
    mul<T>(slope, slope, y4);
    add<T>(slope, slope, slopes + at); // -l2
    sqr<T>(x4, slope);
    subSub<T>(x4, x4, x1, x1);
    sub<T>(x4, x4, denominators + at);
    sub<T>(y4, x4, x1);
    mul<T>(y4, y4, slope);
    const z = <usize>load<u32>(job, 8);
    if (sizeof<T>() == sizeof<Fp2>()) {
      sub<T>(z + PAIR, y4, y1);
      copy(z, x4);
    } else {
      const z1 = <usize>load<u32>(job + JOB_BYTES, 8);
      sub<T>(y4, y4, y1);
      packLanes(z, z1, x4);
      packLanes(z + PACKED, z1 + PACKED, y4);
    }
  }
  return true;
}

/** The same by doublings and complete additions. */
function runSeparately<T>(jobs: usize, count: i32): void {
  const start = mark();
  const steps = allocate(<usize>(count + 1) * JOB_BYTES);
  const doubles = allocate(<usize>count * 2 * coordinateBytes<T>());
  for (let i: usize = 0; i < <usize>count; i++) {
    const left = load<u32>(jobs + i * JOB_BYTES);
    storeJob(steps + i * JOB_BYTES, left, left, doubles + i * 2 * coordinateBytes<T>());
  }
  doubleJobs<T>(steps, count);
  for (let i: usize = 0; i < <usize>count; i++) {
    const double = (<u32>(doubles + i * 2 * coordinateBytes<T>())) | 1;
    const job = jobs + i * JOB_BYTES;
    storeJob(steps + i * JOB_BYTES, double, load<u32>(job, 4), <usize>load<u32>(job, 8));
  }
  addJobs<T>(steps, count);
  release(start);
}
