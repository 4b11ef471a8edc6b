// Evidence (protocol §4): what proves to anybody that a dealer broke the rules. A share that its dealer has signed and
// that does not fit the dealer's commitments; or two MPKs of one dealer in one session. It is no entry of the ledger;
// whoever has the session as the chain froze it can verify it. A share that fits is never part of any.
import { reading } from "../../bindings/arguments.js";
import { isBelowOrder } from "../../bindings/scalar.js";
import { schemeByName } from "../bls/index.js";
import { verifyShare } from "../dkg/index.js";
import {
  bytes,
  bytesOf,
  choice,
  Decoder,
  Encoder,
  encodeAs,
  equalBytes,
  type Fields,
  type Format,
  fixed,
  type MerklePath,
  mapped,
  merklePathFormat,
  record,
  rootOfPath,
  unsigned,
} from "../encoding/index.js";
import { MAX_MINERS, type SchemeName, verifiesLongTerm } from "../magic-block/index.js";
import type { HashedCommitments, ProtocolCache } from "./caches.js";
import { type SessionMember, SHARE_TREE, shareLeaf, sharesMessage } from "./session.js";
import {
  decodeTransaction,
  encodeTransaction,
  MAX_PAYLOAD,
  type Transaction,
  transactionMessage,
} from "./transaction.js";

/** What comes with a share: the dealer's signature of the root over all its shares, and the way from this one to it. */
export interface ShareProof {
  readonly signature: Uint8Array;
  readonly path: MerklePath;
}

/** A share that a dealer has signed, said to be wrong. */
export interface ShareEvidence extends ShareProof {
  readonly type: "share";
  readonly session: Uint8Array;
  /** Indices in the session's lists. */
  readonly dealer: number;
  readonly receiver: number;
  /** H(C) of the dealer's accepted commitments. */
  readonly mpkHash: Uint8Array;
  readonly share: Uint8Array;
}

/** Two transactions with an MPK of one dealer in one session. */
export interface MpkEvidence {
  readonly type: "mpk";
  readonly first: Transaction;
  readonly second: Transaction;
}

export type Evidence = ShareEvidence | MpkEvidence;

/** A path of the largest tree there is: of MAX_MINERS leaves. */
const MAX_PATH_HASHES = 12;
/** Longest proof that is looked at. */
export const MAX_SHARE_PROOF = 96 + 4 + 4 + 4 + 32 * MAX_PATH_HASHES;

const NO_SHARE = new Uint8Array(0);

/** The proof as it travels behind a share: behind `share`, where one is given. */
export function encodeShareProof({ signature, path }: ShareProof, share: Uint8Array = NO_SHARE): Uint8Array {
  const length = share.length + signature.length + 4 + 4 + 4 + 32 * path.hashes.length;
  const encoder = new Encoder(undefined, length).fixed(share, share.length).fixed(signature, signature.length);
  return encodeAs(merklePathFormat, path, encoder);
}

/** Throws MALFORMED. */
export function decodeShareProof(scheme: SchemeName, encoded: Uint8Array): ShareProof {
  const decoder = new Decoder(encoded, "proof of a share");
  const signature = decoder.fixed(schemeByName(scheme).signatureLength);
  const path = merklePathFormat.read(decoder);
  decoder.finish();
  return { signature, path };
}

const TYPES = ["share", "mpk"] as const;
const MAX_TRANSACTION = MAX_PAYLOAD + 256;

const shareFields: Fields<Omit<ShareEvidence, "type">> = {
  session: fixed(32),
  dealer: unsigned(32, 1, MAX_MINERS),
  receiver: unsigned(32, 1, MAX_MINERS),
  mpkHash: fixed(32),
  share: fixed(32),
  signature: bytesOf(48, 96),
  path: merklePathFormat,
};
const shareFormat = record<Omit<ShareEvidence, "type">>(shareFields);
const signed: Format<Transaction> = mapped(bytes(MAX_TRANSACTION), encodeTransaction, decodeTransaction);
const mpkFormat = record<Omit<MpkEvidence, "type">>({ first: signed, second: signed });

/**
 * Evidence as it is handed on and served. Throws BAD_TYPE, BAD_ID for what has no bytes.
 *
 * @example
 * // two commitments by one dealer in one session; a wrong share that it signed is the other kind
 * const second = signTransaction("min-sig", miners[0], { session, kind: "mpk", payload: bytesOf("another") });
 * const evidence = { type: "mpk" as const, first: mpk, second };
 * decodeEvidence(encodeEvidence(evidence)).type; //=> "mpk"
 */
