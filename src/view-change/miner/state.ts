// What a miner must not forget: its polynomial's shares, the shares it accepted, acknowledgements given and received,
// transactions it signed, and its keys. All of it fits in a byte string that is stored before anything is sent, so
// that a miner that crashes at any moment comes back with the same polynomial, and never publishes two different MPKs
// in one session. The bytes are secret.
import { Decoder, Encoder, FeldsparError } from "../../encoding/index.js";
import { MAX_MINERS } from "../../magic-block/parameters.js";
import {
  decodeTransaction,
  encodeTransaction,
  MAX_PAYLOAD,
  type Transaction,
  type TransactionPhase,
} from "../transaction.js";
import { decodePastSessions, encodePastSessions, NO_SESSIONS, type PastSessions } from "./past-sessions.js";

/** What this miner knows of one dealer's share for it. */
export interface IncomingShare {
  /** The first share that came, or null. */
  readonly share: Uint8Array | null;
  /** Does it match the dealer's commitments? null: not checked yet. */
  readonly valid: boolean | null;
  /** A second, different one came: nothing is acknowledged. */
  readonly conflict: boolean;
  /** This miner's acknowledgement, once given. */
  readonly acknowledgement: Uint8Array | null;
}

/** What this miner, as a dealer, knows of one receiver. */
export interface OutgoingShare {
  /** The receiver's acknowledgement as it came, or null. */
  readonly acknowledgement: Uint8Array | null;
  readonly valid: boolean | null;
  /** Times the share was sent. */
  readonly sent: number;
  /** When to send it again, in milliseconds. */
  readonly nextAt: number;
}

/** A transaction of this miner and when it was last handed to the chain. */
export interface OwnTransaction {
  readonly transaction: Transaction;
  readonly submittedAt: number;
  readonly times: number;
}

/** One attempt, as this miner lives it. Arrays are by position (index − 1) in the frozen list. */
export interface MinerSession {
  readonly id: Uint8Array;
  /** 1-based; 0 for a member of the current set that is not on the list and only hands over. */
  readonly index: number;
  readonly commitments: readonly Uint8Array[];
  readonly proof: Uint8Array;
  /** This miner's shares for everybody, its own included. */
  readonly shares: readonly Uint8Array[];
  readonly incoming: readonly IncomingShare[];
  readonly outgoing: readonly OutgoingShare[];
  readonly transactions: Readonly<Partial<Record<TransactionPhase, OwnTransaction>>>;
}

/** This miner's share of a view's key. */
export interface MinerKey {
  /** Magic block number, and its hash, which tells attempts apart. */
  readonly number: number;
  readonly blockHash: Uint8Array;
  readonly index: number;
  readonly secretShare: Uint8Array;
}

export interface MinerState {
  readonly session: MinerSession | null;
  readonly past: PastSessions;
  /** Of the view in office and of the one being made. */
  readonly keys: readonly MinerKey[];
}

export const EMPTY_MINER_STATE: MinerState = { session: null, past: NO_SESSIONS, keys: [] };

const FORMAT = 2;

function optional(encoder: Encoder, value: Uint8Array | null): Encoder {
  return value === null ? encoder.flag(false) : encoder.flag(true).bytes(value);
}

function truth(value: boolean | null): number {
  return value === null ? 0 : value ? 2 : 1;
}

/** The state as bytes, for the store. `version` counts the stored states of one miner up. */
export function encodeMinerState(state: MinerState, version: number): Uint8Array {
  const encoder = new Encoder().u8(FORMAT).u64(version);
  encodePastSessions(encoder, state.past);
  encoder.list(state.keys, (e, key) =>
    e.u64(key.number).fixed(key.blockHash, 32).u32(key.index).fixed(key.secretShare, 32),
  );
  const { session } = state;
  encoder.flag(session !== null);
  if (session !== null) {
    encoder
      .fixed(session.id, 32)
      .u32(session.index)
      .list(session.commitments, (e, commitment) => e.bytes(commitment))
      .bytes(session.proof)
      .list(session.shares, (e, share) => e.fixed(share, 32))
      .list(session.incoming, (e, incoming) => {
        optional(e, incoming.share);
        e.u8(truth(incoming.valid)).flag(incoming.conflict);
        optional(e, incoming.acknowledgement);
      })
      .list(session.outgoing, (e, outgoing) => {
        optional(e, outgoing.acknowledgement);
        e.u8(truth(outgoing.valid)).u32(outgoing.sent).u64(outgoing.nextAt);
      })
      .list(Object.values(session.transactions), (e, own) =>
        e.bytes(encodeTransaction(own.transaction)).u64(own.submittedAt).u32(own.times),
      );
  }
  return encoder.finish();
}

/** Reads what encodeMinerState wrote. Throws MALFORMED: a damaged store is not repaired. */
export function decodeMinerState(bytes: Uint8Array): { readonly state: MinerState; readonly version: number } {
  const decoder = new Decoder(bytes, "miner state");
  const format = decoder.u8();
  if (format !== FORMAT) throw new FeldsparError("MALFORMED", `miner state: expected format ${FORMAT}, got ${format}`);
  const version = Number(decoder.u64());
  const past = decodePastSessions(decoder);
  const maybe = (d: Decoder): Uint8Array | null => (d.flag() ? d.bytes(96) : null);
  const truthOf = (d: Decoder): boolean | null => {
    const value = d.u8();
    if (value > 2) throw new FeldsparError("MALFORMED", "miner state: expected a truth value");
    return value === 0 ? null : value === 2;
  };
  const keys = decoder.list(16, (d) => ({
    number: Number(d.u64()),
    blockHash: d.fixed(32),
    index: d.u32(),
    secretShare: d.fixed(32),
  }));
  let session: MinerSession | null = null;
  if (decoder.flag()) {
    const id = decoder.fixed(32);
    const index = decoder.u32();
    const commitments = decoder.list(MAX_MINERS, (d) => d.bytes(96));
    const proof = decoder.bytes(256);
    const shares = decoder.list(MAX_MINERS, (d) => d.fixed(32));
    const incoming = decoder.list(MAX_MINERS, (d) => ({
      share: maybe(d),
      valid: truthOf(d),
      conflict: d.flag(),
      acknowledgement: maybe(d),
    }));
    const outgoing = decoder.list(MAX_MINERS, (d) => ({
      acknowledgement: maybe(d),
      valid: truthOf(d),
      sent: d.u32(),
      nextAt: Number(d.u64()),
    }));
    const transactions: Partial<Record<TransactionPhase, OwnTransaction>> = {};
    const own = decoder.list(4, (d) => ({
      transaction: decodeTransaction(d.bytes(MAX_PAYLOAD + 256)),
      submittedAt: Number(d.u64()),
      times: d.u32(),
    }));
    for (const entry of own) transactions[entry.transaction.phase] = entry;
    session = { id, index, commitments, proof, shares, incoming, outgoing, transactions };
  }
  decoder.finish();
  return { state: { session, past, keys }, version };
}
