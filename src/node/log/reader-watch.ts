// Whether what a reader of a log is shown can be believed: a round that has entries comes to its end, unless too few
// sharders are there, and then it costs nothing to read it again.
import { onAbort } from "../../../bindings/on-abort.js";
import type { AbortSignal } from "../../../bindings/platform.js";

/** How long a round may go on with entries, in milliseconds. */
const LONGEST_WAIT = 30_000;

/** One reader of the log, and whether what it is shown can be believed. */
export class ReaderWatch {
  /** Ends the reader. */
  readonly signal: AbortSignal;
  isDoubtful = false;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private readonly ending = new AbortController();
  private readonly callOff: () => void;

  constructor(outer: AbortSignal) {
    this.signal = this.ending.signal as AbortSignal;
    this.callOff = onAbort(outer, () => this.ending.abort());
  }

  /** A round has begun. */
  begin(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
  }

  /** It has entries: it should come to its end. */
  expect(): void {
    this.timer ??= setTimeout(() => this.doubt(), LONGEST_WAIT);
  }

  doubt(): void {
    this.isDoubtful = true;
    this.ending.abort();
  }

  end(): void {
    this.begin();
    this.callOff();
    this.ending.abort();
  }
}
