// A blockchain in one process: a pool of transactions, blocks made when asked, and the contract applied to each. No
// forks, no fees, no consensus; everything that decides anything in the protocol is in the contract.

import type { Ledger } from "../node/ports.js";
import type { ViewChangeContract } from "../view-change/contract/contract.js";
import type { Block, ContractEvent, ContractState } from "../view-change/contract/state.js";
import type { Transaction } from "../view-change/transaction.js";

export class MemoryLedger implements Ledger {
  private pool: Transaction[] = [];
  private current: ContractState;
  /** Everything that happened, for whoever wants to replay it. */
  readonly blocks: Block[] = [];

  constructor(
    private readonly contract: ViewChangeContract,
    genesis: ContractState,
  ) {
    this.current = genesis;
  }

  get state(): ContractState {
    return this.current;
  }

  /** Waiting for the next block. */
  get pending(): readonly Transaction[] {
    return this.pool;
  }

  submit(transaction: Transaction): void {
    this.pool.push(transaction);
  }

  /** Makes the next block of all waiting transactions and applies the contract. */
  produceBlock(extra: Partial<Omit<Block, "round" | "transactions">> = {}): {
    block: Block;
    events: readonly ContractEvent[];
  } {
    const block: Block = { ...extra, round: this.current.round + 1, transactions: this.pool };
    this.pool = [];
    const { state, events } = this.contract.apply(this.current, block);
    this.current = state;
    this.blocks.push(block);
    return { block, events };
  }
}
