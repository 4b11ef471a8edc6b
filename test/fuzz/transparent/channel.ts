// src/sealing/channel.ts over the transparent group: one hash under what two keys agree on.
import { equalBytes, utf8 } from "../../../bindings/bytes.js";
import type { ChannelKeys, FrameChannelOptions, MessageChannel } from "../../../src/sealing/channel.js";
import { encodeFrame, type Frame, frameMessage, type ReadFrame } from "../../../src/sealing/frame.js";
import type { LongTermKeys } from "../../../src/sealing/own-keys.js";
import type { Mix } from "./hashes/mix.js";
import { sha256 } from "./hashes/sha2.js";
import { bytesOf, integerOf, modulo } from "./numbers.js";

export class FrameChannel implements MessageChannel {
  private readonly chainId: Uint8Array;
  /** What its key and another agree on, begun: null for a key of no use. */
  private readonly begun = new WeakMap<Uint8Array, Mix | null>();

  constructor(
    private readonly keys: LongTermKeys,
    { chainId }: FrameChannelOptions,
  ) {
    this.chainId = utf8(chainId);
  }

  private mac(frame: Frame, { own, peer }: ChannelKeys): Uint8Array | null {
    if (!equalBytes(own, this.keys.encryptionKey)) return null;
    return this.begin(peer)?.clone().update(frameMessage(frame)).digest() ?? null;
  }

  private begin(peer: Uint8Array): Mix | null {
    let begun = this.begun.get(peer);
    if (begun === undefined) {
      const agreement = modulo(integerOf(this.keys.encryptionPrivateKey) * integerOf(peer));
      begun = agreement === 0n ? null : sha256.create().update(bytesOf(agreement)).update(this.chainId);
      this.begun.set(peer, begun);
    }
    return begun;
  }

  async seal(frame: Frame, keys: ChannelKeys): Promise<Uint8Array> {
    const mac = this.mac(frame, keys);
    if (mac === null) throw new RangeError("a key of no use");
    return encodeFrame(frame, mac);
  }

  async isAuthentic({ frame, mac }: ReadFrame, keys: ChannelKeys): Promise<boolean> {
    const expected = this.mac(frame, keys);
    return expected !== null && equalBytes(expected, mac);
  }
}
