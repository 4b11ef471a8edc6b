// What the machines inside a party see of the ceremony, and what they tell of others.
import { FeldsparError } from "../encoding/index.js";
import type { ChainView } from "../node/ports.js";
import type { ContractState } from "../view-change/contract/state.js";
import { type LedgerEntry, transactionEntry } from "../view-change/entries.js";
import type { NoticeCode } from "../view-change/miner/events.js";

/** A chain as a miner knows one. */
export function chainView(source: {
  readonly state: () => ContractState;
  readonly attested: () => number;
  readonly say: (entry: LedgerEntry) => void;
  readonly listeners: Set<() => void>;
}): ChainView {
  const { state, attested, say, listeners } = source;
  return {
    get state() {
      return state();
    },
    get attested() {
      return attested();
    },
    submit: (transaction) => say(transactionEntry(transaction)),
    append: say,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** What a miner has noticed, as an error that names somebody. */
export function suspicion(code: NoticeCode | string, against: string): FeldsparError {
  if (code === "ANOTHER_MPK") {
    const why = "commitments under this party's name that it did not make: a lost disk, an old backup, or a twin";
    return new FeldsparError("LOG_DIVERGED", `the room shows ${why}`, [against]);
  }
  return new FeldsparError("BAD_SHARE", `a party misbehaved: ${code}`, [against]);
}
