// assembly/kernel/portable.gen.ts: the arithmetic of pairs in 30-bit limbs; its constants are in a file of their own.
import {
  columnConstants,
  keptColumns,
  multiply,
  multiplyLess,
  multiplyQuadratic,
  productColumns,
  square,
} from "./column-kernels.mjs";
import { ColumnIntervals, ColumnPrinter } from "./column-machine.mjs";
import { header, integerTable, printFunction } from "./file.mjs";
import { place } from "./integer-machine.mjs";
import { balancedLimbs, centred, PORTABLE_FIELD as field } from "./modulus.mjs";
import { constantLanes, lazySum, linearLanes, negateLanes } from "./vector-kernels.mjs";

const LANE = 64;
const at = (pointer) => place(pointer);
const lane = (pointer, index) => place(pointer, LANE * index);
const [z, x, y] = ["z", "x", "y"].map(at);
const pair = (pointer) => [0, 1].map((index) => ({ at: lane(pointer, index) }));

/** Terms [coefficient, pointer] of one lane, as one group. */
const group = (terms, index, factor = 1) => ({
  factor: factor === "k" ? 1 : factor,
  scaled: factor === "k",
  terms: terms.map(([coefficient, pointer]) => [coefficient, lane(pointer, index)]),
});

/** An operation that does the same in both lanes; `fp`: also its twin on lane 0 alone. */
function laneWise(name, description, parameters, groups, { fp = true, ...options } = {}) {
  const pointers = [...new Set(groups.flatMap(([terms]) => terms.map(([, pointer]) => pointer)))];
  const lanes = [0, 1].map((index) => groups.map(([terms, factor]) => group(terms, index, factor)));
  const both = {
    name,
    description,
    parameters: ["z", ...parameters],
    body: (m) => linearLanes(m, z, lanes, options),
    ranges: [pointers.flatMap(pair)],
  };
  if (!fp) return [both];
  const single = {
    ...both,
    name: `fp${name[0].toUpperCase()}${name.slice(1)}`,
    description: `${description.slice(0, -1)}, lane 0.`,
    body: (m) => linearLanes(m, z, lanes.slice(0, 1), options),
  };
  return [both, single];
}

/** An operation that mixes lanes: groups for each of them. */
function crossed(name, description, parameters, lanes, pointers, options) {
  return {
    name,
    description,
    parameters: ["z", ...parameters],
    body: (m) => linearLanes(m, z, lanes, { crossed: true, ...options }),
    ranges: [pointers.flatMap(pair)],
  };
}

const p = (pointer, index) => [1, lane(pointer, index)];
const n = (pointer, index) => [-1, lane(pointer, index)];
const one = (...terms) => ({ factor: 1, terms });
const less = (...terms) => ({ factor: -1, terms });
const times = (factor, ...terms) => ({ factor, terms });
const scaled = (...terms) => ({ factor: 1, scaled: true, terms });

