// How a share travels (protocol §5.3): HPKE in authenticated mode, so that only the dealer (and the receiver itself)
// can have made the message: otherwise anybody could "send two different shares" in a dealer's name. Session, dealer
// and receiver are in the associated data: a ciphertext means nothing elsewhere.
import { concatBytes, Encoder, FeldsparError, TAG, toHex } from "../encoding/index.js";
import { kem, suite } from "./hpke.js";

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

/** What a sealed share is bound to beside its keys. */
export function associatedData({ session, dealer, receiver }: EnvelopeContext): Uint8Array {
  return new Encoder(TAG.share).fixed(session, 32).u32(dealer).u32(receiver).finish();
}

/** One miner's end of all its channels. Keys are imported once. */
export class ShareCipher {
  protected readonly own: Promise<CryptoKeyPair>;
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

  protected peer(publicKey: Uint8Array): Promise<CryptoKey> {
    const name = toHex(publicKey);
    let key = this.peers.get(name);
    if (key === undefined) {
      key = suite.kem.deserializePublicKey(publicKey.slice().buffer as ArrayBuffer);
      key.catch(() => {});
      this.peers.set(name, key);
    }
    return key;
  }

  protected ephemeralPair(session: Uint8Array): Promise<CryptoKeyPair> | undefined {
    if (this.encapsulation === undefined) return undefined;
    const name = toHex(session);
    let pair = this.ephemeral.get(name);
    if (pair === undefined) {
      pair = kem.deriveSessionKeyPair(this.encapsulation(session).slice().buffer as ArrayBuffer);
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
