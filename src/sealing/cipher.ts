// How a share travels (protocol §5.3): HPKE in authenticated mode, from the dealer's long-term key to a key that the
// receiver has made for this session and wipes after it, so that recorded traffic opens nothing later. Session,
// dealer and receiver are in the associated data: a ciphertext means nothing elsewhere. The encapsulation
// key is hedged with the long-term private key and with what is sealed: a random source that repeats itself makes no
// key twice for two messages. A miner's runner takes a cipher as a port; the one of the protocol is HpkeCipher.

import { sha256 } from "@noble/hashes/sha2.js";
import { checkInteger, readingLater, recordOf, someOptionsOf } from "../../bindings/arguments.js";
import { checkBytes } from "../../bindings/bytes.js";
import { drawFrom, type RandomBytes, randomBytes } from "../../bindings/random.js";
import { concatBytes, Encoder, equalBytes, fail, isBytes, TAG } from "../encoding/index.js";
import { type Agreements, OwnAgreements } from "./agreements.js";
import { ENCAPSULATED_LENGTH, open, seal, TAG_LENGTH } from "./hpke.js";
import { deriveKeyPair, generateEncryptionKey, importKeyPair, type RawKeyPair, type X25519KeyPair } from "./keys.js";
import { type LongTermKeys, OwnKeys, pairsOf } from "./own-keys.js";

export type { EncryptionKeys, LongTermKeys } from "./own-keys.js";

/** Bytes of an envelope beside what is in it: the encapsulated key and the tag. */
export const ENVELOPE_OVERHEAD = ENCAPSULATED_LENGTH + TAG_LENGTH;
/** Most bytes of what is sealed: a share, a signature, and the longest path. */
export const MAX_PLAINTEXT = 32 + 96 + 12 + 32 * 32;

/** Where a share belongs. */
export interface EnvelopeContext {
  /** 32 bytes. */
  readonly session: Uint8Array;
  /** Index in the list of dealers, and in the list of receivers. */
  readonly dealer: number;
  readonly receiver: number;
}

/** What a sealed share is bound to beside its keys. */
export function associatedData({ session, dealer, receiver }: EnvelopeContext): Uint8Array {
  return new Encoder(TAG.share).fixed(session, 32).u32(dealer).u32(receiver).finish();
}

/** Public keys, 32 bytes each. */
export interface SealingKeys {
  /** The dealer's long-term key as it is frozen in the list: of this miner. */
  readonly own: Uint8Array;
  /** The receiver's key for the session. */
  readonly receiver: Uint8Array;
}

export interface OpeningKeys {
  /** This miner's pair for the session. */
  readonly own: RawKeyPair;
  /** The dealer's long-term key as it is frozen in the list. */
  readonly dealer: Uint8Array;
}

/** One miner's end of all its channels: seals as the dealer, opens as the receiver. */
export interface ShareCipher {
  /**
   * Encrypts to the receiver: 48 bytes more. Throws BAD_ENVELOPE when a key is of no use, or none of this miner's, and
   * NO_RANDOM, BAD_TYPE, BAD_LENGTH of a random source that is none.
   */
  seal(context: EnvelopeContext, keys: SealingKeys, plaintext: Uint8Array): Promise<Uint8Array>;
  /** Decrypts. Throws BAD_ENVELOPE for anything that this dealer did not seal for this receiver in this session. */
  open(context: EnvelopeContext, keys: OpeningKeys, envelope: Uint8Array): Promise<Uint8Array>;
  /**
   * A pair for one session, made of random bytes, the long-term private key, and what the session is: a random source
   * that repeats itself makes no pair twice, and none that others know.
   */
  sessionKeys(session: Uint8Array, stateHash: Uint8Array): Promise<RawKeyPair>;
  /** Lets go of the session's pair: the miner has wiped it. */
  forget(): void;
}

