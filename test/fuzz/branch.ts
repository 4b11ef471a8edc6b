// One history of the ledger, and what the contract makes of it. Whoever follows it is at a round of its own.

import { bytesKey } from "../../bindings/bytes.js";
import type { ViewChangeContract } from "../../src/view-change/contract/contract.js";
import type { ContractEvent, ContractState } from "../../src/view-change/contract/state.js";
import type { LedgerEntry } from "../../src/view-change/entries.js";
import { sha256 } from "./transparent/hashes/sha2.js";

export interface Waiting extends LedgerEntry {
  /** Not before this round. */
  readonly from: number;
}

export class Branch {
  waiting: Waiting[] = [];
  private readonly seen: Set<string>;

  private constructor(
    readonly name: string,
    private readonly contract: ViewChangeContract,
    readonly states: ContractState[],
    readonly events: (readonly ContractEvent[])[],
    seen: Iterable<string>,
  ) {
    this.seen = new Set(seen);
  }

  static begin(contract: ViewChangeContract, genesis: ContractState): Branch {
    return new Branch("A", contract, [genesis], [[]], []);
  }

  /** The same history so far, and another one from here on. */
  split(name: string): Branch {
    const { contract, states, events, seen } = this;
    return new Branch(name, contract, [...states], [...events], seen);
  }

  get round(): number {
    return this.states.length - 1;
  }

  get state(): ContractState {
    return this.states.at(-1)!;
  }

  append(entry: LedgerEntry, from: number): void {
    const name = bytesKey(sha256(entry.bytes)) + entry.kind;
    if (this.seen.has(name)) return;
    this.seen.add(name);
    this.waiting.push({ ...entry, from });
  }

  /** Closes the round, with the entries whose time has come in this order. */
  produce(order: (entries: Waiting[]) => Waiting[]): readonly ContractEvent[] {
    const round = this.round + 1;
    const due = this.waiting.filter(({ from }) => from <= round);
    this.waiting = this.waiting.filter(({ from }) => from > round);
    const entries = order(due).map(({ kind, bytes }) => ({ kind, bytes }));
    const { state, events } = this.contract.apply(this.state, { round, entries });
    this.states.push(state);
    this.events.push(events);
    return events;
  }
}
