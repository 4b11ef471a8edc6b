// The target group Gt: the subgroup of order r of Fp12*, written multiplicatively.
import {
  FP12,
  fp12Conj,
  fp12Copy,
  fp12CyclotomicPowX,
  fp12CyclotomicSqr,
  fp12Equal,
  fp12Frobenius,
  fp12FromBytes,
  fp12Mul,
  fp12One,
} from "../field/fp12";
import { PAIR, select, zeroLanes } from "../kernel/index";
import { NOT_CANONICAL, NOT_IN_SUBGROUP, OK } from "../status";

const s: usize = memory.data(768, 16);
const t: usize = memory.data(768, 16);
const table: usize = memory.data(16 * 768, 16);
const picked: usize = memory.data(768, 16);

/**
 * Whether x lies in Gt: x^(p^4 - p^2 + 1) = 1 puts it in the cyclotomic subgroup, and there x^p = x^(BLS parameter)
 * leaves order r (Scott 2021/1130, section 5: p = x mod r, and gcd(p - x, p^4 - p^2 + 1) = r for this curve).
 */
export function gtIsMember(x: usize): bool {
  let zeros = 3;
  for (let i: usize = 0; i < FP12; i += 128) zeros &= zeroLanes(x + i);
  if (zeros == 3) return false;
  // x^(p^4) x = x^(p^2)
  fp12Frobenius(s, x, 2);
  fp12Frobenius(t, s, 2);
  fp12Mul(t, t, x);
  if (!fp12Equal(s, t)) return false;
  fp12Frobenius(s, x, 1);
  fp12CyclotomicPowX(t, x);
  return fp12Equal(s, t);
}

/** z from 576 bytes (see fp12ToBytes): a status. */
export function gtDecode(z: usize, bytes: usize): i32 {
  if (!fp12FromBytes(z, bytes)) return NOT_CANONICAL;
  return gtIsMember(z) ? OK : NOT_IN_SUBGROUP;
}

/**
 * z = x^k, k of 32 bytes big-endian: windows of 4 bits, table read whole; fixed sequence. 256 cyclotomic squarings, 78
 * products.
 */
export function gtPower(z: usize, x: usize, scalar: usize): void {
  fp12One(table);
  for (let i: usize = 1; i < 16; i++) {
    if (i == 1) fp12Copy(table + FP12, x);
    else fp12Mul(table + i * FP12, table + (i - 1) * FP12, x);
  }
  fp12One(s);
  for (let digitIndex: usize = 0; digitIndex < 64; digitIndex++) {
    for (let i = 0; i < 4; i++) fp12CyclotomicSqr(s, s);
    const byte = <i32>load<u8>(scalar + (digitIndex >> 1)),
      digit = (digitIndex & 1) == 0 ? byte >> 4 : byte & 15;
    fp12Copy(picked, table);
    for (let i = 1; i < 16; i++) {
      // 1 when i = digit: the sign of (i ^ digit) - 1
      const flag = ((i ^ digit) - 1) >>> 31;
      for (let at: usize = 0; at < FP12; at += PAIR) select(picked + at, table + <usize>i * FP12 + at, flag);
    }
    fp12Mul(s, s, picked);
  }
  fp12Copy(z, s);
}

/** z = 1/x for x in Gt. */
export function gtInverseOf(z: usize, x: usize): void {
  fp12Conj(z, x);
}
