// A ledger in one process: entries wait, a round is closed when asked, and everybody is shown the same blocks. No
// forks, no fees, no consensus.
import { checkInteger, checkSignal, someOptionsOf } from "../../bindings/arguments.js";
import { bytesKey } from "../../bindings/bytes.js";
import { onAbort } from "../../bindings/on-abort.js";
import type { AbortSignal } from "../../bindings/platform.js";
import { equalBytes, FeldsparError, fail } from "../encoding/index.js";
import { chained, EMPTY_LOG_HASH, entryHash } from "../node/log/log-hash.js";
import { checkEntry, readHead } from "../node/options.js";
import type { Appended, Head, LedgerBlock, LedgerEngine } from "../node/ports.js";
import type { EntryKind, LedgerEntry } from "../view-change/entries.js";

/** Where the log begins. */
export interface MemoryEngineOptions {
  /** The round before the first block: that of the contract's genesis. Default 0. */
  readonly round?: number;
}

/**
 * @example
 * const engine = new MemoryEngine();
 * await engine.append("member", bytesOf("one")); //=> { position: 1n, duplicate: false }
 * await engine.append("member", bytesOf("one")); //=> { position: 1n, duplicate: true }
 * const { round, entries } = engine.produce();
 * [round, entries.length]; //=> [1, 1]
 * await engine.close();
 */
export class MemoryEngine implements LedgerEngine {
  readonly name = "memory";
  readonly trust = "single";
  private readonly log: LedgerBlock[] = [];
  private readonly genesis: Head;
  private readonly positions = new Map<string, bigint>();
  private readonly readers = new Set<() => void>();
  private pending: (LedgerEntry & { readonly hash: Uint8Array })[] = [];
  private closed = false;

  /** Throws BAD_TYPE, BAD_INTEGER, UNKNOWN_OPTION. */
  constructor(options: MemoryEngineOptions = {}) {
    const { round = 0 } = someOptionsOf<MemoryEngineOptions>(options, ["round"]);
    checkInteger(round, "round", 0, Number.MAX_SAFE_INTEGER);
    this.genesis = { round, position: 0n, logHash: EMPTY_LOG_HASH };
  }

  private get last(): Head {
    return this.log.at(-1) ?? this.genesis;
  }

  /** What waits for the next block. */
  get waiting(): readonly LedgerEntry[] {
    return this.pending;
  }

  /**
   * Bytes are copied: whoever appended them may go on to use them. Throws LEDGER_UNAVAILABLE once closed, and for a
   * signal that has been given; BAD_TYPE, BAD_OPTION for what is no entry.
   */
  async append(kind: EntryKind, bytes: Uint8Array, signal?: AbortSignal): Promise<Appended> {
    checkEntry(kind, bytes);
    checkSignal(signal);
    if (this.closed) throw new FeldsparError("LEDGER_UNAVAILABLE", "the engine is closed");
    if (signal?.aborted) throw new FeldsparError("LEDGER_UNAVAILABLE", "the entry was called off");
    const hash = entryHash({ kind, bytes });
    const name = bytesKey(hash);
    const known = this.positions.get(name);
    if (known !== undefined) return { position: known, duplicate: true };
    const position = this.last.position + BigInt(this.pending.length) + 1n;
    this.positions.set(name, position);
    this.pending.push({ kind, bytes: new Uint8Array(bytes), hash });
    return { position, duplicate: false };
  }

  /** Closes the round: everything that waits is the next block, which is shown to everybody. */
  produce(): LedgerBlock {
    const { round, position, logHash } = this.last;
    const block: LedgerBlock = {
      round: round + 1,
      position: position + BigInt(this.pending.length),
      logHash: this.pending.reduce((hash, entry) => chained(hash, entry.hash), logHash),
      entries: this.pending.map(({ kind, bytes }) => ({ kind, bytes })),
    };
    this.pending = [];
    this.log.push(block);
    this.wake();
    return block;
  }

  /**
   * Every block after this place, as it is produced, until the signal or `close` ends it. Throws LOG_DIVERGED.
   *
   * @example
   * const engine = new MemoryEngine();
   * await engine.append("member", bytesOf("one"));
   * engine.waiting.length; //=> 1
   * engine.produce();
   * await engine.head(); //=> { position: 1n }
   * [engine.name, engine.trust]; //=> ["memory", "single"]
   * const from = { round: 0, position: 0n, logHash: EMPTY_LOG_HASH };
   * for await (const { round } of engine.blocks(from, AbortSignal.timeout(1000))) {
   *   round; //=> 1
   *   break;
   * }
   * await engine.close();
   */
  async *blocks(after: Head, signal: AbortSignal): AsyncGenerator<LedgerBlock> {
    const from = readHead(after);
    if (signal === undefined) fail("BAD_TYPE", "signal: expected an AbortSignal, got undefined");
    checkSignal(signal);
    let next = from.round - this.genesis.round;
    const known = next === 0 ? this.genesis : this.log[next - 1];
    if (known === undefined || known.position !== from.position || !equalBytes(known.logHash, from.logHash)) {
      const begins = `the log, which begins after round ${this.genesis.round},`;
      throw new FeldsparError("LOG_DIVERGED", `${begins} has another history than the one up to round ${from.round}`);
    }
    const end = onAbort(signal, () => this.wake());
    try {
      while (!signal.aborted && !this.closed) {
        const block = this.log[next];
        if (block === undefined) await new Promise<void>((resolve) => this.readers.add(resolve));
        else {
          next++;
          yield block;
        }
      }
    } finally {
      end();
    }
  }

  /** After the last block: what waits does not count. */
  async head(): Promise<Pick<Head, "position">> {
    return { position: this.last.position };
  }

  /** Ends all readers; nothing can be appended any more. */
  async close(): Promise<void> {
    this.closed = true;
    this.wake();
  }

  private wake(): void {
    const readers = [...this.readers];
    this.readers.clear();
    for (const resolve of readers) resolve();
  }
}
