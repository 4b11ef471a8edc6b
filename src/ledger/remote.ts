// A log that others keep: followed over HTTP from any sharder that serves it, entries handed to any that takes them.
// Nobody is trusted with it: rounds close by signatures of more than half of the sharders over the hash of the log.
import { checkSignal } from "../../bindings/arguments.js";
import { onAbort } from "../../bindings/on-abort.js";
import type { AbortSignal } from "../../bindings/platform.js";
import { checkInteger, FeldsparError, JsonReader, optionsOf, parseJson } from "../encoding/index.js";
import { type Answered, CLIENT_OPTIONS, type ClientOptions, SharderClient } from "../http/client/client.js";
import { quietly } from "../node/callbacks.js";
import { decodeEntries, encodeEntry, LONGEST_PART } from "../node/log/entry-parts.js";
import { checkCallbacks, checkEnding, checkEntry, checkPart, checkPosition } from "../node/options.js";
import type { Appended, EntryLog, Head } from "../node/ports.js";
import type { EntryKind, LedgerEntry } from "../view-change/entries.js";

export interface RemoteLogOptions extends ClientOptions {
  /** Sharders to which an entry is handed; 2 by default: one of them may be down, or unwilling. */
  readonly copies?: number;
  /** Why entries could not be read: what a sharder refused them for, or that nobody answers. It asks again. */
  readonly onLost?: (error: unknown) => void;
}

/** How long a sharder may hold a request for entries, in milliseconds. */
const WAIT = 15_000;
const SHORTEST_PAUSE = 100;
const LONGEST_PAUSE = 5000;
/** How long others are waited for when one has said where the log ends, in milliseconds. */
const GRACE = 1000;
/** A position after which there are no entries. */
const BEYOND = BigInt(Number.MAX_SAFE_INTEGER) >> 8n;

/**
 * @example
 * const log = new RemoteLog({ urls: ["http://127.0.0.1:1"], timeout: 1000 }); // addresses of sharders; here nobody is
 * await log.head(); //=> throws LEDGER_UNAVAILABLE
 * await log.close();
 */
export class RemoteLog implements EntryLog {
  readonly name = "remote";
  readonly trust = "single";
  private readonly client: SharderClient;
  private readonly ending = new AbortController();

  private readonly copies: number;
  private readonly onLost: RemoteLogOptions["onLost"];

  /** Throws BAD_TYPE, BAD_INTEGER, UNKNOWN_OPTION. */
  constructor(options: RemoteLogOptions) {
    const names = ["copies", "onLost", ...CLIENT_OPTIONS] as const;
    const { copies = 2, onLost, ...client } = optionsOf<RemoteLogOptions>(options, names);
    checkInteger(copies, "copies", 1, Number.MAX_SAFE_INTEGER);
    checkCallbacks({ onLost }, ["onLost"]);
    this.copies = copies;
    this.onLost = onLost;
    this.client = new SharderClient(client);
  }

  /**
   * Hands the entry to several sharders; the first that orders it answers. Throws what they refuse it for; BAD_TYPE,
   * BAD_OPTION for what is no entry.
   */
  async append(kind: EntryKind, bytes: Uint8Array, signal?: AbortSignal): Promise<Appended> {
    checkEntry(kind, bytes);
    checkSignal(signal);
    this.checkOpen();
    const body = encodeEntry({ kind, bytes });
    const ask = { method: "POST", body, longest: 4096, signal } as const;
    const [first, ...others] = this.client.urls.slice(0, this.copies);
    for (const url of others) void this.client.askOne(url, "/v1/entries", ask).catch(() => {});
    if (first === undefined) throw new FeldsparError("LEDGER_UNAVAILABLE", "there is no sharder to append through");
    return this.client.ask("/v1/entries", ask, appendedIn);
  }

  /** Every entry after a position; asks again when nobody answers. Throws LOG_DIVERGED, BAD_TYPE. */
  async *entries(after: bigint, signal: AbortSignal): AsyncGenerator<readonly LedgerEntry[]> {
    checkPosition(after);
    checkEnding(signal);
    let position = after;
    let pause = SHORTEST_PAUSE;
    while (!signal.aborted && !this.ending.signal.aborted) {
      const asked = performance.now();
      try {
        const { entries, head, url } = await this.part(position, WAIT, signal);
        if (entries.length > 0) {
          pause = SHORTEST_PAUSE;
          position += BigInt(entries.length);
          yield entries;
          continue;
        }
        if (head < position && (await this.allEndBefore(position)))
          throw new FeldsparError("LOG_DIVERGED", `the log ends at position ${head}, before ${position}`);
        // who shows nothing new may hide it
        this.client.passOver(url);
      } catch (error) {
        if (error instanceof FeldsparError && error.code === "LOG_DIVERGED") throw error;
        if (!signal.aborted && !this.ending.signal.aborted) quietly(() => this.onLost?.(error));
      }
      // nobody is asked without end who does not wait for an entry, as asked to
      if (performance.now() - asked > LONGEST_PAUSE) pause = SHORTEST_PAUSE;
      else {
        await elapsed(pause, signal, this.ending.signal);
        pause = Math.min(2 * pause, LONGEST_PAUSE);
      }
    }
  }

