// ABI: single points and vectors of points. OUT first. A point is 384 bytes (projective, opaque outside), a vector an
// array of packed affine points (128 bytes each in G1, 256 in G2). Scalars are 32 bytes big-endian. Operations on bytes
// from outside return a status. What takes secrets runs in a fixed sequence: g?Multiply, g?MultiplyAny, g?MultiplyBase,
// g?VectorMultiplyBase, g?ToBytes, and additions, doublings and negations always. Names ending in Vartime, decoding and
// vectors otherwise are for public data.
import { normalisePoints } from "../curve/affine";
import { multiplyBase, multiplyBaseVector } from "../curve/base";
import { vectorSum } from "../curve/batch-affine-sum";
import { decodePoint, encodePoint } from "../curve/codec";
import { addPoints, doublePoint, equalPoints, isOnCurve, subtractPoints } from "../curve/group/law";
import { packedSize } from "../curve/group/packed";
import { isInfinity, negatePoint, PROJECTIVE, setInfinity, X, Y, Z } from "../curve/group/point";
import { multiply, multiplyAny, multiplyVartime } from "../curve/multiply";
import { clearCofactor, isInSubgroup } from "../curve/subgroup";
import { decodeVector, decodeVectorInBulk, encodeVector, vectorToPoints } from "../curve/vector";
import { G1_X, G1_Y, G2_X, G2_Y } from "../constants";
import { copy, Fp1, Fp2, FpLanes, one } from "../field/element";

/** Bytes of a projective point of either group. */
export function projectiveSize(): i32 {
  return <i32>PROJECTIVE;
}

// G1

/** Bytes of a packed affine point of G1. */
export function g1PackedSize(): i32 {
  return <i32>packedSize<Fp1>();
}

/** Decodes 48 or 96 bytes. Status. */
export function g1FromBytes(out: usize, bytes: usize, length: usize, checkSubgroup: i32): i32 {
  return decodePoint<Fp1>(out, bytes, length, checkSubgroup != 0);
}

/** Encodes in 48 or 96 bytes. Fixed sequence. */
export function g1ToBytes(out: usize, p: usize, compressed: i32): void {
  encodePoint<Fp1>(out, p, compressed != 0, true);
}

/** The same for public points, with a faster inversion. */
export function g1ToBytesVartime(out: usize, p: usize, compressed: i32): void {
  encodePoint<Fp1>(out, p, compressed != 0, false);
}

export function g1Generator(out: usize): void {
  copy(out + X, G1_X);
  copy(out + Y, G1_Y);
  one<Fp1>(out + Z);
}

export function g1Zero(out: usize): void {
  setInfinity<Fp1>(out);
}

export function g1Add(out: usize, p: usize, q: usize): void {
  addPoints<Fp1>(out, p, q);
}

export function g1Subtract(out: usize, p: usize, q: usize): void {
  subtractPoints<Fp1>(out, p, q);
}

export function g1Double(out: usize, p: usize): void {
  doublePoint<Fp1>(out, p);
}

export function g1Negate(out: usize, p: usize): void {
  negatePoint<Fp1>(out, p);
}

/** 1 or 0. */
export function g1Equals(p: usize, q: usize): i32 {
  return equalPoints<Fp1>(p, q);
}

/** 1 or 0. */
export function g1IsZero(p: usize): i32 {
  return isInfinity<Fp1>(p);
}

/** 1 or 0. */
export function g1IsOnCurve(p: usize): i32 {
  return isOnCurve<Fp1>(p);
}

/** Whether a point of the curve is in the subgroup of order r: 1 or 0. */
export function g1IsTorsionFree(p: usize): i32 {
  return isInSubgroup<Fp1>(p);
}

/** out = h_eff p, in the subgroup for every p of the curve. */
export function g1ClearCofactor(out: usize, p: usize): void {
  clearCofactor<Fp1>(out, p);
}

/** out = k p for a secret k, reduced mod r, and p of order r. Fixed sequence. */
export function g1Multiply(out: usize, p: usize, scalar: usize): void {
  multiply<Fp1>(out, p, scalar);
}

/** out = k p for a public k, reduced mod r, and p of order r. */
export function g1MultiplyVartime(out: usize, p: usize, scalar: usize): void {
  multiplyVartime<Fp1>(out, p, scalar);
}

/** out = k p for a secret k below 2^256, not reduced, and any p of the curve. Fixed sequence. */
export function g1MultiplyAny(out: usize, p: usize, scalar: usize): void {
  multiplyAny<Fp1>(out, p, scalar);
}

/** out = k G for a secret k, reduced mod r. Fixed sequence. */
export function g1MultiplyBase(out: usize, scalar: usize): void {
  multiplyBase<Fp1>(out, scalar);
}

/** Decodes `count` encodings of `length` bytes each; statuses: one i32 each. The index of the first bad one, or -1. */
export function g1VectorFromBytes(
  out: usize,
  statuses: usize,
  bytes: usize,
  count: i32,
  length: usize,
  checkSubgroup: i32,
): i32 {
  return decodeVector<Fp1>(out, statuses, bytes, count, length, checkSubgroup != 0);
}

/**
 * The same with the subgroup checked for all points together; seed: 32 bytes; a bad point is missed with a probability
 * below 2^-bits.
 */
export function g1VectorFromBytesInBulk(
  out: usize,
  statuses: usize,
  bytes: usize,
  count: i32,
  length: usize,
  seed: usize,
  bits: i32,
): i32 {
  return decodeVectorInBulk<Fp1>(out, statuses, bytes, count, length, seed, bits);
}

