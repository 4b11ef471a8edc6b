// The contract's part of a recorded view change: every block does what was recorded, and nothing is computed. What one
// miner spends is measured apart from what every node spends on the contract.
import type { Applied, Block, ContractState, SessionState } from "../../src/entry/view-change.js";

export interface RecordedChange {
  readonly change: Partial<ContractState>;
  readonly inSession: Partial<SessionState>;
}

export class RecordedContract {
  /** What the next block does. */
  next: RecordedChange = { change: {}, inSession: {} };

  apply(before: ContractState, { round }: Block): Applied {
    const { change, inSession } = this.next;
    this.next = { change: {}, inSession: {} };
    const session = { ...(before.session as SessionState), ...inSession };
    return { state: { ...before, ...change, round, session }, events: [] };
  }
}
