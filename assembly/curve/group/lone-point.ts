// The formulas of law.ts for a lone point of G1, its independent products two by two in the lanes of a pair.
import { mul } from "../../field/element";
import {
  add,
  copy,
  fpAdd,
  fpDbl,
  fpMulSmall,
  fpSub,
  fpSubSub,
  lane1ToLane0,
  lanesMul,
  lanesSqr,
  mergeLanes,
  mulSmall,
  splatLane0,
  sub,
  subSub,
  swapLanes,
} from "../../kernel/index";
import { X, Y, Z } from "./point";
import { t0, t1, t2, t3, t4, t5, t6, t7, t8, t9 } from "./scratch";

// Algorithm 9: (Y^2, Z^2), (YZ, XY); then (YZ, b3 Z^2) 8Y^2 and (XY, Y^2 + b3 Z^2)(Y^2 - 3 b3 Z^2). 3 pair products, 1
// pair square
export function doubleG1(out: usize, p: usize): void {
  mergeLanes(t0, p + Y, p + Z);
  lanesSqr(t0, t0); // (Y^2, Z^2)
  mergeLanes(t1, p + Z, p + X);
  splatLane0(t2, p + Y);
  lanesMul(t1, t1, t2); // (YZ, XY)
  lane1ToLane0(t2, t0);
  fpMulSmall(t2, t2, 12); // b3 Z^2
  splatLane0(t3, t0);
  mulSmall(t3, t3, 8); // 8 Y^2
  mergeLanes(t4, t1, t2);
  lanesMul(t4, t4, t3); // (Z3, b3 Z^2 8 Y^2)
  fpMulSmall(t3, t2, 3);
  fpSub(t3, t0, t3); // Y^2 - 3 b3 Z^2
  fpAdd(t0, t0, t2); // Y^2 + b3 Z^2
  lane1ToLane0(t1, t1);
  mergeLanes(t1, t1, t0);
  splatLane0(t3, t3);
  lanesMul(t1, t1, t3);
  fpDbl(out + X, t1);
  copy(out + Z, t4);
  add(t1, t1, t4);
  lane1ToLane0(out + Y, t1);
}

// Algorithm 7: (x1x2, y1y2), (z1z2, (x1 + y1)(x2 + y2)), ((y1 + z1)(y2 + z2), (x1 + z1)(x2 + z2)), then the second half
export function addG1(out: usize, p: usize, q: usize): void {
  mergeLanes(t0, p + X, p + Y);
  mergeLanes(t1, q + X, q + Y);
  swapLanes(t4, t0);
  splatLane0(t5, p + Z);
  add(t4, t4, t5); // (y1 + z1, x1 + z1)
  swapLanes(t6, t1);
  splatLane0(t5, q + Z);
  add(t6, t6, t5);
  lanesMul(t4, t4, t6);
  lanesMul(t0, t0, t1); // (x1x2, y1y2)
  fpAdd(t2, p + X, p + Y);
  mergeLanes(t2, p + Z, t2);
  fpAdd(t3, q + X, q + Y);
  mergeLanes(t3, q + Z, t3);
  lanesMul(t2, t2, t3); // (z1z2, ...)
  swapLanes(t1, t0);
  splatLane0(t5, t2);
  subSub(t4, t4, t1, t5); // (y1z2 + y2z1, x1z2 + x2z1)
  lane1ToLane0(t3, t2);
  fpSubSub(t3, t3, t0, t1); // x1y2 + x2y1
  finishAdditionG1(out, t2);
}

// Algorithm 8: (x1x2, y1y2), (y2z1, x2z1), ((x1 + y1)(x2 + y2), -), then the second half
export function addMixedG1(out: usize, p: usize, x: usize, y: usize): void {
  mergeLanes(t0, p + X, p + Y);
  mergeLanes(t1, x, y);
  swapLanes(t5, t0);
  swapLanes(t6, t1);
  splatLane0(t7, p + Z);
  lanesMul(t4, t6, t7);
  add(t4, t4, t5); // (y2z1 + y1, x2z1 + x1)
  fpAdd(t3, t0, t5);
  fpAdd(t6, t1, t6);
  mul<u8>(t3, t3, t6);
  lanesMul(t0, t0, t1); // (x1x2, y1y2)
  swapLanes(t1, t0);
  fpSubSub(t3, t3, t0, t1);
  finishAdditionG1(out, p + Z);
}

// In: t0 lane 0 x1x2, t1 lane 0 y1y2, t3 lane 0 x1y2 + x2y1, t4 = (y1z2 + y2z1, x1z2 + x2z1); zz lane 0 z1z2. With
// s = t1 + b3 zz, d = t1 - b3 zz, u = b3 t4.1, v = 3 t0: (t3, s) d -+ (t4, v) u and s t4 + v t3. 3 pair products
// @ts-ignore: decorator
@inline
function finishAdditionG1(out: usize, zz: usize): void {
  fpMulSmall(t2, zz, 12);
  fpMulSmall(t0, t0, 3); // v
  swapLanes(t5, t4);
  fpMulSmall(t5, t5, 12); // u
  splatLane0(t5, t5);
  fpAdd(t6, t1, t2); // s
  fpSub(t1, t1, t2); // d
  splatLane0(t1, t1);
  mergeLanes(t7, t3, t6);
  lanesMul(t1, t1, t7); // (t3 d, s d)
  mergeLanes(t8, t4, t0);
  lanesMul(t5, t5, t8); // (t4 u, v u)
  mergeLanes(t7, t6, t0);
  mergeLanes(t9, t4, t3);
  lanesMul(t7, t7, t9); // (s t4, v t3)
  sub(out + X, t1, t5);
  add(t1, t1, t5);
  lane1ToLane0(out + Y, t1);
  swapLanes(t8, t7);
  fpAdd(out + Z, t7, t8);
}
