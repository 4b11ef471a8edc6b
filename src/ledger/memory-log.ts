// A log in one process that only orders entries: rounds are closed by the ticks of sharders, as on machines.
import { checkSignal } from "../../bindings/arguments.js";
import { bytesKey } from "../../bindings/bytes.js";
import { onAbort } from "../../bindings/on-abort.js";
import type { AbortSignal } from "../../bindings/platform.js";
import { FeldsparError } from "../encoding/index.js";
import { entryHash } from "../node/log/log-hash.js";
import { checkEnding, checkEntry, checkPart, checkPosition } from "../node/options.js";
import type { Appended, EntryLog, Head } from "../node/ports.js";
import type { EntryKind, LedgerEntry } from "../view-change/entries.js";

/** Most entries that a reader is shown at once. */
const PART = 1000;

/**
 * @example
 * const log = new MemoryLog();
 * await log.append("member", bytesOf("one"));
 * await log.read(0n, 5); //=> [{ kind: "member", bytes: bytesOf("one") }]
 * await log.close();
 */
export class MemoryLog implements EntryLog {
  readonly name = "memory";
  readonly trust = "single";
  private readonly log: LedgerEntry[] = [];
  private readonly positions = new Map<string, bigint>();
  private readonly readers = new Set<() => void>();
  private closed = false;

  /**
   * Bytes are copied. Throws LEDGER_UNAVAILABLE once closed, and for a signal that has been given; BAD_TYPE, BAD_OPTION
   * for what is no entry.
   */
  async append(kind: EntryKind, bytes: Uint8Array, signal?: AbortSignal): Promise<Appended> {
    checkEntry(kind, bytes);
    checkSignal(signal);
    this.checkOpen();
    if (signal?.aborted) throw new FeldsparError("LEDGER_UNAVAILABLE", "the entry was called off");
    const entry = { kind, bytes: new Uint8Array(bytes) };
    const name = bytesKey(entryHash(entry));
    const known = this.positions.get(name);
    if (known !== undefined) return { position: known, duplicate: true };
    this.log.push(entry);
    const position = BigInt(this.log.length);
    this.positions.set(name, position);
    this.wake();
    return { position, duplicate: false };
  }

  /**
   * Entries after a position, as they come, until the signal or `close` ends it. Throws LOG_DIVERGED, BAD_TYPE.
   *
   * @example
   * const log = new MemoryLog();
   * await log.append("member", bytesOf("one"));
   * await log.head(); //=> { position: 1n }
   * [log.name, log.trust]; //=> ["memory", "single"]
   * for await (const part of log.entries(0n, AbortSignal.timeout(1000))) {
   *   part.length; //=> 1
   *   break;
   * }
   * await log.close();
   */
  async *entries(after: bigint, signal: AbortSignal): AsyncGenerator<readonly LedgerEntry[]> {
    checkPosition(after);
    checkEnding(signal);
    if (after > BigInt(this.log.length))
      throw new FeldsparError("LOG_DIVERGED", `the log ends at position ${this.log.length}, before ${after}`);
    let next = Number(after);
    const end = onAbort(signal, () => this.wake());
    try {
      while (!signal.aborted && !this.closed) {
        const part = this.log.slice(next, next + PART);
        next += part.length;
        if (part.length > 0) yield part;
        else await new Promise<void>((resolve) => this.readers.add(resolve));
      }
    } finally {
      end();
    }
  }

  /** At most so many entries after a position. Throws BAD_TYPE, BAD_INTEGER, LEDGER_UNAVAILABLE once closed. */
  async read(after: bigint, most: number): Promise<readonly LedgerEntry[]> {
    checkPart(after, most);
    this.checkOpen();
    return this.log.slice(Number(after), Number(after) + most);
  }

  /** Throws LEDGER_UNAVAILABLE once closed. */
  async head(): Promise<Pick<Head, "position">> {
    this.checkOpen();
    return { position: BigInt(this.log.length) };
  }

  /** Ends all readers; nothing can be appended any more. */
  async close(): Promise<void> {
    this.closed = true;
    this.wake();
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
