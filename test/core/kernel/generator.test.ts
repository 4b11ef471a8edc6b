// The generator of the kernels: it must refuse what could overflow, and what it prints must be what it computes.
import { beforeAll, describe, expect, test } from "vitest";
import { compileEntry } from "../../support/compile.js";
import { generator, modulo } from "./integers.js";
import { Elements, p } from "./representation.js";

// biome-ignore lint/suspicious/noExplicitAny: the generator is plain JavaScript
type Untyped = any;
const load = (name: string): Promise<Untyped> =>
  import(new URL(`../../../scripts/kernel/${name}.mjs`, import.meta.url).href);

const [
  modulus,
  integers,
  columns,
  columnKernels,
  vectorKernels,
  floats,
  floatKernels,
  floatConstants,
  sources,
  relaxed,
  portable,
] = await Promise.all(
  [
    "modulus",
    "integer-machine",
    "column-machine",
    "column-kernels",
    "vector-kernels",
    "float-machine",
    "float-kernels",
    "float-constants",
    "source",
    "relaxed",
    "portable",
  ].map(load),
);
const { RELAXED_FIELD, PORTABLE_FIELD, SCALAR_FIELD } = modulus;
const [z, x, y] = ["z", "x", "y"].map((pointer) => floats.place(pointer)) as [Untyped, Untyped, Untyped];

describe("moduli", () => {
  test("come out of x = -0xd201000000010000", () => {
    expect(modulus.BASE_MODULUS).toBe(p);
    expect(modulus.SCALAR_MODULUS).toBe(0x73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001n);
  });
  test.each([
    ["relaxed", RELAXED_FIELD],
    ["portable", PORTABLE_FIELD],
    ["scalar", SCALAR_FIELD],
  ])("%s: limbs and inverses", (_name, field) => {
    expect(modulus.fromLimbs(field.limbs, field.width)).toBe(field.modulus);
    const [single, double]: [bigint, bigint] = [field.negativeInverse, field.negativeInverse2];
    expect(modulo(single * (field.modulus as bigint) + 1n, field.base)).toBe(0n);
    expect(modulo(double * (field.modulus as bigint) + 1n, (field.base as bigint) ** 2n)).toBe(0n);
    expect(field.radix > field.modulus).toBe(true);
  });
  test("the accidents the relaxed kernel lives on", () => {
    expect(RELAXED_FIELD.negativeInverse).toBe(-0x300030003n);
    expect(RELAXED_FIELD.limbs[0]).toBe(-0x5555n);
  });
});

