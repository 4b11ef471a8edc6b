// Who sent a private message (protocol §4): a MAC under what the two miners' long-term X25519 keys agree on, whoever
// carries the message. The key is bound to the chain, the direction and the kind; the MAC covers all of the message, a
// sealed envelope too, and is checked before anything else is done with it. What does not pass does nothing.
import { optionsOf, readingLater, textBytes } from "../../bindings/arguments.js";
import { Encoder, TAG } from "../encoding/index.js";
import { type Agreements, OwnAgreements } from "./agreements.js";
import {
  FRAME_KINDS,
  FRAME_TAG,
  type Frame,
  type FrameKind,
  frameKindByte,
  idBytes,
  type ReadFrame,
  sealFrame,
} from "./frame.js";
import { expandBlock, extract, hmac } from "./hkdf.js";
import { type LongTermKeys, OwnKeys } from "./own-keys.js";

/** HKDF's salt. */
const SALT = new Encoder(TAG.messageKey).finish();

/** Of the bytes that a key is made for: the length of an id, and a kind with its length before it. */
const ID_LENGTH = new Encoder().u32(32).finish();
const KIND_PARTS = new Map<FrameKind, Uint8Array>(
  FRAME_KINDS.map((kind) => [kind, new Encoder().bytes(Uint8Array.of(frameKindByte(kind))).finish()]),
);

/** The long-term X25519 public keys of both ends, 32 bytes each, as they are frozen in a session's list or a block. */
export interface ChannelKeys {
  /** Of this miner: chooses among its pairs. */
  readonly own: Uint8Array;
  readonly peer: Uint8Array;
}

/** One miner's end of its authenticated messages. */
export interface MessageChannel {
  /** The message with its MAC. Rejects when a key is of no use, or none of this miner's. */
  seal(frame: Frame, keys: ChannelKeys): Promise<Uint8Array>;
  /** Did the peer (or this miner itself) make this message? False also for keys of no use. Never rejects. */
  isAuthentic(read: ReadFrame, keys: ChannelKeys): Promise<boolean>;
}

export interface FrameChannelOptions {
  readonly chainId: string;
  /** Miners of one process may share what their keys agree on. Default: this channel's own. */
  readonly agreements?: Agreements;
}

/**
 * @example
 * const [ada, ben] = miners;
 * const mine = new FrameChannel(ada, { chainId: "examples" });
 * const frame = { kind: "share" as const, session, from: ada.id, to: ben.id, body: bytesOf("sealed") };
 * const message = await mine.seal(frame, { own: ada.encryptionKey, peer: ben.encryptionKey });
 * const theirs = new FrameChannel(ben, { chainId: "examples" });
 * await theirs.isAuthentic(decodeFrame(message), { own: ben.encryptionKey, peer: ada.encryptionKey }); //=> true
 */
export class FrameChannel implements MessageChannel {
  readonly #own: OwnKeys;
  readonly #agreements: Agreements;
  readonly #chain: Uint8Array;
  readonly #chainId: string;
  /** By agreement: the key that HKDF extracts of it. */
  readonly #extracted = new WeakMap<Uint8Array, Uint8Array>();

  /** Throws BAD_TYPE, BAD_LENGTH. Keys of no use are refused when something is sealed. */
  constructor(keys: LongTermKeys, options: FrameChannelOptions) {
    const { chainId, agreements = new OwnAgreements() } = optionsOf<FrameChannelOptions>(options, [
      "chainId",
      "agreements",
    ]);
    textBytes(chainId, "chainId");
    this.#own = OwnKeys.of(keys);
    this.#chain = new Encoder().text(chainId).finish();
    this.#chainId = chainId;
    this.#agreements = agreements;
  }

  /** What console.log of Node shows: nothing secret. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return `FrameChannel of chain ${JSON.stringify(this.#chainId)}`;
  }

  async seal(frame: Frame, keys: ChannelKeys): Promise<Uint8Array> {
    return readingLater("FrameChannel.seal", async () => {
      const agreement = await this.agreement(keys);
      return sealFrame(frame, (bytes) => this.mac(frame, bytes, agreement));
    });
  }

  async isAuthentic(read: ReadFrame, keys: ChannelKeys): Promise<boolean> {
    try {
      const { frame, bytes, mac } = read;
      const expected = this.mac(frame, bytes, await this.agreement(keys));
      let different = expected.length ^ mac.length;
      // the whole length whatever differs: time says nothing about the place
      for (let at = 0; at < expected.length; at++) different |= expected[at]! ^ (mac[at] ?? 0);
      return different === 0;
    } catch {
      return false;
    }
  }

  /** Throws what an agreement throws, for keys that agree on zero too. */
  private async agreement({ own, peer }: ChannelKeys): Promise<Uint8Array> {
    const pair = await this.#own.pair(own);
    return this.#agreements.between(pair, await this.#agreements.peer(peer));
  }

  /** Under the key of these two for this direction and kind. HKDF's first step is done once for an agreement. */
  private mac(frame: Frame, bytes: Uint8Array, agreement: Uint8Array): Uint8Array {
    let extracted = this.#extracted.get(agreement);
    if (extracted === undefined) {
      extracted = extract(SALT, agreement);
      this.#extracted.set(agreement, extracted);
    }
    // what the key is for: chain, sender, receiver, kind, each with its length before it
    const { from, to, kind } = frame;
    const key = expandBlock(
      extracted,
      this.#chain,
      ID_LENGTH,
      idBytes(from),
      ID_LENGTH,
      idBytes(to),
      KIND_PARTS.get(kind)!,
    );
    const mac = hmac(key, FRAME_TAG, bytes);
    key.fill(0);
    return mac;
  }
}
