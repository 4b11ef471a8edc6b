// Signing by request, and that a key has one purpose: each is tried as each other.
import { describe, expect, it } from "vitest";
import { minSig } from "../../../src/bls/index.js";
import { encryptTo } from "../../../src/decryption/ciphertext.js";
import { combineDecryption, Decryptor } from "../../../src/decryption/decryptor.js";
import { fromHex, toHex, utf8 } from "../../../src/encoding/index.js";
import { applicationMessage, confirmMessage, handOverMessage } from "../../../src/magic-block/index.js";
import { combineSignatures, Signer, signingRequest, verifySignature } from "../../../src/signing/signer.js";
import { dealt } from "./keys.js";

const { key, shares } = dealt("signing");
const content = { context: "example.org/invoice", message: utf8("pay 3") };
const request = signingRequest(key, content);
const policy = () => true;
const answersOf = (asked: unknown = request, holders = shares) =>
  Promise.all(holders.map((share) => new Signer({ key: share, policy }).answer(asked)));

describe("Signer", () => {
  it("signs an application message, which any three members make", async () => {
    const answers = await answersOf(JSON.parse(JSON.stringify(request)));
    const { signature, invalid, unusable } = combineSignatures(key, request, answers.slice(1, 4));
    expect({ invalid, unusable }).toEqual({ invalid: [], unusable: 0 });
    expect(verifySignature(key, content, signature)).toBe(true);
    expect(verifySignature(key, { ...content, context: "example.org/other" }, signature)).toBe(false);
    expect(verifySignature({ ...key, chainId: "test/2" }, content, signature)).toBe(false);
    const bytes = applicationMessage(key.chainId, content.context, content.message);
    expect(minSig.verify(signature, bytes, key.groupPublicKey)).toBe(true);
    expect(minSig.verify(signature, content.message, key.groupPublicKey)).toBe(false);
  });

  it("names who answers wrongly", async () => {
    const answers = await answersOf();
    const other = await answersOf(signingRequest(key, { ...content, message: utf8("pay 300") }));
    const some = [other[0]!, { ...answers[1]!, signature: "00" }, ...answers.slice(2)];
    expect([...combineSignatures(key, request, some).invalid].sort()).toEqual(["Ada", "Ben"]);
    expect(() => combineSignatures(key, request, some.slice(0, 4))).toThrow(
      expect.objectContaining({ code: "THRESHOLD", culprits: expect.arrayContaining(["Ada", "Ben"]) }),
    );
    const useless = [7, "[]", { ...answers[0]!, blockHash: "11".repeat(32) }];
    expect(combineSignatures(key, request, [...useless, ...answers])).toMatchObject({ invalid: [], unusable: 3 });
  });

  it("asks its policy, and signs nothing that it does not allow", async () => {
    const asked: unknown[] = [];
    const signer = new Signer({ key: shares[0]!, policy: async (one) => asked.push(one) > 99 });
    await expect(signer.answer(request)).rejects.toMatchObject({ code: "REFUSED" });
    expect(asked).toEqual([content]);
    // true is the only yes
    for (const answer of [1, "true", {}, [], Symbol("yes"), undefined, null]) {
      const unclear = new Signer({ key: shares[0]!, policy: () => answer as never });
      await expect(unclear.answer(request)).rejects.toMatchObject({ code: "REFUSED" });
    }
    // what the policy changes is not what is signed
    const meddling = new Signer({
      key: shares[0]!,
      policy: ({ message }) => {
        message.fill(0);
        return true;
      },
    });
    expect(await meddling.answer(request)).toEqual((await answersOf())[0]);
    await expect(signer.answer({ ...request, chainId: "test/2" })).rejects.toMatchObject({ code: "WRONG_CHAIN" });
    await expect(signer.answer({ ...request, raw: true })).rejects.toMatchObject({ code: "BAD_JSON" });
    expect(() => new Signer({ key: shares[0]! } as never)).toThrow(expect.objectContaining({ code: "BAD_TYPE" }));
  });

  it("asks for the share each time: none, or one of another purpose, signs nothing", async () => {
    const none = new Signer({ key: () => null, policy });
    await expect(none.answer(request)).rejects.toMatchObject({ code: "NO_KEY" });
    let calls = 0;
    const turning = () => (calls++ === 0 ? shares[0]! : { ...shares[0]!, purpose: "decryption" as const });
    await expect(new Signer({ key: turning, policy }).answer(request)).rejects.toMatchObject({ code: "WRONG_PURPOSE" });
  });
});

describe("a key has one purpose", () => {
  const kinds = ["network", "signing", "decryption"] as const;
  const keys = Object.fromEntries(kinds.map((purpose) => [purpose, dealt(purpose)]));

  it.each(kinds)("%s: used as each other", (purpose) => {
    const { key: group, shares: held } = keys[purpose]!;
    const wrong = expect.objectContaining({ code: "WRONG_PURPOSE" });
    const signer = () => new Signer({ key: held[0]!, policy });
    const decryptor = () => new Decryptor({ key: held[0]!, policy });
    if (purpose === "decryption") {
      expect(signer).toThrow(wrong);
      expect(() => signingRequest(group, content)).toThrow(wrong);
      expect(() => combineSignatures(group, request, [])).toThrow(wrong);
      expect(decryptor).not.toThrow();
    } else {
      expect(decryptor).toThrow(wrong);
      expect(() => combineDecryption(group, encryptTo(group.groupPublicKey, utf8("x")), [])).toThrow(wrong);
      expect(signer).not.toThrow();
    }
  });

  it("a signer signs no message of another kind, whatever it is asked", async () => {
    const hash = new Uint8Array(32).fill(9);
    for (const message of [confirmMessage(hash), handOverMessage(hash), hash, new Uint8Array(0)]) {
      const answers = await answersOf(signingRequest(key, { context: "x", message }));
      const asked = signingRequest(key, { context: "x", message });
      const { signature } = combineSignatures(key, asked, answers);
      expect(minSig.verify(signature, message, key.groupPublicKey)).toBe(false);
    }
  });

  it("a part of a decryption is no partial signature, nor the other way round: they lie in two groups", async () => {
    const { key: group, shares: held } = keys.decryption!;
    const ciphertext = encryptTo(group.groupPublicKey, utf8("x"));
    const { part } = await new Decryptor({ key: held[0]!, policy }).answer(ciphertext);
    const bytes = fromHex(part).slice(0, 96);
    expect(() => minSig.verify(bytes, utf8("x"), group.groupPublicKey)).toThrow();
    const [answer] = await answersOf();
    const forged = { kind: "feldspar-decryption-answer", blockHash: toHex(group.blockHash), partyId: "1" };
    expect(() => combineDecryption(group, ciphertext, [{ ...forged, part: answer!.signature }])).toThrow(
      expect.objectContaining({ code: "THRESHOLD", culprits: ["Ada"] }),
    );
  });

  it("whoever encrypts must know the randomness: a point that a signer would need signed is no ciphertext", async () => {
    const { key: group, shares: held } = keys.decryption!;
    // somebody puts a point of its choice in the place of U
    const ciphertext = encryptTo(group.groupPublicKey, utf8("x"));
    ciphertext.set(group.members[0]!.publicShare, 2);
    await expect(new Decryptor({ key: held[0]!, policy }).answer(ciphertext)).rejects.toMatchObject({
      code: "BAD_CIPHERTEXT",
    });
  });
});
