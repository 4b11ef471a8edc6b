// A stream of signatures through the pool: batches are cut from the source as it gives, some are under way, and their
// verdicts come out in order. Nothing is taken from the source that nobody has asked for, but for what is under way.

import { reading, readingLater } from "../../bindings/arguments.js";
import { describe, FeldsparError, fail } from "../../bindings/errors.js";
import { onAbort } from "../../bindings/on-abort.js";
import type { AbortSignal } from "../../bindings/platform.js";
import type { BatchItem, BatchResult } from "../bls/index.js";

export interface StreamOptions {
  /** When it aborts, the next verdict is rejected with its reason, and the source is ended. */
  readonly signal?: AbortSignal | undefined;
}

/** Signatures checked together. */
const BATCH = 64;

type Source = Iterable<BatchItem> | AsyncIterable<BatchItem>;
type Read = { readonly done?: boolean | undefined; readonly value: BatchItem };
interface Reader {
  next(): Read | Promise<Read>;
  return?(): unknown;
}

interface Work {
  check(items: readonly BatchItem[], ended: AbortSignal): Promise<BatchResult>;
  /** Batches under way or waiting to be read, at most. */
  readonly ahead: number;
  readonly signal?: AbortSignal | undefined;
}

function methodOf(source: Source): (() => Reader) | undefined {
  try {
    const { [Symbol.asyncIterator]: later, [Symbol.iterator]: now } = source as unknown as Record<symbol, () => Reader>;
    const method = later ?? now;
    return typeof method === "function" ? method : undefined;
  } catch {
    return undefined; // nothing that can be read
  }
}

/** Throws BAD_TYPE for what cannot be iterated over. */
export function checkSource(source: Source): void {
  if (methodOf(source) === undefined)
    fail("BAD_TYPE", `source: expected something to iterate over, got ${describe(source)}`);
}

/** The verdict on every item of a batch; an error names positions in the stream. */
async function judge(result: Promise<BatchResult>, items: readonly BatchItem[], start: number): Promise<boolean[]> {
  try {
    const wrong = new Set((await result).invalid);
    return items.map((_, position) => !wrong.has(position));
  } catch (error) {
    if (!(error instanceof FeldsparError)) throw error;
    const culprits = error.culprits?.map((position) => start + Number(position));
    throw new FeldsparError(error.code, `from item ${start} of the stream on: ${error.message}`, culprits);
  }
}

export async function* verdictsOf(
  source: Source,
  { check, ahead, signal }: Work,
): AsyncGenerator<boolean, void, undefined> {
  const reader = reading("source", () => methodOf(source)!.call(source));
  const ending = new AbortController();
  const callOff = signal === undefined ? undefined : onAbort(signal, () => ending.abort(signal.reason));
  const underWay: Promise<boolean[]>[] = [];
  let [taken, ended] = [0, false];

  /** Takes a batch from the source and has it checked. */
  const begin = async (): Promise<void> => {
    const items: BatchItem[] = [];
    while (!ended && items.length < BATCH) {
      const { done, value } = await readingLater("source", async () => {
        const { done, value } = await reader.next();
        return { done, value };
      });
      if (done === true) ended = true;
      else items.push(value);
    }
    if (items.length === 0) return;
    const verdicts = judge(check(items, ending.signal), items, taken);
    taken += items.length;
    verdicts.catch(() => {}); // told when it is its turn
    underWay.push(verdicts);
  };

  try {
    for (;;) {
      while (!ended && underWay.length < ahead) {
        signal?.throwIfAborted();
        await begin();
      }
      const first = underWay.shift();
      if (first === undefined) return;
      for (const right of await first) {
        signal?.throwIfAborted();
        yield right;
      }
    }
  } finally {
    callOff?.();
    ending.abort();
    if (!ended) await readingLater("source", async () => reader.return?.());
  }
}
