// Sealed shares in one process. What two miners' keys agree on is computed once for both, and what one miner sealed,
// another need not open by arithmetic, as long as it is the very same envelope between the same keys in the same place:
// anything else is opened as usual. The bytes are those that every miner alone would send: the cipher is the miner's
// own, and only where its agreements come from is another.
import { equalBytes, toHex } from "../../encoding/index.js";
import { type Agreements, Peers } from "../../sealing/agreements.js";
import { type EncryptionKeys, type EnvelopeContext, HpkeCipher, type ShareCipher } from "../../sealing/cipher.js";
import { agree, type X25519KeyPair, type X25519PublicKey } from "../../sealing/keys.js";

/** An envelope, all that it was made from, and between whom. */
interface Sealed {
  readonly session: Uint8Array;
  readonly dealerKey: Uint8Array;
  readonly receiverKey: Uint8Array;
  readonly share: Uint8Array;
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

  /** `encapsulation` as HpkeCipher takes it. */
  cipher(keys: EncryptionKeys, encapsulation: (session: Uint8Array) => Uint8Array): ShareCipher {
    const alone = new HpkeCipher(keys, { encapsulation, agreements: this.agreements });
    return new SharingCipher(keys.encryptionKey, alone, this.sealed);
  }
}

/** Diffie-Hellman values of long-term keys, by both public keys; taken out by the second of the two. */
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
    private readonly key: Uint8Array,
    private readonly alone: ShareCipher,
    private readonly sealed: Map<string, Sealed>,
  ) {}

  async seal(context: EnvelopeContext, receiverKey: Uint8Array, share: Uint8Array): Promise<Uint8Array> {
    const { session } = context;
    const envelope = await this.alone.seal(context, receiverKey, share);
    if (this.sealed.size < MOST_REMEMBERED) {
      this.sealed.set(nameOf(context), { session, dealerKey: this.key, receiverKey, share, envelope });
    }
    return envelope;
  }

  async open(context: EnvelopeContext, dealerKey: Uint8Array, envelope: Uint8Array): Promise<Uint8Array> {
    const sealed = this.sealed.get(nameOf(context));
    const same =
      sealed !== undefined &&
      equalBytes(sealed.envelope, envelope) &&
      equalBytes(sealed.session, context.session) &&
      equalBytes(sealed.dealerKey, dealerKey) &&
      equalBytes(sealed.receiverKey, this.key);
    if (!same) return this.alone.open(context, dealerKey, envelope);
    this.sealed.delete(nameOf(context));
    return sealed.share.slice();
  }
}

function nameOf({ dealer, receiver }: EnvelopeContext): string {
  return `${dealer}>${receiver}`;
}
