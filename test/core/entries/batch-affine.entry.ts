import { batchAffineAdd, batchAffineDouble } from "../../../assembly/curve/batch-affine";
import { vectorSum, vectorSumPacked } from "../../../assembly/curve/batch-affine-sum";
import { Fp2, FpLanes } from "../../../assembly/field/element";
import { fpFromBytes, fpToBytes } from "../../../assembly/field/fp";
import { fp2FromBytes, fp2ToBytes } from "../../../assembly/field/fp2";
import { packLane0, unpackSplat } from "../../../assembly/kernel/index";

export { allocate, mark, release } from "../../../assembly/memory";

const slot: usize = memory.data(128, 16);

/** Packed affine points from x, y of 48 (G1) or 96 (G2) bytes each; all zero for infinity. */
export function g1Load(out: usize, bytes: usize, count: i32): void {
  for (; count > 0; count--, out += 128, bytes += 96) {
    memory.fill(out, 0, 128);
    if (allZero(bytes, 96)) continue;
    fpFromBytes(slot, bytes);
    packLane0(out, slot);
    fpFromBytes(slot, bytes + 48);
    packLane0(out + 64, slot);
  }
}
export function g2Load(out: usize, bytes: usize, count: i32): void {
  for (; count > 0; count--, out += 256, bytes += 192) {
    memory.fill(out, 0, 256);
    if (allZero(bytes, 192)) continue;
    fp2FromBytes(out, bytes);
    fp2FromBytes(out + 128, bytes + 96);
  }
}
function allZero(bytes: usize, length: usize): bool {
  for (let i: usize = 0; i < length; i++) {
    if (load<u8>(bytes + i) != 0) return false;
  }
  return true;
}

/** The inverse of the above. */
export function g1Store(bytes: usize, points: usize, count: i32): void {
  for (let i: usize = 0; i < 2 * <usize>count; i++) {
    unpackSplat(slot, points + 64 * i);
    fpToBytes(bytes + 48 * i, slot);
  }
}
export function g2Store(bytes: usize, points: usize, count: i32): void {
  for (let i: usize = 0; i < 2 * <usize>count; i++) fp2ToBytes(bytes + 96 * i, points + 128 * i);
}

export function g1Add(out: usize, left: usize, right: usize, count: i32): void {
  batchAffineAdd<FpLanes>(out, left, right, count);
}
export function g2Add(out: usize, left: usize, right: usize, count: i32): void {
  batchAffineAdd<Fp2>(out, left, right, count);
}
export function g1Double(out: usize, points: usize, count: i32): void {
  batchAffineDouble<FpLanes>(out, points, count);
}
export function g2Double(out: usize, points: usize, count: i32): void {
  batchAffineDouble<Fp2>(out, points, count);
}
export function g1Sum(out: usize, points: usize, count: i32): void {
  vectorSumPacked<FpLanes>(out, points, count);
}
export function g2Sum(out: usize, points: usize, count: i32): void {
  vectorSumPacked<Fp2>(out, points, count);
}
export function g1SumProjective(out: usize, points: usize, count: i32): void {
  vectorSum<FpLanes>(out, points, count);
}
export function g2SumProjective(out: usize, points: usize, count: i32): void {
  vectorSum<Fp2>(out, points, count);
}
