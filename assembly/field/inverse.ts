// Inverses in variable time, for public data: Lehmer's Euclid on 30-bit limbs.
//
// Each round runs Euclid on the leading 62 bits of the two remainders while the quotient matrix fits 30 bits, then applies
// the matrix to the remainders and to the cofactors (Knuth, TAOCP 2, 4.5.2 L; here without the exact quotient test: a quotient
// that is off by a unit keeps the matrix unimodular and the invariants a = u x, b = v x (mod p) true, only a sign may turn).
// About 14 rounds of 18 quotients. A remainder pair of very unequal sizes (tiny x) makes no progress and falls back to the power.
import { P_WORDS } from "../constants";
import { copy, equalLanes, fpFromWords, fpToWords, ONE } from "../kernel/index";
import { fpInv } from "./fp";

const LIMIT: i64 = 1 << 30;
const MASK: i64 = (1 << 30) - 1;
const MOST_ROUNDS = 22;

const words: usize = memory.data(56, 16);
const remainderA: usize = memory.data(14 * 8, 16);
const remainderB: usize = memory.data(14 * 8, 16);
const cofactorU: usize = memory.data(26 * 8, 16);
const cofactorV: usize = memory.data(26 * 8, 16);

// @ts-ignore: decorator
@inline
function limbsFromWords(limbs: usize, from: usize): void {
  for (let i: usize = 0, bit: usize = 0; i < 13; i++, bit += 30) {
    const at = from + ((bit >> 6) << 3),
      shift = <u64>(bit & 63);
    let limb = load<u64>(at) >> shift;
    if (shift > 34 && bit < 360) limb |= load<u64>(at, 8) << (64 - shift);
    store<u64>(limbs + 8 * i, limb & MASK);
  }
}

// The leading 62 bits of limbs n, n-1, n-2 after a shift left of `lead` <= 28
// @ts-ignore: decorator
@inline
function leading(limbs: usize, n: usize, lead: i64): i64 {
  const at = limbs + 8 * n;
  const high = (load<i64>(at) << 30) | load<i64>(at - 8);
  return (high << (2 + lead)) | (load<i64>(at - 16) >> (28 - lead));
}

/** Negates `count` limbs of which the top one is signed. */
function negate(limbs: usize, count: usize): void {
  let carry: i64 = 0;
  for (let i: usize = 0; i + 1 < count; i++) {
    carry -= load<i64>(limbs + 8 * i);
    store<i64>(limbs + 8 * i, carry & MASK);
    carry >>= 30;
  }
  store<i64>(limbs + 8 * (count - 1), carry - load<i64>(limbs + 8 * (count - 1)));
}

