// Does the beacon go on? Which rounds are due follows from the chain's round, or of a beacon in drand's form from the
// clock; which are there is what a node has taken, and was verified.
import type { Genesis } from "../magic-block/index.js";

export interface BeaconStanding {
  /** The first round that is not there. */
  readonly next: number;
  /** How many rounds are due and not there. */
  readonly behind: number;
  /** For how long `next` has been due, in seconds. */
  readonly seconds: number;
  /** More than lateness: nothing has come for several periods. */
  readonly halted: boolean;
}

/** Periods for which nothing may come before the beacon counts as halted, and milliseconds at least. */
const LATE = { periods: 5, atLeast: 5000 };

export interface BeaconFacts {
  readonly genesis: Pick<Genesis, "purpose" | "beacon" | "roundTime">;
  /** The chain's round. */
  readonly round: number;
  /** The first round of a view in office; null while there is none. */
  readonly firstRound: number | null;
  /** The latest round that is there; null: none. */
  readonly latest: number | null;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** null where no round is due: no view has been in office yet, or the chain has no beacon. */
export function beaconStanding({ genesis, round, firstRound, latest, now }: BeaconFacts): BeaconStanding | null {
  const { purpose, beacon, roundTime } = genesis;
  if (purpose !== "network" || firstRound === null) return null;
  const isChained = beacon.mode === "chained";
  const next = latest === null ? (isChained ? firstRound : 1) : latest + 1;
  const period = isChained ? roundTime : 1000 * beacon.period;
  // chained: due once the round before it is applied; by the clock: round 1 at the genesis' time
  const late = isChained ? (round - next + 1) * period : now - 1000 * beacon.genesisTime - (next - 1) * period;
  const behind = isChained ? Math.max(0, round - next + 1) : late < 0 ? 0 : Math.floor(late / period) + 1;
  return {
    ...{ next, behind, seconds: Math.max(0, Math.round(late / 1000)) },
    halted: behind > LATE.periods && late > LATE.atLeast,
  };
}
