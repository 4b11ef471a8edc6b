// Messages in one process. What two keys agree on is computed once for both ends, and what one miner sealed or
// authenticated, another need not open or verify by arithmetic, as long as it is the very same bytes between the same
// keys in the same place: anything else is opened as usual. The bytes are those that every miner alone would send: the
// cipher and the channel are the miner's own, and only where their agreements come from is another.
import { type RandomBytes, randomBytes } from "../../../bindings/random.js";
import { equalBytes, toHex } from "../../encoding/index.js";
import { type Agreements, OwnAgreements, Peers } from "../../sealing/agreements.js";
import { type ChannelKeys, FrameChannel, type MessageChannel } from "../../sealing/channel.js";
import {
  type EnvelopeContext,
  HpkeCipher,
  type LongTermKeys,
  type OpeningKeys,
  type SealingKeys,
  type ShareCipher,
} from "../../sealing/cipher.js";
import type { Frame, ReadFrame } from "../../sealing/frame.js";
import { agree, type RawKeyPair, type X25519KeyPair, type X25519PublicKey } from "../../sealing/keys.js";

/** An envelope, all that it was made from, and between whom. */
interface Sealed {
  readonly session: Uint8Array;
  readonly dealerKey: Uint8Array;
  readonly receiverKey: Uint8Array;
  readonly plaintext: Uint8Array;
  readonly envelope: Uint8Array;
}

/** A message with its MAC, and between whose keys. */
interface Authenticated {
  readonly senderKey: Uint8Array;
  readonly receiverKey: Uint8Array;
  readonly bytes: Uint8Array;
}

/** Of envelopes, messages and agreements: all of 300 miners. What is not remembered is computed. */
const MOST_REMEMBERED = 1 << 17;

/** No process has so many keys, and two numbers below it are one below 2^53. */
const MOST_KEYS = 1 << 26;

export class SharedEnvelopes {
  private readonly agreements = new SharedAgreements();
  /** By dealer and receiver. */
  private readonly sealed = new Map<string, Sealed>();
  /** By kind, sender and receiver. */
  private readonly authenticated = new Map<string, Authenticated>();

  /** Forgets what was left over. */
  clear(): void {
    this.sealed.clear();
    this.authenticated.clear();
    this.agreements.clear();
  }

  /** `encapsulation` and `random` as HpkeCipher takes them. */
  cipher(
    keys: LongTermKeys,
    encapsulation: (session: Uint8Array) => Uint8Array,
    random: RandomBytes = randomBytes,
  ): ShareCipher {
    const alone = new HpkeCipher(keys, { encapsulation, random, agreements: this.agreements });
    return new SharingCipher(alone, this.sealed);
  }

  /** Long-term keys agree with one another again and again: each miner keeps its own, computed once for both. */
  channel(keys: LongTermKeys, chainId: string): MessageChannel {
    const own = new OwnAgreements(this.agreements);
    return new SharingChannel(new FrameChannel(keys, { chainId, agreements: own }), this.authenticated);
  }
}

/** Diffie-Hellman values; taken out by the second of the two. */
class SharedAgreements extends Peers implements Agreements {
  /** By the numbers of two public keys, the lower one times their most plus the other. */
  private readonly values = new Map<number, Promise<Uint8Array>>();
  private readonly numbers = new Map<string, number>();
  private numberOf = new WeakMap<X25519KeyPair | X25519PublicKey, number>();

  clear(): void {
    this.values.clear();
    this.numbers.clear();
    this.numberOf = new WeakMap();
  }

  /** Which of the public keys it is, in the order in which they came. */
  private number(end: X25519KeyPair | X25519PublicKey): number {
    let number = this.numberOf.get(end);
    if (number === undefined) {
      const name = toHex("bytes" in end ? end.bytes : end.publicKey);
      number = this.numbers.get(name) ?? this.numbers.size;
      this.numbers.set(name, number);
      this.numberOf.set(end, number);
    }
    return number;
  }

  between(own: X25519KeyPair, peer: X25519PublicKey): Promise<Uint8Array> {
    const [one, other] = [this.number(own), this.number(peer)];
    const name = Math.min(one, other) * MOST_KEYS + Math.max(one, other);
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
    const envelope = await this.alone.seal(context, keys, plaintext);
    if (this.sealed.size < MOST_REMEMBERED) {
      const { session } = context;
      const ends = { dealerKey: keys.own, receiverKey: keys.receiver };
      this.sealed.set(placeOf(context), { session, ...ends, plaintext, envelope });
    }
    return envelope;
  }

  async open(context: EnvelopeContext, keys: OpeningKeys, envelope: Uint8Array): Promise<Uint8Array> {
    const sealed = this.sealed.get(placeOf(context));
    const same =
      sealed !== undefined &&
      equalBytes(sealed.envelope, envelope) &&
      equalBytes(sealed.session, context.session) &&
      equalBytes(sealed.dealerKey, keys.dealer) &&
      equalBytes(sealed.receiverKey, keys.own.publicKey);
    if (!same) return this.alone.open(context, keys, envelope);
    this.sealed.delete(placeOf(context));
    return sealed.plaintext.slice();
  }

  sessionKeys(session: Uint8Array, stateHash: Uint8Array): Promise<RawKeyPair> {
    return this.alone.sessionKeys(session, stateHash);
  }

  forget(): void {
    this.alone.forget();
  }
}

class SharingChannel implements MessageChannel {
  constructor(
    private readonly alone: MessageChannel,
    private readonly authenticated: Map<string, Authenticated>,
  ) {}

  async seal(frame: Frame, keys: ChannelKeys): Promise<Uint8Array> {
    const bytes = await this.alone.seal(frame, keys);
    if (this.authenticated.size < MOST_REMEMBERED) {
      this.authenticated.set(endsOf(frame), { senderKey: keys.own, receiverKey: keys.peer, bytes });
    }
    return bytes;
  }

  async isAuthentic(read: ReadFrame, keys: ChannelKeys): Promise<boolean> {
    const known = this.authenticated.get(endsOf(read.frame));
    const same =
      known !== undefined &&
      equalBytes(known.senderKey, keys.peer) &&
      equalBytes(known.receiverKey, keys.own) &&
      isEndToEnd(known.bytes, read.bytes, read.mac);
    if (!same) return this.alone.isAuthentic(read, keys);
    this.authenticated.delete(endsOf(read.frame));
    return true;
  }
}

function placeOf({ dealer, receiver }: EnvelopeContext): string {
  return `${dealer}>${receiver}`;
}

function endsOf({ kind, from, to }: Frame): string {
  return `${kind} ${from}${to}`;
}

/** Are these bytes the two parts, one after the other? Stops at the first difference. */
function isEndToEnd(bytes: Uint8Array, first: Uint8Array, second: Uint8Array): boolean {
  if (bytes.length !== first.length + second.length) return false;
  return equalBytes(bytes.subarray(0, first.length), first) && equalBytes(bytes.subarray(first.length), second);
}