describe("relaxed kernels: what is refused", () => {
  const intervals = (operands: Untyped[], field = RELAXED_FIELD) => new floats.FloatIntervals(field, operands);
  const multiply = (termsX: bigint, termsY: bigint) => () =>
    floatKernels.multiplyLanes(
      intervals([
        { at: x, terms: termsX, valueBound: RELAXED_FIELD.valueBound },
        { at: y, terms: termsY, valueBound: RELAXED_FIELD.valueBound },
      ]),
      RELAXED_FIELD,
      z,
      x,
      y,
    );

  test("lane products of reduced operands pass, up to three lazily added terms in all", () => {
    expect(multiply(1n, 1n)).not.toThrow();
    expect(multiply(3n, 1n)).not.toThrow();
    expect(multiply(1n, 3n)).not.toThrow();
  });
  test("four terms overflow an accumulator", () => {
    expect(multiply(2n, 2n)).toThrow(/may round/);
    expect(multiply(4n, 1n)).toThrow(/may round/);
  });
  test("an Fp2 product that lets the base cancel overflows the low accumulator; one that subtracts it does not", () => {
    const operands = [{ at: x }, { at: y }];
    expect(() => floatKernels.multiplyQuadratic(intervals(operands), RELAXED_FIELD, z, x, y)).not.toThrow();
    expect(() =>
      floatKernels.multiplyQuadratic(intervals(operands), RELAXED_FIELD, z, x, y, { explicitBase: false }),
    ).toThrow(/may round/);
  });
  test("an Fp2 product of an operand that was not carried", () => {
    const operands = [{ at: x, terms: 2n, valueBound: RELAXED_FIELD.valueBound }, { at: y }];
    expect(() => floatKernels.multiplyQuadratic(intervals(operands), RELAXED_FIELD, z, x, y)).toThrow(/may round/);
  });
  test("a result that is not reduced", () => {
    const operands = [
      { at: x, valueBound: 2n * p },
      { at: y, valueBound: 2n * p },
    ];
    expect(() => floatKernels.multiplyLanes(intervals(operands), RELAXED_FIELD, z, x, y)).toThrow(/thousandths/);
  });
  test("a linear combination whose limbs outgrow 53 bits", () => {
    const combine = (coefficient: number) => () =>
      floatKernels.linearCombination(intervals([{ at: x }]), RELAXED_FIELD, z, [[1, x], { times: undefined }], {
        parameter: "k",
        greatest: coefficient,
      });
    expect(combine(12)).not.toThrow();
    expect(combine(100)).toThrow(/may round/);
  });
  test("a kernel that reads an operand after writing the result over it", () => {
    const m = intervals([{ at: x }]);
    m.store(z, m.load("a", x));
    expect(() => m.load("b", x)).toThrow(/alias/);
  });
  test("a remainder is known only from the carry of the very same value", () => {
    const m = intervals([{ at: x }]);
    const [a, b] = [m.load("a", x), m.load("b", x)];
    const [integer, scale, unit] = ["integerBase", "scale", "minusUnit"].map((name) =>
      m.constant(name, floatConstants.constants[name]),
    );
    const carry = m.subtract("u", m.fma("u", a, scale, integer), integer);
    const remainder = m.fma("r", carry, unit, a);
    expect(remainder.high - remainder.low).toBe(1n << (48n + 160n));
    // of another value the carry says nothing: the interval is that of a sum
    const other = m.fma("r", carry, unit, b);
    expect(other.high - other.low > 1n << (48n + 160n)).toBe(true);
  });
  test("inexact operations of every kind", () => {
    const m = intervals([{ at: x }]);
    const a = m.load("a", x);
    const square = () => m.multiply("s", a, a);
    expect(square).toThrow(/may round/);
    const large = m.constant("c", floats.constant("", 2 ** 100));
    expect(() => m.subtract("d", large, a)).toThrow(/may round/);
    expect(() => m.fma("f", a, a, a)).toThrow(/may round/);
  });
});

