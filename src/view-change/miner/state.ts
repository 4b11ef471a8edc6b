// What a miner must not forget: its polynomial's shares, the shares it accepted, acknowledgements given and received,
// transactions it signed, and its keys. All of it fits in a byte string that is stored before anything is sent, so
// that a miner that crashes at any moment comes back with the same polynomial, and never publishes two different MPKs
// in one session. The bytes are secret.
import type { Transaction, TransactionPhase } from "../transaction.js";
import { NO_SESSIONS, type PastSessions } from "./past-sessions.js";

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

/** A stored state for a new life, whose time begins at zero: what was to be sent again later is due at once. */
export function afterRestart(state: MinerState): MinerState {
  const { session } = state;
  if (session === null) return state;
  const outgoing = session.outgoing.map((receiver) => ({ ...receiver, nextAt: 0 }));
  return { ...state, session: { ...session, outgoing } };
}
