// 30-bit limbs to and from 64-bit words, for the fields kept in i32 limbs. Loops of fixed length: constant-sequence.

/** Limbs shorter than this many bits do not reach into the next word. */
const SPILL: u32 = 64 - 30;

/**
 * Writes the words of a signed integer v in limbs, |v| < modulus, plus the modulus where v is negative: the canonical
 * residue.
 * `words` little-endian u64 at `w`; `count` i32 limbs of 30 bits at `limbs` and at `modulus`.
 */
export function limbsToWords(w: usize, words: u32, limbs: usize, modulus: usize, count: u32): void {
  let carry: i64 = 0;
  for (let i: u32 = 0; i < count; i++) carry = (carry + i64.load32_s(limbs + 4 * i)) >> 30;
  const addend = carry >> 63; // all ones where v is negative
  for (let i: u32 = 0; i < words; i++) store<u64>(w + 8 * i, 0);
  carry = 0;
  for (let i: u32 = 0; i < count; i++) {
    carry += i64.load32_s(limbs + 4 * i) + (addend & i64.load32_s(modulus + 4 * i));
    const digit: u64 = carry & 0x3fffffff;
    carry >>= 30;
    const word: u32 = (30 * i) >> 6;
    const shift: u32 = (30 * i) & 63;
    const at = w + 8 * word;
    store<u64>(at, load<u64>(at) | (digit << shift));
    if (shift > SPILL && word + 1 < words) store<u64>(at + 8, digit >> (64 - shift));
  }
}

/**
 * Writes `count` unsigned 30-bit digits as i32 limbs; the integer has `words` little-endian u64 at `w` and fits the
 * digits.
 */
export function wordsToLimbs(limbs: usize, count: u32, w: usize, words: u32): void {
  for (let i: u32 = 0; i < count; i++) {
    const word: u32 = (30 * i) >> 6;
    const shift: u32 = (30 * i) & 63;
    const at = w + 8 * word;
    let digit: u64 = word < words ? load<u64>(at) >> shift : 0;
    if (shift > SPILL && word + 1 < words) digit |= load<u64>(at + 8) << (64 - shift);
    i64.store32(limbs + 4 * i, digit & 0x3fffffff);
  }
}
