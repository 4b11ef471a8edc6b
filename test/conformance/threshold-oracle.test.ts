// Six runs of Joint-Feldman key generation with every intermediate value, computed by bls-eth-wasm and @noble/curves:
// both schemes, dealers dropped, ids as in Züs ("1" and 31 digits of the miner's id), and t - 1 signatures, which must
// not make a group signature.
import { expect, it } from "vitest";
import { type BlsScheme, minPk, minSig } from "../../src/bls/index.js";
import {
  aggregateCommitments,
  batchVerifyRevealed,
  batchVerifyShares,
  deal,
  decodeCommitments,
  finalize,
  publicShares,
  verifyCommitments,
  verifyShare,
} from "../../src/dkg/index.js";
import { partyIdOf } from "../../src/magic-block/index.js";
import { combine, lagrangeAtZero, recoverSecret, recoverSignature } from "../../src/threshold/index.js";
import { concat, fromHex, hex, utf8 } from "../support/bytes.js";
import { seededRandom, subset } from "../support/generators.js";
import { describeWithVectors } from "../support/vectors.js";

interface SchemeValues {
  note: string;
  mpk: string[][];
  group_public_key: string;
  party_public_keys: string[];
  message_utf8?: string;
  message_hex?: string;
  partial_signatures: Record<string, string>;
  group_signature: string;
  recovered_from_t_minus_1_MUST_NOT_VERIFY?: string;
}

interface Case {
  tag: string;
  t: number;
  n: number;
  disqualified: number[];
  miner_ids: string[];
  party_id_hex: string[];
  coefs: string[][];
  shares: string[][];
  aggregate_shares: string[];
  group_secret: string;
  minpk: SchemeValues;
  minsig: SchemeValues;
  lagrange_at_zero: { subset: number[]; lambda: string[] };
}

const SESSION = utf8("oracle");

/** Draws the given coefficients first (as 48 bytes each, of which the first 16 are zero), then anything. */
function scripted(coefficients: string[]): (bytes: number) => Uint8Array {
  let script = concat(...coefficients.map((text) => concat(new Uint8Array(16), fromHex(text))));
  const rest = seededRandom(coefficients.length);
  return (length) => {
    if (script.length === 0) return rest(length);
    expect(script.length % length === 0 || length % 48 === 0).toBe(true);
    const out = script.slice(0, length);
    script = script.slice(length);
    return out;
  };
}

