// A node's view of the chain: its replica on an engine, what sharders have signed of it, and the snapshots from which
// it goes on after a restart. Acts are for later: whoever speaks for a member waits until everything that was there
// when it came up has been read (`caughtUp`).
import { checkInteger, equalBytes, FeldsparError, optionsOf, reading } from "../../encoding/index.js";
import type { Genesis } from "../../magic-block/index.js";
import { ViewChangeContract } from "../../view-change/contract/contract.js";
import type { ContractState } from "../../view-change/contract/state.js";
import { type LedgerEntry, transactionEntry } from "../../view-change/entries.js";
import type { Transaction } from "../../view-change/transaction.js";
import { quietly } from "../callbacks.js";
import { checkCallbacks, checkId, checkPort } from "../options.js";
import type { Appended, ChainView, EntryLog, Head, LedgerEngine, Store } from "../ports.js";
import { type AppliedBlock, type AppliesBlocks, Replica } from "../replica.js";
import { Serial } from "../serial.js";
import { Attestation, type Edge } from "./attestation.js";
import { EMPTY_LOG_HASH } from "./log-hash.js";
import { officeOf } from "./office.js";
import {
  decodeSnapshot,
  edgeSnapshotKey,
  encodeSnapshot,
  readSnapshot,
  type Snapshot,
  snapshotKey,
} from "./snapshot.js";
import { TickedEngine } from "./ticked-engine.js";

export interface ChainOptions {
  readonly genesis: Genesis;
  /**
   * What orders: a log, whose rounds sharders close and whose states they attest, or an engine with rounds of its own
   * that nobody need attest.
   */
  readonly ledger: EntryLog | LedgerEngine;
  /** Keeps the latest snapshot, under `snapshotKey`; what else is in it is not touched. */
  readonly store: Store;
  /** In the place of the store's, or of the genesis: another's, from `verifySnapshot`. */
  readonly snapshot?: Snapshot;
  /** Rounds after which a snapshot is taken in any case, outside of attempts. Default 1000. */
  readonly snapshotEvery?: number;
  /** Who applies blocks; a contract of its own by default. */
  readonly contract?: AppliesBlocks;
  /** Keeps what a replica does not: every block is given to it, one after the other, before any later snapshot. */
  readonly archive?: { keep(applied: AppliedBlock, head: Head): Promise<void> };
  /** It has stopped by itself, and why: LOG_DIVERGED or LEDGER_UNAVAILABLE. */
  readonly onStopped?: (error: FeldsparError) => void;
  /** What a listener threw, or the store when it was to keep a snapshot; everything goes on. */
  readonly onLost?: (error: unknown) => void;
}

const CALLBACKS = ["onStopped", "onLost"] as const;
const NAMES = [
  ...(["genesis", "ledger", "store", "snapshot", "snapshotEvery", "contract", "archive"] as const),
  ...CALLBACKS,
] as const;

/** The genesis and the snapshot are looked at where the chain begins. */
function checkedOptions(given: ChainOptions): ChainOptions {
  const options = optionsOf<ChainOptions>(given, NAMES);
  const { ledger, store, snapshotEvery, contract, archive } = options;
  checkPort(ledger, "ledger", ["append", "head", "close"]);
  checkPort(ledger, "ledger", isLog(ledger) ? ["entries", "read"] : ["blocks"]);
  checkPort(store, "store", ["get", "put"]);
  if (snapshotEvery !== undefined) checkInteger(snapshotEvery, "snapshotEvery", 1, Number.MAX_SAFE_INTEGER);
  if (contract !== undefined) checkPort(contract, "contract", ["apply"]);
  if (archive !== undefined) checkPort(archive, "archive", ["keep"]);
  checkCallbacks({ ...options }, CALLBACKS);
  return options;
}

function isLog(ledger: EntryLog | LedgerEngine): ledger is EntryLog {
  return reading("ledger", () => "entries" in ledger);
}

/** How often an engine that does not answer is asked again, in milliseconds at most. */
const LONGEST_PAUSE = 5000;

/**
 * @example
 * const chain = await LogChain.open({ genesis, ledger: new MemoryLog(), store: new MemoryStore() });
 * await chain.caughtUp();
 * chain.state.current.number; //=> 0
 * chain.attested; //=> 0
 * await chain.close();
 */
