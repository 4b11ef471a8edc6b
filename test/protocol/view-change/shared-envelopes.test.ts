// Envelopes of a simulation's miners: the very bytes that a miner alone seals, opened for nobody else and nothing else.
import { describe, expect, it, vi } from "vitest";
import { HpkeCipher } from "../../../src/sealing/cipher.js";
import { generateEncryptionKey } from "../../../src/sealing/keys.js";
import { SharedEnvelopes } from "../../../src/simulation/together/envelopes.js";
import { codeOfPromise } from "./support.js";

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
      const sealed = await from.seal(there, receiver.encryptionKey, share);
      expect(sealed).toEqual(await alone.seal(there, receiver.encryptionKey, share));
      expect(await aloneToo.open(there, dealer.encryptionKey, sealed)).toEqual(share);
      const answer = await to.seal({ ...back, session }, dealer.encryptionKey, bytes(9));
      expect(answer).toEqual(await aloneToo.seal({ ...back, session }, dealer.encryptionKey, bytes(9)));
    }
  });

  it("open to the share, as often as they come, and after they were forgotten", async () => {
    const { shared, from, to } = pair();
    const sealed = await from.seal(context, receiver.encryptionKey, share);
    expect(await to.open(context, dealer.encryptionKey, sealed)).toEqual(share);
    expect(await to.open(context, dealer.encryptionKey, sealed)).toEqual(share);
    await from.seal(context, receiver.encryptionKey, share);
    shared.clear();
    expect(await to.open(context, dealer.encryptionKey, sealed)).toEqual(share);
  });

  it("keep apart two shares that one dealer sealed for the same place", async () => {
    const { from, to } = pair();
    const first = await from.seal(context, receiver.encryptionKey, share);
    const second = await from.seal(context, receiver.encryptionKey, bytes(0x43));
    expect(await to.open(context, dealer.encryptionKey, first)).toEqual(share);
    expect(await to.open(context, dealer.encryptionKey, second)).toEqual(bytes(0x43));
  });

  it("open for nothing else: another session, dealer, receiver, key or a changed byte", async () => {
    const { shared, from, to } = pair();
    const sealed = await from.seal(context, receiver.encryptionKey, share);
    const changed = sealed.slice();
    changed[40]! ^= 1;
    const codes = await Promise.all(
      [
        to.open({ ...context, session: bytes(2) }, dealer.encryptionKey, sealed),
        to.open({ ...context, dealer: 3 }, dealer.encryptionKey, sealed),
        to.open({ ...context, receiver: 3 }, dealer.encryptionKey, sealed),
        to.open(context, stranger.encryptionKey, sealed),
        shared.cipher(stranger, encapsulation).open(context, dealer.encryptionKey, sealed),
        to.open(context, dealer.encryptionKey, changed),
        to.open(context, dealer.encryptionKey, sealed.slice(1)),
      ].map(codeOfPromise),
    );
    expect(new Set(codes)).toEqual(new Set(["BAD_ENVELOPE"]));
  });

  it("cost one Diffie-Hellman value of long-term keys for both directions", async () => {
    const { from, to } = pair();
    const agreed = vi.spyOn(crypto.subtle, "deriveBits");
    try {
      await from.seal(context, receiver.encryptionKey, share);
      const first = agreed.mock.calls.length;
      await to.seal(back, dealer.encryptionKey, share);
      expect(agreed.mock.calls.length - first).toBeLessThan(first);
    } finally {
      agreed.mockRestore();
    }
  });

  it("are not made for a receiver whose key is of no use", async () => {
    const { from } = pair();
    expect(await codeOfPromise(from.seal(context, bytes(0), share))).toBe("BAD_ENVELOPE");
    expect(await codeOfPromise(from.seal(context, bytes(1, 31), share))).toBe("BAD_ENVELOPE");
  });
});
