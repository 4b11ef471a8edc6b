// Repair of a lost share: the party has its share again, everything that was said is what the rules in bigints say
// (independent-sharing.ts), nobody learns another share, and whoever sends something wrong is named.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { BlsScheme } from "../../../src/bls/index.js";
import { G1, G2 } from "../../../src/curve/index.js";
import { addRepairParts, dealRepair, finishRepair, verifyRepair } from "../../../src/dkg/index.js";
import type { Id } from "../../../src/threshold/index.js";
import { hex, integer, scalarBytes } from "../../support/bytes.js";
import { nonZeroScalars, ORDER, sample, seededRandom, subset } from "../../support/generators.js";
import { judgeRepair } from "./independent-sharing.js";
import { failure, interpolateAt, isDetermined, mod, schemes, session, valueAt } from "./support.js";

interface Plan {
  readonly ids: bigint[];
  readonly threshold: number;
  readonly helpers: number;
  readonly seed: number;
}

const plans: fc.Arbitrary<Plan> = fc
  .uniqueArray(fc.oneof(fc.bigInt({ min: 1n, max: 9n }), nonZeroScalars), { minLength: 2, maxLength: 6 })
  .chain((ids) =>
    fc.integer({ min: 1, max: ids.length - 1 }).chain((threshold) =>
      fc.record({
        ids: fc.constant(ids),
        threshold: fc.constant(threshold),
        helpers: fc.integer({ min: threshold, max: ids.length - 1 }),
        seed: fc.nat(1 << 30),
      }),
    ),
  );

/** A whole repair; the last id has lost its share. */
function play(scheme: BlsScheme, { ids, threshold, helpers: count, seed }: Plan) {
  const polynomial = sample(nonZeroScalars, threshold, seed);
  const shareOf = new Map(ids.map((id) => [id, valueAt(polynomial, id)]));
  fc.pre([...shareOf.values()].every((share) => share !== 0n));
  const lost = ids.at(-1)!;
  const helpers = subset(ids.length - 1, count, seed).map((index) => ids[index]!);
  const plan = { scheme, lost, helpers, threshold };
  const keyOf = (id: bigint) => scheme.getPublicKey(scalarBytes(shareOf.get(id)!));
  const publicShares = new Map<Id, Uint8Array>(ids.map((id) => [id, keyOf(id)]));
  const dealt = helpers.map((helper, index) => ({
    helper,
    ...dealRepair({
      ...plan,
      helper,
      share: scalarBytes(shareOf.get(helper)!),
      session,
      random: seededRandom(seed + index),
    }),
  }));
  const partsFor = (helper: bigint) =>
    dealt.map(({ helper: from, commitments, parts }) => ({ helper: from, commitments, part: parts.get(helper)! }));
  const sums = helpers.map((helper) => ({
    helper,
    sum: addRepairParts({ ...plan, helper, dealings: partsFor(helper) }),
  }));
  const dealings = dealt.map(({ helper, commitments }) => ({ helper, commitments }));
  return {
    plan,
    shareOf,
    publicShares,
    dealt,
    partsFor,
    sums,
    dealings,
    finishing: { ...plan, publicShares, dealings, sums },
  };
}

const FIVE = { ids: [1n, 2n, 3n, 4n, 5n], threshold: 3, helpers: 3, seed: 5 };

