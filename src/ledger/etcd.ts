// A log engine on etcd, by its JSON gateway: every entry is a key, named after its hash and created once, so that an
// append can be repeated for ever; the order is that of their creation. Linearizable, and written to the disks of a
// majority before it is answered. It can lose or hide entries if its operators want it to, but forge none.
import { checkSignal } from "../../bindings/arguments.js";
import { onAbort } from "../../bindings/on-abort.js";
import type { AbortSignal } from "../../bindings/platform.js";
import { checkBytes, describe, FeldsparError, fail, listOf, optionsOf, reading, toHex } from "../encoding/index.js";
import { checkUrls } from "../http/client/client.js";
import { decodeEntry, encodeEntry, MOST_ENTRIES } from "../node/log/entry-parts.js";
import { entryHash } from "../node/log/log-hash.js";
import {
  checkCallbacks,
  checkEnding,
  checkEntry,
  checkMilliseconds,
  checkPart,
  checkPosition,
} from "../node/options.js";
import type { Appended, EntryLog, Head } from "../node/ports.js";
import type { EntryKind, LedgerEntry } from "../view-change/entries.js";

export interface EtcdLogOptions {
  /** Of all servers, `http://…:2379`: asked one after the other until one answers. */
  readonly endpoints: readonly string[];
  readonly genesisHash: Uint8Array;
  /** For authentication: `authorization`, for example. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Milliseconds until the next server is asked; 3000 by default. */
  readonly timeout?: number;
  /** Milliseconds after which a reader looks again if nothing told it to; 500 by default. */
  readonly watchdog?: number;
  readonly fetch?: typeof fetch;
}

const NAMES = ["endpoints", "genesisHash", "headers", "timeout", "watchdog", "fetch"] as const;

function checkedOptions(given: EtcdLogOptions): EtcdLogOptions {
  const options = optionsOf<EtcdLogOptions>(given, NAMES);
  const { endpoints, genesisHash, headers, timeout, watchdog } = options;
  checkUrls(endpoints, "endpoints");
  checkBytes(genesisHash, "genesis hash", 32);
  if (timeout !== undefined) checkMilliseconds(timeout, "timeout");
  if (watchdog !== undefined) checkMilliseconds(watchdog, "watchdog");
  checkCallbacks({ ...options }, ["fetch"]);
  const copies = { endpoints: listOf<string>(endpoints, "endpoints") };
  return headers === undefined ? { ...options, ...copies } : { ...options, ...copies, headers: readHeaders(headers) };
}

function readHeaders(headers: unknown): Record<string, string> {
  return reading("headers", () => {
    if (typeof headers !== "object" || headers === null)
      return fail("BAD_TYPE", `headers: expected an object of texts, got ${describe(headers)}`);
    const read = Object.entries(headers);
    for (const [, value] of read)
      if (typeof value !== "string") fail("BAD_TYPE", `headers: expected texts, got ${describe(value)}`);
    return Object.fromEntries(read);
  });
}

interface KeyValue {
  readonly key: string;
  readonly value?: string;
  /** 64-bit numbers are texts. */
  readonly create_revision: string;
}

interface RangeAnswer {
  readonly kvs?: readonly KeyValue[];
  readonly count?: string;
}

interface TransactionAnswer {
  readonly succeeded?: boolean;
  readonly responses?: readonly { readonly response_range?: RangeAnswer }[];
}

const LONGEST_PAUSE = 5000;
const base64 = (text: string): string => btoa(text);

function bytesToBase64(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}

const base64ToBytes = (text: string): Uint8Array => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

export class EtcdLog implements EntryLog {
  readonly name = "etcd";
  readonly trust = "crash";
  private readonly prefix: string;
  private readonly range: { readonly key: string; readonly rangeEnd: string };
  private readonly ending = new AbortController();
  private favourite = 0;

  private readonly options: EtcdLogOptions;

  /** Throws BAD_TYPE, BAD_LENGTH, BAD_INTEGER, EMPTY for no endpoints, UNKNOWN_OPTION. */
  constructor(options: EtcdLogOptions) {
    this.options = checkedOptions(options);
    // what authenticates is in it: not for whoever prints or clones a log
    Object.defineProperty(this, "options", { enumerable: false });
    this.prefix = `feldspar/${toHex(this.options.genesisHash)}/`;
    // all keys that begin so: up to the one that is higher in its last letter
    this.range = { key: base64(this.prefix), rangeEnd: base64(`${this.prefix.slice(0, -1)}0`) };
  }

  /**
   * Throws LEDGER_UNAVAILABLE when no server answers: it may be in, or not; append it again. BAD_TYPE, BAD_OPTION for
   * what is no entry.
   */
  async append(kind: EntryKind, bytes: Uint8Array, signal?: AbortSignal): Promise<Appended> {
    checkEntry(kind, bytes);
    checkSignal(signal);
    if (signal?.aborted) throw new FeldsparError("LEDGER_UNAVAILABLE", "the entry was called off");
    const entry = { kind, bytes };
    const key = base64(this.prefix + toHex(entryHash(entry)));
    const answer = (await this.ask("/v3/kv/txn", {
      compare: [{ key, target: "CREATE", result: "EQUAL", createRevision: "0" }],
      success: [
        { requestPut: { key, value: bytesToBase64(encodeEntry(entry)) } },
        { requestRange: { ...this.range, countOnly: true } },
      ],
      failure: [{ requestRange: { key, keysOnly: true } }],
    })) as TransactionAnswer;
    if (answer.succeeded === true) {
      const count = answer.responses?.[1]?.response_range?.count;
      return { position: BigInt(count ?? "0"), duplicate: false };
    }
    const revision = answer.responses?.[0]?.response_range?.kvs?.[0]?.create_revision ?? "0";
    return { position: await this.positionOf(revision), duplicate: true };
  }

