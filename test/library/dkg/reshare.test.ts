// Resharing: the key stays, every share is what the rules in bigints say (support.ts), and no two sharings mix.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  batchVerifyShares,
  dealReshare,
  decodeCommitments,
  type FinalizeReshareOptions,
  finalizeReshare,
  type KeyShare,
  verifyCommitments,
  verifyReshareCommitments,
  verifyShare,
} from "../../../src/dkg/index.js";
import { type Id, recoverSignature } from "../../../src/threshold/index.js";
import { hex, integer, scalarBytes } from "../../support/bytes.js";
import { nonZeroScalars, sample, subset } from "../../support/generators.js";
import {
  groups,
  interpolateAt,
  isDetermined,
  message,
  mod,
  type Plan,
  type Played,
  partial,
  plans,
  play,
  schemes,
  session,
  valuesOf,
} from "./support.js";

describe.each(schemes)("resharing with $name", (scheme) => {
  it("keeps the key: every new share is the rules' own, any t' of the new sign what any t of the old did", () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const { old, next, dealers, seed } = plan;
        const played = play(scheme, plan);
        const secret = played.polynomial[0]!;
        const signature = hex(scheme.sign(message, scalarBytes(secret)));
        const dealt = played.dealings.map((dealing) => valuesOf(dealing, next.ids));

        // each dealing: a polynomial of t' coefficients with the dealer's share at zero
        dealt.forEach((values, index) => {
          const points = next.ids.map((id, at) => [id, values[at]!] as const);
          const some = points.slice(0, next.threshold);
          expect(interpolateAt(0n, some)).toBe(played.oldShares[dealers[index]!]);
          for (const [x, y] of points) expect(interpolateAt(x, some)).toBe(y);
        });

        // S'_j = Σ λ_i s_ij: the value at zero of what the dealers gave to j
        const expected = next.ids.map((_, receiver) =>
          interpolateAt(
            0n,
            dealers.map((dealer, index) => [old.ids[dealer]!, dealt[index]![receiver]!] as const),
          ),
        );
        const keys: KeyShare[] = next.ids.map((id) => finalizeReshare(played.optionsOf(id)));
        const publicOnes = expected.map((share) => hex(scheme.getPublicKey(scalarBytes(share))));
        keys.forEach((key, index) => {
          expect(integer(key.secretShare)).toBe(expected[index]);
          expect(hex(key.groupPublicKey)).toBe(hex(played.groupPublicKey));
          expect(hex(key.commitments[0]!)).toBe(hex(played.groupPublicKey));
          expect(key.commitments.length).toBe(next.threshold);
          expect(key.commitments.map(hex)).toEqual(keys[0]!.commitments.map(hex));
          expect(key.publicShares.map(hex)).toEqual(publicOnes);
        });

        const newPoints = next.ids.map((id, index) => [id, expected[index]!] as const);
        const oldPoints = old.ids.map((id, index) => [id, played.oldShares[index]!] as const);
        for (const salt of [1, 2]) {
          const chosen = subset(next.ids.length, next.threshold, seed + salt).map((index) => newPoints[index]!);
          const former = subset(old.ids.length, old.threshold, seed + salt).map((index) => oldPoints[index]!);
          expect(interpolateAt(0n, chosen)).toBe(secret);
          const signed = (points: readonly (readonly [bigint, bigint])[]) =>
            hex(
              recoverSignature(
                scheme,
                points.map(([id, share]) => partial(scheme, id, share)),
              ),
            );
          expect(signed(chosen)).toBe(signature);
          expect(signed(former)).toBe(signature);
          if (next.threshold > 1) expect(signed(chosen.slice(1))).not.toBe(signature);
        }
      }),
      { numRuns: 60, seed: 1 },
    );
  });

  it("verifies: commitments, proofs, and every share, alone and in a batch", () => {
    for (const plan of sample(plans, 4, 2)) {
      const { old, next, dealers } = plan;
      const { dealings, currentPublicShares } = play(scheme, plan);
      dealings.forEach(({ commitments, proof, shares }, index) => {
        const dealer = old.ids[dealers[index]!]!;
        const claim = { scheme, threshold: next.threshold, session, dealer, commitments, proof };
        expect(verifyCommitments(claim)).toBe(true);
        const currentPublicShare = currentPublicShares.get(dealer)!;
        expect(hex(commitments[0]!)).toBe(hex(currentPublicShare));
        expect(verifyReshareCommitments({ ...claim, currentPublicShare })).toBe(true);
        for (const id of next.ids) expect(verifyShare({ scheme, commitments, id, share: shares.get(id)! })).toBe(true);
      });
      for (const id of next.ids) {
        const items = dealings.map(({ commitments, shares }) => ({ commitments, share: shares.get(id)! }));
        expect(batchVerifyShares({ scheme, id, items })).toEqual({ valid: true, invalid: [] });
      }
    }
  });

  it("goes on: reshared again and again, to fewer, to more and to others, it is the same key", () => {
    const secret = sample(nonZeroScalars, 1, 3)[0]!;
    const groupPublicKey = scheme.getPublicKey(scalarBytes(secret));
    let holders: [Id, Uint8Array][] = [[1, scalarBytes(secret)]];
    let currentThreshold = 1;
    const sets: [number, Id[]][] = [
      [3, [1, 2, 3, 4, 5]],
      [3, [1, 2, 3, 4, 5]],
      [5, [2, 3, 4, 5, 6n, 7n, scalarBytes(8n)]],
      [2, [101, 102, 103]],
      [1, [101]],
      [2, [2n ** 200n, 9]],
    ];
    for (const [threshold, ids] of sets) {
      const dealings = holders.map(([dealer, share]) => ({
        dealer,
        ...dealReshare({ scheme, share, threshold, ids, session, dealer }),
      }));
      holders = ids.map((id) => {
        const received = dealings.map(({ dealer, commitments, shares }) => ({
          dealer,
          commitments: decodeCommitments(scheme, commitments),
          share: shares.get(id)!,
        }));
        const options = { scheme, id, ids, threshold, currentThreshold, groupPublicKey, dealings: received };
        return [id, finalizeReshare(options).secretShare];
      });
      currentThreshold = threshold;
    }
    const points = holders.map(([id, share]) => [id as bigint, integer(share)] as const);
    expect(
      interpolateAt(
        0n,
        points.map(([id, share]) => [BigInt(id), share] as const),
      ),
    ).toBe(secret);
  });

  it("takes one id in every form", () => {
    const plan: Plan = {
      old: { ids: [1n, 2n, 3n], threshold: 2 },
      next: { ids: [2n, 3n, 4n], threshold: 2 },
      dealers: [0, 2],
      seed: 4,
    };
    const { optionsOf, groupPublicKey, currentPublicShares } = play(scheme, plan);
    const options = optionsOf(3n);
    const expected = finalizeReshare(options);
    const [first, second] = options.dealings;
    const forms: Partial<FinalizeReshareOptions>[] = [
      { id: 3, ids: [2, scalarBytes(3n), 4n] },
      { id: scalarBytes(3n) },
      {
        dealings: [
          { ...first!, dealer: 1 },
          { ...second!, dealer: scalarBytes(3n) },
        ],
      },
      { currentPublicShares: new Map<Id, Uint8Array>([...currentPublicShares].map(([id, key]) => [Number(id), key])) },
      { groupPublicKey: scheme.preparePublicKey(groupPublicKey) as never },
      { currentPublicShares: undefined },
      // in another order, and with more dealers than are needed known
      { dealings: [second!, first!] },
    ];
    for (const form of forms) {
      const key = finalizeReshare({ ...options, ...form });
      expect(hex(key.secretShare)).toBe(hex(expected.secretShare));
      expect(key.publicShares.map(hex)).toEqual(expected.publicShares.map(hex));
    }
  });
});

