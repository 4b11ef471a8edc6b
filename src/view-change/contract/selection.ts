// Who is in the next set (protocol §5.1): by stake, with seats kept for members of the current set and unbiased ties
// at the cut.
import { rank } from "../../beacon/rank.js";
import { ceilFraction, type Fraction } from "../../magic-block/index.js";

export interface Selectable {
  readonly id: string;
  readonly stake: bigint;
}

export interface SelectionOptions {
  /** Most seats. */
  readonly seats: number;
  /** Ids of the current set. */
  readonly incumbents?: ReadonlySet<string>;
  /** Least share of the seats for incumbents, best stake first. */
  readonly incumbency?: Fraction;
  /** Last beacon output, 32 bytes, for ties at the cut; without it ties go to the lower id. */
  readonly randomness?: Uint8Array | null;
}

/** Stake descending, id ascending. */
function compareStake(a: Selectable, b: Selectable): number {
  if (a.stake !== b.stake) return a.stake > b.stake ? -1 : 1;
  return compareId(a, b);
}

export function compareId(a: { readonly id: string }, b: { readonly id: string }): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

/** The best `count` of candidates already in order; equal stakes at the cut are drawn by lot. */
function best<T extends Selectable>(
  sorted: readonly T[],
  count: number,
  randomness: Uint8Array | null,
  purpose: string,
): T[] {
  const taken = sorted.slice(0, count);
  const last = taken[count - 1];
  const next = sorted[count];
  if (last === undefined || next === undefined || last.stake !== next.stake || randomness === null) return taken;
  const certain = sorted.filter((candidate) => candidate.stake > last.stake);
  const tied = sorted.filter((candidate) => candidate.stake === last.stake);
  return [...certain, ...rank(randomness, tied, purpose).slice(0, count - certain.length)];
}

/** Selects at most `seats` candidates; the result is sorted by id. */
export function selectMiners<T extends Selectable>(candidates: readonly T[], options: SelectionOptions): T[] {
  const { incumbents = new Set<string>(), incumbency = { numerator: 0, denominator: 1 }, randomness = null } = options;
  const sorted = [...candidates].sort(compareStake);
  const seats = Math.min(options.seats, sorted.length);
  const sitting = sorted.filter((candidate) => incumbents.has(candidate.id));
  const kept = best(
    sitting,
    Math.min(ceilFraction(incumbency, seats), sitting.length),
    randomness,
    "incumbents at the cut",
  );
  const keptIds = new Set(kept.map((candidate) => candidate.id));
  const others = sorted.filter((candidate) => !keptIds.has(candidate.id));
  return [...kept, ...best(others, seats - kept.length, randomness, "candidates at the cut")].sort(compareId);
}