  /** Every entry after a position; connects again by itself. Throws LOG_DIVERGED, BAD_TYPE. */
  async *entries(after: bigint, signal: AbortSignal): AsyncGenerator<readonly LedgerEntry[]> {
    checkPosition(after);
    checkEnding(signal);
    let revision: string | null = null;
    let pause = 100;
    const watch = new Watch(this.options, this.range);
    const stopped = () => signal.aborted || this.ending.signal.aborted;
    try {
      while (!stopped()) {
        try {
          revision ??= await this.revisionAt(after);
          watch.listen(revision);
          const found = await this.newer(revision, MOST_ENTRIES);
          pause = 100;
          if (found.length === 0) {
            await watch.changed(this.options.watchdog ?? 500, signal, this.ending.signal);
            continue;
          }
          revision = found.at(-1)!.create_revision;
          yield found.map(({ value }) => decodeEntry(base64ToBytes(value ?? "")));
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

  /** At most so many entries after a position. Throws BAD_TYPE, BAD_INTEGER, LEDGER_UNAVAILABLE. */
  async read(after: bigint, most: number): Promise<readonly LedgerEntry[]> {
    checkPart(after, most);
    const { position } = await this.head();
    if (after >= position) return [];
    const found = await this.newer(await this.revisionAt(after), most);
    return found.map(({ value }) => decodeEntry(base64ToBytes(value ?? "")));
  }

  async head(): Promise<Pick<Head, "position">> {
    const { count = "0" } = (await this.ask("/v3/kv/range", { ...this.range, countOnly: true })) as RangeAnswer;
    return { position: BigInt(count) };
  }

  async close(): Promise<void> {
    this.ending.abort();
  }

  private async newer(revision: string, most: number): Promise<readonly KeyValue[]> {
    const { kvs = [] } = (await this.ask("/v3/kv/range", {
      ...this.range,
      minCreateRevision: String(BigInt(revision) + 1n),
      sortTarget: "CREATE",
      sortOrder: "ASCEND",
      limit: String(most),
    })) as RangeAnswer;
    return kvs;
  }

  /** When the entry at a position was created. The keys after it are counted: near the end of a log they are few. */
  private async revisionAt(position: bigint): Promise<string> {
    if (position === 0n) return "0";
    const { position: last } = await this.head();
    if (position > last)
      throw new FeldsparError("LOG_DIVERGED", `the log ends at position ${last}, before ${position}`);
    const { kvs = [] } = (await this.ask("/v3/kv/range", {
      ...this.range,
      keysOnly: true,
      sortTarget: "CREATE",
      sortOrder: "ASCEND",
      limit: String(position),
    })) as RangeAnswer;
    return kvs.at(-1)!.create_revision;
  }

  private async positionOf(revision: string): Promise<bigint> {
    const { kvs = [] } = (await this.ask("/v3/kv/range", {
      ...this.range,
      keysOnly: true,
      maxCreateRevision: revision,
    })) as RangeAnswer;
    return BigInt(kvs.length);
  }

  /** The first server that answers. A server that says that it has no leader is one that does not. */
  private async ask(path: string, body: object): Promise<unknown> {
    const { endpoints, timeout = 3000, headers = {}, fetch: ask = fetch } = this.options;
    let reason = "it is closed";
    for (let turn = 0; turn < endpoints.length && !this.ending.signal.aborted; turn++) {
      const place = (this.favourite + turn) % endpoints.length;
      try {
        const response = await ask(new URL(path, endpoints[place]), {
          method: "POST",
          body: JSON.stringify(body),
          headers: { "content-type": "application/json", ...headers },
          signal: AbortSignal.any([this.ending.signal, AbortSignal.timeout(timeout)]),
        });
        if (response.ok) {
          this.favourite = place;
          return await response.json();
        }
        reason = `status ${response.status}`;
        await response.body?.cancel();
      } catch (error) {
        reason = error instanceof Error ? error.message : "no reason was given";
      }
    }
    throw new FeldsparError("LEDGER_UNAVAILABLE", `etcd does not answer: ${reason}`);
  }
}

/** Tells a reader that there is something new. What it misses is found a little later. */
class Watch {
  private wake: () => void = () => {};
  private readonly ending = new AbortController();
  private listening = false;

  constructor(
    private readonly options: EtcdLogOptions,
    private readonly range: { readonly key: string; readonly rangeEnd: string },
  ) {}

  /** Opens a stream of changes, unless there is one. */
  listen(revision: string): void {
    if (this.listening) return;
    this.listening = true;
    void this.follow(revision).finally(() => {
      this.listening = false;
    });
  }

  /** Resolves at the next change, after so many milliseconds, or when a signal is given. */
  changed(milliseconds: number, ...signals: readonly AbortSignal[]): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        for (const end of ends) end();
        resolve();
      };
      const timer = setTimeout(done, milliseconds);
      const ends = signals.map((signal) => onAbort(signal, done));
      if (signals.some(({ aborted }) => aborted)) done();
      this.wake = done;
    });
  }

  close(): void {
    this.ending.abort();
  }

  private async follow(revision: string): Promise<void> {
    const { endpoints, headers = {}, fetch: ask = fetch } = this.options;
    for (const endpoint of endpoints) {
      try {
        const startRevision = String(BigInt(revision) + 1n);
        const response = await ask(new URL("/v3/watch", endpoint), {
          method: "POST",
          body: JSON.stringify({ createRequest: { ...this.range, startRevision } }),
          headers: { "content-type": "application/json", ...headers },
          signal: this.ending.signal,
        });
        const reader = response.body!.getReader();
        while (!(await reader.read()).done) this.wake();
      } catch {
        if (this.ending.signal.aborted) return;
      }
    }
  }
}
