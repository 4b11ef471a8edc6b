// Transactions (protocol §4): session, kind, sender, payload, and the sender's signature over all of it. Who sent
// something is what the signature proves, never what the payload says; payloads carry no sender at all.
import { reading } from "../../bindings/arguments.js";
import { isBytes } from "../../bindings/bytes.js";
import { schemeByName } from "../bls/index.js";
import {
  bytes,
  choice,
  decodeAs,
  Encoder,
  encodeAs,
  FeldsparError,
  type Fields,
  fixed,
  hexName,
  record,
  TAG,
} from "../encoding/index.js";
import { identityDst, type Phase, type SchemeName } from "../magic-block/index.js";

/**
 * Of dealers: "mpk", "shared", "publication"; of receivers: "present" (mode "reshare"), "confirm"; of members in
 * office: "hand-over"; of the genesis' sharders: "first".
 */
export const TRANSACTION_KINDS = [
  ...(["mpk", "present", "shared", "publication"] as const),
  ...(["confirm", "hand-over", "first"] as const),
] as const;
export type TransactionKind = (typeof TRANSACTION_KINDS)[number];

/** The phase in which a kind is taken. */
export const PHASE_OF: Readonly<Record<TransactionKind, Exclude<Phase, "start">>> = {
  mpk: "contribute",
  present: "contribute",
  shared: "share",
  publication: "publish",
  confirm: "wait",
  "hand-over": "wait",
  first: "wait",
};

export interface Transaction {
  /** Id of the miner, or of the sharder. */
  readonly sender: string;
  /** The session's name; of "hand-over" and "first" the decided block's hash. */
  readonly session: Uint8Array;
  readonly kind: TransactionKind;
  readonly payload: Uint8Array;
  readonly signature: Uint8Array;
}

/** Longest payload that is looked at. The largest honest one has MAX_MINERS commitments of 192 bytes. */
export const MAX_PAYLOAD = 800 * 1024;

const MAX_SIGNATURE = 96;

const signed: Fields<Omit<Transaction, "signature">> = {
  sender: hexName("bytes"),
  session: fixed(32),
  kind: choice(TRANSACTION_KINDS, 1),
  payload: bytes(MAX_PAYLOAD),
};
const contentFormat = record<Omit<Transaction, "signature">>(signed);
const transactionFormat = record<Transaction>({ ...signed, signature: bytes(MAX_SIGNATURE) });

/**
 * The bytes of a transaction that its sender signs. Throws BAD_TYPE, BAD_ID.
 *
 * @example
 * const { publicKey } = miners.find(({ id }) => id === mpk.sender)!;
 * minSigPop.verify(mpk.signature, transactionMessage(mpk), publicKey); //=> true
 */
export function transactionMessage(transaction: Omit<Transaction, "signature">): Uint8Array {
  return reading("transactionMessage", () => {
    // a list of commitments is laid out once
    const { payload } = transaction;
    const expected = TAG.transaction.length + OVERHEAD + (isBytes(payload) ? payload.length : 0);
    return encodeAs(contentFormat, transaction, new Encoder(TAG.transaction, expected));
  });
}

/**
 * Makes and signs a transaction. Constant-sequence in the key. Throws BAD_SCHEME, BAD_TYPE, BAD_ID, BAD_LENGTH.
 *
 * @example
 * const transaction = signTransaction("min-sig", sharder, { session, kind: "first", payload: new Uint8Array(48) });
 * minSigPop.verify(transaction.signature, transactionMessage(transaction), sharder.publicKey); //=> true
 */
export function signTransaction(
  scheme: SchemeName,
  identity: { readonly id: string; readonly secretKey: Uint8Array },
  content: Pick<Transaction, "session" | "kind" | "payload">,
): Transaction {
  return reading("signTransaction", (): Transaction => {
    const { session, kind, payload } = content;
    const unsigned = { sender: identity.id, session, kind, payload };
    const signature = schemeByName(scheme).sign(transactionMessage(unsigned), identity.secretKey, {
      DST: identityDst(scheme),
    });
    return { ...unsigned, signature };
  });
}

/** Bytes of a transaction beside its payload and its signature: sender, session, kind and two lengths. */
const OVERHEAD = 32 + 32 + 1 + 4 + 4;

/**
 * One transaction as it travels and is stored. Throws BAD_TYPE, BAD_ID for what has no bytes.
 *
 * @example
 * decodeTransaction(encodeTransaction(mpk)); //=> mpk
 */
export function encodeTransaction(transaction: Transaction): Uint8Array {
  return encodeAs(transactionFormat, transaction);
}

/**
 * Reads what encodeTransaction wrote. Throws MALFORMED or, for what cannot hold any payload that is looked at,
 * TOO_LARGE.
 *
 * @example
 * decodeTransaction(encodeTransaction(mpk)).kind; //=> "mpk"
 * decodeTransaction(new Uint8Array(2)); //=> throws MALFORMED
 */
export function decodeTransaction(encoded: Uint8Array): Transaction {
  return reading("decodeTransaction", (): Transaction => {
    const most = MAX_PAYLOAD + OVERHEAD + MAX_SIGNATURE;
    if (encoded.length > most)
      throw new FeldsparError("TOO_LARGE", `transaction: expected at most ${most} bytes, got ${encoded.length}`);
    return decodeAs(transactionFormat, encoded, "transaction");
  });
}

/** Bytes of a transaction on the chain. */
export function transactionLength({ payload, signature }: Transaction): number {
  return OVERHEAD + payload.length + signature.length;
}
