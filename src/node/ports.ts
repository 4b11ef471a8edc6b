// The seams of the protocol: what a miner needs from the outside, as interfaces. In-memory versions are in ../ledger,
// ../transport and ../store; a real deployment brings a chain client, sockets and a database.
import type { RandomBytes } from "../../bindings/random.js";
import type { ContractState } from "../view-change/contract/state.js";
import type { Transaction } from "../view-change/transaction.js";

/** The chain: takes transactions, and shows the contract's state after the latest block. */
export interface Ledger {
  /**
   * Hands a transaction to the chain. It may be refused, lost, or included later; the sender looks at `state` and
   * tries again.
   */
  submit(transaction: Transaction): void;
  readonly state: ContractState;
}

/** Private messages between miners, by miner id. May lose, delay, repeat and reorder. */
export interface Transport {
  send(from: string, to: string, message: Uint8Array): void;
}

/**
 * Durable storage of small byte strings. `put` and `delete` resolve when what they did survives a crash. Whoever uses a
 * store keeps the order: it waits for one call before it makes the next.
 */
export interface Store {
  put(key: string, value: Uint8Array): void | Promise<void>;
  get(key: string): Uint8Array | undefined | Promise<Uint8Array | undefined>;
  delete(key: string): void | Promise<void>;
}

/** Milliseconds since any moment: any finite number, fractions are fine; only differences matter. */
export interface Clock {
  now(): number;
}

/** Things to be done later, by the same clock. */
export interface Timers {
  /** Calls `action` once when the clock shows `time` or more, never from within this call; the result calls it off. */
  at(time: number, action: () => void): () => void;
}

/** Secret randomness. The CSPRNG unless a simulation passes a seeded one. */
export type Random = RandomBytes;
