// The scalar field Fr, r = 0x73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001: 9 limbs of 30 bits,
// Montgomery form with R = 2^270, in slots of 48 bytes (16-byte aligned). The same in both builds. Elements are signed
// and lazily reduced (|value| <= 0.51 r); every function here takes and returns reduced elements, and z may alias any
// operand. Nothing branches on, or addresses memory by, the value of an element: fit for secrets.
import { FR_KERNEL_INTEGER_ONE, FR_KERNEL_MODULUS, FR_KERNEL_R_SQUARED } from "./scalar-field-constants.gen";
import { frKernelMul, frKernelSub } from "./scalar-field.gen";
import { limbsToWords, wordsToLimbs } from "./words";

export { FR_KERNEL_ONE } from "./scalar-field-constants.gen";
export { frKernelAdd, frKernelMul, frKernelNeg, frKernelSqr, frKernelSub } from "./scalar-field.gen";

/** Bytes of an element. */
export const FR_SLOT: usize = 48;

const LIMBS: u32 = 9;
const WORDS: u32 = 4;
const scratch: usize = memory.data(48, 16);

/** Writes the canonical integer in [0, r) as four little-endian u64. One multiplication. */
export function frKernelToWords(w: usize, x: usize): void {
  frKernelMul(scratch, x, FR_KERNEL_INTEGER_ONE);
  limbsToWords(w, WORDS, scratch, FR_KERNEL_MODULUS, LIMBS);
}

/** z = w mod r for any integer below 2^256 in four little-endian u64. One multiplication. */
export function frKernelFromWords(z: usize, w: usize): void {
  wordsToLimbs(scratch, LIMBS, w, WORDS);
  frKernelMul(z, scratch, FR_KERNEL_R_SQUARED);
}

/** z = x if flag is 1, unchanged if it is 0. */
export function frKernelSelect(z: usize, x: usize, flag: i32): void {
  const mask = i32x4.splat(-flag);
  for (let i: usize = 0; i < FR_SLOT; i += 16)
    v128.store(z + i, v128.bitselect(v128.load(x + i), v128.load(z + i), mask));
}

export function frKernelCopy(z: usize, x: usize): void {
  for (let i: usize = 0; i < FR_SLOT; i += 16) v128.store(z + i, v128.load(x + i));
}

/** 1 if x = 0 mod r, else 0. Exact: |x| < r and normalised limbs represent zero in one way only. */
export function frKernelIsZero(x: usize): i32 {
  let any: i32 = 0;
  for (let i: u32 = 0; i < LIMBS; i++) any |= load<i32>(x + 4 * i);
  return i32(any == 0);
}

/** 1 if x = y mod r, else 0. */
export function frKernelEquals(x: usize, y: usize): i32 {
  frKernelSub(scratch, x, y);
  return frKernelIsZero(scratch);
}
