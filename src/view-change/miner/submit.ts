// A miner's transactions: signed once, stored, and handed to the chain until they are there.
import { signTransaction, type TransactionPhase } from "../transaction.js";
import type { Turn } from "./turn.js";

/**
 * Signs the phase's transaction once and hands it to the chain until it is there, each time waiting twice as long.
 */
export function submit(turn: Turn, phase: TransactionPhase, payload: () => Uint8Array): void {
  if (isOnChain(turn, phase)) return;
  const { session, options, event } = turn;
  const { round } = turn.chain;
  let own = session.transactions[phase];
  if (own !== undefined) {
    if (event.type !== "restarted" && round < own.submittedAt + 2 ** own.times) return;
    own = { ...own, submittedAt: round, times: Math.min(own.times + 1, 16) };
  } else {
    const content = { session: session.id, phase, payload: payload() };
    const transaction = signTransaction(options.scheme, turn.identity, content);
    own = { transaction, submittedAt: round, times: 1 };
  }
  turn.update({ transactions: { ...session.transactions, [phase]: own } });
  turn.effects.push({ type: "submit", transaction: own.transaction });
}

function isOnChain({ session, onChain, identity }: Turn, phase: TransactionPhase): boolean {
  const position = session.index - 1;
  switch (phase) {
    case "contribute":
      return Boolean(onChain.contributions[position]);
    case "share":
      return onChain.shared[position] === true;
    case "publish":
      return Boolean(onChain.publications[position]);
    case "wait":
      return Boolean(onChain.confirmations[position]) || onChain.handOvers[identity.id] !== undefined;
  }
}
