export * from "../../../assembly/exports/sharing.gen";
export { allocate, mark, release, wipe } from "../../../assembly/memory";
import { decodeVector, encodeVector } from "../../../assembly/curve/vector";
import { encodePoint } from "../../../assembly/curve/codec";
import { multiplyBaseVector } from "../../../assembly/curve/base";
import { Fp1, Fp2 } from "../../../assembly/field/element";

export function decodeG1(out: usize, statuses: usize, bytes: usize, count: i32): i32 {
  return decodeVector<Fp1>(out, statuses, bytes, count, 48, true);
}
export function decodeG2(out: usize, statuses: usize, bytes: usize, count: i32): i32 {
  return decodeVector<Fp2>(out, statuses, bytes, count, 96, true);
}
export function encodeG1(bytes: usize, vector: usize, count: i32): void {
  encodeVector<Fp1>(bytes, vector, count, true);
}
export function encodeG2(bytes: usize, vector: usize, count: i32): void {
  encodeVector<Fp2>(bytes, vector, count, true);
}
export function encodeOneG1(bytes: usize, point: usize): void {
  encodePoint<Fp1>(bytes, point, true, false);
}
export function encodeOneG2(bytes: usize, point: usize): void {
  encodePoint<Fp2>(bytes, point, true, false);
}
export function commitG1(out: usize, scalars: usize, count: i32): void {
  multiplyBaseVector<Fp1>(out, scalars, count);
}
export function commitG2(out: usize, scalars: usize, count: i32): void {
  multiplyBaseVector<Fp2>(out, scalars, count);
}
