// Shamir's polynomials and interpolation at zero on scalars, against bigints.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bigEndian, concat, integer, scalarBytes } from "../../support/bytes.js";
import { builds, compileEntry } from "../../support/compile.js";
import { ORDER, scalars } from "../../support/generators.js";
import { lagrange, noble } from "../../support/reference/noble.js";

/**
 * Distinct non-zero ids: positions, sparse short ones, around the limit of 30 bits, 125 bits as Züs has them, anything.
 */
const idLists = (size: number) =>
  fc
    .constantFrom(8, 16, 29, 30, 31, 125, 254)
    .chain((bits) =>
      fc.uniqueArray(fc.bigInt({ min: 1n, max: 2n ** BigInt(bits) - 1n }), { minLength: 1, maxLength: size }),
    );

describe.each(builds)("sharing of scalars on the %s build", async (build) => {
  const wasm = await compileEntry("test/core/entries/scalars.entry.ts", build);
  const call = (name: string, outLength: number, ...operands: (Uint8Array | number)[]) => {
    const start = wasm.mark();
    const out = wasm.allocate(outLength);
    const pointers = operands.map((operand) => {
      if (typeof operand === "number") return operand;
      const pointer = wasm.allocate(operand.length);
      new Uint8Array(wasm.memory.buffer).set(operand, pointer);
      return pointer;
    });
    const status: number = wasm[name](out, ...pointers);
    const bytes = new Uint8Array(wasm.memory.buffer).slice(out, out + outLength);
    wasm.wipe(start);
    const values: bigint[] = [];
    for (let at = 0; at < outLength; at += 32) values.push(integer(bytes.slice(at, at + 32)));
    return { status, values };
  };
  const pack = (values: readonly bigint[]) => concat(...values.map((value) => bigEndian(value, 32)));
  const evaluate = (coefficients: bigint[], ids: bigint[]) =>
    call("polynomialEvaluate", 32 * ids.length, pack(coefficients), coefficients.length, pack(ids), ids.length);

  it("evaluates polynomials", () => {
    fc.assert(
      fc.property(fc.array(scalars, { minLength: 1, maxLength: 12 }), idLists(10), (coefficients, ids) => {
        const { status, values } = evaluate(coefficients, ids);
        expect(status).toBe(0);
        expect(values).toEqual(ids.map((id) => noble.scalarField.evaluate(coefficients, id)));
      }),
      { numRuns: 200 },
    );
  });

  it("computes the Lagrange coefficients at zero", () => {
    fc.assert(
      fc.property(idLists(24), (ids) => {
        const { status, values } = call("lagrangeAtZero", 32 * ids.length, pack(ids), ids.length);
        expect(status).toBe(0);
        expect(values).toEqual(lagrange(ids));
      }),
      { numRuns: 200 },
    );
    const many = Array.from({ length: 300 }, (_, index) => BigInt(2 * index + 1));
    expect(call("lagrangeAtZero", 32 * 300, pack(many), 300).values).toEqual(lagrange(many));
  });

  it("any t shares give the secret back, t - 1 do not", () => {
    fc.assert(
      fc.property(fc.array(scalars, { minLength: 2, maxLength: 8 }), fc.nat(), (coefficients, seed) => {
        fc.pre(coefficients.at(-1) !== 0n);
        const ids = Array.from({ length: 12 }, (_, index) => BigInt(1 + ((index * 7 + seed) % 100)));
        const shares = evaluate(coefficients, ids).values;
        const recover = (from: number, count: number) =>
          call("recoverSecret", 32, pack(ids.slice(from, from + count)), pack(shares.slice(from, from + count)), count);
        const threshold = coefficients.length;
        for (const from of [0, 1, 12 - threshold])
          expect(recover(from, threshold)).toEqual({ status: 0, values: [coefficients[0]] });
        expect(recover(0, 12).values[0]).toBe(coefficients[0]);
        expect(recover(2, threshold - 1).values[0]).not.toBe(coefficients[0]);
      }),
      { numRuns: 100 },
    );
  });

  it("refuses zero, oversized and repeated ids, scalars out of range, and empty lists", () => {
    const one = scalarBytes(1n);
    for (const [ids, status] of [
      [[1n, 0n], 8],
      [[ORDER, 2n], 8],
      [[2n ** 256n - 1n], 8],
      [[5n, 6n, 5n], 9],
      [[2n ** 200n, 6n, 2n ** 200n], 9],
      [[], 1],
    ] as const) {
      expect(call("lagrangeAtZero", 32 * ids.length, pack(ids), ids.length).status).toBe(status);
      expect(call("recoverSecret", 32, pack(ids), concat(...ids.map(() => one)), ids.length).status).toBe(status);
    }
    expect(evaluate([1n], [0n]).status).toBe(8);
    expect(evaluate([1n], [3n, ORDER]).status).toBe(8);
    expect(evaluate([1n, ORDER], [3n]).status).toBe(7);
    expect(call("recoverSecret", 32, pack([1n, 2n]), pack([1n, ORDER]), 2).status).toBe(7);
  });
});
