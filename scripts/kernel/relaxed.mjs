// assembly/kernel/relaxed.gen.ts: the arithmetic of pairs in floating-point lanes; its constants are in a file of their
// own.
import { header, printFunction } from "./file.mjs";
import { constantRows, constants, literal, loadOfConstant } from "./float-constants.mjs";
import {
  lazySum,
  linearCombination,
  multiplyLanes,
  multiplyQuadratic,
  signed,
  squareLanes,
  squareQuadratic,
} from "./float-kernels.mjs";
import { FloatIntervals, FloatPrinter, place } from "./float-machine.mjs";
import { balancedLimbs, centred, RELAXED_FIELD as field } from "./modulus.mjs";

const at = (pointer) => place(pointer);
const [z, x, y] = ["z", "x", "y"].map(at);
const one = (pointer) => ({ at: at(pointer) });

function combination(name, description, parameters, terms, options) {
  const operands = terms.map((term) => ("times" in term ? term : [term[0], at(term[1]), term[2]]));
  const pointers = [...new Set(terms.filter((term) => !("times" in term)).map(([, pointer]) => pointer))];
  return {
    name,
    description,
    parameters: ["z", ...parameters],
    body: (m) => linearCombination(m, field, z, operands, options),
    ranges: [pointers.map(one)],
  };
}

export const relaxedKernels = [
  {
    name: "lanesMul",
    description:
      "z = x y in each lane. Either operand may be any sum of up to three reduced ones, not carried, if the other is reduced.",
    parameters: ["z", "x", "y"],
    body: (m) => multiplyLanes(m, field, z, x, y),
    ranges: [
      [{ at: x, terms: 3n }, { at: y }],
      [{ at: x }, { at: y, terms: 3n }],
    ],
  },
  {
    name: "lanesSqr",
    description: "z = x^2 in each lane.",
    parameters: ["z", "x"],
    body: (m) => squareLanes(m, field, z, x),
    ranges: [[one("x")]],
  },
  {
    name: "fp2Mul",
    description: "z = x y in Fp2.",
    parameters: ["z", "x", "y"],
    body: (m) => multiplyQuadratic(m, field, z, x, y),
    ranges: [[one("x"), one("y")]],
  },
  {
    name: "fp2Sqr",
    description: "z = x^2 in Fp2.",
    parameters: ["z", "x"],
    body: (m) => squareQuadratic(m, field, z, x),
    ranges: [[one("x")]],
  },
  combination(
    "add",
    "z = x + y.",
    ["x", "y"],
    [
      [1, "x"],
      [1, "y"],
    ],
  ),
  combination(
    "sub",
    "z = x - y.",
    ["x", "y"],
    [
      [1, "x"],
      [-1, "y"],
    ],
  ),
  ...[
    ["addLazy", "z = x + y, not carried: for one operand of lanesMul or fpMul only.", 1],
    ["subLazy", "z = x - y, not carried: for one operand of lanesMul or fpMul only.", -1],
  ].map(([name, description, sign]) => ({
    name,
    description,
    parameters: ["z", "x", "y"],
    body: (m) => lazySum(m, field, z, x, y, sign),
    ranges: [["x", "y"].map(one)],
  })),
  combination("dbl", "z = 2x.", ["x"], [[2, "x"]]),
  combination("mulSmall", "z = k x, |k| <= 12.", ["x", "k: i32"], [[1, "x"], { times: undefined }], {
    parameter: "k",
    greatest: 12,
  }),
  combination(
    "addMulSmall",
    "z = a + k b, |k| <= 12.",
    ["a", "b", "k: i32"],
    [[1, "b"], { times: undefined }, [1, "a"]],
    { parameter: "k", greatest: 12 },
  ),
  combination(
    "mulSmallXi",
    "z = k xi x, |k| <= 12.",
    ["x", "k: i32"],
    [[1, "x"], [1, "x", true], { times: undefined }],
    { parameter: "k", greatest: 12 },
  ),
  combination(
    "subSub",
    "z = a - b - c.",
    ["a", "b", "c"],
    [
      [1, "a"],
      [-1, "b"],
      [-1, "c"],
    ],
  ),
  combination(
    "addAdd",
    "z = a + b + c.",
    ["a", "b", "c"],
    [
      [1, "a"],
      [1, "b"],
      [1, "c"],
    ],
  ),
  combination(
    "tripleMinusDouble",
    "z = 3t - 2x.",
    ["t", "x"],
    [
      [3, "t"],
      [-2, "x"],
    ],
  ),
  combination(
    "triplePlusDouble",
    "z = 3t + 2x.",
    ["t", "x"],
    [
      [3, "t"],
      [2, "x"],
    ],
  ),
  combination(
    "mulXi",
    "z = xi x.",
    ["x"],
    [
      [1, "x"],
      [1, "x", true],
    ],
  ),
  combination(
    "addXi",
    "z = a + xi b.",
    ["a", "b"],
    [
      [1, "a"],
      [1, "b"],
      [1, "b", true],
    ],
  ),
  combination(
    "subXi",
    "z = a - xi b.",
    ["a", "b"],
    [
      [1, "a"],
      [-1, "b"],
      [-1, "b", true],
    ],
  ),
  combination(
    "subSubXi",
    "z = a - b - xi c.",
    ["a", "b", "c"],
    [
      [1, "a"],
      [-1, "b"],
      [-1, "c"],
      [-1, "c", true],
    ],
  ),
  combination(
    "cyclotomicReal",
    "z = 3 (n - m - xi m) - 2x.",
    ["n", "m", "x"],
    [[1, "n"], [-2, "m"], [-1, "m", true], { times: 3 }, [-2, "x"]],
  ),
  combination("cyclotomicImaginary", "z = 6m + 2x.", ["m", "x"], [[3, "m"], [1, "x"], { times: 2 }]),
  combination(
    "cyclotomicImaginaryXi",
    "z = 6 xi m + 2x.",
    ["m", "x"],
    [[1, "m"], [1, "m", true], { times: 3 }, [1, "x"], { times: 2 }],
  ),
  {
    ...combination(
      "karatsuba0",
      "z = a + xi (b - c - d).",
      ["a", "b", "c", "d"],
      [
        [1, "b"],
        [-1, "c"],
        [-1, "d"],
        [1, "b", true],
        [-1, "c", true],
        [-1, "d", true],
        [1, "a"],
      ],
    ),
  },
  combination(
    "karatsuba1",
    "z = b - c - d + xi a.",
    ["b", "c", "d", "a"],
    [
      [1, "b"],
      [-1, "c"],
      [-1, "d"],
      [1, "a"],
      [1, "a", true],
    ],
  ),
  combination(
    "karatsuba2",
    "z = b - c - d + a.",
    ["b", "c", "d", "a"],
    [
      [1, "b"],
      [-1, "c"],
      [-1, "d"],
      [1, "a"],
    ],
  ),
  {
    name: "reduceDigits",
    description: "z = x, a pair of unsigned integers below 2^384 in digits of 48 bits.",
    parameters: ["z", "x"],
    body: (m) => linearCombination(m, field, z, [[1, x]]),
    ranges: [[{ at: x, valueBound: 1n << 384n, limbBound: 1n << 48n }]],
  },
  ...[
    ["neg", "z = -x.", {}],
    ["conj", "z = x0 - x1 u.", { signs: constants.minusSecond }],
    ["mulByU", "z = u x = -x1 + x0 u.", { swapped: true, signs: constants.signs }],
  ].map(([name, description, options]) => ({
    name,
    description,
    parameters: ["z", "x"],
    body: (m) => signed(m, field, z, x, options),
    ranges: [[one("x")]],
  })),
];

