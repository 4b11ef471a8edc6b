// The portable representation: 13 limbs of 30 bits, signed and balanced, one i32 each, Montgomery radix R = 2^390.
// Lane 0 lies at +0, lane 1 at +64; the last 12 bytes of a lane are padding and never read.
// Reduced: every limb but the top one within [-2^29, 2^29], and |value| <= 0.51 p.

const LIMBS: usize = 13;
const LANE: usize = 64;

// p in balanced 30-bit limbs
const P: usize = memory.data<i32>(
  [-21845, -402915328, 356515836, -352321620, -252304353, 55215067, 288093811, 316751073, -321428361, 517541167, -375082566, -91332614, 1704210, 0, 0, 0],
  16,
);
// R^2 mod p
const R_SQUARED: usize = memory.data<i32>(
  [84958308, 320669453, -336452545, -23350980, 68258640, -130586467, 277172093, -144228653, 171105485, -419190883, -282802362, -41659541, -694179, 0, 0, 0],
  16,
);
const INTEGER_ONE: usize = memory.data<i32>([1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], 16);
// -p^-1 mod 2^30
const MINUS_P_INVERSE: i64 = -196611;

/** The pair (1, 0). */
export const ONE: usize = memory.data<i32>(
  [13762350, 433586176, -192935228, -301937177, 37952645, -425753694, -36732706, 162803105, -437337492, 366579475, 78814996, -442511456, 89578, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
  16,
);
/** The pair (1, 1). */
export const ONES: usize = memory.data<i32>(
  [13762350, 433586176, -192935228, -301937177, 37952645, -425753694, -36732706, 162803105, -437337492, 366579475, 78814996, -442511456, 89578, 0, 0, 0,
    13762350, 433586176, -192935228, -301937177, 37952645, -425753694, -36732706, 162803105, -437337492, 366579475, 78814996, -442511456, 89578, 0, 0, 0],
  16,
);

const columns: usize = memory.data(27 * 8, 16);
const sum: usize = memory.data(16 * 8, 16);
const pair0: usize = memory.data(128, 16);
const pair1: usize = memory.data(128, 16);
const pair2: usize = memory.data(128, 16);

// @ts-ignore: decorator
@inline
function balanced(t: i64): i64 {
  return (t << 34) >> 34;
}

function mulLane(z: usize, x: usize, y: usize): void {
  memory.fill(columns, 0, 27 * 8);
  for (let i: usize = 0; i < LIMBS; i++) {
    const a = i64.load32_s(x + 4 * i);
    for (let j: usize = 0; j < LIMBS; j++) {
      const at = columns + 8 * (i + j);
      store<i64>(at, load<i64>(at) + a * i64.load32_s(y + 4 * j));
    }
  }
  for (let i: usize = 0; i < LIMBS; i++) {
    const q = balanced(load<i64>(columns + 8 * i) * MINUS_P_INVERSE);
    for (let j: usize = 0; j < LIMBS; j++) {
      const at = columns + 8 * (i + j);
      store<i64>(at, load<i64>(at) + q * i64.load32_s(P + 4 * j));
    }
    const next = columns + 8 * (i + 1);
    store<i64>(next, load<i64>(next) + (load<i64>(columns + 8 * i) >> 30));
  }
  carryInto(z, columns + 8 * LIMBS);
}

function carryInto(z: usize, wide: usize): void {
  let carry: i64 = 0;
  for (let i: usize = 0; i < LIMBS - 1; i++) {
    const t = load<i64>(wide + 8 * i) + carry;
    const low = balanced(t);
    carry = (t - low) >> 30;
    i64.store32(z + 4 * i, low);
  }
  i64.store32(z + 48, load<i64>(wide + 96) + carry);
}

// a linear combination ka*a + kb*b + kc*c + kd*d of lanes, carried and weakly reduced
function combine(z: usize, a: usize, ka: i64, b: usize, kb: i64, c: usize, kc: i64, d: usize, kd: i64): void {
  for (let i: usize = 0; i < LIMBS; i++) {
    store<i64>(
      sum + 8 * i,
      ka * i64.load32_s(a + 4 * i) + kb * i64.load32_s(b + 4 * i) + kc * i64.load32_s(c + 4 * i) + kd * i64.load32_s(d + 4 * i),
    );
  }
  const top = load<i64>(sum + 96) + (load<i64>(sum + 88) >> 30);
  const q = <i64>nearest(<f64>top / 1704209.2);
  for (let i: usize = 0; i < LIMBS; i++) {
    store<i64>(sum + 8 * i, load<i64>(sum + 8 * i) - q * i64.load32_s(P + 4 * i));
  }
  carryInto(z, sum);
}

export function fpMul(z: usize, x: usize, y: usize): void {
  mulLane(z, x, y);
}
export function fpSqr(z: usize, x: usize): void {
  mulLane(z, x, x);
}
export function lanesMul(z: usize, x: usize, y: usize): void {
  mulLane(z, x, y);
  mulLane(z + LANE, x + LANE, y + LANE);
}
export function lanesSqr(z: usize, x: usize): void {
  lanesMul(z, x, x);
}
export function fp2Mul(z: usize, x: usize, y: usize): void {
  mulLane(pair0, x, y);
  mulLane(pair0 + LANE, x + LANE, y + LANE);
  mulLane(pair1, x, y + LANE);
  mulLane(pair1 + LANE, x + LANE, y);
  combine(z, pair0, 1, pair0 + LANE, -1, x, 0, x, 0);
  combine(z + LANE, pair1, 1, pair1 + LANE, 1, x, 0, x, 0);
}
export function fp2Sqr(z: usize, x: usize): void {
  fp2Mul(z, x, x);
}

export function fpAdd(z: usize, x: usize, y: usize): void {
  combine(z, x, 1, y, 1, x, 0, x, 0);
}
export function fpSub(z: usize, x: usize, y: usize): void {
  combine(z, x, 1, y, -1, x, 0, x, 0);
}
export function fpNeg(z: usize, x: usize): void {
  combine(z, x, -1, x, 0, x, 0, x, 0);
}
export function fpDbl(z: usize, x: usize): void {
  combine(z, x, 2, x, 0, x, 0, x, 0);
}
export function fpMulSmall(z: usize, x: usize, k: i32): void {
  combine(z, x, k, x, 0, x, 0, x, 0);
}
export function fpSubSub(z: usize, a: usize, b: usize, c: usize): void {
  combine(z, a, 1, b, -1, c, -1, a, 0);
}

export function add(z: usize, x: usize, y: usize): void {
  fpAdd(z, x, y);
  fpAdd(z + LANE, x + LANE, y + LANE);
}
export function sub(z: usize, x: usize, y: usize): void {
  fpSub(z, x, y);
  fpSub(z + LANE, x + LANE, y + LANE);
}
export function neg(z: usize, x: usize): void {
  fpNeg(z, x);
  fpNeg(z + LANE, x + LANE);
}
export function dbl(z: usize, x: usize): void {
  fpDbl(z, x);
  fpDbl(z + LANE, x + LANE);
}
export function mulSmall(z: usize, x: usize, k: i32): void {
  fpMulSmall(z, x, k);
  fpMulSmall(z + LANE, x + LANE, k);
}
export function subSub(z: usize, a: usize, b: usize, c: usize): void {
  fpSubSub(z, a, b, c);
  fpSubSub(z + LANE, a + LANE, b + LANE, c + LANE);
}
export function addAdd(z: usize, a: usize, b: usize, c: usize): void {
  combine(z, a, 1, b, 1, c, 1, a, 0);
  combine(z + LANE, a + LANE, 1, b + LANE, 1, c + LANE, 1, a, 0);
}

export function mulXi(z: usize, x: usize): void {
  combine(pair0, x, 1, x + LANE, -1, x, 0, x, 0);
  combine(z + LANE, x, 1, x + LANE, 1, x, 0, x, 0);
  memory.copy(z, pair0, LANE);
}
export function conj(z: usize, x: usize): void {
  memory.copy(z, x, LANE);
  fpNeg(z + LANE, x + LANE);
}
export function mulByU(z: usize, x: usize): void {
  fpNeg(pair0, x + LANE);
  memory.copy(z + LANE, x, LANE);
  memory.copy(z, pair0, LANE);
}
export function addXi(z: usize, a: usize, b: usize): void {
  mulXi(pair2, b);
  add(z, a, pair2);
}
export function subXi(z: usize, a: usize, b: usize): void {
  mulXi(pair2, b);
  sub(z, a, pair2);
}
export function karatsuba0(z: usize, a: usize, b: usize, c: usize, d: usize): void {
  subSub(pair1, b, c, d);
  addXi(z, a, pair1);
}
export function karatsuba1(z: usize, b: usize, c: usize, d: usize, a: usize): void {
  subSub(pair1, b, c, d);
  addXi(z, pair1, a);
}
export function karatsuba2(z: usize, b: usize, c: usize, d: usize, a: usize): void {
  combine(z, b, 1, c, -1, d, -1, a, 1);
  combine(z + LANE, b + LANE, 1, c + LANE, -1, d + LANE, -1, a + LANE, 1);
}
export function tripleMinusDouble(z: usize, t: usize, x: usize): void {
  combine(z, t, 3, x, -2, x, 0, x, 0);
  combine(z + LANE, t + LANE, 3, x + LANE, -2, x, 0, x, 0);
}
export function triplePlusDouble(z: usize, t: usize, x: usize): void {
  combine(z, t, 3, x, 2, x, 0, x, 0);
  combine(z + LANE, t + LANE, 3, x + LANE, 2, x, 0, x, 0);
}

export function swapLanes(z: usize, x: usize): void {
  memory.copy(pair0, x, LANE);
  memory.copy(z, x + LANE, LANE);
  memory.copy(z + LANE, pair0, LANE);
}
export function splatLane0(z: usize, x: usize): void {
  memory.copy(z, x, LANE);
  memory.copy(z + LANE, x, LANE);
}
export function splatLane1(z: usize, x: usize): void {
  memory.copy(z, x + LANE, LANE);
  memory.copy(z + LANE, x + LANE, LANE);
}
export function mergeLanes(z: usize, x: usize, y: usize): void {
  memory.copy(pair0, y, LANE);
  memory.copy(z, x, LANE);
  memory.copy(z + LANE, pair0, LANE);
}
export function lane1ToLane0(z: usize, x: usize): void {
  memory.copy(z, x + LANE, LANE);
}
export function packLanes(packed0: usize, packed1: usize, x: usize): void {
  memory.copy(packed0, x, LANE);
  memory.copy(packed1, x + LANE, LANE);
}
export function unpackLanes(z: usize, packed0: usize, packed1: usize): void {
  memory.copy(z, packed0, LANE);
  memory.copy(z + LANE, packed1, LANE);
}
export function packLane0(packed: usize, x: usize): void {
  memory.copy(packed, x, LANE);
}
export function unpackSplat(z: usize, packed: usize): void {
  memory.copy(z, packed, LANE);
  memory.copy(z + LANE, packed, LANE);
}

export function fpToWords(w: usize, x: usize): void {
  mulLane(pair0, x, INTEGER_ONE);
  // unsigned digits of the signed integer, then p once more where it is negative
  let carry: i64 = 0;
  for (let i: usize = 0; i < LIMBS; i++) carry = (carry + i64.load32_s(pair0 + 4 * i)) >> 30;
  const addend = carry >> 63;
  carry = 0;
  for (let i: usize = 0; i < 6; i++) store<u64>(w + 8 * i, 0);
  for (let i: usize = 0; i < LIMBS; i++) {
    carry += i64.load32_s(pair0 + 4 * i) + (addend & i64.load32_s(P + 4 * i));
    const digit = carry & 0x3fffffff;
    carry >>= 30;
    const bit = 30 * i;
    const at = w + ((bit >> 6) << 3);
    store<u64>(at, load<u64>(at) | (digit << (bit & 63)));
    if ((bit & 63) > 34 && bit < 354) store<u64>(at + 8, digit >> (64 - (bit & 63)));
  }
}
export function toWords(w0: usize, w1: usize, x: usize): void {
  fpToWords(w0, x);
  fpToWords(w1, x + LANE);
}

function laneFromWords(z: usize, w: usize): void {
  for (let i: usize = 0; i < LIMBS; i++) {
    const bit = 30 * i;
    const at = w + ((bit >> 6) << 3);
    let digit = load<u64>(at) >> (bit & 63);
    if ((bit & 63) > 34 && bit < 354) digit |= load<u64>(at + 8) << (64 - (bit & 63));
    store<i64>(columns + 8 * i, digit & 0x3fffffff);
  }
  carryInto(pair0, columns);
  mulLane(z, pair0, R_SQUARED);
}
export function fromWords(z: usize, w0: usize, w1: usize): void {
  laneFromWords(pair1, w0);
  laneFromWords(z + LANE, w1);
  memory.copy(z, pair1, LANE);
}
export function fpFromWords(z: usize, w: usize): void {
  laneFromWords(z, w);
  memory.fill(z + LANE, 0, LANE);
}

function isZeroLane(x: usize): i32 {
  let any: i32 = 0;
  for (let i: usize = 0; i < LIMBS; i++) any |= load<i32>(x + 4 * i);
  return i32(any == 0);
}
export function zeroLanes(x: usize): i32 {
  return isZeroLane(x) | (isZeroLane(x + LANE) << 1);
}
export function equalLanes(x: usize, y: usize): i32 {
  sub(pair0, x, y);
  return zeroLanes(pair0);
}
