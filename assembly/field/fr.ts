// Fr: the integers modulo the group order r, in which secrets, shares and interpolation coefficients live.
//
// An element is a slot of FR bytes in the representation of kernel/scalar-field.gen.ts: 9 signed limbs of 30 bits,
// Montgomery form with R = 2^270, reduced to |value| <= 0.51 r. The result comes first and may alias any operand. At
// the border an element is 32 bytes big-endian. Every operation runs the same sequence of instructions and addresses
// whatever the values are. Costs are in multiplications (m) of this field, about a third of one in Fp.
import { FR_INVERSE_EXPONENT } from "../constants";
import {
  FR_KERNEL_INTEGER_ONE,
  FR_KERNEL_MODULUS,
  FR_KERNEL_ONE,
  FR_KERNEL_R_SQUARED,
} from "../kernel/scalar-field-constants.gen";
import { frKernelAdd, frKernelMul, frKernelNeg, frKernelSqr, frKernelSub } from "../kernel/scalar-field.gen";
import { allocate, mark, release } from "../memory";
import { BAD_SCALAR, OK } from "../status";

/** Bytes of an element: 9 limbs of 4 bytes, padded to a multiple of 16. */
export const FR: usize = 48;

const LIMBS: usize = 36;
const MASK: i64 = 0x3fffffff;
/** r, little-endian words. */
const R0: u64 = 0xffffffff00000001;
const R1: u64 = 0x53bda402fffe5bfe;
const R2: u64 = 0x3339d80809a1d805;
const R3: u64 = 0x73eda753299d7d48;

const digits = memory.data(48, 16);
const upper = memory.data(48, 16);

/** z = x + y. */
export function frAdd(z: usize, x: usize, y: usize): void {
  frKernelAdd(z, x, y);
}

/** z = x - y. */
export function frSub(z: usize, x: usize, y: usize): void {
  frKernelSub(z, x, y);
}

/** z = -x. */
export function frNeg(z: usize, x: usize): void {
  frKernelNeg(z, x);
}

/** z = x * y. 1 m. */
export function frMul(z: usize, x: usize, y: usize): void {
  frKernelMul(z, x, y);
}

/** z = x^2. */
export function frSqr(z: usize, x: usize): void {
  frKernelSqr(z, x);
}

/** z = x. */
export function frCopy(z: usize, x: usize): void {
  v128.store(z, v128.load(x));
  v128.store(z, v128.load(x, 16), 16);
  v128.store(z, v128.load(x, 32), 32);
}

/** z = 0. */
export function frZero(z: usize): void {
  memory.fill(z, 0, FR);
}

/** z = 1. */
export function frOne(z: usize): void {
  frCopy(z, FR_KERNEL_ONE);
}

/** Spreads four 64-bit words into nine unsigned 30-bit digits: a plain integer, not in Montgomery form. */
function setWords(z: usize, w0: u64, w1: u64, w2: u64, w3: u64): void {
  const mask: u64 = 0x3fffffff;
  i64.store32(z, w0 & mask, 0);
  i64.store32(z, (w0 >>> 30) & mask, 4);
  i64.store32(z, ((w0 >>> 60) | (w1 << 4)) & mask, 8);
  i64.store32(z, (w1 >>> 26) & mask, 12);
  i64.store32(z, ((w1 >>> 56) | (w2 << 8)) & mask, 16);
  i64.store32(z, (w2 >>> 22) & mask, 20);
  i64.store32(z, ((w2 >>> 52) | (w3 << 12)) & mask, 24);
  i64.store32(z, (w3 >>> 18) & mask, 28);
  i64.store32(z, w3 >>> 48, 32);
  i32.store(z, 0, 36);
  i64.store(z, 0, 40);
}

/** z = the plain integer x, NOT in Montgomery form: frMul(y, y, z) then computes y x / R. */
export function frSetInteger(z: usize, x: u64): void {
  setWords(z, x, 0, 0, 0);
}

