// The group law over two points at once agrees with the one over a single point; the recodings of scalars represent
// them.
import { describe, expect, it } from "vitest";
import { hex } from "../../support/bytes.js";
import { builds } from "../../support/compile.js";
import { ORDER, sample, scalars } from "../../support/generators.js";
import { compileBoth, Group, twin } from "./support.js";

const compiled = await compileBoth("test/core/entries/curve.entry.ts");

for (const build of builds) {
  describe(`two points of G1 at once (${build})`, () => {
    const group = new Group(compiled[build], "g1");
    const core = compiled[build];
    const base = twin.g1.BASE;
    const points = [twin.g1.ZERO, base, base.negate(), base.multiply(5n), base.multiply(ORDER - 9n)];
    const loaded = points.map((p) => group.fromBytes(p.toBytes(false)));
    const bytesOf = (p: { is0(): boolean; toBytes(compressed: boolean): Uint8Array }) =>
      hex((p.is0() ? twin.g1.ZERO : p).toBytes(true));
    const split = (both: number) => {
      const first = group.point();
      const second = group.point();
      core.splitPoints(first, second, both);
      return [hex(group.toBytes(first)), hex(group.toBytes(second))];
    };

    it("adds and doubles", () => {
      const a = group.point();
      const b = group.point();
      const out = group.point();
      points.forEach((p, i) => {
        points.forEach((q, j) => {
          core.mergePoints(a, loaded[i]!, loaded[j]!);
          core.mergePoints(b, loaded[j]!, loaded[2]!);
          core.lanesAdd(out, a, b);
          expect(split(out)).toEqual([bytesOf(p.add(q)), bytesOf(q.add(points[2]!))]);
          expect(core.lanesOnCurve(out)).toBe(3);
          core.lanesDouble(out, a);
          expect(split(out)).toEqual([bytesOf(p.double()), bytesOf(q.double())]);
          expect(core.lanesEqual(a, b)).toBe((p.equals(q) ? 1 : 0) | (q.equals(points[2]!) ? 2 : 0));
          if (j > 0) {
            // affine operands
            core.mergePoints(b, loaded[j]!, loaded[1]!);
            core.lanesAddMixed(out, a, b, b + 128);
            expect(split(out)).toEqual([bytesOf(p.add(q)), bytesOf(q.add(base))]);
          }
        });
      });
    });

    it("sees which of the two is in the subgroup", () => {
      // order 3: (0, 2)
      const small = group.fromBytes(Uint8Array.from({ length: 96 }, (_, i) => (i === 95 ? 2 : 0)));
      const both = group.point();
      core.mergePoints(both, small, loaded[3]!);
      expect(core.lanesInSubgroup(both)).toBe(2);
      core.mergePoints(both, loaded[3]!, small);
      expect(core.lanesInSubgroup(both)).toBe(1);
      core.mergePoints(both, loaded[0]!, loaded[3]!);
      expect(core.lanesInSubgroup(both)).toBe(3);
    });
  });

  describe(`recoding (${build})`, () => {
    const group = new Group(compiled[build], "g1");
    const core = compiled[build];
    const list = [0n, 1n, 2n, 2n ** 256n - 1n, 2n ** 255n, ...sample(scalars, 60, 9)];
    const read = (at: number, count: number) => Array.from(new Int8Array(core.memory.buffer, at, count));
    const value = (digits: number[], width: number) =>
      digits.reduceRight((sum, digit) => (sum << BigInt(width)) + BigInt(digit), 0n);
    const words = core.allocate(64);
    const digits = core.allocate(320);

    it("into odd digits", () => {
      for (const [bits, width, length] of [
        [128, 4, 32],
        [128, 5, 26],
        [64, 4, 16],
        [64, 5, 13],
        [128, 6, 22],
        [64, 6, 11],
        [256, 4, 64],
      ] as const) {
        for (const k of list.flatMap((k) => [k & ((1n << BigInt(bits)) - 1n), k >> BigInt(256 - bits)])) {
          group.put(
            Uint8Array.from({ length: 32 }, (_, i) => Number((k >> BigInt(8 * i)) & 255n)),
            words,
          );
          const even = core.recodeOdd(digits, length, words, bits / 64, width);
          const result = read(digits, length);
          expect(even).toBe(Number(~k & 1n));
          expect(result.every((digit) => Math.abs(digit) < 1 << width && digit % 2 !== 0)).toBe(true);
          expect(result.at(-1)).toBeGreaterThan(0);
          expect(value(result, width)).toBe(k + BigInt(even));
        }
      }
    });

    it("into non-adjacent forms", () => {
      for (const [bits, width] of [
        [64, 5],
        [128, 5],
        [256, 5],
        [256, 4],
        [256, 7],
      ] as const) {
        for (const k of list.map((k) => k & ((1n << BigInt(bits)) - 1n))) {
          group.put(
            Uint8Array.from({ length: 32 }, (_, i) => Number((k >> BigInt(8 * i)) & 255n)),
            words,
          );
          const length = core.recodeNonAdjacent(digits, words, bits / 64, width);
          const result = read(digits, bits + 1);
          expect(value(result, 1)).toBe(k);
          expect(result.slice(length).every((digit) => digit === 0)).toBe(true);
          if (length > 0) expect(result[length - 1]).not.toBe(0);
          result.forEach((digit, i) => {
            expect(Math.abs(digit)).toBeLessThan(1 << (width - 1));
            if (digit !== 0) {
              expect(Math.abs(digit) % 2).toBe(1);
              expect(result.slice(i + 1, i + width).every((next) => next === 0)).toBe(true);
            }
          });
        }
      }
    });
  });

  describe(`reading one entry of a table (${build})`, () => {
    const core = compiled[build];
    const [block, count] = [128, 8];
    const table = core.allocate(block * count);
    const out = core.allocate(block);
    const memory = () => new Uint8Array(core.memory.buffer);
    for (let at = 0; at < block * count; at++) memory()[table + at] = (at * 7 + (at >> 7)) & 255;

    it("gives that entry, and zeros for none", () => {
      for (let index = 0; index < count; index++) {
        core.lookUpBlock(out, table, block, count, index);
        const expected = memory().slice(table + block * index, table + block * (index + 1));
        expect(memory().slice(out, out + block)).toEqual(expected);
      }
      core.lookUpBlock(out, table, block, count, count);
      expect(memory().slice(out, out + block)).toEqual(new Uint8Array(block));
    });

    it("reads all entries whichever it is: with the last beyond the memory, every one of them traps", () => {
      const end = core.memory.buffer.byteLength;
      const from = end - block * (count - 1);
      for (let index = 0; index < count; index++) {
        expect(() => core.lookUpBlock(out, from, block, count, index)).toThrow(WebAssembly.RuntimeError);
        core.lookUpBlock(out, from, block, count - 1, index);
      }
      // and with the first before it
      for (let index = 0; index < count; index++) {
        expect(() => core.lookUpBlock(out, -block, block, count, index)).toThrow(WebAssembly.RuntimeError);
      }
    });

    it("takes the odd multiple of a digit, whatever its sign", () => {
      for (let digit = -63; digit <= 63; digit += 2) {
        expect(core.oddIndexOf(digit)).toBe((Math.abs(digit) - 1) / 2);
      }
    });
  });
}
