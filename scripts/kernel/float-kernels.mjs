// Montgomery multiplication and linear combinations in 48-bit signed limbs held in f64 lanes, two elements at a time.
//
// Columns. Column k collects the products x_i y_j with i + j = k in two accumulators: high, which starts at 1.5 * 2^100
// and so rounds every product to a multiple of 2^48, and low, which collects what each rounding left. Column value =
// low_k + high_(k-1) / 2^48. Four operations a product, all of them floating-point adds or fused multiply-adds.
//
// Reduction. -p^-1 mod 2^96 = m0 + 2^48 m1 gives two quotient limbs at a time; p mod 2^48 = -0x5555 is so small that
// the low limb of q p takes one operation. The chain from one quotient to the next (35 cycles a pair) bounds the speed
// of the whole: what it waits for last is kept apart from the accumulators and added last.
//
// Order matters as much as the count: products come in 2 x 2 blocks (one load a product), and an anchor store of the
// block's low accumulators keeps compilers from sinking the sums to their use. Constants come from memory, one splat
// load each.
import { constants } from "./float-constants.mjs";
import { PREPARED, place } from "./float-machine.mjs";

const range = (from, to) => Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);
const limbAt = (at, i) => place(at.pointer, at.offset + 16 * i);

/** Where anchors are stored and never read. */
export const ANCHORS = "ANCHORS";

class Columns {
  /**
   * `explicitBase`: subtract 1.5 * 2^100 from high when columns are put together. Otherwise low starts at -1.5 * 2^52
   * and the base cancels for free, at the price of a bit of low's room.
   */
  constructor(m, field, explicitBase) {
    this.m = m;
    this.field = field;
    this.explicitBase = explicitBase;
    this.high = [];
    this.low = [];
    this.flips = [];
    this.base = m.constant("base", constants.base);
    if (!explicitBase) this.shiftedBase = m.constant("shiftedBase", constants.shiftedBase);
    this.scale = m.constant("scale", constants.scale);
    this.m0 = m.constant("m0", constants.m0);
    this.p0 = m.constant("p0", constants.p0);
    this.m1 = m.constant("m1", constants.m1);
  }

  /** Adds a b to column k. */
  addProduct(k, a, b) {
    const { m, high, low } = this;
    if (high[k] === undefined) {
      const start = k === 0 || this.explicitBase ? this.base : this.shiftedBase;
      high[k] = m.fma(`h${k}`, a, b, this.base);
      low[k] = m.fma(`l${k}`, a, b, m.subtract("d", start, high[k]));
      this.flips[k] = false;
      return;
    }
    this.flips[k] = !this.flips[k];
    const sum = m.fma(this.flips[k] ? `g${k}` : `h${k}`, a, b, high[k]);
    const rest = m.fma("e", a, b, m.subtract("d", high[k], sum));
    low[k] = m.add(`l${k}`, low[k], rest);
    high[k] = sum;
  }

  /** The products of limbs i, i+1 of one operand with limbs j, j+1 of another, given the functions that load them. */
  addBlock(loadX, i, loadY, j) {
    const x0 = loadX("x0", i);
    const y0 = loadY("y0", j);
    this.addProduct(i + j, x0, y0);
    const y1 = loadY("y1", j + 1);
    this.addProduct(i + j + 1, x0, y1);
    const x1 = loadX("x1", i + 1);
    this.addProduct(i + j + 1, x1, y0);
    this.addProduct(i + j + 2, x1, y1);
    this.anchor(i + j);
  }

  anchor(k) {
    for (const d of [0, 1, 2]) if (this.low[k + d]) this.m.anchor(ANCHORS, d, this.low[k + d]);
  }

  /** high_k without its base (or with it, when low_(k+1) already lacks it). */
  highPart(k) {
    return this.explicitBase ? this.m.subtract("b", this.high[k], this.base) : this.high[k];
  }

  /** The value of column k without the reduction's carry: low_k + high_(k-1) / 2^48. */
  value(name, k) {
    if (k === 0) return this.low[0];
    return this.m.fma(name, this.highPart(k - 1), this.scale, this.low[k]);
  }

  /** Adds a b to column k but for the rounding's rest, which comes late: it is returned. */
  addHighProduct(k, a, b) {
    const { m, high } = this;
    this.flips[k] = !this.flips[k];
    const sum = m.fma(this.flips[k] ? `g${k}` : `h${k}`, a, b, high[k]);
    const rest = m.fma(`e${k & 3}`, a, b, m.subtract("d", high[k], sum));
    high[k] = sum;
    return rest;
  }

