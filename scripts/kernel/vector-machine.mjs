// The integer machines with i32x4 vectors beside their i64 values: four limbs at a time, for the portable build's
// linear operations. A vector is four lanes; a lane that holds padding is unknown (undefined), and nothing is proved or
// asked of it.

import { IntegerIntervals, IntegerPrinter, IntegerValues, place } from "./integer-machine.mjs";
import { magnitude, multiplyIntervals } from "./interval.mjs";

const LANES = [0, 1, 2, 3];

/** A constant vector: where it lies in the generated table, and its lanes. */
export const vectorConstant = (offset, lanes) => ({ offset, lanes });

export class VectorPrinter extends IntegerPrinter {
  vector(name, expression) {
    return this.define(name, expression, "v128");
  }
  vectorLoad(name, { pointer, offset }) {
    return this.vector(name, `v128.load(${pointer}, ${offset})`);
  }
  vectorConstant(name, { offset }) {
    return this.vector(name, `v128.load(CONSTANTS, ${offset})`);
  }
  /** An integer (i64, or the name of an i32 parameter) in all four lanes. */
  vectorSplat(name, value) {
    return this.vector(name, `i32x4.splat(<i32>${this.use(value)})`);
  }
  vectorAdd(name, a, b) {
    return this.vector(name, `i32x4.add(${this.use(a)}, ${this.use(b)})`);
  }
  vectorSubtract(name, a, b) {
    return this.vector(name, `i32x4.sub(${this.use(a)}, ${this.use(b)})`);
  }
  vectorMultiply(name, a, b) {
    return this.vector(name, `i32x4.mul(${this.use(a)}, ${this.use(b)})`);
  }
  vectorNegate(name, a) {
    return this.vector(name, `i32x4.neg(${this.use(a)})`);
  }
  vectorShiftLeft(name, a, bits) {
    return this.vector(name, `i32x4.shl(${this.use(a)}, ${bits})`);
  }
  /** The nearest integer to a / 2^bits; `half` is the vector of 2^(bits-1). */
  vectorShiftRound(name, a, half, bits) {
    return this.vector(name, `i32x4.shr_s(i32x4.add(${this.use(a)}, ${this.use(half)}), ${bits})`);
  }
  /** a - carry 2^bits, where carry = vectorShiftRound(a, bits) */
  vectorRemainder(name, a, carry, bits) {
    return this.vector(name, `i32x4.sub(${this.use(a)}, i32x4.shl(${this.use(carry)}, ${bits}))`);
  }
  /** Every lane moved up by one: (below[3], a[0], a[1], a[2]). Without `below` a zero comes in. */
  vectorMoveUp(name, a, below) {
    const first = below ? this.use(below) : "i64x2.splat(0)";
    return this.vector(
      name,
      `i8x16.shuffle(${first}, ${this.use(a)}, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27)`,
    );
  }
  /** (a[3], ?, ?, ?): the carry into the top limb. */
  vectorTop(name, a) {
    const v = this.use(a);
    return this.vector(name, `i8x16.shuffle(${v}, ${v}, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)`);
  }
  vectorStore({ pointer, offset }, value) {
    this.statement(`v128.store(${pointer}, ${this.use(value)}, ${offset})`);
  }
  /** The runtime parameter `k`, |k| <= bound, as an i64. */
  parameter(name, parameter, _bound) {
    return this.define(name, `<i64>${parameter}`);
  }
  claimSame() {}
  claimLazy() {}
}

const I32_LIMIT = 1n << 31n;
const known = (lanes) => lanes.filter((lane) => lane !== undefined);

