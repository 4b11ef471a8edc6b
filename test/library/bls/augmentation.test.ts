// B10: message augmentation (draft-irtf-cfrg-bls-signature, section 3.2): what is signed is the public key and the
// message, against @noble/curves; and the rules of schemes, which are the scheme's and not the tag's.
import { bls12_381 } from "@noble/curves/bls12-381.js";
import { describe, expect, it } from "vitest";
import { minPk, minPkAug, minPkPop, minSig, minSigAug, minSigPop } from "../../../src/bls/index.js";
import { G1, G2, type GroupName } from "../../../src/curve/index.js";
import { combine, recoverSignature } from "../../../src/threshold/index.js";
import { concat, hex, scalarBytes, utf8 } from "../../support/bytes.js";
import { nonZeroScalars, sample } from "../../support/generators.js";
import { refusal } from "../../support/verdict.js";

const groups = { G1, G2 } as unknown as Record<GroupName, typeof G1>;
const texts = [utf8("a"), utf8("b"), new Uint8Array(0)];
const secrets = sample(nonZeroScalars, 3, 41).map(scalarBytes);

for (const scheme of [minSigAug, minPkAug]) {
  const { name, signatureGroup } = scheme;
  const basic = name === "min-sig" ? minSig : minPk;
  const keys = secrets.map(scheme.getPublicKey);
  const signatures = secrets.map((secret, index) => scheme.sign(texts[index]!, secret));

  describe(`${name} with message augmentation`, () => {
    it("has the tag of the draft", () => {
      expect(scheme.DST).toBe(`BLS_SIG_BLS12381${signatureGroup}_XMD:SHA-256_SSWU_RO_AUG_`);
      expect(scheme.messageRule).toBe("augmented");
    });

    it("signs the public key and the message, as @noble/curves does when it is given both", () => {
      const reference = name === "min-sig" ? bls12_381.shortSignatures : bls12_381.longSignatures;
      secrets.forEach((secret, index) => {
        const hashed = reference.hash(concat(keys[index]!, texts[index]!), scheme.DST);
        expect(hex(signatures[index]!)).toBe(hex(reference.sign(hashed as never, secret).toBytes()));
        // and derived: the hash of both, times the key
        const hash = groups[signatureGroup].hashToCurve(concat(keys[index]!, texts[index]!), { DST: scheme.DST });
        expect(hex(signatures[index]!)).toBe(hex(hash.multiply(secret).toBytes()));
      });
    });

    it("verifies under the signer's key alone", () => {
      expect(scheme.verify(signatures[0]!, texts[0]!, keys[0]!)).toBe(true);
      expect(scheme.verify(signatures[0]!, texts[0]!, scheme.preparePublicKey(keys[0]!))).toBe(true);
      expect(scheme.verify(signatures[0]!, texts[1]!, keys[0]!)).toBe(false);
      expect(scheme.verify(signatures[0]!, texts[0]!, keys[1]!)).toBe(false);
      expect(basic.verify(signatures[0]!, texts[0]!, keys[0]!, { DST: scheme.DST })).toBe(false);
      expect(basic.verify(signatures[0]!, concat(keys[0]!, texts[0]!), keys[0]!, { DST: scheme.DST })).toBe(true);
    });

    it("aggregates, of different messages and of one", () => {
      const sum = scheme.aggregateSignatures(signatures);
      expect(scheme.aggregateVerify(sum, texts, keys)).toBe(true);
      expect(scheme.aggregateVerify(sum, [texts[1]!, texts[0]!, texts[2]!], keys)).toBe(false);
      const same = scheme.aggregateSignatures(secrets.map((secret) => scheme.sign(texts[0]!, secret)));
      expect(scheme.aggregateVerify(same, [texts[0]!, texts[0]!, texts[0]!], keys)).toBe(true);
      expect(scheme.fastAggregateVerify(same, texts[0]!, keys)).toBe(true);
      expect(scheme.fastAggregateVerify(same, texts[1]!, keys)).toBe(false);
    });

    it("is safe from rogue keys without proofs of possession", () => {
      const group = groups[scheme.publicKeyGroup];
      const rogue = group.BASE.multiply(5n).subtract(group.fromBytes(keys[0]!)).toBytes();
      const forged = groups[signatureGroup].hashToCurve(texts[0]!, { DST: scheme.DST }).multiply(5n).toBytes();
      expect(scheme.fastAggregateVerify(forged, texts[0]!, [keys[0]!, rogue])).toBe(false);
      expect(scheme.aggregateVerify(forged, [texts[0]!, texts[0]!], [keys[0]!, rogue])).toBe(false);
    });

    it("checks batches", () => {
      const items = secrets.map((_, index) => ({
        signature: signatures[index]!,
        message: texts[index]!,
        publicKey: keys[index]!,
      }));
      expect(scheme.batchVerify(items)).toEqual({ valid: true, invalid: [] });
      expect(scheme.batchVerify(items, { transcript: texts[0] })).toEqual({ valid: true, invalid: [] });
      items[1] = { ...items[1]!, message: texts[0]! };
      expect(scheme.batchVerify(items)).toEqual({ valid: false, invalid: [1] });
    });

    it("proves possession as the other schemes do", () => {
      const proof = scheme.popProve(secrets[0]!);
      expect(hex(proof)).toBe(hex(basic.popProve(secrets[0]!)));
      expect(scheme.popVerify(proof, keys[0]!)).toBe(true);
      expect(scheme.popVerify(proof, keys[1]!)).toBe(false);
    });

    it("is refused where parts of one signature are put together", () => {
      const partials = signatures.map((signature, index) => ({ id: index + 1, signature }));
      const options = { message: texts[0]!, threshold: 2, groupPublicKey: keys[0]!, publicShares: new Map(), partials };
      expect(refusal(() => recoverSignature(scheme, partials))).toBe("BAD_SCHEME");
      expect(refusal(() => combine(scheme, options))).toBe("BAD_SCHEME");
    });
  });
}

describe("a scheme's rule about messages is the scheme's, whatever the tag", () => {
  for (const [basic, pop] of [
    [minSig, minSigPop],
    [minPk, minPkPop],
  ] as const) {
    const keys = secrets.map(basic.getPublicKey);
    const message = utf8("one message");
    const aggregate = (DST: string) =>
      basic.aggregateSignatures(secrets.map((secret) => basic.sign(message, secret, { DST })));
    const messages = secrets.map(() => message);

    it(`${basic.name}: the basic scheme under a tag that ends in _POP_ wants different messages`, () => {
      const DST = "MY-APPLICATION_POP_";
      expect(basic.aggregateVerify(aggregate(DST), messages, keys, { DST })).toBe(false);
    });

    it(`${basic.name}: the POP scheme under an application's own tag takes equal ones`, () => {
      const DST = "MY-APPLICATION-V1";
      expect(pop.aggregateVerify(aggregate(DST), messages, keys, { DST })).toBe(true);
    });
  }
});