  /**
   * Finds the quotient limbs of columns k and k+1, k even, and cancels these columns. `late`: what arrives last for
   * column k, the rest of the previous quotient's product and the carry; everything else is in. The chain from one pair
   * to the next is what bounds the speed.
   */
  reducePair(k, late, last) {
    const { m, base, scale, m0, m1, p0 } = this;
    const p1 = m.constant("p1", constants.limb(1));
    const p2 = m.constant("p2", constants.limb(2));
    let z = this.value("f", k);
    for (const part of late) z = m.add("f", z, part);
    const z0 = m.fma("u", z, m0, base);
    const z1 = m.fma("v", z, m1, base);
    const next = this.value("a", k + 1);
    const n0 = m.fma("w", next, m0, base);
    // q_k = low(z m0);  q_(k+1) = low(z m1) + low(next m0) + high(z m0) / 2^48
    const minus0 = m.subtract("t", base, z0);
    const q0 = m.fma(`q${k}`, z, m0, minus0);
    const minus1 = m.subtract("v", base, z1);
    const minus2 = m.subtract("w", base, n0);
    const highPart = m.subtract("s", z0, base);
    const low1 = m.fma("v", z, m1, minus1);
    const low2 = m.fma("w", next, m0, minus2);
    const rest = this.addHighProduct(k + 1, q0, p1);
    const carry0 = m.fmaCancelling("c", q0, p0, m.multiply("n", z, scale));
    let q1 = m.add("v", low1, low2);
    q1 = m.fma(last ? "v" : `q${k + 1}`, highPart, scale, q1);
    if (last) q1 = m.subtract(`q${k + 1}`, q1, m.subtract("w", m.add("w", q1, base), base));
    this.addProduct(k + 2, q0, p2);
    // column k + 1 by parts, scaled: next + carry + rest
    let y = m.multiply("n", next, scale);
    y = m.fma("n", carry0, scale, y);
    y = m.fma("n", rest, scale, y);
    const carry1 = m.fmaCancelling("c", q1, p0, y);
    const p3 = m.constant("p3", constants.limb(3));
    this.addProduct(k + 3, q0, p3);
    const late1 = this.addHighProduct(k + 2, q1, p1);
    this.addProduct(k + 3, q1, p2);
    this.addProduct(k + 4, q1, p3);
    this.anchor(k + 2);
    m.anchor(ANCHORS, 3, carry1);
    return { quotients: [q0, q1], late: [late1, carry1] };
  }

  /** The upper columns, put together and carried once in parallel. */
  finish(z, late) {
    const { m, field, base, scale } = this;
    const { count } = field;
    const limbs = range(count, 2 * count).map((k) => {
      const name = `r${k - count}`;
      if (k === 2 * count - 1) {
        if (this.explicitBase) return m.multiply(name, this.highPart(k - 1), scale);
        return m.fma(name, this.high[k - 1], scale, m.constant("b", constants.minusOffset));
      }
      let value = this.value(name, k);
      if (k === count) for (const part of late) value = m.add(name, value, part);
      return value;
    });
    storeCarried(m, z, limbs, base, scale);
  }
}

/** One carry pass in parallel: every limb keeps its remainder mod 2^48 and takes its lower neighbour's carry. */
function storeCarried(m, z, limbs, base, scale) {
  const top = limbs.length - 1;
  const carries = limbs.slice(0, top).map((limb, i) => m.subtract(`u${i}`, m.add(`u${i}`, limb, base), base));
  for (const [i, limb] of limbs.entries()) {
    let result = i < top ? m.subtract("r", limb, carries[i]) : limb;
    if (i > 0) result = m.fma("r", carries[i - 1], scale, result);
    m.store(limbAt(z, i), result);
  }
}

/** The whole multiplication; `addAntidiagonal(columns, t)` adds the operands' products of block antidiagonal t. */
function montgomery(m, field, z, { explicitBase = false, prepare, addAntidiagonal, products }) {
  const columns = new Columns(m, field, explicitBase);
  prepare?.(columns);
  const quotients = [];
  const blocks = field.count / 2;
  // the products of quotient pair i with limbs 2j, 2j + 1 of p, j >= 2; those with p_0 ... p_3 belong to reducePair
  const addReduction = (i, j) => {
    const loadQuotient = (_name, index) => quotients[index];
    const loadLimb = (name, index) => m.constant(name, constants.limb(index));
    columns.addBlock(loadQuotient, 2 * i, loadLimb, 2 * j);
  };
  let late = [];
  // A column gets the operands' products before those of the quotients: the quotients come late, and nothing should
  // wait behind them. The upper antidiagonals fill the latency of the last steps.
  addAntidiagonal(columns, 0);
  for (const t of range(0, blocks)) {
    if (t + 1 < blocks) addAntidiagonal(columns, t + 1);
    const step = columns.reducePair(2 * t, late, t === blocks - 1);
    quotients.push(...step.quotients);
    late = step.late;
    if (t === blocks - 2) addAntidiagonal(columns, blocks);
    if (t === blocks - 1) for (const u of range(blocks + 1, 2 * blocks - 1)) addAntidiagonal(columns, u);
    for (const i of range(0, t + 1)) if (t + 2 - i < blocks) addReduction(i, t + 2 - i);
  }
  for (const t of range(blocks + 2, 2 * blocks - 1))
    for (const i of range(t - blocks + 1, blocks)) addReduction(i, t - i);
  columns.finish(z, late);
  m.claimProduct(z, products, quotients);
}

