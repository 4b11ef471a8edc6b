// Montgomery multiplication in 30-bit signed limbs on two kinds of execution units at once.
//
// A scalar multiplication takes a cycle, and a product mod p has 169 of them for x y and as many for the multiples of
// p. Vector units do two at a time, and lie idle meanwhile. So x y is made of vectors, row by row: limb i of x in all
// lanes times the limbs of y, two neighbouring columns in an i64x2, with limbs that begin at an even or an odd column
// as the row wants. The quotients q_k = column_k * (-p^-1) mod 2^30 depend on each other: they, and the columns 0 to 13
// of their multiples of p, are scalar work, done as soon as the rows for a column are complete. The columns from 14 on
// are vectors again. Nothing is carried until the end, and then in parallel: two passes bring columns of 63 bits down
// to limbs.
//
// The order is the schedule. In the single products anchors, stores that are never read, keep TurboFan (Node 20 and 22)
// from sinking the vector work behind the scalar; newer V8 keeps the order by itself. In the products of Fp2 they cost
// more than they give.
import { constantPairs } from "./column-machine.mjs";
import { columnProducts } from "./integer-kernels.mjs";
import { minus, place, term } from "./integer-machine.mjs";
import { PORTABLE_FIELD as field } from "./modulus.mjs";
import { constantLanes as linearConstants, modulusVectors } from "./vector-kernels.mjs";
import { vectorConstant } from "./vector-machine.mjs";

const { count, width, limbs, negativeInverse } = field;
/** Words in rows of sixteen. */
const inRows = (words) => range(Math.ceil(words.length / 16)).map((i) => words.slice(16 * i, 16 * i + 16));
const range = (length) => Array.from({ length }, (_, i) => i);
const limbAt = (at, i) => place(at.pointer, at.offset + 4 * i);

/** Pairs of columns: (0, 1) … (24, 25). The quotients' multiples from pair 7 on are added up in vectors. */
const PAIRS = range(count);
const HIGH_PAIRS = PAIRS.slice((count + 1) / 2);

/** The constants behind those of the linear combinations: p one limb up, and what rounding takes. */
const firstConstant = 64 * linearConstants.length;
const MODULUS_UP = range(4).map((v) =>
  vectorConstant(
    firstConstant + 16 * v,
    range(4).map((i) => limbs[4 * v + i - 1] ?? 0n),
  ),
);
/**
 * Carries in parallel, with unsigned shifts, the only ones of 64 bits that engines have in one instruction. Everything
 * is kept positive by a bias that is a multiple of 2^30: the bias turns up in the carry, and what the next step adds
 * takes it away there. Column 25, lane 1 of the last pair, is the top limb: it is masked with ones, takes its
 * neighbour's carry and has no bias itself.
 */
const [UNIT, HALF] = [1n << BigInt(width), 1n << BigInt(width - 1)];
const [BIAS, SMALL_BIAS] = [1n << 63n, 1n << 35n];
const CARRY = constantPairs(firstConstant + 64, {
  bias: [BIAS, BIAS],
  topBias: [BIAS, 0n],
  mask: [UNIT - 1n, UNIT - 1n],
  topMask: [UNIT - 1n, -1n],
  // less the bias of the carry that comes in, and what the second pass rounds and is biased with
  second: Array(2).fill(SMALL_BIAS + HALF - BIAS / UNIT),
  topSecond: [SMALL_BIAS + HALF - BIAS / UNIT, -BIAS / UNIT],
  // into the lowest pair no carry comes in the second pass
  noCarry: [0n, 0n],
});
/** What the limbs are too large by after the second pass; limb 1 of the result has no carry from below. */
const EXCESS = range(3).map((v) =>
  vectorConstant(
    firstConstant + 176 + 16 * v,
    range(4).map((i) => {
      const column = 4 * v + i;
      return (column === 11 ? 0n : HALF) + (column === 0 ? 0n : SMALL_BIAS / UNIT);
    }),
  ),
);
export const columnConstants = inRows([
  ...MODULUS_UP.flatMap(({ lanes }) => lanes),
  ...Object.values(CARRY).flatMap(({ words }) => words),
  ...EXCESS.flatMap(({ lanes }) => lanes),
]);

/** Where columns are kept: those that the quotients come from, and whole products. */
const SLOTS = { reduced: 0, product: 16, sum: 16 + 2 * count };
/** The same for the functions that call the kernels: offsets in bytes. */
export const keptColumns = { PRODUCT: 8 * SLOTS.product, SUM: 8 * SLOTS.sum };

/** The limbs of an element in four vectors, with zeros above the last. */
function loadVectors(m, prefix, at) {
  return [
    ...range(3).map((v) => m.vectorLoad(`${prefix}${v}`, limbAt(at, 4 * v))),
    m.vectorLimb(`${prefix}3`, limbAt(at, 12)),
  ];
}

const eachVector = (m, prefix, operation, a, b = a) => a.map((v, i) => m[operation](`${prefix}${i}`, v, b[i]));

