// Both builds of the kernel against integers: every primitive, on every kind of operand that finds carries and
// overflows.
import { beforeAll, describe, expect, test } from "vitest";
import { builds, compileEntry } from "../../support/compile.js";
import { edgeIntegers, generator, modulo, skewedIntegers } from "./integers.js";
import { linear, type Operation, products } from "./operations.js";
import { Elements, type Pair, p } from "./representation.js";

type Limbs = readonly number[];

describe.each(builds)("kernel arithmetic, %s build", (build) => {
  let elements: Elements;
  let slots: number[];
  let z: number;
  /** Operands for the long lists and for the grids. */
  let many: Limbs[];
  let few: Limbs[];

  beforeAll(async () => {
    const kernel = await compileEntry("test/core/entries/kernel.entry.ts", build);
    elements = new Elements(kernel, build);
    slots = Array.from({ length: 5 }, () => kernel.allocate(128));
    z = kernel.allocate(128);
    const centred = (value: bigint) =>
      elements.split(2n * modulo(value, p) > p ? modulo(value, p) - p : modulo(value, p));
    const extremes = elements.extremes(1);
    many = [...extremes, ...edgeIntegers(p, 384).map(centred), ...skewedIntegers(60, 384, 2).map(centred)];
    few = [...extremes.slice(0, 22), ...[0n, 1n, p - 1n, 2n].map(centred), ...skewedIntegers(8, 384, 3).map(centred)];
  });

  function run(operation: Operation, target: number, operands: readonly number[], factor: number): void {
    elements.kernel[operation.name](target, ...operands, ...(operation.factors ? [factor] : []));
  }

  /** Runs an operation on the slots as they are and compares every defined lane with the model. */
  function check(operation: Operation, target: number, operands: readonly number[], factor = 1): void {
    const inputs = operands.map((at): Pair => elements.integers(at));
    run(operation, target, operands, factor);
    const expected = operation.value(inputs, BigInt(factor));
    for (const lane of operation.single ? ([0] as const) : ([0, 1] as const)) {
      const result = elements.reduced(target, lane) * (operation.product ? elements.form.radix : 1n);
      if ((result - expected[lane]) % p !== 0n) {
        expect.fail(`${operation.name}, lane ${lane}: wrong for ${inputs.join(" and ")}, factor ${factor}`);
      }
    }
  }

  test.each(products.filter(({ arity }) => arity === 2))(
    "$name: grid of edges, extremes and skewed values",
    (operation) => {
      const [x, y] = slots as [number, number];
      for (const [i, a] of many.entries()) {
        for (const [j, b] of few.entries()) {
          elements.setPair(x, [a, many[(i * 7 + j + 1) % many.length] as Limbs]);
          elements.setPair(y, [b, many[(i + j * 5 + 2) % many.length] as Limbs]);
          check(operation, z, [x, y]);
        }
      }
    },
  );

  test.each([...products.filter(({ arity }) => arity === 1), ...linear])(
    "$name: edges, extremes, skewed",
    (operation) => {
      const next = generator(5);
      for (const [i, first] of many.entries()) {
        for (let round = 0; round < 3; round++) {
          for (const [k, at] of slots.entries()) {
            const pick = () => many[Number(next() % BigInt(many.length))] as Limbs;
            elements.setPair(at, [k === 0 ? first : pick(), (k + i) % 3 === 0 ? first : pick()]);
          }
          for (const factor of operation.factors ?? [1]) check(operation, z, slots.slice(0, operation.arity), factor);
        }
      }
    },
  );

  test("worst cases of sums: every operand at its bound, in every combination of signs", () => {
    const extremes = elements.extremes(9).slice(0, 4);
    for (const operation of [...products, ...linear]) {
      for (let choice = 0; choice < extremes.length ** operation.arity; choice++) {
        for (let k = 0; k < operation.arity; k++) {
          const index = Math.floor(choice / extremes.length ** k) % extremes.length;
          const other = (index + (choice % 3)) % extremes.length;
          elements.setPair(slots[k] as number, [extremes[index] as Limbs, extremes[other] as Limbs]);
        }
        for (const factor of operation.factors ?? [1]) check(operation, z, slots.slice(0, operation.arity), factor);
      }
    }
  });

  test("the result may lie over any operand, and operands over each other", () => {
    for (const operation of [...products, ...linear]) {
      for (let pattern = 0; pattern < 2 ** operation.arity; pattern++) {
        // the operands in the pattern are the slot that also takes the result
        const target = slots[4] as number;
        for (const [k, at] of slots.entries()) elements.setPair(at, [many[k + 3] as Limbs, many[3 * k + 20] as Limbs]);
        const operands = slots.slice(0, operation.arity).map((at, k) => (pattern & (1 << k) ? target : at));
        check(operation, target, operands, 3);
      }
    }
  });

  test("lanes do not touch each other", () => {
    const [x, y, a, b] = slots as [number, number, number, number];
    for (const operation of [...products, ...linear].filter((candidate) => candidate.lanewise)) {
      for (const lane of operation.single ? [0] : [0, 1]) {
        const operands = [x, y, a, b].slice(0, operation.arity);
        const fill = (offset: number) => {
          for (const [k, at] of operands.entries()) {
            elements.setLimbs(at, lane, many[5 * k + 1] as Limbs);
            elements.setLimbs(at, 1 - lane, many[5 * k + offset] as Limbs);
          }
          run(operation, z, operands, 5);
          return elements.limbs(z, lane);
        };
        expect(fill(2), operation.name).toEqual(fill(30));
      }
    }
  });

  test("lazy sums as one operand of a product", () => {
    const [x, y, sum, w] = slots as [number, number, number, number];
    for (const [i, first] of many.entries()) {
      for (const [j, second] of few.entries()) {
        elements.setPair(x, [first, second]);
        elements.setPair(y, [second, many[(i + 3 * j) % many.length] as Limbs]);
        elements.setPair(w, [few[(i + j) % few.length] as Limbs, first]);
        for (const [name, sign, product, lanes] of [
          ["addLazy", 1n, "lanesMul", 2],
          ["subLazy", -1n, "lanesMul", 2],
          ["fpAddLazy", 1n, "fpMul", 1],
          ["fpSubLazy", -1n, "fpMul", 1],
        ] as const) {
          const swapped = (i + j) % 2 === 1;
          elements.kernel[name](sum, x, y);
          elements.kernel[product](z, swapped ? w : sum, swapped ? sum : w);
          for (let lane = 0; lane < lanes; lane++) {
            const expected = elements.integer(x, lane) + sign * elements.integer(y, lane);
            expect(elements.integer(sum, lane)).toBe(expected);
            const result = elements.reduced(z, lane) * elements.form.radix;
            expect((result - expected * elements.integer(w, lane)) % p).toBe(0n);
          }
        }
      }
    }
  });

  test("long chains of every operation stay reduced and right", () => {
    const next = generator(11);
    const operations = [...products, ...linear].filter(({ single }) => !single);
    for (const [k, at] of slots.entries()) elements.setPair(at, [many[k] as Limbs, many[k + 40] as Limbs]);
    for (let step = 0; step < 4000; step++) {
      const draw = (bound: number) => Number(next() % BigInt(bound));
      const operation = operations[draw(operations.length)] as Operation;
      const operands = Array.from({ length: operation.arity }, () => slots[draw(slots.length)] as number);
      check(operation, slots[draw(slots.length)] as number, operands, draw(25) - 12);
    }
  });

  test("long chains of one product", () => {
    for (const name of ["lanesMul", "fp2Mul"]) {
      const operation = products.find((candidate) => candidate.name === name) as Operation;
      const [x, y] = slots as [number, number];
      elements.setPair(x, [many[0] as Limbs, many[1] as Limbs]);
      elements.setPair(y, [many[2] as Limbs, many[3] as Limbs]);
      for (let step = 0; step < 500; step++) check(operation, y, [x, y]);
    }
  });
});
