// What the kernel's primitives compute, over integers: the model their tests compare with.
import type { Pair } from "./representation.js";

export interface Operation {
  readonly name: string;
  /** How many pairs it reads. */
  readonly arity: number;
  /** The last parameter, for those that take a small integer. */
  readonly factors?: readonly number[];
  /** A product: the result times R, not the result, is the value given. */
  readonly product?: boolean;
  /** Lane 0 alone is defined. */
  readonly single?: boolean;
  /** Each lane of the result depends on the same lane of the operands only. */
  readonly lanewise?: boolean;
  readonly value: (operands: readonly Pair[], factor: bigint) => Pair;
}

const add = (a: Pair, b: Pair): Pair => [a[0] + b[0], a[1] + b[1]];
const scale = (k: bigint, a: Pair): Pair => [k * a[0], k * a[1]];
const sub = (a: Pair, b: Pair): Pair => add(a, scale(-1n, b));
const byU = (a: Pair): Pair => [-a[1], a[0]];
const byXi = (a: Pair): Pair => add(a, byU(a));
const product = (a: Pair, b: Pair): Pair => [a[0] * b[0] - a[1] * b[1], a[0] * b[1] + a[1] * b[0]];
const lanes = (a: Pair, b: Pair): Pair => [a[0] * b[0], a[1] * b[1]];
const small = [0, 1, -1, 2, 3, 4, 8, 12, -12, -7];

const one = (name: string, value: (a: Pair) => Pair, rest: Partial<Operation> = {}): Operation => ({
  name,
  arity: 1,
  value: ([a]) => value(a as Pair),
  ...rest,
});
const two = (name: string, value: (a: Pair, b: Pair) => Pair, rest: Partial<Operation> = {}): Operation => ({
  name,
  arity: 2,
  value: ([a, b]) => value(a as Pair, b as Pair),
  ...rest,
});
const three = (name: string, value: (a: Pair, b: Pair, c: Pair) => Pair, rest: Partial<Operation> = {}): Operation => ({
  name,
  arity: 3,
  value: ([a, b, c]) => value(a as Pair, b as Pair, c as Pair),
  ...rest,
});
const four = (
  name: string,
  value: (a: Pair, b: Pair, c: Pair, d: Pair) => Pair,
  rest: Partial<Operation> = {},
): Operation => ({
  name,
  arity: 4,
  value: ([a, b, c, d]) => value(a as Pair, b as Pair, c as Pair, d as Pair),
  ...rest,
});

const lanewise = { lanewise: true };
const single = { single: true, lanewise: true };

export const products: readonly Operation[] = [
  two("fpMul", lanes, { product: true, ...single }),
  one("fpSqr", (a) => lanes(a, a), { product: true, ...single }),
  two("lanesMul", lanes, { product: true, ...lanewise }),
  one("lanesSqr", (a) => lanes(a, a), { product: true, ...lanewise }),
  two("fp2Mul", product, { product: true }),
  one("fp2Sqr", (a) => product(a, a), { product: true }),
];

export const linear: readonly Operation[] = [
  two("add", add, lanewise),
  two("sub", sub, lanewise),
  one("neg", (a) => scale(-1n, a), lanewise),
  one("dbl", (a) => scale(2n, a), lanewise),
  { name: "mulSmall", arity: 1, factors: small, value: ([a], k) => scale(k, a as Pair), ...lanewise },
  three("subSub", (a, b, c) => sub(sub(a, b), c), lanewise),
  three("addAdd", (a, b, c) => add(add(a, b), c), lanewise),
  two("tripleMinusDouble", (t, x) => sub(scale(3n, t), scale(2n, x)), lanewise),
  two("triplePlusDouble", (t, x) => add(scale(3n, t), scale(2n, x)), lanewise),
  {
    name: "addMulSmall",
    arity: 2,
    factors: small,
    value: ([a, b], k) => add(a as Pair, scale(k, b as Pair)),
    ...lanewise,
  },
  two("fpAdd", add, single),
  two("fpSub", sub, single),
  one("fpNeg", (a) => scale(-1n, a), single),
  one("fpDbl", (a) => scale(2n, a), single),
  { name: "fpMulSmall", arity: 1, factors: small, value: ([a], k) => scale(k, a as Pair), ...single },
  three("fpSubSub", (a, b, c) => sub(sub(a, b), c), single),
  one("mulXi", byXi),
  one("conj", (a) => [a[0], -a[1]], lanewise),
  one("mulByU", byU),
  two("addXi", (a, b) => add(a, byXi(b))),
  two("subXi", (a, b) => sub(a, byXi(b))),
  four("karatsuba0", (a, b, c, d) => add(a, byXi(sub(sub(b, c), d)))),
  four("karatsuba1", (b, c, d, a) => add(sub(sub(b, c), d), byXi(a))),
  four("karatsuba2", (b, c, d, a) => add(sub(sub(b, c), d), a), lanewise),
  { name: "mulSmallXi", arity: 1, factors: small, value: ([a], k) => scale(k, byXi(a as Pair)) },
  three("subSubXi", (a, b, c) => sub(sub(a, b), byXi(c))),
  three("cyclotomicReal", (n, m, x) => sub(scale(3n, sub(sub(n, m), byXi(m))), scale(2n, x))),
  two("cyclotomicImaginary", (m, x) => add(scale(6n, m), scale(2n, x)), lanewise),
  two("cyclotomicImaginaryXi", (m, x) => add(scale(6n, byXi(m)), scale(2n, x))),
];
