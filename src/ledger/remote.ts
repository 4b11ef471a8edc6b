// A log that others keep: followed over HTTP from any sharder that serves it, entries handed to any that takes them.
// Nobody is trusted with it: rounds close by signatures of more than half of the sharders over the hash of the log.
import { checkSignal } from "../../bindings/arguments.js";
import type { AbortSignal } from "../../bindings/platform.js";
import { checkInteger, FeldsparError, optionsOf } from "../encoding/index.js";
import { CLIENT_OPTIONS, type ClientOptions, SharderClient } from "../http/client/client.js";
import { decodeEntries, encodeEntry, LONGEST_PART } from "../node/log/entry-parts.js";
import { checkEnding, checkEntry, checkPart, checkPosition } from "../node/options.js";
import type { Appended, EntryLog, Head } from "../node/ports.js";
import type { EntryKind, LedgerEntry } from "../view-change/entries.js";

export interface RemoteLogOptions extends ClientOptions {
  /** Sharders to which an entry is handed; 2 by default: one of them may be down, or unwilling. */
  readonly copies?: number;
}

/** How long a sharder may hold a request for entries, in milliseconds. */
const WAIT = 15_000;
const LONGEST_PAUSE = 5000;

export class RemoteLog implements EntryLog {
  readonly name = "remote";
  readonly trust = "single";
  private readonly client: SharderClient;
  private readonly ending = new AbortController();

  private readonly copies: number;

  /** Throws BAD_TYPE, BAD_INTEGER, UNKNOWN_OPTION. */
  constructor(options: RemoteLogOptions) {
    const { copies = 2, ...client } = optionsOf<RemoteLogOptions>(options, ["copies", ...CLIENT_OPTIONS]);
    checkInteger(copies, "copies", 1, Number.MAX_SAFE_INTEGER);
    this.copies = copies;
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
    const answer = await this.client.ask("/v1/entries", ask);
    const { position, duplicate } = JSON.parse(new TextDecoder().decode(answer.body)) as Record<string, unknown>;
    if (!/^\d{1,19}$/.test(String(position)))
      throw new FeldsparError("LEDGER_UNAVAILABLE", "a sharder did not say where the entry is");
    return { position: BigInt(String(position)), duplicate: duplicate === true };
  }

  /** Every entry after a position; asks again when nobody answers. Throws LOG_DIVERGED, BAD_TYPE. */
  async *entries(after: bigint, signal: AbortSignal): AsyncGenerator<readonly LedgerEntry[]> {
    checkPosition(after);
    checkEnding(signal);
    let position = after;
    let pause = 100;
    while (!signal.aborted && !this.ending.signal.aborted) {
      try {
        const { entries, head } = await this.part(position, WAIT, signal);
        if (head < position && (await this.allEndBefore(position)))
          throw new FeldsparError("LOG_DIVERGED", `the log ends at position ${head}, before ${position}`);
        pause = 100;
        if (entries.length === 0) continue;
        position += BigInt(entries.length);
        yield entries;
      } catch (error) {
        if (error instanceof FeldsparError && error.code === "LOG_DIVERGED") throw error;
        if (signal.aborted) return;
        await new Promise<void>((resolve) => setTimeout(resolve, pause));
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

  async head(): Promise<Pick<Head, "position">> {
    this.checkOpen();
    const { head } = await this.part(BigInt(Number.MAX_SAFE_INTEGER) >> 8n, 0, this.ending.signal);
    return { position: head };
  }

  async close(): Promise<void> {
    this.ending.abort();
  }

  private checkOpen(): void {
    if (this.ending.signal.aborted) throw new FeldsparError("LEDGER_UNAVAILABLE", "the log is closed");
  }

  private async part(after: bigint, wait: number, signal: AbortSignal) {
    const path = `/v1/entries?from=${after}&wait=${wait}`;
    const { body, headers } = await this.client.ask(path, { longest: LONGEST_PART, signal, extra: wait });
    const stated = headers.get("x-log-position") ?? "";
    if (!/^\d{1,19}$/.test(stated)) throw new FeldsparError("MALFORMED", "a sharder did not say where its log ends");
    return { entries: decodeEntries(body), head: BigInt(stated) };
  }

  /** One sharder that lags is no proof. */
  private async allEndBefore(position: bigint): Promise<boolean> {
    const ask = { longest: LONGEST_PART };
    const heads = await Promise.all(
      this.client.urls.map((url) =>
        this.client.askOne(url, `/v1/entries?from=${position}`, ask).then(
          ({ headers }) => BigInt(headers.get("x-log-position") ?? "0"),
          () => null,
        ),
      ),
    );
    const answered = heads.filter((head) => head !== null);
    return answered.length > 0 && answered.every((head) => head < position);
  }
}
