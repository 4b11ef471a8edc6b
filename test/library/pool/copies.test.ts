// What a call was given is what it was when the call was made: the caller may change it, or send it elsewhere, at once.
// Parts of the work, and all of it again where one was malformed, are sent later.
import { describe, expect, it, vi } from "vitest";
import { type BatchItem, minSig } from "../../../src/bls/index.js";
import { G1 } from "../../../src/curve/index.js";
import { deal, type PublishedShares } from "../../../src/dkg/index.js";
import type { Dispatcher } from "../../../src/pool/dispatcher.js";
import { verifyReceived } from "../../../src/pool/shares.js";
import { scalarBytes, utf8 } from "../../support/bytes.js";
import { endingLater, makePool } from "./support.js";

const secretKey = scalarBytes(77n);
const message = utf8("message");
const item: BatchItem = {
  message,
  signature: minSig.sign(message, secretKey),
  publicKey: minSig.getPublicKey(secretKey),
};
const malformed: BatchItem = { ...item, signature: new Uint8Array(48).fill(0x9f) };
const { commitments, shares } = deal({ scheme: minSig, threshold: 3, ids: [1, 2, 3], session: message, dealer: 1 });

/** What was sent elsewhere is nothing here. */
const detach = (bytes: Uint8Array) => structuredClone(bytes.buffer, { transfer: [bytes.buffer as ArrayBuffer] });

describe("a pool has copies", () => {
  it("of transcripts and tags, for what is done again", async () => {
    const pool = await makePool({ workers: 2 });
    const encodings = Array.from({ length: 200 }, (_, index) =>
      index === 7 ? malformed.signature : G1.BASE.toBytes(),
    );
    const items = Array.from({ length: 100 }, (_, index) => (index === 7 ? malformed : item));
    const calls = [
      (transcript: Uint8Array) => pool.decodeVector(G1, encodings, { transcript }),
      (transcript: Uint8Array) => pool.batchVerify(minSig, items, { transcript }),
      (DST: Uint8Array) => pool.batchVerify(minSig, items, { DST }),
    ];
    for (const call of calls) {
      const bytes = utf8("a transcript");
      const result = endingLater(call(bytes));
      detach(bytes);
      expect(await result).toMatchObject({ code: "NOT_CANONICAL", culprits: [7] });
    }
  });

  it("of what has not even the right shape", async () => {
    const pool = await makePool({ workers: 1 });
    const list = [new Uint8Array(5), ...commitments.slice(1)];
    const decoding = pool.decodeCommitmentLists(minSig, [commitments, list]);
    list[0] = commitments[0]!;
    expect((await decoding).map((result) => "code" in result && result.code)).toEqual([false, "BAD_LENGTH"]);
    const short = new Uint8Array(96).subarray(0, 31);
    const reveals = [{ commitments, id: 1, share: short }];
    const publications: PublishedShares[] = [{ reveals }, { reveals: [{ commitments, id: 2, share: shares.get(2)! }] }];
    const checking = pool.verifyPublications({ scheme: minSig, threshold: 3, publications });
    reveals[0]!.share = shares.get(1)!;
    detach(short);
    expect((await checking).invalid).toEqual([0]);
  });

  it("of a receiver's shares for no longer than it takes to multiply by them, whatever becomes of the call", () => {
    const silent = { partsFor: () => 1, computeParts: () => new Promise(() => {}) } as unknown as Dispatcher;
    const share = shares.get(1)!;
    const wiped = vi.spyOn(Uint8Array.prototype, "fill");
    try {
      void verifyReceived(silent, { live: true }, { scheme: minSig, id: 1, items: [{ commitments, share }] });
      const lengths = wiped.mock.contexts.map((bytes) => (bytes as Uint8Array).length);
      expect(lengths.filter((length, index) => length === 32 && wiped.mock.calls[index]![0] === 0)).toHaveLength(1);
    } finally {
      wiped.mockRestore();
    }
  });
});
