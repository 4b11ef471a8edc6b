// Polynomials in the exponent: a commitment is the vector C_k = a_k G of t packed affine points, and its value at x is
// sum x^k C_k = f(x) G. All of it is public data, and none of this is constant-time.
//
// Ways to evaluate, in batch-affine additions per value (t coefficients, ids of b bits):
//   Horner's rule, in step over many values t * (1.25 b + 1) short ids: positions in a list, b = 7 for 100 parties one
//   multi-scalar multiplication t * 26 to 60 any ids; 4 (G2) or 2 (G1) shorter terms per point finite differences t,
//   after t^2/2 * (1.25 log2 t + 1) for all together ids 1, 2, 3, ...
// The functions that have a choice compare these counts.
import { addPacked, addPoints, doublePoint } from "../curve/group/law";
import { fromPacked, packedSize } from "../curve/group/packed";
import { copyPoint, negatePoint, PROJECTIVE } from "../curve/group/point";
import { normalisePoints } from "../curve/affine";
import { FR, frFromBytes, frMul, frOne, frToBytes } from "../field/fr";
import { allocate, mark, release } from "../memory";
import { makeProgram, PROGRAM } from "./addition-chains";
import { addArrays, msmOf } from "./batch";
import { bitLength, longestId, shortId, SHORT_ID_BITS } from "./ids";
import { multiplyAdd, multiplySmall, TOGETHER } from "./small-multiples";

/** Estimated batch-affine additions of a multi-scalar multiplication of `count` points with 255-bit scalars. */
export function msmCost<T>(count: i32): f64 {
  const parts = sizeof<T>() == 4 ? 4 : 2;
  const bits = sizeof<T>() == 4 ? 64 : 128;
  let best: f64 = Infinity;
  for (let window = 3; window <= 16; window++) {
    const windows = (bits + window) / window;
    const cost = <f64>windows * (<f64>parts * <f64>count + <f64>(1 << window) + 8);
    if (cost < best) best = cost;
  }
  return best;
}

/** The same for Horner's rule over `count` values in step; `steps`: the cost of all programs together. */
export function hornerCost(threshold: i32, steps: f64, count: i32): f64 {
  const batch = <f64>min(count, TOGETHER);
  return <f64>(threshold - 1) * (steps + <f64>count) * (1.0 + 8.0 / batch);
}

/** Programs of `count` short ids; returns the sum of their costs. */
export function makePrograms(programs: usize, ids: usize, count: i32): f64 {
  let steps: f64 = 0;
  for (let i: usize = 0; i < <usize>count; i++) steps += makeProgram(programs + i * PROGRAM, shortId(ids + (i << 5)));
  return steps;
}

/**
 * out[i] = the value of the polynomial at polynomials[i] (an array of addresses of `threshold` packed points) at the id
 * with program i, packed. All in step.
 */
export function hornerMany<T>(out: usize, polynomials: usize, threshold: i32, programs: usize, count: i32): void {
  const start = mark();
  const size = packedSize<T>();
  const coefficients = allocate((<usize>min(count, TOGETHER)) << 2);
  for (let from = 0; from < count; from += TOGETHER) {
    const part = min(TOGETHER, count - from);
    const values = out + <usize>from * size;
    for (let i: usize = 0; i < <usize>part; i++) {
      const top = <usize>load<u32>(polynomials + ((<usize>from + i) << 2)) + <usize>(threshold - 1) * size;
      memory.copy(values + i * size, top, size);
      store<u32>(coefficients + (i << 2), <u32>top);
    }
    for (let k = threshold - 2; k >= 0; k--) {
      for (let i: usize = 0; i < <usize>part; i++) {
        const place = coefficients + (i << 2);
        store<u32>(place, load<u32>(place) - <u32>size);
      }
      multiplyAdd<T>(values, programs + <usize>from * PROGRAM, coefficients, part);
    }
  }
  release(start);
}

/** out = the value at one short id, projective: no batch to share an inversion with. */
function hornerOne<T>(out: usize, vector: usize, threshold: i32, id: u32): void {
  const start = mark();
  const base = allocate(PROJECTIVE);
  const negated = allocate(PROJECTIVE);
  const size = packedSize<T>();
  // bit i + 1 of 3x less that of x is digit i of the non-adjacent form
  const triple = 3 * <u64>id;
  const top = 62 - <i32>clz<u64>(triple);
  fromPacked<T>(out, vector + <usize>(threshold - 1) * size);
  for (let k = threshold - 2; k >= 0; k--) {
    copyPoint(base, out);
    negatePoint<T>(negated, out);
    for (let bit = top; bit > 0; bit--) {
      doublePoint<T>(out, out);
      const digit = <i32>((triple >> bit) & 1) - <i32>((id >> bit) & 1);
      if (digit > 0) addPoints<T>(out, out, base);
      else if (digit < 0) addPoints<T>(out, out, negated);
    }
    addPacked<T>(out, out, vector + <usize>k * size);
  }
  release(start);
}

