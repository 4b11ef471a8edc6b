// Who sent a private message (protocol §4): a MAC under what the two miners' long-term X25519 keys agree on, whoever
// carries the message. The key is bound to the chain, the direction and the kind; the MAC covers all of the message, a
// sealed envelope too, and is checked before anything else is done with it. What does not pass does nothing.

import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { optionsOf, readingLater, textBytes } from "../../bindings/arguments.js";
import { concatBytes, Encoder, TAG } from "../encoding/index.js";
import { type Agreements, OwnAgreements } from "./agreements.js";
import { FRAME_TAG, type Frame, frameBytes, frameKindByte, type ReadFrame } from "./frame.js";
import { expandBlock, extractKeyed, type Keyed } from "./hkdf.js";
import { type LongTermKeys, OwnKeys, pairsOf } from "./own-keys.js";

/** HKDF's salt. */
const SALT = new Encoder(TAG.messageKey).finish();

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

export class FrameChannel implements MessageChannel {
  readonly #own: OwnKeys;
  readonly #agreements: Agreements;
  readonly #chainId: string;
  /** By agreement: what is extracted of it. */
  readonly #extracted = new WeakMap<Uint8Array, Keyed>();

  /** Throws BAD_TYPE, BAD_LENGTH. Keys of no use are refused when something is sealed. */
  constructor(keys: LongTermKeys, options: FrameChannelOptions) {
    const { chainId, agreements = new OwnAgreements() } = optionsOf<FrameChannelOptions>(options, [
      "chainId",
      "agreements",
    ]);
    textBytes(chainId, "chainId");
    this.#own = new OwnKeys(pairsOf(keys));
    this.#chainId = chainId;
    this.#agreements = agreements;
  }

  /** What console.log of Node shows: nothing secret. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return `FrameChannel of chain ${JSON.stringify(this.#chainId)}`;
  }

  async seal(frame: Frame, keys: ChannelKeys): Promise<Uint8Array> {
    return readingLater("FrameChannel.seal", async () => {
      const bytes = frameBytes(frame);
      return concatBytes(bytes, await this.mac(frame, bytes, keys));
    });
  }

  async isAuthentic(read: ReadFrame, keys: ChannelKeys): Promise<boolean> {
    try {
      const { frame, bytes, mac } = read;
      const expected = await this.mac(frame, bytes, keys);
      let different = expected.length ^ mac.length;
      // the whole length whatever differs: time says nothing about the place
      for (let at = 0; at < expected.length; at++) different |= expected[at]! ^ (mac[at] ?? 0);
      return different === 0;
    } catch {
      return false;
    }
  }

  /** Throws what an agreement throws, for keys that agree on zero too. */
  private async mac(frame: Frame, bytes: Uint8Array, { own, peer }: ChannelKeys): Promise<Uint8Array> {
    const pair = await this.#own.pair(own);
    const agreement = await this.#agreements.between(pair, await this.#agreements.peer(peer));
    return this.keyFor(frame, agreement).update(FRAME_TAG).update(bytes).digest();
  }

  /** HMAC under the key of these two for this direction and kind. HKDF's first step is done once for an agreement. */
  private keyFor(frame: Frame, agreement: Uint8Array): Keyed {
    let extracted = this.#extracted.get(agreement);
    if (extracted === undefined) {
      extracted = extractKeyed(SALT, agreement);
      this.#extracted.set(agreement, extracted);
    }
    const key = expandBlock(extracted, keyInformation(this.#chainId, frame));
    const keyed = hmac.create(sha256, key);
    key.fill(0);
    return keyed;
  }
}

/** What a key is for: chain, sender, receiver, kind, each with its length before it. */
function keyInformation(chainId: string, { from, to, kind }: Frame): Uint8Array {
  const ids = new Encoder().text(chainId);
  for (const id of [from, to]) ids.u32(32).hex(id, 32);
  return ids.bytes(Uint8Array.of(frameKindByte(kind))).finish();
}
