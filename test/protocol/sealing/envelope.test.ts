// Shares in HPKE envelopes: from a long-term key to a key of the session, bound to session, dealer and receiver.
import { describe, expect, it, vi } from "vitest";
import { ENVELOPE_OVERHEAD, HpkeCipher, MAX_PLAINTEXT } from "../../../src/sealing/cipher.js";
import { generateEncryptionKey } from "../../../src/sealing/keys.js";
import { fromHex, hex } from "../../support/bytes.js";
import { bytes, codeOf, LOW_ORDER, longTermOf, pairOf } from "./support.js";

const context = { session: bytes(1), dealer: 1, receiver: 2 };

describe("envelopes", async () => {
  const [dealer, receiver, stranger] = [await pairOf(1), await pairOf(2), await pairOf(3)];
  const from = new HpkeCipher(longTermOf(dealer));
  const to = new HpkeCipher(longTermOf(await pairOf(4)));
  const share = bytes(0x42);
  const sealing = { own: dealer.publicKey, receiver: receiver.publicKey };
  const opening = { own: receiver, dealer: dealer.publicKey };

  it("open to what was sealed, and are fresh each time", async () => {
    const first = await from.seal(context, sealing, share);
    const second = await from.seal(context, sealing, share);
    expect(first.length).toBe(32 + ENVELOPE_OVERHEAD);
    expect(first).not.toEqual(second);
    expect(await to.open(context, opening, first)).toEqual(share);
    expect(await to.open(context, opening, second)).toEqual(share);
  });

  it("take plaintexts of any length up to a bound", async () => {
    for (const length of [1, 500, MAX_PLAINTEXT]) {
      const plaintext = bytes(7, length);
      expect(await to.open(context, opening, await from.seal(context, sealing, plaintext))).toEqual(plaintext);
    }
    const tooLong = await from.seal(context, sealing, bytes(7, MAX_PLAINTEXT + 1));
    expect(await codeOf(to.open(context, opening, tooLong))).toBe("BAD_ENVELOPE");
  });

  it("open for nothing else: another session, dealer, receiver, key or a changed byte", async () => {
    const sealed = await from.seal(context, sealing, share);
    const changed = Array.from({ length: 12 }, (_, position) => {
      const copy = sealed.slice();
      copy[7 * position]! ^= 1;
      return copy;
    }).slice(0, 11);
    const codes = await Promise.all(
      [
        to.open({ ...context, session: bytes(2) }, opening, sealed),
        to.open({ ...context, dealer: 3 }, opening, sealed),
        to.open({ ...context, receiver: 3 }, opening, sealed),
        to.open(context, { ...opening, dealer: stranger.publicKey }, sealed),
        to.open(context, { ...opening, own: stranger }, sealed),
        to.open(context, opening, sealed.slice(1)),
        to.open(context, opening, new Uint8Array(0)),
        to.open(context, { ...opening, dealer: bytes(0) }, sealed),
        ...changed.map((copy) => to.open(context, opening, copy)),
      ].map(codeOf),
    );
    expect(new Set(codes)).toEqual(new Set(["BAD_ENVELOPE"]));
  });

  it("do not open with the receiver's long-term key", async () => {
    const sealed = await from.seal(context, sealing, share);
    expect(await codeOf(to.open(context, { ...opening, own: await pairOf(4) }, sealed))).toBe("BAD_ENVELOPE");
  });

  it("cannot be made in a dealer's name by anybody else", async () => {
    const forger = new HpkeCipher(longTermOf(stranger));
    const forged = await forger.seal(context, { ...sealing, own: stranger.publicKey }, share);
    expect(await codeOf(to.open(context, opening, forged))).toBe("BAD_ENVELOPE");
    expect(await codeOf(forger.seal(context, sealing, share))).toBe("BAD_ENVELOPE");
  });

  it("are sealed with the key that the list names, also with an earlier one", async () => {
    const changed = new HpkeCipher({ ...longTermOf(stranger), previousEncryptionKeys: [longTermOf(dealer)] });
    const sealed = await changed.seal(context, sealing, share);
    expect(await to.open(context, opening, sealed)).toEqual(share);
  });

  it("are not made for a receiver whose key is of no use", async () => {
    expect(await codeOf(from.seal(context, { ...sealing, receiver: bytes(0) }, share))).toBe("BAD_ENVELOPE");
    expect(await codeOf(from.seal(context, { ...sealing, receiver: bytes(1, 31) }, share))).toBe("BAD_ENVELOPE");
  });

  it("are neither sealed for nor opened from a key of low order, in the message or beside it", async () => {
    const sealed = await from.seal(context, sealing, share);
    for (const point of LOW_ORDER) {
      expect(await codeOf(from.seal(context, { ...sealing, receiver: point }, share))).toBe("BAD_ENVELOPE");
      expect(await codeOf(to.open(context, { ...opening, dealer: point }, sealed))).toBe("BAD_ENVELOPE");
      const message = sealed.slice();
      message.set(point);
      expect(await codeOf(to.open(context, opening, message))).toBe("BAD_ENVELOPE");
    }
  });

  it("refuse keys that agree on zero even where Web Crypto would not", async () => {
    const sealed = await from.seal(context, sealing, share);
    const zero = vi.spyOn(crypto.subtle, "deriveBits").mockImplementation(async () => new ArrayBuffer(32));
    try {
      const fresh = new HpkeCipher(longTermOf(dealer));
      expect(await codeOf(fresh.seal(context, sealing, share))).toBe("BAD_ENVELOPE");
      expect(await codeOf(fresh.open(context, opening, sealed))).toBe("BAD_ENVELOPE");
      expect(zero).toHaveBeenCalled();
    } finally {
      zero.mockRestore();
    }
  });

  it("leave keys, share and envelope as they were, and are not changed by what happens to these", async () => {
    const mine = share.slice();
    const keys = { ...longTermOf(dealer), encryptionKey: dealer.publicKey.slice() };
    const cipher = new HpkeCipher(keys);
    const sealed = await cipher.seal(context, sealing, mine);
    const copy = sealed.slice();
    expect(mine).toEqual(share);
    mine.fill(0);
    keys.encryptionKey.fill(0);
    expect(await to.open(context, opening, sealed)).toEqual(share);
    expect(sealed).toEqual(copy);
    const second = await cipher.seal(context, sealing, share);
    expect(await to.open(context, opening, second)).toEqual(share);
  });

  it("are of what was given, whatever is written there while they are made", async () => {
    const random = (length: number) => bytes(5, length);
    const seal = async (then: Uint8Array) => {
      const given = share.slice();
      const made = new HpkeCipher(longTermOf(dealer), { random }).seal(context, sealing, given);
      given.set(then);
      return made;
    };
    // the key is hedged with the first, and would have sealed both of the others
    const [one, other] = await Promise.all([seal(bytes(1)), seal(bytes(2))]);
    expect(one).toEqual(other);
    expect(await to.open(context, opening, one!)).toEqual(share);
  });

  it.each([0, 5])("under a source that gives %d alone: one key for one message, none for two", async (value) => {
    const random = (length: number) => bytes(value, length);
    const seal = (by = dealer, where = context, keys = sealing, what = share) =>
      new HpkeCipher(longTermOf(by), { random }).seal(where, keys, what);
    const others = await Promise.all([
      seal(stranger, context, { ...sealing, own: stranger.publicKey }),
      ...[{ session: bytes(8) }, { dealer: 7 }, { receiver: 7 }].map((one) => seal(dealer, { ...context, ...one })),
      seal(dealer, context, { ...sealing, receiver: stranger.publicKey }),
      seal(dealer, context, sealing, bytes(0x43)),
      // what is one byte string more or less is not another
      seal(dealer, context, sealing, bytes(0x42, 31)),
    ]);
    const [first, again] = [await seal(), await seal()];
    expect(again).toEqual(first);
    expect(new Set([first, ...others].map((sealed) => hex(sealed.slice(0, 32)))).size).toBe(8);
    expect(await to.open(context, opening, first)).toEqual(share);
  });

  it("blame nobody for a source that is none, and go on after it", async () => {
    let broken: () => unknown = () => bytes(1, 31);
    const brittle = new HpkeCipher(longTermOf(dealer), { random: () => broken() as Uint8Array });
    expect(await codeOf(brittle.seal(context, sealing, share))).toBe("BAD_LENGTH");
    broken = () => "random";
    expect(await codeOf(brittle.seal(context, sealing, share))).toBe("BAD_TYPE");
    broken = () => {
      throw new Error("no entropy");
    };
    expect(await codeOf(brittle.seal(context, sealing, share))).toBe("NO_RANDOM");
    broken = () => bytes(3);
    expect(await to.open(context, opening, await brittle.seal(context, sealing, share))).toEqual(share);
  });

  it("are reproducible when a simulation derives the encapsulation key, one per session", async () => {
    const seeded = () => new HpkeCipher(longTermOf(dealer), { encapsulation: (session) => session });
    const first = await seeded().seal(context, sealing, share);
    expect(first).toEqual(await seeded().seal(context, sealing, share));
    expect(await to.open(context, opening, first)).toEqual(share);
    const other = await seeded().seal({ ...context, session: bytes(9) }, sealing, share);
    expect(other.slice(0, 32)).not.toEqual(first.slice(0, 32));
  });

  it("derives keys as RFC 9180 says", async () => {
    // appendix A.2.1: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20Poly1305, base setup, skE from ikmE
    const ikm = fromHex("909a9b35d3dc4713a5e72a4da274b55d3d3821a37e5d099e74a647db583a904b");
    const pair = await generateEncryptionKey(ikm);
    expect(hex(pair.privateKey)).toBe("f4ec9b33b792c372c1d2c2063507b684ef925b8c75a42dbcbf57d63ccd381600");
    expect(hex(pair.publicKey)).toBe("1afa08d3dec047a643885163f1180476fa7ddb54c6a8029ea33f95796bf2ac4a");
  });
});

