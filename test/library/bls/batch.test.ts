// Batch verification: every pattern of keys and messages, and the exact indices of what is wrong.
import { sha256 } from "@noble/hashes/sha2.js";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { concatBytes } from "../../../bindings/bytes.js";
import { type BatchItem, type BlsScheme, minPk, minPkPop, minSig, minSigPop } from "../../../src/bls/index.js";
import { G1, G2 } from "../../../src/curve/index.js";
import { scalarBytes, utf8 } from "../../support/bytes.js";
import { nonZeroScalars, sample } from "../../support/generators.js";
import { refusal } from "../../support/verdict.js";

for (const scheme of [minSig, minPk] as BlsScheme[]) {
  const secrets = sample(nonZeroScalars, 6, 30).map(scalarBytes);
  const publicKeys = secrets.map(scheme.getPublicKey);
  const prepared = publicKeys.map(scheme.preparePublicKey);
  const texts = Array.from({ length: 6 }, (_, index) => utf8(`message ${index}`));
  const signatures = secrets.map((secret) => texts.map((text) => scheme.sign(text, secret)));
  const item = (signer: number, text: number, usePrepared = false): BatchItem => ({
    signature: signatures[signer]![text]!,
    message: texts[text]!,
    publicKey: usePrepared ? prepared[signer]! : publicKeys[signer]!,
  });
  /** Right form, wrong content. */
  const spoiled = (signer: number, text: number): BatchItem => ({
    ...item(signer, text),
    signature: signatures[signer]![(text + 1) % 6]!,
  });
  const group = (scheme.signatureGroup === "G1" ? G1 : G2) as typeof G1;

  describe(`${scheme.name} batches`, () => {
    it("take no message for a long one whose hash it has the bytes of", () => {
      const [secret, publicKey] = [secrets[0]!, publicKeys[0]!];
      const pop = scheme === minSig ? minSigPop : minPkPop;
      const long = new Uint8Array(2000).fill(66);
      const hash = sha256(long);
      for (const before of ["", "2000 ", "\u0000", "\u0100"]) {
        const short = concatBytes(utf8(before), hash);
        const signature = scheme.sign(short, secret);
        const item = { signature, message: short, publicKey };
        const forged = { ...item, message: long };
        expect(scheme.batchVerify([item, forged]).invalid).toEqual([1]);
        expect(scheme.batchVerify([forged, item]).invalid).toEqual([0]);
        const twice = scheme.aggregateSignatures([signature, signature]);
        expect(pop.aggregateVerify(twice, [short, long], [publicKey, publicKey], { DST: scheme.DST })).toBe(false);
        const both = scheme.aggregateSignatures([signature, scheme.sign(long, secret)]);
        expect(scheme.aggregateVerify(both, [short, long], [publicKey, publicKey])).toBe(true);
      }
    });

    it("accept what is right, whatever repeats", () => {
      expect(scheme.batchVerify([])).toEqual({ valid: true, invalid: [] });
      const patterns: [number, number][][] = [
        [[0, 0]],
        [
          [0, 0],
          [1, 1],
          [2, 2],
          [3, 3],
        ],
        [
          [0, 0],
          [1, 0],
          [2, 0],
          [3, 0],
        ],
        [
          [0, 0],
          [0, 1],
          [0, 2],
          [0, 3],
        ],
        [
          [0, 0],
          [0, 1],
          [1, 0],
          [1, 1],
          [2, 5],
        ],
        [
          [0, 0],
          [0, 0],
          [0, 0],
        ],
      ];
      for (const pattern of patterns) {
        for (const usePrepared of [false, true]) {
          const items = pattern.map(([signer, text]) => item(signer, text, usePrepared));
          expect(scheme.batchVerify(items)).toEqual({ valid: true, invalid: [] });
        }
        const mixed = pattern.map(([signer, text], index) => item(signer, text, index % 2 === 0));
        expect(scheme.batchVerify(mixed)).toEqual({ valid: true, invalid: [] });
      }
    });

    it("name exactly the wrong ones", () => {
      const entry = fc.record({ signer: fc.nat(5), text: fc.nat(5), bad: fc.boolean(), usePrepared: fc.boolean() });
      fc.assert(
        fc.property(fc.array(entry, { minLength: 1, maxLength: 9 }), (entries) => {
          const items = entries.map(({ signer, text, bad, usePrepared }) =>
            bad ? spoiled(signer, text) : item(signer, text, usePrepared),
          );
          const invalid = entries.flatMap(({ bad }, index) => (bad ? [index] : []));
          expect(scheme.batchVerify(items)).toEqual({ valid: invalid.length === 0, invalid });
        }),
        { numRuns: 15, seed: 31 },
      );
    });

    it("see through errors that cancel in the plain sum", () => {
      const offset = group.BASE.multiply(12345n);
      const shift = (entry: BatchItem, by: typeof offset): BatchItem => ({
        ...entry,
        signature: group.fromBytes(entry.signature).add(by).toBytes(),
      });
      const items = [shift(item(0, 0), offset), item(1, 1), shift(item(2, 2), offset.negate())];
      expect(scheme.batchVerify(items)).toEqual({ valid: false, invalid: [0, 2] });
      const swapped = [
        { ...item(0, 0), signature: signatures[1]![1]! },
        { ...item(1, 1), signature: signatures[0]![0]! },
      ];
      expect(scheme.batchVerify(swapped)).toEqual({ valid: false, invalid: [0, 1] });
      const identity = group.ZERO.toBytes();
      expect(scheme.batchVerify([item(0, 0), { ...item(1, 1), signature: identity }]).invalid).toEqual([1]);
    });

    it("use the tag they are given", () => {
      const signature = scheme.sign(texts[0]!, secrets[0]!, { DST: "tag" });
      const items = [{ signature, message: texts[0]!, publicKey: publicKeys[0]! }];
      expect(scheme.batchVerify(items, { DST: "tag" }).valid).toBe(true);
      expect(scheme.batchVerify(items)).toEqual({ valid: false, invalid: [0] });
    });

    it("draw fresh weights from the platform's CSPRNG", () => {
      const spy = vi.spyOn(globalThis.crypto, "getRandomValues");
      try {
        scheme.batchVerify([item(0, 0), item(1, 1), item(2, 2)]);
        const drawn = spy.mock.calls.reduce((sum, [array]) => sum + (array as Uint8Array).length, 0);
        expect(drawn).toBeGreaterThanOrEqual(3 * 16);
      } finally {
        spy.mockRestore();
      }
    });

    it("name all malformed items and go on working", () => {
      const good = item(0, 0);
      const badKey = {
        ...good,
        publicKey: good.publicKey instanceof Uint8Array ? good.publicKey.slice(1) : good.publicKey,
      };
      const badSignature = { ...good, signature: new Uint8Array(scheme.signatureLength) };
      expect(() => scheme.batchVerify([good, badKey, good, badKey])).toThrow(
        expect.objectContaining({ code: "BAD_LENGTH", culprits: [1, 3] }),
      );
      expect(() => scheme.batchVerify([badSignature, good, badSignature])).toThrow(
        expect.objectContaining({ code: "BAD_FLAGS", culprits: [0, 2] }),
      );
      expect(() => scheme.batchVerify([good, { ...good, message: "text" as never }])).toThrow(
        expect.objectContaining({ code: "BAD_TYPE", culprits: [1] }),
      );
      for (const bad of [null, 5, [null], [5], {}] as never[])
        expect(refusal(() => scheme.batchVerify(bad))).toBe("BAD_TYPE");
      expect(scheme.batchVerify([good])).toEqual({ valid: true, invalid: [] });
    });
  });
}