/** scalars[k] = id^k mod r, 32 bytes each. */
function powers(scalars: usize, id: usize, count: i32): void {
  const start = mark();
  const x = allocate(FR);
  const power = allocate(FR);
  frFromBytes(x, id);
  frOne(power);
  for (let k: usize = 0; k < <usize>count; k++) {
    frToBytes(scalars + (k << 5), power);
    frMul(power, power, x);
  }
  release(start);
}

/** out = the value at one id, projective. */
export function evaluateOne<T>(out: usize, vector: usize, threshold: i32, id: usize): void {
  const start = mark();
  let done = false;
  if (longestId(id, 1) <= SHORT_ID_BITS) {
    // a projective addition costs about two batch-affine ones; small multi-scalar multiplications have some overhead
    const steps = 1.33 * <f64>bitLength(id);
    if (2.0 * <f64>(threshold - 1) * (steps + 1.0) <= 1.3 * msmCost<T>(threshold)) {
      hornerOne<T>(out, vector, threshold, shortId(id));
      done = true;
    }
  }
  if (!done) {
    const scalars = allocate((<usize>threshold) << 5);
    powers(scalars, id, threshold);
    msmOf<T>(out, vector, scalars, threshold, 255);
  }
  release(start);
}

/**
 * out[i] = the value of commitment i at ids[i], packed: `count` commitments of `threshold` points, end to end, and as
 * many ids of 32 bytes, non-zero and below r.
 */
export function evaluateEach<T>(out: usize, vectors: usize, threshold: i32, ids: usize, count: i32): void {
  if (count < 1) return;
  const start = mark();
  const bytes = <usize>threshold * packedSize<T>();
  let horner: f64 = Infinity;
  let programs: usize = 0;
  if (longestId(ids, count) <= SHORT_ID_BITS) {
    programs = allocate(<usize>count * PROGRAM);
    horner = hornerCost(threshold, makePrograms(programs, ids, count), count);
  }
  if (horner <= <f64>count * 1.3 * msmCost<T>(threshold)) {
    const polynomials = allocate((<usize>count) << 2);
    for (let i: usize = 0; i < <usize>count; i++) store<u32>(polynomials + (i << 2), <u32>(vectors + i * bytes));
    hornerMany<T>(out, polynomials, threshold, programs, count);
  } else {
    const values = allocate(<usize>count * PROJECTIVE);
    for (let i: usize = 0; i < <usize>count; i++) {
      evaluateOne<T>(values + i * PROJECTIVE, vectors + i * bytes, threshold, ids + (i << 5));
    }
    normalisePoints<T>(out, values, count, false);
  }
  release(start);
}

/** out[j] = the value at ids[j], packed; `count` ids of 32 bytes, non-zero and below r. */
export function evaluateMany<T>(out: usize, vector: usize, threshold: i32, ids: usize, count: i32): void {
  if (count < 1) return;
  const start = mark();
  const separately = <f64>count * 1.3 * msmCost<T>(threshold);
  let horner: f64 = Infinity;
  let differences: f64 = Infinity;
  let last: u32 = 0;
  let programs: usize = 0;
  if (longestId(ids, count) <= SHORT_ID_BITS) {
    programs = allocate(<usize>count * PROGRAM);
    horner = hornerCost(threshold, makePrograms(programs, ids, count), count);
    for (let j: usize = 0; j < <usize>count; j++) last = max(last, shortId(ids + (j << 5)));
    const perMultiple: f64 = 1.0 + 1.25 * <f64>(32 - clz<i32>(threshold));
    const width = <f64>threshold;
    differences = (0.5 * perMultiple * width + <f64>last) * (width + 12.0);
  }
  if (differences < min(horner, separately)) {
    evaluateByDifferences<T>(out, vector, threshold, ids, count, last);
  } else if (horner < separately) {
    const polynomials = allocate((<usize>count) << 2);
    for (let j: usize = 0; j < <usize>count; j++) store<u32>(polynomials + (j << 2), vector);
    hornerMany<T>(out, polynomials, threshold, programs, count);
  } else {
    const scalars = allocate((<usize>threshold) << 5);
    const values = allocate(<usize>count * PROJECTIVE);
    for (let j: usize = 0; j < <usize>count; j++) {
      powers(scalars, ids + (j << 5), threshold);
      msmOf<T>(values + j * PROJECTIVE, vector, scalars, threshold, 255);
    }
    normalisePoints<T>(out, values, count, false);
  }
  release(start);
}