export const portableKernels = [
  {
    name: "fpMul",
    description:
      "z = x y, one lane. Either operand may be any sum of two reduced ones, not carried, if the other is reduced; x may be an unsigned integer below 2^384 in 30-bit digits.",
    parameters: ["z", "x", "y"],
    body: (m) => multiply(m, z, x, y),
    ranges: [
      [{ at: x, terms: 2n }, { at: y }],
      [{ at: x }, { at: y, terms: 2n }],
      [{ at: x, valueBound: 1n << 384n, limbBound: 1n << 30n }, { at: y }],
    ],
  },
  {
    name: "fpSqr",
    description: "z = x^2, one lane.",
    parameters: ["z", "x"],
    body: (m) => square(m, z, x),
    ranges: [[{ at: x }]],
  },
  {
    name: "fp2Mul",
    body: (m) => multiplyQuadratic(m, z, x, y),
    parameters: ["z", "x", "y"],
    ranges: [["x", "y"].flatMap(pair)],
    parts: [
      {
        name: "productColumns",
        description: "Keeps the columns of x y, one lane each, at COLUMNS + PRODUCT. A part of fp2Mul, proved as such.",
        parameters: ["x", "y"],
        body: (m) => productColumns(m, x, y),
      },
      {
        name: "fpMulLess",
        description:
          "z = x y less the columns kept at `less`, one lane; keeps the sum of both at COLUMNS + SUM. A part of fp2Mul, proved as such.",
        parameters: ["z", "x", "y", "less"],
        body: (m) => multiplyLess(m, z, x, y, { slot: 0, pointer: "less" }),
      },
    ],
  },
  ...laneWise(
    "add",
    "z = x + y.",
    ["x", "y"],
    [
      [
        [
          [1, "x"],
          [1, "y"],
        ],
      ],
    ],
  ),
  ...laneWise(
    "sub",
    "z = x - y.",
    ["x", "y"],
    [
      [
        [
          [1, "x"],
          [-1, "y"],
        ],
      ],
    ],
  ),
  ...laneWise(
    "dbl",
    "z = 2x.",
    ["x"],
    [
      [
        [
          [1, "x"],
          [1, "x"],
        ],
      ],
    ],
  ),
  ...laneWise("mulSmall", "z = k x, |k| <= 12.", ["x", "k: i32"], [[[[1, "x"]], "k"]], {
    parameter: "k",
    greatest: 12,
  }),
  ...laneWise("addMulSmall", "z = a + k b, |k| <= 12.", ["a", "b", "k: i32"], [[[[1, "b"]], "k"], [[[1, "a"]]]], {
    fp: false,
    parameter: "k",
    greatest: 12,
  }),
  ...laneWise(
    "subSub",
    "z = a - b - c.",
    ["a", "b", "c"],
    [
      [
        [
          [1, "a"],
          [-1, "b"],
          [-1, "c"],
        ],
      ],
    ],
  ),
  ...laneWise(
    "addAdd",
    "z = a + b + c.",
    ["a", "b", "c"],
    [
      [
        [
          [1, "a"],
          [1, "b"],
          [1, "c"],
        ],
      ],
    ],
    { fp: false },
  ),
  ...laneWise(
    "karatsuba2",
    "z = b - c - d + a.",
    ["b", "c", "d", "a"],
    [
      [
        [
          [1, "b"],
          [-1, "c"],
          [-1, "d"],
        ],
      ],
      [[[1, "a"]]],
    ],
    { fp: false },
  ),
  ...laneWise(
    "tripleMinusDouble",
    "z = 3t - 2x.",
    ["t", "x"],
    [
      [
        [
          [1, "t"],
          [1, "t"],
          [1, "t"],
        ],
      ],
      [[[1, "x"]], -2],
    ],
    { fp: false },
  ),
  ...laneWise(
    "triplePlusDouble",
    "z = 3t + 2x.",
    ["t", "x"],
    [
      [
        [
          [1, "t"],
          [1, "t"],
          [1, "t"],
        ],
      ],
      [[[1, "x"]], 2],
    ],
    { fp: false },
  ),
  crossed("mulXi", "z = xi x.", ["x"], [[one(p("x", 0), n("x", 1))], [one(p("x", 0), p("x", 1))]], ["x"]),
  crossed(
    "addXi",
    "z = a + xi b.",
    ["a", "b"],
    [[one(p("a", 0), p("b", 0), n("b", 1))], [one(p("a", 1), p("b", 0), p("b", 1))]],
    ["a", "b"],
  ),
  crossed(
    "subXi",
    "z = a - xi b.",
    ["a", "b"],
    [[one(p("a", 0), n("b", 0), p("b", 1))], [one(p("a", 1), n("b", 0), n("b", 1))]],
    ["a", "b"],
  ),
  crossed(
    "mulSmallXi",
    "z = k xi x, |k| <= 12.",
    ["x", "k: i32"],
    [[scaled(p("x", 0), n("x", 1))], [scaled(p("x", 0), p("x", 1))]],
    ["x"],
    { parameter: "k", greatest: 12 },
  ),
  crossed(
    "subSubXi",
    "z = a - b - xi c.",
    ["a", "b", "c"],
    [
      [one(p("a", 0), n("b", 0), n("c", 0)), one(p("c", 1))],
      [one(p("a", 1), n("b", 1), n("c", 1)), less(p("c", 0))],
    ],
    ["a", "b", "c"],
  ),
  crossed(
    "cyclotomicReal",
    "z = 3 (n - m - xi m) - 2x.",
    ["n", "m", "x"],
    [
      [times(3, p("n", 0), n("m", 0), n("m", 0)), times(3, p("m", 1)), times(-2, p("x", 0))],
      [times(3, p("n", 1), n("m", 1), n("m", 1)), times(-3, p("m", 0)), times(-2, p("x", 1))],
    ],
    ["n", "m", "x"],
  ),
  ...laneWise(
    "cyclotomicImaginary",
    "z = 6m + 2x.",
    ["m", "x"],
    [
      [
        [
          [1, "m"],
          [1, "m"],
          [1, "m"],
        ],
        2,
      ],
      [[[1, "x"]], 2],
    ],
    { fp: false },
  ),
  crossed(
    "cyclotomicImaginaryXi",
    "z = 6 xi m + 2x.",
    ["m", "x"],
    [
      [times(2, p("m", 0), p("m", 0), p("m", 0)), times(-2, p("m", 1), p("m", 1), p("m", 1)), times(2, p("x", 0))],
      [times(2, p("m", 0), p("m", 0), p("m", 0)), times(2, p("m", 1), p("m", 1), p("m", 1)), times(2, p("x", 1))],
    ],
    ["m", "x"],
  ),
  crossed(
    "karatsuba0",
    "z = a + xi (b - c - d).",
    ["a", "b", "c", "d"],
    [
      [one(p("b", 0), n("c", 0), n("d", 0)), less(p("b", 1), n("c", 1), n("d", 1)), one(p("a", 0))],
      [one(p("b", 0), n("c", 0), n("d", 0)), one(p("b", 1), n("c", 1), n("d", 1)), one(p("a", 1))],
    ],
    ["a", "b", "c", "d"],
  ),
  crossed(
    "karatsuba1",
    "z = b - c - d + xi a.",
    ["b", "c", "d", "a"],
    [
      [one(p("b", 0), n("c", 0), n("d", 0)), one(p("a", 0), n("a", 1))],
      [one(p("b", 1), n("c", 1), n("d", 1)), one(p("a", 0), p("a", 1))],
    ],
    ["b", "c", "d", "a"],
  ),
  ...[
    ["fpAddLazy", "z = x + y, one lane, not carried: for one operand of fpMul only.", 1],
    ["fpSubLazy", "z = x - y, one lane, not carried: for one operand of fpMul only.", -1],
  ].map(([name, description, sign]) => ({
    name,
    description,
    parameters: ["z", "x", "y"],
    body: (m) => lazySum(m, z, x, y, sign),
    ranges: [[{ at: x }, { at: y }]],
  })),
  {
    name: "fpNeg",
    description: "z = -x, one lane.",
    parameters: ["z", "x"],
    body: (m) => negateLanes(m, z, x),
    ranges: [[{ at: x }]],
  },
];

