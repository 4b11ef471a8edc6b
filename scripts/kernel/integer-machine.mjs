// Three ways to run one integer kernel: print it as AssemblyScript, carry intervals through it, or compute with it.
//
// A kernel is a function of a machine; it calls the machine's operations in a fixed order, so that what is printed is
// what was proved. All values are i64. Sums and products form a ring, so they may wrap on the way as long as the true
// integer fits wherever its size matters: before a right shift and at a store. The interval machine follows the true
// integers and checks exactly there.
import { interval, magnitude, multiplyIntervals, symmetric } from "./interval.mjs";
import { absolute, modulo, topLimbBound } from "./modulus.mjs";
import { SourcePrinter } from "./source.mjs";

/** A term of a sum: the product of its factors (values or bigint constants). */
export const term = (...factors) => ({ negative: false, factors });
export const minus = (...factors) => ({ negative: true, factors });

/** A place in memory where an element lies: a pointer parameter and a byte offset. */
export const place = (pointer, offset = 0) => ({ pointer, offset });
const keyOf = ({ pointer, offset }) => `${pointer}+${offset}`;

const I64_LIMIT = 1n << 63n;
const I32_LIMIT = 1n << 31n;

export class IntegerPrinter extends SourcePrinter {
  constructor() {
    super("i64");
  }
  load(name, { pointer, offset }) {
    return this.define(name, `i64.load32_s(${pointer}, ${offset})`);
  }
  sum(name, terms) {
    const text = terms.map(({ negative, factors }, i) => {
      const product = factors.map((factor) => this.use(factor)).join(" * ");
      return (negative ? (i ? " - " : "-") : i ? " + " : "") + product;
    });
    return this.define(name, text.join(""));
  }
  /** value / 2^bits, rounded down */
  shiftRight(name, value, bits) {
    return this.define(name, `${this.use(value)} >> ${bits}`);
  }
  /** (value + 2^(bits-1)) / 2^bits, rounded down: the nearest integer */
  shiftRound(name, value, bits) {
    return this.define(name, `(${this.use(value)} + ${1n << BigInt(bits - 1)}) >> ${bits}`);
  }
  /** value mod 2^bits, balanced */
  balanced(name, value, bits) {
    return this.define(name, `(${this.use(value)} << ${64 - bits}) >> ${64 - bits}`);
  }
  /** value - carry 2^bits, where carry = shiftRound(value, bits) */
  remainder(name, value, carry, bits) {
    return this.define(name, `${this.use(value)} - (${this.use(carry)} << ${bits})`);
  }
  store({ pointer, offset }, value) {
    this.statement(`i64.store32(${pointer}, ${this.use(value)}, ${offset})`);
  }
  lowLimbCancelled(value) {
    return value;
  }
  claimProduct() {}
  claimLinear() {}
}

