// Many points times small public integers at once, and the step of Horner's rule in the exponent, C <- x C + C_k.
//
// Affine additions and doublings cost 6 or 7 multiplications of the field when many of them share one inversion
// (Montgomery's trick), half of what the projective formulas cost. So all points walk in step through programs
// (addition-chains.ts), and each step is one batch per kind of operation. Programs may differ from point to point.
//
// Points are packed affine, infinity included. Multipliers are public: this code branches on them and on exceptional
// points.
import { JOB_BYTES, storeJob } from "../curve/batch-affine";
import { isPackedInfinity, packedSize } from "../curve/group/packed";
import { fpNeg, neg, packLane0, PAIR, unpackSplat } from "../kernel/index";
import { allocate, mark, release } from "../memory";
import { ADD, DOUBLE, FIRST, LEVELS, PROGRAM, SAVE, SUBTRACT, TWICE_ADD } from "./addition-chains";
import { runAdditions, runDoubleAdditions, runDoublings } from "./batch";

/**
 * Points walking together: enough that the shared inversion costs little, few enough to stay in the processor's cache.
 */
export const TOGETHER: i32 = 512;

const slot: usize = memory.data(128, 16);

/** Bytes of a point with both signs of y. */
// @ts-ignore: decorator
@inline
function signedSize<T>(): usize {
  return (packedSize<T>() >>> 1) * 3;
}

/** Copies a packed point and appends -y. As operands: the reference z + 1 is the point, z + 2 its negative. */
function copyWithNegative<T>(z: usize, point: usize): void {
  memory.copy(z, point, packedSize<T>());
  if (sizeof<T>() == 4) {
    neg(z + 2 * PAIR, point + PAIR);
  } else {
    unpackSplat(slot, point + 64);
    fpNeg(slot, slot);
    packLane0(z + 128, slot);
  }
}

/**
 * points[i] := x_i points[i] + addends[i] for `count` <= TOGETHER points, the program of x_i at programs + i PROGRAM;
 * `addends` holds addresses (u32) of packed points, and may be 0 for no additions at all.
 */
export function multiplyAdd<T>(points: usize, programs: usize, addends: usize, count: i32): void {
  const start = mark();
  const bases = allocate(<usize>count * <usize>LEVELS * signedSize<T>());
  // infinity stays what it is; a multiple of any other point below the group order is never infinity
  const live = allocate((<usize>count) << 2);
  const doublings = allocate(<usize>(count + 1) * JOB_BYTES);
  const additions = allocate(<usize>(count + 1) * JOB_BYTES);
  const both = allocate(<usize>(count + 1) * JOB_BYTES);
  let living: usize = 0;
  let longest = 0;
  for (let i: usize = 0; i < <usize>count; i++) {
    if (isPackedInfinity<T>(points + i * packedSize<T>())) continue;
    longest = max(longest, <i32>load<u8>(programs + i * PROGRAM));
    store<u32>(live + (living << 2), <u32>i);
    living++;
  }

  for (let step: i32 = 0; step < longest; step++) {
    let doublingJob = doublings;
    let additionJob = additions;
    let bothJob = both;
    for (let k: usize = 0; k < living; k++) {
      const i = <usize>load<u32>(live + (k << 2));
      const program = programs + i * PROGRAM;
      const length = <i32>load<u8>(program);
      if (step >= length) continue;
      const point = points + i * packedSize<T>();
      const code = load<u8>(program + FIRST + <usize>step);
      const operation = <u8>(code & 15);
      if (operation == DOUBLE) {
        // a doubling at the end goes together with the addition that follows
        if (step + 1 == length && addends && !isPackedInfinity<T>(load<u32>(addends + (i << 2)))) continue;
        storeJob(doublingJob, (<u32>point) | 1, (<u32>point) | 1, point);
        doublingJob += JOB_BYTES;
        continue;
      }
      const base = bases + (i * <usize>LEVELS + <usize>(code >> 4)) * signedSize<T>();
      if (operation == SAVE) {
        copyWithNegative<T>(base, point);
      } else if (operation == ADD || operation == SUBTRACT) {
        storeJob(additionJob, (<u32>point) | 1, (<u32>base) | (operation == ADD ? 1 : 2), point);
        additionJob += JOB_BYTES;
      } else {
        storeJob(bothJob, (<u32>point) | 1, (<u32>base) | (operation == TWICE_ADD ? 1 : 2), point);
        bothJob += JOB_BYTES;
      }
    }
    runDoublings<T>(doublings, <i32>((doublingJob - doublings) / JOB_BYTES));
    runAdditions<T>(additions, <i32>((additionJob - additions) / JOB_BYTES));
    runDoubleAdditions<T>(both, <i32>((bothJob - both) / JOB_BYTES));
  }
  if (addends) addAll<T>(points, programs, addends, count, additions, both);
  release(start);
}

function addAll<T>(points: usize, programs: usize, addends: usize, count: i32, additions: usize, both: usize): void {
  let additionJob = additions;
  let bothJob = both;
  for (let i: usize = 0; i < <usize>count; i++) {
    const point = points + i * packedSize<T>();
    const addend = <usize>load<u32>(addends + (i << 2));
    if (isPackedInfinity<T>(addend)) continue;
    if (isPackedInfinity<T>(point)) {
      memory.copy(point, addend, packedSize<T>());
      continue;
    }
    const program = programs + i * PROGRAM;
    const length = <usize>load<u8>(program);
    if (length > 0 && (load<u8>(program + FIRST + length - 1) & 15) == DOUBLE) {
      storeJob(bothJob, (<u32>point) | 1, (<u32>addend) | 1, point);
      bothJob += JOB_BYTES;
    } else {
      storeJob(additionJob, (<u32>point) | 1, (<u32>addend) | 1, point);
      additionJob += JOB_BYTES;
    }
  }
  runAdditions<T>(additions, <i32>((additionJob - additions) / JOB_BYTES));
  runDoubleAdditions<T>(both, <i32>((bothJob - both) / JOB_BYTES));
}

/** points[i] *= x_i for any number of points, the program of x_i at programs + i PROGRAM. */
export function multiplySmall<T>(points: usize, programs: usize, count: i32): void {
  for (let i = 0; i < count; i += TOGETHER) {
    multiplyAdd<T>(points + <usize>i * packedSize<T>(), programs + <usize>i * PROGRAM, 0, min(TOGETHER, count - i));
  }
}
