// The constants of the floating-point kernels, in the order of their table in static memory.
import { constant } from "./float-machine.mjs";
import { centred, RELAXED_FIELD as field } from "./modulus.mjs";

const two = (exponent) => 2 ** exponent;

/** Where high accumulators start: the middle of the binade whose unit in the last place is 2^48. */
const BASE = 1.5 * two(100);
/** BASE / 2^48: what the base contributes to the next column. */
const OFFSET = 1.5 * two(52);

const m0 = field.negativeInverse;
const m1 = centred((field.negativeInverse2 - m0) / field.base, field.base);

const limbs = field.limbs.map((limb, i) => constant(`p_${i}`, Number(limb)));

export const constants = {
  /** p in balanced limbs of 48 bits */
  limb: (i) => limbs[i],
  base: constant("base", BASE),
  shiftedBase: constant("base - offset", BASE - OFFSET),
  minusOffset: constant("-offset", -OFFSET),
  /** 2^-48 */
  scale: constant("2^-48", two(-48)),
  /** -p^-1 mod 2^96 = m0 + 2^48 m1 */
  m0: constant("m0", Number(m0)),
  m1: constant("m1", Number(m1)),
  /** p_0 / 2^48 */
  p0: constant("p_0 2^-48", Number(field.limbs[0]) * two(-48)),
  /** adding it rounds to integers */
  integerBase: constant("1.5 * 2^52", OFFSET),
  /** 2^336 / p, for the quotient of the weak reduction from the top limb */
  inverse: constant("2^336 / p", Number((1n << 436n) / field.modulus) / two(100)),
  /** -2^48 */
  minusUnit: constant("-2^48", -two(48)),
  two: constant("2", 2),
  three: constant("3", 3),
  minusTwo: constant("-2", -2),
  factor: (coefficient) => ({ 2: constants.two, 3: constants.three, [-2]: constants.minusTwo })[coefficient],
  signs: constant("(-1, 1)", -1, 1),
  minusFirst: constant("(-1, 0)", -1, 0),
  minusSecond: constant("(1, -1)", 1, -1),
};

/** Every constant that is the same in both lanes, then those that are not: [constant, byte offset]. */
const single = [...limbs, ...Object.values(constants).filter(({ lanes }) => lanes && lanes[0] === lanes[1])];
const double = Object.values(constants).filter(({ lanes }) => lanes && lanes[0] !== lanes[1]);
const offsets = new Map();
let end = 0;
for (const value of single) {
  offsets.set(value, end);
  end += 8;
}
end = Math.ceil(end / 16) * 16;
const padding = end / 8 - single.length;
for (const value of double) {
  offsets.set(value, end);
  end += 16;
}

/** The loads of constants in generated code. */
export function loadOfConstant(value) {
  const offset = offsets.get(value);
  return value.lanes[0] === value.lanes[1]
    ? `v128.load64_splat(CONSTANTS, ${offset})`
    : `v128.load(CONSTANTS, ${offset})`;
}

/** The table: rows of [text, comment]. */
export function constantRows() {
  return [
    ...single.map(({ name, lanes }) => [literal(lanes[0]), name]),
    ...Array.from({ length: padding }, () => ["0.0", "padding"]),
    ...double.map(({ name, lanes }) => [lanes.map(literal).join(", "), name]),
  ];
}

/** An f64 literal that AssemblyScript reads back exactly. */
export function literal(number) {
  if (Number.isInteger(number) && Math.abs(number) < 2 ** 53) return `${number}.0`;
  return number.toExponential(20).replace("e+", "e");
}
