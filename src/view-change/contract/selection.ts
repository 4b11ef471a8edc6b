// Who sits at the table (protocol §5.1): by stake, with seats kept for members in office, and a lot, or the older
// registration, where stakes are equal at the cut.
import { listOf, reading } from "../../../bindings/arguments.js";
import { rank } from "../../beacon/rank.js";
import { ceilFraction, type Fraction } from "../../magic-block/index.js";
import { compareId } from "./sorted.js";

export interface Selectable {
  readonly id: string;
  readonly stake: bigint;
  /** The older registration has the lower number. */
  readonly order: number;
}

export interface SelectionOptions {
  /** Most seats. */
  readonly seats: number;
  /** Ids of the members in office. */
  readonly incumbents?: ReadonlySet<string>;
  /** Least share of the seats for incumbents, best stake first. */
  readonly incumbency?: Fraction;
  /** 32 bytes that decide between equal stakes at the cut of the others; without them the older registration does. */
  readonly lot?: Uint8Array | null;
}

/** Stake descending, id ascending. */
function compareStake(a: Selectable, b: Selectable): number {
  if (a.stake !== b.stake) return a.stake > b.stake ? -1 : 1;
  return compareId(a, b);
}

/**
 * Those with more stake than is at the cut, and those who have just as much; nobody, where nothing is to be decided.
 */
function atTheCut<T extends Selectable>(sorted: readonly T[], count: number): { certain: T[]; tied: T[] } {
  const last = sorted[count - 1];
  const next = sorted[count];
  if (last === undefined || next === undefined || last.stake !== next.stake)
    return { certain: sorted.slice(0, count), tied: [] };
  return {
    certain: sorted.filter(({ stake }) => stake > last.stake),
    tied: sorted.filter(({ stake }) => stake === last.stake),
  };
}

/** The best `count` of candidates in order. */
function best<T extends Selectable>(sorted: readonly T[], count: number, lot: Uint8Array | null): T[] {
  const { certain, tied } = atTheCut(sorted, count);
  const drawn =
    lot === null
      ? [...tied].sort((a, b) => a.order - b.order || compareId(a, b))
      : rank(lot, tied, "candidates at the cut");
  return [...certain, ...drawn.slice(0, count - certain.length)];
}

function seated<T extends Selectable>(candidates: readonly T[], options: SelectionOptions) {
  const { incumbents = new Set<string>(), incumbency = { numerator: 0, denominator: 1 } } = options;
  const sorted = listOf<T>(candidates, "candidates", true).sort(compareStake);
  const seats = Math.min(options.seats, sorted.length);
  const sitting = sorted.filter(({ id }) => incumbents.has(id));
  const kept = best(sitting, Math.min(ceilFraction(incumbency, seats), sitting.length), null);
  const keptIds = new Set(kept.map(({ id }) => id));
  return { kept, others: sorted.filter(({ id }) => !keptIds.has(id)), left: seats - kept.length };
}

/**
 * Do equal stakes at the cut leave open who is selected, so that a lot has to decide? Throws BAD_TYPE.
 *
 * @example
 * const candidates = [30n, 20n, 20n].map((stake, order) => ({ id: `m${order}`, stake, order }));
 * needsLot(candidates, { seats: 2 }); //=> true
 * needsLot(candidates, { seats: 3 }); //=> false
 */
export function needsLot(candidates: readonly Selectable[], options: SelectionOptions): boolean {
  return reading("needsLot", (): boolean => {
    const { others, left } = seated(candidates, options);
    return atTheCut(others, left).tied.length > 0;
  });
}

/**
 * Selects at most `seats` candidates, by stake, with seats kept for incumbents; the result is sorted by id, and the
 * same for everybody. Throws BAD_TYPE, BAD_LENGTH for a lot that is not 32 bytes.
 *
 * @example
 * const candidates = [30n, 10n, 20n].map((stake, order) => ({ id: `m${order}`, stake, order }));
 * selectMiners(candidates, { seats: 2 }).map(({ id }) => id); //=> ["m0", "m2"]
 */
export function selectMiners<T extends Selectable>(candidates: readonly T[], options: SelectionOptions): T[] {
  return reading("selectMiners", (): T[] => {
    const { kept, others, left } = seated(candidates, options);
    return [...kept, ...best(others, left, options.lot ?? null)].sort(compareId);
  });
}
