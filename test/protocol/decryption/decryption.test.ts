// Threshold decryption: against the twin, and against whoever changes, replays, or answers wrongly.

import { sha512 } from "@noble/hashes/sha2.js";
import { describe, expect, it } from "vitest";
import { decodeCiphertext, encryptTo, verifyCiphertext } from "../../../src/decryption/ciphertext.js";
import { combineDecryption, type DecryptionAnswer, Decryptor } from "../../../src/decryption/decryptor.js";
import { fromHex, toHex, utf8 } from "../../../src/encoding/index.js";
import { dealt } from "../signing/keys.js";
import * as twin from "./twin.js";

const integer = (bytes: Uint8Array) => BigInt(`0x${toHex(bytes)}`);
const ORDER = 0x73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001n;
const all = { policy: () => true };

/** The nonces as they come of a source that is constant: SHA-512(statement ‖ 48 bytes ‖ secret) mod r. */
const FRESH = new Uint8Array(48).fill(7);
const random = (length: number) => FRESH.slice(0, length);
const u32 = (value: number) => Uint8Array.of(value >> 24, value >> 16, value >> 8, value);
const sized = (bytes: Uint8Array) => Uint8Array.from([...u32(bytes.length), ...bytes]);
function nonce(secret: Uint8Array, ...parts: Uint8Array[]): bigint {
  return integer(sha512(Uint8Array.from([...parts.flatMap((part) => [...part]), ...FRESH, ...secret]))) % ORDER;
}

