// Montgomery multiplication and linear combinations in 30-bit signed limbs and 64-bit columns.
//
// Column k of a product is the sum of x_i y_(k-i), at most `count` terms of 58 bits and a sign: it fits an i64 with room for the
// reduction. Nothing is carried until the end. The reduction goes row by row: q_i = column_i * (-m^-1) mod 2^30, add q_i m 2^(30 i),
// and hand the now divisible column on as a carry. Limbs are signed, so subtraction costs no more than addition.
// Both primes have 381 resp. 255 bits in 390 resp. 270: a product of reduced elements comes out below 0.51 m without any final
// subtraction.
import { minus, place, term } from "./integer-machine.mjs";

const range = (count) => Array.from({ length: count }, (_, i) => i);

export function loadLimbs(m, field, prefix, at) {
  return range(field.count).map((i) => m.load(`${prefix}${i}`, place(at.pointer, at.offset + 4 * i)));
}

const columnPairs = (xs, ys, k) =>
  range(xs.length)
    .filter((i) => k - i >= 0 && k - i < ys.length)
    .map((i) => [xs[i], ys[k - i]]);
const products = (pairs) => pairs.map(([x, y]) => term(x, y));

/** The columns of x * y by the schoolbook: count^2 multiplications. */
export function schoolbookColumns(m, prefix, xs, ys) {
  return range(xs.length + ys.length - 1).map((k) => m.sum(`${prefix}${k}`, products(columnPairs(xs, ys, k))));
}

/** The columns of x^2: cross terms once, doubled. */
export function squareColumns(m, field, prefix, xs) {
  const doubled = xs.slice(0, -1).map((x, i) => m.sum(`${prefix}d${i}`, [term(x), term(x)]));
  return range(2 * field.count - 1).map((k) => {
    const cross = range(field.count).filter((i) => i < k - i && k - i < field.count);
    const terms = cross.map((i) => term(doubled[i], xs[k - i]));
    if (k % 2 === 0) terms.push(term(xs[k / 2], xs[k / 2]));
    return m.sum(`${prefix}${k}`, terms);
  });
}

/**
 * The columns of x * y by one level of Karatsuba (low half of 7 limbs, high half of 6): 49 + 36 + 49 multiplications instead of 169.
 * The middle part (low + high)(low + high) - low low - high high may wrap on the way; what is left is the plain sum of cross products.
 */
export function karatsubaColumns(m, field, prefix, xs, ys) {
  const half = (field.count + 1) / 2;
  const fold = (name, limbs) =>
    range(half).map((i) =>
      i + half < field.count ? m.sum(`${prefix}${name}${i}`, [term(limbs[i]), term(limbs[i + half])]) : limbs[i],
    );
  const low = schoolbookColumns(m, `${prefix}l`, xs.slice(0, half), ys.slice(0, half));
  const high = schoolbookColumns(m, `${prefix}h`, xs.slice(half), ys.slice(half));
  const middle = schoolbookColumns(m, `${prefix}m`, fold("x", xs), fold("y", ys));
  return range(2 * field.count - 1).map((k) => {
    const terms = [];
    if (k < low.length) terms.push(term(low[k]));
    if (k >= 2 * half) terms.push(term(high[k - 2 * half]));
    const t = k - half;
    if (t >= 0 && t < middle.length) {
      terms.push(term(middle[t]), minus(low[t]));
      if (t < high.length) terms.push(minus(high[t]));
    }
    return m.equalsProducts(m.sum(`${prefix}${k}`, terms), products(columnPairs(xs, ys, k)));
  });
}

