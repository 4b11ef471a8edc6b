// Secret sharing, Feldman's commitments and threshold signatures against mcl-wasm and @noble/curves, and their laws:
// any t of n.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type BlsScheme, minPk, minSig } from "../../src/bls/index.js";
import { Fr } from "../../src/curve/index.js";
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
import { combine, type Id, lagrangeAtZero, recoverSecret, recoverSignature, split } from "../../src/threshold/index.js";
import { hex, integer, scalarBytes, utf8 } from "../support/bytes.js";
import { nonZeroScalars, ORDER, sample, scalars, seededRandom, subset } from "../support/generators.js";
import { references } from "../support/reference/index.js";
import { lagrange } from "../support/reference/noble.js";
import { refusal } from "../support/verdict.js";

const session = utf8("differential");
const message = utf8("message");
const schemes: readonly BlsScheme[] = [minSig, minPk];

/** Lists of distinct ids: consecutive ones, 128-bit ones as in Züs, skewed ones of any size. */
const idLists = (most: number): fc.Arbitrary<bigint[]> =>
  fc.oneof(
    fc.integer({ min: 1, max: most }).map((count) => Array.from({ length: count }, (_, index) => BigInt(index + 1))),
    fc.uniqueArray(fc.bigInt({ min: 1n << 124n, max: (1n << 125n) - 1n }), { minLength: 1, maxLength: most }),
    fc.uniqueArray(nonZeroScalars, { minLength: 1, maxLength: most }),
    fc.uniqueArray(
      fc.nat(40).map((offset) => (offset % 2 ? ORDER - 1n - BigInt(offset) : BigInt(offset + 1))),
      { minLength: 1, maxLength: most },
    ),
  );

/** A group of parties: ids, a threshold, and a seed for what is drawn. */
const parties = (most: number) =>
  idLists(most).chain((ids) =>
    fc.record({
      ids: fc.constant(ids),
      threshold: fc.integer({ min: 1, max: ids.length }),
      seed: fc.integer({ min: 1, max: 1 << 30 }),
    }),
  );

describe.each(references)("against $name", (reference) => {
  const fast = reference.name === "mcl-wasm";

  it("weights at zero", () => {
    for (const ids of sample(idLists(fast ? 60 : 20), fast ? 25 : 8, 1)) {
      expect(lagrangeAtZero(ids).map(integer)).toEqual(lagrange(ids));
      const values = sample(scalars, ids.length, 2);
      const shares = ids.map((id, index) => ({ id, value: scalarBytes(values[index]!) }));
      expect(integer(recoverSecret(shares))).toBe(reference.scalarField.interpolate(ids, values));
    }
  });

  it("values of polynomials", () => {
    for (const { ids, threshold, seed } of sample(parties(30), fast ? 20 : 8, 3)) {
      const drawn: Uint8Array[] = [];
      const random = seededRandom(seed);
      const recording = (length: number) => {
        drawn.push(random(length));
        return drawn.at(-1)!.slice();
      };
      const secret = scalarBytes(sample(nonZeroScalars, 1, seed)[0]!);
      const shares = split(secret, { threshold, ids, random: recording });
      const coefficients = [integer(secret), ...drawn.map((bytes) => integer(bytes) % ORDER)];
      expect(coefficients.length).toBe(threshold);
      shares.forEach(({ id, value }) => {
        expect(integer(value)).toBe(reference.scalarField.evaluate(coefficients, id as bigint));
      });
    }
  });

  describe.each(schemes)("$name", (scheme) => {
    const keyGroup = reference[scheme.publicKeyGroup];
    const signatureGroup = reference[scheme.signatureGroup];

    it("commitments and shares in the exponent", () => {
      for (const { ids, threshold, seed } of sample(parties(fast ? 14 : 4), fast ? 14 : 2, 4)) {
        const { commitments, shares } = deal({
          scheme,
          threshold,
          ids,
          session,
          dealer: 1,
          random: seededRandom(seed),
        });
        const expected = ids.map((id) => hex(keyGroup.evaluate(commitments, id)));
        expect(ids.map((id) => hex(keyGroup.multiplyBase(integer(shares.get(id)!))))).toEqual(expected);
        expect(publicShares({ scheme, commitments, ids }).map(hex)).toEqual(expected);
      }
    });

    it("signatures by interpolation", () => {
      for (const { ids, seed } of sample(parties(fast ? 40 : 6), fast ? 12 : 2, 5)) {
        const factors = sample(nonZeroScalars, ids.length, seed);
        const partials = ids.map((id, index) => ({ id, signature: signatureGroup.multiplyBase(factors[index]!) }));
        const values = partials.map(({ signature }) => signature);
        expect(hex(recoverSignature(scheme, partials))).toBe(hex(signatureGroup.interpolate(ids, values)));
      }
    });
  });
});

