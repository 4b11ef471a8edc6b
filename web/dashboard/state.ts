// Everything that is shown, as plain data: what was verified here, what is the sharder's word, and how fresh it is.
import type { HeadAnswer, ListsAnswer, PhaseAnswer, Registered } from "./answers.js";
import type { GenesisFacts, RoundFacts, ViewFacts } from "./messages.js";

/** Something that the sharder said and that is not so. */
export interface Lie {
  readonly subject: string;
  readonly reason: string;
}

/** The lists and the matrix of one attempt, as they were seen last. */
export interface Shares {
  readonly lists: ListsAnswer;
  readonly rows: ReadonlyMap<number, string>;
  readonly round: number;
}

export interface State {
  /** The genesis' hash as the reader gave it; empty for one that is the sharder's word. */
  trusted: string;
  genesis: GenesisFacts | null;
  views: readonly ViewFacts[];
  /** By round, verified or not; the latest some hundred. */
  readonly rounds: Map<number, RoundFacts>;
  readonly lies: Lie[];
  phase: PhaseAnswer | null;
  /** Phases of the running attempt that ended while this page looked on. */
  readonly ended: Map<string, { readonly from: number; readonly to: number }>;
  shares: Shares | null;
  head: HeadAnswer | null;
  miners: readonly Registered[];
  sharders: readonly Registered[];
  link: "connecting" | "live" | "lost";
  /** How often it has been tried to open a lost stream again. */
  tries: number;
  /** When the last round came, by this page's clock. */
  heardAt: number;
  /** When a round of the beacon was verified that is later than all before it, likewise; null: not yet. */
  grewAt: number | null;
  /** When the view in office became another one, likewise. */
  officeAt: number;
  /** What could not be read, if anything. */
  problem: string;
}

export const newState = (trusted: string): State => ({
  trusted,
  genesis: null,
  views: [],
  rounds: new Map(),
  lies: [],
  phase: null,
  ended: new Map(),
  shares: null,
  head: null,
  miners: [],
  sharders: [],
  link: "connecting",
  tries: 0,
  heardAt: performance.now(),
  grewAt: null,
  officeAt: performance.now(),
  problem: "",
});

/** The latest round that was verified; null before one was. What was said and is not so may name any. */
export function latestVerified({ rounds }: Pick<State, "rounds">): RoundFacts | null {
  let latest: RoundFacts | null = null;
  for (const one of rounds.values()) if (one.valid && one.round > (latest?.round ?? -1)) latest = one;
  return latest;
}

/** Rounds, the latest first. */
export const latestRounds = ({ rounds }: State): RoundFacts[] => [...rounds.values()].sort((a, b) => b.round - a.round);

/** Numbers as spans: "3, 5–9", the last few of them. */
export function spans(numbers: Iterable<number>, most = 3): string {
  const found: { from: number; to: number }[] = [];
  for (const number of [...numbers].sort((a, b) => a - b)) {
    const last = found.at(-1);
    if (last !== undefined && last.to + 1 === number) last.to = number;
    else found.push({ from: number, to: number });
  }
  const shown = found.slice(-most).map(({ from, to }) => (from === to ? `${from}` : `${from}–${to}`));
  return `${found.length > most ? "…, " : ""}${shown.join(", ")}`;
}
