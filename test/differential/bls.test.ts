// Signatures of both schemes against @noble/curves and mcl-wasm, and the laws of aggregation and batches.
import { bls12_381 as bls } from "@noble/curves/bls12-381.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { minPk, minPkPop, minSig, minSigPop } from "../../src/bls/index.js";
import { G1, G2 } from "../../src/curve/index.js";
import { hex, scalarBytes } from "../support/bytes.js";
import { messages, nonZeroScalars, sample, tags } from "../support/generators.js";
import { references } from "../support/reference/index.js";

const keys = nonZeroScalars.map(scalarBytes);
const schemes = [minSig, minPk, minSigPop, minPkPop];

describe("against @noble/curves, any tag", () => {
  for (const { name, ours, theirs } of [
    { name: "min-sig", ours: minSig, theirs: bls.shortSignatures },
    { name: "min-pk", ours: minPk, theirs: bls.longSignatures },
  ]) {
    it(name, () => {
      for (const [key, message, DST] of sample(fc.tuple(keys, messages, tags), 4, 5)) {
        const hashed = theirs.hash(message, DST);
        expect(hex(ours.getPublicKey(key))).toBe(hex(theirs.getPublicKey(key).toBytes(true)));
        const signature = ours.sign(message, key, { DST });
        expect(hex(signature)).toBe(hex(theirs.sign(hashed as never, key).toBytes(true)));
        expect(ours.verify(signature, message, ours.getPublicKey(key), { DST })).toBe(true);
      }
    });
  }
});

describe("against mcl-wasm, both schemes", () => {
  const mcl = references[0]!;
  it.each([
    { scheme: minSigPop, signatures: mcl.G1, publicKeys: mcl.G2, tag: mcl.fixedTag!.G1 },
    { scheme: minPkPop, signatures: mcl.G2, publicKeys: mcl.G1, tag: mcl.fixedTag!.G2 },
  ])("$scheme.name", ({ scheme, signatures, publicKeys, tag }) => {
    expect(scheme.DST).toBe(tag);
    for (const [secret, message] of sample(fc.tuple(nonZeroScalars, messages), 60, 6)) {
      const key = scalarBytes(secret);
      expect(hex(scheme.getPublicKey(key))).toBe(hex(publicKeys.multiplyBase(secret)));
      const expected = signatures.multiply(signatures.hashToCurve(message, tag), secret);
      expect(hex(scheme.sign(message, key))).toBe(hex(expected));
    }
  });
});

describe.each(schemes)("laws of $DST", (scheme) => {
  it("verifies what it signs, and nothing that differs in a bit", () => {
    fc.assert(
      fc.property(keys, messages, fc.nat(), (key, message, where) => {
        const publicKey = scheme.getPublicKey(key);
        const signature = scheme.sign(message, key);
        const prepared = scheme.preparePublicKey(publicKey);
        expect(hex(prepared.toBytes())).toBe(hex(publicKey));
        expect(scheme.verify(signature, message, publicKey)).toBe(true);
        expect(scheme.verify(signature, message, prepared)).toBe(true);
        const changed = Uint8Array.of(...message, 0);
        if (message.length > 0) changed[where % message.length]! ^= 1 << (where & 7);
        expect(scheme.verify(signature, changed, publicKey)).toBe(false);
        expect(scheme.verify(signature, changed, prepared)).toBe(false);
        const group = scheme.signatureGroup === "G1" ? G1 : G2;
        expect(scheme.verify(group.fromBytes(signature).negate().toBytes(), message, publicKey)).toBe(false);
        const proof = scheme.popProve(key);
        expect(scheme.popVerify(proof, publicKey)).toBe(true);
        expect(scheme.popVerify(proof, prepared)).toBe(true);
      }),
      { numRuns: 12, seed: 7 },
    );
  });

  it("finds exactly the wrong ones of a batch, repeated keys and messages among them", () => {
    const item = fc.record({
      key: fc.nat(3),
      text: fc.nat(3),
      fault: fc.constantFrom("none", "none", "none", "none", "message", "key"),
    });
    const secrets = sample(keys, 5, 8);
    const publicKeys = secrets.map((key) => scheme.getPublicKey(key));
    const signature = secrets.map((key) =>
      Array.from({ length: 5 }, (_, text) => scheme.sign(Uint8Array.of(text), key)),
    );
    fc.assert(
      fc.property(fc.array(item, { maxLength: 24 }), (list) => {
        const items = list.map(({ key, text, fault }, index) => ({
          publicKey: index % 3 === 0 ? scheme.preparePublicKey(publicKeys[key]!) : publicKeys[key]!,
          message: Uint8Array.of(text),
          signature: signature[key + (fault === "key" ? 1 : 0)]![text + (fault === "message" ? 1 : 0)]!,
        }));
        const invalid = list.flatMap(({ fault }, index) => (fault === "none" ? [] : [index]));
        expect(scheme.batchVerify(items)).toEqual({ valid: invalid.length === 0, invalid });
      }),
      { numRuns: 12, seed: 9 },
    );
  });

  it("aggregates in any order and grouping", () => {
    fc.assert(
      fc.property(fc.array(keys, { minLength: 2, maxLength: 8 }), (list) => {
        const message = Uint8Array.of(list.length);
        const signatures = list.map((key) => scheme.sign(message, key));
        const publicKeys = list.map((key) => scheme.getPublicKey(key));
        const aggregate = scheme.aggregateSignatures(signatures);
        expect(hex(scheme.aggregateSignatures([...signatures].reverse()))).toBe(hex(aggregate));
        const half = scheme.aggregateSignatures(signatures.slice(1));
        expect(hex(scheme.aggregateSignatures([half, signatures[0]!]))).toBe(hex(aggregate));
        const sum = scheme.aggregatePublicKeys(publicKeys);
        expect(scheme.verify(aggregate, message, sum)).toBe(true);
        expect(scheme.fastAggregateVerify(aggregate, message, publicKeys)).toBe(true);
        expect(scheme.fastAggregateVerify(aggregate, message, publicKeys.slice(1))).toBe(false);
      }),
      { numRuns: 8, seed: 10 },
    );
  });
});
