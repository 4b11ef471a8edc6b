// The bytes of a magic block without its certificate, and their hash, by which the block is known.
import { sha256 } from "@noble/hashes/sha2.js";
import { schemeByName } from "../bls/index.js";
import { Encoder, TAG } from "../encoding/index.js";
import type { MagicBlock } from "./magic-block.js";

export function encode(block: MagicBlock): Uint8Array {
  const lengths = schemeByName(block.scheme);
  const key = lengths.publicKeyLength;
  return new Encoder(TAG.magicBlock)
    .u64(block.number)
    .u32(block.attempt)
    .fixed(block.previousHash, 32)
    .u64(block.startingRound)
    .u32(block.t)
    .u32(block.k)
    .u32(block.n)
    .text(block.scheme)
    .text(block.partyIds)
    .text(block.qualification)
    .fixed(block.session, 32)
    .u32(block.listSize)
    .list(block.miners, (encoder, miner) =>
      encoder
        .text(miner.id)
        .u32(miner.index)
        .fixed(miner.publicKey, key)
        .fixed(miner.encryptionKey, 32)
        .text(miner.url)
        .u64(miner.stake)
        .fixed(miner.publicShare, key),
    )
    .list(block.sharders, (encoder, sharder) =>
      encoder.text(sharder.id).bytes(sharder.publicKey).text(sharder.url).u64(sharder.stake),
    )
    .list(block.dealings, (encoder, dealing) =>
      encoder
        .u32(dealing.index)
        .fixed(dealing.mpkHash, 32)
        .flag(dealing.qualified)
        .bytes(dealing.acknowledged)
        .bytes(dealing.aggregate)
        .list(dealing.reveals, (inner, reveal) => inner.u32(reveal.index).fixed(reveal.share, 32)),
    )
    .list(block.groupPolynomial, (encoder, commitment) => encoder.fixed(commitment, key))
    .fixed(block.groupPublicKey, key)
    .list(block.removed, (encoder, removal) =>
      encoder.u32(removal.index).text(removal.id).text(removal.phase).text(removal.code).text(removal.reason),
    )
    .list(block.exposed, (encoder, index) => encoder.u32(index))
    .finish();
}

export function hash(block: MagicBlock): Uint8Array {
  return sha256(encode(block));
}
