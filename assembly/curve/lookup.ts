// Reading one entry of a table without telling which: every entry is read and masked, the address sequence is always
// the same.

/**
 * z (128 bytes) = the block at from + index stride, one of `count` blocks. All of them are read; 8 vector loads each.
 */
export function lookUpBlock(z: usize, from: usize, stride: usize, count: i32, index: i32): void {
  let a0 = i64x2.splat(0),
    a1 = a0,
    a2 = a0,
    a3 = a0,
    a4 = a0,
    a5 = a0,
    a6 = a0,
    a7 = a0;
  for (let i = 0; i < count; i++, from += stride) {
    const mask = i32x4.splat(-i32(i == index));
    a0 = v128.or(a0, v128.and(mask, v128.load(from)));
    a1 = v128.or(a1, v128.and(mask, v128.load(from, 16)));
    a2 = v128.or(a2, v128.and(mask, v128.load(from, 32)));
    a3 = v128.or(a3, v128.and(mask, v128.load(from, 48)));
    a4 = v128.or(a4, v128.and(mask, v128.load(from, 64)));
    a5 = v128.or(a5, v128.and(mask, v128.load(from, 80)));
    a6 = v128.or(a6, v128.and(mask, v128.load(from, 96)));
    a7 = v128.or(a7, v128.and(mask, v128.load(from, 112)));
  }
  v128.store(z, a0);
  v128.store(z, a1, 16);
  v128.store(z, a2, 32);
  v128.store(z, a3, 48);
  v128.store(z, a4, 64);
  v128.store(z, a5, 80);
  v128.store(z, a6, 96);
  v128.store(z, a7, 112);
}

/** The index of the odd multiple |digit| in a table of 1, 3, 5, ...: (|digit| - 1)/2, straight-line. */
// @ts-ignore: decorator
@inline
export function oddIndex(digit: i32): i32 {
  const negative = digit >> 31;
  return ((digit ^ negative) - negative) >> 1;
}

/** 1 for a negative digit, else 0. */
// @ts-ignore: decorator
@inline
export function isNegative(digit: i32): i32 {
  return (digit >> 31) & 1;
}
