// What a miner hands to the chain: signed once, stored, and handed in until it is there, each time after a longer
// pause.
import { equalBytes } from "../../encoding/index.js";
import { signTransaction, type Transaction, type TransactionKind } from "../transaction.js";
import type { OwnTransaction, Submitted } from "./state.js";
import type { Turn } from "./turn.js";

/** Pauses are doubled so many times at most, in rounds. */
const MOST_DOUBLINGS = 16;

/** Is it time to hand it in again? A miner that was restarted does not know what got through. */
export function isDue({ event, chain }: Turn, { submittedAt, times }: Submitted): boolean {
  return event.type === "restarted" || chain.round >= submittedAt + 2 ** times;
}

/** Handed in now, after it was handed in before or never. */
export function submittedNow({ chain }: Turn, before: Submitted | null): Submitted {
  return { submittedAt: chain.round, times: Math.min((before?.times ?? 0) + 1, MOST_DOUBLINGS) };
}

export function sign(turn: Turn, content: Pick<Transaction, "session" | "kind" | "payload">): OwnTransaction {
  const transaction = signTransaction(turn.options.scheme, turn.identity, content);
  return { transaction, ...submittedNow(turn, null) };
}

/** Signs the session's transaction of a kind once, and hands it to the chain until it is there. */
export function submit(turn: Turn, kind: TransactionKind, payload: () => Uint8Array): void {
  if (isOnChain(turn, kind)) return;
  const { session } = turn;
  const held = session.transactions[kind];
  if (held !== undefined && !isDue(turn, held)) return;
  const own =
    held === undefined
      ? sign(turn, { session: session.id, kind, payload: payload() })
      : { ...held, ...submittedNow(turn, held) };
  turn.update({ transactions: { ...session.transactions, [kind]: own } });
  turn.effects.push({ type: "submit", transaction: own.transaction });
}

function isOnChain({ session, onChain }: Turn, kind: TransactionKind): boolean {
  switch (kind) {
    case "mpk":
      return Boolean(onChain.contributions[session.dealer - 1]);
    case "present": {
      const key = onChain.encryptionKeys[session.receiver - 1];
      return Boolean(key) && session.keys !== null && equalBytes(key!, session.keys.publicKey);
    }
    case "shared":
      return onChain.shared[session.dealer - 1] === true;
    case "publication":
      return Boolean(onChain.publications[session.dealer - 1]);
    case "confirm":
      return Boolean(onChain.confirmations[session.receiver - 1]);
    default:
      return false;
  }
}
