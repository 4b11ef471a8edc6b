// Words, predicates, selection and the movement of lanes, in both builds.
import { beforeAll, describe, expect, test } from "vitest";
import { builds, compileEntry, type EntryExports } from "../../support/compile.js";
import { edgeIntegers, modulo, skewedIntegers } from "./integers.js";
import { Elements, p } from "./representation.js";

describe.each(builds)("kernel conversions, %s build", (build) => {
  let kernel: EntryExports;
  let elements: Elements;
  let words: number;
  let x: number;
  let y: number;
  let z: number;
  let packed: number;
  const integers = [...edgeIntegers(p, 384), ...skewedIntegers(80, 384, 21)];

  beforeAll(async () => {
    kernel = await compileEntry("test/core/entries/kernel.entry.ts", build);
    elements = new Elements(kernel, build);
    words = kernel.allocate(96);
    packed = kernel.allocate(128);
    [x, y, z] = [kernel.allocate(128), kernel.allocate(128), kernel.allocate(128)];
  });

  const view = () => new DataView(kernel.memory.buffer);
  function putWords(at: number, value: bigint): void {
    for (let i = 0; i < 6; i++) view().setBigUint64(at + 8 * i, BigInt.asUintN(64, value >> BigInt(64 * i)), true);
  }
  function getWords(at: number): bigint {
    let value = 0n;
    for (let i = 5; i >= 0; i--) value = (value << 64n) | view().getBigUint64(at + 8 * i, true);
    return value;
  }

  test("words of any integer below 2^384 come back reduced mod p, in both lanes", () => {
    for (const [i, a] of integers.entries()) {
      const b = integers[(3 * i + 1) % integers.length] as bigint;
      putWords(words, a);
      putWords(words + 48, b);
      kernel.fromWords(x, words, words + 48);
      expect(modulo(elements.reduced(x, 0), p)).toBe(modulo(a * elements.form.radix, p));
      expect(modulo(elements.reduced(x, 1), p)).toBe(modulo(b * elements.form.radix, p));
      kernel.toWords(words, words + 48, x);
      expect([getWords(words), getWords(words + 48)]).toEqual([modulo(a, p), modulo(b, p)]);
      putWords(words, b);
      kernel.fpFromWords(x, words);
      expect(elements.reduced(x, 1)).toBe(0n);
      kernel.fpToWords(words, x);
      expect(getWords(words)).toBe(modulo(b, p));
    }
  });

  test("words are canonical for every representative of a residue", () => {
    const inverse = (value: bigint) => {
      let [a, b, u, v] = [p, modulo(value, p), 0n, 1n];
      while (b) [a, b, u, v] = [b, a % b, v, u - (a / b) * v];
      return modulo(u, p);
    };
    const scale = inverse(elements.form.radix);
    for (const limbs of elements.extremes(31)) {
      elements.setPair(x, [limbs, limbs.map((limb) => -limb)]);
      kernel.toWords(words, words + 48, x);
      const [a, b] = elements.integers(x);
      expect(getWords(words)).toBe(modulo(a * scale, p));
      expect(getWords(words + 48)).toBe(modulo(b * scale, p));
    }
  });

  test("the ones", () => {
    kernel.toWords(words, words + 48, kernel.ONE.value);
    expect([getWords(words), getWords(words + 48)]).toEqual([1n, 0n]);
    kernel.toWords(words, words + 48, kernel.ONES.value);
    expect([getWords(words), getWords(words + 48)]).toEqual([1n, 1n]);
  });

  test("zero and equality, exactly and lane by lane", () => {
    for (const [i, a] of integers.entries()) {
      const b = integers[(5 * i + 2) % integers.length] as bigint;
      elements.put(x, 0, a);
      elements.put(x, 1, b);
      elements.put(y, 0, b);
      elements.put(y, 1, b);
      const zeros = (modulo(a, p) === 0n ? 1 : 0) | (modulo(b, p) === 0n ? 2 : 0);
      expect(kernel.zeroLanes(x)).toBe(zeros);
      expect(kernel.equalLanes(x, y)).toBe(2 | (modulo(a - b, p) === 0n ? 1 : 0));
      // another representative of the same residue: x - y + y
      kernel.sub(z, x, y);
      kernel.add(z, z, y);
      expect(kernel.equalLanes(z, x)).toBe(3);
      kernel.sub(z, x, x);
      expect(kernel.zeroLanes(z)).toBe(3);
    }
  });

  test("two representatives of one residue are equal", () => {
    // v and v - p, both within the bound of a reduced element
    const value = p / 2n - 12345n;
    elements.setPair(x, [elements.split(value), elements.split(value)]);
    elements.setPair(y, [elements.split(value - p), elements.split(value - p + 1n)]);
    expect(kernel.equalLanes(x, y)).toBe(1);
    kernel.toWords(words, words + 48, x);
    const canonical = getWords(words);
    kernel.toWords(words, words + 48, y);
    expect(getWords(words)).toBe(canonical);
  });

  const minusZeroTest = () => {
    const minusZero = Array(8).fill(-0);
    elements.setPair(x, [minusZero, minusZero]);
    elements.setPair(y, [Array(8).fill(0), Array(8).fill(0)]);
    expect(kernel.zeroLanes(x)).toBe(3);
    expect(kernel.equalLanes(x, y)).toBe(3);
    kernel.toWords(words, words + 48, x);
    expect([getWords(words), getWords(words + 48)]).toEqual([0n, 0n]);
    kernel.neg(z, y);
    expect(kernel.zeroLanes(z)).toBe(3);
    kernel.lanesMul(z, x, kernel.ONES.value);
    expect(kernel.zeroLanes(z)).toBe(3);
  };
  if (build === "relaxed") test("minus zero is zero", minusZeroTest);

  test("selection reads its flag and nothing else", () => {
    const [a, b] = [elements.extremes(1)[2] as number[], elements.extremes(2)[7] as number[]];
    for (const [name, bytes] of [
      ["select", 128],
      ["selectPacked", 64],
    ] as const) {
      const fill = () => {
        elements.setPair(x, [a, b]);
        elements.setPair(z, [b, a]);
      };
      const bytesOf = (at: number) => new Uint8Array(kernel.memory.buffer).slice(at, at + 128);
      fill();
      const before = bytesOf(z);
      kernel[name](z, x, 0);
      expect(bytesOf(z)).toEqual(before);
      kernel[name](z, x, 1);
      expect(bytesOf(z).slice(0, bytes)).toEqual(bytesOf(x).slice(0, bytes));
      expect(bytesOf(z).slice(bytes)).toEqual(before.slice(bytes));
    }
  });

  test("lanes move as they say, over their operands too", () => {
    const [a, b, c, d] = [1, 2, 3, 4].map((i) => elements.split(p / BigInt(i + 2))) as [
      number[],
      number[],
      number[],
      number[],
    ];
    const lanes = (at: number) => [elements.limbs(at, 0), elements.limbs(at, 1)];
    const moves: [string, number[][]][] = [
      ["swapLanes", [b, a]],
      ["splatLane0", [a, a]],
      ["splatLane1", [b, b]],
      ["copy", [a, b]],
    ];
    for (const [name, expected] of moves) {
      for (const target of [z, x]) {
        elements.setPair(x, [a, b]);
        kernel[name](target, x);
        expect(lanes(target), name).toEqual(expected);
      }
    }
    for (const target of [z, x, y]) {
      elements.setPair(x, [a, b]);
      elements.setPair(y, [c, d]);
      kernel.mergeLanes(target, x, y);
      expect(lanes(target)).toEqual([a, c]);
    }
    for (const target of [z, x]) {
      elements.setPair(x, [a, b]);
      kernel.lane1ToLane0(target, x);
      expect(elements.limbs(target, 0)).toEqual(b);
    }
    elements.setPair(x, [a, b]);
    kernel.packLanes(packed, packed + 64, x);
    kernel.unpackLanes(z, packed + 64, packed);
    expect(lanes(z)).toEqual([b, a]);
    kernel.unpackSplat(z, packed);
    expect(lanes(z)).toEqual([a, a]);
    kernel.packLane0(packed + 64, z);
    kernel.unpackLanes(z, packed, packed + 64);
    expect(lanes(z)).toEqual([a, a]);
    kernel.copyPacked(packed + 64, packed);
    kernel.unpackSplat(z, packed + 64);
    expect(lanes(z)).toEqual([a, a]);
    kernel.zero(z);
    expect(kernel.zeroLanes(z)).toBe(3);
  });
});
