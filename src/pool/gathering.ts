// Small jobs wait a moment for others of their kind, so that many can be done as one. The wait is bounded, and so is
// their number.

/** Jobs that were added under one key, once there are `most` of them or the first has waited `delay` milliseconds. */
export class Gathering<Job> {
  readonly #most: number;
  readonly #delay: number;
  readonly #flushed: (jobs: readonly Job[]) => void;
  readonly #groups = new Map<string, { jobs: Job[]; timer: ReturnType<typeof setTimeout> }>();

  constructor(most: number, delay: number, flushed: (jobs: readonly Job[]) => void) {
    this.#most = most;
    this.#delay = delay;
    this.#flushed = flushed;
  }

  add(key: string, job: Job): void {
    const group = this.#groups.get(key);
    if (group === undefined) {
      this.#groups.set(key, { jobs: [job], timer: setTimeout(() => this.#flush(key), this.#delay) });
    } else {
      group.jobs.push(job);
    }
    if ((group?.jobs.length ?? 1) >= this.#most) this.#flush(key);
  }

  /** Nobody has to wait any longer. */
  flushAll(): void {
    for (const key of [...this.#groups.keys()]) this.#flush(key);
  }

  #flush(key: string): void {
    const { jobs, timer } = this.#groups.get(key)!;
    clearTimeout(timer);
    this.#groups.delete(key);
    this.#flushed(jobs);
  }
}
