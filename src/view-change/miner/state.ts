// What a miner must not forget: its polynomial's shares, the shares it accepted, acknowledgements given and received,
// transactions it signed, and its keys. All of it fits in a byte string that is stored before anything is sent, so
// that a miner that crashes at any moment comes back with the same polynomial, and never publishes two different MPKs
// in one session. The bytes are secret.
import type { Transaction, TransactionKind } from "../transaction.js";
import { NO_SESSIONS, type PastSessions } from "./past-sessions.js";

/** What this miner, as a receiver, knows of one dealer's share for it. */
export interface IncomingShare {
  /** The first share that came, or null. Of a dealer that is proved wrong: the wrong one. */
  readonly share: Uint8Array | null;
  /** The dealer's signature and the path that came with it; null once the share is known to be right. */
  readonly proof: Uint8Array | null;
  /** Does it match the dealer's commitments? null: not checked yet. False is kept only where it is proved. */
  readonly valid: boolean | null;
  /** The dealer has signed two different ones: nothing is acknowledged. */
  readonly conflict: boolean;
  /** This miner's acknowledgement, once given. */
  readonly acknowledgement: Uint8Array | null;
  /** How many came that were neither right nor signed: work is bounded by it. */
  readonly refused: number;
}

/** What this miner, as a dealer, knows of one receiver. */
export interface OutgoingShare {
  /** The receiver's acknowledgement as it came, or null. */
  readonly acknowledgement: Uint8Array | null;
  /** True: verified, nothing more is sent. null: not checked yet. */
  readonly valid: boolean | null;
  /** How many came that did not verify. */
  readonly refused: number;
  /** Times the share was sent. */
  readonly sent: number;
  /** When to send it again, in milliseconds. */
  readonly nextAt: number;
}

/** When something was last handed to the chain, and how often. */
export interface Submitted {
  readonly submittedAt: number;
  readonly times: number;
}

export interface OwnTransaction extends Submitted {
  readonly transaction: Transaction;
}

/** What a dealer signs once: the root of a tree over the shares of the receivers that were left then. */
export interface SignedShares {
  /** Their indices, ascending: another history may have others left, and gets no other signature. */
  readonly receivers: readonly number[];
  readonly signature: Uint8Array;
}

/** X25519, 32 bytes each: the private one is wiped when every share is in or revealed. */
export interface SessionKeys {
  readonly publicKey: Uint8Array;
  readonly privateKey: Uint8Array | null;
}

/**
 * One attempt, as this miner lives it. Arrays by dealer or by receiver have the member of index i at i − 1, as the
 * contract's.
 */
export interface MinerSession {
  readonly id: Uint8Array;
  readonly number: number;
  readonly attempt: number;
  /** Index in the list of dealers; 0: not one of them. */
  readonly dealer: number;
  /** Index in the list of receivers; 0: not one of them. */
  readonly receiver: number;
  /** Another MPK or key stands on the chain under this miner's name: it takes no further part. */
  readonly setAside: boolean;
  /** For the shares of this session; null: this miner joined too late, or again, and made none. */
  readonly keys: SessionKeys | null;
  /** Until they are in the transaction "mpk". Empty where this miner does not deal, as are the proof and the shares. */
  readonly commitments: readonly Uint8Array[];
  readonly proof: Uint8Array;
  /** By receiver: this miner's shares for everybody, its own included. */
  readonly shares: readonly Uint8Array[];
  /** Of the root over all of them, once it was given. */
  readonly signedShares: SignedShares | null;
  /** By dealer. */
  readonly incoming: readonly IncomingShare[];
  /** By receiver. */
  readonly outgoing: readonly OutgoingShare[];
  /** Milliseconds since this miner saw the share phase begin, while it ran. */
  readonly waited: number;
  /** When that was counted last; null in a new life. Not stored. */
  readonly countedAt: number | null;
  readonly transactions: Readonly<Partial<Record<TransactionKind, OwnTransaction>>>;
}

/** The decided block that this miner, in office, lets follow: stored before it is signed, the only one ever. */
export interface OwnHandOver {
  readonly hash: Uint8Array;
  readonly own: OwnTransaction;
}

/** This miner's share of a view's key. Where there is one, the state has lived through its confirmation. */
export interface MinerKey {
  /** Magic block number, and its hash, which tells attempts apart. */
  readonly number: number;
  readonly blockHash: Uint8Array;
  /** The attempt that made it. */
  readonly session: Uint8Array;
  readonly attempt: number;
  readonly index: number;
  readonly partyId: number | bigint;
  readonly secretShare: Uint8Array;
  /** Of the block after this one; null: none was signed. */
  readonly handOver: OwnHandOver | null;
}

/** The latest lot that this miner has signed; never another of the same number and attempt, nor an earlier one. */
export interface MinerLot extends Submitted {
  readonly number: number;
  readonly attempt: number;
  /** Hash of the closed candidates. */
  readonly candidates: Uint8Array;
  /** By position among the members in office: partial signatures; empty bytes of one that gave a wrong one. */
  readonly partials: readonly (Uint8Array | null)[];
  /** The group's, once there are enough. */
  readonly signature: Uint8Array | null;
  /** Times that this miner's was sent, and when to send it again. */
  readonly sent: number;
  readonly nextAt: number;
}

/** A `return` of a suspended miner. */
export interface OwnReturn extends Submitted {
  readonly serial: number;
}

export interface MinerState {
  readonly session: MinerSession | null;
  readonly past: PastSessions;
  /** Of the view in office, of the one being made, and of those before that still owe rounds. */
  readonly keys: readonly MinerKey[];
  readonly lot: MinerLot | null;
  readonly returning: OwnReturn | null;
}

export const EMPTY_MINER_STATE: MinerState = {
  session: null,
  past: NO_SESSIONS,
  keys: [],
  lot: null,
  returning: null,
};

/** A stored state for a new life, whose time begins at zero: what was to be sent again later is due at once. */
export function afterRestart(state: MinerState): MinerState {
  const { session, lot } = state;
  const outgoing = session?.outgoing.map((receiver) => ({ ...receiver, nextAt: 0 }));
  return {
    ...state,
    session: session === null ? null : { ...session, outgoing: outgoing!, countedAt: null },
    lot: lot === null ? null : { ...lot, nextAt: 0 },
  };
}