describe("integer kernels: what is refused", () => {
  const intervals = (operands: Untyped[], field = PORTABLE_FIELD) => new columns.ColumnIntervals(field, operands);
  const bounded = (at: Untyped, terms: bigint) => ({ at, terms, valueBound: PORTABLE_FIELD.valueBound });

  test("products of too many lazily added terms", () => {
    const multiply = (a: bigint, b: bigint) => () =>
      columnKernels.multiply(intervals([bounded(x, a), bounded(y, b)]), z, x, y);
    expect(multiply(1n, 1n)).not.toThrow();
    expect(multiply(2n, 1n)).not.toThrow();
    expect(multiply(2n, 2n)).toThrow(/may overflow/);
    expect(multiply(4n, 1n)).toThrow(/may overflow/);
  });
  test("a pair of columns that may be negative or past 64 bits where it is shifted, or too wide where limbs are narrowed", () => {
    const m = intervals([{ at: x }]);
    const { bias } = columns.constantPairs(0, { bias: [1n << 63n, 1n << 63n] });
    const limb = m.vectorSplatLimb("s", x);
    let sum: Untyped;
    for (let i = 0; i < 31; i++) sum = m.pairMultiplyAdd("c", sum, limb, limb, false);
    const biased = (pair: Untyped) => m.pairAdd("b", pair, m.pairConstant("w", bias));
    expect(() => m.pairShiftRight("k", biased(sum), 30)).not.toThrow();
    expect(() => m.pairShiftRight("k", sum, 30)).toThrow(/may overflow/);
    const larger = m.pairMultiplyAdd("c", sum, limb, limb, false);
    expect(() => m.pairShiftRight("k", biased(larger), 30)).toThrow(/may overflow/);
    expect(m.pairShiftRight("k", biased(sum), 30, { lowOnly: true }).lanes[1]).toBeUndefined();
    expect(() => m.pairsToVector("w", sum, sum)).toThrow(/may overflow/);
  });
  test("a claim about a column that is not so", () => {
    const limbs = Array.from({ length: 13 }, (_, i) => BigInt(i + 1));
    const m = new columns.ColumnValues(PORTABLE_FIELD, [[x, limbs]]);
    const [two, three] = [1, 2].map((i) => m.vectorSplatLimb("s", integers.place("x", 4 * i)));
    const pair = m.pairMultiplyAdd("c", undefined, two, three, false);
    const six = [integers.term(2n, 3n)];
    expect(m.pairEqualsProducts(pair, [six, six])).toEqual([6n, 6n]);
    expect(() => m.pairEqualsProducts(pair, [six, [integers.term(7n)]])).toThrow(/claims/);
  });
  test("a vector sum past 32 bits", () => {
    const sum = (count: number) => () =>
      vectorKernels.linearLanes(intervals([{ at: x }]), z, [[{ factor: 1, terms: Array(count).fill([1, x]) }]]);
    expect(sum(3)).not.toThrow();
    expect(sum(4)).toThrow(/may overflow/);
  });
  test("a carry that was not taken from the value it is subtracted from", () => {
    const m = intervals([{ at: x }]);
    const [a, b] = [m.load("a", x), m.load("b", x)];
    const carry = m.shiftRound("c", a, 30);
    expect(() => m.remainder("r", b, carry, 30)).toThrow(/carry/);
    expect(() => m.remainder("r", a, carry, 29)).toThrow(/carry/);
    expect(() => m.remainder("r", a, carry, 30)).not.toThrow();
  });
  test("a store that does not fit and a limb that is not normalised", () => {
    const m = intervals([{ at: x }]);
    const limb = m.load("a", x);
    for (let i = 0; i < 13; i++)
      m.store(integers.place("z", 4 * i), i === 5 ? m.sum("s", [integers.term(limb, 3n)]) : limb);
    expect(() => m.checkReduced(z, 0n)).toThrow(/limb 5/);
  });
});

describe("printing", () => {
  test("a stale local is refused", () => {
    const printer = new sources.SourcePrinter("i64");
    const first = printer.define("a", "1");
    printer.define("a", "2");
    expect(() => printer.use(first)).toThrow(/stale/);
  });
  test("a local may not take a parameter's name", () => {
    const printer = new sources.SourcePrinter("i64");
    printer.reserved.add("x");
    expect(() => printer.define("x", "1")).toThrow(/parameter/);
  });
  test("locals defined once are constants", () => {
    const printer = new sources.SourcePrinter("i64");
    printer.define("a", "1");
    printer.define("b", "2");
    printer.define("b", "3");
    expect(printer.body()).toBe("  const a: i64 = 1;\n  let b: i64 = 2;\n  b = 3;");
  });
  test("constants are printed so that they read back exactly", () => {
    for (const value of [
      1.5 * 2 ** 100,
      2 ** -48,
      -0x5555 * 2 ** -48,
      1.5 * 2 ** 100 - 1.5 * 2 ** 52,
      2 ** -44 / 3,
      -7,
    ]) {
      expect(Number(floatConstants.literal(value))).toBe(value);
    }
  });
});

