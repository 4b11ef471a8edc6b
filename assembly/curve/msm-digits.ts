// Signed digits of scalars for multi-scalar multiplication.
//
// A scalar is cut into digit strings by the endomorphism (decompose.ts: halves below z^2 in G1, base-z digits in G2),
// which are then centred around zero: |k_i| <= z^2/2 + 1 < 2^127 in G1, |d_i| <= z/2 + 2 < 2^63 in G2. What leaves the
// top string re-enters below by z^4 = z^2 - 1 (mod r). The bit this saves is the window it saves when the width divides
// 128 or 64.
//
// Windows of c bits with signed digits come without carries: adding the bias H = sum of 2^(c-1) 2^(ci) to the string
// turns the digit range [-2^(c-1), 2^(c-1)) into [0, 2^c), so the biased string is stored and window i is read off as
// its bits minus 2^(c-1). The top window is read without a mask and reaches up to +2^(c-1).
//
// A short scalar has zero digits above its length, which cost nothing, and `bits` lowers the number of windows.
// Variable time: public scalars only.
import { Fp2 } from "../field/element";
import { decomposeG1, decomposeG2 } from "./decompose";
import { images } from "./msm-table";

/** z = |x| and z / 2. */
const Z: u64 = 0xd201000000010000;
const HALF_Z: u64 = 0x6900800000008000;
/** z^2, two words, and z^2 / 2. */
const SQUARE_LOW: u64 = 0x0000000100000000;
const SQUARE_HIGH: u64 = 0xac45a4010001a402;
const HALF_SQUARE_LOW: u64 = 0x0000000080000000;
const HALF_SQUARE_HIGH: u64 = 0x5622d2008000d201;

/** Bytes of a biased string: up to 127 + 16 bits in G1, 63 + 16 in G2. */
// @ts-ignore: decorator
@inline
export function stringBytes<T>(): usize {
  return sizeof<T>() == sizeof<Fp2>() ? 16 : 24;
}

/** Bits of the magnitude of a centred string of scalars below 2^bits. */
export function stringBits<T>(bits: i32): i32 {
  return min(max(bits, 1), sizeof<T>() == sizeof<Fp2>() ? 63 : 127);
}

/** Windows of `width` bits of a string: one bit more than the magnitude for the sign. */
export function windowCount<T>(bits: i32, width: i32): i32 {
  return (stringBits<T>(bits) + width) / width;
}

/** Digit strings of scalars below 2^bits that are not almost empty. */
export function usedStrings<T>(bits: i32): i32 {
  const each = sizeof<T>() == sizeof<Fp2>() ? 64 : 128;
  return min((bits + each - 1) / each, <i32>images<T>());
}

const bias: usize = memory.data(24, 16);
const strings: usize = memory.data(32, 16);

/** Prepares the bias of `windows` windows of `width` bits. */
export function setBias(width: i32, windows: i32): void {
  memory.fill(bias, 0, 24);
  for (let i = 1; i <= windows; i++) {
    const bit = i * width - 1;
    const word = bias + <usize>((bit >> 6) << 3);
    store<u64>(word, load<u64>(word) | (u64(1) << (bit & 63)));
  }
}

/** out := the biased strings of the scalar (32 bytes big-endian, mod r); a null pointer stands for the scalar zero. */
export function writeStrings<T>(out: usize, scalar: usize): void {
  if (sizeof<T>() == sizeof<Fp2>()) {
    if (scalar == 0) memory.fill(strings, 0, 32);
    else centreG2(scalar);
    for (let i: usize = 0; i < 4; i++) {
      const digit = load<i64>(strings + 8 * i);
      const low = <u64>digit + load<u64>(bias);
      store<u64>(out + 16 * i, low);
      store<u64>(out + 16 * i, <u64>(digit >> 63) + load<u64>(bias, 8) + u64(low < <u64>digit), 8);
    }
  } else {
    if (scalar == 0) memory.fill(strings, 0, 32);
    else centreG1(scalar);
    addBias192(out, strings);
    addBias192(out + 24, strings + 16);
  }
}

/** strings := four signed digits of at most z/2 + 2. */
function centreG2(scalar: usize): void {
  decomposeG2(strings, scalar);
  let carry: u64 = 0;
  for (let i: usize = 0; i < 4; i++) {
    let digit = load<u64>(strings + 8 * i) + carry;
    carry = u64(digit > HALF_Z);
    if (carry != 0) digit -= Z;
    store<u64>(strings + 8 * i, digit);
  }
  // z^4 = z^2 - 1
  store<u64>(strings, load<u64>(strings, 16) + carry, 16);
  store<u64>(strings, load<u64>(strings) - carry);
}

/** strings := two signed 128-bit halves of at most z^2/2 + 1. */
function centreG1(scalar: usize): void {
  decomposeG1(strings, scalar);
  let low0 = load<u64>(strings),
    high0 = load<u64>(strings, 8),
    low1 = load<u64>(strings, 16),
    high1 = load<u64>(strings, 24);
  if (high0 > HALF_SQUARE_HIGH || (high0 == HALF_SQUARE_HIGH && low0 > HALF_SQUARE_LOW)) {
    high0 -= SQUARE_HIGH + u64(low0 < SQUARE_LOW);
    low0 -= SQUARE_LOW;
    low1++;
    high1 += u64(low1 == 0);
  }
  if (high1 > HALF_SQUARE_HIGH || (high1 == HALF_SQUARE_HIGH && low1 > HALF_SQUARE_LOW)) {
    // z^4 = z^2 - 1: subtract z^2 - 1 here and 1 below
    high1 -= SQUARE_HIGH + u64(low1 < SQUARE_LOW - 1);
    low1 -= SQUARE_LOW - 1;
    high0 -= u64(low0 == 0);
    low0--;
  }
  store<u64>(strings, low0);
  store<u64>(strings, high0, 8);
  store<u64>(strings, low1, 16);
  store<u64>(strings, high1, 24);
}

/** out (3 words) := the signed 128-bit half plus the bias. */
// @ts-ignore: decorator
@inline
function addBias192(out: usize, half: usize): void {
  const low = load<u64>(half);
  const high = load<u64>(half, 8);
  const sum0 = low + load<u64>(bias);
  const carry0 = u64(sum0 < low);
  const partial = high + load<u64>(bias, 8);
  const sum1 = partial + carry0;
  const carry1 = u64(partial < high) + u64(sum1 < carry0);
  store<u64>(out, sum0);
  store<u64>(out, sum1, 8);
  store<u64>(out, <u64>((<i64>high) >> 63) + load<u64>(bias, 16) + carry1, 16);
}

/** The mask of window `window`: the top one is read as it is. */
// @ts-ignore: decorator
@inline
export function windowMask(window: i32, windows: i32, width: i32): u32 {
  return window == windows - 1 ? <u32>-1 : (u32(1) << width) - 1;
}

/** The signed digit at bit position `bit` of a biased string, in [-2^(width-1), 2^(width-1)]. */
// @ts-ignore: decorator
@inline
export function digitAt(string: usize, bit: i32, mask: u32, width: i32): i32 {
  return <i32>((load<u32>(string + <usize>(bit >> 3)) >> ((<u32>bit) & 7)) & mask) - (1 << (width - 1));
}
