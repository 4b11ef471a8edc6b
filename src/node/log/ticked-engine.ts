// Rounds over a log that only orders entries (network.md §1): round r closes at the entry that makes more than half of
// the sharders in office when r − 1 closed. A tick names where that was; one that names another place closes nothing,
// so that a forked log stands still. No single sharder can hurry or stop time, and nobody's clock is believed.

import { checkSignal, optionsOf, reading } from "../../../bindings/arguments.js";
import { checkBytes } from "../../../bindings/bytes.js";
import type { AbortSignal } from "../../../bindings/platform.js";
import { schemeByName } from "../../bls/index.js";
import { wrongPositions } from "../../bls/wrong-positions.js";
import { describe, equalBytes, FeldsparError, fail } from "../../encoding/index.js";
import { identityDst, type SchemeName } from "../../magic-block/index.js";
import type { EntryKind, LedgerEntry } from "../../view-change/entries.js";
import { checkCallbacks, checkEnding, checkEntry, checkPort, checkPosition, readHead } from "../options.js";
import type { Appended, EntryLog, Head, LedgerBlock, LedgerEngine } from "../ports.js";
import { chained, entryHash } from "./log-hash.js";
import { isMajority, type Office } from "./office.js";
import { ReaderWatch } from "./reader-watch.js";
import { decodeTick, type Tick, tickMessage } from "./statements.js";

/** Before a log that does not answer is asked again, in milliseconds. */
const SHORTEST_PAUSE = 100;
const LONGEST_PAUSE = 5000;

export interface TickedEngineOptions {
  readonly log: EntryLog;
  readonly genesisHash: Uint8Array;
  readonly scheme: SchemeName;
  /**
   * The sharders in office after the last block that was shown: of the replica that reads this engine (`officeOf`).
   * Asked for after every block, when its reader asks for the next one.
   */
  readonly office: () => Office;
}

function checkedOptions(given: TickedEngineOptions): TickedEngineOptions {
  const options = optionsOf<TickedEngineOptions>(given, ["log", "genesisHash", "scheme", "office"]);
  const { log, genesisHash, scheme, office } = options;
  checkPort(log, "log", ["append", "entries", "read", "head", "close"]);
  checkBytes(genesisHash, "genesis hash", 32);
  identityDst(scheme);
  checkCallbacks({ office: office ?? null }, ["office"]);
  return options;
}

/** Why a reader has stopped; null while it reads. Throws BAD_TYPE for what is no reader. */
function stopOf(reader: { readonly stopped: FeldsparError | null }): FeldsparError | null {
  return reading("reader", () => {
    const { stopped } = reader;
    if (stopped === null || stopped instanceof FeldsparError) return stopped;
    return fail("BAD_TYPE", `reader: expected why it has stopped, or null, got ${describe(stopped)}`);
  });
}

/** An entry as it came, with what is known of it. */
interface Read {
  readonly entry: LedgerEntry;
  readonly hash: Uint8Array;
  readonly tick: Tick | null;
  /** The key under which the tick's signature was found good; null: under none so far. */
  goodUnder: Uint8Array | null;
}

/** One round that is being read. */
class OpenRound {
  readonly entries: LedgerEntry[] = [];
  /** Bytes of its entries. */
  length = 0;
  private logHash: Uint8Array;
  private readonly voters = new Set<string>();
  /** Voters for another history, by the place that they name. */
  private readonly others = new Map<string, Set<string>>();

  constructor(
    private readonly before: Head,
    private readonly office: Office,
  ) {
    this.logHash = before.logHash;
  }

  /** The block, if this entry closes the round. Throws LOG_DIVERGED. */
  take({ entry, hash, tick, goodUnder }: Read): LedgerBlock | null {
    this.entries.push(entry);
    this.length += entry.bytes.length;
    this.logHash = chained(this.logHash, hash);
    if (tick === null || tick.round !== this.before.round + 1) return null;
    const sharder = this.office.get(tick.id);
    if (sharder === undefined || goodUnder === null || !equalBytes(sharder.publicKey, goodUnder)) return null;
    const { position, logHash } = this.before;
    if (tick.position !== position || !equalBytes(tick.logHash, logHash)) {
      this.other(tick);
      return null;
    }
    this.voters.add(tick.id);
    return isMajority(this.voters.size, this.office) ? this.close() : null;
  }

