// One node's copy of the contract: reads the blocks of an engine in their order and applies each once. What a miner
// acts on is what its own replica says. Miners of one process may share one.
import { checkInteger, optionsOf, recordOf } from "../../bindings/arguments.js";
import { FeldsparError } from "../encoding/index.js";
import { type Applied, ViewChangeContract } from "../view-change/contract/contract.js";
import type { Block, ContractEvent, ContractState } from "../view-change/contract/state.js";
import { type LedgerEntry, transactionEntry } from "../view-change/entries.js";
import type { Transaction } from "../view-change/transaction.js";
import { quietly, reasonOf } from "./callbacks.js";
import { EMPTY_LOG_HASH } from "./log/log-hash.js";
import { checkCallbacks, checkChain, checkEntry, checkPort, readHead } from "./options.js";
import type { Appended, ChainView, Head, LedgerBlock, LedgerEngine } from "./ports.js";

/** A block and what it did. */
export interface AppliedBlock {
  readonly ledgerBlock: LedgerBlock;
  /** The entries as the contract takes them. */
  readonly block: Block;
  readonly before: ContractState;
  readonly after: ContractState;
  readonly events: readonly ContractEvent[];
}

/** The contract, here or on a thread of its own. */
export interface AppliesBlocks {
  /** Throws, or rejects, as `ViewChangeContract.apply`. */
  apply(state: ContractState, block: Block): Applied | Promise<Applied>;
}

export interface ReplicaOptions {
  /** What it reads. Engines serve any number of replicas. */
  readonly engine: LedgerEngine;
  /**
   * The state to go on from: that before the first block, from `ViewChangeContract.genesis`, or a snapshot's, from
   * `decodeContractState`, with its `head`.
   */
  readonly genesis: ContractState;
  /** Where in the log a snapshot was taken. Default: before the first entry. */
  readonly head?: Head;
  /** Who applies blocks; a contract of its own by default. One that promises is waited for before the next block. */
  readonly contract?: AppliesBlocks;
  /**
   * On engines that are not Byzantine fault tolerant: the highest round whose state more than half of the sharders in
   * office have signed, at any time. By default there is none to wait for.
   */
  readonly attested?: () => number;
  /**
   * Looks at every block before anybody is told of it. What it throws stops the replica: LOG_DIVERGED, for example.
   */
  readonly judge?: (applied: AppliedBlock) => void;
  /** The replica has stopped by itself, and why: LOG_DIVERGED or LEDGER_UNAVAILABLE, for example. */
  readonly onStopped?: (error: FeldsparError) => void;
  /** What a listener threw; the replica and the other listeners go on. */
  readonly onListenerError?: (error: unknown) => void;
}

const CALLBACKS = ["attested", "judge", "onStopped", "onListenerError"] as const;
const NAMES = ["engine", "genesis", "head", "contract", ...CALLBACKS] as const;

/**
 * @example
 * const engine = new MemoryEngine();
 * const replica = Replica.open({ engine, genesis: new ViewChangeContract().genesis(genesis) });
 * for (const entry of entries.slice(0, 8)) await replica.append(entry); // stakes and registrations
 * engine.produce(); // a real engine closes rounds by itself
 * await replica.applied(1);
 * replica.state.candidates.length; //=> 4
 * replica.close();
 */
export class Replica implements ChainView {
  private readonly listeners = new Set<(applied: AppliedBlock) => void>();
  private readonly waiting = new Set<() => void>();
  private readonly ending = new AbortController();
  private failure: FeldsparError | null = null;
  private current: ContractState;
  private reached: Head;
  private readonly contract: AppliesBlocks;

  private constructor(private readonly options: ReplicaOptions) {
    const { genesis, contract = new ViewChangeContract() } = options;
    const head = options.head === undefined ? undefined : readHead(options.head);
    this.contract = contract;
    checkPort(options.engine, "engine", ["append", "blocks"]);
    checkPort(contract, "contract", ["apply"]);
    checkCallbacks({ ...options }, CALLBACKS);
    checkChain({ state: genesis }, []);
    checkInteger(genesis.round, "the state's round", 0, Number.MAX_SAFE_INTEGER);
    // between them there would be blocks that are never applied, and nothing would tell
    if (head !== undefined && head.round !== genesis.round)
      throw new FeldsparError("BAD_PARAMETER", `head: expected the state's round ${genesis.round}, got ${head.round}`);
    this.current = genesis;
    this.reached = head ?? { round: genesis.round, position: 0n, logHash: EMPTY_LOG_HASH };
  }

  /**
   * Begins to follow the engine, from the block after the genesis. Blocks are applied as they come, from then on. Never
   * throws for what the engine does: see `stopped` and `onStopped`. Close it before its engine, which otherwise seems
   * to have failed. Throws BAD_PARAMETER for a head that is of another round than the state.
   */
  static open(options: ReplicaOptions): Replica {
    const replica = new Replica(optionsOf<ReplicaOptions>(options, NAMES));
    void replica.follow();
    return replica;
  }

