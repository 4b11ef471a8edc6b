// Bytes that come in parts of any length, read in pieces of the length that is wanted. Nothing is asked for before it
// is needed, and no more is held than that and one part.
import { reading } from "../../bindings/arguments.js";
import { concatBytes, isBytes } from "../../bindings/bytes.js";
import { describe, fail } from "../../bindings/errors.js";
import type { AbortSignal } from "../../bindings/platform.js";

/** Parts of any length, empty ones too: an array of them, a stream of Node, a ReadableStream. */
export type ByteSource = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** What `wait` comes to, unless the signal comes first: its reason then. */
export async function unlessAborted<Result>(
  wait: () => Promise<Result>,
  signal: AbortSignal | undefined,
): Promise<Result> {
  signal?.throwIfAborted();
  if (signal === undefined) return wait();
  let stop = () => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener("abort", stop);
  });
  try {
    return await Promise.race([wait(), aborted]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

interface Parts {
  next(): Promise<{ readonly done?: boolean | undefined; readonly value?: unknown }>;
  end(): Promise<void>;
}

/** Throws BAD_TYPE for what cannot be walked. */
function partsOf(source: unknown): Parts {
  const subject = "timelock: source";
  if (typeof source !== "object" || source === null || ArrayBuffer.isView(source))
    return fail("BAD_TYPE", `${subject}: expected bytes in parts, got ${describe(source)}`);
  return reading(subject, () => {
    const { [Symbol.asyncIterator]: walkLater, [Symbol.iterator]: walk } = source as Partial<
      AsyncIterable<unknown> & Iterable<unknown>
    >;
    const walked: unknown = walkLater === undefined ? walk?.call(source) : walkLater.call(source);
    const iterator = walked as AsyncIterator<unknown> | undefined;
    const next = iterator?.next;
    if (iterator === undefined || typeof next !== "function")
      return fail("BAD_TYPE", `${subject}: expected bytes in parts, got ${describe(source)}`);
    return {
      next: async () => next.call(iterator),
      end: () => (async () => void (await iterator.return?.()))().catch(() => {}),
    };
  });
}

export class Source {
  readonly #parts: Parts;
  readonly #signal: AbortSignal | undefined;
  #held: Uint8Array[] = [];
  #length = 0;
  #isEnded = false;

  /** Throws BAD_TYPE. */
  constructor(source: unknown, signal: AbortSignal | undefined) {
    this.#parts = partsOf(source);
    this.#signal = signal;
  }

  /** How many bytes are held. */
  get length(): number {
    return this.#length;
  }

  /** Nothing more will come. */
  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** Holds `length` bytes, or all that there are. Throws the signal's reason, what the source throws, BAD_TYPE. */
  async fill(length: number): Promise<void> {
    this.#signal?.throwIfAborted();
    while (this.#length < length && !this.#isEnded) await this.#more();
  }

  async #more(): Promise<void> {
    const { done, value } = await unlessAborted(() => this.#parts.next(), this.#signal);
    if (done === true) {
      this.#isEnded = true;
      return;
    }
    if (!isBytes(value)) fail("BAD_TYPE", `timelock: expected parts of bytes, got ${describe(value)}`);
    // a copy: whoever gave it may write to it while it is held
    this.#held.push(new Uint8Array(value));
    this.#length += value.length;
  }

  /** All that is held, to look at. */
  peek(): Uint8Array {
    const all = this.#held.length === 1 ? this.#held[0]! : concatBytes(...this.#held);
    this.#held = [all];
    return all;
  }

  /** Up to `length` bytes of what is held, a copy. */
  take(length: number): Uint8Array {
    const all = this.peek();
    const taken = all.slice(0, length);
    this.#held = [all.subarray(taken.length)];
    this.#length -= taken.length;
    return taken;
  }

  /** Tells the source that no more is wanted, and waits for its end; not after the signal: it may hang. */
  async end(): Promise<void> {
    if (this.#isEnded) return;
    const ending = this.#parts.end();
    if (this.#signal?.aborted !== true) await ending;
  }
}
