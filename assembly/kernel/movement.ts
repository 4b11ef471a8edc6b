// Moving elements: lanes of pairs, packed elements, copies, and selection by a secret bit.
import { PACKED, PAIR } from "./layout";
import * as portable from "./portable";
import * as relaxed from "./relaxed";

/** z = (x1, x0). */
// @ts-ignore: decorator
@inline
export function swapLanes(z: usize, x: usize): void {
  if (ASC_FEATURE_RELAXED_SIMD) relaxed.swapLanes(z, x);
  else portable.swapLanes(z, x);
}

/** z = (x0, x0). */
// @ts-ignore: decorator
@inline
export function splatLane0(z: usize, x: usize): void {
  if (ASC_FEATURE_RELAXED_SIMD) relaxed.splatLane0(z, x);
  else portable.splatLane0(z, x);
}

/** z = (x1, x1). */
// @ts-ignore: decorator
@inline
export function splatLane1(z: usize, x: usize): void {
  if (ASC_FEATURE_RELAXED_SIMD) relaxed.splatLane1(z, x);
  else portable.splatLane1(z, x);
}

/** z = (x0, y0). */
// @ts-ignore: decorator
@inline
export function mergeLanes(z: usize, x: usize, y: usize): void {
  if (ASC_FEATURE_RELAXED_SIMD) relaxed.mergeLanes(z, x, y);
  else portable.mergeLanes(z, x, y);
}

/** z = (x1, ?): lane 1 of z is left unspecified but valid. */
// @ts-ignore: decorator
@inline
export function lane1ToLane0(z: usize, x: usize): void {
  if (ASC_FEATURE_RELAXED_SIMD) relaxed.lane1ToLane0(z, x);
  else portable.lane1ToLane0(z, x);
}

/** Stores lane 0 of x packed at packed0, lane 1 at packed1. */
// @ts-ignore: decorator
@inline
export function packLanes(packed0: usize, packed1: usize, x: usize): void {
  if (ASC_FEATURE_RELAXED_SIMD) relaxed.packLanes(packed0, packed1, x);
  else portable.packLanes(packed0, packed1, x);
}

/** z = the pair of two packed elements. */
// @ts-ignore: decorator
@inline
export function unpackLanes(z: usize, packed0: usize, packed1: usize): void {
  if (ASC_FEATURE_RELAXED_SIMD) relaxed.unpackLanes(z, packed0, packed1);
  else portable.unpackLanes(z, packed0, packed1);
}

/** Stores lane 0 of x packed. */
// @ts-ignore: decorator
@inline
export function packLane0(packed: usize, x: usize): void {
  if (ASC_FEATURE_RELAXED_SIMD) relaxed.packLane0(packed, x);
  else portable.packLane0(packed, x);
}

/** Both lanes of z = the packed element. */
// @ts-ignore: decorator
@inline
export function unpackSplat(z: usize, packed: usize): void {
  if (ASC_FEATURE_RELAXED_SIMD) relaxed.unpackSplat(z, packed);
  else portable.unpackSplat(z, packed);
}

/** z = x, 128 bytes. */
export function copy(z: usize, x: usize): void {
  copyPacked(z, x);
  copyPacked(z + 64, x + 64);
}

/** z = x, 64 bytes. */
// @ts-ignore: decorator
@inline
export function copyPacked(z: usize, x: usize): void {
  const v0 = v128.load(x, 0),
    v1 = v128.load(x, 16),
    v2 = v128.load(x, 32),
    v3 = v128.load(x, 48);
  v128.store(z, v0, 0);
  v128.store(z, v1, 16);
  v128.store(z, v2, 32);
  v128.store(z, v3, 48);
}

/** z = (0, 0). */
// @ts-ignore: decorator
@inline
export function zero(z: usize): void {
  const none = i64x2.splat(0);
  for (let i: usize = 0; i < PAIR; i += 16) v128.store(z + i, none);
}

/** z = x if flag is 1, unchanged if it is 0; 128 bytes, constant-sequence. */
export function select(z: usize, x: usize, flag: i32): void {
  const mask = i32x4.splat(-flag);
  for (let i: usize = 0; i < PAIR; i += 16) v128.store(z + i, v128.bitselect(v128.load(x + i), v128.load(z + i), mask));
}

/** z = x if flag is 1, unchanged if it is 0; 64 bytes, constant-sequence. */
export function selectPacked(z: usize, x: usize, flag: i32): void {
  const mask = i32x4.splat(-flag);
  for (let i: usize = 0; i < PACKED; i += 16)
    v128.store(z + i, v128.bitselect(v128.load(x + i), v128.load(z + i), mask));
}
