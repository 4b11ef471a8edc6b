// Fp12 = Fp6[w]/(w^2 - v): six pairs in 768 bytes, c0 (three coefficients of 1, v, v^2) then c1 (of w, v w, v^2 w).
// Costs in M, S, A: multiplications, squarings and linear passes over Fp2.
import { FROBENIUS_1_1, FROBENIUS_2_1, FROBENIUS_3_1 } from "../constants";
import {
  add,
  addXi,
  conj,
  copy,
  cyclotomicImaginary,
  cyclotomicImaginaryXi,
  cyclotomicReal,
  dbl,
  equalLanes,
  fp2Mul,
  ONE,
  subSub,
  subSubXi,
  zero,
} from "../kernel/index";
import { FP6, fp6Add, fp6InvVartime, fp6Mul, fp6MulBy01, fp6MulBy12, fp6MulByV, fp6Neg, fp6Sqr, fp6Sub } from "./fp6";
import { lanesFromBytes, lanesToBytes } from "./fp";

/** Bytes of an element of Fp12. */
export const FP12: usize = 768;
/** Bytes of an encoded element. */
export const FP12_BYTES: usize = 576;

const a: usize = memory.data(384, 16);
const b: usize = memory.data(384, 16);
const c: usize = memory.data(384, 16);
const d: usize = memory.data(384, 16);
const sum: usize = memory.data(128, 16);
const sum2: usize = memory.data(128, 16);

/** z = x. */
export function fp12Copy(z: usize, x: usize): void {
  for (let i: usize = 0; i < FP12; i += 128) copy(z + i, x + i);
}

/** z = 1. */
export function fp12One(z: usize): void {
  copy(z, ONE);
  for (let i: usize = 128; i < FP12; i += 128) zero(z + i);
}

/** Whether x = y. */
export function fp12Equal(x: usize, y: usize): bool {
  let lanes = 3;
  for (let i: usize = 0; i < FP12; i += 128) lanes &= equalLanes(x + i, y + i);
  return lanes == 3;
}

/** Whether x = 1. */
export function fp12IsOne(x: usize): bool {
  fp12One(one);
  return fp12Equal(x, one);
}
const one: usize = memory.data(768, 16);

/** z = c0 - c1 w, the inverse of a unitary element. 3A. */
export function fp12Conj(z: usize, x: usize): void {
  if (z != x) for (let i: usize = 0; i < FP6; i += 128) copy(z + i, x + i);
  fp6Neg(z + FP6, x + FP6);
}

/** z = x y. 18M 39A (Karatsuba over Fp6). */
export function fp12Mul(z: usize, x: usize, y: usize): void {
  fp6Add(a, x, x + FP6);
  fp6Add(b, y, y + FP6);
  fp6Mul(c, a, b);
  fp6Mul(a, x, y);
  fp6Mul(b, x + FP6, y + FP6);
  combine(z);
}

// z = (a + v b) + (c - a - b) w. 6A
// @ts-ignore: decorator
@inline
function combine(z: usize): void {
  subSub(z + 384, c, a, b);
  subSub(z + 512, c + 128, a + 128, b + 128);
  subSub(z + 640, c + 256, a + 256, b + 256);
  addXi(z, a, b + 256);
  add(z + 128, a + 128, b);
  add(z + 256, a + 256, b + 128);
}

/** z = x^2. 12M 30A (complex squaring, 2006/471 section 3). */
export function fp12Sqr(z: usize, x: usize): void {
  fp6Add(a, x, x + FP6);
  addXi(b, x, x + 640);
  add(b + 128, x + 128, x + 384);
  add(b + 256, x + 256, x + 512);
  fp6Mul(c, a, b);
  fp6Mul(a, x, x + FP6);
  // (a0 + a1)(a0 + v a1) - t - v t
  subSubXi(z, c, a, a + 256);
  subSub(z + 128, c + 128, a + 128, a);
  subSub(z + 256, c + 256, a + 256, a + 128);
  dbl(z + 384, a);
  dbl(z + 512, a + 128);
  dbl(z + 640, a + 256);
}

/** z = 1/x = conj(x)/(c0^2 - v c1^2), 0 for 0. Variable time: for public data. 4 + 15 + 12 M, 9S, 1I. */
export function fp12InvVartime(z: usize, x: usize): void {
  fp6Sqr(a, x);
  fp6Sqr(b, x + FP6);
  fp6MulByV(b, b);
  fp6Sub(a, a, b);
  fp6InvVartime(a, a);
  fp6Mul(z, x, a);
  fp6Mul(b, x + FP6, a);
  fp6Neg(z + FP6, b);
}

