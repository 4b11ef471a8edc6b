// What a part of the volume comes to: how much was compared, of what, and what differed.

/** Differences that are told: the first ones say it. */
const MOST_TOLD = 20;

export class Outcome {
  readonly counts: Record<string, number> = {};
  readonly differences: string[] = [];
  differing = 0;

  count(what: string, amount = 1): void {
    this.counts[what] = (this.counts[what] ?? 0) + amount;
  }

  /** `where`: with what it can be repeated; asked for only when there is a difference. */
  compare(same: boolean, where: () => string): void {
    if (same) return;
    this.differing++;
    if (this.differences.length < MOST_TOLD) this.differences.push(where());
  }

  get total(): number {
    return Object.values(this.counts).reduce((sum, count) => sum + count, 0);
  }
}
