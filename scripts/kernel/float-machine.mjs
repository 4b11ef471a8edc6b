// Three ways to run one floating-point kernel: print it as AssemblyScript, carry intervals through it, or compute with
// it.
//
// All values are pairs of f64 that hold integers (or integers scaled by a power of two). The kernels rest on rounding
// in a known place: adding to a number H in [2^e, 2^(e+1)) rounds to a multiple of 2^(e-52), so with fused multiply-add
//
//   t = a b + H       the product, rounded to that unit, added to H
//   d = H - t         exactly minus the rounded product
//   a b + d           exactly what the rounding left, at most half a unit
//
// The interval machine knows, for every value, an interval, a power of two that divides it ("grain"), and how it was
// made. It demands that every operation is either exact (the result has at most 53 bits above its grain) or rounds
// within one binade.
import { magnitude, multiplyIntervals } from "./interval.mjs";
import { absolute, topLimbBound } from "./modulus.mjs";
import { SourcePrinter } from "./source.mjs";

export const place = (pointer, offset = 0) => ({ pointer, offset });
/** Room for operands that a kernel prepares for itself: it may be read back after it was written. */
export const PREPARED = "PREPARED";
const keyOf = ({ pointer, offset }) => `${pointer}+${offset}`;

/** A constant: `name` in the table of the generated file, and its value in both lanes (or one for each lane). */
export const constant = (name, ...lanes) => ({ name, lanes: lanes.length === 1 ? [lanes[0], lanes[0]] : lanes });

export class FloatPrinter extends SourcePrinter {
  /** `address(name)`: the text of a constant's load. */
  constructor(loadOf) {
    super("v128");
    this.loadOf = loadOf;
  }
  constant(name, value) {
    return this.define(name, this.loadOf(value));
  }
  load(name, { pointer, offset }) {
    return this.define(name, `v128.load(${pointer}, ${offset})`);
  }
  /** Both lanes from the one at `lane`. */
  splat(name, { pointer, offset }, lane) {
    return this.define(name, `v128.load64_splat(${pointer}, ${offset + 8 * lane})`);
  }
  /** The runtime integer parameter `parameter` (|k| <= bound) in both lanes. */
  parameter(name, parameter, _bound) {
    return this.define(name, `f64x2.splat(<f64>${parameter})`);
  }
  fma(name, a, b, c) {
    return this.define(name, `f64x2.relaxed_madd(${this.use(a)}, ${this.use(b)}, ${this.use(c)})`);
  }
  add(name, a, b) {
    return this.define(name, `f64x2.add(${this.use(a)}, ${this.use(b)})`);
  }
  subtract(name, a, b) {
    return this.define(name, `f64x2.sub(${this.use(a)}, ${this.use(b)})`);
  }
  multiply(name, a, b) {
    return this.define(name, `f64x2.mul(${this.use(a)}, ${this.use(b)})`);
  }
  negate(name, a) {
    return this.define(name, `f64x2.neg(${this.use(a)})`);
  }
  swap(name, a) {
    const v = this.use(a);
    return this.define(name, `i8x16.shuffle(${v}, ${v}, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7)`);
  }
  /** fma whose result is divisible by 2^48 by construction before the scaling; see FloatIntervals. */
  fmaCancelling(name, a, b, c) {
    return this.fma(name, a, b, c);
  }
  store({ pointer, offset }, value) {
    this.statement(`v128.store(${pointer}, ${this.use(value)}, ${offset})`);
  }
  /** A store nobody reads: it pins the order of evaluation where a compiler would rather sink the sums to their use. */
  anchor(pointer, slot, value) {
    this.statement(`v128.store(${pointer}, ${this.use(value)}, ${16 * slot})`);
  }
  claimProduct() {}
  claimLinear() {}
  claimSame() {}
  claimLazy() {}
}

// ---- intervals: fixed point, 2^-POINT units ----

const POINT = 160n;
const UNIT = 1n << POINT;

const fixed = (integer) => integer * UNIT;
const powerOfTwo = (exponent) => 1n << (POINT + BigInt(exponent));

