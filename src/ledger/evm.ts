// A ledger engine on an EVM chain: a contract (`Board`) that only gives entries an order, whose events replicas read.
// Rounds are blocks, every one of them, and only final ones count. What is paid for is sent once: an entry that is
// pending, or that this reader has seen on the board, is not sent again. Whose entries count every replica decides;
// junk on the board costs its sender. Positions on the board have no gaps: a node that leaves events out is found out.
import { checkSignal } from "../../bindings/arguments.js";
import { bytesKey } from "../../bindings/bytes.js";
import type { AbortSignal } from "../../bindings/platform.js";
import { equalBytes, FeldsparError } from "../encoding/index.js";
import { hexOf } from "../evm/calldata.js";
import { encodeAppend, type Hex, readBoardEvent } from "../evm/index.js";
import { chained, EMPTY_LOG_HASH, entryHash } from "../node/log/log-hash.js";
import { checkEnding, checkEntry, readHead } from "../node/options.js";
import type { Appended, Head, LedgerBlock, LedgerEngine } from "../node/ports.js";
import { ENTRY_KINDS, type EntryKind, type LedgerEntry, MAX_ENTRY } from "../view-change/entries.js";
import { checkedOptions, type EvmEngineOptions } from "./evm-options.js";

interface BoardLog {
  readonly blockNumber: Hex;
  readonly topics: readonly Hex[];
  readonly data: Hex;
}

interface Receipt {
  readonly status: Hex;
  readonly blockNumber: Hex;
}

/** A place in the log, and on the board: what is no entry at all has a place there alone. */
interface Place extends Head {
  readonly onBoard: bigint;
}

const BEGIN: Place = { round: 0, position: 0n, logHash: EMPTY_LOG_HASH, onBoard: 0n };
/** Blocks whose events are asked for at once. */
const PART = 1000;
/** Entries of which it is remembered that they are on the board: what is sent again is sent soon. */
const MOST_SEEN = 1 << 16;
/** Milliseconds that a node has for an answer. */
const ANSWER = 30_000;
/** Kinds that a board carries; rounds and finality are the chain's. */
const CARRIED = ENTRY_KINDS.slice(0, 5);

const hexNumber = (value: number): Hex => `0x${value.toString(16)}`;
const pause = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

