// assembly/kernel/scalar-field.gen.ts: the kernels of Fr; its constants are in a file of their own.
import { header, integerKernel, integerTable } from "./file.mjs";
import { linearCombination, multiply, square } from "./integer-kernels.mjs";
import { place } from "./integer-machine.mjs";
import { balancedLimbs, centred, SCALAR_FIELD as field } from "./modulus.mjs";

const [z, x, y] = ["z", "x", "y"].map((pointer) => place(pointer));
const limbs = (value) => balancedLimbs(centred(value, field.modulus), field.width, field.count);

export const scalarFieldKernels = [
  {
    name: "frKernelMul",
    description:
      "z = x y / R; one operand may be any sum of two reduced ones, or an unsigned integer below 2^256 in 30-bit digits.",
    parameters: ["z", "x", "y"],
    body: (m) => multiply(m, field, z, x, y),
    ranges: [
      [{ at: x, terms: 2n }, { at: y }],
      [{ at: x }, { at: y, terms: 2n }],
      [{ at: x, valueBound: 1n << 256n, limbBound: 1n << 30n }, { at: y }],
    ],
  },
  {
    name: "frKernelSqr",
    description: "z = x^2 / R.",
    parameters: ["z", "x"],
    body: (m) => square(m, field, z, x),
    ranges: [[{ at: x }]],
  },
  ...[
    ["frKernelAdd", "z = x + y.", 1n],
    ["frKernelSub", "z = x - y.", -1n],
  ].map(([name, description, sign]) => ({
    name,
    description,
    parameters: ["z", "x", "y"],
    body: (m) =>
      linearCombination(m, field, z, [
        [1n, x],
        [sign, y],
      ]),
    ranges: [[{ at: x }, { at: y }]],
  })),
  {
    name: "frKernelNeg",
    description: "z = -x.",
    parameters: ["z", "x"],
    body: (m) => linearCombination(m, field, z, [[-1n, x]]),
    ranges: [[{ at: x }]],
  },
];

export function scalarFieldConstantsFile() {
  const words = 12;
  return [
    header("Constants of the scalar field, one i32 a limb, 12 to a slot."),
    integerTable("FR_KERNEL_MODULUS", "r", [field.limbs], { words }),
    integerTable("FR_KERNEL_R_SQUARED", "R^2 mod r", [limbs(field.radix ** 2n)], { words }),
    integerTable("FR_KERNEL_ONE", "R mod r: the one of Fr", [limbs(field.radix)], { words }),
    integerTable("FR_KERNEL_INTEGER_ONE", "The integer 1: multiplying by it leaves the Montgomery form", [limbs(1n)], {
      words,
    }),
  ].join("\n");
}

export function scalarFieldFile() {
  return [
    header(`The kernels of the scalar field Fr, the same in both builds: 9 limbs of 30 bits, signed and balanced, one i32 each in slots of
      48 bytes; Montgomery radix R = 2^270. frKernelMul, frKernelSqr, frKernelAdd, frKernelSub, frKernelNeg; import them from scalar-field.ts,
      which adds frKernelToWords, frKernelFromWords, frKernelSelect, frKernelCopy, frKernelIsZero, frKernelEquals and FR_SLOT.
      Every kernel takes and returns reduced elements: limbs within [-2^29 - 16, 2^29 + 16], |value| <= 0.51 r; z may alias any operand.`),
    ...scalarFieldKernels.map((kernel) => integerKernel({ field, ...kernel })),
  ].join("\n");
}
