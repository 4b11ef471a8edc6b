// The calls that are under way: their bound, their abort signals, how far they have come, and the end of the pool.
import { readingLater } from "../../bindings/arguments.js";
import { fail } from "../../bindings/errors.js";
import { onAbort } from "../../bindings/on-abort.js";
import type { AbortSignal } from "../../bindings/platform.js";

/** How far a call has come. */
export interface Progress {
  /** Of `total`: never less than before. What is malformed may have others done again, which are not counted. */
  readonly done: number;
  /** How many items the call has: signatures, points, shares or publications. */
  readonly total: number;
}

/** One call of the pool's. */
export interface Call {
  /** False once it was answered, refused or aborted. */
  readonly live: boolean;
  /** Who wants to know how far it has come. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** Counts what is done of a call, and tells its maker. */
export class Tally {
  readonly #call: Call;
  readonly #total: number;
  #done: number;
  #refused = false;

  /** `done`: of `total`, before anything is told. */
  constructor(call: Call, total: number, done = 0) {
    this.#call = call;
    this.#total = total;
    this.#done = done;
  }

  /** Whether telling threw, or came to nothing later: then the call is over. */
  get refused(): boolean {
    return this.#refused;
  }

  /** What is thrown by whoever is told, at once or later, is BAD_TYPE. */
  async add(count: number): Promise<void> {
    this.#done = Math.min(this.#total, this.#done + count);
    const { live, onProgress } = this.#call;
    if (!live || onProgress === undefined) return;
    try {
      await readingLater("onProgress", async () => onProgress({ done: this.#done, total: this.#total }));
    } catch (error) {
      this.#refused = true;
      throw error;
    }
  }
}

export class Calls {
  readonly #most: number;
  readonly #waiting: (() => void)[] = [];
  #pending = 0;
  #closed: Promise<void> | undefined;
  #finish: () => void = () => {};

  constructor(most: number) {
    this.#most = most;
  }

  get open(): boolean {
    return this.#closed === undefined && this.#pending < this.#most;
  }

  /** Whether one more has to wait, for others that are under way. */
  get full(): boolean {
    return this.#closed === undefined && this.#pending >= this.#most;
  }

  /** Resolves when a call has ended, or the pool was closed: there may be room then. */
  room(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /**
   * Runs `work` as a call. Rejects with POOL_CLOSED and POOL_FULL before it begins, and with the signal's reason when
   * it aborts.
   */
  async run<Result>(
    signal: AbortSignal | undefined,
    work: (call: Call) => Promise<Result>,
    onProgress?: Call["onProgress"],
  ): Promise<Result> {
    if (this.#closed !== undefined) fail("POOL_CLOSED", "the pool is closed and takes no more work");
    if (this.#pending >= this.#most) {
      fail("POOL_FULL", `the pool has ${this.#pending} calls under way, which is its bound: ask canAcceptWork() first`);
    }
    signal?.throwIfAborted();
    const call = { live: true, onProgress };
    let callOff: (() => void) | undefined;
    this.#pending++;
    try {
      const aborted = new Promise<never>((_, reject) => {
        if (signal !== undefined) callOff = onAbort(signal, () => reject(signal.reason));
      });
      return await Promise.race([work(call), aborted]);
    } finally {
      call.live = false;
      callOff?.();
      this.#pending--;
      this.#wake();
      if (this.#pending === 0) this.#finish();
    }
  }

  /** No more calls from now on; resolves when those under way are done. */
  close(): Promise<void> {
    this.#closed ??= new Promise((resolve) => {
      this.#finish = resolve;
      if (this.#pending === 0) resolve();
    });
    this.#wake();
    return this.#closed;
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
