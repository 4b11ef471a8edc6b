// How a call's work gets to the threads: whole, or in parts.

import type { ErrorCode } from "../../bindings/codes.js";
import { FeldsparError } from "../../bindings/errors.js";
import { type Call, Tally } from "./calls.js";
import { type Request, settleWith } from "./messages.js";
import type { Threads } from "./threads.js";

/** A part of some work: what to compute, and which of the items it is about. */
export interface Part {
  readonly request: Request;
  readonly items: readonly number[];
  /** How many items that is, where `items` has the first one alone. */
  readonly size?: number;
}

export interface PartResult<Value> {
  readonly items: readonly number[];
  readonly value: Value;
}

/** Bounds of a part, in whatever the size of the work is told. The largest takes some hundredths of a second. */
export interface PartSizes {
  readonly least: number;
  readonly most: number;
}

function sizeOf({ size, items }: Part): number {
  return size ?? items.length;
}

function sizeOfAll(parts: readonly Part[]): number {
  return parts.reduce((sum, part) => sum + sizeOf(part), 0);
}

export class Dispatcher {
  readonly threads: Threads;
  /** How many threads there are. */
  readonly width: number;

  constructor(threads: Threads, width: number) {
    this.threads = threads;
    this.width = width;
  }

  /**
   * In how many parts to do work of some size: one per thread, since every cut costs something, but none smaller than
   * `least`, and none larger than `most`, so that others need not wait for long, and what is aborted ends soon.
   */
  partsFor(size: number, { least, most }: PartSizes): number {
    // as many for each thread, that all end together
    const wanted = this.width * Math.ceil(size / (most * this.width));
    return Math.max(1, Math.min(wanted, Math.floor(size / least)));
  }

  /** One request. Rejects with what the thread threw. */
  compute<Value>(call: Call, request: Request): Promise<Value> {
    return new Promise((resolve, reject) => {
      this.threads.add({
        wanted: () => call.live,
        request: () => request,
        settle: settleWith(resolve, reject),
      });
    });
  }

  /**
   * All parts. When one of them throws for its content, the rest is given up and `whole` is computed instead: its error
   * names what the single-threaded call would have named. `tally`: of work that has more than these parts.
   */
  async computeParts<Value>(
    call: Call,
    parts: readonly Part[],
    whole: () => Part,
    tally = new Tally(call, sizeOfAll(parts)),
  ): Promise<PartResult<Value>[]> {
    const group: Call = { live: true };
    const member: Call = {
      get live() {
        return call.live && group.live;
      },
    };
    const run = async (part: Part, owner: Call) => {
      const value = await this.compute<Value>(owner, part.request);
      if (owner.live) await tally.add(sizeOf(part));
      return { items: part.items, value };
    };
    try {
      return await Promise.all(parts.map((part) => run(part, member)));
    } catch (error) {
      (group as { live: boolean }).live = false;
      const isContent = error instanceof FeldsparError && !OWN_CODES.has(error.code) && !tally.refused;
      if (parts.length === 1 || !isContent) throw error;
      return [await run(whole(), call)];
    }
  }
}

/** Errors of the pool, not of the work. */
const OWN_CODES: ReadonlySet<ErrorCode> = new Set(["WORKER_DIED", "WORKER_FAILED", "POOL_UNAVAILABLE"]);
