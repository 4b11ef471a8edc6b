import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Fr } from "../../../src/curve/index.js";
import { hex, scalarBytes } from "../../support/bytes.js";
import { nonZeroScalars, ORDER, scalars } from "../../support/generators.js";
import { refusal } from "../../support/verdict.js";

describe("Fr", () => {
  it("has the right order", () => {
    expect(Fr.ORDER).toBe(ORDER);
    expect(Fr.BYTES).toBe(32);
  });

  it("is a field", () => {
    fc.assert(
      fc.property(scalars, scalars, nonZeroScalars, (a, b, c) => {
        expect(Fr.add(a, b)).toBe((a + b) % ORDER);
        expect(Fr.add(Fr.sub(a, b), b)).toBe(a);
        expect(Fr.mul(a, b)).toBe((a * b) % ORDER);
        expect(Fr.add(a, Fr.neg(a))).toBe(0n);
        expect(Fr.mul(c, Fr.inv(c))).toBe(1n);
        expect(Fr.mul(Fr.div(a, c), c)).toBe(a);
        expect(Fr.sqr(a)).toBe(Fr.pow(a, 2n));
        expect(Fr.pow(c, ORDER - 2n)).toBe(Fr.inv(c));
        expect(Fr.invMany([c, 1n, ORDER - 1n, c])).toEqual([c, 1n, ORDER - 1n, c].map((value) => Fr.inv(value)));
      }),
      { numRuns: 50 },
    );
    expect(Fr.pow(0n, 0n)).toBe(1n);
    expect(Fr.create(-1n)).toBe(ORDER - 1n);
    expect(Fr.create(ORDER)).toBe(0n);
    expect(Fr.is0(0n) && Fr.equals(5n, scalarBytes(5n)) && Fr.isValid(5n)).toBe(true);
    expect(Fr.isValid(ORDER) || Fr.isValid(-1n) || Fr.isValid(5)).toBe(false);
    expect(Fr.isValid(Fr.random())).toBe(true);
  });

  it("has one encoding per element", () => {
    fc.assert(
      fc.property(scalars, (a) => {
        expect(hex(Fr.toBytes(a))).toBe(hex(scalarBytes(a)));
        expect(Fr.fromBytes(Fr.toBytes(a))).toBe(a);
      }),
    );
  });

  it("refuses what is not an element", () => {
    expect(refusal(() => Fr.fromBytes(scalarBytes(ORDER)))).toBe("BAD_SCALAR");
    expect(refusal(() => Fr.fromBytes(new Uint8Array(31)))).toBe("BAD_LENGTH");
    expect(refusal(() => Fr.fromBytes("00" as never))).toBe("BAD_TYPE");
    for (const bad of [-1n, ORDER]) {
      for (const run of [Fr.add, Fr.sub, Fr.mul, Fr.div]) expect(refusal(() => run(bad, 1n))).toBe("BAD_SCALAR");
      for (const run of [Fr.neg, Fr.inv, Fr.sqr, Fr.toBytes]) expect(refusal(() => run(bad))).toBe("BAD_SCALAR");
    }
    expect(refusal(() => Fr.add(1 as never, 1n))).toBe("BAD_TYPE");
    expect(refusal(() => Fr.create(1 as never))).toBe("BAD_TYPE");
    expect(refusal(() => Fr.inv(0n))).toBe("BAD_SCALAR");
    expect(refusal(() => Fr.invMany([1n, 0n]))).toBe("BAD_SCALAR");
    expect(Fr.invMany([])).toEqual([]);
    expect(refusal(() => Fr.div(1n, 0n))).toBe("BAD_SCALAR");
    expect(refusal(() => Fr.pow(2n, -1n))).toBe("BAD_SCALAR");
  });
});
