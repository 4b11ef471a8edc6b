// Sessions (protocol §4): every attempt has its own 32-byte name, to which every proof, acknowledgement, ciphertext and
// transaction is bound, so that nothing can be replayed into another attempt, view or chain. A session has two lists:
// who deals, and who receives.

import { listOf, reading } from "../../bindings/arguments.js";
import { isBytes } from "../../bindings/bytes.js";
import { sha256Of } from "../../bindings/hash.js";
import { schemeByName } from "../bls/index.js";
import {
  Encoder,
  encodeAs,
  type Format,
  fixed,
  hexName,
  list,
  record,
  TAG,
  text,
  unsigned,
  unsigned128,
} from "../encoding/index.js";
import { MAX_MINERS, MAX_URL, partyIdFormat, type SchemeName } from "../magic-block/index.js";

/** A dealer or a receiver, as frozen in a session. */
export interface SessionMember {
  /** 1-based position: of a receiver in the frozen list by id, of a dealer in the magic block in office. */
  readonly index: number;
  readonly id: string;
  /** x-coordinate of its shares. */
  readonly partyId: number | bigint;
  readonly publicKey: Uint8Array;
  /** X25519, 32 bytes. */
  readonly encryptionKey: Uint8Array;
  readonly stake: bigint;
  readonly url: string;
}

export function sessionMemberFormat(scheme: SchemeName): Format<SessionMember> {
  return record<SessionMember>({
    index: unsigned(32, 1, MAX_MINERS),
    id: hexName("bytes"),
    partyId: partyIdFormat,
    publicKey: fixed(schemeByName(scheme).publicKeyLength),
    encryptionKey: fixed(32),
    stake: unsigned128,
    url: text(MAX_URL),
  });
}

/**
 * Hash of a list, 32 bytes: indices, ids, party ids, keys, stakes, addresses. Throws BAD_SCHEME, BAD_TYPE,
 * BAD_INTEGER, BAD_SCALAR, BAD_ID, BAD_LENGTH.
 *
 * @example
 * listHash("min-sig", attempt.receivers).length; //=> 32
 */
export function listHash(scheme: SchemeName, members: readonly SessionMember[]): Uint8Array {
  const encoder = new Encoder(TAG.list);
  list(sessionMemberFormat(scheme), MAX_MINERS).write(encoder, members);
  return encoder.digest();
}

/**
 * SHA-256(tag ‖ genesis hash ‖ hash of the current magic block ‖ next number ‖ attempt ‖ hash of dealers ‖ hash of
 * receivers ‖ hash of parameters): the name of an attempt, 32 bytes. Throws BAD_TYPE, BAD_INTEGER, BAD_LENGTH.
 *
 * @example
 * const list = listHash("min-sig", attempt.receivers); // in mode "fresh" dealers and receivers are one
 * const name = sessionId({
 *   ...{ genesisHash: genesisHash(genesis), previousHash: genesisHash(genesis), number: 1, attempt: 1 },
 *   ...{ dealersHash: list, receiversHash: list, parametersHash: parametersHash(attempt.parameters) },
 * });
 * name; //=> attempt.id
 */
export function sessionId(parts: {
  readonly genesisHash: Uint8Array;
  readonly previousHash: Uint8Array;
  readonly number: number;
  readonly attempt: number;
  readonly dealersHash: Uint8Array;
  readonly receiversHash: Uint8Array;
  readonly parametersHash: Uint8Array;
}): Uint8Array {
  return reading("sessionId", (): Uint8Array => {
    return new Encoder(TAG.session)
      .fixed(parts.genesisHash, 32)
      .fixed(parts.previousHash, 32)
      .u64(parts.number)
      .u32(parts.attempt)
      .fixed(parts.dealersHash, 32)
      .fixed(parts.receiversHash, 32)
      .fixed(parts.parametersHash, 32)
      .digest();
  });
}

/**
 * H(C_i): SHA-256 of a dealer's commitments as published, 32 bytes. Throws BAD_TYPE.
 *
 * @example
 * const [{ commitments, hash }] = attempt.contributions.filter((one) => one !== null);
 * commitmentsHash(commitments); //=> hash
 */
export function commitmentsHash(commitments: readonly Uint8Array[]): Uint8Array {
  const listed = listOf<Uint8Array>(commitments, "commitments", true);
  const expected = listed.reduce((sum, one) => sum + 4 + (isBytes(one) ? one.length : 0), 8 + TAG.contribution.length);
  const encoder = new Encoder(TAG.contribution, expected);
  return sha256Of(encoder.list(listed, (each, commitment) => each.bytes(commitment)).finish());
}

/**
 * ("ack", session, dealer, H(C_dealer)): the same bytes for every receiver of one dealer, so that signatures
 * aggregate. Session and hash are 32 bytes each. Throws BAD_TYPE, BAD_INTEGER, BAD_LENGTH.
 *
 * @example
 * const [first, second] = miners;
 * const message = acknowledgementMessage(attempt.id, 1, attempt.contributions[0]!.hash);
 * const aggregate = minSigPop.aggregateSignatures([first, second].map((one) => signLongTerm("min-sig", one, message)));
 * minSigPop.fastAggregateVerify(aggregate, message, [first.publicKey, second.publicKey]); //=> true
 */
export function acknowledgementMessage(session: Uint8Array, dealer: number, mpkHash: Uint8Array): Uint8Array {
  return new Encoder(TAG.acknowledgement).fixed(session, 32).u32(dealer).fixed(mpkHash, 32).finish();
}

/**
 * What a dealer signs once: the root (32 bytes) of the tree over all its shares. Throws BAD_TYPE, BAD_INTEGER,
 * BAD_LENGTH.
 *
 * @example
 * // one signature for all of a dealer's shares
 * const message = sharesMessage(attempt.id, 1, attempt.contributions[0]!.hash, new Uint8Array(32));
 * signLongTerm("min-sig", miners[0], message).length; //=> 48
 */
export function sharesMessage(session: Uint8Array, dealer: number, mpkHash: Uint8Array, root: Uint8Array): Uint8Array {
  return new Encoder(TAG.shares).fixed(session, 32).u32(dealer).fixed(mpkHash, 32).fixed(root, 32).finish();
}

/**
 * A leaf of the tree over a dealer's shares: one for each receiver left, by ascending index. It holds the share, which
 * is secret. Throws BAD_TYPE, BAD_INTEGER, BAD_LENGTH.
 *
 * @example
 * const leaf = shareLeaf(attempt.id, 1, 2, new Uint8Array(32)); // dealer 1's share for receiver 2
 * leaf.length > 32; //=> true
 */
export function shareLeaf(session: Uint8Array, dealer: number, receiver: number, share: Uint8Array): Uint8Array {
  return encodeAs(shareLeafFormat, { session, dealer, receiver, share });
}

const shareLeafFormat = record<{ session: Uint8Array; dealer: number; receiver: number; share: Uint8Array }>({
  session: fixed(32),
  dealer: unsigned(32),
  receiver: unsigned(32),
  share: fixed(32),
});

export const SHARE_TREE = { leaf: TAG.shareLeaf, node: TAG.shareNode } as const;
