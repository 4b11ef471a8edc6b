// Montgomery multiplication and linear combinations in 30-bit signed limbs and 64-bit columns.
//
// Column k of a product is the sum of x_i y_(k-i), at most `count` terms of 58 bits and a sign: it fits an i64 with
// room for the reduction. Nothing is carried until the end. The reduction goes row by row: q_i = column_i * (-m^-1) mod
// 2^30, add q_i m 2^(30 i), and hand the now divisible column on as a carry. Limbs are signed, so subtraction costs no
// more than addition. Both primes have 381 resp. 255 bits in 390 resp. 270: a product of reduced elements comes out
// below 0.51 m without any final subtraction.
import { minus, place, term } from "./integer-machine.mjs";

const range = (count) => Array.from({ length: count }, (_, i) => i);

function loadLimbs(m, field, prefix, at) {
  return range(field.count).map((i) => m.load(`${prefix}${i}`, place(at.pointer, at.offset + 4 * i)));
}

/** The products that make up column k of x y. */
export const columnProducts = (xs, ys, k, sign = term) =>
  range(xs.length)
    .filter((i) => k - i >= 0 && k - i < ys.length)
    .map((i) => sign(xs[i], ys[k - i]));

/** The columns of x * y by the schoolbook: count^2 multiplications. */
function schoolbookColumns(m, prefix, xs, ys) {
  return range(xs.length + ys.length - 1).map((k) => m.sum(`${prefix}${k}`, columnProducts(xs, ys, k)));
}

/** The columns of x^2: cross terms once, doubled. */
function squareColumns(m, field, prefix, xs) {
  const doubled = xs.slice(0, -1).map((x, i) => m.sum(`${prefix}d${i}`, [term(x), term(x)]));
  return range(2 * field.count - 1).map((k) => {
    const cross = range(field.count).filter((i) => i < k - i && k - i < field.count);
    const terms = cross.map((i) => term(doubled[i], xs[k - i]));
    if (k % 2 === 0) terms.push(term(xs[k / 2], xs[k / 2]));
    return m.sum(`${prefix}${k}`, terms);
  });
}

/** Reduces columns mod m and stores the normalised limbs at `z`. Returns the quotients, which bound the result. */
function reduceColumns(m, field, prefix, columns) {
  const { count, width, limbs, negativeInverse } = field;
  columns = [...columns];
  const quotients = [];
  for (let i = 0; i < count; i++) {
    const scaled = m.sum("t", [term(columns[i], negativeInverse)]);
    const q = m.balanced(`q${i}`, scaled, width);
    quotients.push(q);
    const cancelled = m.lowLimbCancelled(m.sum("t", [term(columns[i]), term(q, limbs[0])]));
    const carry = m.shiftRight("t", cancelled, width);
    for (let j = 1; j < count; j++) {
      const terms = i + j < columns.length ? [term(columns[i + j])] : [];
      terms.push(term(q, limbs[j]));
      if (j === 1) terms.push(term(carry));
      columns[i + j] = m.sum(`${prefix}${i + j}`, terms);
    }
  }
  // serial carries: the columns are far beyond one limb
  const result = [];
  let carry;
  for (let k = count; k < 2 * count - 1; k++) {
    const value = carry === undefined ? columns[k] : m.sum(`${prefix}${k}`, [term(columns[k]), term(carry)]);
    carry = m.shiftRound("t", value, width);
    result.push(m.remainder(`${prefix}${k}`, value, carry, width));
  }
  result.push(carry);
  return { result, quotients };
}

function storeLimbs(m, at, limbs) {
  for (const [i, limb] of limbs.entries()) m.store(place(at.pointer, at.offset + 4 * i), limb);
}

/** z = x y */
export function multiply(m, field, z, x, y) {
  const xs = loadLimbs(m, field, "x", x);
  const ys = loadLimbs(m, field, "y", y);
  const { result, quotients } = reduceColumns(m, field, "c", schoolbookColumns(m, "c", xs, ys));
  storeLimbs(m, z, result);
  m.claimProduct(z, [[x, y]], quotients);
}

/** z = x^2 */
export function square(m, field, z, x) {
  const { result, quotients } = reduceColumns(m, field, "c", squareColumns(m, field, "c", loadLimbs(m, field, "x", x)));
  storeLimbs(m, z, result);
  m.claimProduct(z, [[x, x]], quotients);
}

/**
 * How the weak reduction finds its quotient: q = round(top * multiplier / 2^shift), multiplier ~ 2^shift 2^(width
 * (count-1)) / m.
 */
export function quotientConstants(field, shift = 36) {
  const numerator = 1n << BigInt(shift + field.width * (field.count - 1));
  return { multiplier: (2n * numerator + field.modulus) / (2n * field.modulus), shift };
}

/**
 * z = sum of coefficient * operand, carried in parallel and weakly reduced: |z| <= 0.51 m. `terms`: [coefficient,
 * place] pairs.
 */
export function linearCombination(m, field, z, terms) {
  const { count, width, limbs } = field;
  const constants = quotientConstants(field);
  const operands = terms.map(([, at], i) => loadLimbs(m, field, String.fromCharCode(97 + i), at));
  const sums = range(count).map((i) =>
    m.sum(
      `s${i}`,
      terms.map(([coefficient], k) => {
        if (coefficient === 1n) return term(operands[k][i]);
        if (coefficient === -1n) return minus(operands[k][i]);
        return term(operands[k][i], coefficient);
      }),
    ),
  );
  const q = m.shiftRound("q", m.sum("q", [term(sums[count - 1], constants.multiplier)]), constants.shift);
  const reduced = sums.map((sum, i) => m.sum(`s${i}`, [term(sum), minus(q, limbs[i])]));
  storeLimbs(m, z, carryInParallel(m, field, reduced, width));
  m.claimLinear(z, terms, constants);
}

/** One carry pass in parallel: every limb keeps its balanced remainder and takes its lower neighbour's carry. */
function carryInParallel(m, { count }, limbs, width) {
  const carries = limbs.slice(0, count - 1).map((limb, i) => m.shiftRound(`k${i}`, limb, width));
  return limbs.map((limb, i) => {
    const low = i < count - 1 ? m.remainder(`s${i}`, limb, carries[i], width) : limb;
    return i === 0 ? low : m.sum(`s${i}`, [term(low), term(carries[i - 1])]);
  });
}
