import { beforeAll, describe, expect, test } from "vitest";
import { builds, compileEntry, type EntryExports } from "../../support/compile.js";
import { edgeIntegers, modulo, skewedIntegers } from "./integers.js";

const r = 0x73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001n;
const RADIX = 1n << 270n;
const SLOT = 48;

describe.each(builds)("scalar field kernels, %s build", (build) => {
  let kernel: EntryExports;
  let words: number;
  let x: number;
  let y: number;
  let z: number;

  const view = () => new DataView(kernel.memory.buffer);
  const mask = (1n << 64n) - 1n;
  function put(at: number, value: bigint) {
    for (let i = 0; i < 4; i++) view().setBigUint64(words + 8 * i, (value >> BigInt(64 * i)) & mask, true);
    kernel.frKernelFromWords(at, words);
  }
  function get(at: number): bigint {
    kernel.frKernelToWords(words, at);
    let value = 0n;
    for (let i = 3; i >= 0; i--) value = (value << 64n) | view().getBigUint64(words + 8 * i, true);
    return value;
  }
  /** The signed integer in the slot, after checking that it is reduced. */
  function reduced(at: number): bigint {
    let value = 0n;
    for (let i = 8; i >= 0; i--) {
      const limb = view().getInt32(at + 4 * i, true);
      if (i < 8) expect(Math.abs(limb)).toBeLessThanOrEqual(2 ** 29 + 16);
      value = value * (1n << 30n) + BigInt(limb);
    }
    expect((value < 0n ? -value : value) * 1000n).toBeLessThanOrEqual(510n * r);
    return value;
  }

  beforeAll(async () => {
    kernel = await compileEntry("test/core/entries/scalar-field.entry.ts", build);
    words = kernel.allocate(32);
    [x, y, z] = [kernel.allocate(SLOT), kernel.allocate(SLOT), kernel.allocate(SLOT)];
  });

  const values = [...edgeIntegers(r, 256), ...skewedIntegers(60, 256, 1)];

  test("words below 2^256 come back reduced mod r", () => {
    for (const value of values) {
      put(x, value);
      expect(modulo(reduced(x), r)).toBe(modulo(value * RADIX, r));
      expect(get(x)).toBe(modulo(value, r));
    }
  });

  test("multiplication, squaring and linear operations against integers", () => {
    const seconds = [0n, 1n, r - 1n, (r + 1n) / 2n, ...skewedIntegers(12, 256, 2)];
    for (const a of values) {
      put(x, a);
      for (const b of seconds) {
        put(y, b);
        const [u, v] = [reduced(x), reduced(y)];
        kernel.frKernelMul(z, x, y);
        expect(modulo(reduced(z) * RADIX - u * v, r)).toBe(0n);
        kernel.frKernelAdd(z, x, y);
        expect(modulo(reduced(z) - u - v, r)).toBe(0n);
        kernel.frKernelSub(z, x, y);
        expect(modulo(reduced(z) - u + v, r)).toBe(0n);
        expect(kernel.frKernelEquals(x, y)).toBe(modulo(a - b, r) === 0n ? 1 : 0);
      }
      kernel.frKernelSqr(z, x);
      expect(modulo(reduced(z) * RADIX - reduced(x) ** 2n, r)).toBe(0n);
      kernel.frKernelNeg(z, x);
      expect(modulo(reduced(z) + reduced(x), r)).toBe(0n);
      expect(kernel.frKernelIsZero(x)).toBe(modulo(a, r) === 0n ? 1 : 0);
    }
  });

  test("the result may lie over the operands", () => {
    put(x, r - 5n);
    kernel.frKernelMul(x, x, x);
    expect(get(x)).toBe(25n);
    kernel.frKernelSub(x, x, x);
    expect(get(x)).toBe(0n);
    put(x, 7n);
    kernel.frKernelSqr(x, x);
    kernel.frKernelAdd(x, x, x);
    kernel.frKernelNeg(x, x);
    expect(get(x)).toBe(r - 98n);
  });

  test("selection, copies and the one", () => {
    put(x, 3n);
    put(y, 4n);
    kernel.frKernelSelect(x, y, 0);
    expect(get(x)).toBe(3n);
    kernel.frKernelSelect(x, y, 1);
    expect(get(x)).toBe(4n);
    kernel.frKernelCopy(z, kernel.FR_KERNEL_ONE.value);
    expect(get(z)).toBe(1n);
  });
});
