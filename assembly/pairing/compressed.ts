// Powers by the BLS parameter in the cyclotomic subgroup with compressed squarings (Karabina 2010/542, as in Aranha et
// al. 2010/526).
//
// Write an element as A + B w + C w^2 with A = g0 + g1 s, B = g2 + g3 s, C = g4 + g5 s over Fp4 = Fp2[s]/(s^2 - xi), s
// = w^3. Its square has B' = 3 s C^2 + 2 conj(B), C' = 3 B^2 - 2 conj(C): four coefficients square among themselves at
// 4M instead of 6M, and A follows:
//     g1 = (xi g5^2 + 3 g4^2 - 2 g3) / 4 g2,      g0 = xi (2 g1^2 + g2 g5 - 3 g3 g4) + 1.
// The parameter is 2^63 + 2^62 + 2^60 + 2^57 + 2^48 + 2^16: the first 57 squarings run compressed and are opened at 16,
// 48 and 57 with one inversion for the three. Elements with g2 = 0 on the way (1 is one) take the plain way. Variable
// time: for public data.
import { batchInvertStrided, Fp2 } from "../field/element";
import { FP12, fp12Conj, fp12Copy, fp12CyclotomicPowX, fp12CyclotomicSqr, fp12Mul } from "../field/fp12";
import {
  add,
  addMulSmall,
  addXi,
  copy,
  cyclotomicImaginary,
  cyclotomicImaginaryXi,
  cyclotomicReal,
  dbl,
  fp2Mul,
  fp2Sqr,
  mulSmall,
  ONE,
  tripleMinusDouble,
  zeroLanes,
} from "../kernel/index";

// Where g0 .. g5 lie in an element of Fp12
const G0: usize = 0;
const G1: usize = 512;
const G2: usize = 384;
const G3: usize = 256;
const G4: usize = 128;
const G5: usize = 640;

const sum: usize = memory.data(128, 16);
const sumXi: usize = memory.data(128, 16);
const mb: usize = memory.data(128, 16);
const nb: usize = memory.data(128, 16);
const mc: usize = memory.data(128, 16);
const nc: usize = memory.data(128, 16);
const running: usize = memory.data(768, 16);
const opened: usize = memory.data(3 * 768, 16);

/** Squares g2 .. g5 of x in place, leaving g0 and g1 as they are. 4M 8A. */
function compressedSqr(x: usize): void {
  add(sum, x + G2, x + G3);
  addXi(sumXi, x + G2, x + G3);
  fp2Mul(mb, x + G2, x + G3);
  fp2Mul(nb, sum, sumXi);
  add(sum, x + G4, x + G5);
  addXi(sumXi, x + G4, x + G5);
  fp2Mul(mc, x + G4, x + G5);
  fp2Mul(nc, sum, sumXi);
  cyclotomicImaginaryXi(x + G2, mc, x + G2);
  cyclotomicReal(x + G3, nc, mc, x + G3);
  cyclotomicReal(x + G4, nb, mb, x + G4);
  cyclotomicImaginary(x + G5, mb, x + G5);
}

/** Finds g0 and g1; g1 holds 1/(4 g2) before. 3M 3S 6A. */
function open(x: usize): void {
  fp2Sqr(mb, x + G4);
  tripleMinusDouble(mb, mb, x + G3);
  fp2Sqr(nb, x + G5);
  addXi(mb, mb, nb);
  fp2Mul(x + G1, mb, x + G1);
  fp2Sqr(mb, x + G1);
  dbl(mb, mb);
  fp2Mul(nb, x + G2, x + G5);
  add(mb, mb, nb);
  fp2Mul(nb, x + G3, x + G4);
  addMulSmall(mb, mb, nb, -3);
  addXi(x + G0, ONE, mb);
}

function squareAndKeep(squarings: i32, at: usize): bool {
  for (let i = 0; i < squarings; i++) compressedSqr(running);
  for (let i: usize = 128; i < FP12; i += 128) copy(at + i, running + i);
  mulSmall(at + G1, at + G2, 4);
  return zeroLanes(at + G2) != 3;
}

/**
 * z = x^(BLS parameter) for x in the cyclotomic subgroup. 57 x 4M, 6 x 6M, 5 products, 3 x (6M 3S) and an inversion.
 */
export function compressedPowX(z: usize, x: usize): void {
  fp12Copy(running, x);
  const regular =
    i32(squareAndKeep(16, opened)) + i32(squareAndKeep(32, opened + 768)) + i32(squareAndKeep(9, opened + 1536)) == 3;
  if (!regular) {
    fp12CyclotomicPowX(z, x);
    return;
  }
  batchInvertStrided<Fp2>(opened + G1, FP12, 3);
  for (let i: usize = 0; i < 3; i++) open(opened + i * FP12);
  fp12Mul(running, opened, opened + 768);
  const last = opened + 1536;
  fp12Mul(running, running, last);
  for (let i = 0; i < 3; i++) fp12CyclotomicSqr(last, last);
  fp12Mul(running, running, last);
  fp12CyclotomicSqr(last, last);
  fp12CyclotomicSqr(last, last);
  fp12Mul(running, running, last);
  fp12CyclotomicSqr(last, last);
  fp12Mul(running, running, last);
  fp12Conj(z, running);
}