describe("keys for a session", async () => {
  const mine = longTermOf(await pairOf(1));
  const other = longTermOf(await pairOf(2));

  it("are fresh each time", async () => {
    const cipher = new HpkeCipher(mine);
    const [one, two] = [await cipher.sessionKeys(bytes(1), bytes(2)), await cipher.sessionKeys(bytes(1), bytes(2))];
    expect(one.publicKey).not.toEqual(two.publicKey);
    expect(one.privateKey).not.toEqual(two.privateKey);
  });

  it("of a source that repeats itself differ by miner, session and state", async () => {
    const random = (length: number) => bytes(5, length);
    const made = await Promise.all([
      new HpkeCipher(mine, { random }).sessionKeys(bytes(1), bytes(2)),
      new HpkeCipher(other, { random }).sessionKeys(bytes(1), bytes(2)),
      new HpkeCipher(mine, { random }).sessionKeys(bytes(3), bytes(2)),
      new HpkeCipher(mine, { random }).sessionKeys(bytes(1), bytes(3)),
      new HpkeCipher(mine, { random }).sessionKeys(bytes(1), bytes(2)),
    ]);
    const names = made.map(({ publicKey }) => hex(publicKey));
    expect(new Set(names.slice(0, 4)).size).toBe(4);
    expect(names[4]).toBe(names[0]);
  });
});
