// Transactions (protocol §4): sender, session, phase, payload, and the sender's signature over all of it. Who sent
// something is what the signature proves, never what the payload says; payloads carry no sender at all.
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
  isBytes,
  record,
  TAG,
} from "../encoding/index.js";
import type { Phase, SchemeName } from "../magic-block/index.js";
import { identityDst, type MinerIdentity } from "./identity.js";

/** Phases in which transactions are sent. */
export type TransactionPhase = Exclude<Phase, "start">;

export interface Transaction {
  /** Miner id. */
  readonly sender: string;
  readonly session: Uint8Array;
  readonly phase: TransactionPhase;
  readonly payload: Uint8Array;
  readonly signature: Uint8Array;
}

/**
 * Longest payload that is looked at. The largest honest one has MAX_MINERS commitments of 96 bytes with their
 * lengths.
 */
export const MAX_PAYLOAD = 128 * 1024;

const TRANSACTION_PHASES = ["contribute", "share", "publish", "wait"] as const satisfies readonly TransactionPhase[];
const MAX_SIGNATURE = 96;

const signed: Fields<Omit<Transaction, "signature">> = {
  sender: hexName("bytes"),
  session: fixed(32),
  phase: choice(TRANSACTION_PHASES, 1),
  payload: bytes(MAX_PAYLOAD),
};
const contentFormat = record<Omit<Transaction, "signature">>(signed);
const transactionFormat = record<Transaction>({ ...signed, signature: bytes(MAX_SIGNATURE) });

/** The bytes that the sender signs. */
export function transactionMessage(transaction: Omit<Transaction, "signature">): Uint8Array {
  return encodeAs(contentFormat, transaction, new Encoder(TAG.transaction));
}

/** Makes and signs a transaction. */
export function signTransaction(
  scheme: SchemeName,
  identity: Pick<MinerIdentity, "id" | "secretKey">,
  content: Pick<Transaction, "session" | "phase" | "payload">,
): Transaction {
  const { session, phase, payload } = content;
  const unsigned = { sender: identity.id, session, phase, payload };
  const signature = schemeByName(scheme).sign(transactionMessage(unsigned), identity.secretKey, {
    DST: identityDst(scheme),
  });
  return { ...unsigned, signature };
}

/** Throws MALFORMED or TOO_LARGE unless the value has the shape of a transaction; nothing costly is done. */
export function checkTransaction(value: unknown): asserts value is Transaction {
  const malformed = (why: string): never => {
    throw new FeldsparError("MALFORMED", `transaction: ${why}`);
  };
  // bytes that are no transaction, as they stood on the ledger: refused for the reason for which they are none
  if (isBytes(value)) decodeTransaction(value);
  if (typeof value !== "object" || value === null) return malformed("expected an object");
  const { sender, session, phase, payload, signature } = value as Record<string, unknown>;
  if (typeof sender !== "string" || !/^[0-9a-f]{64}$/.test(sender))
    malformed("expected a sender id of 64 lower-case hex digits");
  if (!isBytes(session) || session.length !== 32) malformed("expected a session of 32 bytes");
  if (!(TRANSACTION_PHASES as readonly unknown[]).includes(phase)) {
    malformed("expected the phase contribute, share, publish or wait");
  }
  if (!isBytes(signature) || signature.length > MAX_SIGNATURE)
    malformed(`expected a signature of at most ${MAX_SIGNATURE} bytes`);
  if (!isBytes(payload)) return malformed("expected a payload of bytes");
  if (payload.length > MAX_PAYLOAD) {
    throw new FeldsparError(
      "TOO_LARGE",
      `transaction: expected a payload of at most ${MAX_PAYLOAD} bytes, got ${payload.length}`,
    );
  }
}

/** Bytes of a transaction beside its payload and its signature: sender, session, phase and two lengths. */
const OVERHEAD = 32 + 32 + 1 + 4 + 4;

/** One transaction as it travels and is stored. */
export function encodeTransaction(transaction: Transaction): Uint8Array {
  return encodeAs(transactionFormat, transaction);
}

/**
 * Reads what encodeTransaction wrote. Throws MALFORMED or, for what cannot hold any payload that is looked at,
 * TOO_LARGE.
 */
export function decodeTransaction(encoded: Uint8Array): Transaction {
  const most = MAX_PAYLOAD + OVERHEAD + MAX_SIGNATURE;
  if (encoded.length > most)
    throw new FeldsparError("TOO_LARGE", `transaction: expected at most ${most} bytes, got ${encoded.length}`);
  return decodeAs(transactionFormat, encoded, "transaction");
}

/** Bytes of a transaction on the chain. */
export function transactionLength({ payload, signature }: Transaction): number {
  return OVERHEAD + payload.length + signature.length;
}
