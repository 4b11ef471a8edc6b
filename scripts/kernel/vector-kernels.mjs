// Linear combinations of elements in 30-bit limbs, four limbs at a time in i32x4 vectors.
//
// z = v - q p with q = round(v / p) found from the top limbs, then one carry pass in parallel. An i32 has one spare
// bit: the sum of two elements minus q p (|q| <= 1) fits. Longer sums are split first: limb = high 2^15 + low, so that
// coefficients, q and sums act on numbers of 15 bits and a sign, and are put together again with the carry taken out of
// the high part.

import { quotientConstants } from "./integer-kernels.mjs";
import { minus, place, term } from "./integer-machine.mjs";
import { centred, PORTABLE_FIELD as field } from "./modulus.mjs";
import { vectorConstant } from "./vector-machine.mjs";

const VECTORS = [0, 1, 2, 3];
const HALF_WIDTH = 15;

const vectorsOf = (limbs, offset) =>
  VECTORS.map((v) =>
    vectorConstant(
      offset + 16 * v,
      [0, 1, 2, 3].map((i) => limbs[4 * v + i] ?? 0n),
    ),
  );
const low = field.limbs.map((limb) => centred(limb, 1n << BigInt(HALF_WIDTH)));
const high = field.limbs.map((limb, i) => (limb - low[i]) >> BigInt(HALF_WIDTH));

/** The table of constants: p, its halves, and the halves of units for rounding shifts. */
const constants = {
  p: vectorsOf(field.limbs, 0),
  high: vectorsOf(high, 64),
  low: vectorsOf(low, 128),
  half: vectorConstant(192, Array(4).fill(1n << BigInt(field.width - 1))),
  smallHalf: vectorConstant(208, Array(4).fill(1n << BigInt(HALF_WIDTH - 1))),
};

/** p in vectors. */
export const modulusVectors = constants.p;

export const constantLanes = [
  ...[constants.p, constants.high, constants.low].map((vectors) => vectors.flatMap(({ lanes }) => lanes)),
  [...constants.half.lanes, ...constants.smallHalf.lanes],
];

const vectorAt = ({ pointer, offset }, v) => place(pointer, offset + 16 * v);

/** Sum of +-1 terms, vector v. A lone negative term never comes first. */
function sumVectors(m, name, terms, v) {
  let sum;
  for (const [coefficient, at] of terms) {
    const x = m.vectorLoad(sum ? "w" : name, vectorAt(at, v));
    if (!sum) sum = x;
    else sum = coefficient > 0 ? m.vectorAdd(name, sum, x) : m.vectorSubtract(name, sum, x);
  }
  return sum;
}

/**
 * q = round(v / p) from the top limbs, in all lanes. `parameter`: an i64 that multiplies the scaled groups, which come
 * first.
 */
function quotientVector(m, groups, parameter) {
  let top;
  for (const { factor, terms, scaled } of groups) {
    if (parameter && !scaled) {
      top = m.sum("top", [term(top, parameter)]);
      parameter = undefined;
    }
    for (const [coefficient, at] of terms) {
      const limb = m.load("limb", place(at.pointer, at.offset + 4 * (field.count - 1)));
      const scaled = coefficient * factor;
      const next = scaled === 1 ? term(limb) : scaled === -1 ? minus(limb) : term(limb, BigInt(scaled));
      top = m.sum("top", top ? [term(top), next] : [next]);
    }
  }
  if (parameter) top = m.sum("top", [term(top, parameter)]);
  const { multiplier, shift } = quotientConstants(field);
  return m.vectorSplat("q", m.shiftRound("top", m.sum("top", [term(top, multiplier)]), shift));
}

const tripled = (m, name, v) => m.vectorAdd(name, m.vectorShiftLeft("w", v, 1), v);

/** A sum of at most two elements, less q p. */
function directLane(m, prefix, group) {
  const q = quotientVector(m, [group]);
  const half = m.vectorConstant("half", constants.half);
  const carries = [];
  const limbs = VECTORS.map((v) => {
    const sum = sumVectors(m, "s", group.terms, v);
    const reduced = m.vectorSubtract("s", sum, m.vectorMultiply("w", q, m.vectorConstant("w", constants.p[v])));
    if (v === 3) return m.vectorAdd(`${prefix}${v}`, reduced, m.vectorTop("w", carries[2]));
    carries[v] = m.vectorShiftRound(`c${v}`, reduced, half, field.width);
    return m.vectorRemainder(`${prefix}${v}`, reduced, carries[v], field.width);
  });
  return limbs.map((limb, v) =>
    v === 3 ? limb : m.vectorAdd(`${prefix}${v}`, limb, m.vectorMoveUp("w", carries[v], carries[v - 1])),
  );
}

