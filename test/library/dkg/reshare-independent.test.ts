// Resharing before a judge that shares nothing with the product: what was said, in bytes, and the rules in plain
// bigints (independent-sharing.ts). Any sets, thresholds up and down, and every kind of culprit.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { BlsScheme } from "../../../src/bls/index.js";
import { G1, G2 } from "../../../src/curve/index.js";
import { dealReshare, finalizeReshare } from "../../../src/dkg/index.js";
import { hex, integer, scalarBytes } from "../../support/bytes.js";
import { seededRandom } from "../../support/generators.js";
import { judgeResharing, pointOf, type Resharing, samePoint } from "./independent-sharing.js";
import { failure, mod, type Plan, type Played, plans, play, schemes, session } from "./support.js";

const [FEW, MANY] = [
  { ids: [1n, 2n, 3n], threshold: 2 },
  { ids: [2n, 4n, 5n, 9n], threshold: 3 },
];
const UP: Plan = { old: FEW, next: MANY, dealers: [0, 2], seed: 1 };
const DOWN: Plan = { old: MANY, next: FEW, dealers: [0, 1, 2, 3], seed: 2 };

/** What kinds of lies a dealer can tell. */
const LIES = ["none", "share", "constant", "fewer"] as const;

function said(
  scheme: BlsScheme,
  { old, next, dealers }: Plan,
  { dealings, currentPublicShares, groupPublicKey }: Played,
) {
  const group = scheme.publicKeyLength === 48 ? "G1" : "G2";
  const uncompressed = (encoding: Uint8Array) => (group === "G1" ? G1 : G2).fromBytes(encoding).toBytes(false);
  const resharing: Resharing = {
    ...{ group, threshold: next.threshold, currentThreshold: old.threshold, receivers: next.ids },
    groupPublicKey: uncompressed(groupPublicKey),
    dealings: dealings.map(({ commitments, shares }, index) => {
      const dealer = old.ids[dealers[index]!]!;
      return {
        dealer,
        currentPublicShare: uncompressed(currentPublicShares.get(dealer)!),
        commitments: commitments.map(uncompressed),
        shares: next.ids.map((id) => shares.get(id)!),
      };
    }),
  };
  return { group, uncompressed, resharing } as const;
}

describe.each(schemes)("an independent judge of resharings with $name", (scheme) => {
  it("finds the same shares, public shares and key", () => {
    const directions = new Set<number>();
    fc.assert(
      fc.property(plans, (plan) => {
        const played = play(scheme, plan);
        const { resharing, uncompressed } = said(scheme, plan, played);
        const judgement = judgeResharing(resharing);
        expect(judgement).toMatchObject({ foreign: [], isEnough: true, keepsKey: true });
        expect(judgement.wrong.flat()).toEqual([]);
        directions.add(Math.sign(plan.next.threshold - plan.old.threshold));
        plan.next.ids.forEach((id, place) => {
          const key = finalizeReshare(played.optionsOf(id));
          expect(integer(key.secretShare)).toBe(judgement.secretShares[place]);
          key.publicShares.forEach((share, index) => {
            expect(samePoint(pointOf(uncompressed(share)), judgement.publicShares[index]!)).toBe(true);
          });
        });
      }),
      { numRuns: 8, seed: 4, examples: [[UP], [DOWN]] },
    );
    // thresholds went up, went down, and stayed
    expect([...directions].sort()).toEqual([-1, 0, 1]);
  });

  it("names the same culprits", () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(plans, fc.constantFrom(...LIES), fc.nat(), (plan, lie, which) => {
        fc.pre(lie !== "fewer" || plan.next.threshold > 1);
        const played = play(scheme, plan);
        const liar = which % played.dealings.length;
        const dealing = played.dealings[liar]!;
        const dealer = plan.old.ids[plan.dealers[liar]!]!;
        if (lie === "share") {
          const [id] = plan.next.ids as [bigint];
          dealing.shares.set(id, new Uint8Array(scalarBytes(mod(integer(dealing.shares.get(id)!) + 1n))));
        } else if (lie !== "none") {
          const share = mod(played.oldShares[plan.dealers[liar]!]! + (lie === "constant" ? 1n : 0n));
          fc.pre(share !== 0n);
          const threshold = lie === "fewer" ? plan.next.threshold - 1 : plan.next.threshold;
          const ids = plan.next.ids;
          const other = { scheme, share: scalarBytes(share), threshold, ids, session, dealer, random: seededRandom(1) };
          Object.assign(dealing, dealReshare(other));
        }
        const judgement = judgeResharing(said(scheme, plan, played).resharing);
        const [first] = plan.next.ids as [bigint];
        const options = { ...played.optionsOf(first), dealings: played.optionsOf(first).dealings };
        seen.add(lie);
        if (lie === "none") {
          expect(hex(finalizeReshare(options).groupPublicKey)).toBe(hex(played.groupPublicKey));
          expect(judgement.foreign).toEqual([]);
          return;
        }
        const refused = failure(() => finalizeReshare(options));
        const code = { share: "BAD_SHARE", constant: "INCONSISTENT_KEYS", fewer: "BAD_LENGTH" }[lie];
        expect(refused).toMatchObject({ code, culprits: [liar] });
        expect(lie === "share" ? judgement.wrong[0] : judgement.foreign).toEqual([liar]);
        if (lie === "constant") expect(judgement.keepsKey).toBe(false);
      }),
      { numRuns: 12, seed: 5 },
    );
    expect([...seen].sort()).toEqual([...LIES].sort());
  });
});
