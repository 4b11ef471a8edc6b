// The machines with i64x2 vectors: two columns of a product, or two limbs with room above them, at a time.
// A pair of columns is two lanes of 64 bits. Like the i64 values it is a ring that may wrap on the way: the interval machine follows
// the true integers and checks that they fit before a shift and where limbs are narrowed to 32 bits.

import { place } from "./integer-machine.mjs";
import { interval, multiplyIntervals } from "./interval.mjs";
import { VectorIntervals, VectorPrinter, VectorValues } from "./vector-machine.mjs";

const [TWO_32, TWO_63] = [1n << 32n, 1n << 63n];

/** A constant pair: where it lies in the generated table, and its two lanes, which are written there as four words of 32 bits. */
export function pairConstant(offset, lanes) {
  const words = lanes.flatMap((lane) => [lane, lane >> 32n]).map((word) => BigInt.asIntN(32, word));
  return { offset, lanes, words };
}

/**
 * The constants of a rounding shift by `bits`: a bias that makes every lane positive and rounds, what it leaves behind after the shift,
 * and half and mask of the remainder; `topHalf` and `topMask` leave lane 1 as it is.
 */
export function roundingConstants(offset, bits) {
  const [unit, half] = [1n << BigInt(bits), 1n << BigInt(bits - 1)];
  const all = { bias: [TWO_63 + half], unbias: [TWO_63 / unit], half: [half], mask: [unit - 1n] };
  const top = { topHalf: [half, 0n], topMask: [unit - 1n, -1n] };
  return Object.fromEntries(
    Object.entries({ ...all, ...top }).map(([name, [low, high = low]], i) => [
      name,
      pairConstant(offset + 16 * i, [low, high]),
    ]),
  );
}

export class ColumnPrinter extends VectorPrinter {
  /** (limb, 0, 0, 0) */
  vectorLimb(name, { pointer, offset }) {
    return this.vector(name, `v128.load32_zero(${pointer}, ${offset})`);
  }
  /** A limb in all four lanes. */
  vectorSplatLimb(name, { pointer, offset }) {
    return this.vector(name, `v128.load32_splat(${pointer}, ${offset})`);
  }
  /** Lane `lane` of `a` in all four lanes. */
  vectorSplatLane(name, a, lane) {
    const bytes = [0, 1, 2, 3].map((byte) => 4 * lane + byte);
    return this.vector(name, `i8x16.shuffle(${this.use(a)}, ${this.use(a)}, ${Array(4).fill(bytes).join(", ")})`);
  }
  /** Every lane moved down by `by`: (a[by], …, a[3], above[0], …). Without `above` zeros come in. */
  vectorMoveDown(name, a, by, above) {
    const bytes = Array.from({ length: 16 }, (_, i) => 4 * by + i);
    const next = above ? this.use(above) : "i64x2.splat(0)";
    return this.vector(name, `i8x16.shuffle(${this.use(a)}, ${next}, ${bytes.join(", ")})`);
  }
  pairAdd(name, a, b) {
    return this.vector(name, `i64x2.add(${this.use(a)}, ${this.use(b)})`);
  }
  pairSubtract(name, a, b) {
    return this.vector(name, `i64x2.sub(${this.use(a)}, ${this.use(b)})`);
  }
  /** sum + the products of the low (or the high) lanes of a and b; without `sum` the products alone. */
  pairMultiplyAdd(name, sum, a, b, high) {
    const products = `i64x2.extmul_${high ? "high" : "low"}_i32x4_s(${this.use(a)}, ${this.use(b)})`;
    return this.vector(name, sum === undefined ? products : `i64x2.add(${this.use(sum)}, ${products})`);
  }
  /** (value, 0) */
  pairOf(name, value) {
    return this.vector(name, `i64x2.replace_lane(i64x2.splat(0), 0, ${this.use(value)})`);
  }
  /** Every lane rounded to a multiple of 2^bits, divided by it; `rounding`: the constants for these bits. */
  pairShiftRound(name, a, rounding, bits) {
    const biased = `i64x2.add(${this.use(a)}, v128.load(CONSTANTS, ${rounding.bias.offset}))`;
    const unbias = `v128.load(CONSTANTS, ${rounding.unbias.offset})`;
    return this.vector(name, `i64x2.sub(i64x2.shr_u(${biased}, ${bits}), ${unbias})`);
  }
  /** a - carry 2^bits, where carry = pairShiftRound(a); with `top` lane 1 is left as it is. */
  pairRemainder(name, a, _carry, rounding, { top = false } = {}) {
    const [half, mask] = top ? [rounding.topHalf, rounding.topMask] : [rounding.half, rounding.mask];
    const masked = `v128.and(i64x2.add(${this.use(a)}, v128.load(CONSTANTS, ${half.offset})), v128.load(CONSTANTS, ${mask.offset}))`;
    return this.vector(name, `i64x2.sub(${masked}, v128.load(CONSTANTS, ${half.offset}))`);
  }
  /** Every lane moved up by one: (below[1], a[0]). Without `below` a zero comes in. */
  pairMoveUp(name, a, below) {
    const first = below ? this.use(below) : "i64x2.splat(0)";
    return this.vector(
      name,
      `i8x16.shuffle(${first}, ${this.use(a)}, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23)`,
    );
  }
  /** The four lanes of two pairs, as limbs of 32 bits. */
  pairsToVector(name, a, b) {
    return this.vector(
      name,
      `i8x16.shuffle(${this.use(a)}, ${this.use(b)}, 0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27)`,
    );
  }
  /** Keeps a pair in memory, its lanes in `slot` and the one after, until `restore` or `pairRestore`. */
  pairSave(slot, value) {
    this.statement(`v128.store(COLUMNS, ${this.use(value)}, ${8 * slot})`);
  }
  pairRestore(name, slot) {
    return this.vector(name, `v128.load(COLUMNS, ${8 * slot})`);
  }
  /** One lane of a pair kept in memory, as an i64. */
  restore(name, slot) {
    return this.define(name, `load<i64>(COLUMNS, ${8 * slot})`);
  }
  /** A store that is never read: no compiler moves the value's computation behind it (V8's TurboFan and binaryen would). */
  anchor(value) {
    this.statement(`v128.store(ANCHOR, ${this.use(value)})`);
  }
  /** The limbs at a place, to claim something about them: nothing is printed. */
  limbs() {
    return [];
  }
  pairEqualsProducts(value) {
    return value;
  }
}