/** z = x^(p^power), power 1, 2 or 3: conjugate coefficients (odd powers) times xi^(k (p^power - 1)/6). 5M 6A. */
export function fp12Frobenius(z: usize, x: usize, power: i32): void {
  const table = power == 1 ? FROBENIUS_1_1 : power == 2 ? FROBENIUS_2_1 : FROBENIUS_3_1;
  for (let k: usize = 0; k < 6; k++) {
    // the coefficient of w^k: v^(k/2) in c0 for even k, v^((k - 1)/2) in c1 for odd k
    const at = (k & 1) * FP6 + (k >> 1) * 128;
    if (power != 2) conj(z + at, x + at);
    else copy(z + at, x + at);
    if (k > 0) fp2Mul(z + at, z + at, table + (k - 1) * 128);
  }
}

// Lines. A line is l0 + l1 v + l2 v w: three pairs (see pairing/lines.ts).

/** z = x (l0 + l1 v + l2 v w). 13M 23A. */
export function fp12MulByLine(z: usize, x: usize, line: usize): void {
  fp2Mul(b, x + 384, line + 256);
  fp2Mul(b + 128, x + 512, line + 256);
  fp2Mul(b + 256, x + 640, line + 256);
  add(sum2, line + 128, line + 256);
  absorbLine(z, x, line, b);
}

/** z = x (l0 + l1 v + v w): a line scaled to l2 = 1. 10M 23A. */
export function fp12MulByMonicLine(z: usize, x: usize, line: usize): void {
  add(sum2, line + 128, ONE);
  absorbLine(z, x, line, x + FP6);
}

// m = l2 c1 (as three coefficients); sum2 = l1 + l2
// @ts-ignore: decorator
@inline
function absorbLine(z: usize, x: usize, line: usize, m: usize): void {
  fp6Add(c, x, x + FP6);
  add(sum, line, sum2);
  fp6MulBy01(c, c, line, sum2, sum);
  add(sum, line, line + 128);
  fp6MulBy01(a, x, line, line + 128, sum);
  // t1 = c1 l2 v = (xi m2, m0, m1): c0 = a + v t1 = a + (xi m1, xi m2, m0), c1 = c - a - t1
  subSubXi(c, c, a, m + 256);
  subSub(c + 128, c + 128, a + 128, m);
  subSub(c + 256, c + 256, a + 256, m + 128);
  addXi(z, a, m + 128);
  addXi(sum, a + 128, m + 256);
  add(z + 256, a + 256, m);
  copy(z + 128, sum);
  copy(z + 384, c);
  copy(z + 512, c + 128);
  copy(z + 640, c + 256);
}

/**
 * z = the product of two lines, as the five pairs (c00, c01, c02, c11, c12) of an element without a coefficient of w.
 * 6M 11A. (l0 + l1 v + l2 vw)(m0 + m1 v + m2 vw) with (vw)^2 = v^3 = xi.
 */
export function linesProduct(z: usize, l: usize, m: usize): void {
  fp2Mul(a, l, m);
  fp2Mul(a + 128, l + 128, m + 128);
  fp2Mul(a + 256, l + 256, m + 256);
  add(b, l, l + 128);
  add(c, m, m + 128);
  fp2Mul(d, b, c);
  add(b, l, l + 256);
  add(c, m, m + 256);
  fp2Mul(d + 128, b, c);
  add(b, l + 128, l + 256);
  add(c, m + 128, m + 256);
  fp2Mul(d + 256, b, c);
  addXi(z, a, a + 256);
  subSub(z + 128, d, a, a + 128);
  copy(z + 256, a + 128);
  subSub(z + 384, d + 128, a, a + 256);
  subSub(z + 512, d + 256, a + 128, a + 256);
}

/** z = x times a product of two lines. 17M 34A. */
export function fp12MulByLinesProduct(z: usize, x: usize, lines: usize): void {
  fp6Add(a, x, x + FP6);
  copy(b, lines);
  add(b + 128, lines + 128, lines + 384);
  add(b + 256, lines + 256, lines + 512);
  fp6Mul(c, a, b);
  add(sum, lines + 384, lines + 512);
  fp6MulBy12(b, x + FP6, lines + 384, lines + 512, sum);
  fp6Mul(a, x, lines);
  combine(z);
}

