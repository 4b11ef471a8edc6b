// Shares in HPKE envelopes: authenticated, bound to session, dealer and receiver.
import { describe, expect, it, vi } from "vitest";
import { ENVELOPE_LENGTH, HpkeCipher } from "../../../src/sealing/cipher.js";
import { generateEncryptionKey } from "../../../src/sealing/keys.js";
import { fromHex, hex } from "../../support/bytes.js";
import { codeOfPromise } from "./support.js";

const bytes = (value: number, length = 32) => new Uint8Array(length).fill(value);
const keyOf = async (value: number) => {
  const { publicKey, privateKey } = await generateEncryptionKey(bytes(value));
  return { encryptionKey: publicKey, encryptionPrivateKey: privateKey };
};
/** X coordinates of points of low order on the curve and its twist, two of them not reduced (cr.yp.to/ecdh.html). */
const LOW_ORDER = [
  "0000000000000000000000000000000000000000000000000000000000000000",
  "0100000000000000000000000000000000000000000000000000000000000000",
  "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
  "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
];
const context = { session: bytes(1), dealer: 1, receiver: 2 };

describe("envelopes", async () => {
  const [dealer, receiver, stranger] = [await keyOf(1), await keyOf(2), await keyOf(3)];
  const from = new HpkeCipher(dealer);
  const to = new HpkeCipher(receiver);
  const share = bytes(0x42);

  it("open to the share that was sealed, and are fresh each time", async () => {
    const first = await from.seal(context, receiver.encryptionKey, share);
    const second = await from.seal(context, receiver.encryptionKey, share);
    expect(first.length).toBe(ENVELOPE_LENGTH);
    expect(first).not.toEqual(second);
    expect(await to.open(context, dealer.encryptionKey, first)).toEqual(share);
    expect(await to.open(context, dealer.encryptionKey, second)).toEqual(share);
  });

  it("open for nothing else: another session, dealer, receiver, key or a changed byte", async () => {
    const sealed = await from.seal(context, receiver.encryptionKey, share);
    const changed = Array.from({ length: 12 }, (_, position) => {
      const copy = sealed.slice();
      copy[7 * position]! ^= 1;
      return copy;
    });
    const codes = await Promise.all(
      [
        to.open({ ...context, session: bytes(2) }, dealer.encryptionKey, sealed),
        to.open({ ...context, dealer: 3 }, dealer.encryptionKey, sealed),
        to.open({ ...context, receiver: 3 }, dealer.encryptionKey, sealed),
        to.open(context, stranger.encryptionKey, sealed),
        new HpkeCipher(stranger).open(context, dealer.encryptionKey, sealed),
        to.open(context, dealer.encryptionKey, sealed.slice(1)),
        to.open(context, dealer.encryptionKey, new Uint8Array(0)),
        to.open(context, bytes(0), sealed),
        ...changed.map((copy) => to.open(context, dealer.encryptionKey, copy)),
      ].map(codeOfPromise),
    );
    expect(new Set(codes)).toEqual(new Set(["BAD_ENVELOPE"]));
  });

  it("cannot be made in a dealer's name by anybody else", async () => {
    const forged = await new HpkeCipher(stranger).seal(context, receiver.encryptionKey, share);
    expect(await codeOfPromise(to.open(context, dealer.encryptionKey, forged))).toBe("BAD_ENVELOPE");
  });

  it("are not made for a receiver whose key is of no use", async () => {
    expect(await codeOfPromise(from.seal(context, bytes(0), share))).toBe("BAD_ENVELOPE");
    expect(await codeOfPromise(from.seal(context, bytes(1, 31), share))).toBe("BAD_ENVELOPE");
  });

  it("are neither sealed for nor opened from a key of low order, in the message or beside it", async () => {
    const sealed = await from.seal(context, receiver.encryptionKey, share);
    for (const point of LOW_ORDER.map(fromHex)) {
      expect(await codeOfPromise(from.seal(context, point, share))).toBe("BAD_ENVELOPE");
      expect(await codeOfPromise(to.open(context, point, sealed))).toBe("BAD_ENVELOPE");
      const message = sealed.slice();
      message.set(point);
      expect(await codeOfPromise(to.open(context, dealer.encryptionKey, message))).toBe("BAD_ENVELOPE");
    }
  });

  it("refuse keys that agree on zero even where Web Crypto would not", async () => {
    const sealed = await from.seal(context, receiver.encryptionKey, share);
    const zero = vi.spyOn(crypto.subtle, "deriveBits").mockImplementation(async () => new ArrayBuffer(32));
    try {
      expect(await codeOfPromise(new HpkeCipher(dealer).seal(context, receiver.encryptionKey, share))).toBe(
        "BAD_ENVELOPE",
      );
      expect(await codeOfPromise(new HpkeCipher(receiver).open(context, dealer.encryptionKey, sealed))).toBe(
        "BAD_ENVELOPE",
      );
      expect(zero).toHaveBeenCalled();
    } finally {
      zero.mockRestore();
    }
  });

  it("leave keys, share and envelope as they were, and are not changed by what happens to these", async () => {
    const mine = share.slice();
    const keys = { ...dealer, encryptionKey: dealer.encryptionKey.slice() };
    const cipher = new HpkeCipher(keys);
    const sealed = await cipher.seal(context, receiver.encryptionKey, mine);
    const copy = sealed.slice();
    expect(mine).toEqual(share);
    mine.fill(0);
    keys.encryptionKey.fill(0);
    expect(await to.open(context, dealer.encryptionKey, sealed)).toEqual(share);
    expect(sealed).toEqual(copy);
    const second = await cipher.seal(context, receiver.encryptionKey, share);
    expect(await to.open(context, dealer.encryptionKey, second)).toEqual(share);
  });

  it("are reproducible when a simulation derives the encapsulation key, one per session", async () => {
    const seeded = () => new HpkeCipher(dealer, { encapsulation: (session) => session });
    const first = await seeded().seal(context, receiver.encryptionKey, share);
    expect(first).toEqual(await seeded().seal(context, receiver.encryptionKey, share));
    expect(await to.open(context, dealer.encryptionKey, first)).toEqual(share);
    const other = await seeded().seal({ ...context, session: bytes(9) }, receiver.encryptionKey, share);
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
