// ABI: the pairing and its target group. OUT first; G1 and G2 points are raw projective points of 384 bytes, raw Gt
// elements 768 bytes. Everything but gtPow is variable time: pairings here verify public data.
import { fp12Equal, fp12IsOne, fp12Mul, fp12ToBytes } from "../field/fp12";
import { finalExponentiation } from "../pairing/final-exponentiation";
import { gtDecode, gtInverseOf, gtPower } from "../pairing/gt";
import { millerLoop, prepare, PREPARED_SIZE } from "../pairing/miller";

const f: usize = memory.data(768, 16);

/** outGt = e(p1, p2), the same element @noble/curves and blst compute; 1 if either is infinity. */
export function pairing(outGt: usize, p1: usize, p2: usize): void {
  millerLoop(f, p1, p2, 0, 1);
  finalExponentiation(outGt, f);
}

/** 1 if the product of e(p1s[i], p2s[i]) over `count` pairs is one, else 0. */
export function pairingCheck(p1s: usize, p2s: usize, count: i32): i32 {
  return pairingCheckMixed(p1s, p2s, 0, count);
}

/** Bytes of a prepared G2 point. */
export function preparedSize(): i32 {
  return <i32>PREPARED_SIZE;
}

/** Writes the prepared lines (preparedSize() bytes, 16-byte aligned) of a G2 point. */
export function g2Prepare(out: usize, p2: usize): void {
  prepare(out, p2);
}

/** Like pairingCheck with prepared G2 points: `prepared` lists `count` 32-bit pointers. */
export function pairingCheckPrepared(p1s: usize, prepared: usize, count: i32): i32 {
  return pairingCheckMixed(p1s, 0, prepared, count);
}

/** Like pairingCheck; where the 32-bit pointer prepared[i] is not zero, it is taken in place of p2s[i]. */
export function pairingCheckMixed(p1s: usize, p2s: usize, prepared: usize, count: i32): i32 {
  millerLoop(f, p1s, p2s, prepared, count);
  finalExponentiation(f, f);
  return i32(fp12IsOne(f));
}

/** outGt = the product of e(p1s[i], p2s[i]); prepared pointers as in pairingCheckMixed, or 0. */
export function pairingProduct(outGt: usize, p1s: usize, p2s: usize, prepared: usize, count: i32): void {
  millerLoop(f, p1s, p2s, prepared, count);
  finalExponentiation(outGt, f);
}

/**
 * Writes 576 bytes: twelve coordinates of 48 bytes, big-endian, c0 before c1 at every level of the tower Fp2, Fp6,
 * Fp12.
 */
export function gtToBytes(out: usize, gt: usize): void {
  fp12ToBytes(out, gt);
}

/** Status: OK, NOT_CANONICAL or NOT_IN_SUBGROUP. */
export function gtFromBytes(out: usize, bytes: usize): i32 {
  return gtDecode(out, bytes);
}

export function gtMul(out: usize, a: usize, b: usize): void {
  fp12Mul(out, a, b);
}

/** out = a^scalar, 32 bytes big-endian; fixed sequence. */
export function gtPow(out: usize, a: usize, scalar: usize): void {
  gtPower(out, a, scalar);
}

export function gtInverse(out: usize, a: usize): void {
  gtInverseOf(out, a);
}

export function gtEquals(a: usize, b: usize): i32 {
  return i32(fp12Equal(a, b));
}

export function gtIsOne(a: usize): i32 {
  return i32(fp12IsOne(a));
}
