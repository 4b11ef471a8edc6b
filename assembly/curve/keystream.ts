// Random digits from a seed: the keystream of ChaCha20 (Bernstein, 2008; RFC 8439, section 2.3), nonce zero, blocks
// counted from zero.
//
// Whoever does not know the 32-byte seed cannot tell the stream from uniform bits, so a statistical bound proved for
// uniform digits holds up to the security of ChaCha20. The seed comes from the platform's random numbers, or from a
// hash where many must agree.

const state: usize = memory.data(64, 16);
const block: usize = memory.data(64, 16);
/** Bytes of the block that were handed out. */
let used: usize = 64;

// @ts-ignore: decorator
@inline
function rotate(x: v128, bits: i32): v128 {
  return v128.or(i32x4.shl(x, bits), i32x4.shr_u(x, 32 - bits));
}

/** Starts the stream of a seed of 32 bytes. */
export function seedKeystream(seed: usize): void {
  v128.store(state, i32x4(0x61707865, 0x3320646e, 0x79622d32, 0x6b206574)); // "expand 32-byte k"
  memory.copy(state + 16, seed, 32);
  memory.fill(state + 48, 0, 16);
  used = 64;
}

/** Computes the next block: 20 rounds, columns and diagonals in turn, four quarter rounds side by side. */
function nextBlock(): void {
  let a = v128.load(state),
    b = v128.load(state, 16),
    c = v128.load(state, 32),
    d = v128.load(state, 48);
  for (let round = 0; round < 20; round++) {
    a = i32x4.add(a, b);
    d = rotate(v128.xor(d, a), 16);
    c = i32x4.add(c, d);
    b = rotate(v128.xor(b, c), 12);
    a = i32x4.add(a, b);
    d = rotate(v128.xor(d, a), 8);
    c = i32x4.add(c, d);
    b = rotate(v128.xor(b, c), 7);
    if ((round & 1) == 0) {
      b = v128.shuffle<i32>(b, b, 1, 2, 3, 0);
      c = v128.shuffle<i32>(c, c, 2, 3, 0, 1);
      d = v128.shuffle<i32>(d, d, 3, 0, 1, 2);
    } else {
      b = v128.shuffle<i32>(b, b, 3, 0, 1, 2);
      c = v128.shuffle<i32>(c, c, 2, 3, 0, 1);
      d = v128.shuffle<i32>(d, d, 1, 2, 3, 0);
    }
  }
  v128.store(block, i32x4.add(a, v128.load(state)));
  v128.store(block, i32x4.add(b, v128.load(state, 16)), 16);
  v128.store(block, i32x4.add(c, v128.load(state, 32)), 32);
  v128.store(block, i32x4.add(d, v128.load(state, 48)), 48);
  // the counter and the first word of the nonce as one number: 2^64 blocks
  store<u64>(state, load<u64>(state, 48) + 1, 48);
  used = 0;
}

/**
 * A digit below `modulus` < 2^16 from 16 bits of the stream: every value with probability at most
 * ceil(2^16/modulus)/2^16.
 */
export function nextDigit(modulus: u32): u32 {
  if (used == 64) nextBlock();
  const digit = (<u32>load<u16>(block + used) * modulus) >> 16;
  used += 2;
  return digit;
}
