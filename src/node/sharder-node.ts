// A sharder as a whole: it follows the chain, has its say in view changes, and on a log engine closes rounds and
// attests states. What it remembers of both is stored before anything is said.
import { optionsOf, reading } from "../../bindings/arguments.js";
import type { FeldsparError } from "../encoding/index.js";
import type { SharderIdentity } from "../view-change/identity.js";
import { Sharder } from "../view-change/sharder.js";
import { quietly } from "./callbacks.js";
import type { LogChain } from "./log/chain.js";
import { TimekeeperRunner } from "./log/timekeeper-runner.js";
import { checkCallbacks, checkChain, checkIdentity, checkPort, checkTime } from "./options.js";
import type { Clock, Store, Timers } from "./ports.js";
import { SharderRunner } from "./sharder-runner.js";

export interface SharderNodeOptions {
  readonly identity: SharderIdentity;
  readonly chain: LogChain;
  /** Keeps what it has said, under `sharderMemoryKey` and `timekeeperKey`. */
  readonly store: Store;
  /** The system's by default. Give both or neither. */
  readonly clock?: Clock;
  readonly timers?: Timers;
  /** A put that takes longer, in milliseconds, stops the node. Default 10,000. */
  readonly putTimeout?: number;
  /** This history is not the one that it has signed: it says nothing of this round. */
  readonly onConflict?: (round: number) => void;
  readonly onLost?: (error: unknown) => void;
  readonly onStopped?: (error: FeldsparError) => void;
}

const CALLBACKS = ["onConflict", "onLost", "onStopped"] as const;
const NAMES = ["identity", "chain", "store", "clock", "timers", "putTimeout", ...CALLBACKS] as const;

function checkedOptions(given: SharderNodeOptions): SharderNodeOptions {
  const options = optionsOf<SharderNodeOptions>(given, NAMES);
  checkIdentity(options.identity);
  checkChain(options.chain, ["append", "subscribe", "caughtUp", "signsEdge"]);
  checkPort(options.store, "store", ["get", "put"]);
  checkTime(options.clock, options.timers);
  checkCallbacks({ ...options }, CALLBACKS);
  return options;
}

/**
 * @example
 * // on a log, rounds end when the sharders in office say so
 * const chain = await LogChain.open({ genesis, ledger: new MemoryLog(), store: new MemoryStore() });
 * const node = await SharderNode.start({ identity: sharder, chain, store: new MemoryStore() });
 * await chain.applied(1);
 * await node.idle();
 * [chain.head.round >= 1, node.stopped]; //=> [true, null]
 * await node.stop();
 * await chain.close();
 */
export class SharderNode {
  private readonly sharder: SharderRunner;
  /** Closes rounds; null on an engine that has rounds of its own. */
  private readonly timekeeper: TimekeeperRunner | null;
  private end: () => void = () => {};
  readonly #options: SharderNodeOptions;

  private constructor(options: SharderNodeOptions) {
    this.#options = options;
    const { identity, chain } = options;
    const onStopped = (error: FeldsparError): void => {
      void this.stop();
      options.onStopped?.(error);
    };
    const { store, clock, timers, putTimeout, onLost, onConflict } = options;
    const shared = { chain, store, clock, timers, putTimeout, onLost, onStopped };
    const sharder = reading("chain", () => new Sharder(chain.state.genesis.scheme, identity));
    this.sharder = new SharderRunner({ ...shared, id: identity.id, sharder });
    this.timekeeper = chain.edge === null ? null : new TimekeeperRunner({ ...shared, identity, onConflict });
  }

  /**
   * Loads what was said before, waits until the chain has caught up, and takes part from then on. Throws BAD_TYPE for
   * ports that are none, BAD_LENGTH, BAD_OPTION, UNKNOWN_OPTION; what loading throws, and the reason for which the
   * chain has stopped.
   */
  static async start(options: SharderNodeOptions): Promise<SharderNode> {
    const node = new SharderNode(checkedOptions(options));
    try {
      await node.begin();
    } catch (error) {
      void node.stop();
      throw error;
    }
    return node;
  }

  private async begin(): Promise<void> {
    const { sharder, timekeeper } = this;
    await Promise.all([sharder.load(), timekeeper?.load()]);
    await this.#options.chain.caughtUp();
    this.end = this.#options.chain.subscribe(() => this.look());
    this.look();
    await this.idle();
  }

  private look(): void {
    quietly(() => this.sharder.notify());
    quietly(() => this.timekeeper?.notify());
  }

  /** Why it has stopped; null while it runs. */
  get stopped(): FeldsparError | null {
    return this.sharder.stopped ?? this.timekeeper?.stopped ?? null;
  }

  /** Resolves when everything that has come is acted on. Never rejects. */
  async idle(): Promise<void> {
    await Promise.all([this.sharder.idle(), this.timekeeper?.idle()]);
  }

  /** Stops at once; resolves when what had begun has ended. With the same options, `start` goes on from the store. */
  async stop(): Promise<void> {
    this.end();
    this.end = () => {};
    await Promise.all([this.sharder.stop(), this.timekeeper?.stop()]);
  }
}
