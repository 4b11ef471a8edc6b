// Transactions (protocol §4): sender, session, phase, payload, and the sender's signature over all of it. Who sent
// something is what the signature proves, never what the payload says; payloads carry no sender at all.
import { schemeByName } from "../bls/index.js";
import { Decoder, Encoder, FeldsparError, fromHex, isBytes, TAG, toHex } from "../encoding/index.js";
import { PHASES, type Phase, type SchemeName } from "../magic-block/index.js";
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

const PHASE_NUMBERS: Record<TransactionPhase, number> = { contribute: 1, share: 2, publish: 3, wait: 4 };

/** The bytes that the sender signs. */
export function transactionMessage(transaction: Omit<Transaction, "signature">): Uint8Array {
  return new Encoder(TAG.transaction)
    .fixed(fromHex(transaction.sender), 32)
    .fixed(transaction.session, 32)
    .u8(PHASE_NUMBERS[transaction.phase])
    .bytes(transaction.payload)
    .finish();
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
  if (typeof phase !== "string" || !(phase in PHASE_NUMBERS) || !Object.hasOwn(PHASE_NUMBERS, phase)) {
    malformed("expected the phase contribute, share, publish or wait");
  }
  if (!isBytes(signature) || signature.length > 96) malformed("expected a signature of at most 96 bytes");
  if (!isBytes(payload)) return malformed("expected a payload of bytes");
  if (payload.length > MAX_PAYLOAD) {
    throw new FeldsparError(
      "TOO_LARGE",
      `transaction: expected a payload of at most ${MAX_PAYLOAD} bytes, got ${payload.length}`,
    );
  }
}

/** Bytes of a transaction beside its payload: sender, session, phase, two lengths and a signature. */
const OVERHEAD = 32 + 32 + 1 + 4 + 4 + 96;

/** One transaction as it travels and is stored. */
export function encodeTransaction(transaction: Transaction): Uint8Array {
  return new Encoder()
    .fixed(fromHex(transaction.sender), 32)
    .fixed(transaction.session, 32)
    .u8(PHASE_NUMBERS[transaction.phase])
    .bytes(transaction.payload)
    .bytes(transaction.signature)
    .finish();
}

/**
 * Reads what encodeTransaction wrote. Throws MALFORMED or, for what cannot hold any payload that is looked at,
 * TOO_LARGE.
 */
export function decodeTransaction(bytes: Uint8Array): Transaction {
  const most = MAX_PAYLOAD + OVERHEAD;
  if (bytes.length > most)
    throw new FeldsparError("TOO_LARGE", `transaction: expected at most ${most} bytes, got ${bytes.length}`);
  const decoder = new Decoder(bytes, "transaction");
  const sender = toHex(decoder.fixed(32));
  const session = decoder.fixed(32);
  const phase = PHASES[decoder.u8()];
  if (phase === undefined || phase === "start")
    throw new FeldsparError("MALFORMED", "transaction: unknown phase number");
  const transaction = { sender, session, phase, payload: decoder.bytes(MAX_PAYLOAD), signature: decoder.bytes(96) };
  decoder.finish();
  return transaction;
}

/** Bytes of a transaction on the chain. */
export function transactionLength(transaction: Transaction): number {
  return 32 + 32 + 1 + 4 + transaction.payload.length + 4 + transaction.signature.length;
}