describe("laws", () => {
  it("any t of n shares give the secret, t - 1 do not", () => {
    fc.assert(
      fc.property(parties(40), nonZeroScalars, ({ ids, threshold, seed }, secret) => {
        const shares = split(scalarBytes(secret), { threshold, ids, random: seededRandom(seed) });
        for (const salt of [1, 2, 3]) {
          const chosen = subset(ids.length, threshold, seed + salt).map((index) => shares[index]!);
          expect(integer(recoverSecret(chosen))).toBe(secret);
          if (threshold > 1) expect(integer(recoverSecret(chosen.slice(1)))).not.toBe(secret);
        }
        expect(integer(recoverSecret(shares))).toBe(secret);
      }),
      { numRuns: 40, seed: 6 },
    );
  });

  it("sharing is linear", () => {
    fc.assert(
      fc.property(parties(20), nonZeroScalars, nonZeroScalars, ({ ids, threshold, seed }, a, b) => {
        const left = split(scalarBytes(a), { threshold, ids, random: seededRandom(seed) });
        const right = split(scalarBytes(b), { threshold, ids, random: seededRandom(seed + 1) });
        const sum = left.map(({ id, value }, index) => ({
          id,
          value: Fr.toBytes(Fr.add(value, right[index]!.value)),
        }));
        const chosen = subset(ids.length, threshold, seed).map((index) => sum[index]!);
        expect(integer(recoverSecret(chosen))).toBe(Fr.add(a, b));
      }),
      { numRuns: 30, seed: 7 },
    );
  });

  describe.each(schemes)("$name", (scheme) => {
    it("every share fits its commitments, and no other does, alone or in a batch", () => {
      fc.assert(
        fc.property(parties(9), ({ ids, threshold, seed }) => {
          const dealers = [1, 2, 3];
          const dealings = dealers.map((dealer) => {
            const random = seededRandom(seed + dealer);
            const dealing = deal({ scheme, threshold, ids, session, dealer, random });
            const { commitments, proof } = dealing;
            expect(verifyCommitments({ scheme, threshold, session, dealer, commitments, proof })).toBe(true);
            return dealing;
          });
          ids.forEach((id, receiver) => {
            const items = dealings.map(({ commitments, shares }, dealer) => ({
              commitments: dealer === 1 ? decodeCommitments(scheme, commitments) : commitments,
              share: shares.get(id)!,
            }));
            for (const item of items) expect(verifyShare({ scheme, id, ...item })).toBe(true);
            expect(batchVerifyShares({ scheme, id, items })).toEqual({ valid: true, invalid: [] });
            const wrong = items.map((item, dealer) =>
              (seed >> (receiver + dealer)) & 1 ? { ...item, share: scalarBytes(Fr.add(item.share, 1n)) } : item,
            );
            const invalid = wrong.flatMap((item, dealer) => (item === items[dealer] ? [] : [dealer]));
            expect(batchVerifyShares({ scheme, id, items: wrong })).toEqual({ valid: invalid.length === 0, invalid });
            const verdicts = wrong.map((item) => verifyShare({ scheme, id, ...item }));
            expect(verdicts).toEqual(wrong.map((_, dealer) => !invalid.includes(dealer)));
          });

          const revealed: { commitments: Uint8Array[]; id: bigint; share: Uint8Array }[] = dealings.flatMap(
            ({ commitments, shares }) => ids.map((id) => ({ commitments, id, share: shares.get(id)! })),
          );
          expect(batchVerifyRevealed({ scheme, items: revealed })).toEqual({ valid: true, invalid: [] });
          const at = seed % revealed.length;
          const item = revealed[at]!;
          revealed[at] = { ...item, share: scalarBytes(Fr.sub(item.share, 1n)) };
          expect(batchVerifyRevealed({ scheme, items: revealed })).toEqual({ valid: false, invalid: [at] });
          expect(batchVerifyRevealed({ scheme, items: revealed, transcript: session })).toEqual({
            valid: false,
            invalid: [at],
          });
        }),
        { numRuns: 10, seed: 8 },
      );
    });

    it("the keys of a whole key generation fit together, and any t of n sign", () => {
      fc.assert(
        fc.property(parties(7), ({ ids, threshold, seed }) => {
          const dealings = ids.map((dealer, index) =>
            deal({ scheme, threshold, ids, session, dealer, random: seededRandom(seed + index) }),
          );
          const keys = ids.map((id) =>
            finalize({
              scheme,
              id,
              ids,
              dealings: dealings.map(({ commitments, shares }) => ({ commitments, share: shares.get(id)! })),
            }),
          );
          const { groupPublicKey } = keys[0]!;
          const aggregate = aggregateCommitments(
            scheme,
            dealings.map(({ commitments }) => commitments),
          );
          expect(hex(aggregate[0]!)).toBe(hex(groupPublicKey));
          const shares = publicShares({ scheme, commitments: aggregate, ids });
          keys.forEach((key, index) => {
            expect(hex(key.groupPublicKey)).toBe(hex(groupPublicKey));
            expect(key.publicShares.map(hex)).toEqual(shares.map(hex));
            expect(hex(scheme.getPublicKey(key.secretShare))).toBe(hex(shares[index]!));
          });
          const secret = recoverSecret(keys.map(({ secretShare }, index) => ({ id: ids[index]!, value: secretShare })));
          expect(hex(scheme.getPublicKey(secret))).toBe(hex(groupPublicKey));
          const expected = hex(scheme.sign(message, secret));

          const partials = keys.map(({ secretShare }, index) => ({
            id: ids[index]! as Id,
            signature: scheme.sign(message, secretShare),
          }));
          const byId = new Map(ids.map((id, index) => [id as Id, shares[index]!]));
          for (const salt of [1, 2]) {
            const chosen = subset(ids.length, threshold, seed + salt).map((index) => partials[index]!);
            expect(hex(recoverSignature(scheme, chosen))).toBe(expected);
            const given = { message, threshold, groupPublicKey, publicShares: byId };
            expect(hex(combine(scheme, { ...given, partials: chosen }).signature)).toBe(expected);
            if (threshold > 1) {
              expect(hex(recoverSignature(scheme, chosen.slice(1)))).not.toBe(expected);
              expect(refusal(() => combine(scheme, { ...given, partials: chosen.slice(1) }))).toBe("THRESHOLD");
            }
            // as many forgers as there are spare parties, at any place
            const forgers = subset(ids.length, ids.length - threshold, seed + salt);
            const forged = partials.map((partial, index) =>
              forgers.includes(index)
                ? { ...partial, signature: scheme.sign(session, keys[index]!.secretShare) }
                : partial,
            );
            const result = combine(scheme, { ...given, partials: forged });
            expect(hex(result.signature)).toBe(expected);
            expect(result.invalid.every((id) => forgers.includes(ids.indexOf(id as bigint)))).toBe(true);
          }
        }),
        { numRuns: 8, seed: 9 },
      );
    });
  });
});
