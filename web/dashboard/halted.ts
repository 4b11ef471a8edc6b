// Has the beacon halted? As a node counts it: nothing for five rounds, and five seconds at least. Rounds in drand's
// form are due by the clock, others one a round of the chain.
import { duration, plural } from "../page/numbers.js";
import type { GenesisFacts } from "./messages.js";
import { latestVerified, type State } from "./state.js";

/** The round that is due now, by this page's clock. */
const roundAt = ({ genesisTime, period }: NonNullable<GenesisFacts["drandTimes"]>): number =>
  Math.floor((Date.now() / 1000 - genesisTime) / period) + 1;

/** Rounds that may fail to come before it is said, and for how long at least, in milliseconds. */
export const LATE = { rounds: 5, atLeast: 5000 };

/**
 * What is said of a beacon that stands still; null while it goes on, or has not begun. While rounds come that verify it
 * goes on, whatever the clock here says.
 */
export function halted(state: State): string | null {
  const { phase, genesis, grewAt } = state;
  const latest = latestVerified(state);
  if (phase === null || genesis === null || latest === null) return null;
  const { drandTimes: times } = genesis;
  const period = times === null ? genesis.roundTime : 1000 * times.period;
  if (grewAt !== null && performance.now() - grewAt <= Math.max(LATE.atLeast, LATE.rounds * period)) return null;
  const behind = (times === null ? phase.round : roundAt(times)) - latest.round;
  const late = behind * period;
  if (behind <= LATE.rounds || late <= LATE.atLeast) return null;
  return (
    `The beacon has halted: round ${latest.round + 1} has been due for ${duration(late)}, ${plural(behind, "round")} ` +
    "are due. Fewer members sign than it needs: “feldspar status --from” this sharder says who is not there."
  );
}
