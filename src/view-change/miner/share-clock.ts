// How long the share phase has lasted by this miner's own clock (protocol §5.4): a chain whose rounds hurry must not
// make it reveal what receivers had no time to acknowledge. What was counted is stored now and then, and goes on in the
// next life.
import type { Turn } from "./turn.js";

/** The time counted is stored so often on the way. */
const PARTS = 3;

/** Half of the share phase's nominal length, in milliseconds. */
function needed({ onChain, chain }: Turn): number {
  return (onChain.parameters.phaseRounds.share * chain.genesis.roundTime) / 2;
}

/**
 * Counts on, from the moment at which this miner sees the share phase and may send shares, and asks to be woken at the
 * end.
 */
export function countTime(turn: Turn): void {
  const { waited, countedAt } = turn.session;
  const { time } = turn.event;
  const most = needed(turn);
  if (waited >= most) return;
  const total = waited + Math.max(0, time - (countedAt ?? time));
  const part = (milliseconds: number) => Math.floor((PARTS * milliseconds) / most);
  if (countedAt === null || total !== waited) {
    turn.update({ waited: total, countedAt: time }, part(total) > part(waited));
  }
  if (total < most) turn.effects.push({ type: "wake", at: time + Math.ceil(most - total) });
}

/** May this miner reveal shares now? */
export function mayReveal(turn: Turn): boolean {
  return turn.session.waited >= needed(turn);
}
