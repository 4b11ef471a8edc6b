// Sessions (protocol §4): every attempt has its own 32-byte name, to which every proof, acknowledgement, ciphertext
// and transaction is bound, so that nothing can be replayed into another attempt, view or chain.
import { Encoder, TAG } from "../encoding/index.js";
import type { MinerRecord } from "./identity.js";

/** A miner of the frozen list. */
export interface FrozenMember extends MinerRecord {
  /** 1-based position in the list sorted by id. */
  readonly index: number;
  /** x-coordinate of its shares. */
  readonly partyId: number | bigint;
}

/** Hash of the frozen list: indices, keys, stakes, addresses. */
export function frozenListHash(list: readonly FrozenMember[]): Uint8Array {
  return new Encoder(TAG.frozenList)
    .list(list, (encoder, member) =>
      encoder
        .u32(member.index)
        .text(member.id)
        .text(String(member.partyId))
        .bytes(member.publicKey)
        .fixed(member.encryptionKey, 32)
        .u64(member.stake)
        .text(member.url),
    )
    .digest();
}

/**
 * SHA-256(domain || chainId || hash of the current magic block || next number || attempt || hash of the frozen list).
 */
export function sessionId(parts: {
  readonly chainId: string;
  readonly previousHash: Uint8Array;
  readonly number: number;
  readonly attempt: number;
  readonly listHash: Uint8Array;
}): Uint8Array {
  return new Encoder(TAG.session)
    .text(parts.chainId)
    .fixed(parts.previousHash, 32)
    .u64(parts.number)
    .u32(parts.attempt)
    .fixed(parts.listHash, 32)
    .digest();
}

/** H(C_i): SHA-256 of a dealer's commitments. */
export function commitmentsHash(commitments: readonly Uint8Array[]): Uint8Array {
  return new Encoder(TAG.contribution).list(commitments, (encoder, commitment) => encoder.bytes(commitment)).digest();
}

/**
 * ("ack", session, dealer, H(C_dealer)): the same bytes for every receiver of one dealer, so that signatures
 * aggregate.
 */
export function acknowledgementMessage(session: Uint8Array, dealer: number, mpkHash: Uint8Array): Uint8Array {
  return new Encoder(TAG.acknowledgement).fixed(session, 32).u32(dealer).fixed(mpkHash, 32).finish();
}
