// The signature schemes through the public API against @noble/curves, and what they refuse.
import { bls12_381 as noble } from "@noble/curves/bls12-381.js";
import { describe, expect, it } from "vitest";
import {
  type BlsScheme,
  minPk,
  minPkPop,
  minSig,
  minSigPop,
  PreparedPublicKey,
  schemeByName,
} from "../../../src/bls/index.js";
import { G1, G2 } from "../../../src/curve/index.js";
import { fromHex, hex, scalarBytes, utf8 } from "../../support/bytes.js";
import { nonZeroScalars, ORDER, sample } from "../../support/generators.js";
import { inspect } from "../../support/inspect.js";
import { refusal } from "../../support/verdict.js";

const schemes: [string, BlsScheme][] = [
  ["min-sig", minSig],
  ["min-pk", minPk],
  ["min-sig, POP", minSigPop],
  ["min-pk, POP", minPkPop],
];
const message = utf8("a message");
const keysFor = (scheme: BlsScheme, count: number, seed: number) =>
  sample(nonZeroScalars, count, seed).map((scalar) => {
    const secret = scalarBytes(scalar);
    return { secret, publicKey: scheme.getPublicKey(secret) };
  });
const identity = (length: number) => {
  const bytes = new Uint8Array(length);
  bytes[0] = 0xc0;
  return bytes;
};
/** A point of the curve outside the subgroup, compressed. */
function outside(length: number): Uint8Array {
  const G = length === 48 ? G1 : (G2 as unknown as typeof G1);
  for (let x = 1; ; x++) {
    const bytes = new Uint8Array(length);
    bytes[0] = 0x80;
    bytes[length - 1] = x;
    if (refusal(() => G.fromBytes(bytes)) === "NOT_IN_SUBGROUP") return bytes;
  }
}

describe("schemes", () => {
  it("have the draft's tags and lengths", () => {
    expect(minSig).toMatchObject({
      name: "min-sig",
      DST: "BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_",
      POP_DST: "BLS_POP_BLS12381G1_XMD:SHA-256_SSWU_RO_POP_",
      publicKeyLength: 96,
      signatureLength: 48,
      publicKeyGroup: "G2",
      signatureGroup: "G1",
    });
    expect(minPk).toMatchObject({
      name: "min-pk",
      DST: "BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_NUL_",
      POP_DST: "BLS_POP_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_",
      publicKeyLength: 48,
      signatureLength: 96,
    });
    expect(minSigPop.DST).toBe("BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_POP_");
    expect(minPkPop.DST).toBe("BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_");
    expect(schemeByName("min-sig")).toBe(minSig);
    expect(schemeByName("min-pk")).toBe(minPk);
    for (const name of ["", "minSig", "toString"]) expect(refusal(() => schemeByName(name))).toBe("BAD_SCHEME");
  });
});