/** An operand for rows: its limbs in vectors that begin at an even column, and in ones that begin at an odd one. */
const bothAlignments = (m, prefix, vectors) => [
  vectors,
  vectors.map((v, i) => m.vectorMoveUp(`${prefix}o${i}`, v, vectors[i - 1])),
];

/** Sums of products in pairs of columns. `anchorEvery`: an anchor after so many of them. */
class Columns {
  constructor(m, prefix, { anchorEvery = Number.POSITIVE_INFINITY } = {}) {
    this.m = m;
    this.prefix = prefix;
    this.anchorEvery = anchorEvery;
    this.added = 0;
    this.pairs = [];
  }
  /** Pair j += the low (or the high) lanes of a and b. */
  add(j, a, b, high) {
    this.pairs[j] = this.m.pairMultiplyAdd(`${this.prefix}${j}`, this.pairs[j], a, b, high);
    if (++this.added % this.anchorEvery === 0) this.m.anchor(this.pairs[j]);
  }
  /** Row i of a product: `splat` is its limb of x. */
  addRow(i, splat, [even, odd]) {
    for (const [v, vector] of (i % 2 ? odd : even).entries()) {
      this.add(Math.floor(i / 2) + 2 * v, splat, vector, false);
      if (v < 3) this.add(Math.floor(i / 2) + 2 * v + 1, splat, vector, true);
    }
  }
}

/**
 * x^2: row i is x_i (x_i, 2 x_(i+1), 2 x_(i+2), …) from column 2i on, which needs the doubled limbs at four alignments.
 */
function squareRows(m, columns, x) {
  const vectors = loadVectors(m, "x", x);
  const doubled = eachVector(m, "x", "vectorAdd", vectors);
  const shifted = [
    doubled,
    ...[1, 2, 3].map((by) => doubled.map((v, i) => m.vectorMoveDown(`x${i}d${by}`, v, by, doubled[i + 1]))),
  ];
  return (i) => {
    const splat = m.vectorSplatLimb("s", limbAt(x, i));
    for (let first = i; first < count; first += 4) {
      const whole = shifted[i % 4][Math.floor(first / 4)];
      const vector = first === i ? m.vectorSubtract("w", whole, m.vectorLimb("w", limbAt(x, i))) : whole;
      const pair = i + (first - i) / 2;
      columns.add(pair, splat, vector, false);
      if (first + 2 < count) columns.add(pair + 1, splat, vector, true);
    }
  };
}

/** Adds q_k p from pair 7 on. */
function addHighMultiples(m, columns, k, quotient) {
  const splat = m.vectorSplat("s", quotient);
  for (const [v, constant] of (k % 2 ? MODULUS_UP : modulusVectors).entries()) {
    const pair = Math.floor(k / 2) + 2 * v;
    const wanted = [false, true].filter((high) => pair + high >= HIGH_PAIRS[0] && !(high && v === 3));
    if (wanted.length === 0) continue;
    const vector = m.vectorConstant("w", constant);
    for (const high of wanted) columns.add(pair + high, splat, vector, high);
  }
}

/**
 * The limbs of the pairs from 7 on, in three vectors, `carry` coming in from below: two passes in parallel, after the
 * first of which columns have 34 bits.
 */
function carryPairs(m, values, carry) {
  const last = values.length - 1;
  const constant = (name, i) => CARRY[i === last ? `top${name[0].toUpperCase()}${name.slice(1)}` : name];
  const pass = (name, biased, below) => {
    const carries = biased.map((value, i) => m.pairShiftRight(`k${i}`, value, width, { lowOnly: i === last }));
    const rests = biased.map((value, i) => m.pairMask(`h${i}`, value, constant("mask", i)));
    return rests.map((rest, i) =>
      m.pairAdd(`${name}${i}`, rest, m.pairMoveUp("w", carries[i], carries[i - 1] ?? below)),
    );
  };
  const biased = values.map((value, i) => m.pairAdd(`h${i}`, value, m.pairConstant("w", constant("bias", i))));
  const below = m.pairSplat("b", m.sum("u", [term(carry), term(BIAS / UNIT)]));
  const short = pass("h", biased, below).map((value, i) =>
    m.pairAdd(`h${i}`, value, m.pairConstant("w", constant("second", i))),
  );
  const limbPairs = pass("h", short, m.pairConstant("b", CARRY.noCarry));
  return range(3).map((v) =>
    m.vectorSubtract(
      `r${v}`,
      m.pairsToVector("w", limbPairs[2 * v], limbPairs[2 * v + 1]),
      m.vectorConstant("v", EXCESS[v]),
    ),
  );
}

/**
 * Reduces columns mod p and stores the normalised limbs at `z`. `addRow` adds a row to `columns`; `ahead` of the column
 * whose quotient is due, at least 2 rows.
 * `complete`: what to make of pair j of the filled columns; without it they are reduced as they are.
 */