export function g1VectorToBytes(out: usize, vector: usize, count: i32, compressed: i32): void {
  encodeVector<Fp1>(out, vector, count, compressed != 0);
}

export function g1VectorFromPoints(out: usize, points: usize, count: i32): void {
  normalisePoints<Fp1>(out, points, count, false);
}

export function g1VectorToPoints(out: usize, vector: usize, count: i32): void {
  vectorToPoints<Fp1>(out, vector, count);
}

/** out (projective) = the sum of the vector. */
export function g1VectorSum(out: usize, vector: usize, count: i32): void {
  vectorSum<FpLanes>(out, vector, count);
}

/** outVector[i] = k_i G for secret scalars. Fixed sequence. */
export function g1VectorMultiplyBase(outVector: usize, scalars: usize, count: i32): void {
  multiplyBaseVector<Fp1>(outVector, scalars, count);
}

// G2

/** Bytes of a packed affine point of G2. */
export function g2PackedSize(): i32 {
  return <i32>packedSize<Fp2>();
}

/** Decodes 96 or 192 bytes. Status. */
export function g2FromBytes(out: usize, bytes: usize, length: usize, checkSubgroup: i32): i32 {
  return decodePoint<Fp2>(out, bytes, length, checkSubgroup != 0);
}

/** Encodes in 96 or 192 bytes. Fixed sequence. */
export function g2ToBytes(out: usize, p: usize, compressed: i32): void {
  encodePoint<Fp2>(out, p, compressed != 0, true);
}

/** The same for public points, with a faster inversion. */
export function g2ToBytesVartime(out: usize, p: usize, compressed: i32): void {
  encodePoint<Fp2>(out, p, compressed != 0, false);
}

export function g2Generator(out: usize): void {
  copy(out + X, G2_X);
  copy(out + Y, G2_Y);
  one<Fp2>(out + Z);
}

export function g2Zero(out: usize): void {
  setInfinity<Fp2>(out);
}

export function g2Add(out: usize, p: usize, q: usize): void {
  addPoints<Fp2>(out, p, q);
}

export function g2Subtract(out: usize, p: usize, q: usize): void {
  subtractPoints<Fp2>(out, p, q);
}

export function g2Double(out: usize, p: usize): void {
  doublePoint<Fp2>(out, p);
}

export function g2Negate(out: usize, p: usize): void {
  negatePoint<Fp2>(out, p);
}

/** 1 or 0. */
export function g2Equals(p: usize, q: usize): i32 {
  return equalPoints<Fp2>(p, q);
}

/** 1 or 0. */
export function g2IsZero(p: usize): i32 {
  return isInfinity<Fp2>(p);
}

/** 1 or 0. */
export function g2IsOnCurve(p: usize): i32 {
  return isOnCurve<Fp2>(p);
}

/** Whether a point of the curve is in the subgroup of order r: 1 or 0. */
export function g2IsTorsionFree(p: usize): i32 {
  return isInSubgroup<Fp2>(p);
}

/** out = h_eff p, in the subgroup for every p of the curve. */
export function g2ClearCofactor(out: usize, p: usize): void {
  clearCofactor<Fp2>(out, p);
}

/** out = k p for a secret k, reduced mod r, and p of order r. Fixed sequence. */
export function g2Multiply(out: usize, p: usize, scalar: usize): void {
  multiply<Fp2>(out, p, scalar);
}

/** out = k p for a public k, reduced mod r, and p of order r. */
export function g2MultiplyVartime(out: usize, p: usize, scalar: usize): void {
  multiplyVartime<Fp2>(out, p, scalar);
}

/** out = k p for a secret k below 2^256, not reduced, and any p of the curve. Fixed sequence. */
export function g2MultiplyAny(out: usize, p: usize, scalar: usize): void {
  multiplyAny<Fp2>(out, p, scalar);
}

/** out = k G for a secret k, reduced mod r. Fixed sequence. */
export function g2MultiplyBase(out: usize, scalar: usize): void {
  multiplyBase<Fp2>(out, scalar);
}

/** Decodes `count` encodings of `length` bytes each; statuses: one i32 each. The index of the first bad one, or -1. */
export function g2VectorFromBytes(
  out: usize,
  statuses: usize,
  bytes: usize,
  count: i32,
  length: usize,
  checkSubgroup: i32,
): i32 {
  return decodeVector<Fp2>(out, statuses, bytes, count, length, checkSubgroup != 0);
}

/**
 * The same with the subgroup checked for all points together; seed: 32 bytes; a bad point is missed with a probability
 * below 2^-bits.
 */
export function g2VectorFromBytesInBulk(
  out: usize,
  statuses: usize,
  bytes: usize,
  count: i32,
  length: usize,
  seed: usize,
  bits: i32,
): i32 {
  return decodeVectorInBulk<Fp2>(out, statuses, bytes, count, length, seed, bits);
}

export function g2VectorToBytes(out: usize, vector: usize, count: i32, compressed: i32): void {
  encodeVector<Fp2>(out, vector, count, compressed != 0);
}

export function g2VectorFromPoints(out: usize, points: usize, count: i32): void {
  normalisePoints<Fp2>(out, points, count, false);
}

export function g2VectorToPoints(out: usize, vector: usize, count: i32): void {
  vectorToPoints<Fp2>(out, vector, count);
}

/** out (projective) = the sum of the vector. */
export function g2VectorSum(out: usize, vector: usize, count: i32): void {
  vectorSum<Fp2>(out, vector, count);
}

/** outVector[i] = k_i G for secret scalars. Fixed sequence. */
export function g2VectorMultiplyBase(outVector: usize, scalars: usize, count: i32): void {
  multiplyBaseVector<Fp2>(outVector, scalars, count);
}