/**
 * table[k] = the k-th forward difference at 0, so that the value at x is the sum of binomial(x, k) table[k].
 *
 * Horner's rule in that basis: from x binomial(x, k) = k binomial(x, k) + (k + 1) binomial(x, k + 1), multiplying by x
 * takes differences e to e'_k = k (e_k + e_(k-1)). t^2 / 2 additions and multiplications by at most t - 1. Uses `other`
 * as scratch; returns the address of the table, one of the two.
 */
function forwardDifferences<T>(table: usize, other: usize, vector: usize, threshold: i32): usize {
  const start = mark();
  const size = packedSize<T>();
  const programs = allocate(<usize>threshold * PROGRAM);
  for (let k = 1; k < threshold; k++) makeProgram(programs + <usize>k * PROGRAM, k);
  let old = table;
  let next = other;
  memory.copy(old, vector + <usize>(threshold - 1) * size, size);
  for (let length = 1; length < threshold; length++) {
    addArrays<T>(next + size, old + size, old, length - 1);
    memory.copy(next + <usize>length * size, old + <usize>(length - 1) * size, size);
    multiplySmall<T>(next + size, programs + PROGRAM, length);
    memory.copy(next, vector + <usize>(threshold - 1 - length) * size, size);
    const swap = old;
    old = next;
    next = swap;
  }
  release(start);
  return old;
}

/** Values at 1, 2, ..., last by finite differences, keeping those asked for. threshold - 1 additions each. */
function evaluateByDifferences<T>(out: usize, vector: usize, threshold: i32, ids: usize, count: i32, last: u32): void {
  const start = mark();
  const size = packedSize<T>();
  const bytes = <usize>threshold * size;
  const first = allocate(bytes);
  const second = allocate(bytes);
  // the places waiting for the value at x, as lists: heads[x] is one plus the first place, links[j] one plus the next
  const heads = allocate((<usize>last + 1) << 2);
  const links = allocate((<usize>count) << 2);
  memory.fill(heads, 0, (<usize>last + 1) << 2);
  for (let j: usize = 0; j < <usize>count; j++) {
    const head = heads + ((<usize>shortId(ids + (j << 5))) << 2);
    store<u32>(links + (j << 2), load<u32>(head));
    store<u32>(head, <u32>j + 1);
  }
  let table = forwardDifferences<T>(first, second, vector, threshold);
  let next = table == first ? second : first;
  for (let x: u32 = 1; x <= last; x++) {
    addArrays<T>(next, table, table + size, threshold - 1);
    memory.copy(next + bytes - size, table + bytes - size, size);
    const swap = table;
    table = next;
    next = swap;
    let place = load<u32>(heads + ((<usize>x) << 2));
    while (place) {
      memory.copy(out + <usize>(place - 1) * size, table, size);
      place = load<u32>(links + ((<usize>(place - 1)) << 2));
    }
  }
  release(start);
}

/**
 * out = the sum of `count` commitments of `threshold` points each, end to end: the commitment to the sum of the
 * polynomials.
 */
export function sumCommitments<T>(out: usize, vectors: usize, count: i32, threshold: i32): void {
  const start = mark();
  const bytes = <usize>threshold * packedSize<T>();
  if (count == 0) {
    memory.fill(out, 0, bytes);
    return;
  }
  const sums = allocate(<usize>((count + 1) >> 1) * bytes);
  let from = vectors;
  let left = count;
  while (left > 1) {
    // fold the second half onto the first; of an odd number the last one stays for the next round
    const half = left >> 1;
    addColumns<T>(sums, from, from + <usize>half * bytes, half * threshold);
    if (left & 1) memory.copy(sums + <usize>half * bytes, from + <usize>(left - 1) * bytes, bytes);
    left -= half;
    from = sums;
  }
  memory.copy(out, from, bytes);
  release(start);
}

function addColumns<T>(out: usize, a: usize, b: usize, count: i32): void {
  const size = packedSize<T>();
  for (let i = 0; i < count; i += 4 * TOGETHER) {
    const offset = <usize>i * size;
    addArrays<T>(out + offset, a + offset, b + offset, min(4 * TOGETHER, count - i));
  }
}