export class LogChain implements ChainView {
  private readonly attestation: Attestation | null;
  private readonly engine: LedgerEngine;
  private readonly replica: Replica;
  private readonly storing = new Serial();
  private kept: number;
  private isCaughtUp = false;
  private readonly ready: Promise<void>;

  private constructor(
    private readonly options: ChainOptions,
    begin: Snapshot,
  ) {
    const { ledger, genesis, contract } = options;
    this.kept = begin.head.round;
    this.attestation = isLog(ledger) ? new Attestation(begin.attested) : null;
    this.attestation?.begin(begin.state, begin.head);
    const { genesisHash } = begin.state;
    this.engine = isLog(ledger)
      ? // the replica asks it for its first round while it is being opened
        new TickedEngine({
          log: ledger,
          genesisHash,
          scheme: genesis.scheme,
          office: () => officeOf(this.replica?.state ?? begin.state),
        })
      : ledger;
    this.replica = Replica.open({
      engine: this.engine,
      genesis: begin.state,
      head: begin.head,
      ...(contract === undefined ? {} : { contract }),
      attested: () => this.attested,
      judge: (applied) => this.attestation?.take(applied),
      ...(options.onStopped === undefined ? {} : { onStopped: options.onStopped }),
      ...(options.onLost === undefined ? {} : { onListenerError: options.onLost }),
    });
    this.replica.subscribe((applied) => this.keep(applied));
    this.ready = this.catchUp();
    this.ready.catch(() => {});
  }

  /**
   * Goes on from the snapshot that is given, or that is stored, or from the genesis, and follows the ledger from there.
   * Throws BAD_PARAMETER for a genesis that is none, WRONG_CHAIN for a snapshot of another one, MALFORMED for a damaged
   * snapshot, BAD_TYPE, BAD_INTEGER, BAD_LENGTH, UNKNOWN_OPTION, and what the store throws.
   */
  static async open(options: ChainOptions): Promise<LogChain> {
    const given = checkedOptions(options);
    return new LogChain(given, await beginning(given));
  }

  get state(): ContractState {
    return this.replica.state;
  }

  /** The highest round whose state is attested; Infinity on an engine that needs none. */
  get attested(): number {
    return this.attestation === null ? Number.POSITIVE_INFINITY : this.attestation.attested;
  }

  /** How far in the log the state is. */
  get head(): Head {
    return this.replica.head;
  }

  /** The latest edge, which sharders sign; null on an engine that needs none. */
  get edge(): Edge | null {
    return this.attestation?.edge ?? null;
  }

  /** Was this sharder in office after the latest edge? Throws BAD_TYPE for what is no text. */
  signsEdge(sharderId: string): boolean {
    checkId(sharderId);
    return this.attestation?.signs(sharderId) ?? false;
  }

  /**
   * Signatures of sharders under a round's state, as far as they are kept: of an attested edge; null: the latest.
   * Throws BAD_INTEGER.
   */
  attestedEdge(round: number | null): ReturnType<Attestation["checkpointsOf"]> {
    if (round === null) return this.attestation?.latestProven;
    checkInteger(round, "round", 0, Number.MAX_SAFE_INTEGER);
    return this.attestation?.checkpointsOf(round);
  }

  /** Why it has stopped; null while it follows. */
  get stopped(): FeldsparError | null {
    return this.replica.stopped;
  }

  async submit(transaction: Transaction): Promise<Appended> {
    return this.append(transactionEntry(transaction));
  }

  append(entry: LedgerEntry): Promise<Appended> {
    return this.replica.append(entry);
  }

  subscribe(listener: (applied: AppliedBlock) => void): () => void {
    return this.replica.subscribe(listener);
  }

  /** Has everything been read that was there when it was opened? */
  get isReady(): boolean {
    return this.isCaughtUp;
  }

  /** Resolves when everything that was there when it was opened has been read. Throws the reason for a stop. */
  caughtUp(): Promise<void> {
    return this.ready;
  }

