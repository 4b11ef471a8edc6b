// Signed digits of scalars. Words are little-endian u64; digits are one i8 each, least significant first.

/** `width` + 1 bits of the words from bit `at` on; `count` words, zeros above. The position is public. */
// @ts-ignore: decorator
@inline
function bitsAt(words: usize, count: usize, at: usize, width: usize): u32 {
  const index = at >> 6,
    word = words + (index << 3),
    shift = u64(at & 63),
    mask = (u64(2) << u64(width)) - 1;
  let bits: u64 = 0;
  if (index < count) bits = load<u64>(word) >> shift;
  if (shift + u64(width) >= 64 && index + 1 < count) bits |= load<u64>(word, 8) << (64 - shift);
  return u32(bits & mask);
}

/**
 * The regular recoding of Joye and Tunstall ("Exponent recoding and regular exponentiation algorithms", AFRICACRYPT
 * 2009): writes
 * `length` odd digits, all but the last one in [-(2^width - 1), 2^width - 1], the last one positive, with sum d_i
 * 2^(width i) = k for odd k and k + 1 for even k. Returns 1 if k is even. The last digit must be able to hold what is
 * left: k < 2^(width length). Fixed sequence.
 */
export function recodeOdd(digits: usize, length: usize, words: usize, count: usize, width: usize): i32 {
  for (let i: usize = 0; i + 1 < length; i++) {
    const bits = (<i32>bitsAt(words, count, i * width, width)) | 1;
    store<i8>(digits + i, <i8>(bits - (1 << width)));
  }
  store<i8>(digits + length - 1, <i8>(bitsAt(words, count, (length - 1) * width, width) | 1));
  return (<i32>(load<u64>(words) & 1)) ^ 1;
}

/**
 * The width-w non-adjacent form (Solinas 2000): digits zero or odd in (-2^(w-1), 2^(w-1)), at least w - 1 zeros after
 * each other one. Writes 64 count + 1 digits and returns the number of those up to the last that is not zero. Variable
 * time: public scalars only.
 */
export function recodeNonAdjacent(digits: usize, words: usize, count: usize, width: usize): i32 {
  const bits = count << 6;
  memory.fill(digits, 0, bits + 1);
  let carry: i32 = 0;
  let length: i32 = 0;
  for (let at: usize = 0; at <= bits;) {
    if (((<i32>bitsAt(words, count, at, 0)) ^ carry) == 0) {
      at++;
      continue;
    }
    let digit = <i32>bitsAt(words, count, at, width - 1) + carry;
    carry = digit >> (width - 1);
    digit -= carry << width;
    store<i8>(digits + at, <i8>digit);
    length = <i32>at + 1;
    at += width;
  }
  return length;
}