for (const [title, scheme] of schemes) {
  const reference = scheme.signatureGroup === "G1" ? noble.shortSignatures : noble.longSignatures;
  const ours = scheme as BlsScheme;

  describe(title, () => {
    it("makes the reference's keys and signatures, and verifies them", () => {
      const DST = utf8(ours.DST);
      for (const { secret, publicKey } of keysFor(ours, 4, 20)) {
        expect(hex(publicKey)).toBe(hex(reference.getPublicKey(secret).toBytes(true)));
        const signature = ours.sign(message, secret);
        // biome-ignore lint/suspicious/noExplicitAny: one of two groups
        const hashed = (reference as any).hash(message, DST);
        // biome-ignore lint/suspicious/noExplicitAny: as above
        expect(hex(signature)).toBe(hex((reference as any).sign(hashed, secret).toBytes(true)));
        expect(ours.verify(signature, message, publicKey)).toBe(true);
        expect(ours.verify(signature, message, ours.preparePublicKey(publicKey))).toBe(true);
      }
    });

    it("says no to another message, key, signature or tag", () => {
      const [a, b] = keysFor(ours, 2, 21) as [ReturnType<typeof keysFor>[0], ReturnType<typeof keysFor>[0]];
      const signature = ours.sign(message, a.secret);
      expect(ours.verify(signature, utf8("another"), a.publicKey)).toBe(false);
      expect(ours.verify(signature, message, b.publicKey)).toBe(false);
      expect(ours.verify(signature, message, ours.preparePublicKey(b.publicKey))).toBe(false);
      expect(ours.verify(ours.sign(message, b.secret), message, a.publicKey)).toBe(false);
      expect(ours.verify(signature, message, a.publicKey, { DST: "another tag" })).toBe(false);
      expect(ours.verify(identity(ours.signatureLength), message, a.publicKey)).toBe(false);
      const tagged = ours.sign(message, a.secret, { DST: utf8("another tag") });
      expect(ours.verify(tagged, message, a.publicKey, { DST: "another tag" })).toBe(true);
      expect(ours.verify(tagged, message, a.publicKey)).toBe(false);
    });

    it("signs the empty and a long message", () => {
      const [{ secret, publicKey }] = keysFor(ours, 1, 22) as [ReturnType<typeof keysFor>[0]];
      for (const text of [new Uint8Array(0), new Uint8Array(100_000).fill(1)]) {
        expect(ours.verify(ours.sign(text, secret), text, publicKey)).toBe(true);
      }
    });

    it("derives keys deterministically from 32 bytes on, separated by info, and refuses less", () => {
      const ikm = new Uint8Array(32).fill(7);
      const key = ours.keygen(ikm);
      expect(key).toHaveLength(32);
      expect(ours.keygen(ikm)).toEqual(key);
      expect(ours.keygen(ikm, new Uint8Array(0))).toEqual(key);
      expect(ours.keygen(ikm, utf8("info"))).not.toEqual(key);
      expect(ours.keygen(new Uint8Array(33).fill(7))).not.toEqual(key);
      expect(ikm).toEqual(new Uint8Array(32).fill(7));
      expect(refusal(() => ours.keygen(new Uint8Array(31)))).toBe("BAD_LENGTH");
      expect(refusal(() => ours.keygen("secret" as never))).toBe("BAD_TYPE");
      expect(refusal(() => ours.keygen(ikm, "info" as never))).toBe("BAD_TYPE");
      const random = ours.randomSecretKey();
      expect(random).not.toEqual(ours.randomSecretKey());
      expect(ours.getPublicKey(random)).toHaveLength(ours.publicKeyLength);
    });

    it("refuses secret keys that are not in 1 … r - 1, in words that do not contain them", () => {
      for (const bad of [scalarBytes(0n), scalarBytes(ORDER), new Uint8Array(32).fill(255)]) {
        for (const run of [() => ours.getPublicKey(bad), () => ours.sign(message, bad), () => ours.popProve(bad)]) {
          expect(refusal(run)).toBe("BAD_SCALAR");
          expect(run).toThrow(expect.objectContaining({ message: expect.not.stringMatching(/73eda|ffff/) }));
        }
      }
      expect(refusal(() => ours.sign(message, new Uint8Array(31)))).toBe("BAD_LENGTH");
      expect(refusal(() => ours.sign(message, 5n as never))).toBe("BAD_TYPE");
      expect(refusal(() => ours.sign("text" as never, scalarBytes(5n)))).toBe("BAD_TYPE");
      expect(refusal(() => ours.sign(message, scalarBytes(5n), { DST: "" }))).toBe("BAD_DST");
    });

    it("says what is wrong with the key before what is wrong with the signature", () => {
      const [{ secret, publicKey }] = keysFor(ours, 1, 29) as [ReturnType<typeof keysFor>[0]];
      const signature = ours.sign(message, secret);
      const noPoint = (bytes: Uint8Array) =>
        Uint8Array.from(bytes, (byte, index) => (index === 0 ? byte & 0x7f : byte));
      const [strayKey, straySignature] = [outside(ours.publicKeyLength), outside(ours.signatureLength)];
      const identitySignature = identity(ours.signatureLength);
      const cases: [signature: Uint8Array, key: Uint8Array, code: string, subject: string][] = [
        [signature, strayKey, "NOT_IN_SUBGROUP", "public key"],
        [identitySignature, strayKey, "NOT_IN_SUBGROUP", "public key"],
        [straySignature, publicKey, "NOT_IN_SUBGROUP", "signature"],
        [straySignature, strayKey, "NOT_IN_SUBGROUP", "public key"],
        [noPoint(signature), strayKey, "NOT_IN_SUBGROUP", "public key"],
        [straySignature, noPoint(publicKey), "BAD_FLAGS", "public key"],
        [straySignature, identity(ours.publicKeyLength), "IS_IDENTITY", "public key"],
      ];
      for (const [badSignature, badKey, code, subject] of cases) {
        expect(() => ours.verify(badSignature, message, badKey)).toThrow(
          expect.objectContaining({ code, message: expect.stringMatching(`^${subject}`) }),
        );
      }
      expect(ours.verify(identitySignature, message, publicKey)).toBe(false);
    });

    it("refuses malformed keys and signatures in every function, and goes on working", () => {
      const [{ secret, publicKey }] = keysFor(ours, 1, 23) as [ReturnType<typeof keysFor>[0]];
      const signature = ours.sign(message, secret);
      const badKeys: [string, unknown][] = [
        ["IS_IDENTITY", identity(ours.publicKeyLength)],
        ["NOT_IN_SUBGROUP", outside(ours.publicKeyLength)],
        ["BAD_LENGTH", publicKey.subarray(1)],
        ["BAD_LENGTH", new Uint8Array(2 * ours.publicKeyLength)],
        ["BAD_FLAGS", Uint8Array.from(publicKey, (byte, index) => (index === 0 ? byte & 0x7f : byte))],
        ["NOT_CANONICAL", Uint8Array.from(publicKey, (_, index) => (index === 0 ? 0x9f : 0xff))],
        ["BAD_TYPE", hex(publicKey)],
        ["BAD_TYPE", null],
        [
          "BAD_TYPE",
          (scheme.publicKeyGroup === "G1" ? minSig : minPk).preparePublicKey(
            (scheme.publicKeyGroup === "G1" ? minSig : minPk).getPublicKey(secret),
          ),
        ],
      ];
      for (const [code, bad] of badKeys) {
        const key = bad as Uint8Array;
        for (const run of [
          () => ours.verify(signature, message, key),
          () => ours.aggregatePublicKeys([publicKey, key]),
          () => ours.aggregateVerify(signature, [message, utf8("b")], [publicKey, key]),
          () => ours.fastAggregateVerify(signature, message, [publicKey, key]),
          () => ours.batchVerify([{ signature, message, publicKey: key }]),
          () => ours.popVerify(signature, key),
          () => ours.preparePublicKey(key),
        ]) {
          expect(refusal(run)).toBe(code);
        }
      }
      const badSignatures: [string, unknown][] = [
        ["NOT_IN_SUBGROUP", outside(ours.signatureLength)],
        ["BAD_LENGTH", signature.subarray(1)],
        ["BAD_FLAGS", Uint8Array.from(signature, (byte, index) => (index === 0 ? byte & 0x7f : byte))],
        ["NOT_CANONICAL", Uint8Array.from(signature, (_, index) => (index === 0 ? 0x9f : 0xff))],
        ["BAD_TYPE", hex(signature)],
        ["BAD_TYPE", undefined],
      ];
      for (const [code, bad] of badSignatures) {
        const value = bad as Uint8Array;
        for (const run of [
          () => ours.verify(value, message, publicKey),
          () => ours.aggregateSignatures([signature, value]),
          () => ours.aggregateVerify(value, [message], [publicKey]),
          () => ours.fastAggregateVerify(value, message, [publicKey]),
          () => ours.batchVerify([{ signature: value, message, publicKey }]),
          () => ours.popVerify(value, publicKey),
        ]) {
          expect(refusal(run)).toBe(code);
        }
      }
      expect(ours.verify(signature, message, publicKey)).toBe(true);
    });

    it("proves possession, for this key and with its own tag only", () => {
      const [a, b] = keysFor(ours, 2, 24) as [ReturnType<typeof keysFor>[0], ReturnType<typeof keysFor>[0]];
      const proof = ours.popProve(a.secret);
      expect(ours.popVerify(proof, a.publicKey)).toBe(true);
      expect(ours.popVerify(proof, ours.preparePublicKey(a.publicKey))).toBe(true);
      expect(ours.popVerify(proof, b.publicKey)).toBe(false);
      expect(ours.popVerify(ours.sign(a.publicKey, a.secret), a.publicKey)).toBe(false);
      expect(ours.verify(proof, a.publicKey, a.publicKey)).toBe(false);
      expect(ours.verify(proof, a.publicKey, a.publicKey, { DST: ours.POP_DST })).toBe(true);
    });

    it("aggregates signatures and keys", () => {
      const signers = keysFor(ours, 5, 25);
      const signatures = signers.map(({ secret }) => ours.sign(message, secret));
      const publicKeys = signers.map(({ publicKey }) => publicKey);
      const aggregate = ours.aggregateSignatures(signatures);
      const key = ours.aggregatePublicKeys(publicKeys);
      expect(ours.verify(aggregate, message, key)).toBe(true);
      expect(ours.fastAggregateVerify(aggregate, message, publicKeys)).toBe(true);
      expect(ours.fastAggregateVerify(aggregate, message, publicKeys.map(ours.preparePublicKey))).toBe(true);
      expect(ours.fastAggregateVerify(aggregate, message, publicKeys.slice(1))).toBe(false);
      expect(ours.fastAggregateVerify(aggregate, utf8("other"), publicKeys)).toBe(false);
      // the same key twice counts twice
      const twice = ours.aggregateSignatures([signatures[0]!, signatures[0]!]);
      expect(ours.fastAggregateVerify(twice, message, [publicKeys[0]!, publicKeys[0]!])).toBe(true);
      expect(hex(ours.aggregatePublicKeys([publicKeys[0]!]))).toBe(hex(publicKeys[0]!));
      expect(() => ours.aggregateSignatures([signatures[0]!, outside(ours.signatureLength), signatures[1]!])).toThrow(
        expect.objectContaining({ code: "NOT_IN_SUBGROUP", culprits: [1] }),
      );
      const keys = [publicKeys[0]!, publicKeys[0]!, identity(ours.publicKeyLength), identity(ours.publicKeyLength)];
      expect(() => ours.aggregatePublicKeys(keys)).toThrow(
        expect.objectContaining({ code: "IS_IDENTITY", culprits: [2, 3] }),
      );
    });

    it("refuses keys that cancel, and empty lists", () => {
      const [{ secret, publicKey }] = keysFor(ours, 1, 26) as [ReturnType<typeof keysFor>[0]];
      const opposite = ours.getPublicKey(scalarBytes(ORDER - BigInt(`0x${hex(secret)}`)));
      expect(refusal(() => ours.aggregatePublicKeys([publicKey, opposite]))).toBe("IS_IDENTITY");
      expect(ours.fastAggregateVerify(identity(ours.signatureLength), message, [publicKey, opposite])).toBe(false);
      const none = identity(ours.signatureLength);
      for (const keys of [
        [publicKey, opposite],
        [publicKey, ours.getPublicKey(scalarBytes(5n)), opposite],
      ]) {
        const signed = keys.length === 2 ? none : ours.sign(message, scalarBytes(5n));
        const messages = keys.map((key) => (keys.length === 3 && key === keys[1] ? message : utf8("split")));
        expect(ours.aggregateVerify(signed, messages, keys)).toBe(false);
      }
      for (const run of [
        () => ours.aggregateSignatures([]),
        () => ours.aggregatePublicKeys([]),
        () => ours.aggregateVerify(none, [], []),
        () => ours.fastAggregateVerify(none, message, []),
      ]) {
        expect(refusal(run)).toBe("EMPTY");
      }
      expect(refusal(() => ours.aggregateSignatures(none as never))).toBe("BAD_TYPE");
      expect(refusal(() => ours.aggregateVerify(none, [message], [publicKey, opposite]))).toBe("BAD_LENGTH");
      expect(refusal(() => ours.aggregateVerify(none, ["a" as never], [publicKey]))).toBe("BAD_TYPE");
    });

    it("verifies aggregates of different messages, in every pattern of repetition", () => {
      const signers = keysFor(ours, 4, 27);
      const texts = ["one", "two", "three", "four"].map(utf8);
      const check = (pattern: [signer: number, text: number][], change?: number) => {
        const aggregate = ours.aggregateSignatures(
          pattern.map(([signer, text]) => ours.sign(texts[text]!, signers[signer]!.secret)),
        );
        const messages = pattern.map(([, text], index) => texts[index === change ? (text + 1) % 4 : text]!);
        return ours.aggregateVerify(
          aggregate,
          messages,
          pattern.map(([signer]) => signers[signer]!.publicKey),
          {
            DST: ours.DST,
          },
        );
      };
      const distinct: [number, number][] = [
        [0, 0],
        [1, 1],
        [2, 2],
        [3, 3],
      ];
      expect(check(distinct)).toBe(true);
      expect(check(distinct.slice(0, 3), 1)).toBe(false);
      // one signer, different messages: merged by key
      expect(
        check([
          [0, 0],
          [0, 1],
          [0, 2],
          [1, 3],
        ]),
      ).toBe(true);
      // one message, different signers: merged by message; the basic scheme forbids it
      const repeated: [number, number][] = [
        [0, 0],
        [1, 0],
        [2, 0],
        [3, 1],
      ];
      expect(check(repeated)).toBe(ours.DST.endsWith("_POP_"));
      expect(check(repeated, 3)).toBe(false);
    });

    it("prepared keys encode to what they were, show nothing, and cannot be forged", () => {
      const [{ publicKey }] = keysFor(ours, 1, 28) as [ReturnType<typeof keysFor>[0]];
      const prepared = ours.preparePublicKey(publicKey);
      expect(hex(prepared.toBytes())).toBe(hex(publicKey));
      prepared.toBytes().fill(0);
      expect(hex(prepared.toBytes())).toBe(hex(publicKey));
      expect(ours.preparePublicKey(prepared)).toBe(prepared);
      expect(JSON.stringify(prepared)).toBe("{}");
      expect(inspect(prepared, { showHidden: true, depth: 4 })).not.toMatch(/Uint8Array/);
      expect(refusal(() => new PreparedPublicKey(Symbol(), {} as never))).toBe("BAD_TYPE");
    });
  });
}

describe("EIP-2333 key derivation", () => {
  it("is what keygen computes (test case 0 of the EIP)", () => {
    const seed = fromHex(
      "c55257c360c07c72029aebc1b53c05ed0362ada38ead3e3e9efa3708e53495531f09a6987599d18264c1e1c92f2cf141630c7a3c4ab7c81b2f001698e7463b04",
    );
    const master = BigInt(`0x${hex(minPk.keygen(seed))}`);
    expect(master).toBe(6083874454709270928345386274498605044986640685124978867557563392430687146096n);
  });
});
