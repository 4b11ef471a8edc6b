// The embedded log engine: one sharder orders entries in its own store, others follow it over HTTP (`RemoteLog`). An
// entry is on the disk before anybody is told where it is. Its operator can stop it or leave entries out; nobody can
// have it forge one, and a log that went back, or shows two histories, closes no round.
import { checkSignal } from "../../bindings/arguments.js";
import { onAbort } from "../../bindings/on-abort.js";
import type { AbortSignal } from "../../bindings/platform.js";
import { FeldsparError, toHex } from "../encoding/index.js";
import { decodeEntry, encodeEntry, MOST_BYTES, MOST_ENTRIES } from "../node/log/entry-parts.js";
import { entryHash } from "../node/log/log-hash.js";
import { checkEnding, checkEntry, checkPart, checkPort, checkPosition } from "../node/options.js";
import type { Appended, EntryLog, Head } from "../node/ports.js";
import { Serial } from "../node/serial.js";
import type { EntryKind, LedgerEntry } from "../view-change/entries.js";

/** What it stands on: a `LevelStore`. */
export interface OrderedStore {
  get(key: string): Promise<Uint8Array | undefined>;
  batch(puts: readonly { readonly key: string; readonly value: Uint8Array }[]): Promise<void>;
  range(from: string, below: string, most: number): Promise<readonly (readonly [string, Uint8Array])[]>;
  lastKey(from: string, below: string): Promise<string | undefined>;
}

/** Keys of one length sort as numbers do. */
const at = (position: bigint): string => `log/entry/${position.toString().padStart(16, "0")}`;
const named = (hash: Uint8Array): string => `log/name/${toHex(hash)}`;
/** Entries that are read together: each may be a megabyte long. */
const STEP = 32;
const FIRST = "log/entry/";
const BEYOND = "log/entry0";

/**
 * @example
 * const store = await LevelStore.open(`${folder}/log`);
 * const log = await LocalLog.open(store);
 * await log.append("member", bytesOf("one")); // on the disk when it resolves
 * await log.head(); //=> { position: 1n }
 * await log.close();
 * await store.close();
 */
export class LocalLog implements EntryLog {
  readonly name = "local";
  readonly trust = "single";
  private readonly turns = new Serial();
  private readonly readers = new Set<() => void>();
  private closed = false;

  private constructor(
    private readonly store: OrderedStore,
    private position: bigint,
  ) {}

  /** Goes on where the store's log ends. Throws BAD_TYPE for what is no store, and what the store throws. */
  static async open(store: OrderedStore): Promise<LocalLog> {
    checkPort(store, "store", ["get", "batch", "range", "lastKey"]);
    const last = await store.lastKey(FIRST, BEYOND);
    return new LocalLog(store, last === undefined ? 0n : BigInt(last.slice(FIRST.length)));
  }

  /**
   * Bytes are copied. Throws LEDGER_UNAVAILABLE when closed, called off, or when the store failed; BAD_TYPE, BAD_OPTION
   * for what is no entry.
   */
  async append(kind: EntryKind, bytes: Uint8Array, signal?: AbortSignal): Promise<Appended> {
    checkEntry(kind, bytes);
    checkSignal(signal);
    const entry = { kind, bytes: new Uint8Array(bytes) };
    return this.turns.run(async () => {
      this.checkOpen();
      if (signal?.aborted) throw new FeldsparError("LEDGER_UNAVAILABLE", "the entry was called off");
      try {
        return await this.order(entry);
      } catch (error) {
        const reason = error instanceof Error ? error.message : "no reason was given";
        throw new FeldsparError("LEDGER_UNAVAILABLE", `the log's store failed: ${reason}`);
      }
    });
  }

  private async order(entry: LedgerEntry): Promise<Appended> {
    const name = named(entryHash(entry));
    const known = await this.store.get(name);
    if (known !== undefined) return { position: BigInt(new TextDecoder().decode(known)), duplicate: true };
    const position = this.position + 1n;
    await this.store.batch([
      { key: at(position), value: encodeEntry(entry) },
      { key: name, value: new TextEncoder().encode(String(position)) },
    ]);
    this.position = position;
    this.wake();
    return { position, duplicate: false };
  }

  /** Entries after a position, as they come, until the signal or `close` ends it. Throws LOG_DIVERGED, BAD_TYPE. */
  async *entries(after: bigint, signal: AbortSignal): AsyncGenerator<readonly LedgerEntry[]> {
    checkPosition(after);
    checkEnding(signal);
    if (after > this.position)
      throw new FeldsparError("LOG_DIVERGED", `the log ends at position ${this.position}, before ${after}`);
    let next = after;
    const end = onAbort(signal, () => this.wake());
    try {
      while (!signal.aborted && !this.closed) {
        const part = await this.read(next, MOST_ENTRIES);
        next += BigInt(part.length);
        if (part.length > 0) yield part;
        else await this.more(next, signal);
      }
    } finally {
      end();
    }
  }

  /** What came while the store was read is not waited for. */
  private more(position: bigint, signal: AbortSignal): Promise<void> {
    if (signal.aborted || this.closed || position < this.position) return Promise.resolve();
    return new Promise((resolve) => this.readers.add(resolve));
  }

  /**
   * At most so many entries after a position, and fewer where they are long: as many as are handed over at once, but
   * one if there is one. Throws BAD_TYPE, BAD_INTEGER, LEDGER_UNAVAILABLE when closed.
   */
  async read(after: bigint, most: number): Promise<readonly LedgerEntry[]> {
    checkPart(after, most);
    this.checkOpen();
    const entries: LedgerEntry[] = [];
    for (let length = 0; entries.length < most && length < MOST_BYTES; ) {
      const first = at(after + 1n + BigInt(entries.length));
      const found = await this.store.range(first, BEYOND, Math.min(STEP, most - entries.length));
      if (found.length === 0) break;
      for (const [, bytes] of found) {
        entries.push(decodeEntry(bytes));
        length += bytes.length;
      }
    }
    return entries;
  }

  async head(): Promise<Pick<Head, "position">> {
    this.checkOpen();
    return { position: this.position };
  }

  /** Ends all readers; the store stays open. */
  async close(): Promise<void> {
    this.closed = true;
    this.wake();
    await this.turns.idle();
  }

  private checkOpen(): void {
    if (this.closed) throw new FeldsparError("LEDGER_UNAVAILABLE", "the log is closed");
  }

  private wake(): void {
    const readers = [...this.readers];
    this.readers.clear();
    for (const resolve of readers) resolve();
  }
}