export interface HpkeCipherOptions {
  /** Goes into session keys and encapsulation keys; the CSPRNG by default. */
  readonly random?: RandomBytes;
  /**
   * Derives the encapsulation key from the session (32 bytes or more) instead of drawing a fresh one per message, so
   * that a simulation can be repeated to the byte. One key is then used once for each receiver, which the receiver's
   * key in the KEM context keeps apart; only simulations do it.
   */
  readonly encapsulation?: (session: Uint8Array) => Uint8Array;
  /** Miners of one process may share what their keys agree on. Default: this cipher's own. */
  readonly agreements?: Agreements;
}

function refuse(context: EnvelopeContext, role: "dealer" | "receiver", done: "sealed" | "opened"): never {
  const index = recordOf<EnvelopeContext>(context, "context", [role])[role];
  checkInteger(index, role, 0, 0xffffffff);
  const whose = role === "dealer" ? "from dealer" : "for receiver";
  return fail("BAD_ENVELOPE", `the share ${whose} ${index} could not be ${done}`, [index]);
}

/**
 * HPKE of RFC 9180 for one miner. Keys are imported once, and agreed with once for each peer.
 *
 * @example
 * const [ada, ben] = miners;
 * const [dealer, receiver] = [new HpkeCipher(ada), new HpkeCipher(ben)];
 * const own = await receiver.sessionKeys(session, new Uint8Array(32)); // its public key goes onto the chain
 * const context = { session, dealer: 1, receiver: 2 };
 * const envelope = await dealer.seal(context, { own: ada.encryptionKey, receiver: own.publicKey }, bytesOf("a share"));
 * envelope.length - bytesOf("a share").length; //=> 48
 * const opened = await receiver.open(context, { own, dealer: ada.encryptionKey }, envelope);
 * new TextDecoder().decode(opened); //=> "a share"
 */
export class HpkeCipher implements ShareCipher {
  readonly #own: OwnKeys;
  readonly #longTerm: Uint8Array;
  readonly #random: RandomBytes;
  readonly #agreements: Agreements;
  readonly #encapsulation: HpkeCipherOptions["encapsulation"];
  #derived: { readonly session: Uint8Array; readonly pair: Promise<X25519KeyPair> } | null = null;
  #forSession: { readonly name: Uint8Array; readonly pair: Promise<X25519KeyPair> } | null = null;

  /** A real miner gives its keys and nothing else. Keys of no use are refused when something is sealed or opened. */
  constructor(keys: LongTermKeys, options: HpkeCipherOptions = {}) {
    const given = someOptionsOf<HpkeCipherOptions>(options, ["random", "encapsulation", "agreements"]);
    const pairs = pairsOf(keys);
    this.#own = OwnKeys.of(keys, pairs);
    this.#longTerm = new Uint8Array(pairs[0].encryptionPrivateKey);
    this.#random = given.random ?? randomBytes;
    this.#agreements = given.agreements ?? new OwnAgreements();
    this.#encapsulation = given.encapsulation;
  }

