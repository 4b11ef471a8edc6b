// What a party has said and not seen in the log yet: it is said again until it is there, or of no use any more.
import { bytesKey } from "../../bindings/bytes.js";
import { entryHash } from "../node/log/log-hash.js";
import type { ContractState } from "../view-change/contract/state.js";
import type { LedgerEntry } from "../view-change/entries.js";
import { decodeTransaction, PHASE_OF } from "../view-change/transaction.js";

export class Outbox {
  private readonly unheard = new Map<string, LedgerEntry>();

  add(entry: LedgerEntry): void {
    this.unheard.set(bytesKey(entryHash(entry)), entry);
  }

  /** It stands in the log. */
  heard(entry: LedgerEntry): void {
    this.unheard.delete(bytesKey(entryHash(entry)));
  }

  /** What is to be said again, in the order in which it was said. */
  due(chain: ContractState): LedgerEntry[] {
    for (const [name, entry] of this.unheard) if (isOver(chain, entry)) this.unheard.delete(name);
    return [...this.unheard.values()];
  }
}

/** Is it of no use any more? */
function isOver({ phase, session }: ContractState, { kind, bytes }: LedgerEntry): boolean {
  if (kind === "tick") return session === null;
  if (kind !== "transaction") return false;
  return PHASE_OF[decodeTransaction(bytes).kind] !== phase;
}