/**
 * Proves a kernel for each of its operand ranges and prints it, or the parts that it is put together from in
 * portable.ts.
 */
export function portableKernel({ ranges, parts, ...kernel }) {
  for (const operands of ranges) {
    try {
      kernel.body(new ColumnIntervals(field, operands));
    } catch (error) {
      throw new Error(`${kernel.name}: ${error.message}`, { cause: error });
    }
  }
  return (parts ?? [kernel]).map((part) => printFunction(part, new ColumnPrinter())).join("\n");
}

export function portableConstantsFile() {
  const limbs = (value) => balancedLimbs(centred(value, field.modulus), field.width, field.count);
  return [
    header("Constants of portable.gen.ts, one i32 a limb, 16 to a lane."),
    integerTable(
      "CONSTANTS",
      "Vectors of the linear combinations: p, its high and low halves, 2^29 and 2^14; of the products: p one limb up, and what rounds columns",
      [...constantLanes, ...columnConstants],
    ),
    integerTable("MODULUS", "p", [field.limbs]),
    integerTable("ONE", "The pair (1, 0)", [limbs(field.radix), limbs(0n)]),
    integerTable("ONES", "The pair (1, 1)", [limbs(field.radix), limbs(field.radix)]),
    integerTable("R_SQUARED", "R^2 mod p", [limbs(field.radix ** 2n)]),
    integerTable("INTEGER_ONE", "The integer 1: multiplying by it leaves the Montgomery form", [limbs(1n)]),
  ].join("\n");
}

export function portableFile() {
  return [
    header(`Arithmetic of pairs in 13 limbs of 30 bits, signed and balanced, one i32 each; lane 0 at +0, lane 1 at +64, the last 12 bytes of a
      lane are padding of any content; Montgomery radix R = 2^390. Products in i64 columns, linear combinations in i32x4 vectors.
      Every kernel takes and returns reduced elements: limbs (but the top one) within [-2^29 - 2^20, 2^29 + 2^20], |value| <= 0.51 p;
      z may alias any operand.`),
    'import { CONSTANTS } from "./portable-constants.gen";\n',
    "/** Columns of products, kept until they are reduced */\nexport const COLUMNS: usize = memory.data(1024, 16);",
    ...Object.entries(keptColumns).map(([name, offset]) => `export const ${name}: usize = ${offset};`),
    "",
    "// stored and never read\nconst ANCHOR: usize = memory.data(16, 16);\n",
    ...portableKernels.map(portableKernel),
  ].join("\n");
}
