// Cutting work into parts.

export interface Range {
  readonly start: number;
  readonly end: number;
}

/** [0, count) in `parts` ranges whose sizes differ by one at most; none is empty unless all are. */
export function evenRanges(count: number, parts: number): Range[] {
  const number = Math.max(1, Math.min(parts, count));
  return Array.from({ length: number }, (_, index) => ({
    start: Math.floor((index * count) / number),
    end: Math.floor(((index + 1) * count) / number),
  }));
}

/** Consecutive items in `parts` ranges of about the same weight each, none empty. */
export function weightedRanges(weights: readonly number[], parts: number): Range[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const ranges: Range[] = [];
  let [start, weight] = [0, 0];
  weights.forEach((own, index) => {
    weight += own;
    const last = index === weights.length - 1;
    if (last || weight >= ((ranges.length + 1) * total) / parts) {
      ranges.push({ start, end: index + 1 });
      start = index + 1;
    }
  });
  return ranges;
}