describe.each(schemes)("repair with $name", (scheme) => {
  const group = scheme.publicKeyLength === 48 ? "G1" : "G2";
  const uncompressed = (encoding: Uint8Array) => (group === "G1" ? G1 : G2).fromBytes(encoding).toBytes(false);

  it("gives the share again, whoever helps", () => {
    fc.assert(
      fc.property(plans, (given) => {
        const { finishing, shareOf, plan, publicShares, dealt } = play(scheme, given);
        expect(integer(finishRepair(finishing))).toBe(shareOf.get(plan.lost));
        const helpersShares = plan.helpers.map((id) => [id, shareOf.get(id)!] as const);
        expect(interpolateAt(plan.lost, helpersShares)).toBe(shareOf.get(plan.lost));
        for (const { helper, commitments } of dealt)
          expect(verifyRepair({ ...plan, helper, commitments, publicShare: publicShares.get(helper)! })).toBe(true);
      }),
      { numRuns: 40, seed: 1 },
    );
  });

  it("says what the rules in plain bigints say", () => {
    for (const given of [FIVE, { ids: [7n, ORDER - 1n, 2n, 1n << 200n], threshold: 2, helpers: 3, seed: 9 }]) {
      const { plan, shareOf, publicShares, dealt, sums } = play(scheme, given);
      const judgement = judgeRepair({
        ...{ group, lost: plan.lost, helpers: plan.helpers },
        publicShares: plan.helpers.map((id) => uncompressed(publicShares.get(id)!)),
        commitments: dealt.map(({ commitments }) => commitments.map(uncompressed)),
        parts: dealt.map(({ parts }) => plan.helpers.map((id) => integer(parts.get(id)!))),
        sums: sums.map(({ sum }) => integer(sum)),
      });
      expect(judgement).toMatchObject({ foreign: [], wrongParts: plan.helpers.map(() => []), wrongSums: [] });
      expect(sums.map(({ sum }) => integer(sum))).toEqual(judgement.expectedSums);
      expect(judgement.share).toBe(shareOf.get(plan.lost));
    }
  });

  it("tells nobody another share: what t − 1 of all of them saw does not determine it", () => {
    // unknowns: the polynomial's t coefficients, and every helper's t − 1 random parts; rows: what somebody saw
    const { ids, threshold: t } = FIVE;
    const helpers = [1n, 2n, 3n];
    const lost = 5n;
    const zero = () => Array<bigint>(t + helpers.length * (t - 1)).fill(0n);
    const shareRow = (id: bigint) => zero().map((_, k) => (k < t ? id ** BigInt(k) : 0n));
    const partRow = (from: number, to: number) => {
      const at = t + from * (t - 1);
      // the helper's own part is what is left
      if (to !== from) return zero().map((_, k) => (k === at + (to < from ? to : to - 1) ? 1n : 0n));
      const others = helpers.filter((id) => id !== helpers[from]);
      const weight = others.reduce((product, id) => {
        const below = mod(helpers[from]! - id);
        let inverse = 1n;
        for (let [base, rest] = [below, ORDER - 2n]; rest > 0n; rest >>= 1n, base = (base * base) % ORDER)
          if (rest & 1n) inverse = (inverse * base) % ORDER;
        return mod(product * (lost - id) * inverse);
      }, 1n);
      const row = shareRow(helpers[from]!).map((entry) => mod(entry * weight));
      return row.map((entry, k) => (k >= at && k < at + t - 1 ? mod(entry - 1n) : entry));
    };
    const sumRow = (to: number) =>
      helpers.map((_, from) => partRow(from, to)).reduce((sum, row) => sum.map((entry, k) => mod(entry + row[k]!)));
    /** All that a helper sees: its share, its own parts, and what was sent to it. */
    const seenBy = (index: number) => [
      shareRow(helpers[index]!),
      ...helpers.map((_, to) => partRow(index, to)),
      ...helpers.map((_, from) => partRow(from, index)),
    ];
    const seenByLost = helpers.map((_, to) => sumRow(to));
    expect(isDetermined(seenByLost, shareRow(lost))).toBe(true);
    const learns = (seen: readonly (readonly bigint[])[]) => ids.filter((id) => isDetermined(seen, shareRow(id)));
    expect(learns(seenByLost)).toEqual([lost]);
    for (let a = 0; a < 3; a++) {
      expect(learns(seenBy(a))).toEqual([helpers[a]]);
      expect(learns([...seenBy(a), ...seenByLost])).toEqual([helpers[a], lost]);
      for (let b = a + 1; b < 3; b++) expect(learns([...seenBy(a), ...seenBy(b)])).toEqual([helpers[a], helpers[b]]);
    }
    // with t of them it does: the test sees
    expect(learns([...seenBy(0), ...seenBy(1), ...seenByLost])).toEqual(ids);
  });

  it("names who cut another share, sent a wrong part, or a wrong sum", () => {
    const { plan, shareOf, publicShares, dealt, partsFor, finishing } = play(scheme, FIVE);
    const [first, second] = plan.helpers as [bigint, bigint];
    const share = scalarBytes(mod(shareOf.get(second)! + 1n));
    const foreign = dealRepair({ ...plan, helper: second, share, session });
    const claim = { ...plan, helper: second, publicShare: publicShares.get(second)! };
    expect(verifyRepair({ ...claim, commitments: foreign.commitments })).toBe(false);
    expect(verifyRepair({ ...claim, commitments: dealt[0]!.commitments })).toBe(false);
    const swapped = finishing.dealings.map((dealing, index) =>
      index === 1 ? { ...dealing, commitments: foreign.commitments } : dealing,
    );
    expect(failure(() => finishRepair({ ...finishing, dealings: swapped }))).toMatchObject({
      ...{ code: "INCONSISTENT_KEYS", culprits: [1] },
    });
    const parts = partsFor(first).map((dealing, index) =>
      index === 2 ? { ...dealing, part: scalarBytes(mod(integer(dealing.part) + 1n)) } : dealing,
    );
    expect(failure(() => addRepairParts({ ...plan, helper: first, dealings: parts }))).toMatchObject({
      ...{ code: "BAD_SHARE", culprits: [2] },
    });
    // two errors that cancel are two culprits
    const cancelling = finishing.sums.map(({ helper, sum }, index) => {
      const off = index === 0 ? 1n : index === 1 ? -1n : 0n;
      return { helper, sum: scalarBytes(mod(integer(sum) + off)) };
    });
    expect(failure(() => finishRepair({ ...finishing, sums: cancelling }))).toMatchObject({
      ...{ code: "BAD_SHARE", culprits: [0, 1] },
    });
    const otherKeys = new Map(publicShares).set(plan.lost, publicShares.get(first)!);
    const mismatch = failure(() => finishRepair({ ...finishing, publicShares: otherKeys }));
    expect(mismatch).toMatchObject({ code: "INCONSISTENT_KEYS" });
    expect(mismatch.culprits).toBeUndefined();
  });

  it("refuses what is no plan, what is missing, twice there, or malformed", () => {
    const { plan, shareOf, finishing, partsFor } = play(scheme, FIVE);
    const [helper] = plan.helpers as [bigint];
    const dealing = { ...plan, helper, share: scalarBytes(shareOf.get(helper)!), session };
    const refusals: [() => unknown, string, unknown?][] = [
      [() => dealRepair({ ...dealing, helpers: plan.helpers.slice(1) }), "THRESHOLD"],
      [() => dealRepair({ ...dealing, helpers: [...plan.helpers, 9n], helper: 8n }), "UNKNOWN_ID"],
      [() => dealRepair({ ...dealing, lost: helper }), "DUPLICATE_ID"],
      [() => dealRepair({ ...dealing, helpers: [...plan.helpers, helper] }), "DUPLICATE_ID"],
      [() => dealRepair({ ...dealing, share: new Uint8Array(32) }), "BAD_SCALAR"],
      [() => dealRepair({ ...dealing, session: new Uint8Array(0) }), "BAD_LENGTH"],
      [() => dealRepair({ ...dealing, threshold: 0 }), "BAD_THRESHOLD"],
      [() => finishRepair({ ...finishing, sums: finishing.sums.slice(1) }), "THRESHOLD"],
      [() => finishRepair({ ...finishing, dealings: finishing.dealings.slice(1) }), "THRESHOLD"],
      [() => finishRepair({ ...finishing, sums: [...finishing.sums, finishing.sums[0]!] }), "DUPLICATE_ID"],
      [() => finishRepair({ ...finishing, publicShares: new Map() }), "UNKNOWN_ID"],
      [() => addRepairParts({ ...plan, helper, dealings: partsFor(helper).slice(1) }), "THRESHOLD"],
    ];
    for (const [attempt, code] of refusals) expect(failure(attempt)).toMatchObject({ code });
    const damaged = finishing.dealings.map((one, index) => {
      if (index !== 2) return one;
      return { ...one, commitments: one.commitments.map((encoding) => encoding.map((byte) => byte ^ 1)) };
    });
    expect(failure(() => finishRepair({ ...finishing, dealings: damaged })).culprits).toEqual([2]);
    const short = finishing.dealings.map((one, index) =>
      index === 1 ? { ...one, commitments: one.commitments.slice(1) } : one,
    );
    expect(failure(() => finishRepair({ ...finishing, dealings: short }))).toMatchObject({
      ...{ code: "BAD_LENGTH", culprits: [1] },
    });
  });

  it("rests on the share where the random source repeats itself", () => {
    const { plan, shareOf } = play(scheme, FIVE);
    const [helper] = plan.helpers as [bigint];
    const stuck = (length: number) => new Uint8Array(length).fill(1);
    const made = (changes: object) =>
      dealRepair({ ...plan, helper, share: scalarBytes(shareOf.get(helper)!), session, random: stuck, ...changes });
    const parts = (changes: object) => [...made(changes).parts.values()].map(hex);
    const all = [{}, { session: Uint8Array.of(2) }, { lost: 9n }, { threshold: 2 }].map(parts);
    expect(parts({})).toEqual(all[0]);
    const flat = all.flat();
    expect(new Set(flat).size).toBe(flat.length);
  });
});