/** z = x for an integer x. 1 m. */
export function frFromInteger(z: usize, x: u64): void {
  setWords(z, x, 0, 0, 0);
  frKernelMul(z, z, FR_KERNEL_R_SQUARED);
}

/** 1 when the 256-bit integer is below r, by the borrow of a subtraction. */
function belowOrder(w0: u64, w1: u64, w2: u64, w3: u64): i32 {
  let borrow = u64(w0 < R0);
  borrow = u64(w1 < R1) | (u64(w1 == R1) & borrow);
  borrow = u64(w2 < R2) | (u64(w2 == R2) & borrow);
  borrow = u64(w3 < R3) | (u64(w3 == R3) & borrow);
  return <i32>borrow;
}

/** z = the element that 32 big-endian bytes encode; BAD_SCALAR when they are r or more (z is then the residue). 1 m. */
export function frFromBytes(z: usize, bytes: usize): i32 {
  const w0 = bswap<u64>(load<u64>(bytes, 24));
  const w1 = bswap<u64>(load<u64>(bytes, 16));
  const w2 = bswap<u64>(load<u64>(bytes, 8));
  const w3 = bswap<u64>(load<u64>(bytes));
  setWords(digits, w0, w1, w2, w3);
  frKernelMul(z, digits, FR_KERNEL_R_SQUARED);
  return belowOrder(w0, w1, w2, w3) ? OK : BAD_SCALAR;
}

/**
 * z = a big-endian integer of up to 64 bytes modulo r. With 48 random bytes the result is uniform up to 2^-128. 5 m.
 */
export function frFromBytesMod(z: usize, bytes: usize, length: i32): void {
  const start = mark();
  const padded = allocate(64);
  memory.fill(padded, 0, 64);
  memory.copy(padded + 64 - <usize>length, bytes, <usize>length);
  frFromBytes(upper, padded);
  frFromBytes(z, padded + 32);
  // 2^256 as the square of 2^128
  setWords(digits, 0, 0, 1, 0);
  frKernelMul(digits, digits, FR_KERNEL_R_SQUARED);
  frKernelSqr(digits, digits);
  frKernelMul(upper, upper, digits);
  frKernelAdd(z, z, upper);
  release(start);
}

/** Writes the canonical encoding, 32 bytes big-endian. 1 m. */
export function frToBytes(bytes: usize, x: usize): void {
  frKernelMul(digits, x, FR_KERNEL_INTEGER_ONE);
  // |value| < r: add r when negative
  let carry: i64 = 0;
  for (let i: usize = 0; i < LIMBS; i += 4) carry = (i64.load32_s(digits + i) + carry) >> 30;
  const mask = carry >> 63;
  carry = 0;
  for (let i: usize = 0; i < LIMBS; i += 4) {
    const limb = i64.load32_s(digits + i) + (i64.load32_s(FR_KERNEL_MODULUS + i) & mask) + carry;
    i64.store32(digits + i, limb & MASK);
    carry = limb >> 30;
  }
  const d0 = i64.load32_u(digits, 0);
  const d1 = i64.load32_u(digits, 4);
  const d2 = i64.load32_u(digits, 8);
  const d3 = i64.load32_u(digits, 12);
  const d4 = i64.load32_u(digits, 16);
  const d5 = i64.load32_u(digits, 20);
  const d6 = i64.load32_u(digits, 24);
  const d7 = i64.load32_u(digits, 28);
  const d8 = i64.load32_u(digits, 32);
  store<u64>(bytes, bswap<u64>(d0 | (d1 << 30) | (d2 << 60)), 24);
  store<u64>(bytes, bswap<u64>((d2 >>> 4) | (d3 << 26) | (d4 << 56)), 16);
  store<u64>(bytes, bswap<u64>((d4 >>> 8) | (d5 << 22) | (d6 << 52)), 8);
  store<u64>(bytes, bswap<u64>((d6 >>> 12) | (d7 << 18) | (d8 << 48)));
}

