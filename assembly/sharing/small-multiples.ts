// Many points times small public integers at once: the inner step of Horner's rule in the exponent, C <- x C + C_k.
//
// Affine additions and doublings cost 6 or 7 multiplications of the field when many of them share one inversion (Montgomery's
// trick), half of what the projective formulas cost. So all points walk in step through the digits of their multipliers, and
// each doubling or addition is one batch. The digits are non-adjacent forms: a third of them are not zero. Multipliers
// may differ from point to point; those with shorter forms join later.
//
// Points are packed affine, infinity included. Multipliers are public: this code branches on them and on exceptional points.
import { JOB_BYTES, storeJob } from "../curve/batch-affine";
import { isPackedInfinity, packedSize } from "../curve/group";
import { fpNeg, neg, packLane0, PAIR, unpackSplat } from "../kernel/index";
import { allocate, mark, release } from "../memory";
import { runAdditions, runDoublings } from "./batch";

/** Bytes of a schedule: the number of digits, then the digits (-1, 0, 1), lowest first. */
export const SCHEDULE: usize = 32;
/** Points walking together: enough that the shared inversion costs little, few enough to stay in the processor's cache. */
export const TOGETHER: i32 = 512;

const slot: usize = memory.data(128, 16);

/** Writes the non-adjacent form of 0 < x < 2^30; returns the number of doublings and additions it takes. */
export function makeSchedule(schedule: usize, x: u32): i32 {
  let rest = x;
  let length: usize = 0;
  let additions = 0;
  while (rest) {
    let digit: i32 = 0;
    if (rest & 1) {
      digit = 2 - <i32>(rest & 3);
      rest -= digit;
      additions++;
    }
    length++;
    store<i8>(schedule + length, <i8>digit);
    rest >>= 1;
  }
  store<u8>(schedule, <u8>length);
  return <i32>length + additions - 2;
}

/** Bytes of a point with both signs of y. */
// @ts-ignore: decorator
@inline
function signedSize<T>(): usize {
  return (packedSize<T>() >>> 1) * 3;
}

/** Copies a packed point and appends -y. As operands: the reference z + 1 is the point, z + 2 its negative. */
function withNegative<T>(z: usize, point: usize): void {
  memory.copy(z, point, packedSize<T>());
  if (sizeof<T>() == 4) neg(z + 2 * PAIR, point + PAIR);
  else {
    unpackSplat(slot, point + 64);
    fpNeg(slot, slot);
    packLane0(z + 128, slot);
  }
}

/** points[i] *= x_i, with the schedule of x_i at schedules + i * SCHEDULE. */
export function multiplySmall<T>(points: usize, schedules: usize, count: i32): void {
  for (let i = 0; i < count; i += TOGETHER) {
    const part = min(TOGETHER, count - i);
    multiplyTogether<T>(points + <usize>i * packedSize<T>(), schedules + <usize>i * SCHEDULE, part);
  }
}

function multiplyTogether<T>(points: usize, schedules: usize, count: i32): void {
  const start = mark();
  const bases = allocate(<usize>count * signedSize<T>());
  // infinity stays what it is; a multiple of any other point below the group order is never infinity
  const live = allocate((<usize>count) << 2);
  const jobs = allocate(<usize>(count + 1) * JOB_BYTES);
  let living: usize = 0;
  let longest = 0;
  for (let i: usize = 0; i < <usize>count; i++) {
    const point = points + i * packedSize<T>();
    if (isPackedInfinity<T>(point)) continue;
    withNegative<T>(bases + i * signedSize<T>(), point);
    longest = max(longest, <i32>load<u8>(schedules + i * SCHEDULE));
    store<u32>(live + (living << 2), <u32>i);
    living++;
  }

  for (let bit = longest - 2; bit >= 0; bit--) {
    let doublings: usize = 0;
    for (let k: usize = 0; k < living; k++) {
      const i = <usize>load<u32>(live + (k << 2));
      if (<i32>load<u8>(schedules + i * SCHEDULE) <= bit + 1) continue;
      const point = points + i * packedSize<T>();
      storeJob(jobs + doublings * JOB_BYTES, (<u32>point) | 1, (<u32>point) | 1, point);
      doublings++;
    }
    runDoublings<T>(jobs, <i32>doublings);

    let additions: usize = 0;
    for (let k: usize = 0; k < living; k++) {
      const i = <usize>load<u32>(live + (k << 2));
      const schedule = schedules + i * SCHEDULE;
      if (<i32>load<u8>(schedule) <= bit + 1) continue;
      const digit = load<i8>(schedule + <usize>bit + 1);
      if (digit == 0) continue;
      const point = points + i * packedSize<T>();
      const base = (<u32>(bases + i * signedSize<T>())) | (digit > 0 ? 1 : 2);
      storeJob(jobs + additions * JOB_BYTES, (<u32>point) | 1, base, point);
      additions++;
    }
    runAdditions<T>(jobs, <i32>additions);
  }
  release(start);
}