  /** What console.log of Node shows: nothing secret. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return "HpkeCipher (its keys are not shown)";
  }

  async seal(context: EnvelopeContext, keys: SealingKeys, plaintext: Uint8Array): Promise<Uint8Array> {
    checkBytes(plaintext, "plaintext");
    // what the key is hedged with is what is sealed under it, whatever its owner writes there meanwhile
    const message = new Uint8Array(plaintext);
    // not the receiver's fault
    const fresh = this.#encapsulation === undefined ? drawFrom(this.#random, 32) : null;
    try {
      const associated = associatedData(context);
      const own = await this.#own.pair(keys.own);
      const receiver = await this.#agreements.peer(keys.receiver);
      const encapsulation =
        fresh === null
          ? await this.derivedPair(context.session)
          : await this.freshPair(fresh, statementOf(associated, own.publicKey, receiver.bytes), message);
      const agreement = this.#agreements.between(own, receiver);
      const { session: info } = context;
      return await seal({ agreement, info, sender: own.publicKey, receiver, encapsulation }, message, associated);
    } catch {
      return refuse(context, "receiver", "sealed");
    } finally {
      message.fill(0);
      fresh?.fill(0);
    }
  }

  async open(context: EnvelopeContext, keys: OpeningKeys, envelope: Uint8Array): Promise<Uint8Array> {
    if (
      isBytes(envelope) &&
      envelope.length > ENVELOPE_OVERHEAD &&
      envelope.length <= ENVELOPE_OVERHEAD + MAX_PLAINTEXT
    ) {
      try {
        const associated = associatedData(context);
        const own = await this.sessionPair(keys.own);
        const dealer = await this.#agreements.peer(keys.dealer);
        const agreement = this.#agreements.between(own, dealer);
        const { session: info } = context;
        return await open({ agreement, info, sender: dealer.bytes, receiver: own }, envelope, associated);
      } catch {
        // told below, without saying which check failed
      }
    }
    return refuse(context, "dealer", "opened");
  }

  async sessionKeys(session: Uint8Array, stateHash: Uint8Array): Promise<RawKeyPair> {
    return readingLater("HpkeCipher.sessionKeys", async () => {
      const fresh = drawFrom(this.#random, 32);
      const seed = concatBytes(
        new Encoder(TAG.sessionKey).fixed(session, 32).fixed(stateHash, 32).finish(),
        fresh,
        this.#longTerm,
      );
      const material = sha256(seed);
      try {
        const raw = await generateEncryptionKey(material);
        this.#forSession = { name: nameOf(raw), pair: Promise.resolve(await importKeyPair(raw)) };
        return raw;
      } finally {
        for (const secret of [fresh, seed, material]) secret.fill(0);
      }
    });
  }

  /**
   * Lets go of the pair of the latest session that it keeps ready: call it when the miner has wiped its own.
   *
   * @example
   * const cipher = new HpkeCipher(miners[0]);
   * await cipher.sessionKeys(session, new Uint8Array(32));
   * cipher.forget(); //=> undefined
   */
  forget(): void {
    this.#forSession = null;
  }

  /** The latest session's, imported once: by both keys, as a wrong private one must not stay for the right one. */
  private async sessionPair(given: RawKeyPair): Promise<X25519KeyPair> {
    const keys = recordOf<RawKeyPair>(given, "session's keys", ["publicKey", "privateKey"]);
    checkBytes(keys.publicKey, "X25519 public key", 32);
    checkBytes(keys.privateKey, "X25519 private key", 32);
    const name = nameOf(keys);
    if (this.#forSession === null || !equalBytes(this.#forSession.name, name)) {
      const pair = importKeyPair(keys);
      pair.catch(() => {}); // reported where it is awaited
      this.#forSession = { name, pair };
    }
    return this.#forSession.pair;
  }

  /** SHA-256 of what is sealed for whom, random bytes, and the long-term private key: DeriveKeyPair's key material. */
  private async freshPair(fresh: Uint8Array, statement: Uint8Array, plaintext: Uint8Array): Promise<X25519KeyPair> {
    const seed = concatBytes(statement, fresh, this.#longTerm, plaintext);
    const material = sha256(seed);
    try {
      return await deriveKeyPair(material);
    } finally {
      for (const secret of [seed, material]) secret.fill(0);
    }
  }

  private derivedPair(session: Uint8Array): Promise<X25519KeyPair> {
    if (this.#derived === null || !equalBytes(this.#derived.session, session)) {
      this.#derived = { session: session.slice(), pair: deriveKeyPair(this.#encapsulation!(session)) };
    }
    return this.#derived.pair;
  }
}

/** Where a message belongs, by whom and for whom: one key is encapsulated for no two receivers. */
function statementOf(associated: Uint8Array, own: Uint8Array, receiver: Uint8Array): Uint8Array {
  return new Encoder(TAG.encapsulationKey).bytes(associated).fixed(own, 32).fixed(receiver, 32).finish();
}

/** Of both keys: a hash, which tells nothing of the private one. */
function nameOf({ publicKey, privateKey }: RawKeyPair): Uint8Array {
  const both = concatBytes(publicKey, privateKey);
  const name = sha256(both);
  both.fill(0);
  return name;
}