describe("what a coalition knows", () => {
  /**
   * Rows over the unknowns: the old polynomial's t coefficients, and of every dealer's polynomial those from the first
   * power on (its constant term is the old polynomial's value). Known: the old shares and the whole dealings of `old`
   * members, and what every dealer sent to `next` members.
   */
  function rows({ old, next, dealers }: Plan, oldOnes: readonly number[], nextOnes: readonly number[]) {
    const own = next.threshold - 1;
    const unknowns = old.threshold + dealers.length * own;
    const zeros = () => new Array<bigint>(unknowns).fill(0n);
    const powers = (x: bigint, count: number) => Array.from({ length: count }, (_, k) => mod(x ** BigInt(k)));
    const oldShare = (member: number) => {
      const row = zeros();
      powers(old.ids[member]!, old.threshold).forEach((power, k) => {
        row[k] = power;
      });
      return row;
    };
    const known = oldOnes.map(oldShare);
    dealers.forEach((dealer, index) => {
      const start = old.threshold + index * own;
      if (oldOnes.includes(dealer)) {
        for (let k = 0; k < own; k++) known.push(zeros().map((_, at) => (at === start + k ? 1n : 0n)));
      }
      for (const receiver of nextOnes) {
        const row = oldShare(dealer);
        powers(next.ids[receiver]!, next.threshold).forEach((power, k) => {
          if (k > 0) row[start + k - 1] = power;
        });
        known.push(row);
      }
    });
    return { known, secret: zeros().map((_, at) => (at === 0 ? 1n : 0n)) };
  }

  it("t - 1 old shares with t' - 1 new ones leave the key open; t of the old or t' of the new do not", () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const { old, next, seed } = plan;
        const some = (group: { ids: bigint[] }, count: number) => subset(group.ids.length, count, seed);
        const fewOld = some(old, old.threshold - 1);
        const fewNext = some(next, next.threshold - 1);
        const few = rows(plan, fewOld, fewNext);
        expect(isDetermined(few.known, few.secret)).toBe(false);
        const enoughOld = rows(plan, some(old, old.threshold), fewNext);
        expect(isDetermined(enoughOld.known, enoughOld.secret)).toBe(true);
        const enoughNext = rows(plan, fewOld, some(next, next.threshold));
        expect(isDetermined(enoughNext.known, enoughNext.secret)).toBe(true);
      }),
      { numRuns: 150, seed: 5 },
    );
  });

  it.each(schemes)("old and new shares do not fit together: a mixture signs nothing, $name", (scheme) => {
    const mixed = fc.tuple(groups, fc.nat(1 << 30)).filter(([{ threshold }]) => threshold > 1);
    for (const [{ ids, threshold }, seed] of sample(mixed, 5, 6)) {
      // a refresh among the same members: the ids alone do not tell old from new
      const group = { ids, threshold };
      const plan: Plan = { old: group, next: group, dealers: subset(ids.length, threshold, seed), seed };
      const played: Played = play(scheme, plan);
      const shares = ids.map((id) => integer(finalizeReshare(played.optionsOf(id)).secretShare));
      const signature = hex(scheme.sign(message, scalarBytes(played.polynomial[0]!)));
      const order = subset(ids.length, threshold, seed + 1);
      for (let fresh = 1; fresh < threshold; fresh++) {
        const partials = order.map((member, place) =>
          partial(scheme, ids[member]!, place < fresh ? shares[member]! : played.oldShares[member]!),
        );
        expect(hex(recoverSignature(scheme, partials))).not.toBe(signature);
      }
    }
  });
});
