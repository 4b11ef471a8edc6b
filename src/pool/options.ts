// How a pool is made, and what its calls take.
import { optionsOf } from "../../bindings/arguments.js";
import { describe, fail } from "../../bindings/errors.js";
import type { AbortSignal } from "../../bindings/platform.js";
import type { Progress } from "./calls.js";

export interface PoolOptions {
  /** How many threads, from 1 to 256. As many as the machine runs at once by default. */
  readonly workers?: number | undefined;
  /** How many calls may be waiting or running at once; more are refused with POOL_FULL. 512 by default. */
  readonly maxPending?: number | undefined;
  /** Small batches of signatures are gathered until there are so many calls. 32 by default; 1 gathers none. */
  readonly maxGathered?: number | undefined;
  /**
   * Milliseconds for which a small batch waits for others at most. 20 by default; 0 gathers only what comes at the same
   * moment.
   */
  readonly maxDelay?: number | undefined;
}

/** Options of every call. */
export interface CallOptions {
  /**
   * When it aborts, the call is rejected with its reason, and what of it has not begun is dropped: the threads are free
   * for others as soon as they are through with the parts that they work on, some hundredths of a second each.
   */
  readonly signal?: AbortSignal | undefined;
  /**
   * Called with how much is done, after each part of the work that threads have done. What it throws rejects the call,
   * and so does a promise of its that is rejected: it is waited for.
   */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** Throws BAD_TYPE unless `onProgress` is left out or a function. */
export function checkProgress(onProgress: unknown): asserts onProgress is CallOptions["onProgress"] {
  if (onProgress === undefined || typeof onProgress === "function") return;
  fail("BAD_TYPE", `onProgress: expected a function, got ${describe(onProgress)}`);
}

export type CheckedPoolOptions = { readonly [Name in keyof PoolOptions]-?: number };

function wholeNumber(value: unknown, name: string, least: number, most: number): number {
  if (!Number.isSafeInteger(value) || (value as number) < least || (value as number) > most) {
    const got = typeof value === "number" ? String(value) : describe(value);
    fail("BAD_OPTION", `${name}: expected an integer from ${least} to ${most}, got ${got}`);
  }
  return value as number;
}

/** Fills in what is not given. Throws BAD_OPTION, UNKNOWN_OPTION. */
export function checkPoolOptions(options: PoolOptions, processors: number): CheckedPoolOptions {
  if (typeof options !== "object" || options === null) {
    fail("BAD_OPTION", `options: expected an object, got ${describe(options)}`);
  }
  const read = optionsOf<PoolOptions>(options, ["workers", "maxPending", "maxGathered", "maxDelay"]);
  return {
    workers: wholeNumber(read.workers ?? Math.min(Math.max(processors, 1), 256), "workers", 1, 256),
    maxPending: wholeNumber(read.maxPending ?? 512, "maxPending", 1, 1_000_000),
    maxGathered: wholeNumber(read.maxGathered ?? 32, "maxGathered", 1, 1024),
    maxDelay: wholeNumber(read.maxDelay ?? 20, "maxDelay", 0, 60_000),
  };
}
