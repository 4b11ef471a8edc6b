// A stream of signatures through the pool: batches are cut from the source as it gives, some are under way, and their
// verdicts come out in order. Nothing is taken from the source that nobody has asked for, but for what is under way.
// The source may be silent for as long as it likes: verdicts that are there and an abort do not wait for it.

import { reading, readingLater, recordOf } from "../../bindings/arguments.js";
import { isBytes } from "../../bindings/bytes.js";
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

/** What an item is when it is taken: a source may fill the same buffers again. One that is none is refused later. */
function copyOf(item: BatchItem): BatchItem {
  try {
    const { signature, message, publicKey } = recordOf<BatchItem>(item, "item", ["signature", "message", "publicKey"]);
    const copy = <Value>(value: Value) => (isBytes(value) ? (new Uint8Array(value) as Uint8Array & Value) : value);
    return { signature: copy(signature), message: copy(message), publicKey: copy(publicKey) };
  } catch {
    return item;
  }
}

/** The verdict on every item of a batch; an error names positions in the stream. */
async function judge(result: Promise<BatchResult>, count: number, start: number): Promise<boolean[]> {
  try {
    const wrong = new Set((await result).invalid);
    return Array.from({ length: count }, (_, position) => !wrong.has(position));
  } catch (error) {
    if (!(error instanceof FeldsparError)) throw error;
    const culprits = error.culprits?.map((position) => start + Number(position));
    throw new FeldsparError(error.code, `from item ${start} of the stream on: ${error.message}`, culprits);
  }
}

/** Batches of a source, each checked as it is full: their verdicts in order, and at the end what the source threw. */
class Batches {
  /** In the order of the stream. */
  readonly underWay: Promise<boolean[]>[] = [];
  /** Until the batch that is being taken is under way. */
  filling: Promise<void> | undefined;
  /** Whether nothing more is to be taken. */
  ended = false;
  readonly #reader: Reader;
  readonly #work: Work;
  readonly #ending = new AbortController();
  #taken = 0;

  constructor(source: Source, work: Work) {
    this.#reader = reading("source", () => methodOf(source)!.call(source));
    this.#work = work;
  }

  /** Takes a batch from the source, unless as many as may be are under way. */
  fill(): void {
    if (this.ended || this.filling !== undefined || this.underWay.length >= this.#work.ahead) return;
    this.filling = this.#take().finally(() => {
      this.filling = undefined;
    });
  }

  /** Gives up what is under way, and ends the source where it has not ended. */
  async end(): Promise<void> {
    this.#ending.abort();
    if (this.ended) return;
    this.ended = true;
    const told = readingLater("source", async () => this.#reader.return?.());
    // one that is being asked may answer never
    if (this.filling === undefined) await told;
    else told.catch(() => {});
  }

  async #take(): Promise<void> {
    const items: BatchItem[] = [];
    let thrown: Promise<never> | undefined;
    while (!this.ended && items.length < BATCH) {
      try {
        const { done, value } = await readingLater("source", async () => {
          const { done, value } = await this.#reader.next();
          return { done, value };
        });
        if (done === true) this.ended = true;
        else items.push(copyOf(value));
      } catch (error) {
        // whoever throws has ended
        this.ended = true;
        thrown = Promise.reject(error);
      }
    }
    if (items.length > 0 && !this.#ending.signal.aborted) {
      this.#add(judge(this.#work.check(items, this.#ending.signal), items.length, this.#taken));
      this.#taken += items.length;
    }
    if (thrown !== undefined) this.#add(thrown);
  }

  #add(verdicts: Promise<boolean[]>): void {
    verdicts.catch(() => {}); // told when it is its turn
    this.underWay.push(verdicts);
  }
}

/** Resolves when one of the two has; rejects when the signal aborts. */
async function eitherOf(
  first: Promise<unknown> | undefined,
  other: Promise<unknown> | undefined,
  signal: AbortSignal | undefined,
): Promise<void> {
  let callOff: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    if (signal !== undefined) callOff = onAbort(signal, () => reject(signal.reason));
  });
  try {
    await Promise.race([...[first, other].filter((one) => one !== undefined), aborted]);
  } finally {
    callOff?.();
  }
}

export async function* verdictsOf(source: Source, work: Work): AsyncGenerator<boolean, void, undefined> {
  const { signal } = work;
  const batches = new Batches(source, work);
  const { underWay } = batches;
  let failed = true;
  try {
    for (;;) {
      signal?.throwIfAborted();
      batches.fill();
      const [first] = underWay;
      if (first === undefined && batches.filling === undefined) break;
      let verdicts: boolean[] | undefined;
      const judged = first?.then((list) => {
        verdicts = list;
      });
      await eitherOf(judged, batches.filling, signal);
      if (verdicts === undefined) continue;
      underWay.shift();
      for (const right of verdicts) {
        signal?.throwIfAborted();
        failed = false;
        yield right;
        failed = true;
      }
    }
    failed = false;
  } finally {
    // an error of the stream's own is not hidden by one of the source that ends
    if (failed) batches.end().catch(() => {});
    else await batches.end();
  }
}