/** A finite double as [mantissa, exponent] with an odd (or zero) mantissa. */
export function decompose(number) {
  if (number === 0) return [0n, 0];
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, number);
  const bits = view.getBigUint64(0);
  const biased = Number((bits >> 52n) & 0x7ffn);
  let mantissa = (bits & ((1n << 52n) - 1n)) | (biased ? 1n << 52n : 0n);
  let exponent = (biased || 1) - 1075;
  while (!(mantissa & 1n)) {
    mantissa >>= 1n;
    exponent++;
  }
  return [bits >> 63n ? -mantissa : mantissa, exponent];
}

function exact(number) {
  const [mantissa, exponent] = decompose(number);
  const shift = POINT + BigInt(exponent);
  if (shift < 0n) throw new Error(`constant ${number} is too fine for the fixed point`);
  return { value: mantissa << shift, grain: mantissa === 0n ? 2000 : exponent };
}

const describe = (value) => `2^${(value >> POINT).toString(2).length}`;

function productRange(a, b) {
  const { low, high } = multiplyIntervals(a, b);
  // rounding outwards where the fixed point is too coarse
  return { low: low >> POINT, high: -(-high >> POINT) };
}

/** Proves that a kernel rounds only where it means to and that its results are reduced. Throws where it cannot. */
export class FloatIntervals {
  /** `operands`: { at, terms } for each element read: the sum of how many reduced elements lies there, not carried. */
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
      this.describeOperand(at, valueBound, limbBound);
    }
  }
  describeOperand(at, valueBound, limbBound) {
    const { field } = this;
    this.values.set(keyOf(at), valueBound);
    const top = topLimbBound(valueBound, limbBound, field.width, field.count);
    for (let i = 0; i < field.count; i++) {
      const bound = fixed(i < field.count - 1 ? limbBound : top);
      this.memory.set(keyOf(place(at.pointer, at.offset + 16 * i)), { low: -bound, high: bound, grain: 0 });
    }
  }
  constant(_name, { lanes }) {
    const [a, b] = lanes.map(exact);
    const grain = Math.min(a.grain, b.grain);
    if (a.value > b.value) return { low: b.value, high: a.value, grain };
    return { low: a.value, high: b.value, grain };
  }
  load(_name, at) {
    const found = this.memory.get(keyOf(at));
    if (!found) throw new Error(`read of an unknown place ${keyOf(at)}`);
    if (at.pointer !== PREPARED && [...this.written.keys()].some((key) => key.endsWith(`+${at.offset}`))) {
      throw new Error(`read of ${keyOf(at)} after the result's limb was written: an operand may alias it`);
    }
    // a fresh object for each load: identity stands for equality of values
    return { ...found };
  }
  splat(name, at) {
    return this.load(name, at);
  }
  parameter(_name, _parameter, bound) {
    return { low: -fixed(bound), high: fixed(bound), grain: 0 };
  }

  /** The sum `low..high` of grain `grain`, rounded to a double. */
  round(name, { low, high, grain }, made) {
    const greatest = magnitude({ low, high });
    if (greatest <= (powerOfTwo(53) * 2n ** BigInt(Math.max(grain, 0))) >> BigInt(Math.max(-grain, 0)))
      return { low, high, grain };
    // not exact: the result must lie in one binade [2^e, 2^(e+1)]
    const exponent = (low >> POINT).toString(2).length - 1;
    const half = powerOfTwo(exponent - 53);
    if (low - half < powerOfTwo(exponent) || high + half > powerOfTwo(exponent + 1)) {
      throw new Error(`${name} may round: from ${describe(low)} to ${describe(high)}, grain 2^${grain}`);
    }
    return { low: low - half, high: high + half, grain: exponent - 52, rounded: { ...made, half } };
  }
  fma(name, a, b, c) {
    const rest = c.remainder;
    if (rest && rest.a === a && rest.b === b) {
      // c = offset - (a b rounded): what the rounding left, exactly
      const { half, offset } = rest;
      const grain = Math.min(a.grain + b.grain, offset.grain);
      return this.exactly(name, { low: offset.value - half, high: offset.value + half, grain });
    }
    const nearest = a.nearest;
    if (nearest?.a === c && nearest.b && b.low === b.high && productRange(b, nearest.b).low === -UNIT) {
      // c - (c / 2^s rounded) 2^s
      const left = multiplyIntervals({ low: nearest.half, high: nearest.half }, b).low >> POINT;
      return this.exactly(name, { low: left, high: -left, grain: c.grain });
    }
    const ab = productRange(a, b);
    const sum = { low: ab.low + c.low, high: ab.high + c.high, grain: Math.min(a.grain + b.grain, c.grain) };
    return this.round(name, sum, { a, b, c, low: ab.low, high: ab.high, grain: a.grain + b.grain });
  }
  add(name, a, b) {
    const sum = { low: a.low + b.low, high: a.high + b.high, grain: Math.min(a.grain, b.grain) };
    return this.round(name, sum, { a, c: b, low: a.low, high: a.high, grain: a.grain });
  }
  subtract(name, a, b) {
    if (b.rounded && isShiftOf(a, b.rounded.c)) {
      // (c + offset) - (c + x rounded) = offset - (x rounded)
      const { low, high, half } = b.rounded;
      const offset = { value: a.low - b.rounded.c.low, grain: Math.min(a.grain, b.rounded.c.grain) };
      if (a === b.rounded.c) Object.assign(offset, { value: 0n, grain: 2000 });
      const grain = Math.min(b.grain, offset.grain);
      const result = this.exactly(name, { low: offset.value - high - half, high: offset.value - low + half, grain });
      return { ...result, remainder: { a: b.rounded.a, b: b.rounded.b, half, offset } };
    }
    if (a.rounded && a.rounded.c === b) {
      // (c + x rounded) - c = x rounded
      const { low, high, half } = a.rounded;
      return { ...this.exactly(name, { low: low - half, high: high + half, grain: a.grain }), nearest: a.rounded };
    }
    if (b.nearest && b.nearest.a === a && !b.nearest.b) {
      // x - (x rounded)
      return this.exactly(name, { low: -b.nearest.half, high: b.nearest.half, grain: a.grain });
    }
    const difference = { low: a.low - b.high, high: a.high - b.low, grain: Math.min(a.grain, b.grain) };
    return this.exactly(name, difference);
  }
  multiply(name, a, b) {
    return this.exactly(name, { ...productRange(a, b), grain: a.grain + b.grain });
  }
  negate(_name, a) {
    return { low: -a.high, high: -a.low, grain: a.grain };
  }
  swap(_name, a) {
    return { low: a.low, high: a.high, grain: a.grain };
  }
  exactly(name, value) {
    const result = this.round(name, value, {});
    if (result.rounded)
      throw new Error(`${name} may round: up to ${describe(magnitude(value))}, grain 2^${value.grain}`);
    return result;
  }
  /**
   * a b + c, known to be an integer because the low limb cancels: q p_0 + z is divisible by 2^48 when q = z (-p^-1) mod
   * 2^48. (FloatValues checks it with numbers.) An integer below 2^53 is exact whatever it was summed from.
   */
  fmaCancelling(name, a, b, c) {
    const ab = productRange(a, b);
    return this.exactly(name, { low: ab.low + c.low, high: ab.high + c.high, grain: 0 });
  }
  store(at, value) {
    (at.pointer === PREPARED ? this.memory : this.written).set(keyOf(at), value);
    if (value.grain < 0) throw new Error(`${keyOf(at)} is not an integer`);
  }
  anchor() {}

  /** The element written at `at` is (sum of products + quotient m) / R: checks that it is reduced. */
  claimProduct(at, products, quotients) {
    const { field } = this;
    let numerator = 0n;
    for (const [x, y] of products) numerator += x * y;
    quotients.forEach((q, i) => {
      numerator += ((magnitude(q) >> POINT) << BigInt(field.width * i)) * field.modulus;
    });
    this.checkReduced(at, numerator / field.radix + 1n);
  }
  /**
   * The element written at `at` is v - q m, where |v| <= valueBound, q = round(top * inverse) and top = sums' last
   * limb.
   */
  claimLinear(at, valueBound, sums, inverse) {
    const { field } = this;
    let rest = 0n;
    for (let i = 0; i < field.count - 1; i++) rest += (magnitude(sums[i]) >> POINT) << BigInt(field.width * i);
    const topUnit = 1n << BigInt(field.width * (field.count - 1));
    const top = (valueBound + rest) / topUnit + 1n;
    const error = absolute(fixed(topUnit) - exact(inverse).value * field.modulus) * top;
    this.checkReduced(at, (field.modulus + 1n) / 2n + rest + error / UNIT + 1n);
  }
  /** The element written at `at` is a sum of `terms` reduced ones, limb by limb. */
  claimLazy(at, terms) {
    for (let i = 0; i < this.field.count - 1; i++) {
      const limb = this.written.get(keyOf(place(at.pointer, at.offset + 16 * i)));
      if (magnitude(limb) > fixed(terms * this.field.limbBound)) throw new Error(`limb ${i} is not a sum of ${terms}`);
    }
  }
  /** The element written at `at` is the one read at `x` but for signs and the order of lanes. */
  claimSame(at, x) {
    this.checkReduced(at, this.values.get(keyOf(x)));
  }
  checkReduced(at, valueBound) {
    const { field } = this;
    if (valueBound > field.valueBound) {
      throw new Error(`result may reach ${(valueBound * 1000n) / field.modulus} thousandths of the modulus`);
    }
    for (let i = 0; i < field.count; i++) {
      const limb = this.written.get(keyOf(place(at.pointer, at.offset + 16 * i)));
      if (!limb) throw new Error(`limb ${i} was not written`);
      if (i < field.count - 1 && magnitude(limb) > fixed(field.limbBound))
        throw new Error(`limb ${i} is not normalised`);
    }
  }
}

