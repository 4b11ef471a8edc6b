// src/sealing/channel.ts over the transparent group: one hash under what two keys agree on.
import { sha256 } from "@noble/hashes/sha2.js";
import { concatBytes, equalBytes, utf8 } from "../../../bindings/bytes.js";
import type { ChannelKeys, FrameChannelOptions, MessageChannel } from "../../../src/sealing/channel.js";
import { encodeFrame, type Frame, frameMessage, type ReadFrame } from "../../../src/sealing/frame.js";
import type { LongTermKeys } from "../../../src/sealing/own-keys.js";
import { bytesOf, integerOf, modulo } from "./numbers.js";

export class FrameChannel implements MessageChannel {
  private readonly chainId: Uint8Array;

  constructor(
    private readonly keys: LongTermKeys,
    { chainId }: FrameChannelOptions,
  ) {
    this.chainId = utf8(chainId);
  }

  private mac(frame: Frame, { own, peer }: ChannelKeys): Uint8Array | null {
    if (!equalBytes(own, this.keys.encryptionKey)) return null;
    const agreement = modulo(integerOf(this.keys.encryptionPrivateKey) * integerOf(peer));
    return agreement === 0n ? null : sha256(concatBytes(bytesOf(agreement), this.chainId, frameMessage(frame)));
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
