// Runs a sharder's part in view changes: its memory is stored before what it says is appended, in the order of ring.ts.
import { optionsOf, reading } from "../../bindings/arguments.js";
import { checkBytes } from "../../bindings/bytes.js";
import { type FeldsparError, toHex } from "../encoding/index.js";
import type { ContractState } from "../view-change/contract/state.js";
import type { LedgerEntry } from "../view-change/entries.js";
import {
  decodeSharderMemory,
  EMPTY_SHARDER_MEMORY,
  encodeSharderMemory,
  type SharderMemory,
  type SharderStep,
} from "../view-change/sharder.js";
import { checkCallbacks, checkChain, checkId, checkPort, checkTime } from "./options.js";
import type { ChainView, Clock, Store, Timers } from "./ports.js";
import { Ring, type RingMachine } from "./ring.js";
import { versioned } from "./versioned.js";

/**
 * Where a sharder's memory lies in a store that it may share with others and other chains. Throws BAD_TYPE,
 * BAD_LENGTH.
 *
 * @example
 * sharderMemoryKey(genesisHash(genesis), sharder.id).endsWith(sharder.id); //=> true
 */
export function sharderMemoryKey(genesisHash: Uint8Array, sharderId: string): string {
  checkBytes(genesisHash, "genesis hash", 32);
  checkId(sharderId);
  return `sharder/${toHex(genesisHash)}/${sharderId}`;
}

/** The memory under its version, with a hash at the end. */
const sharderCodec = versioned<SharderMemory>({
  name: "the sharder's memory",
  initial: EMPTY_SHARDER_MEMORY,
  encode: encodeSharderMemory,
  decode: decodeSharderMemory,
  longest: 1024,
});

/** The step of a sharder: what runs one asks for nothing else. */
export interface SteppingSharder {
  step(memory: SharderMemory, chain: ContractState, attested?: number): SharderStep;
}

export interface SharderRunnerOptions {
  /** The id of the sharder's identity: its name in the store. */
  readonly id: string;
  /** Decides: a `Sharder` with the same identity. */
  readonly sharder: SteppingSharder;
  readonly chain: Pick<ChainView, "state" | "attested" | "append">;
  /** Keeps the sharder's memory, under `sharderMemoryKey`. */
  readonly store: Store;
  /** The system's by default, for `putTimeout`. Give both or neither. */
  readonly clock?: Clock;
  readonly timers?: Timers;
  /** A put that takes longer, in milliseconds, stops the runner; loading that takes longer fails. Default 10,000. */
  readonly putTimeout?: number;
  /** What the chain threw. */
  readonly onLost?: (error: unknown) => void;
  /** The runner has stopped by itself, and why: STORE_FAILED, STORE_LATE, STORE_TAKEN or MINER_FAILED. */
  readonly onStopped?: (error: FeldsparError) => void;
}

const CALLBACKS = ["onLost", "onStopped"] as const;
const NAMES = ["id", "sharder", "chain", "store", "clock", "timers", "putTimeout", ...CALLBACKS] as const;

function checkedOptions(given: SharderRunnerOptions): SharderRunnerOptions {
  const options = optionsOf<SharderRunnerOptions>(given, NAMES);
  checkId(options.id);
  checkPort(options.sharder, "sharder", ["step"]);
  checkChain(options.chain, ["append"]);
  checkPort(options.store, "store", ["get", "put"]);
  checkTime(options.clock, options.timers);
  checkCallbacks({ ...options }, CALLBACKS);
  return options;
}

type Seen = Pick<ChainView, "state" | "attested">;
type Effect = { readonly type: "persist" } | { readonly type: "append"; readonly entry: LedgerEntry };

/**
 * Runs a sharder's part in view changes: after every block it stores what the sharder must not forget, and then appends
 * what it says. It subscribes to nothing: call `notify` after every block of the chain.
 *
 * @example
 * const runner = new SharderRunner({
 *   ...{ id: sharder.id, sharder: new Sharder("min-sig", sharder), chain: replica, store: new MemoryStore() },
 * });
 * await runner.load();
 * await runner.notify(); // after every block of the chain
 * await runner.idle();
 * [runner.memory, runner.stopped]; //=> [EMPTY_SHARDER_MEMORY, null]
 * await runner.stop();
 */
export class SharderRunner {
  readonly #ring: Ring<SharderMemory, Seen, Effect>;
  readonly #options: SharderRunnerOptions;

  /** Throws BAD_TYPE for ports that are none, BAD_OPTION for a `putTimeout`, UNKNOWN_OPTION. */
  constructor(given: SharderRunnerOptions) {
    const options = checkedOptions(given);
    this.#options = options;
    const { id, chain, store, clock, timers, putTimeout, onLost, onStopped } = options;
    const key = reading("chain", () => sharderMemoryKey(chain.state.genesisHash, id));
    const ports = { transport: { send: () => {} }, store, key, clock, timers, putTimeout };
    this.#ring = new Ring(this.machine(), { ...ports, onLost, onStopped });
  }

  /** The sharder's memory, which is stored; nothing in it is secret. */
  get memory(): SharderMemory {
    return this.#ring.state;
  }

  /** What console.log of Node shows: nothing secret. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return `SharderRunner of ${this.#options.id}, ${this.stopped?.code ?? "running"}`;
  }

  /** Why the runner has stopped; null while it runs. */
  get stopped(): FeldsparError | null {
    return this.#ring.stopped;
  }

  /** Resolves when everything that was given has been acted on. Never rejects: see `stopped`. */
  idle(): Promise<void> {
    return this.#ring.idle();
  }

  /**
   * Loads the stored memory, as after a crash, and runs again if it had stopped; of several runners of one sharder the
   * one that loaded last runs. Throws MALFORMED for a damaged store, STORE_WENT_BACK for one that has an older memory
   * than was stored, STORE_FAILED for one that does not answer, STORE_LATE while a put that was given up may still
   * arrive, STOPPED if it is stopped meanwhile. What is given to a runner that was never loaded loads it first.
   */
  load(): Promise<void> {
    return this.#ring.load();
  }

  /** Stops: what waits is dropped, nothing more is taken. `load` starts it again. */
  stop(): Promise<void> {
    return this.#ring.stop();
  }

  /** Takes a block; blocks that wait are taken together. Rejects with the reason for which the runner has stopped. */
  notify(): Promise<void> {
    return this.#ring.notify("block");
  }

  private machine(): RingMachine<SharderMemory, Seen, Effect> {
    const { sharder, chain } = this.#options;
    return {
      name: "the sharder",
      codec: sharderCodec,
      longest: 0,
      begin: (memory) => memory,
      noticed: () => [{ state: chain.state, attested: chain.attested }],
      opened: () => [],
      step(before, { state, attested }) {
        const { memory, entries } = sharder.step(before, state, attested);
        const said = entries.map((entry) => ({ type: "append", entry }) as const);
        return { state: memory, effects: memory === before ? said : [{ type: "persist" }, ...said] };
      },
      sealed: async () => null,
      perform: (effect) => (effect.type === "append" ? chain.append(effect.entry) : undefined),
      alarm: "latest",
    };
  }
}