/** Whether both are constants (the second may differ from the first by an offset), or the same value. */
function isShiftOf(a, c) {
  return a === c || (a.low === a.high && c.low === c.high);
}

// ---- numbers ----

/** a b + c rounded once, to nearest even, as the hardware does. */
export function fusedMultiplyAdd(a, b, c) {
  const [[am, ae], [bm, be], [cm, ce]] = [a, b, c].map(decompose);
  const exponent = Math.min(ae + be, ce);
  const sum = ((am * bm) << BigInt(ae + be - exponent)) + (cm << BigInt(ce - exponent));
  return compose(sum, exponent);
}

function compose(mantissa, exponent) {
  const size = absolute(mantissa).toString(2).length;
  const excess = BigInt(size - 53);
  if (excess > 0n) {
    // round half to even
    const half = 1n << (excess - 1n);
    const floor = mantissa >> excess;
    const left = mantissa - (floor << excess);
    mantissa = left > half || (left === half && floor & 1n) ? floor + 1n : floor;
    exponent += Number(excess);
  }
  return Number(mantissa) * 2 ** exponent;
}

/** Computes with numbers, as the printed code would. Memory is a map from places to lane pairs. */
export class FloatValues {
  constructor(field, operands) {
    this.field = field;
    this.memory = new Map();
    for (const [at, lanes] of operands) this.write(at, lanes);
  }
  /** `lanes`: two lists of limbs. */
  write(at, lanes) {
    for (let i = 0; i < this.field.count; i++) {
      this.memory.set(keyOf(place(at.pointer, at.offset + 16 * i)), [Number(lanes[0][i]), Number(lanes[1][i])]);
    }
  }
  /** The limbs of both lanes. */
  read(at) {
    const pairs = Array.from({ length: this.field.count }, (_, i) =>
      this.memory.get(keyOf(place(at.pointer, at.offset + 16 * i))),
    );
    return [0, 1].map((lane) => pairs.map((pair) => BigInt(pair[lane])));
  }
  constant(_name, { lanes }) {
    return lanes;
  }
  load(_name, at) {
    return this.memory.get(keyOf(at));
  }
  splat(_name, at, lane) {
    const value = this.memory.get(keyOf(at))[lane];
    return [value, value];
  }
  parameter() {
    return [this.parameterValue, this.parameterValue];
  }
  fma(_name, a, b, c) {
    return [0, 1].map((i) => fusedMultiplyAdd(a[i], b[i], c[i]));
  }
  add(_name, a, b) {
    return [a[0] + b[0], a[1] + b[1]];
  }
  subtract(_name, a, b) {
    return [a[0] - b[0], a[1] - b[1]];
  }
  multiply(_name, a, b) {
    return [a[0] * b[0], a[1] * b[1]];
  }
  negate(_name, a) {
    return [-a[0], -a[1]];
  }
  swap(_name, a) {
    return [a[1], a[0]];
  }
  fmaCancelling(name, a, b, c) {
    const result = this.fma(name, a, b, c);
    if (!result.every(Number.isInteger)) throw new Error("the low limb does not cancel");
    return result;
  }
  store(at, value) {
    this.memory.set(keyOf(at), value);
  }
  anchor() {}
  claimProduct() {}
  claimLinear() {}
  claimSame() {}
  claimLazy() {}
}
