// HPKE's single message in authenticated mode against the RFC's vector and, byte for byte, against the plain library.
import { Chacha20Poly1305 } from "@hpke/chacha20poly1305";
import { CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from "@hpke/core";
import { describe, expect, it } from "vitest";
import { randomBytes } from "../../../bindings/random.js";
import { associatedData, HpkeCipher } from "../../../src/sealing/cipher.js";
import { open, seal } from "../../../src/sealing/hpke.js";
import {
  agree,
  deriveKeyPair,
  generateEncryptionKey,
  importKeyPair,
  importPublicKey,
} from "../../../src/sealing/keys.js";
import { SharedEnvelopes } from "../../../src/simulation/together/envelopes.js";
import { fromHex, hex } from "../../support/bytes.js";

const library = new CipherSuite({
  kem: new DhkemX25519HkdfSha256(),
  kdf: new HkdfSha256(),
  aead: new Chacha20Poly1305(),
});

/** RFC 9180 appendix A.2.3, sequence number 0: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20Poly1305, mode auth. */
const VECTOR = {
  info: "4f6465206f6e2061204772656369616e2055726e",
  ikmE: "938d3daa5a8904540bc24f48ae90eed3f4f7f11839560597b55e7c9598c996c0",
  ikmR: "64835d5ee64aa7aad57c6f2e4f758f7696617f8829e70bc9ac7a5ef95d1c756c",
  ikmS: "9d8f94537d5a3ddef71234c0baedfad4ca6861634d0b94c3007fed557ad17df6",
  pkRm: "1a478716d63cb2e16786ee93004486dc151e988b34b475043d3e0175bdb01c44",
  skRm: "3ca22a6d1cda1bb9480949ec5329d3bf0b080ca4c45879c95eddb55c70b80b82",
  pkSm: "f0f4f9e96c54aeed3f323de8534fffd7e0577e4ce269896716bcb95643c8712b",
  skSm: "2def0cb58ffcf83d1062dd085c8aceca7f4c0c3fd05912d847b61f3e54121f05",
  enc: "f7674cc8cd7baa5872d1f33dbaffe3314239f6197ddf5ded1746760bfc847e0e",
  aad: "436f756e742d30",
  pt: "4265617574792069732074727574682c20747275746820626561757479",
  ct: "ab1a13c9d4f01a87ec3440dbd756e2677bd2ecf9df0ce7ed73869b98e00c09be111cb9fdf077347aeb88e61bdf",
} as const;
const vector = Object.fromEntries(Object.entries(VECTOR).map(([name, text]) => [name, fromHex(text)])) as Record<
  keyof typeof VECTOR,
  Uint8Array<ArrayBuffer>
>;

/** 32 bytes that look random and are the same in every run. */
const material = async (text: string) =>
  new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));

describe("RFC 9180 A.2.3", async () => {
  const sender = await importKeyPair({ publicKey: vector.pkSm, privateKey: vector.skSm });
  const receiver = await importKeyPair({ publicKey: vector.pkRm, privateKey: vector.skRm });
  const theirs = { sender: await importPublicKey(vector.pkSm), receiver: await importPublicKey(vector.pkRm) };
  const { info } = vector;

  it("keys", async () => {
    for (const [ikm, publicKey, privateKey] of [
      [vector.ikmR, VECTOR.pkRm, VECTOR.skRm],
      [vector.ikmS, VECTOR.pkSm, VECTOR.skSm],
    ] as const) {
      const pair = await generateEncryptionKey(ikm);
      expect([hex(pair.publicKey), hex(pair.privateKey)]).toEqual([publicKey, privateKey]);
    }
  });

  it("sealed", async () => {
    const encapsulation = await deriveKeyPair(vector.ikmE);
    const agreement = agree(sender, theirs.receiver);
    const sealing = { agreement, info, sender: vector.pkSm, receiver: theirs.receiver, encapsulation };
    expect(hex(await seal(sealing, vector.pt, vector.aad))).toBe(VECTOR.enc + VECTOR.ct);
  });

  it("opened, by the library too", async () => {
    const sealed = fromHex(VECTOR.enc + VECTOR.ct);
    const opening = { agreement: agree(receiver, theirs.sender), info, sender: vector.pkSm, receiver };
    expect(hex(await open(opening, sealed, vector.aad))).toBe(VECTOR.pt);
    const opened = await library.open(
      {
        recipientKey: await library.kem.deriveKeyPair(vector.ikmR),
        senderPublicKey: await library.kem.deserializePublicKey(vector.pkSm),
        enc: vector.enc,
        info,
      },
      vector.ct,
      vector.aad,
    );
    expect(hex(new Uint8Array(opened))).toBe(VECTOR.pt);
  });
});

