// Loops over the kernel's primitives, for spot checks of their speed: `latency` chains results, `throughput` runs
// independent ones.
import * as kernel from "../../../assembly/kernel/index";

export { allocate } from "../../../assembly/memory";
export { ONE, ONES } from "../../../assembly/kernel/index";

export function fpMul(z: usize, x: usize, n: i32): void {
  for (let i = 0; i < n; i++) kernel.fpMul(z, z, x);
}
export function fpMulThroughput(z: usize, x: usize, n: i32): void {
  for (let i = 0; i < n; i++) kernel.fpMul(z, x, x);
}
export function fpSqr(z: usize, x: usize, n: i32): void {
  for (let i = 0; i < n; i++) kernel.fpSqr(z, z);
}
export function fpSqrThroughput(z: usize, x: usize, n: i32): void {
  for (let i = 0; i < n; i++) kernel.fpSqr(z, x);
}
export function lanesMul(z: usize, x: usize, n: i32): void {
  for (let i = 0; i < n; i++) kernel.lanesMul(z, z, x);
}
export function lanesSqr(z: usize, x: usize, n: i32): void {
  for (let i = 0; i < n; i++) kernel.lanesSqr(z, z);
}
export function fp2Mul(z: usize, x: usize, n: i32): void {
  for (let i = 0; i < n; i++) kernel.fp2Mul(z, z, x);
}
export function fp2MulThroughput(z: usize, x: usize, n: i32): void {
  for (let i = 0; i < n; i++) kernel.fp2Mul(z, x, x);
}
export function fp2Sqr(z: usize, x: usize, n: i32): void {
  for (let i = 0; i < n; i++) kernel.fp2Sqr(z, z);
}
export function fp2SqrThroughput(z: usize, x: usize, n: i32): void {
  for (let i = 0; i < n; i++) kernel.fp2Sqr(z, x);
}
export function add(z: usize, x: usize, n: i32): void {
  for (let i = 0; i < n; i++) kernel.add(z, z, x);
}
export function addThroughput(z: usize, x: usize, n: i32): void {
  for (let i = 0; i < n; i++) kernel.add(z, x, x);
}
export function subLazy(z: usize, x: usize, n: i32): void {
  for (let i = 0; i < n; i++) kernel.subLazy(z, x, x);
}
export function subSub(z: usize, x: usize, n: i32): void {
  for (let i = 0; i < n; i++) kernel.subSub(z, z, x, x);
}
export function fpAdd(z: usize, x: usize, n: i32): void {
  for (let i = 0; i < n; i++) kernel.fpAdd(z, z, x);
}
export function fpAddThroughput(z: usize, x: usize, n: i32): void {
  for (let i = 0; i < n; i++) kernel.fpAdd(z, x, x);
}
export function mulSmall(z: usize, x: usize, n: i32): void {
  for (let i = 0; i < n; i++) kernel.mulSmall(z, z, 12);
}
export function neg(z: usize, x: usize, n: i32): void {
  for (let i = 0; i < n; i++) kernel.neg(z, z);
}
export function mulXi(z: usize, x: usize, n: i32): void {
  for (let i = 0; i < n; i++) kernel.mulXi(z, z);
}
export function karatsuba0(z: usize, x: usize, n: i32): void {
  for (let i = 0; i < n; i++) kernel.karatsuba0(z, z, x, x, x);
}
export function karatsuba1(z: usize, x: usize, n: i32): void {
  for (let i = 0; i < n; i++) kernel.karatsuba1(z, x, x, x, z);
}
export function karatsuba2(z: usize, x: usize, n: i32): void {
  for (let i = 0; i < n; i++) kernel.karatsuba2(z, x, x, x, z);
}
export function tripleMinusDouble(z: usize, x: usize, n: i32): void {
  for (let i = 0; i < n; i++) kernel.tripleMinusDouble(z, z, x);
}
export function copy(z: usize, x: usize, n: i32): void {
  for (let i = 0; i < n; i++) kernel.copy(z, x);
}
export function select(z: usize, x: usize, n: i32): void {
  for (let i = 0; i < n; i++) kernel.select(z, x, i & 1);
}
export function swapLanes(z: usize, x: usize, n: i32): void {
  for (let i = 0; i < n; i++) kernel.swapLanes(z, z);
}
export function packLane0(z: usize, x: usize, n: i32): void {
  for (let i = 0; i < n; i++) kernel.packLane0(z, x);
}
export function unpackSplat(z: usize, x: usize, n: i32): void {
  for (let i = 0; i < n; i++) kernel.unpackSplat(z, x);
}
export function toWords(z: usize, x: usize, n: i32): void {
  for (let i = 0; i < n; i++) kernel.toWords(z, z + 48, x);
}
export function fromWords(z: usize, x: usize, n: i32): void {
  for (let i = 0; i < n; i++) kernel.fromWords(z, x, x + 48);
}
export function zeroLanes(z: usize, x: usize, n: i32): void {
  for (let i = 0; i < n; i++) store<i32>(z, kernel.zeroLanes(x));
}
export function equalLanes(z: usize, x: usize, n: i32): void {
  for (let i = 0; i < n; i++) store<i32>(z, kernel.equalLanes(x, x));
}
