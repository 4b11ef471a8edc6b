// Selection by stake: order, seats for the current set, lots at the cut.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { selectMiners } from "../../../src/entry/view-change.js";

const candidate = (id: string, stake: number) => ({ id, stake: BigInt(stake) });
const ids = (list: readonly { id: string }[]) => list.map(({ id }) => id).join("");
const randomness = (value: number) => new Uint8Array(32).fill(value);

describe("selection", () => {
  it("takes the most stake, the lower id first among equals, and returns them sorted by id", () => {
    const list = [candidate("d", 5), candidate("a", 5), candidate("c", 9), candidate("b", 1)];
    expect(ids(selectMiners(list, { seats: 3 }))).toBe("acd");
    expect(ids(selectMiners(list, { seats: 2 }))).toBe("ac");
    expect(ids(selectMiners(list, { seats: 10 }))).toBe("abcd");
    expect(ids(selectMiners([], { seats: 10 }))).toBe("");
  });

  it("compares stakes as integers, beyond what a float holds", () => {
    const list = [
      { id: "a", stake: 2n ** 60n },
      { id: "b", stake: 2n ** 60n + 1n },
    ];
    expect(ids(selectMiners(list, { seats: 1 }))).toBe("b");
  });

  it("keeps at least ceil(x · seats) members of the current set, best stake first, and fills the rest by stake", () => {
    const list = [..."abcdefgh"].map((id, position) => candidate(id, 80 - 10 * position));
    const incumbents = new Set(["e", "g", "h"]);
    const half = { numerator: 1, denominator: 2 };
    expect(ids(selectMiners(list, { seats: 4, incumbents, incumbency: half }))).toBe("abeg");
    expect(ids(selectMiners(list, { seats: 3, incumbents, incumbency: half }))).toBe("aeg"); // ceil(1.5) = 2
    expect(ids(selectMiners(list, { seats: 4, incumbents }))).toBe("abcd");
    const all = { numerator: 1, denominator: 1 };
    expect(ids(selectMiners(list, { seats: 4, incumbents, incumbency: all }))).toBe("aegh"); // only three there are
  });

  it("draws lots only among equal stakes at the cut, the same for the same randomness", () => {
    const list = [candidate("x", 9), ...[..."abcdef"].map((id) => candidate(id, 5)), candidate("z", 1)];
    const counts = new Map<string, number>();
    for (let seed = 0; seed < 256; seed++) {
      const selected = ids(selectMiners(list, { seats: 3, randomness: randomness(seed) }));
      expect(selected).toBe(ids(selectMiners([...list].reverse(), { seats: 3, randomness: randomness(seed) })));
      expect(selected).toMatch(/^[a-f]{2}x$/);
      for (const id of selected.slice(0, 2)) counts.set(id, (counts.get(id) ?? 0) + 1);
    }
    // 512 draws among 6: about 85 each, standard deviation about 8
    for (const id of "abcdef") expect(Math.abs(counts.get(id)! - 512 / 6)).toBeLessThan(40);
  });

  it("draws no lots when all equals fit", () => {
    const list = [candidate("a", 5), candidate("b", 5), candidate("c", 1)];
    for (let seed = 0; seed < 20; seed++)
      expect(ids(selectMiners(list, { seats: 2, randomness: randomness(seed) }))).toBe("ab");
  });

  it("never gives a seat to less stake than somebody without one, incumbents aside", () => {
    const list = fc.uniqueArray(
      fc.record({ id: fc.string({ minLength: 4, maxLength: 4 }), stake: fc.bigInt(0n, 5n) }),
      {
        selector: ({ id }) => id,
        maxLength: 30,
      },
    );
    fc.assert(
      fc.property(
        list,
        fc.integer({ min: 1, max: 20 }),
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        (some, seats, random) => {
          const selected = selectMiners(some, { seats, randomness: random });
          expect(selected.length).toBe(Math.min(seats, some.length));
          const left = some.filter((entry) => !selected.includes(entry));
          for (const seated of selected) for (const other of left) expect(seated.stake >= other.stake).toBe(true);
        },
      ),
    );
  });
});
