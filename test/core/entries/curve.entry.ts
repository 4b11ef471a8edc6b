// Shows the groups to their tests: the ABI, and the forms over two lanes that it hides.
import { addMixed, addPoints, doublePoint, equalPoints, isOnCurve } from "../../../assembly/curve/group/law";
import { mergePoints, splitPoints } from "../../../assembly/curve/group/point";
import { isInSubgroup, multiplyByX } from "../../../assembly/curve/subgroup";
import { recodeNonAdjacent, recodeOdd } from "../../../assembly/curve/recode";
import { lookUpBlock, oddIndex } from "../../../assembly/curve/lookup";
import { Fp1, Fp2, FpLanes } from "../../../assembly/field/element";
export * from "../../../assembly/exports/point.gen";
export * from "../../../assembly/exports/vector.gen";
export { allocate, mark, release, wipe } from "../../../assembly/memory";
export { lookUpBlock, mergePoints, splitPoints, recodeNonAdjacent, recodeOdd };

export function lanesAdd(out: usize, p: usize, q: usize): void {
  addPoints<FpLanes>(out, p, q);
}
export function lanesAddMixed(out: usize, p: usize, x: usize, y: usize): void {
  addMixed<FpLanes>(out, p, x, y);
}
export function lanesDouble(out: usize, p: usize): void {
  doublePoint<FpLanes>(out, p);
}
export function lanesEqual(p: usize, q: usize): i32 {
  return equalPoints<FpLanes>(p, q);
}
export function lanesOnCurve(p: usize): i32 {
  return isOnCurve<FpLanes>(p);
}
export function lanesInSubgroup(p: usize): i32 {
  return isInSubgroup<FpLanes>(p);
}
export function lanesMultiplyByX(out: usize, p: usize): void {
  multiplyByX<FpLanes>(out, p);
}
export function g1MultiplyByX(out: usize, p: usize): void {
  multiplyByX<Fp1>(out, p);
}
export function g2MultiplyByX(out: usize, p: usize): void {
  multiplyByX<Fp2>(out, p);
}
export function oddIndexOf(digit: i32): i32 {
  return oddIndex(digit);
}
