// Arithmetic modulo the group order, against plain bigints and mcl.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bigEndian, integer, scalarBytes } from "../../support/bytes.js";
import { builds, compileEntry } from "../../support/compile.js";
import { ORDER, scalars } from "../../support/generators.js";
import { references } from "../../support/reference/index.js";

describe.each(builds)("Fr on the %s build", async (build) => {
  const wasm = await compileEntry("test/core/entries/scalars.entry.ts", build);
  const out = wasm.allocate(32);
  const a = wasm.allocate(64);
  const b = wasm.allocate(32);
  const put = (at: number, bytes: Uint8Array) => new Uint8Array(wasm.memory.buffer).set(bytes, at);
  const result = () => integer(new Uint8Array(wasm.memory.buffer).slice(out, out + 32));
  const binary = (name: string, x: bigint, y: bigint) => {
    put(a, scalarBytes(x));
    put(b, scalarBytes(y));
    expect(wasm[name](out, a, b)).toBe(0);
    return result();
  };
  const unary = (name: string, x: bigint) => {
    put(a, scalarBytes(x));
    expect(wasm[name](out, a)).toBe(0);
    return result();
  };

  it.each(references)("agrees with $name on add, subtract, multiply, negate", ({ scalarField: field }) => {
    fc.assert(
      fc.property(scalars, scalars, (x, y) => {
        expect(binary("frAdd", x, y)).toBe(field.add(x, y));
        expect(binary("frSub", x, y)).toBe(field.subtract(x, y));
        expect(binary("frMul", x, y)).toBe(field.multiply(x, y));
        expect(unary("frNeg", x)).toBe(field.negate(x));
      }),
      { numRuns: 500 },
    );
  });

  it("inverts, and gives 0 for 0", () => {
    expect(unary("frInv", 0n)).toBe(0n);
    fc.assert(
      fc.property(scalars, (x) => {
        fc.pre(x !== 0n);
        expect((unary("frInv", x) * x) % ORDER).toBe(1n);
      }),
      { numRuns: 100 },
    );
  });

  it("reduces integers of 0 to 64 bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        put(a, bytes);
        expect(wasm.frFromBytesMod(out, a, bytes.length)).toBe(0);
        expect(result()).toBe(integer(bytes) % ORDER);
      }),
      { numRuns: 500 },
    );
    put(a, new Uint8Array(64).fill(0xff));
    expect(wasm.frFromBytesMod(out, a, 64)).toBe(0);
    expect(result()).toBe((2n ** 512n - 1n) % ORDER);
    expect(wasm.frFromBytesMod(out, a, 65)).toBe(1);
  });

  it("refuses scalars that are not below the order, exactly", () => {
    for (const [value, status] of [
      [ORDER - 1n, 0],
      [ORDER, 7],
      [ORDER + 1n, 7],
      [ORDER + (1n << 64n), 7],
      [ORDER + (1n << 192n), 7],
      [ORDER - (1n << 64n), 0],
      [2n ** 256n - 1n, 7],
    ] as const) {
      put(a, bigEndian(value, 32));
      put(b, scalarBytes(1n));
      expect(wasm.frAdd(out, a, b), value.toString(16)).toBe(status);
      expect(wasm.frMul(out, b, a)).toBe(status);
      expect(wasm.frNeg(out, a)).toBe(status);
      expect(wasm.frInv(out, a)).toBe(status);
      expect(wasm.frCheckAll(a, 1, 0)).toBe(status === 0 ? -1 : 0);
    }
  });

  it("sums, and finds the first malformed scalar", () => {
    const list = fc.sample(scalars, { numRuns: 50, seed: 7 });
    const place = wasm.allocate(32 * list.length);
    list.forEach((value, index) => {
      put(place + 32 * index, scalarBytes(value));
    });
    expect(wasm.frSum(out, place, list.length)).toBe(0);
    expect(result()).toBe(list.reduce((sum, value) => (sum + value) % ORDER, 0n));
    expect(wasm.frCheckAll(place, list.length, 0)).toBe(-1);
    put(place + 32 * 20, bigEndian(ORDER, 32));
    put(place + 32 * 30, bigEndian(ORDER, 32));
    put(place + 32 * 10, new Uint8Array(32));
    expect(wasm.frCheckAll(place, list.length, 0)).toBe(20);
    expect(wasm.frCheckAll(place, 11, 1)).toBe(list.indexOf(0n) < 0 || list.indexOf(0n) > 10 ? 10 : list.indexOf(0n));
  });
});