function reduce(m, z, claim, columns, addRow, { complete, ahead = 4 } = {}) {
  let filled = 0;
  const quotients = [];
  // the quotients' high columns go on top of the rows', unless those must be seen complete
  const high = complete ? new Columns(m, "g") : columns;
  let carry;
  for (let k = 0; k <= count; k++) {
    if (k % 2 === 0) {
      for (; filled < Math.min(k + ahead, count); filled++) addRow(filled);
      m.pairSave(SLOTS.reduced + k, complete ? complete(k / 2) : columns.pairs[k / 2]);
    }
    const known = range(count)
      .filter((i) => i < k && k - i < count)
      .map((i) => term(quotients[i], limbs[k - i]));
    const column = m.sum("c", [
      term(m.restore("c", SLOTS.reduced + k)),
      ...known,
      ...(carry === undefined ? [] : [term(carry)]),
    ]);
    if (k === count) {
      carry = m.shiftRound("u", column, width);
      m.store(z, m.remainder("c", column, carry, width));
      break;
    }
    const quotient = m.balanced(`q${k}`, m.sum("t", [term(column, negativeInverse)]), width);
    quotients.push(quotient);
    carry = m.shiftRight("u", m.lowLimbCancelled(m.sum("u", [term(column), term(quotient, limbs[0])])), width);
    addHighMultiples(m, high, k, quotient);
  }
  const values = HIGH_PAIRS.map((j) => (complete ? m.pairAdd(`g${j}`, high.pairs[j], complete(j)) : columns.pairs[j]));
  for (const [v, vector] of carryPairs(m, values, carry).entries()) m.vectorStore(limbAt(z, 1 + 4 * v), vector);
  m.claimProduct(z, claim, quotients);
}

/** Adds x y, row by row. Columns k and k + 1 are complete after row k + 1. */
function productRows(m, columns, x, y) {
  const operand = bothAlignments(m, "y", loadVectors(m, "y", y));
  return (i) => columns.addRow(i, m.vectorSplatLimb("s", limbAt(x, i)), operand);
}

/** z = x y */
export function multiply(m, z, x, y) {
  const columns = new Columns(m, "c", { anchorEvery: 2 });
  reduce(m, z, [[x, y]], columns, productRows(m, columns, x, y));
}

/** z = x^2 */
export function square(m, z, x) {
  const columns = new Columns(m, "c", { anchorEvery: 1 });
  reduce(m, z, [[x, x]], columns, squareRows(m, columns, x), { ahead: 2 });
}

const lane1 = (at) => limbAt(at, 16);

/** Keeps the columns of x y in memory, at PRODUCT. */
export function productColumns(m, x, y) {
  const columns = new Columns(m, "c");
  const addRow = productRows(m, columns, x, y);
  for (let i = 0; i < count; i++) addRow(i);
  for (const j of PAIRS) m.pairSave(SLOTS.product + 2 * j, columns.pairs[j]);
}

/**
 * z = x y less the columns kept at `less`; keeps the sum of x y and these columns at SUM. `less`: a slot, and in what
 * is printed the pointer it counts from. `claims`: what a proof knows about the result, as `products` of elements, and
 * about its columns.
 */
export function multiplyLess(m, z, x, y, less, claims = { products: [] }) {
  const columns = new Columns(m, "c");
  const complete = (j) => {
    const other = m.pairRestore("w", less.slot + 2 * j, less.pointer);
    m.pairSave(SLOTS.sum + 2 * j, m.pairAdd("v", columns.pairs[j], other));
    return m.pairEqualsProducts(
      m.pairSubtract("w", columns.pairs[j], other),
      [2 * j, 2 * j + 1].map((k) => claims.column?.(k)),
    );
  };
  reduce(m, z, claims.products, columns, productRows(m, columns, x, y), { complete });
}

/**
 * z = x y in Fp2 with u^2 = -1: three products (Karatsuba) and two reductions. The parts are put together as columns:
 * x0 y0 - x1 y1, and (x0 + x1)(y0 + y1) - (x0 y0 + x1 y1). Three calls of small functions (portable.ts), which suits
 * JavaScriptCore and short compilations better than one large one; this is their proof and their model.
 */
export function multiplyQuadratic(m, z, x, y) {
  const [x1, y1] = [lane1(x), lane1(y)];
  const [a0, a1, b0, b1] = [x, x1, y, y1].map((at) => m.limbs(at));
  const [sumX, sumY] = ["SUM_X", "SUM_Y"].map((pointer) => place(pointer));
  m.scratch(sumX, eachVector(m, "s", "vectorAdd", loadVectors(m, "a", x), loadVectors(m, "b", x1)));
  m.scratch(sumY, eachVector(m, "s", "vectorAdd", loadVectors(m, "a", y), loadVectors(m, "b", y1)));
  productColumns(m, x1, y1);
  // column by column what wrapped on the way cancels
  multiplyLess(
    m,
    z,
    x,
    y,
    { slot: SLOTS.product },
    {
      products: [
        [x, y],
        [x1, y1],
      ],
      column: (k) => [...columnProducts(a0, b0, k), ...columnProducts(a1, b1, k, minus)],
    },
  );
  multiplyLess(
    m,
    lane1(z),
    sumX,
    sumY,
    { slot: SLOTS.sum },
    {
      products: [
        [x, y1],
        [x1, y],
      ],
      column: (k) => [...columnProducts(a0, b1, k), ...columnProducts(a1, b0, k)],
    },
  );
}
