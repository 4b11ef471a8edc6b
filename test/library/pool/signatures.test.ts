// Batches of signatures in a pool: the verdicts, indices and errors of the single-threaded call, however the work is
// cut or merged.
import { describe, expect, it } from "vitest";
import { type BatchItem, type BlsScheme, minPk, minSig } from "../../../src/bls/index.js";
import { scalarBytes, utf8 } from "../../support/bytes.js";
import { nonZeroScalars, sample } from "../../support/generators.js";
import { ending, endingLater, makePool } from "./support.js";

for (const scheme of [minSig, minPk] as BlsScheme[]) {
  const secrets = sample(nonZeroScalars, 4, 41).map(scalarBytes);
  const publicKeys = secrets.map(scheme.getPublicKey);
  const prepared = publicKeys.map(scheme.preparePublicKey);
  const texts = Array.from({ length: 70 }, (_, index) => utf8(`message ${index}${".".repeat(index)}`));
  const items: BatchItem[] = texts.map((message, index) => ({
    message,
    signature: scheme.sign(message, secrets[index % 4]!),
    publicKey: (index % 3 === 0 ? prepared : publicKeys)[index % 4]!,
  }));
  const wrong = (position: number): BatchItem => ({
    ...items[position]!,
    signature: items[(position + 4) % 70]!.signature,
  });
  const notAPoint = (item: BatchItem): BatchItem => ({ ...item, signature: item.signature.map((byte) => byte ^ 1) });
  const identity = new Uint8Array(scheme.publicKeyLength);
  identity[0] = 0xc0;
  /** The list with some items exchanged. */
  const but = (list: readonly BatchItem[], changes: Record<number, BatchItem>): BatchItem[] =>
    list.map((item, index) => changes[index] ?? item);

  describe(`${scheme.name} batches in a pool`, () => {
    it("cut in parts: right, wrong, malformed, misshapen", async () => {
      const pool = await makePool({ workers: 2 });
      const cases: [string, unknown][] = [
        ["right", items],
        ["none", []],
        ["wrong in every part", but(items, { 0: wrong(0), 34: wrong(34), 35: wrong(35), 69: wrong(69) })],
        ["signatures that are no points", but(items, { 3: notAPoint(items[3]!), 60: notAPoint(items[60]!) })],
        ["keys before signatures", but(items, { 3: notAPoint(items[3]!), 60: { ...items[60]!, publicKey: identity } })],
        ["a short signature", but(items, { 50: { ...items[50]!, signature: new Uint8Array(7) } })],
        ["a short key", but(items, { 50: { ...items[50]!, publicKey: new Uint8Array(7) } })],
        ["a message that is none", but(items, { 2: { ...items[2]!, message: "text" as unknown as Uint8Array } })],
        ["an item that is none", but(items, { 2: null as unknown as BatchItem })],
        ["a key of the other group", but(items, { 2: { ...items[2]!, publicKey: items[2]!.signature } })],
        ["no list", "items"],
      ];
      for (const [name, list] of cases) {
        const expected = ending(() => scheme.batchVerify(list as BatchItem[]));
        expect(await endingLater(pool.batchVerify(scheme, list as BatchItem[])), name).toEqual(expected);
      }
    });

    it("with another tag, a tag of bytes, a tag that is none, a transcript", async () => {
      const pool = await makePool({ workers: 2 });
      const signed = items.map((item, index) => ({
        ...item,
        signature: scheme.sign(item.message, secrets[index % 4]!, { DST: "another" }),
      }));
      for (const options of [
        { DST: "another" },
        { DST: utf8("another") },
        { DST: "" },
        { DST: 5 as unknown as string },
        { DST: "another", transcript: utf8("block 1") },
        { transcript: "text" as unknown as Uint8Array },
      ]) {
        for (const list of [signed, signed.slice(0, 2)]) {
          const expected = ending(() => scheme.batchVerify(list, options));
          expect(await endingLater(pool.batchVerify(scheme, list, options))).toEqual(expected);
        }
      }
    });

    it("small ones merged: each gets its own verdict or error", async () => {
      const pool = await makePool({ workers: 1 });
      const lists: BatchItem[][] = [
        items.slice(0, 1),
        [wrong(1)],
        items.slice(2, 5),
        [items[5]!, notAPoint(items[6]!), items[7]!],
        but(items.slice(8, 12), { 1: wrong(9), 3: wrong(11) }),
        [{ ...items[12]!, publicKey: identity }],
        [items[13]!, { ...items[14]!, publicKey: identity }, notAPoint(items[15]!)],
        items.slice(16, 24),
        [],
        [{ ...items[24]!, signature: new Uint8Array(1) }],
      ];
      const calls = lists.map((list) => endingLater(pool.batchVerify(scheme, list)));
      const expected = lists.map((list) => ending(() => scheme.batchVerify(list)));
      expect(await Promise.all(calls)).toEqual(expected);
    });

    it("takes what it was given, whatever becomes of it afterwards", async () => {
      const pool = await makePool({ workers: 1 });
      for (const count of [3, 40]) {
        const list = items.slice(0, count).map((item) => ({
          message: item.message.slice(),
          signature: item.signature.slice(),
          publicKey: publicKeys[items.indexOf(item) % 4]!.slice(),
        }));
        const call = pool.batchVerify(scheme, list);
        for (const { message, signature, publicKey } of list)
          for (const bytes of [message, signature, publicKey]) bytes.fill(9);
        expect(await call).toEqual({ valid: true, invalid: [] });
      }
    });
  });
}

describe("a pool's scheme", () => {
  it("must be one", async () => {
    const pool = await makePool({ workers: 1 });
    for (const scheme of [undefined, null, {}, { name: "min" }]) {
      const end = await endingLater(pool.batchVerify(scheme as unknown as BlsScheme, []));
      expect(end).toMatchObject({ code: "BAD_TYPE" });
    }
  });
});
