// threshold.js on scalars: splitting, recovering, weights, and every refusal.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { idToScalar, lagrangeAtZero, recoverSecret, split } from "../../../src/threshold/index.js";
import { bigEndian, hex, integer, scalarBytes } from "../../support/bytes.js";
import { ORDER, scalars } from "../../support/generators.js";
import { lagrange } from "../../support/reference/noble.js";

const codeOf = (action: () => unknown): { code?: string; culprits?: unknown } => {
  try {
    action();
  } catch (error) {
    const { code, culprits } = error as { code?: string; culprits?: unknown };
    return culprits === undefined ? { code } : { code, culprits };
  }
  return {};
};

const secretOf = (value: bigint) => scalarBytes(value === 0n ? 1n : value);

describe("split and recoverSecret", () => {
  it("any t of n recover the same secret, t - 1 do not", () => {
    fc.assert(
      fc.property(
        scalars,
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 0, max: 4 }),
        fc.nat(),
        (value, t, more, seed) => {
          const secret = secretOf(value);
          const ids = Array.from({ length: t + more }, (_, index) => 3 * index + 1 + (seed % 50));
          const shares = split(secret, { threshold: t, ids });
          expect(shares.map(({ id }) => id)).toEqual(ids);
          expect(hex(recoverSecret(shares.slice(0, t)))).toBe(hex(secret));
          expect(hex(recoverSecret(shares.slice(-t).reverse()))).toBe(hex(secret));
          expect(hex(recoverSecret(shares))).toBe(hex(secret));
          if (t > 1) expect(hex(recoverSecret(shares.slice(0, t - 1)))).not.toBe(hex(secret));
        },
      ),
      { numRuns: 60 },
    );
  });

  it("is linear: sums of shares are shares of the sum", () => {
    fc.assert(
      fc.property(scalars, scalars, (a, b) => {
        const ids = [2, 5n, bigEndian(2n ** 200n, 32)];
        const [left, right] = [a, b].map((value) => split(secretOf(value), { threshold: 2, ids }));
        const sums = left!.map(({ id, value }, index) => ({
          id,
          value: scalarBytes((integer(value) + integer(right![index]!.value)) % ORDER),
        }));
        const expected = (integer(secretOf(a)) + integer(secretOf(b))) % ORDER;
        expect(integer(recoverSecret(sums.slice(1)))).toBe(expected);
      }),
      { numRuns: 30 },
    );
  });

  it("accepts numbers, bigints and bytes for the same id", () => {
    expect(hex(idToScalar(258))).toBe(hex(idToScalar(258n)));
    expect(hex(idToScalar(scalarBytes(258n)))).toBe(hex(idToScalar(258n)));
    expect(lagrangeAtZero([1, 7, 9]).map(integer)).toEqual(lagrange([1n, 7n, 9n]));
    expect(lagrangeAtZero([1n, scalarBytes(7n), 9]).map(integer)).toEqual(lagrange([1n, 7n, 9n]));
  });

  it("draws fresh coefficients, or those of the source it is given", () => {
    const secret = scalarBytes(5n);
    const options = { threshold: 2, ids: [1, 2] };
    expect(hex(split(secret, options)[0]!.value)).not.toBe(hex(split(secret, options)[0]!.value));
    const random = (length: number) => bigEndian(7n, length);
    expect(split(secret, { ...options, random }).map(({ value }) => integer(value))).toEqual([12n, 19n]);
  });

  it("refuses bad thresholds, ids, secrets and shares, with code and culprits", () => {
    const secret = scalarBytes(5n);
    for (const threshold of [0, -1, 3, 1.5, Number.NaN, "2", undefined]) {
      expect(codeOf(() => split(secret, { threshold: threshold as number, ids: [1, 2] })).code).toBe("BAD_THRESHOLD");
    }
    const refusals: [() => unknown, object][] = [
      [() => split(secret, { threshold: 1, ids: [] }), { code: "EMPTY" }],
      [() => split(secret, { threshold: 1, ids: [0] }), { code: "BAD_ID", culprits: [0] }],
      [() => split(secret, { threshold: 1, ids: [-3] }), { code: "BAD_ID", culprits: [-3] }],
      [() => split(secret, { threshold: 1, ids: [1.5] }), { code: "BAD_ID", culprits: [1.5] }],
      [() => split(secret, { threshold: 1, ids: [0n] }), { code: "BAD_ID", culprits: ["0"] }],
      [() => split(secret, { threshold: 1, ids: [ORDER] }), { code: "BAD_ID", culprits: [ORDER.toString()] }],
      [() => split(secret, { threshold: 1, ids: [new Uint8Array(32)] }), { code: "BAD_ID", culprits: ["0"] }],
      [() => split(secret, { threshold: 1, ids: [new Uint8Array(31)] }), { code: "BAD_ID" }],
      [() => split(secret, { threshold: 1, ids: ["1" as unknown as number] }), { code: "BAD_ID" }],
      [() => split(secret, { threshold: 1, ids: [1, 2, 1n, 3] }), { code: "DUPLICATE_ID", culprits: ["1"] }],
      [() => split(secret, { threshold: 1, ids: [4, 4] }), { code: "DUPLICATE_ID", culprits: [4] }],
      [() => split(new Uint8Array(32), { threshold: 1, ids: [1] }), { code: "BAD_SCALAR" }],
      [() => split(bigEndian(ORDER, 32), { threshold: 1, ids: [1] }), { code: "BAD_SCALAR" }],
      [() => split(new Uint8Array(31), { threshold: 1, ids: [1] }), { code: "BAD_LENGTH" }],
      [() => recoverSecret([]), { code: "EMPTY" }],
      [() => recoverSecret([{ id: 1, value: new Uint8Array(31) }]), { code: "BAD_LENGTH", culprits: [0] }],
      [
        () =>
          recoverSecret([
            { id: 1, value: secret },
            { id: 2, value: bigEndian(ORDER, 32) },
          ]),
        { code: "BAD_SCALAR", culprits: [1] },
      ],
      [
        () =>
          recoverSecret([
            { id: 1, value: secret },
            { id: scalarBytes(1n), value: secret },
          ]),
        { code: "DUPLICATE_ID", culprits: ["1"] },
      ],
      [() => recoverSecret([null as never]), { code: "BAD_TYPE", culprits: [0] }],
      [() => lagrangeAtZero([]), { code: "EMPTY" }],
      [() => lagrangeAtZero(7 as never), { code: "BAD_TYPE" }],
    ];
    for (const [action, expected] of refusals) expect(codeOf(action)).toEqual(expected);
    // and everything still works
    expect(hex(recoverSecret(split(secret, { threshold: 2, ids: [1, 2, 3] }).slice(1)))).toBe(hex(secret));
  });
});