/** z = one line as an element. */
export function fp12FromLine(z: usize, line: usize): void {
  copy(z, line);
  copy(z + 128, line + 128);
  zero(z + 256);
  zero(z + 384);
  copy(z + 512, line + 256);
  zero(z + 640);
}

/** z = a product of two lines as an element. */
export function fp12FromLinesProduct(z: usize, lines: usize): void {
  for (let i: usize = 0; i < FP6; i += 128) copy(z + i, lines + i);
  zero(z + 384);
  copy(z + 512, lines + 384);
  copy(z + 640, lines + 512);
}

// Cyclotomic subgroup: x^(p^4 - p^2 + 1) = 1, where the inverse is the conjugate

// For (x0 + x1 s)^2 in Fp4 = Fp2[s]/(s^2 - xi): m = x0 x1 and n = (x0 + x1)(x0 + xi x1), so that the square is
// (n - m - xi m) + 2m s. 2M 2A
// @ts-ignore: decorator
@inline
function fp4Products(n: usize, m: usize, x0: usize, x1: usize): void {
  add(sum, x0, x1);
  addXi(sum2, x0, x1);
  fp2Mul(m, x0, x1);
  fp2Mul(n, sum, sum2);
}

/**
 * z = x^2 for x in the cyclotomic subgroup. 6M 12A (Granger-Scott 2009/565, section 3.2; with three squarings in Fp2
 * for each one in Fp4 it would be 9S 12A, which is slower: a squaring saves only a seventh here).
 */
export function fp12CyclotomicSqr(z: usize, x: usize): void {
  // Fp4 pairs (g0, h1), (h0, g2), (g1, h2) of x = A + B w + C w^2, s = w^3:
  // x^2 = (3A^2 - 2conj(A)) + (3 s C^2 + 2conj(B)) w + (3B^2 - 2conj(C)) w^2
  fp4Products(a, a + 128, x, x + 512);
  fp4Products(b, b + 128, x + 384, x + 256);
  fp4Products(c, c + 128, x + 128, x + 640);
  cyclotomicReal(z, a, a + 128, x);
  cyclotomicImaginary(z + 512, a + 128, x + 512);
  cyclotomicImaginaryXi(z + 384, c + 128, x + 384);
  cyclotomicReal(z + 256, c, c + 128, x + 256);
  cyclotomicReal(z + 128, b, b + 128, x + 128);
  cyclotomicImaginary(z + 640, b + 128, x + 640);
}

const base: usize = memory.data(768, 16);

/** z = x^|BLS parameter| in the cyclotomic subgroup: 63 squarings and 5 multiplications. */
export function fp12CyclotomicPowXAbs(z: usize, x: usize): void {
  fp12Copy(base, x);
  if (z != x) fp12Copy(z, x);
  // 0xd201000000010000 = 2^63 + 2^62 + 2^60 + 2^57 + 2^48 + 2^16
  squareThenMultiply(z, 1);
  squareThenMultiply(z, 2);
  squareThenMultiply(z, 3);
  squareThenMultiply(z, 9);
  squareThenMultiply(z, 32);
  for (let i = 0; i < 16; i++) fp12CyclotomicSqr(z, z);
}

function squareThenMultiply(z: usize, squarings: i32): void {
  for (let i = 0; i < squarings; i++) fp12CyclotomicSqr(z, z);
  fp12Mul(z, z, base);
}

/** z = x^(BLS parameter), which is negative, in the cyclotomic subgroup. */
export function fp12CyclotomicPowX(z: usize, x: usize): void {
  fp12CyclotomicPowXAbs(z, x);
  fp12Conj(z, z);
}

// Bytes: the twelve coordinates of 48 bytes, big-endian, c0 before c1 at every level of the tower

/** Writes 576 bytes. */
export function fp12ToBytes(bytes: usize, x: usize): void {
  for (let i: usize = 0; i < 6; i++) lanesToBytes(bytes + 96 * i, bytes + 96 * i + 48, x + 128 * i);
}

/** z from 576 bytes; returns whether all twelve coordinates were canonical. */
export function fp12FromBytes(z: usize, bytes: usize): bool {
  let canonical = true;
  for (let i: usize = 0; i < 6; i++) {
    canonical = lanesFromBytes(z + 128 * i, bytes + 96 * i, bytes + 96 * i + 48) && canonical;
  }
  return canonical;
}
