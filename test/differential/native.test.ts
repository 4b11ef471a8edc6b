// Against blst, which is native code and so runs in Node alone: signatures, verdicts, hashing to G2, sums, and which
// encodings are points.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { minPkPop } from "../../src/bls/index.js";
import { type CurveGroup, G1, G2, type GroupName, type Point } from "../../src/curve/index.js";
import { bigEndian, hex, scalarBytes } from "../support/bytes.js";
import { fieldElements, messages, nonZeroScalars, sample } from "../support/generators.js";
import { blst } from "../support/reference/blst.js";
import { groupNames } from "../support/reference/index.js";
import { refusal } from "../support/verdict.js";

const groups = { G1, G2 } as unknown as Record<GroupName, CurveGroup<GroupName>>;
const keys = nonZeroScalars.map(scalarBytes);

describe("min-pk with proofs of possession against blst", () => {
  const scheme = minPkPop;

  it("derives the same keys", () => {
    const material = fc.uint8Array({ minLength: 32, maxLength: 80 });
    const infos = fc.option(fc.uint8Array({ maxLength: 40 }), { nil: undefined });
    for (const [ikm, info] of sample(fc.tuple(material, infos), 40, 1)) {
      expect(hex(scheme.keygen(ikm, info))).toBe(hex(blst.keygen(ikm, info)));
    }
  });

  it("has the same public keys and signatures, and each verifies the other's", () => {
    for (const [key, message] of sample(fc.tuple(keys, messages), 60, 2)) {
      const publicKey = scheme.getPublicKey(key);
      const signature = scheme.sign(message, key);
      expect(hex(publicKey)).toBe(hex(blst.publicKey(key)));
      expect(hex(signature)).toBe(hex(blst.sign(message, key)));
      expect(blst.verify(signature, message, publicKey)).toBe(true);
      expect(scheme.verify(blst.sign(message, key), message, blst.publicKey(key))).toBe(true);
    }
  });

  it("gives the same verdicts on aggregates, right and wrong ones", () => {
    const cases = fc.tuple(
      fc.array(fc.tuple(keys, fc.constantFrom("a", "b", "c", "d", "e")), { minLength: 1, maxLength: 12 }),
      fc.constantFrom("good", "dropped", "doubled", "message", "key"),
    );
    const verdicts = new Set<boolean>();
    for (const [signers, fault] of sample(cases, 50, 3)) {
      const texts = signers.map(([, text]) => Uint8Array.of(text.charCodeAt(0)));
      const publicKeys = signers.map(([key]) => scheme.getPublicKey(key));
      const signatures = signers.map(([key], index) => scheme.sign(texts[index]!, key));
      if (fault === "dropped" && signatures.length > 1) signatures.pop();
      if (fault === "doubled") signatures.push(signatures[0]!);
      const aggregate = scheme.aggregateSignatures(signatures);
      expect(hex(aggregate)).toBe(hex(blst.addSignatures(signatures)));
      if (fault === "message") texts[0] = Uint8Array.of(0);
      if (fault === "key") publicKeys[0] = publicKeys.at(-1)!;
      const verdict = scheme.aggregateVerify(aggregate, texts, publicKeys);
      expect(verdict).toBe(blst.aggregateVerify(aggregate, texts, publicKeys));
      expect(scheme.fastAggregateVerify(aggregate, texts[0]!, publicKeys)).toBe(
        blst.fastAggregateVerify(aggregate, texts[0]!, publicKeys),
      );
      verdicts.add(verdict);
    }
    expect(verdicts.size).toBe(2);
  });

  it("gives the same verdicts on batches", () => {
    const batches = fc.array(fc.tuple(keys, messages, fc.integer({ min: 0, max: 9 })), { minLength: 1, maxLength: 10 });
    for (const batch of sample(batches, 20, 4)) {
      const items = batch.map(([key, message, fault]) => ({
        publicKey: scheme.getPublicKey(key),
        message,
        signature: scheme.sign(fault === 0 ? Uint8Array.of(...message, 1) : message, key),
      }));
      const { valid, invalid } = scheme.batchVerify(items);
      expect(valid).toBe(blst.verifyMany(items));
      expect(invalid).toEqual(batch.flatMap(([, , fault], index) => (fault === 0 ? [index] : [])));
    }
  });
});

describe("hashing against blst", () => {
  it("gives the same points of G2: signatures are equal", () => {
    const secretKeys = sample(keys, 60, 5);
    sample(messages, secretKeys.length, 6).forEach((message, index) => {
      const key = secretKeys[index]!;
      expect(hex(minPkPop.sign(message, key))).toBe(hex(blst.sign(message, key)));
      const scaled = G2.hashToCurve(message, { DST: blst.tag }).multiply(key);
      expect(hex(scaled.toBytes())).toBe(hex(blst.sign(message, key)));
    });
  });
});

describe.each(groupNames)("encodings of %s against blst", (name) => {
  const group = groups[name];
  const compressed = group.BASE.toBytes().length;

  it("decides alike which skewed encodings are points of the subgroup", () => {
    const accepts = name === "G1" ? blst.acceptsKey : blst.acceptsSignature;
    const rest = compressed - 48;
    let accepted = 0;
    // blst calls the identity no key and no signature; it is a point all the same
    const isPoint = (bytes: Uint8Array) => accepts(bytes) || hex(bytes) === hex(group.ZERO.toBytes());
    const tries = sample(
      fc.tuple(fieldElements, fieldElements, fc.constantFrom(0x80, 0xa0, 0xc0, 0xe0, 0, 0x20, 0x40)),
      250,
      81,
    );
    for (const [high, low, flags] of tries) {
      const bytes = Uint8Array.of(...bigEndian(high, 48), ...bigEndian(low, 48).subarray(0, rest));
      bytes[0]! |= flags;
      const code = refusal(() => group.fromBytes(bytes));
      expect(code === undefined, `${hex(bytes)}: ${code}`).toBe(isPoint(bytes));
      if (code === undefined) accepted++;
      if (code === "NOT_IN_SUBGROUP")
        expect(group.fromBytes(bytes, { subgroupCheck: false }).isTorsionFree()).toBe(false);
    }
    // a random x is almost never of a point in the subgroup: now points that are, with every pattern of flags
    for (const factor of sample(nonZeroScalars, 20, 82)) {
      const encoding = group.BASE.multiply(factor).toBytes();
      for (let flags = 0; flags < 8; flags++) {
        const bytes = encoding.slice();
        bytes[0] = (bytes[0]! & 0x1f) | (flags << 5);
        const code = refusal(() => group.fromBytes(bytes));
        expect(code === undefined).toBe(isPoint(bytes));
        if (code === undefined) accepted++;
      }
    }
    expect(accepted).toBeGreaterThanOrEqual(40);
  });
});

describe("sums against blst", () => {
  it("in both groups", () => {
    for (const [name, add] of [
      ["G1", blst.addKeys],
      ["G2", blst.addSignatures],
    ] as const) {
      const group = groups[name];
      const points = sample(nonZeroScalars, 40, 101).map((factor) => group.BASE.multiply(factor));
      const sum = points.reduce((total: Point<GroupName>, point) => total.add(point));
      const encodings = points.map((point) => point.toBytes());
      expect(hex(sum.toBytes())).toBe(hex(add(encodings)));
      expect(hex(group.Vector.fromBytes(encodings).sum().toBytes())).toBe(hex(add(encodings)));
    }
  });
});