describeWithVectors("threshold-oracle", (vectors) => {
  const { cases } = vectors.json<{ cases: Case[] }>("threshold_bls12381.json");
  it("has 6 runs", () => expect(cases.length).toBe(6));

  for (const run of cases) {
    const { t, n } = run;
    const ids = run.party_id_hex.map((text) => BigInt(`0x${text}`));
    const qualified = ids.map((_, index) => index).filter((index) => !run.disqualified.includes(index));

    it(`${run.tag}: ids, weights and the group secret`, () => {
      expect(ids.length).toBe(n);
      expect(run.miner_ids.map((minerId, index) => partyIdOf("zus", index + 1, minerId))).toEqual(ids);
      const { subset: chosen, lambda } = run.lagrange_at_zero;
      expect(lagrangeAtZero(chosen.map((index) => ids[index]!)).map(hex)).toEqual(lambda);
      for (let seed = 0; seed < 5; seed++) {
        const shares = subset(n, t, seed).map((i) => ({ id: ids[i]!, value: fromHex(run.aggregate_shares[i]!) }));
        expect(hex(recoverSecret(shares))).toBe(run.group_secret);
        if (t > 1) expect(hex(recoverSecret(shares.slice(1)))).not.toBe(run.group_secret);
      }
    });

    const values: [BlsScheme, SchemeValues][] = [
      [minPk, run.minpk],
      [minSig, run.minsig],
    ];
    for (const [scheme, expected] of values) {
      const DST = /DST (\S+?)[,;]/.exec(expected.note)![1]!;
      const message = expected.message_hex ? fromHex(expected.message_hex) : utf8(expected.message_utf8!);
      const commitments = expected.mpk.map((list) => list.map(fromHex));

      it(`${run.tag} ${scheme.name}: every dealing`, () => {
        for (let dealer = 0; dealer < n; dealer++) {
          const random = scripted(run.coefs[dealer]!);
          const dealing = deal({ scheme, threshold: t, ids, session: SESSION, dealer: ids[dealer]!, random });
          expect(dealing.commitments.map(hex)).toEqual(expected.mpk[dealer]);
          expect(ids.map((id) => hex(dealing.shares.get(id)!))).toEqual(run.shares[dealer]);
          const published = { commitments: commitments[dealer]!, proof: dealing.proof };
          expect(
            verifyCommitments({ scheme, threshold: t, session: SESSION, dealer: ids[dealer]!, ...published }),
          ).toBe(true);
        }
      });

      it(`${run.tag} ${scheme.name}: shares, single and batched`, () => {
        ids.forEach((id, receiver) => {
          const items = commitments.map((list, dealer) => ({
            commitments: dealer % 2 === 0 ? list : decodeCommitments(scheme, list),
            share: fromHex(run.shares[dealer]![receiver]!),
          }));
          for (const item of items) expect(verifyShare({ scheme, id, ...item })).toBe(true);
          expect(batchVerifyShares({ scheme, id, items })).toEqual({ valid: true, invalid: [] });

          const other = (receiver + 1) % n;
          const wrong = items.map((item, dealer) =>
            dealer === 1 ? { ...item, share: fromHex(run.shares[dealer]![other]!) } : item,
          );
          expect(verifyShare({ scheme, id, ...wrong[1]! })).toBe(false);
          expect(batchVerifyShares({ scheme, id, items: wrong })).toEqual({ valid: false, invalid: [1] });
        });
        const all = commitments.flatMap((list, dealer) =>
          ids.map((id, receiver) => ({ commitments: list, id, share: fromHex(run.shares[dealer]![receiver]!) })),
        );
        expect(batchVerifyRevealed({ scheme, items: all })).toEqual({ valid: true, invalid: [] });
        [all[1]!.share, all[n]!.share] = [all[n]!.share, all[1]!.share];
        expect(batchVerifyRevealed({ scheme, items: all })).toEqual({ valid: false, invalid: [1, n] });
      });

      it(`${run.tag} ${scheme.name}: group key, public shares, secret shares`, () => {
        const list = qualified.map((dealer) => commitments[dealer]!);
        const aggregate = aggregateCommitments(scheme, list);
        expect(hex(aggregate[0]!)).toBe(expected.group_public_key);
        expect(publicShares({ scheme, commitments: aggregate, ids }).map(hex)).toEqual(expected.party_public_keys);
        expect(hex(scheme.getPublicKey(fromHex(run.group_secret)))).toBe(expected.group_public_key);
        ids.forEach((id, receiver) => {
          const dealings = qualified.map((dealer) => ({
            commitments: commitments[dealer]!,
            share: fromHex(run.shares[dealer]![receiver]!),
          }));
          const result = finalize({ scheme, id, ids, dealings });
          expect(hex(result.secretShare)).toBe(run.aggregate_shares[receiver]);
          expect(hex(result.groupPublicKey)).toBe(expected.group_public_key);
          expect(result.publicShares.map(hex)).toEqual(expected.party_public_keys);
          expect(hex(scheme.getPublicKey(result.secretShare))).toBe(expected.party_public_keys[receiver]);
        });
      });

      it(`${run.tag} ${scheme.name}: partial and group signatures`, () => {
        const partials = Object.entries(expected.partial_signatures).map(([index, signature]) => {
          expect(hex(scheme.sign(message, fromHex(run.aggregate_shares[Number(index)]!), { DST }))).toBe(signature);
          return { id: ids[Number(index)]!, signature: fromHex(signature) };
        });
        expect(partials.length).toBeGreaterThanOrEqual(t);
        const groupPublicKey = fromHex(expected.group_public_key);
        for (let seed = 0; seed < 4; seed++) {
          const chosen = subset(partials.length, t, seed).map((index) => partials[index]!);
          expect(hex(recoverSignature(scheme, chosen))).toBe(expected.group_signature);
        }
        expect(scheme.verify(fromHex(expected.group_signature), message, groupPublicKey, { DST })).toBe(true);

        const few = recoverSignature(scheme, partials.slice(0, t - 1));
        const recorded = expected.recovered_from_t_minus_1_MUST_NOT_VERIFY;
        if (recorded !== undefined) expect(hex(few)).toBe(recorded);
        expect(scheme.verify(few, message, groupPublicKey, { DST })).toBe(false);

        const shares = new Map(ids.map((id, index) => [id, fromHex(expected.party_public_keys[index]!)]));
        const combined = combine(scheme, {
          message,
          threshold: t,
          groupPublicKey,
          publicShares: shares,
          partials,
          DST,
        });
        expect(hex(combined.signature)).toBe(expected.group_signature);
        expect(combined.invalid).toEqual([]);
        if (partials.length > t) {
          const forged = partials.map((partial, index) =>
            index === 0 ? { ...partial, signature: partials[1]!.signature } : partial,
          );
          const rest = combine(scheme, {
            message,
            threshold: t,
            groupPublicKey,
            publicShares: shares,
            partials: forged,
            DST,
          });
          expect(hex(rest.signature)).toBe(expected.group_signature);
          expect(rest.invalid).toEqual([ids[Number(Object.keys(expected.partial_signatures)[0])]]);
        }
      });
    }
  }
});
