// Time as a state machine can use it: whole milliseconds since a moment of its own, never falling, from a clock that
// may run in fractions, start anywhere, stand still, jump, go backward, or now and then show no number at all.
import type { Clock, Timers } from "./ports.js";

export class Elapsed {
  private last: number | null = null;
  private total = 0;

  constructor(
    private readonly clock: Clock,
    private readonly timers: Timers,
  ) {}

  /** Begins at zero again. */
  restart(): void {
    this.last = null;
    this.total = 0;
  }

  /** 0 .. 2^53 − 1: the sum of all steps forward of the clock. */
  milliseconds(): number {
    const read = this.clock.now();
    if (Number.isFinite(read)) {
      const step = this.last === null ? 0 : Math.max(0, read - this.last);
      this.total = Math.min(this.total + step, Number.MAX_SAFE_INTEGER);
      this.last = read;
    }
    return Math.floor(this.total);
  }

  /** Calls `action` once when `milliseconds()` is at least `time`; the result calls it off. */
  at(time: number, action: () => void): () => void {
    return this.timers.at((this.last ?? 0) + (time - this.total), () => {
      // rounded fractions must not make it ring a moment before its time
      this.milliseconds();
      this.total = Math.max(this.total, time);
      action();
    });
  }
}