/** 1 when x = 0. A reduced value is a multiple of r only when it is the integer 0. */
export function frIsZero(x: usize): i32 {
  let carry: i64 = 0;
  let bits: i64 = 0;
  for (let i: usize = 0; i < LIMBS; i += 4) {
    const limb = i64.load32_s(x + i) + carry;
    bits |= limb & MASK;
    carry = limb >> 30;
  }
  return i32((bits | carry) == 0);
}

/** 1 when x = y. */
export function frEqual(x: usize, y: usize): i32 {
  frKernelSub(digits, x, y);
  return frIsZero(digits);
}

/**
 * z = x w / 2^30 + y for a word w < 2^30: one step of Horner's rule at w / 2^30. One limb of Montgomery reduction, so
 * about a quarter of a multiplication. r = 1 modulo 2^30, hence the quotient is the negated lowest limb.
 */
export function frMulWordAdd(z: usize, x: usize, w: u32, y: usize): void {
  const word = <i64>w;
  let t = i64.load32_s(x) * word;
  const quotient = (-t << 34) >> 34;
  let carry = (t + quotient) >> 30;
  for (let i: usize = 4; i < LIMBS; i += 4) {
    t = i64.load32_s(x + i) * word + i64.load32_s(FR_KERNEL_MODULUS + i) * quotient + carry;
    i64.store32(digits + i - 4, t & MASK);
    carry = t >> 30;
  }
  // subtract the nearest multiple of r, estimated from the top limbs: 2315529 / 2^36 = 2^240 / r
  const top = carry + i64.load32_s(y, 32);
  const multiple = (top * 2315529 + (1 << 35)) >> 36;
  i64.store32(digits, carry, 32);
  carry = 0;
  for (let i: usize = 0; i < LIMBS - 4; i += 4) {
    t = i64.load32_s(digits + i) + i64.load32_s(y + i) - i64.load32_s(FR_KERNEL_MODULUS + i) * multiple + carry;
    carry = (t + (1 << 29)) >> 30;
    i64.store32(z + i, t - (carry << 30));
  }
  i64.store32(z, top - i64.load32_s(FR_KERNEL_MODULUS, 32) * multiple + carry, 32);
}

/**
 * z = 1 / x, and 0 for x = 0: Fermat, x^(r - 2) with windows of 4 bits of the (public) exponent. 252 squarings and 78
 * m.
 */
export function frInv(z: usize, x: usize): void {
  const start = mark();
  const powers = allocate(16 * FR);
  const result = allocate(FR);
  frOne(powers);
  for (let i: usize = 1; i < 16; i++) frKernelMul(powers + i * FR, powers + (i - 1) * FR, x);
  frOne(result);
  for (let i: usize = 0; i < 64; i++) {
    for (let j = 0; j < 4; j++) frKernelSqr(result, result);
    const byte = load<u8>(FR_INVERSE_EXPONENT + (i >>> 1));
    const digit = <usize>(i & 1 ? byte & 15 : byte >>> 4);
    frKernelMul(result, result, powers + digit * FR);
  }
  frCopy(z, result);
  release(start);
}

/** Inverts `count` non-zero elements in place with one inversion (Montgomery 1987). 3 m each. */
export function frInvMany(x: usize, count: i32): void {
  if (count < 1) return;
  const start = mark();
  const prefixes = allocate(<usize>count * FR);
  const inverse = allocate(FR);
  frCopy(prefixes, x);
  for (let i: usize = 1; i < <usize>count; i++) frKernelMul(prefixes + i * FR, prefixes + (i - 1) * FR, x + i * FR);
  frInv(inverse, prefixes + <usize>(count - 1) * FR);
  for (let i: usize = <usize>count - 1; i > 0; i--) {
    const slot = x + i * FR;
    frKernelMul(prefixes + i * FR, prefixes + (i - 1) * FR, inverse);
    frKernelMul(inverse, inverse, slot);
    frCopy(slot, prefixes + i * FR);
  }
  frCopy(x, inverse);
  release(start);
}
