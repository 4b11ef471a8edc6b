import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bytesToInteger, integerToBytes } from "../../bindings/bytes.js";
import {
  addScalars,
  isBelowOrder,
  isNonZero,
  multiplyScalars,
  negateScalar,
  ORDER,
  randomScalar,
  reduceScalar,
  scalarToBytes,
  subtractScalars,
} from "../../bindings/scalar.js";
import { integersBelow, scalars } from "../support/generators.js";

const bytes = (value: bigint) => integerToBytes(value, 32);
const modulo = (value: bigint) => ((value % ORDER) + ORDER) % ORDER;

describe("scalars as bytes", () => {
  it("compare with the order exactly", () => {
    for (const value of [0n, 1n, ORDER - 1n]) expect(isBelowOrder(bytes(value))).toBe(1);
    for (const value of [ORDER, ORDER + 1n, 2n ** 256n - 1n, 2n ** 255n]) expect(isBelowOrder(bytes(value))).toBe(0);
    fc.assert(
      fc.property(integersBelow(2n ** 256n), (value) => isBelowOrder(bytes(value)) === (value < ORDER ? 1 : 0)),
    );
    expect([isNonZero(bytes(0n)), isNonZero(bytes(1n)), isNonZero(bytes(1n << 255n))]).toEqual([0, 1, 1]);
  });

  it("compute like integers modulo r", () => {
    fc.assert(
      fc.property(scalars, scalars, (a, b) => {
        const [x, y] = [bytes(a), bytes(b)];
        expect(bytesToInteger(addScalars(x, y))).toBe(modulo(a + b));
        expect(bytesToInteger(subtractScalars(x, y))).toBe(modulo(a - b));
        expect(bytesToInteger(multiplyScalars(x, y))).toBe(modulo(a * b));
        expect(bytesToInteger(negateScalar(x))).toBe(modulo(-a));
      }),
    );
  });

  it("are reduced from any number of bytes up to 64", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (wide) => {
        expect(bytesToInteger(reduceScalar(wide))).toBe(bytesToInteger(wide) % ORDER);
      }),
    );
    expect(() => reduceScalar(new Uint8Array(65))).toThrow(expect.objectContaining({ code: "BAD_LENGTH" }));
  });

  it("are refused outside [0, r), in messages that do not show them", () => {
    for (const bad of [-1n, ORDER, bytes(ORDER), new Uint8Array(31), "1", 1, null]) {
      try {
        scalarToBytes(bad as bigint, "scalar");
        expect.unreachable();
      } catch (error) {
        expect(["BAD_SCALAR", "BAD_LENGTH", "BAD_TYPE"]).toContain((error as { code: string }).code);
        expect((error as Error).message).not.toContain("73eda753");
      }
    }
    expect(() => scalarToBytes(0n, "scalar", false)).toThrow(expect.objectContaining({ code: "BAD_SCALAR" }));
  });
});

describe("random scalars", () => {
  it("come from 48 bytes of the source and are never zero", () => {
    const drawn: number[] = [];
    const source = (length: number) => {
      drawn.push(length);
      return new Uint8Array(length).fill(drawn.length === 1 ? 0 : 1);
    };
    expect(bytesToInteger(randomScalar(source))).toBe(bytesToInteger(new Uint8Array(48).fill(1)) % ORDER);
    expect(drawn).toEqual([48, 48]);
    expect(() => randomScalar(() => new Uint8Array(47))).toThrow(expect.objectContaining({ code: "BAD_LENGTH" }));
  });
});