  /** What console.log of Node shows. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return `Replica after round ${this.reached.round}, phase ${this.current.phase}, ${this.failure?.code ?? "following"}`;
  }

  /** After the last block that was applied. */
  get state(): ContractState {
    return this.current;
  }

  /** The highest round whose state is signed by enough sharders; Infinity where none need be. */
  get attested(): number {
    return this.options.attested?.() ?? Number.POSITIVE_INFINITY;
  }

  /** How far in the log that is. */
  get head(): Head {
    return this.reached;
  }

  /** Why it has stopped; null while it follows. */
  get stopped(): FeldsparError | null {
    return this.failure;
  }

  /** Hands a miner's transaction to the engine. Rejects as the engine does. */
  async submit(transaction: Transaction): Promise<Appended> {
    return this.append(transactionEntry(transaction));
  }

  /** Hands any entry to the engine: a registration, for example (`memberEntry`). Rejects as the engine does. */
  async append(entry: LedgerEntry): Promise<Appended> {
    const { kind, bytes } = recordOf<LedgerEntry>(entry, "entry", ["kind", "bytes"]);
    checkEntry(kind, bytes);
    return this.options.engine.append(kind, bytes, this.ending.signal);
  }

  /**
   * Calls after every block, in the order of subscription.
   *
   * @example
   * const engine = new MemoryEngine();
   * const replica = Replica.open({ engine, genesis: new ViewChangeContract().genesis(genesis) });
   * const rounds: number[] = [];
   * const end = replica.subscribe(({ after }) => void rounds.push(after.round));
   * await replica.submit(mpk); // the contract refuses it: there is no session yet
   * engine.produce();
   * await replica.applied(1);
   * rounds; //=> [1]
   * [replica.head.round, replica.attested, replica.stopped]; //=> [1, Infinity, null]
   * end();
   * replica.close();
   */
  subscribe(listener: (applied: AppliedBlock) => void): () => void {
    checkCallbacks({ listener }, ["listener"]);
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Resolves when the block of `round` is applied. Throws the reason for which the replica has stopped. */
  async applied(round: number): Promise<void> {
    checkInteger(round, "round", 0, Number.MAX_SAFE_INTEGER);
    while (this.reached.round < round) {
      if (this.failure !== null) throw this.failure;
      await new Promise<void>((resolve) => this.waiting.add(resolve));
    }
  }

  /** Follows no more. The state stays readable; to go on, open another replica. */
  close(): void {
    if (this.failure === null) this.halt(new FeldsparError("STOPPED", "the replica was closed"));
  }

  private halt(error: FeldsparError): void {
    this.failure = error;
    this.ending.abort();
    this.wake();
  }

  private wake(): void {
    const waiting = [...this.waiting];
    this.waiting.clear();
    for (const resolve of waiting) resolve();
  }

  private async follow(): Promise<void> {
    try {
      for await (const ledgerBlock of this.options.engine.blocks(this.reached, this.ending.signal)) {
        if (this.failure !== null) return;
        const applied = this.apply(ledgerBlock);
        if (applied !== undefined) await applied;
      }
      throw new FeldsparError("LEDGER_UNAVAILABLE", "the engine shows no more blocks");
    } catch (error) {
      if (this.failure !== null) return;
      const reason =
        error instanceof FeldsparError
          ? error
          : new FeldsparError("LEDGER_UNAVAILABLE", `the engine failed: ${reasonOf(error)}`);
      this.halt(reason);
      quietly(() => this.options.onStopped?.(reason));
    }
  }

  private apply(ledgerBlock: LedgerBlock): void | Promise<void> {
    this.checkNext(ledgerBlock);
    const block = { round: ledgerBlock.round, entries: ledgerBlock.entries };
    const applied = this.contract.apply(this.current, block);
    if (!(applied instanceof Promise)) return this.take(ledgerBlock, block, applied);
    return applied.then((later) => {
      if (this.failure === null) this.take(ledgerBlock, block, later);
    });
  }

  private take(ledgerBlock: LedgerBlock, block: Block, { state: after, events }: Applied): void {
    const { round, position, logHash } = ledgerBlock;
    const before = this.current;
    const applied = { ledgerBlock, block, before, after, events };
    this.options.judge?.(applied);
    this.current = after;
    this.reached = { round, position, logHash };
    for (const listener of [...this.listeners]) this.tell(listener, applied);
    this.wake();
  }

  /** Engines are not trusted to count. */
  private checkNext({ round, position, entries }: LedgerBlock): void {
    const { reached } = this;
    if (round === reached.round + 1 && position === reached.position + BigInt(entries.length)) return;
    throw new FeldsparError(
      "LOG_DIVERGED",
      `the engine shows round ${round} up to position ${position} with ${entries.length} entries` +
        ` after round ${reached.round} up to position ${reached.position}`,
    );
  }

  private tell(listener: (applied: AppliedBlock) => void, applied: AppliedBlock): void {
    try {
      listener(applied);
    } catch (error) {
      quietly(() => this.options.onListenerError?.(error));
    }
  }
}
