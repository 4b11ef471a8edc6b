// The qualified set (protocol §6): both rule sets, both modes, against a restatement that counts everything anew in
// each pass.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Entry,
  type Qualification,
  type QualificationInput,
  qualify,
} from "../../../../src/view-change/contract/qualification.js";

const LETTERS: Record<string, Entry> = { a: "acknowledged", r: "revealed", "-": "none" };

/** One line per dealer, one letter per receiver: a acknowledged, r revealed, - nothing. */
function inputOf(lines: readonly string[], rest: Partial<QualificationInput> = {}): QualificationInput {
  return {
    rules: "seed",
    threshold: 3,
    dealers: lines.map((_, at) => at + 1),
    receivers: [...lines[0]!].map((_, at) => at + 1),
    coupled: true,
    entry: (dealer, receiver) => LETTERS[lines[dealer - 1]![receiver - 1]!]!,
    ...rest,
  };
}

/** Protocol §6, word by word. */
function restated(input: QualificationInput): Qualification {
  const { rules, threshold: t, dealerThreshold: d = t, coupled, entry } = input;
  const dealers = new Set(input.dealers);
  const receivers = new Set(input.receivers);
  const out = new Map<number, number>();
  const off = new Map<number, number>();
  for (let changed = true; changed; ) {
    changed = false;
    const confirmations = new Map(
      [...dealers].map((i) => [i, [...receivers].filter((j) => entry(i, j) === "acknowledged").length]),
    );
    for (const [dealer, count] of confirmations) {
      if (rules === "zus" || count >= t) continue;
      dealers.delete(dealer);
      out.set(dealer, count);
      changed = true;
    }
    const reveals = new Map(
      [...receivers].map((j) => [j, [...dealers].filter((i) => entry(i, j) === "revealed").length]),
    );
    for (const [receiver, count] of reveals) {
      if (count < d) continue;
      receivers.delete(receiver);
      if (coupled) dealers.delete(receiver);
      off.set(receiver, count);
      changed = true;
    }
  }
  const ascending = (a: number, b: number) => a - b;
  return {
    members: [...receivers].sort(ascending),
    qualified: [...dealers].sort(ascending),
    out: [...out].map(([index, confirmations]) => ({ index, confirmations })).sort((a, b) => a.index - b.index),
    off: [...off].map(([index, reveals]) => ({ index, reveals })).sort((a, b) => a.index - b.index),
  };
}

describe('rules "seed"', () => {
  it("keep everybody when everything is acknowledged", () => {
    const all = [1, 2, 3, 4];
    expect(qualify(inputOf(["aaaa", "aaaa", "aaaa", "aaaa"]))).toEqual({
      members: all,
      qualified: all,
      out: [],
      off: [],
    });
  });

  it("dealer rule: fewer than t confirmations, its own counted, and it is out of the key but stays a receiver", () => {
    const result = qualify(inputOf(["aarr", "aaar", "aaaa", "aaaa"]));
    expect(result).toMatchObject({ members: [1, 2, 3, 4], qualified: [2, 3, 4], off: [] });
    expect(result.out).toEqual([{ index: 1, confirmations: 2 }]);
    // with its own as the third it is in
    expect(qualify(inputOf(["aaar", "aaar", "aaaa", "aaaa"])).out).toEqual([]);
  });

  it("receiver rule: revealed by d dealers and it is off the list; coupled, its own dealing goes too", () => {
    const lines = ["aaar", "aaar", "aaar", "aaaa"];
    expect(qualify(inputOf(lines))).toMatchObject({ members: [1, 2, 3], qualified: [1, 2, 3] });
    expect(qualify(inputOf(lines)).off).toEqual([{ index: 4, reveals: 3 }]);
    const apart = qualify(inputOf(lines, { coupled: false, dealerThreshold: 3 }));
    expect(apart).toMatchObject({ members: [1, 2, 3], qualified: [1, 2, 3, 4] });
    // one reveal fewer than d
    expect(qualify(inputOf(lines, { coupled: false, dealerThreshold: 4 })).members).toEqual([1, 2, 3, 4]);
  });

  it("reveals of a dealer that is out do not count: the dealer rule comes first in each pass", () => {
    const result = qualify(inputOf(["arrrr", "aaaar", "aaaar", "aaaaa", "aaaaa"]));
    expect(result.members).toEqual([1, 2, 3, 4, 5]);
    expect(result.out).toEqual([{ index: 1, confirmations: 1 }]);
  });

  it("what is out stays out, and passes go on: a receiver that is off takes its confirmations along", () => {
    const result = qualify(inputOf(["aaaar", "aaaar", "aaaar", "arraa", "aaaaa"]));
    expect(result.off).toEqual([{ index: 5, reveals: 3 }]);
    expect(result.out).toEqual([{ index: 4, confirmations: 2 }]);
    expect(result.members).toEqual([1, 2, 3, 4]);
  });

  it("removed receivers and silent dealers have no part in it", () => {
    const result = qualify(inputOf(["aaaa", "aaaa", "aaaa", "rrrr"], { dealers: [1, 2, 3], receivers: [1, 2, 3] }));
    expect(result).toEqual({ members: [1, 2, 3], qualified: [1, 2, 3], out: [], off: [] });
  });
});

describe('rules "zus"', () => {
  it("have the receiver rule only", () => {
    const result = qualify(inputOf(["a---", "aaar", "aaar", "rrrr"], { rules: "zus", threshold: 3 }));
    expect(result.out).toEqual([]);
    expect(result.off).toEqual([{ index: 4, reveals: 3 }]);
    expect(result.qualified).toEqual([1, 2, 3]);
  });
});

describe("any entries", () => {
  const letters = (size: number) =>
    fc.string({ unit: fc.constantFrom("a", "a", "r", "-"), minLength: size, maxLength: size });

  it("give what protocol §6 says, in both modes and rule sets", () => {
    const cases = fc
      .tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 7 }))
      .chain(([dealers, receivers]) =>
        fc.record({
          lines: fc.array(letters(receivers), { minLength: dealers, maxLength: dealers }),
          threshold: fc.integer({ min: 1, max: 5 }),
          dealerThreshold: fc.integer({ min: 1, max: 5 }),
          rules: fc.constantFrom("seed" as const, "zus" as const),
        }),
      );
    fc.assert(
      fc.property(cases, ({ lines, ...rest }) => {
        const input = inputOf(lines, { ...rest, coupled: false });
        expect(qualify(input)).toEqual(restated(input));
      }),
      { numRuns: 500 },
    );
    const square = fc.integer({ min: 1, max: 8 }).chain((size) =>
      fc.record({
        lines: fc.array(letters(size), { minLength: size, maxLength: size }),
        threshold: fc.integer({ min: 1, max: 5 }),
        rules: fc.constantFrom("seed" as const, "zus" as const),
        gone: fc.subarray([1, 2, 3].filter((index) => index < size)),
      }),
    );
    fc.assert(
      fc.property(square, ({ lines, gone, ...rest }) => {
        const left = lines.map((_, at) => at + 1).filter((index) => !gone.includes(index));
        const input = inputOf(lines, { ...rest, dealers: left, receivers: left });
        expect(qualify(input)).toEqual(restated(input));
      }),
      { numRuns: 500 },
    );
  });

  it("asked for in any order give the same", () => {
    const lines = ["aaaar", "aaaar", "aaaar", "arraa", "aaaaa"];
    const turned = inputOf(lines, { dealers: [5, 3, 1, 2, 4], receivers: [2, 1, 5, 4, 3] });
    expect(qualify(turned)).toEqual(qualify(inputOf(lines)));
  });
});
