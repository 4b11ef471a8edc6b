// Shows the scalar field's kernels to their tests.
export * from "../../../assembly/kernel/scalar-field";
export { allocate, mark, release } from "../../../assembly/memory";

import { frKernelMul, frKernelSqr, frKernelAdd } from "../../../assembly/kernel/scalar-field";
export function repeatMul(z: usize, x: usize, n: i32): void {
  for (let i = 0; i < n; i++) frKernelMul(z, z, x);
}
export function repeatSqr(z: usize, n: i32): void {
  for (let i = 0; i < n; i++) frKernelSqr(z, z);
}
export function repeatAdd(z: usize, x: usize, n: i32): void {
  for (let i = 0; i < n; i++) frKernelAdd(z, z, x);
}