/** Reduces columns mod m and stores the normalised limbs at `z`. Returns the quotients, which bound the result. */
export function reduceColumns(m, field, prefix, columns) {
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

/**
 * z = x y in Fp2 with u^2 = -1: three products (Karatsuba once more) and two reductions. The parts are put together as columns:
 * x0 y0 - x1 y1, and (x0 + x1)(y0 + y1) - x0 y0 - x1 y1.
 */
export function multiplyQuadratic(m, field, z, x, y) {
  const columns = range(2 * field.count - 1);
  const sumsAt = columns.length;
  const [x0, y0] = [loadLimbs(m, field, "a", x), loadLimbs(m, field, "c", y)];
  for (const [k, low] of karatsubaColumns(m, field, "t", x0, y0).entries()) m.save(k, low);
  // the sums are kept in memory too: in registers they would not survive the products
  const [x1, y1] = [loadLimbs(m, field, "b", lane1(x)), loadLimbs(m, field, "d", lane1(y))];
  for (const i of range(field.count)) {
    m.save(sumsAt + i, m.sum("s", [term(x0[i]), term(x1[i])]));
    m.save(sumsAt + field.count + i, m.sum("s", [term(y0[i]), term(y1[i])]));
  }
  const real = karatsubaColumns(m, field, "t", x1, y1).map((high, k) => {
    const low = m.restore("low", k);
    m.save(k, m.sum("both", [term(low), term(high)]));
    return m.sum(`t${k}`, [term(low), minus(high)]);
  });
  reduceLane(m, field, z, real, [
    [x, y],
    [lane1(x), lane1(y)],
  ]);
  const restored = (name, offset) => range(field.count).map((i) => m.restore(`${name}${i}`, offset + i));
  const [sumsX, sumsY] = [restored("e", sumsAt), restored("f", sumsAt + field.count)];
  const imaginary = karatsubaColumns(m, field, "t", sumsX, sumsY).map((value, k) => {
    const cross = [...products(columnPairs(x0, y1, k)), ...products(columnPairs(x1, y0, k))];
    return m.equalsProducts(m.sum(`t${k}`, [term(value), minus(m.restore("low", k))]), cross);
  });
  reduceLane(m, field, lane1(z), imaginary, [
    [x, lane1(y)],
    [lane1(x), y],
  ]);
}

/** z = x^2 in Fp2: (x0 + x1)(x0 - x1) and 2 x0 x1. */
export function squareQuadratic(m, field, z, x) {
  const x0 = loadLimbs(m, field, "a", x);
  const x1 = loadLimbs(m, field, "b", lane1(x));
  const sums = x0.map((u, i) => m.sum(`e${i}`, [term(u), term(x1[i])]));
  const differences = x0.map((u, i) => m.sum(`f${i}`, [term(u), minus(x1[i])]));
  // column by column the cross terms of (x0 + x1)(x0 - x1) cancel
  const real = karatsubaColumns(m, field, "t", sums, differences).map((value, k) =>
    m.equalsProducts(value, [
      ...products(columnPairs(x0, x0, k)),
      ...columnPairs(x1, x1, k).map(([u, v]) => minus(u, v)),
    ]),
  );
  reduceLane(m, field, z, real, [
    [x, x],
    [lane1(x), lane1(x)],
  ]);
  // lane 1 of x is read once more: in registers it would not survive the first product
  const again = loadLimbs(m, field, "b", lane1(x));
  const doubled = x0.map((u, i) => m.sum(`a${i}`, [term(u), term(u)]));
  reduceLane(m, field, lane1(z), karatsubaColumns(m, field, "t", doubled, again), [
    [x, lane1(x)],
    [x, lane1(x)],
  ]);
}

const lane1 = ({ pointer, offset }) => place(pointer, offset + 64);

function reduceLane(m, field, z, columns, claim) {
  const { result, quotients } = reduceColumns(m, field, "t", columns);
  storeLimbs(m, z, result);
  m.claimProduct(z, claim, quotients);
}

export function storeLimbs(m, at, limbs) {
  for (const [i, limb] of limbs.entries()) m.store(place(at.pointer, at.offset + 4 * i), limb);
}

/** z = x y */
export function multiply(m, field, z, x, y, columnsOf = karatsubaColumns) {
  const xs = loadLimbs(m, field, "x", x);
  const ys = loadLimbs(m, field, "y", y);
  const { result, quotients } = reduceColumns(m, field, "c", columnsOf(m, field, "c", xs, ys));
  storeLimbs(m, z, result);
  m.claimProduct(z, [[x, y]], quotients);
}

export function schoolbook(m, _field, prefix, xs, ys) {
  return schoolbookColumns(m, prefix, xs, ys);
}

/** z = x^2 */
export function square(m, field, z, x) {
  const { result, quotients } = reduceColumns(m, field, "c", squareColumns(m, field, "c", loadLimbs(m, field, "x", x)));
  storeLimbs(m, z, result);
  m.claimProduct(z, [[x, x]], quotients);
}

/** How the weak reduction finds its quotient: q = round(top * multiplier / 2^shift), multiplier ~ 2^shift 2^(width (count-1)) / m. */
export function quotientConstants(field, shift = 36) {
  const numerator = 1n << BigInt(shift + field.width * (field.count - 1));
  return { multiplier: (2n * numerator + field.modulus) / (2n * field.modulus), shift };
}

/** z = sum of coefficient * operand, carried in parallel and weakly reduced: |z| <= 0.51 m. `terms`: [coefficient, place] pairs. */
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