describe("numbers", () => {
  test("the model of the fused multiply-add rounds once, to even", () => {
    const fma = floats.fusedMultiplyAdd;
    expect(fma(1 + 2 ** -52, 1 + 2 ** -52, -(1 + 2 ** -51))).toBe(2 ** -104);
    expect(fma(3, 5, 7)).toBe(22);
    expect(fma(1, 1, 2 ** 53)).toBe(2 ** 53);
    expect(fma(1, 3, 2 ** 53)).toBe(2 ** 53 + 4);
    expect(fma(-1, 1, -(2 ** 53))).toBe(-(2 ** 53));
    expect(fma(2 ** 47, 2 ** 47, 1.5 * 2 ** 100)).toBe(1.5 * 2 ** 100 + 2 ** 94);
  });

  describe("the kernels run as printed", () => {
    let fast: Elements;
    let slots: number[];
    beforeAll(async () => {
      const kernel = await compileEntry("test/core/entries/kernel.entry.ts", "relaxed");
      fast = new Elements(kernel, "relaxed");
      slots = Array.from({ length: 5 }, () => kernel.allocate(128));
    });

    test("relaxed: the model and the machine agree limb by limb", () => {
      const next = generator(3);
      const extremes = fast.extremes(4);
      for (const kernel of relaxed.relaxedKernels as Untyped[]) {
        if (kernel.name === "reduceDigits") continue;
        const pointers = (kernel.parameters as string[]).slice(1).filter((name) => !name.includes(":"));
        for (let round = 0; round < 3; round++) {
          const operands = pointers.map((pointer, i) => {
            const lanes = [0, 1].map(() => extremes[Number(next() % BigInt(extremes.length))] as number[]);
            fast.setPair(slots[i] as number, lanes as [number[], number[]]);
            return [floats.place(pointer), lanes];
          });
          const model = new floats.FloatValues(RELAXED_FIELD, operands);
          model.parameterValue = 7;
          kernel.body(model);
          const factor = kernel.parameters.length - 1 > pointers.length ? [7] : [];
          fast.kernel[kernel.name](slots[4], ...slots.slice(0, pointers.length), ...factor);
          const expected = (model.read(z) as bigint[][]).map((lane) => lane.map(Number));
          const found = [0, 1].map((lane) => fast.limbs(slots[4] as number, lane).map((limb) => limb + 0));
          expect(found, kernel.name).toEqual(expected);
        }
      }
    });

    test("portable: the model and the machine agree limb by limb, and every claim about columns holds", async () => {
      const kernel = await compileEntry("test/core/entries/kernel.entry.ts", "portable");
      const elements = new Elements(kernel, "portable");
      const at = Array.from({ length: 5 }, () => kernel.allocate(128));
      const next = generator(6);
      const extremes = elements.extremes(4);
      for (const { name, parameters, body } of portable.portableKernels as Untyped[]) {
        const pointers = (parameters as string[]).slice(1).filter((parameter) => !parameter.includes(":"));
        const single = name.startsWith("fp") && !name.startsWith("fp2");
        for (let round = 0; round < 3; round++) {
          const operands = pointers.flatMap((pointer, i) => {
            const lanes = [0, 1].map(() => extremes[Number(next() % BigInt(extremes.length))] as number[]);
            elements.setPair(at[i] as number, lanes as [number[], number[]]);
            return lanes.map((limbs, lane) => [integers.place(pointer, 64 * lane), limbs.map(BigInt)]);
          });
          const model = new columns.ColumnValues(PORTABLE_FIELD, operands);
          model.parameterValue = 7n;
          body(model);
          kernel[name](at[4], ...at.slice(0, pointers.length), ...(parameters.length - 1 > pointers.length ? [7] : []));
          for (const lane of single ? [0] : [0, 1]) {
            expect(elements.integer(at[4] as number, lane), name).toBe(model.read(integers.place("z", 64 * lane)));
          }
        }
      }
    });
  });
});