/** Proves a kernel for each of its operand ranges and prints it. */
export function floatKernel({ ranges, ...kernel }) {
  for (const operands of ranges) {
    try {
      kernel.body(new FloatIntervals(field, operands));
    } catch (error) {
      throw new Error(`${kernel.name}: ${error.message}`, { cause: error });
    }
  }
  return printFunction(kernel, new FloatPrinter(loadOfConstant));
}

const floatTable = (name, description, rows) =>
  `/** ${description} */\nexport const ${name}: usize = memory.data<f64>(\n  [\n${rows
    .map(([text, comment]) => `    ${text},${comment ? ` // ${comment}` : ""}`)
    .join("\n")}\n  ],\n  16,\n);\n`;

const pair = (a, b) => {
  const [u, v] = [a, b].map((value) => balancedLimbs(centred(value, field.modulus), field.width, field.count));
  return u.map((limb, i) => [`${literal(Number(limb))}, ${literal(Number(v[i]))}`]);
};

export function relaxedConstantsFile() {
  return [
    header("Constants of relaxed.gen.ts, one f64 a limb, those of a pair in turn."),
    floatTable("CONSTANTS", "Constants of the kernels", constantRows()),
    floatTable("ONE", "The pair (1, 0)", pair(field.radix, 0n)),
    floatTable("ONES", "The pair (1, 1)", pair(field.radix, field.radix)),
    floatTable("R_SQUARED", "The pair (R^2, R^2) mod p", pair(field.radix ** 2n, field.radix ** 2n)),
    floatTable("INTEGER_ONES", "The integers 1: multiplying by them leaves the Montgomery form", pair(1n, 1n)),
  ].join("\n");
}

export function relaxedFile() {
  return [
    header(`Arithmetic of pairs in floating-point lanes: 8 limbs of 48 bits, signed and balanced, each an integer-valued f64; limb j of both lanes
      at byte 16 j; Montgomery radix R = 2^384. Needs f64x2.relaxed_madd to be a fused multiply-add.
      Every kernel takes and returns reduced elements: limbs (but the top one) within [-2^47 - 64, 2^47 + 64], |value| <= 0.64 p;
      z may alias any operand.`),
    'import { CONSTANTS } from "./relaxed-constants.gen";\n',
    "// written, never read: see scripts/kernel/float-kernels.mjs\nconst ANCHORS: usize = memory.data(64, 16);",
    "// operands that a kernel prepares for itself\nconst PREPARED: usize = memory.data(256, 16);\n",
    ...relaxedKernels.map(floatKernel),
  ].join("\n");
}
