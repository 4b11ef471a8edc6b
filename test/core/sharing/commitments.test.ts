// Commitments, checks of shares and interpolation in the exponent, inside the core: against polynomials over the
// integers mod r whose values are multiplied out with @noble/curves, and against a second way of computing the same.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bigEndian, concat, hex } from "../../support/bytes.js";
import { builds, compileEntry } from "../../support/compile.js";
import { ORDER } from "../../support/generators.js";
import { noble } from "../../support/reference/noble.js";

const cases = builds.flatMap((build) => (["G1", "G2"] as const).map((group) => [group, build] as const));

/** Deterministic scalars; one in eight is 0, 1, r - 1 or small. */
function scalarSource(seed: number): () => bigint {
  let state = BigInt(seed) * 0x9e3779b97f4a7c15n + 12345n;
  const step = () => {
    state = (state * 6364136223846793005n + 1442695040888963407n) % 2n ** 64n;
    return state;
  };
  return () => {
    const kind = Number(step() >> 60n);
    if (kind === 0) return [0n, 1n, ORDER - 1n, 5n][Number(step() >> 62n)]!;
    return ((step() << 192n) + (step() << 128n) + (step() << 64n) + step()) % ORDER;
  };
}

describe.each(cases)("commitments in %s on the %s build", async (name, build) => {
  const wasm = await compileEntry("test/core/entries/sharing.entry.ts", build);
  const reference = noble[name];
  const prefix = name.toLowerCase();
  const compressed = name === "G1" ? 48 : 96;
  const affine = name === "G1" ? 128 : 256;
  const memory = () => new Uint8Array(wasm.memory.buffer);
  const put = (bytes: Uint8Array): number => {
    const pointer = wasm.allocate(bytes.length);
    memory().set(bytes, pointer);
    return pointer;
  };
  const scoped = <Result>(action: () => Result): Result => {
    const start = wasm.mark();
    try {
      return action();
    } finally {
      wasm.release(start);
    }
  };
  const scalarList = (values: readonly bigint[]) => concat(...values.map((value) => bigEndian(value, 32)));
  const commit = (coefficients: readonly bigint[]): number => {
    const out = wasm.allocate(affine * coefficients.length);
    wasm[`commit${name}`](out, put(scalarList(coefficients)), coefficients.length);
    return out;
  };
  const encodings = (vector: number, count: number): string[] => {
    const out = wasm.allocate(compressed * count);
    wasm[`encode${name}`](out, vector, count);
    const bytes = memory().slice(out, out + compressed * count);
    return Array.from({ length: count }, (_, index) => hex(bytes.slice(index * compressed, (index + 1) * compressed)));
  };
  const times = new Map<bigint, string>();
  const multiple = (scalar: bigint): string => {
    let value = times.get(scalar);
    if (value === undefined) {
      value = hex(reference.multiplyBase(scalar));
      times.set(scalar, value);
    }
    return value;
  };
  const valueAt = (coefficients: bigint[], id: bigint) => noble.scalarField.evaluate(coefficients, id);
  const evaluate = (coefficients: bigint[], ids: bigint[]): string[] =>
    scoped(() => {
      const out = wasm.allocate(affine * ids.length);
      wasm[`${prefix}EvaluateCommitment`](
        out,
        commit(coefficients),
        coefficients.length,
        put(scalarList(ids)),
        ids.length,
      );
      return encodings(out, ids.length);
    });

  it("evaluates at one id of any length", () => {
    const next = scalarSource(1);
    for (const threshold of [1, 2, 3, 9]) {
      const coefficients = Array.from({ length: threshold }, next);
      for (const id of [1n, 2n, 3n, 7n, 100n, 65535n, 2n ** 30n - 1n, 2n ** 30n, 2n ** 125n + 77n, ORDER - 1n]) {
        expect(evaluate(coefficients, [id]), `t = ${threshold}, id ${id}`).toEqual([
          multiple(valueAt(coefficients, id)),
        ]);
      }
    }
  });

  it("evaluates at many ids: short, consecutive, sparse, long", () => {
    const next = scalarSource(2);
    const lists = [
      Array.from({ length: 12 }, (_, index) => BigInt(index + 1)),
      Array.from({ length: 40 }, (_, index) => BigInt(40 - index)),
      [3n, 1000n, 17n, 123456n],
      [5n, 2n ** 120n, 6n],
      Array.from({ length: 9 }, (_, index) => 2n ** 28n + BigInt(index)),
    ];
    for (const threshold of [1, 2, 5, 13]) {
      const coefficients = Array.from({ length: threshold }, next);
      for (const ids of lists) {
        const expected = ids.map((id) => valueAt(coefficients, id));
        const values = evaluate(coefficients, ids);
        // comparing a few against the reference's multiplication, all against our own fixed base
        const own = scoped(() => encodings(commit(expected), expected.length));
        expect(values).toEqual(own);
        expect(values[0]).toBe(multiple(expected[0]!));
      }
    }
  });

  it("meets equal, opposite and infinite points on the way", () => {
    // (X - 1)(X - 2)..., multiples of one point, zero coefficients
    const specials: bigint[][] = [
      [2n, ORDER - 3n, 1n],
      [0n, 0n, 0n, 0n],
      [0n, 0n, 1n],
      [7n, 0n, 0n, ORDER - 7n],
      [1n, 1n, 1n, 1n, 1n],
      [ORDER - 1n, 1n, ORDER - 1n, 1n],
      [6n, ORDER - 11n, 6n, ORDER - 1n],
      [5n, ORDER - 5n],
    ];
    const ids = Array.from({ length: 10 }, (_, index) => BigInt(index + 1));
    for (const coefficients of specials) {
      const expected = ids.map((id) => multiple(valueAt(coefficients, id)));
      expect(evaluate(coefficients, ids)).toEqual(expected);
      expect(ids.map((id) => evaluate(coefficients, [id])[0])).toEqual(expected);
    }
  });

  it("adds up commitments", () => {
    const next = scalarSource(3);
    for (const count of [1, 2, 3, 7, 8]) {
      for (const threshold of [1, 4]) {
        const dealers = Array.from({ length: count }, () => Array.from({ length: threshold }, next));
        scoped(() => {
          const out = wasm.allocate(affine * threshold);
          wasm[`${prefix}SumCommitments`](out, commit(dealers.flat()), count, threshold);
          const sums = Array.from({ length: threshold }, (_, k) =>
            dealers.reduce((sum, dealer) => (sum + dealer[k]!) % ORDER, 0n),
          );
          expect(encodings(out, threshold)).toEqual(sums.map(multiple));
        });
      }
    }
  });

  const checkBatch = (
    dealers: bigint[][],
    items: { dealer: number; id: bigint; share: bigint }[],
    seed: number,
  ): { count: number; verdicts: number[] } =>
    scoped(() => {
      const next = scalarSource(seed);
      const threshold = dealers[0]!.length;
      const verdicts = wasm.allocate(items.length);
      const vectors = commit(dealers.flat());
      const places = put(new Uint8Array(Uint32Array.from(items.map(({ dealer }) => dealer)).buffer));
      const ids = put(scalarList(items.map(({ id }) => id)));
      const shares = put(scalarList(items.map(({ share }) => share)));
      const weights = put(scalarList(items.map(() => (next() % 2n ** 128n) | 1n)));
      const count = wasm[`${prefix}VerifyShares`](
        verdicts,
        vectors,
        places,
        threshold,
        ids,
        shares,
        weights,
        items.length,
      );
      return { count, verdicts: [...memory().slice(verdicts, verdicts + items.length)] };
    });

  it("accepts right shares and names wrong ones, one receiver or many, short ids or long", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1000 }),
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 12 }),
        fc.constantFrom(1n, 100n, 2n ** 20n, 2n ** 120n),
        fc.boolean(),
        fc.array(fc.nat(40), { maxLength: 3 }),
        (seed, threshold, count, idBase, oneReceiver, bad) => {
          const next = scalarSource(seed);
          const dealers = Array.from({ length: count }, () => Array.from({ length: threshold }, next));
          const receivers = oneReceiver ? [idBase] : [idBase, idBase + 1n, idBase + 5n];
          const items = dealers.flatMap((coefficients, dealer) =>
            receivers.map((id) => ({ dealer, id, share: valueAt(coefficients, id) })),
          );
          const wrong = new Set(bad.map((index) => index % items.length));
          for (const index of wrong) items[index]!.share = (items[index]!.share + 1n) % ORDER;
          const { count: found, verdicts } = checkBatch(dealers, items, seed);
          expect(verdicts).toEqual(items.map((_, index) => (wrong.has(index) ? 0 : 1)));
          expect(found).toBe(wrong.size);
        },
      ),
      { numRuns: 40 },
    );
  });

  it("is not fooled by errors that cancel without weights", () => {
    const dealers = [
      [3n, 4n],
      [5n, 6n],
    ];
    for (const id of [2n, 2n ** 90n]) {
      const items = dealers.map((coefficients, dealer) => ({ dealer, id, share: valueAt(coefficients, id) }));
      items[0]!.share += 9n;
      items[1]!.share -= 9n;
      items[1]!.share = (items[1]!.share + ORDER) % ORDER;
      expect(checkBatch(dealers, items, 5).verdicts).toEqual([0, 0]);
    }
  });
});