describe("the plain HPKE library", async () => {
  const keysOf = async (name: string) => {
    const ikm = await material(name);
    const { publicKey, privateKey } = await generateEncryptionKey(ikm);
    return {
      encryptionKey: publicKey,
      encryptionPrivateKey: privateKey,
      ofLibrary: await library.kem.deriveKeyPair(ikm),
    };
  };
  const seededEncapsulation = (session: Uint8Array) => session.map((byte) => byte ^ 0x5a);
  const [dealer, receiver] = [await keysOf("dealer"), await keysOf("receiver")];

  it("seals and opens the same bytes, seeded, as a miner alone and in a simulation", async () => {
    const alone = new HpkeCipher(dealer, { encapsulation: seededEncapsulation });
    const together = new SharedEnvelopes().cipher(dealer, seededEncapsulation);
    for (let number = 0; number < 20; number++) {
      const session = await material(`session ${number >> 1}`);
      const share = await material(`share ${number}`);
      const context = { session, dealer: number, receiver: number + 1 };
      const { enc, ct } = await library.seal(
        {
          recipientPublicKey: receiver.ofLibrary.publicKey,
          senderKey: dealer.ofLibrary,
          info: session,
          ekm: seededEncapsulation(session),
        },
        share,
        associatedData(context),
      );
      const expected = hex(new Uint8Array(enc)) + hex(new Uint8Array(ct));
      const keys = { own: dealer.encryptionKey, receiver: receiver.encryptionKey };
      expect(hex(await alone.seal(context, keys, share))).toBe(expected);
      expect(hex(await together.seal(context, keys, share))).toBe(expected);
      const own = { publicKey: receiver.encryptionKey, privateKey: receiver.encryptionPrivateKey };
      const opened = new HpkeCipher(dealer).open(context, { own, dealer: dealer.encryptionKey }, fromHex(expected));
      expect(await opened).toEqual(share);
    }
  });

  it("opens what was sealed with a fresh key", async () => {
    const context = { session: await material("fresh"), dealer: 3, receiver: 4 };
    const share = await material("share");
    const keys = { own: dealer.encryptionKey, receiver: receiver.encryptionKey };
    const sealed = await new HpkeCipher(dealer).seal(context, keys, share);
    const opened = await library.open(
      {
        recipientKey: receiver.ofLibrary,
        senderPublicKey: dealer.ofLibrary.publicKey,
        enc: sealed.slice(0, 32),
        info: context.session,
      },
      sealed.slice(32),
      associatedData(context),
    );
    expect(new Uint8Array(opened)).toEqual(share);
  });

  it.each([0, 1, 31, 64, 1000])("agrees on information and plaintext of %d bytes", async (length) => {
    const [info, plaintext] = [new Uint8Array(length).fill(3), new Uint8Array(length).fill(4)];
    const [sender, to] = [await deriveKeyPair(randomBytes(32)), await deriveKeyPair(randomBytes(32))];
    const [from, peer] = [await importPublicKey(sender.publicKey), await importPublicKey(to.publicKey)];
    const encapsulation = await deriveKeyPair(randomBytes(32));
    const agreement = agree(sender, peer);
    const sealed = await seal(
      { agreement, info, sender: from.bytes, receiver: peer, encapsulation },
      plaintext,
      new Uint8Array(0),
    );
    const opened = await library.open(
      {
        recipientKey: { privateKey: to.privateKey, publicKey: peer.key },
        senderPublicKey: from.key,
        enc: sealed.slice(0, 32),
        info,
      },
      sealed.slice(32),
    );
    expect(new Uint8Array(opened)).toEqual(plaintext);
    expect(await open({ agreement, info, sender: from.bytes, receiver: to }, sealed, new Uint8Array(0))).toEqual(
      plaintext,
    );
  });
});