const PAIR = [0, 1];
const readLimbs = (m, { pointer, offset }) =>
  Array.from({ length: m.field.count }, (_, i) => m.load("", place(pointer, offset + 4 * i)));

export class ColumnIntervals extends VectorIntervals {
  saved = new Map();

  vectorLimb(name, at) {
    const zero = interval(0n, 0n);
    return { lanes: [this.load(name, at), zero, zero, zero] };
  }
  vectorSplatLimb(name, at) {
    return { lanes: Array(4).fill(this.load(name, at)) };
  }
  vectorSplatLane(_name, a, lane) {
    return { lanes: Array(4).fill(a.lanes[lane]) };
  }
  vectorMoveDown(_name, a, by, above) {
    const next = above ? above.lanes : Array(4).fill(interval(0n, 0n));
    return { lanes: [...a.lanes, ...next].slice(by, by + 4) };
  }
  pair(vectors, compute) {
    return { lanes: PAIR.map((i) => compute(...vectors.map((vector) => vector.lanes[i]))) };
  }
  pairAdd(_name, a, b) {
    return this.pair([a, b], (u, v) => interval(u.low + v.low, u.high + v.high));
  }
  pairSubtract(_name, a, b) {
    return this.pair([a, b], (u, v) => interval(u.low - v.high, u.high - v.low));
  }
  pairMultiplyAdd(name, sum, a, b, high) {
    const lanes = PAIR.map((i) => i + (high ? 2 : 0)).map((i) => multiplyIntervals(a.lanes[i], b.lanes[i]));
    return sum === undefined ? { lanes } : this.pairAdd(name, sum, { lanes });
  }
  pairOf(_name, value) {
    return { lanes: [value, interval(0n, 0n)] };
  }
  pairShiftRound(name, a, { bias, unbias }, bits) {
    if (bias.lanes[0] !== TWO_63 + (1n << BigInt(bits - 1)) || unbias.lanes[0] !== TWO_63 >> BigInt(bits))
      throw new Error(`${name}: not the constants of a shift by ${bits}`);
    const lanes = a.lanes.map((lane) => {
      const { low, high } = this.shiftRound(name, lane, bits);
      return interval(low, high);
    });
    return { lanes, roundedFrom: a, bits };
  }
  pairRemainder(name, a, carry, { half, topMask }, { top = false } = {}) {
    if (carry.roundedFrom !== a || half.lanes[0] !== 1n << BigInt(carry.bits - 1) || topMask.lanes[1] !== -1n)
      throw new Error(`${name}: not the carry of this value`);
    const remainder = interval(-half.lanes[0], half.lanes[0] - 1n);
    return { lanes: [remainder, top ? a.lanes[1] : remainder] };
  }
  pairMoveUp(_name, a, below) {
    return { lanes: [below ? below.lanes[1] : interval(0n, 0n), a.lanes[0]] };
  }
  pairsToVector(name, a, b) {
    const lanes = [...a.lanes, ...b.lanes];
    for (const lane of lanes) this.fits(name, lane, TWO_32 / 2n);
    return { lanes };
  }
  // what is kept may have wrapped: like a sum, it is the true integer that is followed
  pairSave(slot, value) {
    for (const i of PAIR) this.saved.set(slot + i, value.lanes[i]);
  }
  restore(_name, slot) {
    return this.saved.get(slot);
  }
  pairRestore(name, slot) {
    return { lanes: PAIR.map((i) => this.restore(name, slot + i)) };
  }
  anchor() {}
  limbs(at) {
    return readLimbs(this, at);
  }
  /** The lanes of `value` are, as integers, the given sums of products, whatever way they were computed. */
  pairEqualsProducts(_value, sums) {
    return { lanes: sums.map((terms) => this.sum("", terms)) };
  }
}