/** The blocks (i, t - i) of antidiagonal t. */
const blocksOf = (field, t) => {
  const blocks = field.count / 2;
  return range(Math.max(0, t - blocks + 1), Math.min(t, blocks - 1) + 1).map((i) => [2 * i, 2 * (t - i)]);
};

const bound = (m, at) => m.values?.get(`${at.pointer}+${at.offset}`) ?? 0n;

/** z = x y in each lane. */
export function multiplyLanes(m, field, z, x, y) {
  const loadX = (name, i) => m.load(name, limbAt(x, i));
  const loadY = (name, j) => m.load(name, limbAt(y, j));
  montgomery(m, field, z, {
    addAntidiagonal(columns, t) {
      for (const [i, j] of blocksOf(field, t)) columns.addBlock(loadX, i, loadY, j);
    },
    products: [[bound(m, x), bound(m, y)]],
  });
}

/** z = x^2 in each lane: cross products once, doubled. */
export function squareLanes(m, field, z, x) {
  const load = (name, i) => m.load(name, limbAt(x, i));
  const doubled = (name, i) => {
    const limb = load(name, i);
    return m.add(name, limb, limb);
  };
  montgomery(m, field, z, {
    addAntidiagonal(columns, t) {
      for (const [i, j] of blocksOf(field, t).filter(([a, b]) => a <= b)) {
        if (i < j) {
          columns.addBlock(doubled, i, load, j);
          continue;
        }
        const x0 = load("x0", i);
        columns.addProduct(2 * i, x0, x0);
        const x1 = load("x1", i + 1);
        columns.addProduct(2 * i + 1, m.add("y0", x0, x0), x1);
        columns.addProduct(2 * i + 2, x1, x1);
        columns.anchor(2 * i);
      }
    },
    products: [[bound(m, x), bound(m, x)]],
  });
}

/** z = x y in Fp2: lanes (x0, x0) * (y0, y1) + (x1, x1) * (-y1, y0), one reduction. */
export function multiplyQuadratic(m, field, z, x, y, { explicitBase = true } = {}) {
  const loadY = (name, j) => m.load(name, limbAt(y, j));
  const splat = (lane) => (name, i) => m.splat(name, limbAt(x, i), lane);
  const crossed = place(PREPARED);
  const loadCrossed = (name, j) => m.load(name, limbAt(crossed, j));
  montgomery(m, field, z, {
    explicitBase,
    prepare() {
      const signs = m.constant("signs", constants.signs);
      for (const j of range(0, field.count)) {
        m.store(limbAt(crossed, j), m.multiply("y0", m.swap("y0", loadY("y0", j)), signs));
      }
    },
    addAntidiagonal(columns, t) {
      for (const [i, j] of blocksOf(field, t)) {
        columns.addBlock(splat(0), i, loadY, j);
        columns.addBlock(splat(1), i, loadCrossed, j);
      }
    },
    products: [
      [bound(m, x), bound(m, y)],
      [bound(m, x), bound(m, y)],
    ],
  });
}

/** z = x^2 in Fp2: one lane-wise product (x0 + x1, 2 x0) * (x0 - x1, x1), the first operand carried beforehand. */
export function squareQuadratic(m, field, z, x) {
  const sums = place(PREPARED, 0);
  const differences = place(PREPARED, 128);
  const loadSum = (name, i) => m.load(name, limbAt(sums, i));
  const loadDifference = (name, i) => m.load(name, limbAt(differences, i));
  montgomery(m, field, z, {
    prepare({ base, scale }) {
      const select = m.constant("signs", constants.minusFirst);
      const limbs = range(0, field.count).map((i) => {
        const limb = m.load("x0", limbAt(x, i));
        const crossed = m.swap("x1", limb);
        m.store(limbAt(differences, i), m.fma("y0", crossed, select, limb));
        return m.add(`r${i}`, m.splat("y1", limbAt(x, i), 0), crossed);
      });
      storeCarried(m, sums, limbs, base, scale);
    },
    addAntidiagonal(columns, t) {
      for (const [i, j] of blocksOf(field, t)) columns.addBlock(loadSum, i, loadDifference, j);
    },
    // as values: x0^2 - x1^2 in one lane and 2 x0 x1 in the other
    products: [[2n * bound(m, x), bound(m, x)]],
  });
}

