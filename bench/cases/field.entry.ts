// Loops over the kernel's products, for the field benchmark: independent operands, as in real formulas.
import { copy, fp2Mul, fp2Sqr, fromWords, lanesMul, PAIR } from "../../assembly/kernel/index";

const SLOTS: usize = memory.data(128 * 24, 16);
const WORDS: usize = memory.data<u64>([
  0x0123456789abcdef, 0x13579bdf02468ace, 0xfedcba9876543210, 0x0f1e2d3c4b5a6978, 0x1122334455667788,
  0x0899aabbccddeeff, 0x1111222233334444, 0x5555666677778888, 0x9999aaaabbbbcccc, 0xddddeeeeffff0000,
  0x0f0f0f0f0f0f0f0f, 0x0123456701234567,
]);

for (let i: usize = 0; i < 24; i++) {
  fromWords(SLOTS + PAIR * i, WORDS, WORDS + 48);
  if (i > 0) lanesMul(SLOTS + PAIR * i, SLOTS + PAIR * (i - 1), SLOTS + PAIR * i);
}

/** `count` products in Fp, two per lane pair. */
export function fpMultiplyMany(count: i32): void {
  for (let i = 0; i < count; i += 16) {
    for (let k: usize = 0; k < 8; k++) lanesMul(SLOTS + PAIR * (16 + k), SLOTS + PAIR * k, SLOTS + PAIR * (8 + k));
  }
}

export function fp2MultiplyMany(count: i32): void {
  for (let i = 0; i < count; i += 8) {
    for (let k: usize = 0; k < 8; k++) fp2Mul(SLOTS + PAIR * (16 + k), SLOTS + PAIR * k, SLOTS + PAIR * (8 + k));
  }
}

export function fp2SquareMany(count: i32): void {
  for (let i = 0; i < count; i += 8) {
    for (let k: usize = 0; k < 8; k++) fp2Sqr(SLOTS + PAIR * (16 + k), SLOTS + PAIR * k);
  }
}

/** A digest of the results, so that nothing can be left out. */
export function lastLimb(): i64 {
  copy(SLOTS, SLOTS);
  return load<i64>(SLOTS + PAIR * 23);
}