/** z = 1/x in lane 0, lane 1 := 0; 0 for 0. Variable time: x must be public. About 25 Fp multiplications. */
export function fpInvVartime(z: usize, x: usize): void {
  if ((equalLanes(x, ONE) & 1) != 0) {
    copy(z, ONE);
    return;
  }
  fpToWords(words, x);
  limbsFromWords(remainderA, P_WORDS);
  limbsFromWords(remainderB, words);
  store<i64>(cofactorU, 0);
  store<i64>(cofactorV, 1);
  let top: usize = 12; // the highest limb of the remainders in use
  let size: usize = 1; // limbs of the cofactors in use
  for (let round = 0; round < MOST_ROUNDS; round++) {
    while (top > 0 && (load<i64>(remainderA + 8 * top) | load<i64>(remainderB + 8 * top)) == 0) top--;
    let a: i64, b: i64;
    if (top >= 2) {
      const lead = min<i64>(clz<i64>(load<i64>(remainderA + 8 * top) | load<i64>(remainderB + 8 * top)) - 34, 28);
      a = leading(remainderA, top, lead);
      b = leading(remainderB, top, lead);
    } else {
      a = load<i64>(remainderA);
      b = load<i64>(remainderB);
      if (top == 1) {
        a |= load<i64>(remainderA, 8) << 30;
        b |= load<i64>(remainderB, 8) << 30;
      }
      if (b == 0) {
        // a = gcd(p, x): 1, or p when x = 0
        if (a != 1) break;
        finish(z, size);
        return;
      }
    }
    let a0: i64 = 1,
      a1: i64 = 0,
      b0: i64 = 0,
      b1: i64 = 1;
    if (a < b) {
      const t = a;
      a = b;
      b = t;
      a0 = 0;
      a1 = 1;
      b0 = 1;
      b1 = 0;
    }
    let steps = 0;
    while (b != 0) {
      const q = <i64>(<u64>a / <u64>b);
      if (q >= LIMIT) break;
      const c0 = a0 - q * b0,
        c1 = a1 - q * b1;
      if (c0 > LIMIT || c0 < -LIMIT || c1 > LIMIT || c1 < -LIMIT) break;
      const r = a - q * b;
      a0 = b0;
      a1 = b1;
      b0 = c0;
      b1 = c1;
      a = b;
      b = r;
      steps++;
    }
    if (steps == 0) break;
    let carryA: i64 = 0,
      carryB: i64 = 0;
    for (let at: usize = 0; at <= 8 * top; at += 8) {
      const s = load<i64>(remainderA + at),
        t = load<i64>(remainderB + at);
      carryA += a0 * s + a1 * t;
      carryB += b0 * s + b1 * t;
      store<i64>(remainderA + at, carryA & MASK);
      store<i64>(remainderB + at, carryB & MASK);
      carryA >>= 30;
      carryB >>= 30;
    }
    let nextA: i64 = 0,
      nextB: i64 = 0;
    for (let at: usize = 0; at < 8 * size; at += 8) {
      const s = load<i64>(cofactorU + at),
        t = load<i64>(cofactorV + at);
      nextA += a0 * s + a1 * t;
      nextB += b0 * s + b1 * t;
      store<i64>(cofactorU + at, nextA & MASK);
      store<i64>(cofactorV + at, nextB & MASK);
      nextA >>= 30;
      nextB >>= 30;
    }
    store<i64>(cofactorU + 8 * size, nextA);
    store<i64>(cofactorV + 8 * size, nextB);
    size++;
    if (carryA < 0) {
      negate(remainderA, top + 1);
      store<i64>(remainderA + 8 * top, load<i64>(remainderA + 8 * top) & MASK);
      negate(cofactorU, size);
    }
    if (carryB < 0) {
      negate(remainderB, top + 1);
      store<i64>(remainderB + 8 * top, load<i64>(remainderB + 8 * top) & MASK);
      negate(cofactorV, size);
    }
  }
  fpInv(z, x);
}

/** z = the cofactor u mod p, |u| < 2p: limbs to words, plus p when negative. */
function finish(z: usize, size: usize): void {
  // signed limbs to two's complement words; a sum of shifted limbs cannot carry across words since limbs 0..12 are 30 bits
  for (let i: usize = size; i < 14; i++) {
    // spread the signed top limb
    const high = load<i64>(cofactorU + 8 * (i - 1));
    store<i64>(cofactorU + 8 * (i - 1), high & MASK);
    store<i64>(cofactorU + 8 * i, high >> 30);
  }
  const negative = load<i64>(cofactorU + 8 * (max<usize>(size, 14) - 1)) < 0;
  for (let i: usize = 0, bit: usize = 0; i < 6; i++, bit += 64) {
    let word: u64 = 0;
    for (let j: usize = bit / 30; j < 14 && j * 30 < bit + 64; j++) {
      const limb = load<u64>(cofactorU + 8 * j) & MASK,
        shift = <i32>(j * 30) - <i32>bit;
      word |= shift >= 0 ? limb << shift : limb >> -shift;
    }
    store<u64>(words + 8 * i, word);
  }
  if (negative) {
    let carry: u64 = 0;
    for (let i: usize = 0; i < 48; i += 8) {
      const limb = load<u64>(words + i),
        sum = limb + load<u64>(P_WORDS + i),
        total = sum + carry;
      carry = u64(sum < limb) + u64(total < sum);
      store<u64>(words + i, total);
    }
  }
  fpFromWords(z, words);
}
