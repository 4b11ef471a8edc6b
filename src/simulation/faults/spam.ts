// Spam: once per phase, transactions of every wrong kind, and bytes that are none.
import type { Phase } from "../../magic-block/index.js";
import type { SessionState } from "../../view-change/contract/state.js";
import { PHASE_OF, TRANSACTION_KINDS, type Transaction, type TransactionKind } from "../../view-change/transaction.js";
import { type Behaviour, otherSession, type Submit } from "./behaviour.js";

export class Spammer {
  private readonly done = new Set<string>();

  constructor(private readonly behaviour: Behaviour) {}

  /**
   * The spam of this phase, once: bytes that are no transaction are put on the chain at once, transactions come back as
   * effects, to be said after the right ones (of two that a sender signed for one block the first one counts, and an
   * engine does not order the same bytes again).
   */
  spam(session: SessionState, phase: Phase): Submit[] {
    const { world, identity, bls } = this.behaviour;
    const name = `${phase}/${session.number}/${session.attempt}`;
    if (this.done.has(name) || phase === "start") return [];
    this.done.add(name);
    const garbage = world.random(`spam of ${identity.id} in ${name}`);
    const kindOf = (of: Phase): TransactionKind => TRANSACTION_KINDS.find((kind) => PHASE_OF[kind] === of)!;
    const base: Pick<Transaction, "session" | "kind"> = { session: session.id, kind: kindOf(phase) };
    const otherKind = kindOf(phase === "wait" ? "contribute" : "wait");
    const signed = (content: Pick<Transaction, "session" | "kind">, length: number) =>
      this.behaviour.sign(content, garbage(length)).transaction;
    const changed = (change: Partial<Transaction>) => ({ ...signed(base, 64), ...change });
    const transactions: Transaction[] = [
      signed(base, 5000),
      signed({ ...base, session: otherSession(session.id) }, 10),
      signed({ ...base, kind: otherKind }, 10),
      changed({ signature: garbage(bls.signatureLength) }),
      changed({ signature: new Uint8Array(0) }),
      changed({ payload: new Uint8Array(1_000_000) }),
      changed({ sender: "0".repeat(64) }),
    ];
    for (const bytes of [new Uint8Array(0), garbage(20), garbage(200)]) world.append({ kind: "transaction", bytes });
    for (const kind of ["member", "beacon", "authority", "lot", "tick", "checkpoint"] as const)
      world.append({ kind, bytes: garbage(100) });
    return transactions.map((transaction) => ({ type: "submit", transaction }));
  }
}