/**
 * The limb of a sum of terms [coefficient, place, crossed]: coefficient -3..3; a crossed term counts with its lanes
 * (-x1, x0), that is, times u. A term { times } multiplies the sum so far by -3..3 or, without a number, by the runtime
 * parameter.
 */
function limbOfSum(m, terms, i, name, parameter) {
  let sum;
  for (const [k, term] of terms.entries()) {
    if ("times" in term) {
      sum = m.multiply(name, sum, term.times ? m.constant("w", constants.factor(term.times)) : parameter);
      continue;
    }
    const [coefficient, at, crossed] = term;
    const x = m.load(k === 0 ? name : `x${k}`, limbAt(at, i));
    if (crossed) {
      const signs = m.constant("w", coefficient < 0 ? constants.minusSecond : constants.signs);
      sum = m.fma(name, m.swap(`x${k}`, x), signs, sum);
    } else if (coefficient === 1) sum = sum ? m.add(name, sum, x) : x;
    else if (coefficient === -1) sum = m.subtract(name, sum, x);
    else {
      const factor = m.constant("w", constants.factor(coefficient));
      sum = sum ? m.fma(name, x, factor, sum) : m.multiply(name, x, factor);
    }
  }
  return sum;
}

/** z = the sum of `terms` as limbOfSum takes them, carried and weakly reduced. */
export function linearCombination(m, field, z, terms, { parameter, greatest = 1 } = {}) {
  const factor = parameter && m.parameter("factor", parameter, BigInt(greatest));
  let sizes = [];
  for (const term of terms) {
    if ("times" in term) sizes = sizes.map(([size, at]) => [size * BigInt(Math.abs(term.times ?? greatest)), at]);
    else sizes.push([BigInt(Math.abs(term[0])), term[1]]);
  }
  linear(m, field, z, sizes, (machine, i, name) => limbOfSum(machine, terms, i, name, factor));
}

/** z = x + sign y, limb by limb, not carried. */
export function lazySum(m, field, z, x, y, sign) {
  for (const i of range(0, field.count)) {
    const limb = m.load("limb", limbAt(x, i));
    const other = m.load("other", limbAt(y, i));
    m.store(limbAt(z, i), sign > 0 ? m.add("limb", limb, other) : m.subtract("limb", limb, other));
  }
  m.claimLazy(z, 2n);
}

/** z = x with lanes swapped and/or signs changed: nothing to carry. */
export function signed(m, field, z, x, { swapped = false, signs }) {
  for (const i of range(0, field.count)) {
    let limb = m.load("limb", limbAt(x, i));
    if (swapped) limb = m.swap("limb", limb);
    m.store(limbAt(z, i), signs ? m.multiply("limb", limb, m.constant("signs", signs)) : m.negate("limb", limb));
  }
  m.claimSame(z, x);
}

/**
 * z = v - q p, carried: v given limb by limb (`limb(m, i)` computes its limb i from the operands), q = round(v / p)
 * from the top limb.
 * `terms`: [magnitude of the coefficient, place] for the bound of |v|.
 */
export function linear(m, field, z, terms, limb) {
  const top = field.count - 1;
  const scale = m.constant("scale", constants.scale);
  const unit = m.constant("unit", constants.minusUnit);
  const integer = m.constant("integer", constants.integerBase);
  const inverse = m.constant("inverse", constants.inverse);
  const first = limb(m, top, "top");
  const minusQuotient = m.subtract("q", integer, m.fma("q", first, inverse, integer));
  const sums = [];
  let carry;
  for (const i of range(0, field.count)) {
    const sum = i === top ? first : limb(m, i, "s");
    sums.push(sum);
    const p = m.constant("p", constants.limb(i));
    const reduced = m.fma("r", minusQuotient, p, sum);
    // the carry to the next limb: round(reduced / 2^48)
    const name = `u${i & 1}`;
    const ownCarry = i < top ? m.subtract(name, m.fma(name, reduced, scale, integer), integer) : undefined;
    let result = ownCarry ? m.fma("r", ownCarry, unit, reduced) : reduced;
    if (carry) result = m.add("r", result, carry);
    m.store(limbAt(z, i), result);
    carry = ownCarry;
  }
  const valueBound = terms.reduce((sum, [coefficient, at]) => sum + coefficient * bound(m, at), 0n);
  m.claimLinear(z, valueBound, sums, constants.inverse.lanes[0]);
}