describe.each(["min-sig", "min-pk"] as const)("threshold decryption, %s", (scheme) => {
  const { key, shares } = dealt("decryption", { scheme });
  const { groupPublicKey } = key;
  const text = utf8("for any three of five");
  const label = utf8("a label");
  const ciphertext = encryptTo(groupPublicKey, text, { label });
  const answersOf = (bytes = ciphertext, holders = shares) =>
    Promise.all(holders.map((share) => new Decryptor({ key: share, ...all }).answer(bytes)));

  it("opens with any three, whatever they are", async () => {
    const answers = await answersOf();
    for (const some of [
      [0, 1, 2],
      [4, 2, 0],
      [3, 1, 4],
      [0, 1, 2, 3, 4],
    ]) {
      const opened = combineDecryption(
        key,
        ciphertext,
        some.map((at) => answers[at]!),
      );
      expect(opened).toEqual({ message: text, invalid: [], unusable: 0 });
    }
    // as text, too
    expect(
      combineDecryption(
        key,
        ciphertext,
        answers.map((one) => JSON.stringify(one)),
      ).message,
    ).toEqual(text);
  });

  it.each([0, 1, 100, 5000])("is the twin's, byte for byte: %i bytes", async (length) => {
    const message = Uint8Array.from({ length }, (_, at) => at * 7);
    const ours = encryptTo(groupPublicKey, message, { label, random });
    const head = [sized(utf8("feldspar/v2/ciphertext-nonce")), sized(utf8(scheme)), groupPublicKey, sized(label)];
    const [r, s] = ["r", "s"].map((what) => nonce(message, ...head, sized(utf8(what))));
    expect(toHex(ours)).toBe(toHex(twin.encrypt(scheme, groupPublicKey, message, label, { r: r!, s: s! })));
    expect(twin.isValid(scheme, groupPublicKey, ours)).toBe(true);
    const { hash } = decodeCiphertext(ours);
    const holders = shares.slice(0, 3);
    const answers = await Promise.all(
      holders.map((share) => new Decryptor({ key: share, ...all, random }).answer(ours)),
    );
    const size = groupPublicKey.length;
    const parts = answers.map(({ part }, at) => {
      const { partyId, secretShare, blockHash } = holders[at]!;
      const bytes = fromHex(part);
      const tag = sized(utf8("feldspar/v2/decryption-nonce"));
      const k = nonce(secretShare, tag, sized(utf8(scheme)), blockHash, hash, bytes.slice(0, size));
      const holder = { id: BigInt(partyId), share: integer(secretShare), blockHash };
      expect(part).toBe(toHex(twin.partial(scheme, groupPublicKey, ours, holder, k)));
      return { id: holder.id, bytes };
    });
    expect(twin.combine(scheme, groupPublicKey, ours, parts)).toEqual(message);
    expect(combineDecryption(key, ours, answers).message).toEqual(message);
  });

  it("opens what the twin has made", async () => {
    const theirs = Uint8Array.from(twin.encrypt(scheme, groupPublicKey, text, label, { r: 12345n, s: 67890n }));
    expect(verifyCiphertext(groupPublicKey, theirs)).toBe(true);
    expect(combineDecryption(key, theirs, await answersOf(theirs)).message).toEqual(text);
  });

  it("uses no share for a ciphertext of which anything was changed", async () => {
    const decryptor = new Decryptor({ key: shares[0]!, ...all });
    const size = groupPublicKey.length;
    const places = [
      2 + 5,
      2 + size + 5,
      2 + 2 * size + 31,
      2 + 2 * size + 63,
      2 + 2 * size + 68,
      ciphertext.length - 1,
    ];
    for (const place of places) {
      const changed = ciphertext.slice();
      changed[place]! ^= 1;
      expect(verifyCiphertext(groupPublicKey, changed)).toBe(false);
      await expect(decryptor.answer(changed)).rejects.toMatchObject({ code: "BAD_CIPHERTEXT" });
      expect(twin.parse(scheme, changed)).toBeTruthy();
    }
    for (const bytes of [ciphertext.slice(0, -1), Uint8Array.from([...ciphertext, 0]), new Uint8Array(0)])
      await expect(decryptor.answer(bytes)).rejects.toMatchObject({ code: "MALFORMED" });
  });

  it("uses no share for a ciphertext of another key: one that was made for others opens nothing here", async () => {
    const other = dealt("decryption", { scheme });
    const theirs = encryptTo(other.key.groupPublicKey, text);
    await expect(new Decryptor({ key: shares[0]!, ...all }).answer(theirs)).rejects.toMatchObject({
      code: "BAD_CIPHERTEXT",
    });
    expect(() => combineDecryption(key, theirs, [])).toThrow(expect.objectContaining({ code: "BAD_CIPHERTEXT" }));
  });

  it("names who answers wrongly, and opens with the others", async () => {
    const answers = await answersOf();
    const others = dealt("decryption", { scheme });
    const stranger = (await answersOf(encryptTo(others.key.groupPublicKey, text), others.shares))[0]!;
    const flip = ({ part, ...rest }: DecryptionAnswer, at: number) => {
      const bytes = fromHex(part);
      bytes[at]! ^= 1;
      return { ...rest, part: toHex(bytes) };
    };
    const size = groupPublicKey.length;
    const wrong = [flip(answers[0]!, size + 40), { ...answers[1]!, part: stranger.part }];
    const opened = combineDecryption(key, ciphertext, [...wrong, ...answers.slice(2)]);
    expect(opened).toEqual({ message: text, invalid: ["Ada", "Ben"], unusable: 0 });
    // a part of another ciphertext is none of this one
    const [again] = await answersOf(encryptTo(groupPublicKey, text));
    const few = [...wrong, { ...again!, partyId: "3" }, answers[3]!];
    expect(() => combineDecryption(key, ciphertext, few)).toThrow(
      expect.objectContaining({ code: "THRESHOLD", culprits: ["Ada", "Ben", "Cleo"] }),
    );
    // what is nothing, of another block, or of nobody, blames nobody
    const useless = [null, "{", { ...answers[0]!, blockHash: "00".repeat(32) }, { ...answers[0]!, partyId: "77" }];
    expect(combineDecryption(key, ciphertext, [...useless, ...answers])).toMatchObject({ invalid: [], unusable: 4 });
    // one answer three times is one
    expect(() => combineDecryption(key, ciphertext, [answers[0]!, answers[0]!, answers[0]!])).toThrow(/got 1/);
  });

  it("asks the policy, with label and hash, and answers nothing it does not allow", async () => {
    const asked: unknown[] = [];
    const policy = (request: unknown) => asked.push(request) > 99;
    await expect(new Decryptor({ key: shares[0]!, policy }).answer(ciphertext)).rejects.toMatchObject({
      code: "REFUSED",
    });
    expect(asked).toEqual([{ label, hash: decodeCiphertext(ciphertext).hash }]);
    const truthy = (() => 1) as unknown as () => boolean;
    await expect(new Decryptor({ key: shares[0]!, policy: truthy }).answer(ciphertext)).rejects.toMatchObject({
      code: "REFUSED",
    });
  });

  it("goes on after a reshare: what was encrypted before opens with the shares of now, and not with both", async () => {
    const now = dealt("decryption", { scheme, number: 2, secret: dealtSecret(scheme) });
    const before = dealt("decryption", { scheme, number: 1, secret: dealtSecret(scheme) });
    const old = encryptTo(before.key.groupPublicKey, text);
    const [first, second] = [await answersOf(old, before.shares), await answersOf(old, now.shares)];
    expect(combineDecryption(now.key, old, second).message).toEqual(text);
    const mixed = [first[0]!, first[1]!, second[2]!];
    expect(() => combineDecryption(now.key, old, mixed)).toThrow(
      expect.objectContaining({ code: "THRESHOLD", culprits: [] }),
    );
  });

  it("draws no two nonces alike from a source that repeats itself", () => {
    const one = encryptTo(groupPublicKey, utf8("one"), { random });
    const two = encryptTo(groupPublicKey, utf8("two"), { random });
    expect(toHex(decodeCiphertext(one).u)).not.toBe(toHex(decodeCiphertext(two).u));
  });
});

function dealtSecret(scheme: string): Uint8Array {
  return new Uint8Array(32).fill(scheme.length);
}

describe("encryptTo", () => {
  it("refuses keys that open to everybody, or are none", () => {
    const { key } = dealt("decryption");
    const identity = new Uint8Array(96);
    identity[0] = 0xc0;
    expect(() => encryptTo(identity, utf8("x"))).toThrow(expect.objectContaining({ code: "IS_IDENTITY" }));
    expect(() => encryptTo(new Uint8Array(95), utf8("x"))).toThrow(expect.objectContaining({ code: "BAD_LENGTH" }));
    expect(() => encryptTo(key.groupPublicKey, "x" as never)).toThrow(expect.objectContaining({ code: "BAD_TYPE" }));
    expect(() => encryptTo(key.groupPublicKey, utf8("x"), { lable: utf8("") } as never)).toThrow(
      expect.objectContaining({ code: "UNKNOWN_OPTION" }),
    );
  });
});
