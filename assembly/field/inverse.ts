// Inverses in Fp, twice: in a fixed sequence of operations for secrets, and faster in variable time for public data.
// Both work on the canonical integer in 13 limbs of 30 bits, one i64 each, so that a limb times a 30-bit matrix entry
// and a carry fit.
//
// Fixed sequence: Bernstein-Yang division steps (2019/266) in the half-delta variant of Wuille, 879 of which suffice
// for 381 bits ((45907 * 381 + 26313) / 19929); 30 rounds of 30 steps, each a transition matrix found from the low bits
// and then applied to the remainders f, g and, modulo p, to the cofactors d, e, as in libsecp256k1's safegcd notes.
// Pornin's packing (2020/972) keeps a row of the matrix in one word.
//
// Variable time: Lehmer's Euclid. Each round runs Euclid on the leading 62 bits of the two remainders while the
// quotient matrix fits 30 bits, then applies the matrix to the remainders and to the cofactors (Knuth, TAOCP 2, 4.5.2
// L; here without the exact quotient test: a quotient that is off by a unit keeps the matrix unimodular and the
// invariants a = u x, b = v x (mod p) true, only a sign may turn). About 14 rounds of 18 quotients. Remainders of very
// unequal sizes (tiny x) make no progress and go the other way.
import { P_INVERSE_30, P_LIMBS, P_WORDS } from "../constants";
import { countInversion } from "../kernel/count";
import { copy, equalLanes, fpFromWords, fpToWords, ONE } from "../kernel/index";

const LIMIT: i64 = 1 << 30;
const MASK: i64 = (1 << 30) - 1;
const MOST_ROUNDS = 22;
const TOP: usize = 12 * 8;

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

/** words = the low 384 bits of 13 limbs, the top one signed or not. */
function wordsFromLimbs(limbs: usize): void {
  for (let i: usize = 0, bit: usize = 0; i < 6; i++, bit += 64) {
    let word: u64 = 0;
    for (let j: usize = bit / 30; j < 13 && j * 30 < bit + 64; j++) {
      const limb = load<u64>(limbs + 8 * j),
        shift = <i32>(j * 30) - <i32>bit;
      word |= shift >= 0 ? limb << shift : limb >> -shift;
    }
    store<u64>(words + 8 * i, word);
  }
}