/** What the work resolves to. Throws LEDGER_UNAVAILABLE when it has not settled by then; it may go on. */
async function within<Result>(milliseconds: number, what: string, work: Promise<Result>): Promise<Result> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    const give = () => reject(new FeldsparError("LEDGER_UNAVAILABLE", `${what}: nothing within ${milliseconds} ms`));
    timer = setTimeout(give, milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * The ledger on a chain with EIP-2537 or without: the board only orders. Whose entries count every replica decides.
 *
 * Example: `const engine = new EvmEngine({ provider: jsonRpc(url), board, startBlock, send });`
 *
 * @example
 * const engine = new EvmEngine({
 *   provider: jsonRpc(nodeUrl), // or a client of viem or ethers
 *   ...{ board: `0x${"ab".repeat(20)}`, startBlock: 19_000_000, finality: "finalized" },
 * });
 * engine.trust; //=> "byzantine"
 * await engine.head(); //=> throws LEDGER_UNAVAILABLE
 * await engine.close();
 */
export class EvmEngine implements LedgerEngine {
  readonly name = "evm";
  readonly trust = "byzantine";
  private readonly ending = new AbortController();
  private readonly pending = new Map<string, Promise<Appended>>();
  /** Positions of entries that a reader of this engine has seen. */
  private readonly seen = new Map<string, bigint>();
  /** Latest places in final blocks that were read, rising: nobody reads from the beginning twice. */
  private places: Place[] = [BEGIN];
  /** Settles when the transaction sent last is with the chain's node. */
  private sending: Promise<void> = Promise.resolve();
  readonly #options: EvmEngineOptions;

  /** Throws BAD_TYPE, BAD_HEX, BAD_LENGTH, BAD_INTEGER, BAD_OPTION, EMPTY for no writers, UNKNOWN_OPTION. */
  constructor(options: EvmEngineOptions) {
    this.#options = checkedOptions(options);
  }

  /**
   * Resolves when a final block has the entry. Throws BAD_OPTION for a kind that boards do not carry and without
   * `send`, LEDGER_UNAVAILABLE when it is in no block within the time: it may come in later, and then counts once;
   * BAD_TYPE, BAD_OPTION for what is no entry.
   */
  async append(kind: EntryKind, bytes: Uint8Array, signal?: AbortSignal): Promise<Appended> {
    checkEntry(kind, bytes);
    checkSignal(signal);
    const name = bytesKey(entryHash({ kind, bytes }));
    const known = this.seen.get(name);
    if (known !== undefined && !this.ending.signal.aborted) return { position: known, duplicate: true };
    const waiting = this.pending.get(name);
    if (waiting !== undefined) return waiting.then(({ position }) => ({ position, duplicate: true }));
    const sent = this.post(kind, new Uint8Array(bytes), signal).finally(() => this.pending.delete(name));
    this.pending.set(name, sent);
    return sent.then((appended) => {
      this.remember(name, appended.position);
      return appended;
    });
  }

  /** Every final block after `from`, empty ones too. Throws LOG_DIVERGED where the board had another history. */
  async *blocks(from: Head, signal: AbortSignal): AsyncGenerator<LedgerBlock> {
    const { startBlock, pollInterval = 1000 } = this.#options;
    const begin = readHead(from);
    checkEnding(signal);
    let place = await this.placeOf(begin, signal);
    while (!signal.aborted && !this.ending.signal.aborted) {
      const last = await this.retried(() => this.finalBlock(), signal);
      if (last === null) return;
      if (last - startBlock <= place.round) {
        await pause(pollInterval);
        continue;
      }
      const through = Math.min(last - startBlock, place.round + PART);
      const blocks = await this.retried(() => this.part(place, through), signal);
      if (blocks === null) return;
      for (const { block, after } of blocks) {
        if (signal.aborted) return;
        for (const [at, entry] of block.entries.entries())
          this.remember(bytesKey(entryHash(entry)), place.position + BigInt(at) + 1n);
        place = after;
        yield block;
      }
    }
  }

  /** How many entries final blocks have: all of them are read, once. Throws LEDGER_UNAVAILABLE. */
  async head(): Promise<Pick<Head, "position">> {
    this.checkOpen();
    const { startBlock } = this.#options;
    const { position } = await this.asked(async () => this.placeAfter((await this.finalBlock()) - startBlock));
    return { position };
  }

  /** What console.log of Node shows: nothing of the provider, whose address may be a secret. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return `EvmEngine of board ${this.#options.board}`;
  }

  async close(): Promise<void> {
    this.ending.abort();
  }

  private checkOpen(): void {
    if (this.ending.signal.aborted) throw new FeldsparError("LEDGER_UNAVAILABLE", "the engine is closed");
  }

  private async post(kind: EntryKind, bytes: Uint8Array, signal?: AbortSignal): Promise<Appended> {
    this.checkOpen();
    const { send, board, timeout = 120_000, pollInterval = 1000, startBlock } = this.#options;
    if (signal?.aborted) throw new FeldsparError("LEDGER_UNAVAILABLE", "the entry was called off");
    if (send === undefined) throw new FeldsparError("BAD_OPTION", "send: nothing can be appended without it");
    const place = CARRIED.indexOf(kind as (typeof CARRIED)[number]);
    if (place < 0) throw new FeldsparError("BAD_OPTION", `a board carries no entries of kind ${kind}`);
    const hash = await this.inTurn(() => send({ to: board, data: encodeAppend(place + 1, bytes) }));
    const end = performance.now() + timeout;
    while (performance.now() < end) {
      this.checkOpen();
      const receipt = await this.asked(() => this.rpc<Receipt | null>("eth_getTransactionReceipt", hash));
      if (receipt !== null && receipt.status !== "0x1")
        throw new FeldsparError("LEDGER_UNAVAILABLE", "the transaction failed: see the sender's funds and the board");
      if (receipt !== null && (await this.asked(() => this.finalBlock())) >= Number(receipt.blockNumber)) {
        const round = Number(receipt.blockNumber) - startBlock;
        const { position } = await this.asked(() => this.placeAfter(round));
        return { position, duplicate: false };
      }
      await pause(Math.min(pollInterval, 250));
    }
    throw new FeldsparError("LEDGER_UNAVAILABLE", `the transaction ${hash} is in no final block yet`);
  }

  /** One is sent after the other: two at once would be given the same nonce by many nodes and wallets. */
  private inTurn(send: () => Promise<Hex>): Promise<Hex> {
    const { timeout = 120_000 } = this.#options;
    const sent = this.sending.then(() => {
      this.checkOpen();
      return this.asked(() => within(timeout, "send", send()));
    });
    this.sending = sent.then(
      () => {},
      () => {},
    );
    return sent;
  }

  /** What it returns, or LEDGER_UNAVAILABLE for what it throws. */
  private async asked<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof FeldsparError) throw error;
      const reason = error instanceof Error ? error.message.slice(0, 200) : "no reason was given";
      throw new FeldsparError("LEDGER_UNAVAILABLE", `the chain's node does not answer as it should: ${reason}`);
    }
  }

  /** Tried again until it succeeds; null when it is called off. What a replica must know of is thrown. */
  private async retried<Result>(work: () => Promise<Result>, signal: AbortSignal): Promise<Result | null> {
    for (let wait = 200; ; wait = Math.min(2 * wait, 5000)) {
      if (signal.aborted || this.ending.signal.aborted) return null;
      try {
        return await work();
      } catch (error) {
        if (error instanceof FeldsparError && error.code === "LOG_DIVERGED") throw error;
        await pause(wait);
      }
    }
  }

  private rpc<Result>(method: string, ...params: readonly unknown[]): Promise<Result> {
    const { provider, timeout = ANSWER } = this.#options;
    return within(Math.min(timeout, ANSWER), method, provider.request({ method, params }) as Promise<Result>);
  }

  /** The first place of an entry counts. */
  private remember(name: string, position: bigint): void {
    if (this.seen.has(name)) return;
    this.seen.set(name, position);
    if (this.seen.size > MOST_SEEN) this.seen.delete(this.seen.keys().next().value!);
  }

  private async finalBlock(): Promise<number> {
    const { finality = "finalized" } = this.#options;
    if (typeof finality === "number") return Number(await this.rpc<Hex>("eth_blockNumber")) - finality;
    const block = await this.rpc<{ readonly number: Hex } | null>("eth_getBlockByNumber", finality, false);
    return Number(block?.number ?? 0);
  }

  /** The same place on the board. Throws LOG_DIVERGED. */
  private async placeOf(from: Head, signal: AbortSignal): Promise<Place> {
    const diverged = (): never => {
      throw new FeldsparError("LOG_DIVERGED", `the board has another history up to round ${from.round}`);
    };
    const place = await this.retried(async () => {
      const last = (await this.finalBlock()) - this.#options.startBlock;
      return from.round > Math.max(0, last) ? diverged() : this.placeAfter(from.round);
    }, signal);
    if (place === null) return { ...from, onBoard: 0n };
    return place.position === from.position && equalBytes(place.logHash, from.logHash) ? place : diverged();
  }

  private async placeAfter(round: number): Promise<Place> {
    let place = this.places.filter((one) => one.round <= round).at(-1) ?? BEGIN;
    while (place.round < round) {
      const blocks = await this.part(place, Math.min(round, place.round + PART));
      place = blocks.at(-1)!.after;
    }
    return place;
  }

  /** The blocks after a place, through a round. */
  private async part(from: Place, through: number): Promise<{ readonly block: LedgerBlock; readonly after: Place }[]> {
    const { board, startBlock } = this.#options;
    const logs = await this.rpc<readonly BoardLog[]>("eth_getLogs", {
      address: board,
      fromBlock: hexNumber(startBlock + from.round + 1),
      toBlock: hexNumber(startBlock + through),
    });
    const byRound = new Map<number, BoardLog[]>();
    for (const log of logs) {
      const round = Number(log.blockNumber) - startBlock;
      byRound.set(round, [...(byRound.get(round) ?? []), log]);
    }
    let place = from;
    const blocks = Array.from({ length: through - from.round }, (_, index) => {
      const round = from.round + 1 + index;
      const { entries, onBoard } = this.entriesIn(byRound.get(round) ?? [], startBlock + round, place.onBoard);
      const logHash = entries.map(entryHash).reduce(chained, place.logHash);
      const position = place.position + BigInt(entries.length);
      place = { round, position, logHash, onBoard };
      return { block: { round, position, logHash, entries }, after: place };
    });
    const furthest = this.places.at(-1)!.round;
    this.places.push(...blocks.map(({ after }) => after).filter((one) => one.round > furthest));
    if (this.places.length > 2 * PART) this.places = this.places.slice(-PART);
    return blocks;
  }

  /** Entries of a block. Throws LEDGER_UNAVAILABLE when the node has left one out. */
  private entriesIn(logs: readonly BoardLog[], block: number, onBoard: bigint) {
    const entries: LedgerEntry[] = [];
    let next = onBoard;
    for (const { topics, data } of logs) {
      const event = readBoardEvent(topics, data);
      if (event === null) continue;
      if (event.position !== next)
        throw new FeldsparError("LEDGER_UNAVAILABLE", `expected the board's entry ${next}, got ${event.position}`);
      next += 1n;
      const kind = CARRIED[event.kind - 1];
      if (kind !== undefined && event.data.length <= MAX_ENTRY && this.isWriter(event.writer, block))
        entries.push({ kind, bytes: event.data });
    }
    return { entries, onBoard: next };
  }

  private isWriter(address: Uint8Array, block: number): boolean {
    const { writers } = this.#options;
    const hex = hexOf(address);
    return writers?.some((one) => one.address === hex && one.from! <= block && block <= one.through!) ?? true;
  }
}
