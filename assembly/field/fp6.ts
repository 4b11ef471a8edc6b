// Fp6 = Fp2[v]/(v^3 - xi), xi = 1 + u: three pairs c0, c1, c2 in 384 bytes.
// Karatsuba over three coefficients (Devegili, O hEigeartaigh, Scott, Dahab 2006/471, section 3); the recombinations
// are single passes. Costs in M, S, A: multiplications, squarings and linear passes over Fp2.
import {
  add,
  addXi,
  copy,
  dbl,
  fp2Mul,
  fp2Sqr,
  karatsuba0,
  karatsuba1,
  karatsuba2,
  mulXi,
  neg,
  sub,
  subSub,
  subXi,
  zero,
} from "../kernel/index";
import { fp2InvVartime } from "./fp2";

/** Bytes of an element of Fp6. */
export const FP6: usize = 384;

const t0: usize = memory.data(128, 16);
const t1: usize = memory.data(128, 16);
const t2: usize = memory.data(128, 16);
const s0: usize = memory.data(128, 16);
const s1: usize = memory.data(128, 16);
const m0: usize = memory.data(128, 16);
const m1: usize = memory.data(128, 16);
const m2: usize = memory.data(128, 16);

// @ts-ignore: decorator
@inline
export function fp6Copy(z: usize, x: usize): void {
  for (let i: usize = 0; i < FP6; i += 128) copy(z + i, x + i);
}

// @ts-ignore: decorator
@inline
export function fp6Zero(z: usize): void {
  for (let i: usize = 0; i < FP6; i += 128) zero(z + i);
}

/** z = x + y. 3A. */
// @ts-ignore: decorator
@inline
export function fp6Add(z: usize, x: usize, y: usize): void {
  add(z, x, y);
  add(z + 128, x + 128, y + 128);
  add(z + 256, x + 256, y + 256);
}

/** z = x - y. 3A. */
// @ts-ignore: decorator
@inline
export function fp6Sub(z: usize, x: usize, y: usize): void {
  sub(z, x, y);
  sub(z + 128, x + 128, y + 128);
  sub(z + 256, x + 256, y + 256);
}

/** z = -x. 3A. */
// @ts-ignore: decorator
@inline
export function fp6Neg(z: usize, x: usize): void {
  neg(z, x);
  neg(z + 128, x + 128);
  neg(z + 256, x + 256);
}

/** z = x y. 6M 9A. */
export function fp6Mul(z: usize, x: usize, y: usize): void {
  add(s0, x + 128, x + 256);
  add(s1, y + 128, y + 256);
  fp2Mul(m0, s0, s1);
  add(s0, x, x + 128);
  add(s1, y, y + 128);
  fp2Mul(m1, s0, s1);
  add(s0, x, x + 256);
  add(s1, y, y + 256);
  fp2Mul(m2, s0, s1);
  fp2Mul(t0, x, y);
  fp2Mul(t1, x + 128, y + 128);
  fp2Mul(t2, x + 256, y + 256);
  karatsuba0(z, t0, m0, t1, t2);
  karatsuba1(z + 128, m1, t0, t1, t2);
  karatsuba2(z + 256, m2, t0, t2, t1);
}

/** z = x^2. 2M 3S 8A (Chung-Hasan SQR2, 2006/471). */
export function fp6Sqr(z: usize, x: usize): void {
  fp2Mul(m0, x, x + 128);
  dbl(m0, m0);
  fp2Mul(m1, x + 128, x + 256);
  dbl(m1, m1);
  sub(s0, x, x + 128);
  add(s0, s0, x + 256);
  fp2Sqr(t0, x);
  fp2Sqr(t2, x + 256);
  fp2Sqr(s0, s0);
  addXi(z, t0, m1);
  addXi(z + 128, m0, t2);
  // (a0 - a1 + a2)^2 - a0^2 - a2^2 + 2 a0 a1 + 2 a1 a2 = a1^2 + 2 a0 a2
  add(m1, m1, m0);
  karatsuba2(z + 256, s0, t0, t2, m1);
}

/** z = x (l0 + l1 v), with sum = l0 + l1. 5M 5A. */
export function fp6MulBy01(z: usize, x: usize, l0: usize, l1: usize, sum: usize): void {
  add(s0, x, x + 128);
  fp2Mul(m0, s0, sum);
  fp2Mul(m1, x + 256, l1);
  fp2Mul(m2, x + 256, l0);
  fp2Mul(t0, x, l0);
  fp2Mul(t1, x + 128, l1);
  addXi(z, t0, m1);
  subSub(z + 128, m0, t0, t1);
  add(z + 256, m2, t1);
}

/** z = x (l1 v + l2 v^2), with sum = l1 + l2. 5M 5A. */
export function fp6MulBy12(z: usize, x: usize, l1: usize, l2: usize, sum: usize): void {
  add(s0, x + 128, x + 256);
  fp2Mul(m0, s0, sum);
  fp2Mul(m1, x, l1);
  fp2Mul(m2, x, l2);
  fp2Mul(t1, x + 128, l1);
  fp2Mul(t2, x + 256, l2);
  subSub(m0, m0, t1, t2);
  mulXi(z, m0);
  addXi(z + 128, m1, t2);
  add(z + 256, m2, t1);
}

/** z = v x. 1A. */
export function fp6MulByV(z: usize, x: usize): void {
  mulXi(t0, x + 256);
  copy(z + 256, x + 128);
  copy(z + 128, x);
  copy(z, t0);
}

/** z = 1/x, 0 for 0. 9M 3S 1I; variable time: for public data (2006/471 after Beuchat et al. 2010/354). */
export function fp6InvVartime(z: usize, x: usize): void {
  fp2Sqr(t0, x);
  fp2Mul(m0, x + 128, x + 256);
  subXi(t0, t0, m0);
  fp2Sqr(t1, x + 256);
  fp2Mul(m1, x, x + 128);
  mulXi(t1, t1);
  sub(t1, t1, m1);
  fp2Sqr(t2, x + 128);
  fp2Mul(m2, x, x + 256);
  sub(t2, t2, m2);
  fp2Mul(m0, x, t0);
  fp2Mul(m1, x + 256, t1);
  fp2Mul(m2, x + 128, t2);
  add(m1, m1, m2);
  addXi(m0, m0, m1);
  fp2InvVartime(m0, m0);
  fp2Mul(z, t0, m0);
  fp2Mul(z + 128, t1, m0);
  fp2Mul(z + 256, t2, m0);
}