/** Proves that a kernel never overflows and that its results are reduced. Throws where it cannot. */
export class IntegerIntervals {
  /** `operands`: for each place read, how many reduced elements were added up there without carrying. */
  constructor(field, operands) {
    this.field = field;
    this.values = new Map();
    this.memory = new Map();
    this.written = new Map();
    for (const {
      at,
      terms = 1n,
      valueBound = field.valueBound * terms,
      limbBound = field.limbBound * terms,
    } of operands) {
      this.values.set(keyOf(at), valueBound);
      const top = topLimbBound(valueBound, limbBound, field.width, field.count);
      for (let i = 0; i < field.count; i++) {
        this.memory.set(keyOf(place(at.pointer, at.offset + 4 * i)), symmetric(i < field.count - 1 ? limbBound : top));
      }
    }
  }
  load(_name, at) {
    const found = this.memory.get(keyOf(at));
    if (!found) throw new Error(`read of an unknown place ${keyOf(at)}`);
    this.unwritten(at);
    return { ...found };
  }
  /** An operand may alias the result exactly: no offset is read once it is written. */
  unwritten({ pointer, offset }) {
    if ([...this.written.keys()].some((key) => key.endsWith(`+${offset}`))) {
      throw new Error(`read of ${pointer}+${offset} after the result was written there: an operand may alias it`);
    }
  }
  sum(_name, terms) {
    return terms.reduce(
      (sum, { negative, factors }) => {
        const product = factors
          .map((factor) => (typeof factor === "bigint" ? interval(factor, factor) : factor))
          .reduce(multiplyIntervals);
        return negative
          ? interval(sum.low - product.high, sum.high - product.low)
          : interval(sum.low + product.low, sum.high + product.high);
      },
      interval(0n, 0n),
    );
  }
  fits(name, value, limit) {
    if (magnitude(value) >= limit)
      throw new Error(`${name} may overflow: |value| up to 2^${bitLength(magnitude(value))}`);
  }
  shiftRight(name, value, bits) {
    this.fits(name, value, I64_LIMIT);
    return interval(value.low >> BigInt(bits), value.high >> BigInt(bits));
  }
  shiftRound(name, value, bits) {
    const half = 1n << BigInt(bits - 1);
    const { low, high } = this.shiftRight(name, interval(value.low + half, value.high + half), bits);
    return { low, high, roundedFrom: value, bits };
  }
  balanced(_name, _value, bits) {
    return interval(-(1n << BigInt(bits - 1)), (1n << BigInt(bits - 1)) - 1n);
  }
  remainder(name, value, carry, bits) {
    if (carry.roundedFrom !== value || carry.bits !== bits) throw new Error(`${name}: not the carry of this value`);
    return this.balanced(name, value, bits);
  }
  store(at, value) {
    this.written.set(keyOf(at), value);
  }
  lowLimbCancelled(value) {
    return value;
  }
  /** The element written at `at` is (sum of products + quotient * m) / R: checks that it is reduced. */
  claimProduct(at, products, quotients) {
    const { field } = this;
    let numerator = 0n;
    for (const [x, y] of products) numerator += this.values.get(keyOf(x)) * this.values.get(keyOf(y));
    quotients.forEach((q, i) => {
      numerator += (magnitude(q) << BigInt(field.width * i)) * field.modulus;
    });
    this.checkReduced(at, numerator / field.radix + 1n);
  }
  /** The element written at `at` is sum of coefficient * operand - q m, with q = round(top * multiplier / 2^shift). */
  claimLinear(at, terms, { multiplier, shift }) {
    const { field } = this;
    let bound = 0n;
    let rest = 0n;
    for (const [coefficient, x] of terms) {
      bound += absolute(coefficient) * this.values.get(keyOf(x));
      for (let i = 0; i < field.count - 1; i++) {
        const limb = this.memory.get(keyOf(place(x.pointer, x.offset + 4 * i)));
        rest += (absolute(coefficient) * magnitude(limb)) << BigInt(field.width * i);
      }
    }
    // |v - q m| <= m/2 + |v - top 2^w(n-1)| + |top| |2^w(n-1) - multiplier m / 2^shift|, all scaled by 2^shift
    const topUnit = 1n << BigInt(field.width * (field.count - 1));
    const top = (bound + rest) / topUnit + 1n;
    const scale = 1n << BigInt(shift);
    const error = absolute(topUnit * scale - multiplier * field.modulus) * top;
    this.checkReduced(at, (field.modulus + 1n) / 2n + rest + error / scale + 1n);
  }
  checkReduced(at, valueBound) {
    const { field } = this;
    if (valueBound > field.valueBound) {
      throw new Error(`result may reach ${(valueBound * 1000n) / field.modulus} thousandths of the modulus`);
    }
    for (let i = 0; i < field.count; i++) {
      const limb = this.written.get(keyOf(place(at.pointer, at.offset + 4 * i)));
      this.fits(`limb ${i}`, limb, I32_LIMIT);
      if (i < field.count - 1 && magnitude(limb) > field.limbBound) throw new Error(`limb ${i} is not normalised`);
    }
  }
}

export const bitLength = (value) => value.toString(2).length;

/** Computes with numbers, as the printed code would, and checks every claim on the way. */
export class IntegerValues {
  /** `operands`: [place, limbs] pairs. */
  constructor(field, operands) {
    this.field = field;
    this.memory = new Map();
    for (const [at, limbs] of operands) this.write(at, limbs);
  }
  write(at, limbs) {
    for (const [i, limb] of limbs.entries()) this.memory.set(keyOf(place(at.pointer, at.offset + 4 * i)), limb);
  }
  read(at) {
    let value = 0n;
    for (let i = this.field.count - 1; i >= 0; i--) {
      value = (value << BigInt(this.field.width)) + this.memory.get(keyOf(place(at.pointer, at.offset + 4 * i)));
    }
    return value;
  }
  load(_name, at) {
    return this.memory.get(keyOf(at));
  }
  sum(_name, terms) {
    return BigInt.asIntN(
      64,
      terms.reduce((sum, { negative, factors }) => {
        const product = factors.reduce((x, y) => x * y);
        return negative ? sum - product : sum + product;
      }, 0n),
    );
  }
  shiftRight(_name, value, bits) {
    return value >> BigInt(bits);
  }
  shiftRound(_name, value, bits) {
    return BigInt.asIntN(64, value + (1n << BigInt(bits - 1))) >> BigInt(bits);
  }
  balanced(_name, value, bits) {
    return BigInt.asIntN(bits, value);
  }
  remainder(_name, value, carry, bits) {
    return value - (carry << BigInt(bits));
  }
  store(at, value) {
    this.memory.set(keyOf(at), BigInt.asIntN(32, value));
  }
  lowLimbCancelled(value) {
    if (modulo(value, this.field.base) !== 0n) throw new Error("the low limb does not cancel");
    return value;
  }
  claimProduct() {}
  claimLinear() {}
}
