import { beforeAll, describe, expect, it } from "vitest";
import { builds, compileEntry, type EntryExports } from "../../support/compile.js";
import { curve, groups, loadPoints, type Point, packedBytes, somePoints, storePoints } from "./packed.js";

describe.each(builds)("batch-affine addition, %s build", (build) => {
  let core: EntryExports;
  beforeAll(async () => {
    core = await compileEntry("test/core/entries/batch-affine.entry.ts", build);
  });

  describe.each(groups)("%s", (group) => {
    const size = packedBytes(group);
    const zero: Point = curve(group).ZERO;

    function withPoints(lists: Point[][], run: (...addresses: number[]) => void): void {
      const position = core.mark();
      run(
        ...lists.map((list) => {
          const address = core.allocate(size * Math.max(list.length, 1));
          loadPoints(core, group, address, list);
          return address;
        }),
      );
      core.release(position);
    }

    function expectPoints(address: number, expected: Point[]): void {
      const found = storePoints(core, group, address, expected.length);
      expected.forEach((point, i) => {
        expect(found[i].equals(point), `point ${i}`).toBe(true);
      });
    }

    const some = somePoints(group, 40);
    const at = (i: number): Point => some[i % some.length];
    /** Every special case, between ordinary additions. */
    const specialPairs = (count: number): [Point, Point][] =>
      Array.from({ length: count }, (_, i): [Point, Point] => {
        switch (i % 9) {
          case 1:
            return [at(i), at(i)];
          case 3:
            return [at(i), at(i).negate()];
          case 4:
            return [at(i), zero];
          case 5:
            return [zero, at(i)];
          case 6:
            return [zero, zero];
          case 8:
            return i % 2 === 0 ? [at(i), at(i)] : [at(i), at(i).negate()];
          default:
            return [at(i), at(i + 7)];
        }
      });
    const cases: [string, [Point, Point][]][] = [
      ["nothing", []],
      ["one pair", [[at(0), at(1)]]],
      ["one doubling", [[at(0), at(0)]]],
      ["one opposite pair", [[at(0), at(0).negate()]]],
      ["ordinary pairs", Array.from({ length: 39 }, (_, i) => [at(i), at(i + 1)])],
      ["doublings only", Array.from({ length: 5 }, (_, i) => [at(i), at(i)])],
      ["opposite pairs only", Array.from({ length: 5 }, (_, i) => [at(i), at(i).negate()])],
      ["special cases among ordinary ones, even", specialPairs(90)],
      ["special cases among ordinary ones, odd", specialPairs(91)],
      ["several batches", specialPairs(4300)],
    ];

    it.each(cases)("adds %s", (_, pairs) => {
      const expected = new Map<string, Point>();
      const sum = ([a, b]: [Point, Point], i: number) => {
        const key = `${i % 360}`;
        if (!expected.has(key)) expected.set(key, a.add(b));
        return expected.get(key);
      };
      const sums = pairs.map(sum);
      const lefts = pairs.map((pair) => pair[0]);
      const rights = pairs.map((pair) => pair[1]);
      withPoints([lefts, rights, []], (left, right) => {
        const out = core.allocate(size * pairs.length);
        core[`${group}Add`](out, left, right, pairs.length);
        expectPoints(out, sums);
        core[`${group}Add`](left, left, right, pairs.length);
        expectPoints(left, sums);
      });
      withPoints([lefts, rights], (left, right) => {
        core[`${group}Add`](right, left, right, pairs.length);
        expectPoints(right, sums);
      });
    });

    it.each([0, 1, 2, 3, 40, 2049])("doubles %i points, infinity among them", (count) => {
      const points = Array.from({ length: count }, (_, i) => (i % 7 === 5 ? zero : at(i)));
      const doubles = some.map((point) => point.double());
      const expected = points.map((point, i) => (point.is0() ? zero : doubles[i % doubles.length]));
      withPoints([points], (address) => {
        const out = core.allocate(size * count);
        core[`${group}Double`](out, address, count);
        expectPoints(out, expected);
        core[`${group}Double`](address, address, count);
        expectPoints(address, expected);
      });
    });

    it.each([0, 1, 2, 3, 7, 32, 33, 1000])("sums a vector of %i points", (count) => {
      const points = somePoints(group, count).map((point, i) => (i % 11 === 4 ? zero : point));
      const expected = points.reduce((sum: Point, point: Point) => sum.add(point), zero);
      withPoints([points], (address) => {
        const out = core.allocate(size);
        core[`${group}Sum`](out, address, count);
        expectPoints(out, [expected]);
      });
    });

    it("sums equal points, more than a chunk of them", () => {
      withPoints([Array.from({ length: 20_001 }, () => at(3))], (address) => {
        const out = core.allocate(size);
        for (const count of [8191, 8192, 8193, 16_384, 20_001]) {
          core[`${group}Sum`](out, address, count);
          expectPoints(out, [at(3).multiply(BigInt(count))]);
        }
      });
    });

    it("sums opposite points to infinity, more than a chunk of them", () => {
      const opposite = Array.from({ length: 16_400 }, (_, i) => (i % 2 === 0 ? at(i >> 1) : at(i >> 1).negate()));
      withPoints([opposite], (address) => {
        const out = core.allocate(size);
        core[`${group}Sum`](out, address, opposite.length);
        expectPoints(out, [zero]);
        core[`${group}Sum`](out, address, opposite.length - 1);
        expectPoints(out, [at((opposite.length - 1) >> 1)]);
      });
    });
  });
});
