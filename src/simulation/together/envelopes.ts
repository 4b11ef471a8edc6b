// Sealed shares in one process. What two miners' keys agree on is computed once for both, and what one miner sealed,
// another need not open by arithmetic, as long as it is the very same envelope between the same keys in the same place:
// anything else is opened as usual. The bytes are those that every miner alone would send.
import { equalBytes, toHex } from "../../encoding/index.js";
import { associatedData, type EnvelopeContext, ShareCipher } from "../../sealing/envelope.js";
import { kem } from "../../sealing/hpke.js";
import type { MinerIdentity } from "../../view-change/identity.js";
import { scheduleContext, sealDirectly } from "./direct-sealing.js";

type Keys = Pick<MinerIdentity, "encryptionKey" | "encryptionPrivateKey">;

/** An envelope, all that it was made from, and between whom. */
interface Sealed {
  readonly session: Uint8Array;
  readonly dealerKey: Uint8Array;
  readonly receiverKey: Uint8Array;
  readonly share: Uint8Array;
  readonly envelope: Uint8Array;
}

/** What all seals of a miner in one session have in common. */
interface SealingSession {
  readonly context: Uint8Array;
  readonly pair: CryptoKeyPair;
  readonly encapsulated: Uint8Array;
}

/** What the miners of a process share. */
interface Shared {
  readonly peers: Map<string, Promise<CryptoKey>>;
  /** By dealer and receiver. */
  readonly sealed: Map<string, Sealed>;
  /** Diffie-Hellman values of long-term keys, by both public keys; taken out by the second of the two. */
  readonly agreements: Map<string, Promise<Uint8Array>>;
}

/** Of envelopes, and of agreements: all of 300 miners. What is not remembered is computed. */
const MOST_REMEMBERED = 1 << 17;

export class SharedEnvelopes {
  private readonly shared: Shared = { peers: new Map(), sealed: new Map(), agreements: new Map() };

  /** Forgets what was left over. */
  clear(): void {
    this.shared.sealed.clear();
    this.shared.agreements.clear();
  }

  /** `encapsulation` as ShareCipher takes it. */
  cipher(keys: Keys, encapsulation: (session: Uint8Array) => Uint8Array): ShareCipher {
    return new SharingCipher(keys, encapsulation, this.shared);
  }
}

class SharingCipher extends ShareCipher {
  private readonly publicHex: string;
  private current: { readonly id: Uint8Array; readonly session: Promise<SealingSession> } | null = null;

  constructor(
    private readonly keys: Keys,
    encapsulation: (session: Uint8Array) => Uint8Array,
    private readonly shared: Shared,
  ) {
    super(keys, encapsulation, shared.peers);
    this.publicHex = toHex(keys.encryptionKey);
  }

  override async seal(context: EnvelopeContext, receiverKey: Uint8Array, share: Uint8Array): Promise<Uint8Array> {
    const { session } = context;
    const envelope = await this.sealShared(context, receiverKey, share);
    const { sealed } = this.shared;
    if (sealed.size < MOST_REMEMBERED) {
      sealed.set(nameOf(context), { session, dealerKey: this.keys.encryptionKey, receiverKey, share, envelope });
    }
    return envelope;
  }

  private async sealShared(context: EnvelopeContext, receiver: Uint8Array, share: Uint8Array): Promise<Uint8Array> {
    try {
      const peer = await this.peer(receiver);
      const { context: schedule, pair, encapsulated } = await this.sealingSession(context.session);
      const agreements = await Promise.all([agree(pair.privateKey, peer), this.agreement(receiver, peer)]);
      const sender = this.keys.encryptionKey;
      return await sealDirectly(
        { context: schedule, agreements, encapsulated, receiver, sender },
        share,
        associatedData(context),
      );
    } catch {
      // a receiver's key that is of no use: refused as by a miner alone
      return super.seal(context, receiver, share);
    }
  }

  private sealingSession(id: Uint8Array): Promise<SealingSession> {
    if (this.current === null || !equalBytes(this.current.id, id)) {
      const prepare = async (): Promise<SealingSession> => {
        const pair = await this.ephemeralPair(id)!;
        const encapsulated = new Uint8Array(await kem.serializePublicKey(pair.publicKey));
        return { context: scheduleContext(id), pair, encapsulated };
      };
      this.current = { id, session: prepare() };
    }
    return this.current.session;
  }

  private async agreement(receiver: Uint8Array, peer: CryptoKey): Promise<Uint8Array> {
    const other = toHex(receiver);
    const name = other < this.publicHex ? other + this.publicHex : this.publicHex + other;
    const { agreements } = this.shared;
    const known = agreements.get(name);
    if (known !== undefined) {
      agreements.delete(name);
      return known;
    }
    const { privateKey } = await this.own;
    const value = agree(privateKey, peer);
    if (agreements.size < MOST_REMEMBERED) agreements.set(name, value);
    return value;
  }

  override async open(context: EnvelopeContext, dealerKey: Uint8Array, envelope: Uint8Array): Promise<Uint8Array> {
    const sealed = this.shared.sealed.get(nameOf(context));
    const same =
      sealed !== undefined &&
      equalBytes(sealed.envelope, envelope) &&
      equalBytes(sealed.session, context.session) &&
      equalBytes(sealed.dealerKey, dealerKey) &&
      equalBytes(sealed.receiverKey, this.keys.encryptionKey);
    if (!same) return super.open(context, dealerKey, envelope);
    this.shared.sealed.delete(nameOf(context));
    return sealed.share.slice();
  }
}

function nameOf({ dealer, receiver }: EnvelopeContext): string {
  return `${dealer}>${receiver}`;
}

/** X25519 from Web Crypto. */
async function agree(privateKey: CryptoKey, peer: CryptoKey): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.deriveBits({ name: "X25519", public: peer }, privateKey, 256));
}