/** z = 1/x in lane 0, lane 1 := 0; 0 for 0. Fixed sequence, for secret x. About 50 Fp multiplications. */
export function fpInv(z: usize, x: usize): void {
  if (isDefined(COUNT_OPERATIONS)) countInversion();
  const f = remainderA,
    g = remainderB,
    d = cofactorU,
    e = cofactorV;
  fpToWords(words, x);
  memory.copy(f, P_LIMBS, 104);
  limbsFromWords(g, words);
  memory.fill(d, 0, 104);
  memory.fill(e, 0, 104);
  store<i64>(e, 1);
  let zeta: i64 = -1; // -(delta + 1/2)
  for (let round = 0; round < 30; round++) {
    // 30 division steps on the low bits; (u, v) and (q, r) packed as u + 2^32 v: every step is linear in a row
    let f0 = load<i64>(f) | (load<i64>(f, 8) << 30),
      g0 = load<i64>(g) | (load<i64>(g, 8) << 30),
      uv: i64 = 1,
      qr: i64 = 1 << 32;
    for (let step = 0; step < 30; step++) {
      const odd = -(g0 & 1),
        negative = zeta >> 63;
      g0 += ((f0 ^ negative) - negative) & odd;
      qr += ((uv ^ negative) - negative) & odd;
      const swap = negative & odd;
      zeta = (zeta ^ swap) - 1;
      f0 += g0 & swap;
      uv += qr & swap;
      g0 >>= 1;
      uv <<= 1;
    }
    const u = <i64>(<i32>uv),
      v = (uv - u) >> 32,
      q = <i64>(<i32>qr),
      r = (qr - q) >> 32;
    // (f, g) = (u f + v g, q f + r g) / 2^30
    let s = load<i64>(f),
      t = load<i64>(g);
    let carryF = (u * s + v * t) >> 30,
      carryG = (q * s + r * t) >> 30;
    for (let at: usize = 8; at <= TOP; at += 8) {
      s = load<i64>(f + at);
      t = load<i64>(g + at);
      carryF += u * s + v * t;
      carryG += q * s + r * t;
      store<i64>(f + at - 8, carryF & MASK);
      store<i64>(g + at - 8, carryG & MASK);
      carryF >>= 30;
      carryG >>= 30;
    }
    store<i64>(f, carryF, TOP);
    store<i64>(g, carryG, TOP);
    // (d, e) = (u d + v e, q d + r e) / 2^30 mod p, kept within (-2p, p)
    const signD = load<i64>(d, TOP) >> 63,
      signE = load<i64>(e, TOP) >> 63;
    let addD = (u & signD) + (v & signE),
      addE = (q & signD) + (r & signE);
    s = load<i64>(d);
    t = load<i64>(e);
    let carryD = u * s + v * t,
      carryE = q * s + r * t;
    addD -= (<i64>P_INVERSE_30 * carryD + addD) & MASK;
    addE -= (<i64>P_INVERSE_30 * carryE + addE) & MASK;
    const p0 = load<i64>(P_LIMBS);
    carryD = (carryD + p0 * addD) >> 30;
    carryE = (carryE + p0 * addE) >> 30;
    for (let at: usize = 8; at <= TOP; at += 8) {
      s = load<i64>(d + at);
      t = load<i64>(e + at);
      const p = load<i64>(P_LIMBS + at);
      carryD += u * s + v * t + p * addD;
      carryE += q * s + r * t + p * addE;
      store<i64>(d + at - 8, carryD & MASK);
      store<i64>(e + at - 8, carryE & MASK);
      carryD >>= 30;
      carryE >>= 30;
    }
    store<i64>(d, carryD, TOP);
    store<i64>(e, carryE, TOP);
  }
  // f = +-1 (p for x = 0) and d = +-1/x in (-2p, p): 2p +- d is positive and below 2^384
  const sign = load<i64>(f, TOP) >> 63;
  let carry: i64 = 0;
  for (let at: usize = 0; at <= TOP; at += 8) {
    carry += (load<i64>(d + at) ^ sign) - sign + 2 * load<i64>(P_LIMBS + at);
    store<i64>(d + at, at < TOP ? carry & MASK : carry);
    carry >>= 30;
  }
  wordsFromLimbs(d);
  fpFromWords(z, words);
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
  if (isDefined(COUNT_OPERATIONS)) countInversion();
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

/** z = the cofactor u mod p, |u| < 2p, of `size` limbs with the top one signed. */
function finish(z: usize, size: usize): void {
  for (let i: usize = size; i < 13; i++) {
    // spread the signed top limb
    const high = load<i64>(cofactorU + 8 * (i - 1));
    store<i64>(cofactorU + 8 * (i - 1), high & MASK);
    store<i64>(cofactorU + 8 * i, high >> 30);
  }
  // limbs above the thirteenth are its sign and little more
  for (let i = max<usize>(size, 13) - 1; i > 12; i--) {
    const at = cofactorU + 8 * i;
    store<i64>(at - 8, load<i64>(at - 8) + (load<i64>(at) << 30));
  }
  let carry: i64 = 0;
  for (let at: usize = 0; at <= TOP; at += 8) {
    carry += load<i64>(cofactorU + at) + 2 * load<i64>(P_LIMBS + at);
    store<i64>(cofactorU + at, at < TOP ? carry & MASK : carry);
    carry >>= 30;
  }
  wordsFromLimbs(cofactorU);
  fpFromWords(z, words);
}
