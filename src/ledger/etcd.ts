// A log engine on etcd. Every entry has two keys, written in one transaction: its place in the log, which has its
// bytes, and its hash, which has its place, so that an append can be repeated for ever. Whoever appends compares the
// log's length: of several writers at once one wins, the others try again behind it. All that is asked for is found
// by its key: nothing gets slower while a log grows. Linearizable, and written to the disks of a majority before it
// is answered. It can lose or hide entries if its operators want it to, but forge none.
import { checkSignal } from "../../bindings/arguments.js";
import type { AbortSignal } from "../../bindings/platform.js";
import { checkBytes, FeldsparError, optionsOf, toHex } from "../encoding/index.js";
import { decodeEntry, encodeEntry } from "../node/log/entry-parts.js";
import { entryHash } from "../node/log/log-hash.js";
import { checkEnding, checkEntry, checkMilliseconds, checkPart, checkPosition } from "../node/options.js";
import type { Appended, EntryLog, Head } from "../node/ports.js";
import type { EntryKind, LedgerEntry } from "../view-change/entries.js";
import { EtcdGateway, GATEWAY_OPTIONS, type GatewayOptions } from "./etcd-gateway.js";
import { base64ToBytes, EtcdKeys, type KeyValue, keyRead, type Put, put } from "./etcd-keys.js";
import { EtcdWatch } from "./etcd-watch.js";

export interface EtcdLogOptions extends GatewayOptions {
  /** 32 bytes: networks that share a cluster have keys of their own. */
  readonly genesisHash: Uint8Array;
  /** Milliseconds after which a reader looks again if nothing told it to; 500 by default. */
  readonly watchdog?: number;
}

const NAMES = ["genesisHash", "watchdog", ...GATEWAY_OPTIONS] as const;

interface RangeAnswer {
  readonly kvs?: readonly KeyValue[];
}

interface TransactionAnswer {
  readonly header?: { readonly revision?: string };
  readonly succeeded?: boolean;
  readonly responses?: readonly { readonly response_range?: RangeAnswer }[];
}

/** How long the log is, and when that was written. */
interface Length {
  readonly count: bigint;
  readonly revision: string;
}

/** An entry that waits for its turn. */
interface Waiting {
  readonly entry: LedgerEntry;
  readonly hash: string;
  resolve(appended: Appended): void;
  reject(error: unknown): void;
}

const LONGEST_PAUSE = 5000;
/** Entries that are asked for at once. */
const PART = 128;
/** Entries of one transaction, and about how many bytes: etcd takes 128 operations, and 1.5 MiB. */
const BATCH = 40;
const BATCH_BYTES = 256 << 10;

/**
 * The log on etcd 3.4 or newer: of a consortium that runs three servers or five. Whoever has the credentials can hide
 * entries and end the log, but forge none: sharders alone should have them.
 *
 * Example: `const log = new EtcdLog({ endpoints: ["http://127.0.0.1:2379"], genesisHash: genesisHash(genesis) });`
 *
 * @example
 * const log = new EtcdLog({ endpoints: ["http://127.0.0.1:1"], genesisHash: genesisHash(genesis), timeout: 1000 });
 * await log.head(); //=> throws LEDGER_UNAVAILABLE
 * await log.close();
 */
export class EtcdLog implements EntryLog {
  readonly name = "etcd";
  readonly trust = "crash";
  readonly #gateway: EtcdGateway;
  private readonly keys: EtcdKeys;
  private readonly ending = new AbortController();
  private readonly watchdog: number;
  private readonly waiting: Waiting[] = [];
  private isWriting = false;
  /** As it was last seen: whoever writes learns whether it still is. */
  #known: Length = { count: 0n, revision: "0" };

  /** Throws BAD_TYPE, BAD_LENGTH, BAD_INTEGER, EMPTY for no endpoints, UNKNOWN_OPTION. */
  constructor(options: EtcdLogOptions) {
    const { genesisHash, watchdog = 500, ...gateway } = optionsOf<EtcdLogOptions>(options, NAMES);
    checkBytes(genesisHash, "genesis hash", 32);
    checkMilliseconds(watchdog, "watchdog");
    this.watchdog = watchdog;
    this.#gateway = new EtcdGateway(gateway, this.ending.signal);
    this.keys = new EtcdKeys(`feldspar/${toHex(genesisHash)}/`);
  }

  /** What console.log of Node shows: nothing secret. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return `EtcdLog of ${this.keys.prefix}`;
  }

  /**
   * Throws LEDGER_UNAVAILABLE when no server answers: it may be in, or not; append it again. BAD_TYPE, BAD_OPTION for
   * what is no entry.
   */
  async append(kind: EntryKind, bytes: Uint8Array, signal?: AbortSignal): Promise<Appended> {
    checkEntry(kind, bytes);
    checkSignal(signal);
    if (signal?.aborted) throw new FeldsparError("LEDGER_UNAVAILABLE", "the entry was called off");
    const entry = { kind, bytes: new Uint8Array(bytes) };
    const appended = new Promise<Appended>((resolve, reject) => {
      this.waiting.push({ entry, hash: toHex(entryHash(entry)), resolve, reject });
    });
    void this.write();
    return appended;
  }

