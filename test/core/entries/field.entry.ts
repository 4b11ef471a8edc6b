// Shows the field's functions to its tests: generic ones once per field.
import * as element from "../../../assembly/field/element";
import { Fp1, Fp2, FpLanes } from "../../../assembly/field/element";
export * from "../../../assembly/kernel/index";
export { allocate, mark, release } from "../../../assembly/memory";
export * from "../../../assembly/field/fp";
import { inverseRootPower, rootPower } from "../../../assembly/field/root-power";
export * from "../../../assembly/field/inverse";
export * from "../../../assembly/field/fp2";

export function lanesInv(z: usize, x: usize): void {
  element.inv<FpLanes>(z, x);
}
export function lanesInvVartime(z: usize, x: usize): void {
  element.invVartime<FpLanes>(z, x);
}
export function fp1BatchInvert(elements: usize, count: i32): void {
  element.batchInvert<Fp1>(elements, count);
}
export function lanesBatchInvert(elements: usize, count: i32): void {
  element.batchInvert<FpLanes>(elements, count);
}
export function fp2BatchInvert(elements: usize, count: i32): void {
  element.batchInvert<Fp2>(elements, count);
}
export function fp1MulB3(z: usize, x: usize): void {
  element.mulB3<Fp1>(z, x);
}
export function fp2MulB3(z: usize, x: usize): void {
  element.mulB3<Fp2>(z, x);
}
export function fpRootPower(z: usize, x: usize): void {
  rootPower<u8>(z, x);
}
export function lanesRootPower(z: usize, x: usize): void {
  rootPower<u16>(z, x);
}
export function fpInverseRootPower(z: usize, x: usize): void {
  inverseRootPower<u8>(z, x);
}
export function lanesInverseRootPower(z: usize, x: usize): void {
  inverseRootPower<u16>(z, x);
}
