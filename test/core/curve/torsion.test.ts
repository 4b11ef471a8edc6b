// All points whose order is a small prime, written in a basis: what a multiple of one of them is, is arithmetic modulo
// that prime, and none is a member. Additions of equal, opposite and infinite points come in every place of a chain.
import { describe, expect, it } from "vitest";
import { hex } from "../../support/bytes.js";
import { builds } from "../../support/compile.js";
import { ORDER, PARAMETER } from "../../support/generators.js";
import { COFACTOR, compileBoth, Group, groups, multiple, pointFrom } from "./support.js";

const compiled = await compileBoth("test/core/entries/curve.entry.ts");
/** Primes that divide the cofactor, and how often: the points of that order are as many as its power, less one. */
const SMALL = {
  g1: [
    [3, 1],
    [11, 2],
  ],
  g2: [
    [13, 2],
    [23, 2],
  ],
} as const;
const NOT_IN_SUBGROUP = 5;

/** `first` and what it becomes by adding `step` again and again: `count` points. */
function progression(group: Group, first: number, step: number, count: number): number[] {
  const points = [first];
  while (points.length < count) {
    const next = group.point();
    group.call("Add", next, points[points.length - 1]!, step);
    points.push(next);
  }
  return points;
}

/** Every point whose order divides the prime: i A + j B is the one at i + prime j. */
function torsion(group: Group, prime: number, rank: number): number[] {
  const infinity = group.point();
  group.call("Zero", infinity);
  const cofactor = (COFACTOR[group.name] / BigInt(prime ** rank)) * ORDER;
  let points = [infinity];
  for (let from = 0; points.length < prime ** rank; ) {
    const { point, x } = pointFrom(group, from);
    from = x + 1;
    const generator = multiple(group, point, cofactor);
    if (points.some((known) => group.call("Equals", known, generator) === 1)) continue;
    const columns = points.map((known) => progression(group, known, generator, prime));
    points = Array.from({ length: prime }, (_, i) => columns.map((column) => column[i]!)).flat();
  }
  expect(group.call("IsZero", multiple(group, points[1]!, BigInt(prime)))).toBe(1);
  expect(new Set(points.map((point) => hex(group.toBytes(point)))).size).toBe(prime ** rank);
  return points;
}

describe.each(builds)("%s", (build) => {
  for (const name of groups) {
    for (const [prime, rank] of SMALL[name]) {
      it(`${name}: the ${prime ** rank - 1} points of order ${prime}`, () => {
        const core = compiled[build];
        const group = new Group(core, name);
        const points = torsion(group, prime, rank);
        const [infinity, ...outside] = points as [number, ...number[]];
        const [base, cleared, mixed, out] = [group.point(), group.point(), group.point(), group.point()];
        group.call("Generator", base);
        group.call("ClearCofactor", cleared, base);
        const parameter = Number(((PARAMETER % BigInt(prime)) + BigInt(prime)) % BigInt(prime));
        const timesParameter = (index: number): number => {
          const [i, j] = [index % prime, Math.floor(index / prime)];
          return points[((i * parameter) % prime) + prime * ((j * parameter) % prime)]!;
        };
        outside.forEach((point, before) => {
          const index = before + 1;
          group.call("Add", mixed, point, base);
          for (const compressed of [true, false]) {
            for (const stray of [point, mixed]) {
              const bytes = group.toBytes(stray, compressed);
              const at = group.put(bytes, group.scratch);
              expect(group.call("FromBytes", out, at, bytes.length, 1)).toBe(NOT_IN_SUBGROUP);
              // the same with a Z that is one
              expect(group.call("FromBytes", out, at, bytes.length, 0)).toBe(0);
              expect(group.call("IsTorsionFree", out)).toBe(0);
            }
          }
          for (const stray of [point, mixed]) expect(group.call("IsTorsionFree", stray)).toBe(0);
          group.call("MultiplyByX", out, point);
          group.call("Negate", out, out);
          expect(group.call("Equals", out, timesParameter(index)), `x times ${index}`).toBe(1);
          group.call("ClearCofactor", out, point);
          expect(group.call("IsZero", out)).toBe(1);
          group.call("ClearCofactor", out, mixed);
          expect(group.call("Equals", out, cleared)).toBe(1);
          if (name === "g2") return;
          for (const [beside, member] of [
            [points[index - 1]!, index === 1],
            [base, true],
            [infinity, true],
            [mixed, false],
          ]) {
            core.mergePoints(out, point, beside);
            expect(core.lanesInSubgroup(out)).toBe(member ? 2 : 0);
            core.mergePoints(out, beside, point);
            expect(core.lanesInSubgroup(out)).toBe(member ? 1 : 0);
          }
        });
      });
    }
  }
});