  /** Every entry after a position; connects again by itself. Throws LOG_DIVERGED, BAD_TYPE. */
  async *entries(after: bigint, signal: AbortSignal): AsyncGenerator<readonly LedgerEntry[]> {
    checkPosition(after);
    checkEnding(signal);
    let position = after;
    let pause = 100;
    const watch = new EtcdWatch(this.#gateway, this.keys.length);
    const stopped = () => signal.aborted || this.ending.signal.aborted;
    try {
      while (!stopped()) {
        try {
          const { entries, count, revision } = await this.part(position, PART);
          if (count < position)
            throw new FeldsparError("LOG_DIVERGED", `the log ends at position ${count}, before ${position}`);
          watch.listen(revision);
          pause = 100;
          if (entries.length === 0) {
            await watch.changed(this.watchdog, signal, this.ending.signal);
            continue;
          }
          position += BigInt(entries.length);
          yield entries;
        } catch (error) {
          if (!(error instanceof FeldsparError) || error.code !== "LEDGER_UNAVAILABLE") throw error;
          if (stopped()) return;
          await watch.changed(pause, signal, this.ending.signal);
          pause = Math.min(2 * pause, LONGEST_PAUSE);
        }
      }
    } finally {
      watch.close();
    }
  }

  /** At most so many entries after a position. Throws BAD_TYPE, BAD_INTEGER, LEDGER_UNAVAILABLE, LOG_DIVERGED. */
  async read(after: bigint, most: number): Promise<readonly LedgerEntry[]> {
    checkPart(after, most);
    const found: LedgerEntry[] = [];
    while (found.length < most) {
      const { entries } = await this.part(after + BigInt(found.length), Math.min(PART, most - found.length));
      if (entries.length === 0) break;
      found.push(...entries);
    }
    return found;
  }

  async head(): Promise<Pick<Head, "position">> {
    const { count } = await this.part(0n, 0);
    return { position: count };
  }

  async close(): Promise<void> {
    this.ending.abort();
  }

  /** Entries after a position, and how long the log is, at one moment. */
  private async part(after: bigint, limit: number) {
    const { keys } = this;
    const range = { requestRange: { ...keys.placesFrom(after + 1n), limit: String(limit) } };
    const answer = (await this.#gateway.ask("/v3/kv/txn", {
      success: [keyRead(keys.length), ...(limit === 0 ? [] : [range])],
    })) as TransactionAnswer;
    const [length, places] = answer.responses ?? [];
    const { count } = lengthIn(length?.response_range);
    const found = limit === 0 ? [] : (places?.response_range?.kvs ?? []);
    const entries = found.map(({ key, value = "" }, at) => {
      const position = after + 1n + BigInt(at);
      if (key !== keys.place(position)) throw new FeldsparError("LOG_DIVERGED", `the log has no entry ${position}`);
      return decodeEntry(base64ToBytes(value));
    });
    return { entries, count, revision: answer.header?.revision ?? "0" };
  }

  /** Writes what waits, some at once, one transaction after the other. */
  private async write(): Promise<void> {
    if (this.isWriting) return;
    this.isWriting = true;
    while (this.waiting.length > 0) {
      const batch = this.nextBatch();
      try {
        await this.settle(batch);
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.isWriting = false;
  }

  /** The same entry twice is two batches: the second finds the first. */
  private nextBatch(): Waiting[] {
    const hashes = new Set<string>();
    let bytes = 0;
    let count = 0;
    for (const { entry, hash } of this.waiting) {
      bytes += entry.bytes.length;
      if (count > 0 && (count === BATCH || bytes > BATCH_BYTES || hashes.has(hash))) break;
      hashes.add(hash);
      count++;
    }
    return this.waiting.splice(0, count);
  }

  /** Tries until each is in: whoever fails learns how long the log is by then, and which of its entries are there. */
  private async settle(batch: readonly Waiting[]): Promise<void> {
    const { keys } = this;
    for (let open = batch; open.length > 0; ) {
      const { count, revision } = this.#known;
      const puts = open.flatMap(({ entry, hash }, at): Put[] => {
        const position = count + 1n + BigInt(at);
        return [put(keys.place(position), encodeEntry(entry)), put(keys.hash(hash), String(position))];
      });
      const answer = (await this.#gateway.ask("/v3/kv/txn", {
        compare: [
          { key: keys.length, target: "MOD", result: "EQUAL", modRevision: revision },
          ...open.map(({ hash }) => {
            return { key: keys.hash(hash), target: "CREATE", result: "EQUAL", createRevision: "0" };
          }),
        ],
        success: [put(keys.length, String(count + BigInt(open.length))), ...puts],
        failure: [keyRead(keys.length), ...open.map(({ hash }) => keyRead(keys.hash(hash)))],
      })) as TransactionAnswer;
      if (answer.succeeded === true) {
        const written = answer.header?.revision ?? "0";
        this.#known = { count: count + BigInt(open.length), revision: written };
        for (const [at, { resolve }] of open.entries())
          resolve({ position: count + 1n + BigInt(at), duplicate: false });
        return;
      }
      const [length, ...places] = answer.responses ?? [];
      this.#known = lengthIn(length?.response_range);
      open = open.filter(({ resolve }, at) => {
        const value = places[at]?.response_range?.kvs?.[0]?.value;
        if (value === undefined) return true;
        resolve({ position: numberIn(value), duplicate: true });
        return false;
      });
    }
  }
}

/** No key: nothing was ever written. */
function lengthIn(range: RangeAnswer | undefined): Length {
  const found = range?.kvs?.[0];
  if (found?.value === undefined) return { count: 0n, revision: "0" };
  return { count: numberIn(found.value), revision: found.mod_revision };
}

function numberIn(value: string): bigint {
  const text = atob(value);
  if (!/^\d{1,19}$/.test(text)) throw new FeldsparError("LOG_DIVERGED", "the log's keys hold something else");
  return BigInt(text);
}
