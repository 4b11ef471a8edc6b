// What is shown of the rounds of a contest: one statistic, the median, with its spread. The ratio is that of the two
// medians that stand beside it, so that nobody sees two figures that contradict each other.
import { median } from "./median.js";

export interface Summary {
  /** Milliseconds a call: the median of the rounds. */
  readonly milliseconds: number;
  /** Half the rounds lie so far apart, as a part of the median. */
  readonly spread: number;
  /** How many times as long as our first build. */
  readonly ratio: number;
}

/** The value below which this part of the values lies, from 0 to 1; between two values where it falls between them. */
function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const place = part * (sorted.length - 1);
  const [below, above] = [sorted[Math.floor(place)]!, sorted[Math.ceil(place)]!];
  return below + (above - below) * (place - Math.floor(place));
}

/** The rounds of one contestant beside those of our first build. */
export function compare(own: readonly number[], base: readonly number[]): Summary {
  const milliseconds = median(own);
  const spread = (quantile(own, 0.75) - quantile(own, 0.25)) / milliseconds;
  return { milliseconds, spread, ratio: milliseconds / median(base) };
}

/** Rounds that differ by more say more about the machine than about the libraries. */
const QUIET = 0.15;

/** What to say about the figures; empty when the machine was quiet. */
export function warningOf(summaries: readonly Summary[]): string {
  const widest = Math.max(0, ...summaries.map(({ spread }) => spread));
  if (widest <= QUIET) return "";
  return `The machine was busy: rounds of one library differ by ${Math.round(100 * widest)} %. Close what else runs, and measure again.`;
}
