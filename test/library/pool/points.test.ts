// Multi-scalar multiplication and decoding in a pool: the results and errors of the single-threaded calls.
import { describe, expect, it } from "vitest";
import { G1, G2, type Point } from "../../../src/curve/index.js";
import { scalarBytes, utf8 } from "../../support/bytes.js";
import { crashingWorkers, ending, endingLater, makePool } from "./support.js";

const COUNT = 520;

describe.each([G1, G2])("$name points in a pool", (G) => {
  const group = G as typeof G1;
  const base = group.hashToCurve(utf8("base"), { DST: "feldspar test" });
  // 1·base, 2·base, ...: cheap, and no two alike
  const points: Point<"G1">[] = [base];
  while (points.length < COUNT) points.push(points.at(-1)!.add(base));
  const vector = group.Vector.fromPoints(points);
  const encodings = vector.toBytes();
  const scalars = points.map((_, index) => BigInt(index * index + 1) << BigInt(index % 200));

  it("msm, in one part and in two, of points and of a vector", async () => {
    const pool = await makePool({ workers: 2 });
    for (const count of [0, 1, 5, COUNT]) {
      const some = points.slice(0, count);
      const expected = group.msm(some, scalars.slice(0, count)).toBytes();
      expect((await pool.msm(group, some, scalars.slice(0, count))).toBytes()).toEqual(expected);
    }
    const sum = await pool.msm(group, vector, scalars.map(scalarBytes));
    expect(sum.equals(group.msm(vector, scalars))).toBe(true);
    expect(sum.add(base).isTorsionFree()).toBe(true);
  });

  it("msm of points outside the subgroup", async () => {
    const pool = await makePool({ workers: 2 });
    // some point of the curve, not of the subgroup
    let outside: Point<"G1"> | undefined;
    for (let x = 1n; outside === undefined; x++) {
      const bytes = new Uint8Array(group.compressedLength);
      bytes.set([0x80]);
      bytes[group.compressedLength - 1] = Number(x);
      try {
        outside = group.fromBytes(bytes, { subgroupCheck: false });
      } catch {}
    }
    expect(outside.isTorsionFree()).toBe(false);
    const some = [outside, base, outside.double()];
    const sum = await pool.msm(group, some, [3n, 5n, 7n]);
    expect(sum.equals(group.msm(some, [3n, 5n, 7n]))).toBe(true);
    expect(sum.isTorsionFree()).toBe(false);
  });

  it("msm of what is malformed", async () => {
    const pool = await makePool({ workers: 1 });
    const other = (group.name === "G1" ? G2 : G1).BASE as unknown as Point<"G1">;
    for (const [list, factors] of [
      [points.slice(0, 2), [1n]],
      [points.slice(0, 2), [1n, -1n]],
      [points.slice(0, 2), "12"],
      [
        [base, other],
        [1n, 2n],
      ],
      [
        [base, 7],
        [1n, 2n],
      ],
      ["points", [1n]],
    ] as [Point<"G1">[], bigint[]][]) {
      const expected = ending(() => group.msm(list, factors));
      expect(expected).toHaveProperty("code");
      expect(await endingLater(pool.msm(group, list, factors))).toEqual(expected);
    }
    expect(await endingLater(pool.msm({} as typeof G1, [], []))).toMatchObject({ code: "BAD_TYPE" });
  });

  it("decodes vectors in parts", async () => {
    const pool = await makePool({ workers: 2 });
    const decoded = await pool.decodeVector(group, encodings);
    expect(decoded.toBytes()).toEqual(encodings);
    expect(group.msm(decoded, scalars).equals(group.msm(vector, scalars))).toBe(true);
    const uncompressed = vector.toBytes(false);
    expect((await pool.decodeVector(group, uncompressed, { subgroupCheck: false })).toBytes(false)).toEqual(
      uncompressed,
    );
    const block = new Uint8Array(encodings.flatMap((bytes) => [...bytes]));
    expect((await pool.decodeVector(group, block)).length).toBe(COUNT);
    expect((await pool.decodeVector(group, [])).length).toBe(0);
  });

  it("names malformed points as the single-threaded call does", async () => {
    const pool = await makePool({ workers: 2 });
    const spoil = (...positions: number[]) =>
      encodings.map((bytes, index) => (positions.includes(index) ? bytes.map((byte) => byte ^ 0x15) : bytes));
    for (const list of [
      spoil(0),
      spoil(COUNT - 1),
      spoil(3, 4, 300, 519),
      [...encodings.slice(0, 100), new Uint8Array(3)],
      [...encodings.slice(0, 100), "bytes"],
      encodings[0]!.subarray(1),
      "encodings",
    ] as Uint8Array[][]) {
      const expected = ending(() => group.Vector.fromBytes(list));
      expect(expected).toHaveProperty("code");
      expect(await endingLater(pool.decodeVector(group, list))).toEqual(expected);
    }
  });

  it("decodes no point twice where some are malformed", async () => {
    const { open, requests } = crashingWorkers(() => false);
    const pool = await makePool({ workers: 2 }, open);
    const list = encodings.map((bytes, index) => (index === 3 ? bytes.map((byte) => byte ^ 0x15) : bytes));
    expect(await endingLater(pool.decodeVector(group, list))).toMatchObject({ culprits: [3] });
    expect(requests()).toBe(2);
  });
});
