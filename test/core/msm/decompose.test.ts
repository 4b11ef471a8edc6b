import { beforeAll, describe, expect, it } from "vitest";
import { compileEntry, type EntryExports } from "../../support/compile.js";

const z = 0xd201000000010000n;
const r = z ** 4n - z ** 2n + 1n;

/** Scalars at the borders of the digits, and pseudo-random ones. */
function scalars(): bigint[] {
  const list: bigint[] = [0n, 1n, 2n, r - 1n, r, r + 1n, 2n * r - 1n, 2n * r, 2n * r + 1n, 2n ** 256n - 1n];
  for (const base of [z, z ** 2n, z ** 3n, r - z, r - z ** 2n, r - z ** 3n]) {
    for (let offset = -2n; offset <= 2n; offset++) list.push(base + offset);
  }
  for (let bit = 0n; bit < 256n; bit++) list.push(1n << bit, (1n << bit) - 1n, 2n ** 256n - (1n << bit));
  for (const digit of [0n, 1n, z - 1n, z / 2n]) {
    for (const other of [0n, 1n, z - 1n, z / 2n]) list.push(digit + other * z + digit * z ** 2n + other * z ** 3n);
  }
  let state = 0x1234567n;
  for (let i = 0; i < 2000; i++) {
    state = (state * 0x5851f42d4c957f2d14057b7ef767814fn + 0x14057b7ef767814fn) % 2n ** 300n;
    list.push(state >> 44n);
  }
  return list.filter((k) => k < 2n ** 256n);
}

describe("scalar decomposition in base |x|", () => {
  let core: EntryExports;
  beforeAll(async () => {
    core = await compileEntry("test/core/entries/decompose.entry.ts", "portable");
  });

  function run(name: "decomposeG1" | "decomposeG2" | "loadScalarReduced", scalar: bigint): bigint[] {
    const input = core.allocate(32);
    const output = core.allocate(32);
    const view = new DataView(core.memory.buffer);
    for (let i = 0; i < 4; i++) view.setBigUint64(input + 8 * i, (scalar >> BigInt(192 - 64 * i)) & (2n ** 64n - 1n));
    core[name](output, input);
    return [0, 8, 16, 24].map((offset) => view.getBigUint64(output + offset, true));
  }

  it("reduces 256-bit input modulo r", () => {
    for (const k of scalars()) {
      const words = run("loadScalarReduced", k);
      expect(words.reduceRight((sum, word) => (sum << 64n) + word, 0n)).toBe(k % r);
    }
  });

  it("gives four digits below |x| that recompose to the scalar", () => {
    for (const k of scalars()) {
      const digits = run("decomposeG2", k);
      for (const digit of digits) expect(digit < z).toBe(true);
      expect(digits.reduceRight((sum, digit) => sum * z + digit, 0n)).toBe(k % r);
    }
  });

  it("gives two halves below x^2 that recompose to the scalar", () => {
    for (const k of scalars()) {
      const [a, b, c, d] = run("decomposeG1", k) as [bigint, bigint, bigint, bigint];
      const k0 = a + (b << 64n);
      const k1 = c + (d << 64n);
      expect(k0 < z * z && k1 < z * z).toBe(true);
      expect(k0 + k1 * z * z).toBe(k % r);
    }
  });
});
