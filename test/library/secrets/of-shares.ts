// What takes secrets in threshold.js and dkg.js.
import { type BlsScheme, minPk, minSig, type SchemeName } from "../../../src/bls/index.js";
import {
  addRepairParts,
  batchVerifyRevealed,
  batchVerifyShares,
  deal,
  dealRepair,
  dealReshare,
  finalize,
  finalizeReshare,
  finishRepair,
  verifyShare,
} from "../../../src/dkg/index.js";
import { recoverSecret, split } from "../../../src/threshold/index.js";
import { utf8 } from "../../support/bytes.js";
import { seededRandom } from "../../support/generators.js";
import { message, operation, SECRETS, type SecretOperation } from "./operation.js";
import type { Which } from "./traces.js";

const session = utf8("session");
const ids = [1, 2, 3];

function sharingOperations(): SecretOperation[] {
  const shares = (which: Which) => split(SECRETS[which], { threshold: 2, ids, random: seededRandom(which) });
  return [
    operation("split", "split", (which) => () => shares(which)),
    operation("split for long ids", "", (which) => () => {
      split(SECRETS[which], { threshold: 2, ids: [1n << 200n, 2n, 7n], random: seededRandom(which) });
    }),
    operation("split with the platform's randomness", "", (which) => () => {
      split(SECRETS[which], { threshold: 3, ids });
    }),
    operation("recoverSecret", "recoverSecret", (which) => {
      const given = shares(which);
      return () => recoverSecret(given);
    }),
  ];
}

function dkgOperations(schemeName: SchemeName, scheme: BlsScheme): SecretOperation[] {
  const group = { scheme, threshold: 2, ids, session } as const;
  const repair = { scheme, lost: 3, helpers: [1, 2], threshold: 2 };
  const hedge = (which: Which) => ({ secrets: [SECRETS[which]], context: message });
  const reshare = (which: Which) => ({ ...group, dealer: 1, share: SECRETS[which], random: seededRandom(which) });
  const dealings = (which: Which) =>
    [1, 2].map((dealer) => deal({ ...group, dealer, random: seededRandom(10 * which + dealer) }));
  const forParty1 = (which: Which) =>
    dealings(which).map(({ commitments, shares }) => ({ commitments, share: shares.get(1)! }));
  /** One commitment, and the right share or a wrong one. */
  const shareToCheck = (which: Which) => {
    const { commitments, shares } = dealings(0)[0]!;
    return { commitments, share: which === 0 ? shares.get(1)! : SECRETS[1] };
  };
  const all = (which: Which) => [shareToCheck(which), ...forParty1(0)];
  const refused = (use: () => unknown) => {
    try {
      use();
    } catch {
      return;
    }
    throw new Error("it was not refused");
  };
  return [
    operation(
      `${schemeName}: deal`,
      "deal",
      (which) => () => deal({ ...group, dealer: 1, random: seededRandom(which) }),
    ),
    operation(`${schemeName}: deal, hedged`, "", (which) => () => {
      deal({ ...group, dealer: 1, hedge: hedge(which), random: seededRandom(0) });
    }),
    operation(`${schemeName}: deal with the platform's randomness`, "", () => () => deal({ ...group, dealer: 1 })),
    operation(`${schemeName}: dealReshare`, "dealReshare", (which) => () => dealReshare(reshare(which))),
    operation(`${schemeName}: dealReshare, hedged, its share compared`, "", (which) => {
      const currentPublicShare = scheme.getPublicKey(SECRETS[which]);
      return () => dealReshare({ ...reshare(which), currentPublicShare, hedge: hedge(which) });
    }),
    operation(`${schemeName}: dealReshare, refused`, "", (which) => {
      const currentPublicShare = scheme.getPublicKey(Uint8Array.from(SECRETS[0], (byte) => byte >> 1));
      return () => refused(() => dealReshare({ ...reshare(which), currentPublicShare }));
    }),
    operation(`${schemeName}: finalize`, "finalize", (which) => {
      const given = forParty1(which);
      return () => finalize({ scheme, id: 1, ids, dealings: given });
    }),
    operation(`${schemeName}: finalize, refused`, "", (which) => {
      const [first, second] = forParty1(which);
      const wrong = [{ ...first!, share: SECRETS[which] }, second!];
      return () => refused(() => finalize({ scheme, id: 1, ids, dealings: wrong }));
    }),
    operation(`${schemeName}: finalizeReshare`, "finalizeReshare", (which) => {
      const old = split(SECRETS[which], { threshold: 2, ids, random: seededRandom(which) });
      const given = [1, 2].map((dealer, index) => {
        const made = dealReshare({ ...reshare(which), dealer, share: old[index]!.value });
        return { dealer, commitments: made.commitments, share: made.shares.get(1)! };
      });
      const groupPublicKey = scheme.getPublicKey(SECRETS[which]);
      const all = { scheme, id: 1, ids, threshold: 2, currentThreshold: 2, groupPublicKey };
      return () => finalizeReshare({ ...all, dealings: given });
    }),
    operation(`${schemeName}: dealRepair`, "dealRepair", (which) => () => {
      dealRepair({ ...repair, helper: 1, share: SECRETS[which], session, random: seededRandom(which) });
    }),
    operation(`${schemeName}: addRepairParts, finishRepair`, "addRepairParts finishRepair", (which) => {
      const shares = split(SECRETS[which], { threshold: 2, ids, random: seededRandom(which) });
      const made = [1, 2].map((helper) => ({
        helper,
        ...dealRepair({ ...repair, helper, share: shares[helper - 1]!.value, session, random: seededRandom(helper) }),
      }));
      const publicShares = new Map(shares.map(({ id, value }) => [id, scheme.getPublicKey(value)]));
      const partsOf = (to: number) =>
        made.map(({ helper, commitments, parts }) => ({ helper, commitments, part: parts.get(to)! }));
      return () => {
        const sums = [1, 2].map((helper) => ({
          helper,
          sum: addRepairParts({ ...repair, helper, dealings: partsOf(helper) }),
        }));
        const dealings = made.map(({ helper, commitments }) => ({ helper, commitments }));
        return finishRepair({ ...repair, publicShares, dealings, sums });
      };
    }),
    operation(`${schemeName}: verifyShare`, "verifyShare", (which) => {
      const { commitments, share } = shareToCheck(which);
      return () => verifyShare({ scheme, commitments, id: 1, share });
    }),
    operation(`${schemeName}: batchVerifyShares`, "batchVerifyShares", (which) => {
      const items = all(which);
      return () => batchVerifyShares({ scheme, id: 1, items });
    }),
    operation(`${schemeName}: batchVerifyRevealed`, "batchVerifyRevealed", (which) => {
      const items = all(which).map((item) => ({ ...item, id: 1 }));
      return () => batchVerifyRevealed({ scheme, items });
    }),
    operation(`${schemeName}: batchVerifyRevealed at a long id`, "", (which) => {
      const items = all(which).map((item) => ({ ...item, id: (1n << 200n) + 1n }));
      return () => batchVerifyRevealed({ scheme, items });
    }),
  ];
}

export const SHARE_OPERATIONS: readonly SecretOperation[] = [
  ...sharingOperations(),
  ...dkgOperations("min-sig", minSig),
  ...dkgOperations("min-pk", minPk),
];
