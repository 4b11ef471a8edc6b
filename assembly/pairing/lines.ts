// Lines of the Miller loop on the twist E': y^2 = x^3 + 4 xi over Fp2, with G2 points in homogeneous coordinates (x = X/Z, y = Y/Z).
//
// The untwist is (x, y) -> (x/w^2, y/w^3). A line of slope s through (x_T, y_T), taken at P = (x_P, y_P) and multiplied by w^3 / y_P
// (any factor of a proper subfield, and w^3 up to one, vanishes in the final exponentiation), is
//     (s x_T - y_T)/y_P  -  s x_P/y_P v  +  v w  =  l0 + l1 v + l2 v w.
// A line is kept as three pairs l0, l1, l2 free of P; P enters by two multiplications with elements of Fp.
// Formulas: Costello, Lange, Naehrig 2009/615 as in Aranha et al. 2010/526, scaled so that nothing is halved.
import {
  add,
  dbl,
  fp2Mul,
  fp2Sqr,
  lanesMul,
  mulSmall,
  mulXi,
  neg,
  sub,
  subSub,
} from "../kernel/index";

/** Bytes of a line: l0, l1, l2. */
export const LINE: usize = 384;

const t0: usize = memory.data(128, 16);
const t1: usize = memory.data(128, 16);
const t2: usize = memory.data(128, 16);
const t3: usize = memory.data(128, 16);
const t4: usize = memory.data(128, 16);
const t5: usize = memory.data(128, 16);

/**
 * line = the tangent at T, T = 2T. 2M 7S.
 * B = Y^2, C = Z^2, E = 12 xi C, H = 2YZ: 4 (2T) = (2XY (B - 3E), (B + 3E)^2 - 12E^2, 4BH);
 * l0 = B - E, l1 = -3X^2, l2 = H (from 3X^3 - 2Y^2 Z = Y^2 Z - 12 xi Z^3 on the curve).
 */
export function doublingStep(t: usize, line: usize): void {
  const x = t,
    y = t + 128,
    z = t + 256;
  fp2Sqr(t0, x);
  fp2Sqr(t1, y);
  fp2Sqr(t2, z);
  add(t3, x, y);
  fp2Sqr(t3, t3);
  subSub(t3, t3, t0, t1); // 2XY
  add(t4, y, z);
  fp2Sqr(t4, t4);
  subSub(line + 256, t4, t1, t2); // H
  mulSmall(t2, t2, 12);
  mulXi(t2, t2); // E
  sub(line, t1, t2);
  mulSmall(line + 128, t0, -3);
  mulSmall(t4, t2, 3); // 3E
  sub(t5, t1, t4);
  fp2Mul(x, t3, t5);
  add(t5, t1, t4);
  fp2Sqr(t5, t5);
  fp2Sqr(t4, t2);
  mulSmall(t4, t4, 12);
  sub(y, t5, t4);
  fp2Mul(z, t1, line + 256);
  mulSmall(z, z, 4);
}

/**
 * line = the chord through T and the affine Q, T = T + Q. 11M 2S.
 * N = Y - y_Q Z, D = X - x_Q Z; G = X D^2, H = D^3 + Z N^2 - 2G: T + Q = (D H, N (G - H) - Y D^3, Z D^3);
 * l0 = N x_Q - D y_Q, l1 = -N, l2 = D.
 */
export function additionStep(t: usize, q: usize, line: usize): void {
  const x = t,
    y = t + 128,
    z = t + 256;
  fp2Mul(t0, q + 128, z);
  sub(t0, y, t0); // N
  fp2Mul(t1, q, z);
  sub(line + 256, x, t1); // D
  fp2Mul(t1, t0, q);
  fp2Mul(t2, line + 256, q + 128);
  sub(line, t1, t2);
  neg(line + 128, t0);
  fp2Sqr(t1, line + 256); // D^2
  fp2Mul(t2, x, t1); // G
  fp2Mul(t1, t1, line + 256); // D^3
  fp2Sqr(t3, t0);
  fp2Mul(t3, t3, z);
  add(t3, t3, t1);
  dbl(t4, t2);
  sub(t3, t3, t4); // H
  fp2Mul(x, line + 256, t3);
  sub(t2, t2, t3);
  fp2Mul(t2, t2, t0);
  fp2Mul(t4, y, t1);
  sub(y, t2, t4);
  fp2Mul(z, z, t1);
}

/** out = the line at P: l0 / y_P, l1 x_P / y_P; l2 stays. `p` holds (1/y_P, 1/y_P) and (x_P/y_P, x_P/y_P). 2 pair multiplications. */
// @ts-ignore: decorator
@inline
export function evaluateLine(out: usize, line: usize, p: usize): void {
  lanesMul(out, line, p);
  lanesMul(out + 128, line + 128, p + 128);
}