export function encodeEvidence(evidence: Evidence): Uint8Array {
  return reading("encodeEvidence", (): Uint8Array => {
    const encoder = new Encoder();
    choice(TYPES, 1).write(encoder, evidence.type);
    if (evidence.type === "share") shareFormat.write(encoder, evidence);
    else mpkFormat.write(encoder, evidence);
    return encoder.finish();
  });
}

/**
 * Reads what encodeEvidence wrote; nothing is verified. Throws MALFORMED, TOO_LARGE.
 *
 * @example
 * const evidence = { type: "mpk" as const, first: mpk, second: mpk };
 * decodeEvidence(encodeEvidence(evidence)); //=> evidence
 * decodeEvidence(new Uint8Array(2)); //=> throws MALFORMED
 */
export function decodeEvidence(encoded: Uint8Array): Evidence {
  const decoder = new Decoder(encoded, "evidence");
  const type = choice(TYPES, 1).read(decoder);
  const evidence: Evidence =
    type === "share" ? { type, ...shareFormat.read(decoder) } : { type, ...mpkFormat.read(decoder) };
  decoder.finish();
  return evidence;
}

/** A session as the chain has it: the contract's, or what is kept of it. */
export interface JudgedSession {
  readonly id: Uint8Array;
  readonly dealers: readonly SessionMember[];
  readonly receivers: readonly SessionMember[];
  /** By dealer: the one of index i is at i − 1. */
  readonly contributions: readonly (HashedCommitments | null)[];
}

/** Where evidence is judged. */
export interface EvidenceContext {
  readonly session: JudgedSession;
  readonly scheme: SchemeName;
  readonly cache: ProtocolCache;
}

/** Has the dealer signed the root to which the path leads from this share? Bounded work; says nothing of the share. */
export function isSignedShare(
  { session, scheme }: Pick<EvidenceContext, "session" | "scheme">,
  claim: Omit<ShareEvidence, "type" | "session" | "mpkHash">,
): boolean {
  const dealer = session.dealers.find(({ index }) => index === claim.dealer);
  const contribution = session.contributions[claim.dealer - 1];
  if (dealer === undefined || !contribution) return false;
  const root = rootOfPath(SHARE_TREE, shareLeaf(session.id, claim.dealer, claim.receiver, claim.share), claim.path);
  if (root === null) return false;
  const message = sharesMessage(session.id, claim.dealer, contribution.hash, root);
  return verifiesLongTerm(scheme, claim.signature, message, dealer.publicKey);
}

/**
 * Does it prove what it says? Anybody may run it on anybody's evidence: false for what is of another session.
 *
 * @example
 * const context = { session: attempt, scheme: "min-sig" as const, cache: new ProtocolCache() };
 * verifyEvidence({ type: "mpk", first: mpk, second: mpk }, context); //=> false
 * verifyEvidence({ type: "mpk", first: mpk, second: secondMpk }, context); //=> true
 */
export function verifyEvidence(evidence: Evidence, context: EvidenceContext): boolean {
  return reading("verifyEvidence", (): boolean => {
    return evidence.type === "share" ? isWrongShare(evidence, context) : areTwoMpks(evidence, context);
  });
}

function isWrongShare(evidence: ShareEvidence, context: EvidenceContext): boolean {
  const { session, scheme, cache } = context;
  const contribution = session.contributions[evidence.dealer - 1];
  const receiver = session.receivers.find(({ index }) => index === evidence.receiver);
  if (!contribution || receiver === undefined || !equalBytes(evidence.session, session.id)) return false;
  if (!equalBytes(evidence.mpkHash, contribution.hash) || !isSignedShare(context, evidence)) return false;
  if (isBelowOrder(evidence.share) !== 1) return true;
  return !verifyShare({
    scheme: schemeByName(scheme),
    commitments: cache.decode(scheme, contribution),
    id: receiver.partyId,
    share: evidence.share,
  });
}

function areTwoMpks({ first, second }: MpkEvidence, { session, scheme }: EvidenceContext): boolean {
  const dealer = session.dealers.find(({ id }) => id === first.sender);
  if (dealer === undefined || second.sender !== first.sender || equalBytes(first.payload, second.payload)) return false;
  return [first, second].every(
    (transaction) =>
      transaction.kind === "mpk" &&
      equalBytes(transaction.session, session.id) &&
      verifiesLongTerm(scheme, transaction.signature, transactionMessage(transaction), dealer.publicKey),
  );
}
