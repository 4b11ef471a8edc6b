// The seams of a node: what it needs from the outside, as interfaces, in both directions. An engine orders bytes and
// shows them; a transport carries messages out and brings them in; a store keeps; a clock and timers tell the time.
// In-memory versions are in ../ledger, ../transport and ../store, the system's time is in system.ts.
import type { AbortSignal } from "../../bindings/platform.js";
import type { ContractState } from "../view-change/contract/state.js";
import type { EntryKind, LedgerEntry } from "../view-change/entries.js";
import type { Transaction } from "../view-change/transaction.js";

/** Where somebody is in a ledger: after the block of `round`, after `position` entries, whose chained hash this is. */
export interface Head {
  readonly round: number;
  readonly position: bigint;
  /** 32 bytes. */
  readonly logHash: Uint8Array;
}

/** The entries of one round in their order; the head is the one after them. */
export interface LedgerBlock extends Head {
  readonly entries: readonly LedgerEntry[];
}

/**
 * Orders byte strings and shows them to everybody in the same order. It decides nothing: replicas execute, and nothing
 * that is correct may depend on an engine's own checks.
 */
export interface LedgerEngine {
  /** For logs. */
  readonly name: string;
  /** Whose faults the order survives: anybody's, those of machines that crash, or nobody's. */
  readonly trust: "byzantine" | "crash" | "single";
  /**
   * Has an entry ordered. Resolves when it is ordered and durable; idempotent by content. Throws LEDGER_UNAVAILABLE
   * when it is not known whether it got in: call again.
   */
  append(kind: EntryKind, bytes: Uint8Array, signal?: AbortSignal): Promise<Appended>;
  /**
   * Every round after `from` once, rising by one, until the signal ends it. Throws LOG_DIVERGED when `from` is not in
   * the log.
   */
  blocks(from: Head, signal: AbortSignal): AsyncIterable<LedgerBlock>;
  /** How many entries are ordered in closed rounds. */
  head(): Promise<Pick<Head, "position">>;
  /** Lets go of everything; whoever reads `blocks` is shown no more. */
  close(): Promise<void>;
}

/**
 * Orders entries and shows them one after the other: all that a log engine does. Where rounds end is said by entries of
 * sharders (`TickedEngine`). Positions count: the first entry has 1.
 */
export interface EntryLog {
  /** For logs. */
  readonly name: string;
  /** Whose faults the order survives: those of machines that crash, or nobody's. */
  readonly trust: "crash" | "single";
  /** As `LedgerEngine.append`. */
  append(kind: EntryKind, bytes: Uint8Array, signal?: AbortSignal): Promise<Appended>;
  /**
   * Every entry after a position once, in order, in parts as they come (never an empty one), until the signal ends it;
   * reconnects by itself. Throws LOG_DIVERGED where the log ends before that position.
   */
  entries(after: bigint, signal: AbortSignal): AsyncIterable<readonly LedgerEntry[]>;
  /**
   * At most `most` entries after a position, as far as there are any: fewer than there are where they are long, never
   * none of some. Throws LEDGER_UNAVAILABLE.
   */
  read(after: bigint, most: number): Promise<readonly LedgerEntry[]>;
  /** How many entries are ordered. Throws LEDGER_UNAVAILABLE. */
  head(): Promise<Pick<Head, "position">>;
  /** What was shown last leads nowhere: where there are several to read from, the next one is another. */
  doubt?(): void;
  /** Lets go of everything; whoever reads `entries` is shown no more. */
  close(): Promise<void>;
}

/** Where an entry is in the log. */
export interface Appended {
  /** The first entry of a log has 1. */
  readonly position: bigint;
  /** Was it in the log already? */
  readonly duplicate: boolean;
}

/** What a miner has of the chain: the contract's state, as its own replica computed it, and a way to be heard. */
export interface ChainView {
  /** After the last block that was applied; replaced by every block, never changed. */
  readonly state: ContractState;
  /**
   * The highest round whose state more than half of the sharders in office have signed: what the miner says of an edge
   * waits for it. Infinity on engines that need none.
   */
  readonly attested: number;
  /**
   * Hands a transaction in. It may be refused, lost, or included later; the sender looks at `state` and tries again. A
   * promise that comes back is not waited for; one that rejects has lost it.
   */
  submit(transaction: Transaction): unknown;
  /** The same for any other entry: a lot, or a `return`. */
  append(entry: LedgerEntry): unknown;
  /** Calls after every block; the result ends it. */
  subscribe(listener: () => void): () => void;
}

/** One peer's private messages, by miner id. May lose, delay, repeat and reorder, and bring what nobody has sent. */
export interface Transport {
  /** Sends, and does not wait. What it throws is told as lost; the miner sends again what is not acknowledged. */
  send(to: string, message: Uint8Array): void;
  /** Who takes what comes, in the place of whoever did before; null: nobody, it is lost. */
  receive(handler: ((message: Uint8Array) => void) | null): void;
}

/**
 * Durable storage of small byte strings. `put` and `delete` resolve when what they did survives a crash. Whoever uses a
 * store keeps the order: it waits for one call before it makes the next.
 */
export interface Store {
  /** Stores in the place of what was there. */
  put(key: string, value: Uint8Array): void | Promise<void>;
  /** Undefined when nothing was stored. */
  get(key: string): Uint8Array | undefined | Promise<Uint8Array | undefined>;
  /** What is not there need not be deleted: no error. */
  delete(key: string): void | Promise<void>;
}

/** Milliseconds since any moment: any finite number, fractions are fine; only differences matter. */
export interface Clock {
  /** What it shows. */
  now(): number;
}

/** Things to be done later, by the same clock. */
export interface Timers {
  /** Calls `action` once when the clock shows `time` or more, never from within this call; the result calls it off. */
  at(time: number, action: () => void): () => void;
}
