// Attacks made from third-party data: points of small order, signatures malleated by them, batches whose errors cancel,
// rogue keys.
import { expect, it } from "vitest";
import { minPk, minPkPop, minSig } from "../../src/bls/index.js";
import { G1, G2 } from "../../src/curve/index.js";
import { fromHex, hex } from "../support/bytes.js";
import { describeWithVectors } from "../support/vectors.js";
import { accepts, acceptsBatch, refusal } from "../support/verdict.js";

interface SmallOrder {
  order: string;
  compressed: string;
  uncompressed: string;
}

interface Malleated {
  cases: { kind: string; dst: string; public_key: string; message: string; signature: string; valid: boolean }[];
}

interface Batch {
  dst: string;
  public_key: string;
  messages: string[];
  cases: { kind: string; signatures: string[]; valid: boolean; bad_indices: number[] }[];
}

interface Rogue {
  dst: string;
  cases: {
    kind: string;
    public_keys: string[];
    message: string;
    signature: string;
    valid?: boolean;
    passes_bare_pairing?: boolean;
  }[];
}

describeWithVectors("derived", (vectors) => {
  const points = vectors.json<{ E1: SmallOrder[]; E2: SmallOrder[] }>("small-order-points.json");
  for (const [name, group, list] of [
    ["E1", G1, points.E1],
    ["E2", G2, points.E2],
  ] as const) {
    it(`${name}: five points`, () => expect(list.length).toBe(5));
    for (const { order, compressed, uncompressed } of list) {
      it(`${name}: the point of order ${order} is refused, and readable only when asked for`, () => {
        for (const text of [compressed, uncompressed]) {
          const bytes = fromHex(text);
          expect(refusal(() => group.fromBytes(bytes))).toBe("NOT_IN_SUBGROUP");
          expect(
            refusal(() =>
              group.Vector.fromBytes([group.BASE.toBytes(bytes.length < 97 && text === compressed), bytes]),
            ),
          ).toBe("NOT_IN_SUBGROUP");
          const point = group.fromBytes(bytes, { subgroupCheck: false });
          expect(point.isTorsionFree()).toBe(false);
          expect(point.is0()).toBe(false);
          expect(hex(point.toBytes(true))).toBe(compressed);
          expect(hex(point.toBytes(false))).toBe(uncompressed);
          expect(point.equals(group.fromBytes(fromHex(compressed), { subgroupCheck: false }) as never)).toBe(true);
          // double and add by the order gives the identity, by one less the negative
          let multiple = group.ZERO;
          for (const bit of (BigInt(order) - 1n).toString(2)) {
            multiple = multiple.double();
            if (bit === "1") multiple = multiple.add(point as never);
          }
          expect(multiple.equals(point.negate() as never)).toBe(true);
          expect(multiple.add(point as never).is0()).toBe(true);
        }
      });
    }
  }

  const { cases: malleated } = vectors.json<Malleated>("malleated-small-order.json");
  it("three malleated signatures and keys", () => expect(malleated.length).toBe(3));
  for (const { kind, dst, ...test } of malleated) {
    it(`${kind} is refused`, () => {
      const [publicKey, message, signature] = [test.public_key, test.message, test.signature].map(fromHex) as [
        Uint8Array,
        Uint8Array,
        Uint8Array,
      ];
      const scheme = publicKey.length === 48 ? minPk : minSig;
      const options = { DST: dst };
      expect(test.valid).toBe(false);
      expect(refusal(() => scheme.verify(signature, message, publicKey, options))).toBe("NOT_IN_SUBGROUP");
      expect(accepts(() => scheme.aggregateVerify(signature, [message], [publicKey], options))).toBe(false);
      expect(accepts(() => scheme.fastAggregateVerify(signature, message, [publicKey], options))).toBe(false);
      expect(acceptsBatch(() => scheme.batchVerify([{ signature, message, publicKey }], options))).toBe(false);
      expect(accepts(() => scheme.verify(signature, message, scheme.preparePublicKey(publicKey), options))).toBe(false);
    });
  }

  const batch = vectors.json<Batch>("batch-attacks.json");
  it("four batches of 16", () => {
    expect(batch.cases.length).toBe(4);
    for (const { signatures } of batch.cases) expect(signatures.length).toBe(16);
  });
  for (const { kind, signatures, valid, bad_indices } of batch.cases) {
    it(`batch: ${kind}`, () => {
      const publicKey = fromHex(batch.public_key);
      const items = signatures.map((text, index) => ({
        publicKey,
        signature: fromHex(text),
        message: fromHex(batch.messages[index]!),
      }));
      const options = { DST: batch.dst };
      expect(minSig.batchVerify(items, options)).toEqual({ valid, invalid: bad_indices });
      const prepared = items.map((item) => ({ ...item, publicKey: minSig.preparePublicKey(publicKey) }));
      expect(minSig.batchVerify(prepared, options)).toEqual({ valid, invalid: bad_indices });
      items.forEach((item, index) => {
        const single = minSig.verify(item.signature, item.message, item.publicKey, options);
        expect(single).toBe(!bad_indices.includes(index));
      });
    });
  }

  const rogue = vectors.json<Rogue>("rogue-and-splitting-zero.json");
  it("five sets of keys", () => expect(rogue.cases.length).toBe(5));
  for (const { kind, ...test } of rogue.cases) {
    const publicKeys = test.public_keys.map(fromHex);
    const [message, signature] = [test.message, test.signature].map(fromHex) as [Uint8Array, Uint8Array];
    const options = { DST: rogue.dst };

    if (test.passes_bare_pairing) {
      it(`${kind.split(":")[0]}: only proofs of possession and distinct keys stop it`, () => {
        // the equation holds: a fact about aggregates of one message, not about this package
        expect(minPkPop.fastAggregateVerify(signature, message, publicKeys, options)).toBe(true);
        // what has to stop it: no proof of possession made for another key is one for the attacker's
        const rogueKey = publicKeys.at(-1)!;
        for (const proof of [signature, minPkPop.popProve(Uint8Array.of(...new Uint8Array(31), 7))]) {
          expect(minPkPop.popVerify(proof, rogueKey)).toBe(false);
        }
        // nor does any of the keys verify this message alone, and distinct messages break the sum
        if (publicKeys.length === 2) {
          for (const publicKey of publicKeys)
            expect(minPkPop.verify(signature, message, publicKey, options)).toBe(false);
        }
        const messages = publicKeys.map((_, index) => Uint8Array.of(...message, index));
        expect(minPkPop.aggregateVerify(signature, messages, publicKeys, options)).toBe(false);
      });
    } else {
      it(`${kind.split(":")[0]} is refused`, () => {
        expect(test.valid).toBe(false);
        expect(accepts(() => minPk.fastAggregateVerify(signature, message, publicKeys, options))).toBe(false);
        const messages = publicKeys.map(() => message);
        expect(accepts(() => minPk.aggregateVerify(signature, messages, publicKeys, options))).toBe(false);
        if (publicKeys.length === 1) {
          expect(accepts(() => minPk.verify(signature, message, publicKeys[0]!, options))).toBe(false);
        }
      });
    }
  }
});
