// Envelopes of a simulation's miners: the very bytes that a miner alone seals, opened for nobody else and nothing else.
import { describe, expect, it, vi } from "vitest";
import { type EncryptionKeys, HpkeCipher } from "../../../src/sealing/cipher.js";
import { generateEncryptionKey } from "../../../src/sealing/keys.js";
import { SharedEnvelopes } from "../../../src/simulation/together/envelopes.js";
import { codeOf as codeOfPromise } from "../sealing/support.js";

const bytes = (value: number, length = 32) => new Uint8Array(length).fill(value);
const keyOf = async (value: number) => {
  const { publicKey, privateKey } = await generateEncryptionKey(bytes(value));
  return { encryptionKey: publicKey, encryptionPrivateKey: privateKey };
};
const context = { session: bytes(1), dealer: 1, receiver: 2 };
const back = { session: bytes(1), dealer: 2, receiver: 1 };
const encapsulation = (session: Uint8Array) => session.map((byte) => byte + 7);

describe("shared envelopes", async () => {
  const [dealer, receiver, stranger] = [await keyOf(1), await keyOf(2), await keyOf(3)];
  const share = bytes(0x42);
  const pairOf = (keys: EncryptionKeys) => ({ publicKey: keys.encryptionKey, privateKey: keys.encryptionPrivateKey });
  // what the two agree on is one value whatever the keys are for: the long-term ones stand for the session's here
  const toReceiver = { own: dealer.encryptionKey, receiver: receiver.encryptionKey };
  const toDealer = { own: receiver.encryptionKey, receiver: dealer.encryptionKey };
  const atReceiver = { own: pairOf(receiver), dealer: dealer.encryptionKey };
  const pair = () => {
    const shared = new SharedEnvelopes();
    return {
      shared,
      from: shared.cipher(dealer, encapsulation),
      to: shared.cipher(receiver, encapsulation),
    };
  };

  it("are the bytes that a miner alone makes, in both directions, in every session", async () => {
    const { from, to } = pair();
    const alone = new HpkeCipher(dealer, { encapsulation });
    const aloneToo = new HpkeCipher(receiver, { encapsulation });
    for (const session of [bytes(1), bytes(2), bytes(1)]) {
      const there = { ...context, session };
      const sealed = await from.seal(there, toReceiver, share);
      expect(sealed).toEqual(await alone.seal(there, toReceiver, share));
      expect(await aloneToo.open(there, atReceiver, sealed)).toEqual(share);
      const answer = await to.seal({ ...back, session }, toDealer, bytes(9));
      expect(answer).toEqual(await aloneToo.seal({ ...back, session }, toDealer, bytes(9)));
    }
  });

  it("open to the share, as often as they come, and after they were forgotten", async () => {
    const { shared, from, to } = pair();
    const sealed = await from.seal(context, toReceiver, share);
    expect(await to.open(context, atReceiver, sealed)).toEqual(share);
    expect(await to.open(context, atReceiver, sealed)).toEqual(share);
    await from.seal(context, toReceiver, share);
    shared.clear();
    expect(await to.open(context, atReceiver, sealed)).toEqual(share);
  });

  it("keep apart two shares that one dealer sealed for the same place", async () => {
    const { from, to } = pair();
    const first = await from.seal(context, toReceiver, share);
    const second = await from.seal(context, toReceiver, bytes(0x43));
    expect(await to.open(context, atReceiver, first)).toEqual(share);
    expect(await to.open(context, atReceiver, second)).toEqual(bytes(0x43));
  });

  it("open for nothing else: another session, dealer, receiver, key or a changed byte", async () => {
    const { from, to } = pair();
    const sealed = await from.seal(context, toReceiver, share);
    const changed = sealed.slice();
    changed[40]! ^= 1;
    const codes = await Promise.all(
      [
        to.open({ ...context, session: bytes(2) }, atReceiver, sealed),
        to.open({ ...context, dealer: 3 }, atReceiver, sealed),
        to.open({ ...context, receiver: 3 }, atReceiver, sealed),
        to.open(context, { ...atReceiver, dealer: stranger.encryptionKey }, sealed),
        to.open(context, { ...atReceiver, own: pairOf(stranger) }, sealed),
        to.open(context, atReceiver, changed),
        to.open(context, atReceiver, sealed.slice(1)),
      ].map(codeOfPromise),
    );
    expect(new Set(codes)).toEqual(new Set(["BAD_ENVELOPE"]));
  });

  it("cost one Diffie-Hellman value of long-term keys for both directions", async () => {
    const { from, to } = pair();
    const agreed = vi.spyOn(crypto.subtle, "deriveBits");
    try {
      await from.seal(context, toReceiver, share);
      const first = agreed.mock.calls.length;
      await to.seal(back, toDealer, share);
      expect(agreed.mock.calls.length - first).toBeLessThan(first);
    } finally {
      agreed.mockRestore();
    }
  });

  it("are not made for a receiver whose key is of no use", async () => {
    const { from } = pair();
    expect(await codeOfPromise(from.seal(context, { ...toReceiver, receiver: bytes(0) }, share))).toBe("BAD_ENVELOPE");
    expect(await codeOfPromise(from.seal(context, { ...toReceiver, receiver: bytes(1, 31) }, share))).toBe(
      "BAD_ENVELOPE",
    );
  });
});
