import { toAffine, packAffine } from "../../../assembly/curve/affine";
import { addJobs, JOB_BYTES, storeJob } from "../../../assembly/curve/batch-affine";
import { addPacked } from "../../../assembly/curve/group/law";
import { fromPacked } from "../../../assembly/curve/group/packed";
import { setInfinity } from "../../../assembly/curve/group/point";
import { pippenger } from "../../../assembly/curve/msm";
import { choosePlan, planWidth } from "../../../assembly/curve/msm-cost";
import { digitAt, setBias, stringBytes, windowCount, windowMask, writeStrings } from "../../../assembly/curve/msm-digits";
import { multiplyVartime } from "../../../assembly/curve/multiply";
import { straus } from "../../../assembly/curve/straus";
import { Fp1, Fp2, FpLanes } from "../../../assembly/field/element";
import { invVartime, mul, sqr, sub } from "../../../assembly/field/element";

export { allocate, mark, release } from "../../../assembly/memory";
export { g1Load, g1Store, g2Load, g2Store } from "./batch-affine.entry";
export { g1Msm, g1VectorSum, g2Msm, g2VectorSum } from "../../../assembly/exports/vector.gen";

const x: usize = memory.data(128, 16);
const y: usize = memory.data(128, 16);
const point: usize = memory.data(384, 16);
const one: usize = memory.data(384, 16);

/** packed := the affine form of a projective point. */
export function g1Pack(packed: usize, projective: usize): void {
  if (toAffine<Fp1>(x, y, projective, false)) memory.fill(packed, 0, 128);
  else packAffine<Fp1>(packed, x, y);
}
export function g2Pack(packed: usize, projective: usize): void {
  if (toAffine<Fp2>(x, y, projective, false)) memory.fill(packed, 0, 256);
  else packAffine<Fp2>(packed, x, y);
}

export function g1Pippenger(out: usize, points: usize, scalars: usize, count: i32, bits: i32, width: i32): void {
  pippenger<FpLanes>(out, points, scalars, count, bits, width);
}
export function g2Pippenger(out: usize, points: usize, scalars: usize, count: i32, bits: i32, width: i32): void {
  pippenger<Fp2>(out, points, scalars, count, bits, width);
}
export function g1Straus(out: usize, points: usize, scalars: usize, count: i32, bits: i32, width: i32): void {
  straus<FpLanes>(out, points, scalars, count, bits, width);
}
export function g2Straus(out: usize, points: usize, scalars: usize, count: i32, bits: i32, width: i32): void {
  straus<Fp2>(out, points, scalars, count, bits, width);
}

/** The chosen width, negative for Straus' method. */
export function g1Plan(count: i32, bits: i32): i32 {
  return choosePlan<FpLanes>(count, bits) ? -planWidth : planWidth;
}
export function g2Plan(count: i32, bits: i32): i32 {
  return choosePlan<Fp2>(count, bits) ? -planWidth : planWidth;
}

/** The sum of single multiplications. */
export function g1Naive(out: usize, points: usize, scalars: usize, count: i32): void {
  naive<Fp1>(out, points, scalars, count);
}
export function g2Naive(out: usize, points: usize, scalars: usize, count: i32): void {
  naive<Fp2>(out, points, scalars, count);
}
function naive<G>(out: usize, points: usize, scalars: usize, count: i32): void {
  setInfinity<G>(out);
  const bytes: usize = sizeof<G>() == sizeof<Fp2>() ? 256 : 128;
  for (let i: usize = 0; i < <usize>count; i++) {
    fromPacked<G>(one, points + i * bytes);
    multiplyVartime<G>(point, one, scalars + 32 * i);
    if (sizeof<G>() == sizeof<Fp2>()) g2Pack(x2, point);
    else g1Pack(x2, point);
    addPacked<G>(out, out, x2);
  }
}
const x2: usize = memory.data(256, 16);

/** digits (i32 each, string-major) := all signed digits of a scalar. */
export function g1Digits(digits: usize, scalar: usize, bits: i32, width: i32): i32 {
  return allDigits<FpLanes>(digits, scalar, 2, bits, width);
}
export function g2Digits(digits: usize, scalar: usize, bits: i32, width: i32): i32 {
  return allDigits<Fp2>(digits, scalar, 4, bits, width);
}
const strings: usize = memory.data(64, 16);
function allDigits<T>(digits: usize, scalar: usize, count: usize, bits: i32, width: i32): i32 {
  const windows = windowCount<T>(bits, width);
  setBias(width, windows);
  writeStrings<T>(strings, scalar);
  for (let i: usize = 0; i < count; i++) {
    for (let window = 0; window < windows; window++, digits += 4) {
      const mask = windowMask(window, windows, width);
      store<i32>(digits, digitAt(strings + i * stringBytes<T>(), window * width, mask, width));
    }
  }
  return windows;
}

// Loops for the benchmark

export function g1AddJobs(points: usize, out: usize, jobs: usize, count: i32): void {
  for (let i: usize = 0; i < <usize>count; i++) {
    storeJob(jobs + i * JOB_BYTES, <u32>(points + 256 * i) | 1, <u32>(points + 256 * i + 128) | 1, out + 128 * i);
  }
  addJobs<FpLanes>(jobs, count);
}
export function g2AddJobs(points: usize, out: usize, jobs: usize, count: i32): void {
  for (let i: usize = 0; i < <usize>count; i++) {
    storeJob(jobs + i * JOB_BYTES, <u32>(points + 512 * i) | 1, <u32>(points + 512 * i + 256) | 1, out + 256 * i);
  }
  addJobs<Fp2>(jobs, count);
}
export function g1Products(z: usize, count: i32): void {
  for (let i = 0; i < count; i++) mul<FpLanes>(z, z, z);
}
export function g2Products(z: usize, count: i32): void {
  for (let i = 0; i < count; i++) mul<Fp2>(z, z, z);
}
export function g1Squares(z: usize, count: i32): void {
  for (let i = 0; i < count; i++) sqr<FpLanes>(z, z);
}
export function g2Squares(z: usize, count: i32): void {
  for (let i = 0; i < count; i++) sqr<Fp2>(z, z);
}
export function g1Inverses(z: usize, count: i32): void {
  for (let i = 0; i < count; i++) invVartime<FpLanes>(z, z);
}
export function g2Inverses(z: usize, count: i32): void {
  for (let i = 0; i < count; i++) invVartime<Fp2>(z, z);
}
export function differences(z: usize, count: i32): void {
  for (let i = 0; i < count; i++) sub<FpLanes>(z, z, z);
}