export class ColumnValues extends VectorValues {
  saved = new Map();

  vectorLimb(name, at) {
    return [this.load(name, at), 0n, 0n, 0n];
  }
  vectorSplatLimb(name, at) {
    return Array(4).fill(this.load(name, at));
  }
  vectorSplatLane(_name, a, lane) {
    return Array(4).fill(a[lane]);
  }
  vectorMoveDown(_name, a, by, above) {
    return [...a, ...(above ?? Array(4).fill(0n))].slice(by, by + 4);
  }
  pair(vectors, compute) {
    return PAIR.map((i) => BigInt.asIntN(64, compute(...vectors.map((vector) => vector[i]))));
  }
  pairAdd(_name, a, b) {
    return this.pair([a, b], (u, v) => u + v);
  }
  pairSubtract(_name, a, b) {
    return this.pair([a, b], (u, v) => u - v);
  }
  pairMultiplyAdd(name, sum, a, b, high) {
    const products = PAIR.map((i) => i + (high ? 2 : 0)).map((i) => a[i] * b[i]);
    return sum === undefined ? products : this.pairAdd(name, sum, products);
  }
  pairOf(_name, value) {
    return [value, 0n];
  }
  pairShiftRound(_name, a, { bias, unbias }, bits) {
    return this.pair(
      [a, bias.lanes, unbias.lanes],
      (u, plus, minus) => (BigInt.asUintN(64, u + plus) >> BigInt(bits)) - minus,
    );
  }
  pairRemainder(_name, a, _carry, rounding, { top = false } = {}) {
    const [half, mask] = top ? [rounding.topHalf, rounding.topMask] : [rounding.half, rounding.mask];
    return this.pair([a, half.lanes, mask.lanes], (u, h, m) => (BigInt.asUintN(64, u + h) & BigInt.asUintN(64, m)) - h);
  }
  pairMoveUp(_name, a, below) {
    return [below ? below[1] : 0n, a[0]];
  }
  pairsToVector(_name, a, b) {
    return [...a, ...b].map((lane) => BigInt.asIntN(32, lane));
  }
  pairSave(slot, value) {
    for (const i of PAIR) this.saved.set(slot + i, value[i]);
  }
  restore(_name, slot) {
    return this.saved.get(slot);
  }
  pairRestore(name, slot) {
    return PAIR.map((i) => this.restore(name, slot + i));
  }
  anchor() {}
  limbs(at) {
    return readLimbs(this, at);
  }
  pairEqualsProducts(value, sums) {
    for (const i of PAIR)
      if (value[i] !== this.sum("", sums[i])) throw new Error("a column is not the sum of products it claims to be");
    return value;
  }
}