export class VectorIntervals extends IntegerIntervals {
  each(name, vectors, compute) {
    const lanes = LANES.map((i) => {
      const inputs = vectors.map((vector) => vector.lanes[i]);
      return inputs.includes(undefined) ? undefined : compute(...inputs);
    });
    for (const lane of known(lanes)) {
      if (magnitude(lane) >= I32_LIMIT) throw new Error(`${name} may overflow 32 bits`);
    }
    return { lanes };
  }
  vectorLoad(_name, at) {
    return {
      lanes: LANES.map((i) => {
        const limb = place(at.pointer, at.offset + 4 * i);
        this.unwritten(limb);
        const found = this.memory.get(`${limb.pointer}+${limb.offset}`);
        return found && { ...found };
      }),
    };
  }
  vectorConstant(_name, { lanes }) {
    return { lanes: lanes.map((value) => ({ low: value, high: value })) };
  }
  vectorSplat(name, value) {
    return this.each(name, [{ lanes: LANES.map(() => value) }], (lane) => lane);
  }
  vectorAdd(name, a, b) {
    return this.each(name, [a, b], (u, v) => ({ low: u.low + v.low, high: u.high + v.high }));
  }
  vectorSubtract(name, a, b) {
    return this.each(name, [a, b], (u, v) => ({ low: u.low - v.high, high: u.high - v.low }));
  }
  vectorMultiply(name, a, b) {
    return this.each(name, [a, b], multiplyIntervals);
  }
  vectorNegate(name, a) {
    return this.each(name, [a], ({ low, high }) => ({ low: -high, high: -low }));
  }
  vectorShiftLeft(name, a, bits) {
    return this.each(name, [a], ({ low, high }) => ({ low: low << BigInt(bits), high: high << BigInt(bits) }));
  }
  vectorShiftRound(name, a, half, bits) {
    if (known(half.lanes).some(({ low }) => low !== 1n << BigInt(bits - 1)))
      throw new Error(`${name}: not half of 2^${bits}`);
    const sum = this.vectorAdd(name, a, half);
    const shifted = this.each(name, [sum], ({ low, high }) => ({
      low: low >> BigInt(bits),
      high: high >> BigInt(bits),
    }));
    return { ...shifted, roundedFrom: a, bits };
  }
  vectorRemainder(name, a, carry, bits) {
    if (carry.roundedFrom !== a || carry.bits !== bits) throw new Error(`${name}: not the carry of this value`);
    const half = 1n << BigInt(bits - 1);
    return this.each(name, [a], () => ({ low: -half, high: half - 1n }));
  }
  vectorMoveUp(_name, a, below) {
    const first = below ? below.lanes[3] : { low: 0n, high: 0n };
    return { lanes: [first, ...a.lanes.slice(0, 3)] };
  }
  vectorTop(_name, { lanes }) {
    return { lanes: [lanes[3], undefined, undefined, undefined] };
  }
  vectorStore(at, { lanes }) {
    for (const [i, lane] of lanes.entries()) if (lane) this.store(place(at.pointer, at.offset + 4 * i), lane);
  }
  parameter(_name, _parameter, bound) {
    return { low: -bound, high: bound };
  }
  /** The element written at `at` is a sum of `terms` reduced ones, limb by limb. */
  claimLazy(at, terms) {
    for (let i = 0; i < this.field.count - 1; i++) {
      const limb = this.written.get(`${at.pointer}+${at.offset + 4 * i}`);
      if (magnitude(limb) > terms * this.field.limbBound) throw new Error(`limb ${i} is not a sum of ${terms}`);
    }
  }
  /** The element written at `at` is the one read at `x`, but for its sign. */
  claimSame(at, x) {
    this.checkReduced(at, this.values.get(`${x.pointer}+${x.offset}`));
  }
}

export class VectorValues extends IntegerValues {
  each(vectors, compute) {
    return LANES.map((i) => {
      const inputs = vectors.map((vector) => vector[i]);
      return inputs.includes(undefined) ? undefined : BigInt.asIntN(32, compute(...inputs));
    });
  }
  vectorLoad(_name, at) {
    return LANES.map((i) => this.memory.get(`${at.pointer}+${at.offset + 4 * i}`));
  }
  vectorConstant(_name, { lanes }) {
    return lanes;
  }
  vectorSplat(_name, value) {
    return LANES.map(() => BigInt.asIntN(32, value));
  }
  vectorAdd(_name, a, b) {
    return this.each([a, b], (u, v) => u + v);
  }
  vectorSubtract(_name, a, b) {
    return this.each([a, b], (u, v) => u - v);
  }
  vectorMultiply(_name, a, b) {
    return this.each([a, b], (u, v) => u * v);
  }
  vectorNegate(_name, a) {
    return this.each([a], (u) => -u);
  }
  vectorShiftLeft(_name, a, bits) {
    return this.each([a], (u) => u << BigInt(bits));
  }
  vectorShiftRound(_name, a, half, bits) {
    return this.each([this.vectorAdd("", a, half)], (u) => u >> BigInt(bits));
  }
  vectorRemainder(_name, a, carry, bits) {
    return this.each([a, carry], (u, v) => u - (v << BigInt(bits)));
  }
  vectorMoveUp(_name, a, below) {
    return [below ? below[3] : 0n, ...a.slice(0, 3)];
  }
  vectorTop(_name, a) {
    return [a[3], undefined, undefined, undefined];
  }
  vectorStore(at, lanes) {
    for (const [i, lane] of lanes.entries())
      if (lane !== undefined) this.store(place(at.pointer, at.offset + 4 * i), lane);
  }
  parameter() {
    return this.parameterValue;
  }
  claimSame() {}
  claimLazy() {}
}
