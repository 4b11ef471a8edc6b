// The machines with i64x2 vectors: two columns of a product, or two limbs with room above them, at a time.
// A pair of columns is two lanes of 64 bits. Like the i64 values it is a ring that may wrap on the way: the interval
// machine follows the true integers and checks that they fit before a shift and where limbs are narrowed to 32 bits.

import { place } from "./integer-machine.mjs";
import { interval, multiplyIntervals } from "./interval.mjs";
import { VectorIntervals, VectorPrinter, VectorValues } from "./vector-machine.mjs";

const [TWO_31, TWO_64] = [1n << 31n, 1n << 64n];

/**
 * Constant pairs, one after the other from `offset` in the generated table, where each is written as four words of 32
 * bits.
 */
export function constantPairs(offset, lanesOf) {
  return Object.fromEntries(
    Object.entries(lanesOf).map(([name, lanes], i) => {
      const words = lanes.flatMap((lane) => [lane, lane >> 32n]).map((word) => BigInt.asIntN(32, word));
      return [name, { offset: offset + 16 * i, lanes, words }];
    }),
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
  pairConstant(name, { offset }) {
    return this.vector(name, `v128.load(CONSTANTS, ${offset})`);
  }
  /** An i64 in both lanes. */
  pairSplat(name, value) {
    return this.vector(name, `i64x2.splat(${this.use(value)})`);
  }
  /** Every lane / 2^bits, rounded down, for lanes from 0 to 2^64; with `lowOnly` lane 1 of the result means nothing. */
  pairShiftRight(name, a, bits) {
    return this.vector(name, `i64x2.shr_u(${this.use(a)}, ${bits})`);
  }
  /** Every lane mod 2^bits, for the masks 2^bits - 1; -1 leaves a lane as it is. */
  pairMask(name, a, { offset }) {
    return this.vector(name, `v128.and(${this.use(a)}, v128.load(CONSTANTS, ${offset}))`);
  }
  /** Every lane moved up by one: (below[1], a[0]). */
  pairMoveUp(name, a, below) {
    return this.vector(
      name,
      `i8x16.shuffle(${this.use(below)}, ${this.use(a)}, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23)`,
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
  /** `pointer`: what the slots count from, if not COLUMNS. */
  pairRestore(name, slot, pointer = "COLUMNS") {
    return this.vector(name, `v128.load(${pointer}, ${8 * slot})`);
  }
  /** One lane of a pair kept in memory, as an i64. */
  restore(name, slot) {
    return this.define(name, `load<i64>(COLUMNS, ${8 * slot})`);
  }
  /**
   * A store that is never read: no compiler moves the value's computation behind it (V8's TurboFan and binaryen would).
   */
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
  /** Pointers to memory of the caller's own. */
  own = new Set();

  vectorLimb(name, at) {
    const zero = interval(0n, 0n);
    return { lanes: [this.load(name, at), zero, zero, zero] };
  }
  vectorSplatLimb(name, at) {
    return { lanes: Array(4).fill(this.load(name, at)) };
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
  pairConstant(_name, { lanes }) {
    return { lanes: lanes.map((value) => interval(value, value)) };
  }
  pairSplat(_name, value) {
    return { lanes: [value, value] };
  }
  pairShiftRight(name, a, bits, { lowOnly = false } = {}) {
    const lanes = a.lanes.map(({ low, high }, i) => {
      if (lowOnly && i === 1) return undefined;
      if (low < 0n || high >= TWO_64) throw new Error(`${name} may overflow: not from 0 to 2^64`);
      return interval(low >> BigInt(bits), high >> BigInt(bits));
    });
    return { lanes };
  }
  pairMask(_name, a, { lanes }) {
    return { lanes: lanes.map((mask, i) => (mask === -1n ? a.lanes[i] : interval(0n, mask))) };
  }
  pairMoveUp(_name, a, below) {
    return { lanes: [below.lanes[1], a.lanes[0]] };
  }
  pairsToVector(name, a, b) {
    const lanes = [...a.lanes, ...b.lanes];
    for (const lane of lanes) this.fits(name, lane, TWO_31);
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
  /** An element that a caller has put together limb by limb, in memory of its own: nothing aliases it. */
  scratch(at, vectors) {
    this.own.add(at.pointer);
    for (const [i, limb] of vectors.flatMap(({ lanes }) => lanes).entries())
      this.memory.set(`${at.pointer}+${at.offset + 4 * i}`, limb);
  }
  unwritten(at) {
    if (!this.own.has(at.pointer)) super.unwritten(at);
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
  pairConstant(_name, { lanes }) {
    return this.pair([lanes], (lane) => lane);
  }
  pairSplat(_name, value) {
    return [value, value];
  }
  pairShiftRight(_name, a, bits) {
    return this.pair([a], (u) => BigInt.asUintN(64, u) >> BigInt(bits));
  }
  pairMask(_name, a, { lanes }) {
    return this.pair([a, lanes], (u, mask) => u & mask);
  }
  pairMoveUp(_name, a, below) {
    return [below[1], a[0]];
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
  scratch(at, vectors) {
    for (const [i, limb] of vectors.flat().entries()) this.memory.set(`${at.pointer}+${at.offset + 4 * i}`, limb);
  }
  pairEqualsProducts(value, sums) {
    for (const i of PAIR)
      if (value[i] !== this.sum("", sums[i])) throw new Error("a column is not the sum of products it claims to be");
    return value;
  }
}