  /** At most so many entries after a position. Throws BAD_TYPE, BAD_INTEGER, LEDGER_UNAVAILABLE. */
  async read(after: bigint, most: number): Promise<readonly LedgerEntry[]> {
    checkPart(after, most);
    this.checkOpen();
    const { entries } = await this.part(after, 0, this.ending.signal);
    return entries.slice(0, most);
  }

  /** What more than half of those who answer have: one that lags, or boasts, is not the log. */
  async head(): Promise<Pick<Head, "position">> {
    this.checkOpen();
    const heads = await this.heads(GRACE);
    const said = heads.filter((head) => head !== null).sort((a, b) => (a < b ? 1 : -1));
    const position = said[Math.floor(said.length / 2)];
    if (position === undefined)
      throw new FeldsparError("LEDGER_UNAVAILABLE", `none of ${heads.length} sharders says where the log ends`);
    return { position };
  }

  /**
   * Somebody else than the sharder that answered last is asked the next time.
   *
   * @example
   * const log = new RemoteLog({ urls: ["http://127.0.0.1:1", "http://127.0.0.1:2"], timeout: 1000 });
   * log.doubt(); //=> undefined
   * await log.close();
   */
  doubt(): void {
    const [first] = this.client.urls;
    if (first !== undefined) this.client.passOver(first);
  }

  async close(): Promise<void> {
    this.ending.abort();
  }

  private checkOpen(): void {
    if (this.ending.signal.aborted) throw new FeldsparError("LEDGER_UNAVAILABLE", "the log is closed");
  }

  private part(after: bigint, wait: number, signal: AbortSignal) {
    const ask = { longest: LONGEST_PART, signal, extra: wait };
    return this.client.ask(`/v1/entries?from=${after}&wait=${wait}`, ask, (answer) => {
      return { entries: decodeEntries(answer.body), head: headIn(answer), url: answer.url };
    });
  }

  /** Where each sharder's log ends; null for one that does not say within so many milliseconds of the first. */
  private async heads(grace: number): Promise<readonly (bigint | null)[]> {
    const { urls } = this.client;
    const heads: (bigint | null)[] = urls.map(() => null);
    const ending = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = { longest: LONGEST_PART, signal: ending.signal };
    const asking = urls.map(async (url, place) => {
      const answer = await this.client.askOne(url, `/v1/entries?from=${BEYOND}`, ask).catch(() => null);
      if (answer?.status !== 200) return;
      heads[place] = orNull(() => headIn(answer));
      timer ??= setTimeout(() => ending.abort(), grace);
    });
    await Promise.all(asking);
    clearTimeout(timer);
    return heads;
  }

  /** One sharder that lags, or says so, is no proof: more than half of all must be there, and all of these agree. */
  private async allEndBefore(position: bigint): Promise<boolean> {
    const heads = await this.heads(LONGEST_PAUSE);
    const said = heads.filter((head) => head !== null);
    return 2 * said.length > heads.length && said.every((head) => head < position);
  }
}

function orNull<Result>(read: () => Result): Result | null {
  try {
    return read();
  } catch {
    return null;
  }
}

/** Where a sharder's log ends. Throws MALFORMED. */
function headIn({ headers }: Answered): bigint {
  const stated = headers.get("x-log-position") ?? "";
  if (!/^\d{1,19}$/.test(stated)) throw new FeldsparError("MALFORMED", "a sharder did not say where its log ends");
  return BigInt(stated);
}

/** What a sharder says of an entry that it has ordered. Throws BAD_JSON, LEDGER_UNAVAILABLE. */
function appendedIn({ body }: Answered): Appended {
  const said = new JsonReader(parseJson(new TextDecoder().decode(body), "answer"), "answer");
  const position = String(said.peek("position"));
  if (!/^\d{1,19}$/.test(position))
    throw new FeldsparError("LEDGER_UNAVAILABLE", "a sharder did not say where the entry is");
  return { position: BigInt(position), duplicate: said.peek("duplicate") === true };
}

/** Resolves after so many milliseconds, or when a signal is given. */
function elapsed(milliseconds: number, ...signals: readonly AbortSignal[]): Promise<void> {
  return new Promise((resolve) => {
    const ends = signals.map((signal) => onAbort(signal, () => done()));
    const timer = setTimeout(() => done(), milliseconds);
    const done = (): void => {
      clearTimeout(timer);
      for (const end of ends) end();
      resolve();
    };
    if (signals.some(({ aborted }) => aborted)) done();
  });
}