  /**
   * Resolves when the block of `round` is applied. Throws the reason for which it has stopped.
   *
   * @example
   * const chain = await LogChain.open({ genesis, ledger: new MemoryLog(), store: new MemoryStore() });
   * const node = await SharderNode.start({ identity: sharder, chain, store: new MemoryStore() }); // ends rounds
   * const end = chain.subscribe(() => {}); // called after every block
   * await chain.append(entries[0]); //=> { position: 1n, duplicate: false }
   * await chain.submit(mpk); // refused by the contract later: it is no transaction of this moment
   * await chain.applied(1);
   * [chain.isReady, chain.stopped]; //=> [true, null]
   * end();
   * await node.stop();
   * await chain.close();
   */
  applied(round: number): Promise<void> {
    return this.replica.applied(round);
  }

  /**
   * The latest snapshot of an edge, which sharders sign, for others; before the first one the latest that there is.
   *
   * @example
   * const chain = await LogChain.open({ genesis, ledger: new MemoryLog(), store: new MemoryStore() });
   * await chain.storedSnapshot(); //=> undefined
   * [chain.head.round, chain.edge!.round, chain.attested]; //=> [0, 0, 0]
   * chain.attestedEdge(null); //=> undefined
   * chain.signsEdge(sharder.id); //=> true
   * await chain.close();
   */
  async storedSnapshot(): Promise<Uint8Array | undefined> {
    const { genesisHash } = this.state;
    return (await this.options.store.get(edgeSnapshotKey(genesisHash))) ?? this.ownSnapshot();
  }

  private async ownSnapshot(): Promise<Uint8Array | undefined> {
    return this.options.store.get(snapshotKey(this.state.genesisHash));
  }

  /** Follows no more; resolves when what is being stored is stored. The ledger and the store stay open. */
  async close(): Promise<void> {
    this.replica.close();
    await this.storing.idle();
  }

  private async catchUp(): Promise<void> {
    const position = await this.positionOfLedger();
    if (this.engine instanceof TickedEngine) await this.engine.hasRead(position, this.replica);
    else while (this.head.position < position) await this.replica.applied(this.head.round + 1);
    this.isCaughtUp = true;
  }

  private async positionOfLedger(): Promise<bigint> {
    for (let pause = 100; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
      try {
        return (await this.engine.head()).position;
      } catch {
        if (this.replica.stopped !== null) throw this.replica.stopped;
        await new Promise<void>((resolve) => setTimeout(resolve, pause));
      }
    }
  }

  private keep(applied: AppliedBlock): void {
    const { archive } = this.options;
    const { head } = this;
    if (archive !== undefined) this.storeInTurn(() => archive.keep(applied, head));
    this.keepSnapshot(applied);
  }

  private storeInTurn(work: () => void | Promise<void>): void {
    void this.storing.run(work).catch((error) => quietly(() => this.options.onLost?.(error)));
  }

  /** Outside of attempts: there a state is small, and nobody's part in it is unfinished. */
  private keepSnapshot({ before, after }: AppliedBlock): void {
    const { snapshotEvery = 1000 } = this.options;
    if (after.session !== null || after.closing !== null) return;
    const ended = before.current.number !== after.current.number || before.session !== null;
    if (!ended && after.round < this.kept + snapshotEvery) return;
    this.kept = after.round;
    const snapshot = { head: this.head, attested: this.attestation?.attested ?? after.round, state: after };
    const { store } = this.options;
    const keys = [...(ended ? [edgeSnapshotKey(after.genesisHash)] : []), snapshotKey(after.genesisHash)];
    this.storeInTurn(async () => {
      const bytes = encodeSnapshot(snapshot);
      for (const key of keys) await store.put(key, bytes);
    });
  }
}

async function beginning({ genesis, snapshot, store }: ChainOptions): Promise<Snapshot> {
  const state = new ViewChangeContract().genesis(genesis);
  if (snapshot !== undefined) {
    const given = readSnapshot(snapshot);
    if (!equalBytes(given.state.genesisHash, state.genesisHash))
      throw new FeldsparError("WRONG_CHAIN", "the snapshot is of another chain than the genesis");
    return given;
  }
  const stored = await store.get(snapshotKey(state.genesisHash));
  if (stored !== undefined) return decodeSnapshot(stored);
  return { head: { round: state.round, position: 0n, logHash: EMPTY_LOG_HASH }, attested: 0, state };
}
