// Selection by stake (protocol §5.1): order, seats for members in office, and who decides at the cut.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { needsLot, type Selectable, selectMiners } from "../../../../src/view-change/contract/selection.js";

const candidate = (id: string, stake: number, order = 0): Selectable => ({ id, stake: BigInt(stake), order });
const ids = (list: readonly { id: string }[]) => list.map(({ id }) => id).join("");
const lot = (value: number) => new Uint8Array(32).fill(value);
const HALF = { numerator: 1, denominator: 2 };

describe("selection", () => {
  it("takes the most stake and returns it sorted by id", () => {
    const list = [candidate("d", 5), candidate("a", 4), candidate("c", 9), candidate("b", 1)];
    expect(ids(selectMiners(list, { seats: 3 }))).toBe("acd");
    expect(ids(selectMiners(list, { seats: 10 }))).toBe("abcd");
    expect(ids(selectMiners([], { seats: 10 }))).toBe("");
  });

  it("compares stakes as integers, beyond what a float holds", () => {
    const list = [
      { id: "a", stake: 2n ** 60n, order: 1 },
      { id: "b", stake: 2n ** 60n + 1n, order: 2 },
    ];
    expect(ids(selectMiners(list, { seats: 1 }))).toBe("b");
  });

  it("without a lot takes the older registration at the cut, then the lower id", () => {
    const list = [candidate("a", 5, 3), candidate("b", 5, 1), candidate("c", 5, 2), candidate("d", 9, 9)];
    expect(ids(selectMiners(list, { seats: 2 }))).toBe("bd");
    expect(ids(selectMiners(list, { seats: 3 }))).toBe("bcd");
    expect(
      ids(
        selectMiners(
          list.slice(0, 3).map((one) => ({ ...one, order: 7 })),
          { seats: 1 },
        ),
      ),
    ).toBe("a");
  });

  it("keeps ceil(x·seats) of those in office, best stake first, and fills the rest by stake", () => {
    const list = [..."abcdefgh"].map((id, position) => candidate(id, 80 - 10 * position));
    const incumbents = new Set(["e", "g", "h"]);
    expect(ids(selectMiners(list, { seats: 4, incumbents, incumbency: HALF }))).toBe("abeg");
    expect(ids(selectMiners(list, { seats: 3, incumbents, incumbency: HALF }))).toBe("aeg"); // ceil(1.5) = 2
    expect(ids(selectMiners(list, { seats: 4, incumbents }))).toBe("abcd");
    const all = { numerator: 1, denominator: 1 };
    expect(ids(selectMiners(list, { seats: 4, incumbents, incumbency: all }))).toBe("aegh"); // all of them, if fewer
  });

  it("those in office that have more stake anyway take no reserved seat twice", () => {
    const list = [..."abcdef"].map((id, position) => candidate(id, 60 - 10 * position));
    expect(ids(selectMiners(list, { seats: 4, incumbents: new Set(["a", "b", "f"]), incumbency: HALF }))).toBe("abcd");
  });

  it("draws lots only among equal stakes at the cut, evenly, the same for the same lot", () => {
    const list = [candidate("x", 9), ...[..."abcdef"].map((id, at) => candidate(id, 5, at)), candidate("z", 1)];
    const counts = new Map<string, number>();
    for (let seed = 0; seed < 256; seed++) {
      const selected = ids(selectMiners(list, { seats: 3, lot: lot(seed) }));
      expect(selected).toBe(ids(selectMiners([...list].reverse(), { seats: 3, lot: lot(seed) })));
      expect(selected).toMatch(/^[a-f]{2}x$/);
      for (const id of selected.slice(0, 2)) counts.set(id, (counts.get(id) ?? 0) + 1);
    }
    // 512 draws among 6: about 85 each, standard deviation about 8
    for (const id of "abcdef") expect(Math.abs(counts.get(id)! - 512 / 6)).toBeLessThan(40);
  });

  it("needs a lot where stakes are equal on both sides of the cut of the others, and nowhere else", () => {
    const list = [candidate("a", 9), candidate("b", 5), candidate("c", 5), candidate("d", 1)];
    expect([1, 2, 3, 4, 9].map((seats) => needsLot(list, { seats }))).toEqual([false, true, false, false, false]);
    // among those in office a tie is no lot's business
    const incumbents = new Set(["b", "c"]);
    const half = { seats: 2, incumbents, incumbency: HALF };
    expect(needsLot(list, half)).toBe(false);
    expect(ids(selectMiners(list, { ...half, lot: lot(1) }))).toBe("ab");
    expect(needsLot([], { seats: 3 })).toBe(false);
  });

  it("never gives a seat to less stake than somebody without one, those in office aside", () => {
    const list = fc.uniqueArray(
      fc.record({
        id: fc.string({ minLength: 4, maxLength: 4 }),
        stake: fc.bigInt(0n, 5n),
        order: fc.integer({ min: 0, max: 3 }),
      }),
      { selector: ({ id }) => id, maxLength: 12 },
    );
    fc.assert(
      fc.property(list, fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 255 }), (all, seats, seed) => {
        for (const options of [{ seats }, { seats, lot: lot(seed) }]) {
          const selected = new Set(selectMiners(all, options).map(({ id }) => id));
          expect(selected.size).toBe(Math.min(seats, all.length));
          const least = all.filter(({ id }) => selected.has(id)).map(({ stake }) => stake);
          const most = all.filter(({ id }) => !selected.has(id)).map(({ stake }) => stake);
          for (const out of most) for (const seat of least) expect(seat >= out).toBe(true);
        }
      }),
    );
  });
});