/** Sums of at most three elements each, times small factors, less q p. */
function splitLane(m, prefix, groups, parameter) {
  const q = quotientVector(m, groups, parameter);
  const smallHalf = m.vectorConstant("half", constants.smallHalf);
  const multiplier = parameter && m.vectorSplat("factors", parameter);
  const carries = [];
  const limbs = VECTORS.map((v) => {
    const minusHigh = m.vectorMultiply("high", q, m.vectorConstant("w", constants.high[v]));
    const minusLow = m.vectorMultiply("low", q, m.vectorConstant("w", constants.low[v]));
    let highs;
    let lows;
    for (const { factor, terms, scaled } of groups) {
      const sum = sumVectors(m, "s", terms, v);
      let h = m.vectorShiftRound("h", sum, smallHalf, HALF_WIDTH);
      let l = m.vectorRemainder("s", sum, h, HALF_WIDTH);
      if (scaled) [h, l] = [m.vectorMultiply("h", h, multiplier), m.vectorMultiply("s", l, multiplier)];
      const size = Math.abs(factor);
      if (size === 2) [h, l] = [m.vectorShiftLeft("h", h, 1), m.vectorShiftLeft("s", l, 1)];
      else if (size === 3) [h, l] = [tripled(m, "h", h), tripled(m, "s", l)];
      else if (size !== 1) throw new Error(`factor ${factor}: put it into the group's terms`);
      if (highs === undefined) {
        if (factor < 0) throw new Error("the first group must be positive");
        highs = m.vectorSubtract("high", h, minusHigh);
        lows = m.vectorSubtract("low", l, minusLow);
      } else if (factor > 0) {
        highs = m.vectorAdd("high", highs, h);
        lows = m.vectorAdd("low", lows, l);
      } else {
        highs = m.vectorSubtract("high", highs, h);
        lows = m.vectorSubtract("low", lows, l);
      }
    }
    if (v === 3) {
      const whole = m.vectorAdd("s", m.vectorShiftLeft("high", highs, HALF_WIDTH), lows);
      return m.vectorAdd(`${prefix}${v}`, whole, m.vectorTop("w", carries[2]));
    }
    carries[v] = m.vectorShiftRound(`c${v}`, highs, smallHalf, HALF_WIDTH);
    const rest = m.vectorRemainder("high", highs, carries[v], HALF_WIDTH);
    return m.vectorAdd(`${prefix}${v}`, m.vectorShiftLeft("high", rest, HALF_WIDTH), lows);
  });
  return limbs.map((limb, v) =>
    v === 3 ? limb : m.vectorAdd(`${prefix}${v}`, limb, m.vectorMoveUp("w", carries[v], carries[v - 1])),
  );
}

/**
 * One element's linear combination: `groups` of { factor, terms: [+-1, place][], scaled }; the result's vectors. Scaled
 * groups count times the parameter.
 * A single group of at most two terms takes the direct way.
 */
function lane(m, prefix, groups, parameter) {
  const direct = groups.length === 1 && groups[0].terms.length <= 2 && groups[0].factor === 1 && !parameter;
  return direct ? directLane(m, prefix, groups[0]) : splitLane(m, prefix, groups, parameter);
}

/**
 * z = linear combinations, one for each lane in `lanes` (lists of groups). `crossed`: a lane reads the other lane's
 * operands, so nothing may be written before everything is read.
 */
export function linearLanes(m, z, lanes, { crossed = false, parameter, greatest = 1 } = {}) {
  const factor = parameter && m.parameter("factor", parameter, BigInt(greatest));
  const store = (result, index) => {
    for (const v of VECTORS) m.vectorStore(vectorAt(place(z.pointer, z.offset + 64 * index), v), result[v]);
  };
  const results = lanes.map((groups, index) => {
    const result = lane(m, crossed ? "fg"[index] : "r", groups, factor);
    if (!crossed) store(result, index);
    return result;
  });
  if (crossed) results.forEach(store);
  for (const [index, groups] of lanes.entries()) {
    const terms = groups.flatMap(({ factor: f, terms: list, scaled }) =>
      list.map(([coefficient, at]) => [BigInt(coefficient * f * (scaled ? greatest : 1)), at]),
    );
    m.claimLinear(place(z.pointer, z.offset + 64 * index), terms, quotientConstants(field));
  }
}

/** z = x + sign y, limb by limb, not carried. */
export function lazySum(m, z, x, y, sign) {
  for (const v of VECTORS) {
    const a = m.vectorLoad("a", vectorAt(x, v));
    const b = m.vectorLoad("b", vectorAt(y, v));
    m.vectorStore(vectorAt(z, v), sign > 0 ? m.vectorAdd("a", a, b) : m.vectorSubtract("a", a, b));
  }
  m.claimLazy(z, 2n);
}

/** z = -x for each lane listed. */
export function negateLanes(m, z, x) {
  for (const v of VECTORS) m.vectorStore(vectorAt(z, v), m.vectorNegate("s", m.vectorLoad("s", vectorAt(x, v))));
  m.claimSame(z, x);
}
