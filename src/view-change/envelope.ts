// How a share travels (protocol §5.3): HPKE (RFC 9180) with DHKEM(X25519, HKDF-SHA256), HKDF-SHA256 and
// ChaCha20-Poly1305, in authenticated mode, so that only the dealer (and the receiver itself) can have made the
// message: otherwise anybody could "send two different shares" in a dealer's name. Session, dealer and receiver are
// in the associated data: a ciphertext means nothing elsewhere. This is the only file that imports the HPKE library.
// X25519 comes from Web Crypto.
import { Chacha20Poly1305 } from "@hpke/chacha20poly1305";
import { CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from "@hpke/core";
import { expand, extract } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { concatBytes, Encoder, FeldsparError, TAG, toHex } from "../encoding/index.js";

type Buffers = ArrayBufferLike | ArrayBufferView;

function view(input: Buffers): Uint8Array {
  return ArrayBuffer.isView(input)
    ? new Uint8Array(input.buffer, input.byteOffset, input.byteLength)
    : new Uint8Array(input);
}

/**
 * HKDF-SHA256 for the KEM and the key schedule, on the calling thread: Web Crypto's takes a thread hop per call, ten
 * calls per message.
 */
class SynchronousHkdf extends HkdfSha256 {
  override async extract(salt: Buffers, ikm: Buffers): Promise<ArrayBuffer> {
    return extract(sha256, view(ikm), salt.byteLength === 0 ? undefined : view(salt)).slice().buffer as ArrayBuffer;
  }
  override async expand(prk: Buffers, info: Buffers, length: number): Promise<ArrayBuffer> {
    return expand(sha256, view(prk), view(info), length).slice().buffer as ArrayBuffer;
  }
  override async extractAndExpand(salt: Buffers, ikm: Buffers, info: Buffers, length: number): Promise<ArrayBuffer> {
    const prk = extract(sha256, view(ikm), salt.byteLength === 0 ? undefined : view(salt));
    return expand(sha256, prk, view(info), length).slice().buffer as ArrayBuffer;
  }
}

/** "KEM" and the KEM's number (RFC 9180 §4.1, §7.1). */
const KEM_SUITE_ID = Uint8Array.of(0x4b, 0x45, 0x4d, 0x00, 0x20);

/**
 * DHKEM(X25519, HKDF-SHA256) that asks Web Crypto once for what it needs again and again: the raw bytes of long-term
 * public keys, and the Diffie-Hellman value of two long-term keys, which one miner uses for what it sends to another
 * and for what it gets from it. Both are forgotten with their keys. Keys of a single message are never remembered.
 */
class RememberingKem extends DhkemX25519HkdfSha256 {
  private readonly longTerm = new WeakSet<CryptoKey>();

  constructor() {
    super();
    const kdf = new SynchronousHkdf();
    kdf.init(KEM_SUITE_ID);
    this._kdf = kdf;
    const raw = new WeakMap<CryptoKey, Promise<ArrayBuffer>>();
    const values = new WeakMap<CryptoKey, WeakMap<CryptoKey, Promise<ArrayBuffer>>>();
    const primitives = this._prim;
    const serializePublicKey = primitives.serializePublicKey.bind(primitives);
    const dh = primitives.dh.bind(primitives);
    primitives.serializePublicKey = (key) =>
      this.longTerm.has(key) ? remembered(raw, key, () => serializePublicKey(key)) : serializePublicKey(key);
    primitives.dh = (secretKey, publicKey) => {
      if (!this.longTerm.has(secretKey) || !this.longTerm.has(publicKey)) return dh(secretKey, publicKey);
      const ofSecret = values.get(secretKey) ?? new WeakMap<CryptoKey, Promise<ArrayBuffer>>();
      values.set(secretKey, ofSecret);
      return remembered(ofSecret, publicKey, () => dh(secretKey, publicKey));
    };
  }

  /** Keys that come as bytes are long-term ones: those of a message are read elsewhere. */
  override async deserializePublicKey(bytes: Buffers): Promise<CryptoKey> {
    const key = await super.deserializePublicKey(bytes);
    this.longTerm.add(key);
    return key;
  }

  override async deserializePrivateKey(bytes: Buffers): Promise<CryptoKey> {
    const key = await super.deserializePrivateKey(bytes);
    this.longTerm.add(key);
    return key;
  }
}

/** A copy of what was computed for this key, computed now if it was not. */
async function remembered(
  known: WeakMap<CryptoKey, Promise<ArrayBuffer>>,
  key: CryptoKey,
  compute: () => Promise<ArrayBuffer>,
): Promise<ArrayBuffer> {
  let value = known.get(key);
  if (value === undefined) {
    value = compute();
    known.set(key, value);
  }
  return (await value).slice(0);
}

const suite = new CipherSuite({
  kem: new RememberingKem(),
  kdf: new SynchronousHkdf(),
  aead: new Chacha20Poly1305(),
});

/** Encapsulated key (32) and ciphertext of a 32-byte share with its tag (48). */
export const ENVELOPE_LENGTH = 80;

/** An X25519 key pair as raw bytes, derived from 32 or more bytes of key material (RFC 9180 §7.1.3). */
export async function generateEncryptionKey(
  material: Uint8Array,
): Promise<{ publicKey: Uint8Array; privateKey: Uint8Array }> {
  const pair = await suite.kem.deriveKeyPair(material.slice().buffer as ArrayBuffer);
  return {
    publicKey: new Uint8Array(await suite.kem.serializePublicKey(pair.publicKey)),
    privateKey: new Uint8Array(await suite.kem.serializePrivateKey(pair.privateKey)),
  };
}

/** Where a share belongs. */
export interface EnvelopeContext {
  readonly session: Uint8Array;
  /** Index of the dealer and of the receiver in the frozen list. */
  readonly dealer: number;
  readonly receiver: number;
}

function associatedData({ session, dealer, receiver }: EnvelopeContext): Uint8Array {
  return new Encoder(TAG.share).fixed(session, 32).u32(dealer).u32(receiver).finish();
}

/** One miner's end of all its channels. Keys are imported once. */
export class ShareCipher {
  private readonly own: Promise<CryptoKeyPair>;
  private readonly ephemeral = new Map<string, Promise<CryptoKeyPair>>();

  /**
   * `encapsulation` derives the encapsulation key from the session instead of drawing a fresh one per message, so
   * that a simulation can be repeated to the byte. One key is then used once for each receiver, which the receiver's
   * key in the KEM context keeps apart; only simulations do it. `peers` are the imported public keys, by their hex:
   * miners of one process may share them.
   */
  constructor(
    keys: { readonly encryptionKey: Uint8Array; readonly encryptionPrivateKey: Uint8Array },
    private readonly encapsulation?: (session: Uint8Array) => Uint8Array,
    private readonly peers = new Map<string, Promise<CryptoKey>>(),
  ) {
    this.own = (async () => ({
      publicKey: await suite.kem.deserializePublicKey(keys.encryptionKey.slice().buffer as ArrayBuffer),
      privateKey: await suite.kem.deserializePrivateKey(keys.encryptionPrivateKey.slice().buffer as ArrayBuffer),
    }))();
    this.own.catch(() => {}); // reported where it is awaited
  }

  private peer(publicKey: Uint8Array): Promise<CryptoKey> {
    const name = toHex(publicKey);
    let key = this.peers.get(name);
    if (key === undefined) {
      key = suite.kem.deserializePublicKey(publicKey.slice().buffer as ArrayBuffer);
      key.catch(() => {});
      this.peers.set(name, key);
    }
    return key;
  }

  private ephemeralPair(session: Uint8Array): Promise<CryptoKeyPair> | undefined {
    if (this.encapsulation === undefined) return undefined;
    const name = toHex(session);
    let pair = this.ephemeral.get(name);
    if (pair === undefined) {
      pair = suite.kem.deriveKeyPair(this.encapsulation(session).slice().buffer as ArrayBuffer);
      this.ephemeral.set(name, pair);
    }
    return pair;
  }

  /** Encrypts a 32-byte share to the receiver. Throws BAD_ENVELOPE when the receiver's key is of no use. */
  async seal(context: EnvelopeContext, receiverKey: Uint8Array, share: Uint8Array): Promise<Uint8Array> {
    try {
      const ekm = await this.ephemeralPair(context.session);
      const sealed = await suite.seal(
        {
          recipientPublicKey: await this.peer(receiverKey),
          senderKey: await this.own,
          info: context.session,
          ...(ekm === undefined ? {} : { ekm }),
        },
        share,
        associatedData(context),
      );
      return concatBytes(new Uint8Array(sealed.enc), new Uint8Array(sealed.ct));
    } catch {
      throw new FeldsparError("BAD_ENVELOPE", `the share for receiver ${context.receiver} could not be sealed`, [
        context.receiver,
      ]);
    }
  }

  /**
   * Decrypts a share. Throws BAD_ENVELOPE for anything that this dealer did not seal for this receiver in this
   * session.
   */
  async open(context: EnvelopeContext, dealerKey: Uint8Array, envelope: Uint8Array): Promise<Uint8Array> {
    if (envelope.length === ENVELOPE_LENGTH) {
      try {
        const opened = await suite.open(
          {
            recipientKey: await this.own,
            senderPublicKey: await this.peer(dealerKey),
            enc: envelope.slice(0, 32),
            info: context.session,
          },
          envelope.slice(32),
          associatedData(context),
        );
        return new Uint8Array(opened);
      } catch {
        // told below, without saying which check failed
      }
    }
    throw new FeldsparError("BAD_ENVELOPE", `the share from dealer ${context.dealer} could not be opened`, [
      context.dealer,
    ]);
  }
}