  private other({ id, position, logHash }: Tick): void {
    const place = `${position} ${logHash.join()}`;
    const voters = this.others.get(place) ?? new Set<string>();
    this.others.set(place, voters.add(id));
    if (!isMajority(voters.size, this.office)) return;
    const { round } = this.before;
    throw new FeldsparError(
      "LOG_DIVERGED",
      `more than half of the sharders have another history of the log up to round ${round}: theirs ends at position` +
        ` ${position}, this one at ${this.before.position}`,
    );
  }

  private close(): LedgerBlock {
    const { round, position } = this.before;
    const { entries, logHash } = this;
    return { round: round + 1, position: position + BigInt(entries.length), logHash, entries };
  }
}

/** Bytes of a round after which it is read again: of one that is longer, whole the next time, or the one after. */
const LONGEST_ROUND = 64 << 20;

/**
 * A log engine's log in rounds.
 *
 * @example
 * // a log's entries in rounds; `LogChain` makes one of the log that it is given
 * const log = new MemoryLog();
 * const office = () => officeOf(inOffice);
 * const engine = new TickedEngine({ log, genesisHash: genesisHash(genesis), scheme: "min-sig", office });
 * await engine.append(entries[0].kind, entries[0].bytes); //=> { position: 1n, duplicate: false }
 * await engine.close();
 */
export class TickedEngine implements LedgerEngine {
  /** Entries that were read, and whose rounds, if they closed one, were taken. */
  private consumed = 0n;
  private readonly waiting = new Set<() => void>();

  private readonly options: TickedEngineOptions;

  /** Throws BAD_TYPE, BAD_LENGTH, BAD_SCHEME, UNKNOWN_OPTION. */
  constructor(options: TickedEngineOptions) {
    this.options = checkedOptions(options);
  }

  get name(): string {
    return this.options.log.name;
  }

  get trust(): "crash" | "single" {
    return this.options.log.trust;
  }

  /** Rejects as the log does, and with BAD_TYPE, BAD_OPTION for what is no entry. */
  async append(kind: EntryKind, bytes: Uint8Array, signal?: AbortSignal): Promise<Appended> {
    checkEntry(kind, bytes);
    checkSignal(signal);
    return this.options.log.append(kind, bytes, signal);
  }

  /** How many entries are ordered, those of the open round included. */
  async head(): Promise<Pick<Head, "position">> {
    return this.options.log.head();
  }

  async close(): Promise<void> {
    await this.options.log.close();
  }

  /**
   * Every round after `from`, as it closes. Throws LOG_DIVERGED where the log ends before it, and where more than half
   * of the sharders in office say that its history up to `from` was another. Throws BAD_TYPE, BAD_INTEGER, BAD_LENGTH.
   *
   * @example
   * const log = new MemoryLog();
   * const office = () => officeOf(inOffice);
   * const engine = new TickedEngine({ log, genesisHash: genesisHash(genesis), scheme: "min-sig", office });
   * await engine.append(entries[0].kind, entries[0].bytes);
   * await engine.head(); //=> { position: 1n }
   * [engine.name, engine.trust]; //=> ["memory", "single"]
   * const [from, ending] = [{ round: 0, position: 0n, logHash: EMPTY_LOG_HASH }, new AbortController()];
   * const reading = engine.blocks(from, ending.signal).next(); // until sharders end the round
   * await engine.hasRead(1n, { stopped: null });
   * ending.abort();
   * (await reading).done; //=> true
   */
  async *blocks(from: Head, signal: AbortSignal): AsyncGenerator<LedgerBlock> {
    const begin = readHead(from);
    checkEnding(signal);
    try {
      yield* this.rounds(begin, signal);
    } finally {
      // whoever waits sees that its reader has stopped, when it has
      queueMicrotask(() => this.wake());
    }
  }

  /** Reads on from where the last round closed whenever the one after it goes on and on: another may show another. */
  private async *rounds(from: Head, signal: AbortSignal): AsyncGenerator<LedgerBlock> {
    const { log } = this.options;
    if (from.position > 0n && !(await this.checkEnd(from, signal))) return;
    let closed = from;
    for (let most = LONGEST_ROUND; !signal.aborted; most *= 2) {
      const watch = new ReaderWatch(signal);
      try {
        for await (const block of this.reading(closed, watch, most)) {
          closed = block;
          yield block;
        }
      } finally {
        watch.end();
      }
      if (!watch.isDoubtful) return;
      log.doubt?.();
    }
  }

