// Lines of the Miller loop on the twist E': y^2 = x^3 + 4 xi over Fp2, with G2 points in homogeneous coordinates (x =
// X/Z, y = Y/Z).
//
// The untwist is (x, y) -> (x/w^2, y/w^3). A line of slope s through (x_T, y_T), taken at P = (x_P, y_P) and multiplied
// by w^3 / y_P (any factor of a proper subfield, and w^3 up to one, vanishes in the final exponentiation), is
//     (s x_T - y_T)/y_P  -  s x_P/y_P v  +  v w  =  l0 + l1 v + l2 v w.
// A line is kept as three pairs l0, l1, l2 free of P; P enters by two multiplications with elements of Fp.
// Formulas: Costello, Lange, Naehrig 2009/615 as in Aranha et al. 2010/526, scaled so that nothing is halved.
import { add, addMulSmall, dbl, fp2Mul, fp2Sqr, lanesMul, mulSmall, mulSmallXi, sub } from "../kernel/index";

/** Bytes of a line: l0, l1, l2. */
export const LINE: usize = 384;

const t0: usize = memory.data(128, 16);
const t1: usize = memory.data(128, 16);
const t2: usize = memory.data(128, 16);
const t3: usize = memory.data(128, 16);
const t4: usize = memory.data(128, 16);

/**
 * line = the tangent at T, l1 without its factor -3, which evaluateLine brings; T = 2T. 4M 5S 8A.
 * B = Y^2, E = 12 xi Z^2, H = 2YZ: 4 (2T) = (2XY (B - 3E), (B + 3E)^2 - 12E^2, 4BH);
 * l0 = B - E, l1 = -3X^2, l2 = H (from 3X^3 - 2Y^2 Z = Y^2 Z - 12 xi Z^3 on the curve).
 */
export function doublingStep(t: usize, line: usize): void {
  const x = t,
    y = t + 128,
    z = t + 256;
  fp2Sqr(t1, y); // B
  fp2Sqr(t2, z);
  mulSmallXi(t2, t2, 12); // E
  fp2Mul(t3, x, y);
  fp2Mul(t4, y, z);
  fp2Sqr(line + 128, x);
  dbl(line + 256, t4); // H
  sub(line, t1, t2);
  dbl(t3, t3);
  addMulSmall(t4, t1, t2, -3);
  fp2Mul(x, t3, t4);
  addMulSmall(t4, t1, t2, 3);
  fp2Sqr(t4, t4);
  fp2Sqr(t3, t2);
  addMulSmall(y, t4, t3, -12);
  fp2Mul(z, t1, line + 256);
  mulSmall(z, z, 4);
}

/**
 * line = the chord through T and the affine Q, T = T + Q. 11M 2S 8A.
 * N = Y - y_Q Z, D = X - x_Q Z; G = X D^2, H = D^3 + Z N^2 - 2G: T + Q = (D H, N (G - H) - Y D^3, Z D^3);
 * l0 = N x_Q - D y_Q, l1 = -N, l2 = D, all times 3 for the factor -3 of evaluateLine.
 */
export function additionStep(t: usize, q: usize, line: usize): void {
  const x = t,
    y = t + 128,
    z = t + 256;
  fp2Mul(t0, q + 128, z);
  sub(line + 128, y, t0); // N
  fp2Mul(t1, q, z);
  sub(t0, x, t1); // D
  fp2Mul(t1, line + 128, q);
  fp2Mul(t2, t0, q + 128);
  sub(line, t1, t2);
  mulSmall(line, line, 3);
  mulSmall(line + 256, t0, 3);
  fp2Sqr(t1, t0); // D^2
  fp2Mul(t2, x, t1); // G
  fp2Mul(t1, t1, t0); // D^3
  fp2Sqr(t3, line + 128);
  fp2Mul(t3, t3, z);
  add(t3, t3, t1);
  addMulSmall(t3, t3, t2, -2); // H
  fp2Mul(x, t0, t3);
  sub(t2, t2, t3);
  fp2Mul(t2, t2, line + 128);
  fp2Mul(t4, y, t1);
  sub(y, t2, t4);
  fp2Mul(z, z, t1);
}

/**
 * out = the line at P: l0 / y_P, l1 (-3 x_P / y_P); l2 stays. `p` holds (1/y_P, 1/y_P) and (-3 x_P/y_P, -3 x_P/y_P).
 * 2 pair multiplications.
 */
// @ts-ignore: decorator
@inline
export function evaluateLine(out: usize, line: usize, p: usize): void {
  lanesMul(out, line, p);
  lanesMul(out + 128, line + 128, p + 128);
}
