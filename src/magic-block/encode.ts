// The bytes of a magic block without its certificate, and their hash, by which the block is known.
import { sha256 } from "@noble/hashes/sha2.js";
import { Encoder, encodeAs, TAG } from "../encoding/index.js";
import { magicBlockFormats } from "./format.js";
import type { MagicBlock } from "./magic-block.js";

export function encode(block: MagicBlock): Uint8Array {
  return encodeAs(magicBlockFormats(block.scheme).content, block, new Encoder(TAG.magicBlock));
}

export function hash(block: MagicBlock): Uint8Array {
  return sha256(encode(block));
}
