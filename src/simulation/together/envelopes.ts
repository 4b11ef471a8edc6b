// Sealed shares in one process. What two miners' keys agree on is computed once for both, and what one miner sealed,
// another need not open by arithmetic, as long as it is the very same envelope between the same keys in the same place:
// anything else is opened as usual. The bytes are those that every miner alone would send: the cipher is the miner's
// own, and only where its agreements come from is another.
import { equalBytes, toHex } from "../../encoding/index.js";
import { type Agreements, OwnAgreements, Peers } from "../../sealing/agreements.js";
import { FrameChannel, type MessageChannel } from "../../sealing/channel.js";
import {
  type EnvelopeContext,
  HpkeCipher,
  type HpkeCipherOptions,
  type LongTermKeys,
  type OpeningKeys,
  type SealingKeys,
  type ShareCipher,
} from "../../sealing/cipher.js";
import { agree, type RawKeyPair, type X25519KeyPair, type X25519PublicKey } from "../../sealing/keys.js";

/** An envelope, all that it was made from, and between whom. */
interface Sealed {
  readonly session: Uint8Array;
  readonly dealerKey: Uint8Array;
  readonly receiverKey: Uint8Array;
  readonly plaintext: Uint8Array;
  readonly envelope: Uint8Array;
}

/** Of envelopes, and of agreements: all of 300 miners. What is not remembered is computed. */
const MOST_REMEMBERED = 1 << 17;

export class SharedEnvelopes {
  private readonly agreements = new SharedAgreements();
  /** By dealer and receiver. */
  private readonly sealed = new Map<string, Sealed>();

  /** Forgets what was left over. */
  clear(): void {
    this.sealed.clear();
    this.agreements.clear();
  }

  /** `encapsulation` and `random` as HpkeCipher takes them. */
  cipher(
    keys: LongTermKeys,
    encapsulation: (session: Uint8Array) => Uint8Array,
    random?: HpkeCipherOptions["random"],
  ): ShareCipher {
    const given = random === undefined ? {} : { random };
    const alone = new HpkeCipher(keys, { encapsulation, agreements: this.agreements, ...given });
    return new SharingCipher(alone, this.sealed);
  }

  /** A miner's own channel: what its keys agree on is computed once for it and its peer, and kept for all messages. */
  channel(keys: LongTermKeys, chainId: string): MessageChannel {
    const agreements = new OwnAgreements((own, peer) => this.agreements.between(own, peer));
    return new FrameChannel(keys, { chainId, agreements });
  }
}

/** Diffie-Hellman values, by both public keys; taken out by the second of the two. */
class SharedAgreements extends Peers implements Agreements {
  private readonly values = new Map<string, Promise<Uint8Array>>();

  clear(): void {
    this.values.clear();
  }

  between(own: X25519KeyPair, peer: X25519PublicKey): Promise<Uint8Array> {
    const [one, other] = [toHex(own.publicKey), toHex(peer.bytes)];
    const name = one < other ? one + other : other + one;
    const known = this.values.get(name);
    if (known !== undefined) {
      this.values.delete(name);
      return known;
    }
    const value = agree(own, peer);
    value.catch(() => {}); // reported where it is awaited
    if (this.values.size < MOST_REMEMBERED) this.values.set(name, value);
    return value;
  }
}

class SharingCipher implements ShareCipher {
  constructor(
    private readonly alone: ShareCipher,
    private readonly sealed: Map<string, Sealed>,
  ) {}

  async seal(context: EnvelopeContext, keys: SealingKeys, plaintext: Uint8Array): Promise<Uint8Array> {
    const { session } = context;
    const envelope = await this.alone.seal(context, keys, plaintext);
    if (this.sealed.size < MOST_REMEMBERED) {
      const [dealerKey, receiverKey] = [keys.own, keys.receiver];
      this.sealed.set(nameOf(context), { session, dealerKey, receiverKey, plaintext, envelope });
    }
    return envelope;
  }

  async open(context: EnvelopeContext, keys: OpeningKeys, envelope: Uint8Array): Promise<Uint8Array> {
    const sealed = this.sealed.get(nameOf(context));
    const same =
      sealed !== undefined &&
      equalBytes(sealed.envelope, envelope) &&
      equalBytes(sealed.session, context.session) &&
      equalBytes(sealed.dealerKey, keys.dealer) &&
      equalBytes(sealed.receiverKey, keys.own.publicKey);
    if (!same) return this.alone.open(context, keys, envelope);
    this.sealed.delete(nameOf(context));
    return sealed.plaintext.slice();
  }

  sessionKeys(session: Uint8Array, stateHash: Uint8Array): Promise<RawKeyPair> {
    return this.alone.sessionKeys(session, stateHash);
  }

  forget(): void {
    this.alone.forget();
  }
}

function nameOf({ dealer, receiver }: EnvelopeContext): string {
  return `${dealer}>${receiver}`;
}
