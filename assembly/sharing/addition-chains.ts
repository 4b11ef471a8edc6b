// Short ways to multiply a point by a small public integer: addition-subtraction chains as programs of batch
// operations.
//
// A program works on one running point and a few saved ones:
//   SAVE l      base[l] := point         DOUBLE        point := 2 point
//   ADD l       point += base[l]         SUBTRACT l    point -= base[l]
//   TWICE_ADD l, TWICE_SUBTRACT l        point := 2 point +- base[l], cheaper than in two steps (double-add.ts)
// Chains come from dynamic programming over x < 4096: the best of x = 2 y, x = y +- 1, x = 2 y +- 1 and x = a b
// (multiply by b, then the result by a), counting what the operations cost. They save a tenth or more of the
// non-adjacent form's cost. The leading 12 bits of longer integers are treated that way, the rest by the non-adjacent
// form.
//
// "2 y +- 1" is not used for y = 1: 2P + P as (P + P) + P would begin with equal points.

import { CHAIN_COSTS as costs, CHAIN_DEPTHS as depths, CHAIN_WAYS as ways } from "../kept";

/** Bytes of a program: the number of operations, the cost, the operations. */
export const PROGRAM: usize = 64;
/** Where the operations begin. */
export const FIRST: usize = 4;
/** Points that a program may save at a time. */
export const LEVELS: i32 = 4;

export const SAVE: u8 = 1;
export const DOUBLE: u8 = 2;
export const ADD: u8 = 3;
export const SUBTRACT: u8 = 4;
export const TWICE_ADD: u8 = 5;
export const TWICE_SUBTRACT: u8 = 6;

/** Costs in hundredths of an addition. */
const DOUBLE_COST: u32 = 114;
const ADD_COST: u32 = 100;
const TWICE_ADD_COST: u32 = 188;

const LIMIT: u32 = 4096;
const FACTOR: u32 = 8;
let ready = false;

// @ts-ignore: decorator
@inline
function costOf(x: u32): u32 {
  return load<u16>(costs + 2 * <usize>x);
}

// @ts-ignore: decorator
@inline
function depthOf(x: u32): u32 {
  return load<u8>(depths + <usize>x);
}

function offer(x: u32, cost: u32, way: u32, depth: u32): void {
  if (cost >= costOf(x) || depth >= <u32>LEVELS) return;
  store<u16>(costs + 2 * <usize>x, <u16>cost);
  store<u16>(ways + 2 * <usize>x, <u16>way);
  store<u8>(depths + <usize>x, <u8>depth);
}

/** The best way to x from smaller integers, and for odd x from x + 1. */
function choose(x: u32): void {
  if (x & 1) {
    offer(x, costOf(x - 1) + ADD_COST, ADD, depthOf(x - 1));
    offer(x, costOf(x + 1) + ADD_COST, SUBTRACT, depthOf(x + 1));
    const half = x >> 1;
    if (half > 1) offer(x, costOf(half) + TWICE_ADD_COST, TWICE_ADD, depthOf(half));
    offer(x, costOf(half + 1) + TWICE_ADD_COST, TWICE_SUBTRACT, depthOf(half + 1));
  } else {
    offer(x, costOf(x >> 1) + DOUBLE_COST, DOUBLE, depthOf(x >> 1));
  }
  for (let a: u32 = 3; a * a <= x; a++) {
    if (x % a) continue;
    const b = x / a;
    // x = a (b P) and b (a P): the second chain runs one level deeper, as the first one's base may still be needed
    offer(x, costOf(a) + costOf(b), FACTOR + a, max(depthOf(b), depthOf(a) + 1));
    offer(x, costOf(a) + costOf(b), FACTOR + b, max(depthOf(a), depthOf(b) + 1));
  }
}

function prepare(): void {
  memory.fill(costs, 0xff, 2 * 4098);
  store<u16>(costs, 0, 2);
  offer(2, DOUBLE_COST, DOUBLE, 0);
  for (let x: u32 = 4; x <= LIMIT; x += 2) {
    choose(x);
    choose(x - 1);
  }
  ready = true;
}

let end: usize = 0;
let total: u32 = 0;

function emit(operation: u8, level: i32, cost: u32): void {
  store<u8>(end++, <u8>((level << 4) | (<i32>operation)));
  total += cost;
}

/** Emits the chain of x < LIMIT on the running point; its base is kept at `level`. */
function emitChain(x: u32, level: i32): void {
  if (x == 1) return;
  if ((x & (x - 1)) != 0) emit(SAVE, level, 0);
  emitSteps(x, level);
}

function emitSteps(x: u32, level: i32): void {
  if (x == 1) return;
  const way = <u32>load<u16>(ways + 2 * <usize>x);
  if (way >= FACTOR) {
    const a = way - FACTOR;
    emitSteps(x / a, level);
    emitChain(a, level + 1);
    return;
  }
  if (way == DOUBLE) {
    emitSteps(x >> 1, level);
    emit(DOUBLE, 0, DOUBLE_COST);
  } else if (way == ADD) {
    emitSteps(x - 1, level);
    emit(ADD, level, ADD_COST);
  } else if (way == SUBTRACT) {
    emitSteps(x + 1, level);
    emit(SUBTRACT, level, ADD_COST);
  } else {
    emitSteps((x + i32(way == TWICE_SUBTRACT)) >> 1, level);
    emit(<u8>way, level, TWICE_ADD_COST);
  }
}

/** Writes a program that multiplies by 0 < x < 2^30; returns its cost in additions. */
export function makeProgram(program: usize, x: u32): f64 {
  if (!ready) prepare();
  end = program + FIRST;
  total = 0;
  // x = head 2^n + digits of the non-adjacent form
  let head = x;
  let count = 0;
  let digits: u64 = 0; // two bits each, the last one lowest: 0, 1, or 2 for -1
  while (head >= LIMIT) {
    let digit: u64 = 0;
    if (head & 1) {
      digit = head & 2 ? 2 : 1;
      head = digit == 1 ? head - 1 : head + 1;
    }
    head >>= 1;
    digits |= digit << (count << 1);
    count++;
  }
  if (count > 0) {
    emit(SAVE, 0, 0);
    emitSteps(head, 0);
  } else emitChain(x, 0);
  while (--count >= 0) {
    const digit = (digits >> (count << 1)) & 3;
    if (digit == 0) emit(DOUBLE, 0, DOUBLE_COST);
    else emit(digit == 1 ? TWICE_ADD : TWICE_SUBTRACT, 0, TWICE_ADD_COST);
  }
  store<u8>(program, <u8>(end - program - FIRST));
  return <f64>total / 100.0;
}