  private async *reading(from: Head, watch: ReaderWatch, most: number): AsyncGenerator<LedgerBlock> {
    let office = this.options.office();
    let round = new OpenRound(from, office);
    this.advance(from.position);
    for await (const part of this.options.log.entries(from.position, watch.signal)) {
      const entries = this.read(part, office);
      for (const read of entries) {
        // the office may have changed since the signatures of this part were checked together
        if (read.tick !== null && read.goodUnder === null) this.judge([read], office);
        const block = round.take(read);
        if (block !== null) {
          watch.begin();
          yield block;
          office = this.options.office();
          round = new OpenRound(block, office);
        }
        this.advance(this.consumed + 1n);
      }
      if (round.entries.length > 0) watch.expect();
      if (round.length > most) watch.doubt();
      if (watch.isDoubtful) return;
    }
  }

  /**
   * Resolves when the entry at `position` was read. Throws the reason for which its reader has stopped; BAD_TYPE,
   * BAD_INTEGER.
   */
  async hasRead(position: bigint, reader: { readonly stopped: FeldsparError | null }): Promise<void> {
    checkPosition(position);
    for (;;) {
      const stopped = stopOf(reader);
      if (this.consumed >= position) return;
      if (stopped !== null) throw stopped;
      await new Promise<void>((resolve) => this.waiting.add(resolve));
    }
  }

  private advance(position: bigint): void {
    this.consumed = position;
    this.wake();
  }

  private wake(): void {
    const waiting = [...this.waiting];
    this.waiting.clear();
    for (const resolve of waiting) resolve();
  }

  /** A round ends with the tick that closed it. False: it was ended before anybody showed the log. */
  private async checkEnd({ round, position }: Head, signal: AbortSignal): Promise<boolean> {
    for (let pause = SHORTEST_PAUSE; !signal.aborted; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
      const found = await this.entryAt(position);
      if (found === "nobody answers") {
        await new Promise<void>((resolve) => setTimeout(resolve, pause));
        continue;
      }
      const tick = found?.kind === "tick" ? this.tickIn(found.bytes) : null;
      if (tick?.round === round) return true;
      throw new FeldsparError("LOG_DIVERGED", `the log has no end of round ${round} at position ${position}`);
    }
    return false;
  }

  private async entryAt(position: bigint): Promise<LedgerEntry | undefined | "nobody answers"> {
    try {
      return (await this.options.log.read(position - 1n, 1))[0];
    } catch (error) {
      // who begins from a snapshot may be there before the log is
      if (error instanceof FeldsparError && error.code === "LEDGER_UNAVAILABLE") return "nobody answers";
      throw error;
    }
  }

  /** Hashes, and the signatures of all ticks that may count, in one check. */
  private read(part: readonly LedgerEntry[], office: Office): Read[] {
    const entries = part.map((entry) => {
      const tick = entry.kind === "tick" ? this.tickIn(entry.bytes) : null;
      return { entry, hash: entryHash(entry), tick, goodUnder: null };
    });
    this.judge(entries, office);
    return entries;
  }

  private tickIn(bytes: Uint8Array): Tick | null {
    try {
      return decodeTick(this.options.scheme, bytes);
    } catch {
      return null;
    }
  }

  private judge(entries: readonly Read[], office: Office): void {
    const { scheme, genesisHash } = this.options;
    const ticks = entries.filter(({ tick }) => tick !== null && office.has(tick.id));
    if (ticks.length === 0) return;
    const items = ticks.map(({ tick }) => ({
      signature: tick!.signature,
      message: tickMessage(genesisHash, tick!),
      publicKey: office.get(tick!.id)!.publicKey,
    }));
    const DST = identityDst(scheme);
    const wrong = wrongPositions(items, (some) => schemeByName(scheme).batchVerify(some, { DST }).invalid);
    ticks.forEach((read, place) => {
      if (!wrong.has(place)) read.goodUnder = items[place]!.publicKey;
    });
  }
}
