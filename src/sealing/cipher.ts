// How a share travels (protocol §5.3): HPKE in authenticated mode, so that only the dealer (and the receiver itself)
// can have made the message: otherwise anybody could "send two different shares" in a dealer's name. Session, dealer
// and receiver are in the associated data: a ciphertext means nothing elsewhere. A miner's runner takes a cipher as a
// port; the one of the protocol is HpkeCipher.
import { Encoder, equalBytes, FeldsparError, isBytes, TAG } from "../encoding/index.js";
import { type Agreements, OwnAgreements } from "./agreements.js";
import { ENCAPSULATED_LENGTH, open, seal, TAG_LENGTH } from "./hpke.js";
import { deriveKeyPair, freshKeyPair, importKeyPair, type X25519KeyPair } from "./keys.js";

const SHARE_LENGTH = 32;
/** Encapsulated key (32) and ciphertext of a 32-byte share with its tag (48). */
export const ENVELOPE_LENGTH = ENCAPSULATED_LENGTH + SHARE_LENGTH + TAG_LENGTH;

/** Where a share belongs. */
export interface EnvelopeContext {
  /** 32 bytes. */
  readonly session: Uint8Array;
  /** Index of the dealer and of the receiver in the frozen list. */
  readonly dealer: number;
  readonly receiver: number;
}

/** What a sealed share is bound to beside its keys. */
export function associatedData({ session, dealer, receiver }: EnvelopeContext): Uint8Array {
  return new Encoder(TAG.share).fixed(session, 32).u32(dealer).u32(receiver).finish();
}

/** One miner's end of all its channels: seals as the dealer, opens as the receiver. */
export interface ShareCipher {
  /**
   * Encrypts a 32-byte share to the receiver's X25519 key (32 bytes): 80 bytes. Throws BAD_ENVELOPE when the receiver's
   * key is of no use.
   */
  seal(context: EnvelopeContext, receiverKey: Uint8Array, share: Uint8Array): Promise<Uint8Array>;
  /**
   * Decrypts a share, 32 bytes. Throws BAD_ENVELOPE for anything that this dealer did not seal for this receiver in
   * this session.
   */
  open(context: EnvelopeContext, dealerKey: Uint8Array, envelope: Uint8Array): Promise<Uint8Array>;
}

/** A miner's X25519 pair as raw bytes, 32 each, as its MinerIdentity has it. */
export interface EncryptionKeys {
  readonly encryptionKey: Uint8Array;
  readonly encryptionPrivateKey: Uint8Array;
}

/** What a simulation does otherwise than a miner. */
export interface HpkeCipherOptions {
  /**
   * Derives the encapsulation key from the session (32 bytes or more) instead of drawing a fresh one per message, so
   * that a simulation can be repeated to the byte. One key is then used once for each receiver, which the receiver's
   * key in the KEM context keeps apart; only simulations do it.
   */
  readonly encapsulation?: (session: Uint8Array) => Uint8Array;
  /** Miners of one process may share what their keys agree on. Default: this cipher's own. */
  readonly agreements?: Agreements;
}

/** HPKE of RFC 9180 for one miner. Keys are imported once, and agreed with once for each peer. */
export class HpkeCipher implements ShareCipher {
  private readonly own: Promise<X25519KeyPair>;
  private readonly agreements: Agreements;
  private readonly encapsulation: HpkeCipherOptions["encapsulation"];
  private derived: { readonly session: Uint8Array; readonly pair: Promise<X25519KeyPair> } | null = null;

  /** A real miner gives its keys and nothing else. Keys of no use are refused when something is sealed or opened. */
  constructor(keys: EncryptionKeys, options: HpkeCipherOptions = {}) {
    this.own = importKeyPair({ publicKey: keys.encryptionKey, privateKey: keys.encryptionPrivateKey });
    this.own.catch(() => {}); // reported where it is awaited
    this.agreements = options.agreements ?? new OwnAgreements();
    this.encapsulation = options.encapsulation;
  }

  /** Encrypts a 32-byte share to the receiver. Throws BAD_ENVELOPE when the receiver's key is of no use. */
  async seal(context: EnvelopeContext, receiverKey: Uint8Array, share: Uint8Array): Promise<Uint8Array> {
    try {
      const associated = associatedData(context);
      const own = await this.own;
      const receiver = await this.agreements.peer(receiverKey);
      const encapsulation = await this.encapsulationPair(context.session);
      const agreement = this.agreements.between(own, receiver);
      const { session: info } = context;
      return await seal({ agreement, info, sender: own.publicKey, receiver, encapsulation }, share, associated);
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
    if (isBytes(envelope) && envelope.length === ENVELOPE_LENGTH) {
      try {
        const associated = associatedData(context);
        const own = await this.own;
        const dealer = await this.agreements.peer(dealerKey);
        const agreement = this.agreements.between(own, dealer);
        const { session: info } = context;
        return await open({ agreement, info, sender: dealer.bytes, receiver: own }, envelope, associated);
      } catch {
        // told below, without saying which check failed
      }
    }
    throw new FeldsparError("BAD_ENVELOPE", `the share from dealer ${context.dealer} could not be opened`, [
      context.dealer,
    ]);
  }

  private encapsulationPair(session: Uint8Array): Promise<X25519KeyPair> {
    if (this.encapsulation === undefined) return freshKeyPair();
    if (this.derived === null || !equalBytes(this.derived.session, session)) {
      this.derived = { session: session.slice(), pair: deriveKeyPair(this.encapsulation(session)) };
    }
    return this.derived.pair;
  }
}
