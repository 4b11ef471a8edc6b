// Time as a state machine can use it: whole milliseconds since a moment of its own, never falling, from a clock that
// may run in fractions, start anywhere, stand still, jump, go backward, or now and then show no number at all.
import { quietly } from "./callbacks.js";
import type { Clock, Timers } from "./ports.js";

/** Jumps lead no further, so that what is added to a time stays a whole number. */
const MOST = 2 ** 52;

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

  /** The sum of all steps forward of the clock. */
  milliseconds(): number {
    const read = this.read();
    if (Number.isFinite(read)) {
      const step = this.last === null ? 0 : read - this.last;
      this.total = Math.max(this.total, Math.min(this.total + step, MOST));
      this.last = read;
    }
    return Math.floor(this.total);
  }

  private read(): number {
    try {
      return this.clock.now();
    } catch {
      return Number.NaN;
    }
  }

  /**
   * Calls `action` once when `milliseconds()` is at least `time`, however often the timer rings; the result calls it
   * off. Throws what the timers throw.
   */
  at(time: number, action: () => void): () => void {
    let waiting = true;
    const callOff = this.timers.at((this.last ?? 0) + (time - this.total), () => {
      if (!waiting) return;
      waiting = false;
      // rounded fractions must not make it ring a moment before its time
      this.milliseconds();
      this.total = Math.max(this.total, time);
      action();
    });
    return () => {
      waiting = false;
      quietly(callOff);
    };
  }
}
