// Runs a sharder's timekeeper: what it signs is stored first, in the order of ring.ts.
import { optionsOf } from "../../../bindings/arguments.js";
import { checkBytes, type FeldsparError, reading, toHex } from "../../encoding/index.js";
import type { SigningIdentity } from "../../view-change/identity.js";
import type { StateCodec } from "../durable-state.js";
import { checkCallbacks, checkChain, checkId, checkIdentity, checkPort, checkTime } from "../options.js";
import type { Clock, Store, Timers } from "../ports.js";
import { Ring, type RingMachine } from "../ring.js";
import { versioned } from "../versioned.js";
import type { LogChain } from "./chain.js";
import { officeOf } from "./office.js";
import { checkpointEntry, tickEntry } from "./statements.js";
import {
  decodeTimekeeperMemory,
  EMPTY_TIMEKEEPER_MEMORY,
  encodeTimekeeperMemory,
  keepTime,
  type TimekeeperEffect,
  type TimekeeperFacts,
  type TimekeeperMemory,
  type TimekeeperState,
  wakeTimekeeper,
} from "./timekeeper.js";

/**
 * Where a timekeeper's memory lies in a store that it may share with others and other chains. Throws BAD_TYPE,
 * BAD_LENGTH.
 *
 * @example
 * timekeeperKey(genesisHash(genesis), sharder.id) === sharderMemoryKey(genesisHash(genesis), sharder.id); //=> false
 */
export function timekeeperKey(genesisHash: Uint8Array, sharderId: string): string {
  checkBytes(genesisHash, "genesis hash", 32);
  checkId(sharderId);
  return `timekeeper/${toHex(genesisHash)}/${sharderId}`;
}

const memoryCodec = versioned<TimekeeperMemory>({
  name: "the timekeeper's memory",
  initial: EMPTY_TIMEKEEPER_MEMORY,
  encode: encodeTimekeeperMemory,
  decode: decodeTimekeeperMemory,
  longest: 1024,
});

/** Its work is not stored. */
const timekeeperCodec: StateCodec<TimekeeperState> = {
  name: memoryCodec.name,
  initial: wakeTimekeeper(memoryCodec.initial),
  encode: ({ memory }, version) => memoryCodec.encode(memory, version),
  decode(stored) {
    const { state, version } = memoryCodec.decode(stored);
    return { state: wakeTimekeeper(state), version };
  },
};

export interface TimekeeperRunnerOptions {
  readonly identity: SigningIdentity;
  readonly chain: Pick<LogChain, "state" | "head" | "edge" | "attested" | "signsEdge" | "isReady" | "append">;
  /** Keeps what was signed, under `timekeeperKey`. */
  readonly store: Store;
  /** The system's by default. Give both or neither. */
  readonly clock?: Clock;
  readonly timers?: Timers;
  /** A put that takes longer, in milliseconds, stops the runner. Default 10,000. */
  readonly putTimeout?: number;
  /** This history is not the one that the sharder has signed: it says nothing of this round. */
  readonly onConflict?: (round: number) => void;
  readonly onLost?: (error: unknown) => void;
  readonly onStopped?: (error: FeldsparError) => void;
}

const CALLBACKS = ["onConflict", "onLost", "onStopped"] as const;
const NAMES = ["identity", "chain", "store", "clock", "timers", "putTimeout", ...CALLBACKS] as const;

function checkedOptions(given: TimekeeperRunnerOptions): TimekeeperRunnerOptions {
  const options = optionsOf<TimekeeperRunnerOptions>(given, NAMES);
  checkIdentity(options.identity);
  checkChain(options.chain, ["signsEdge", "append"]);
  checkPort(options.store, "store", ["get", "put"]);
  checkTime(options.clock, options.timers);
  checkCallbacks({ ...options }, CALLBACKS);
  return options;
}

/**
 * Closes rounds and attests states, as one sharder: call `notify` after every block of the chain.
 *
 * @example
 * const chain = await LogChain.open({ genesis, ledger: new MemoryLog(), store: new MemoryStore() });
 * const timekeeper = new TimekeeperRunner({ identity: sharder, chain, store: new MemoryStore() });
 * await timekeeper.load();
 * chain.subscribe(() => void timekeeper.notify().catch(() => {})); // why it stops, `onStopped` tells
 * await timekeeper.notify();
 * await chain.applied(1);
 * await timekeeper.idle();
 * [timekeeper.memory.tick!.round >= 1, timekeeper.stopped]; //=> [true, null]
 * await timekeeper.stop();
 * await chain.close();
 */
export class TimekeeperRunner {
  private readonly ring: Ring<TimekeeperState, TimekeeperFacts, TimekeeperEffect>;

  readonly #options: TimekeeperRunnerOptions;

  /** Throws BAD_TYPE for ports that are none, BAD_LENGTH, BAD_OPTION for a `putTimeout`, UNKNOWN_OPTION. */
  constructor(given: TimekeeperRunnerOptions) {
    const options = checkedOptions(given);
    this.#options = options;
    const { identity, chain, store, clock, timers, putTimeout, onLost, onStopped } = options;
    const { key, machine } = reading("chain", () => {
      return { key: timekeeperKey(chain.state.genesisHash, identity.id), machine: this.machine() };
    });
    const ports = { transport: { send: () => {} }, store, key, clock, timers, putTimeout };
    this.ring = new Ring(machine, { ...ports, onLost, onStopped });
  }

  /** What was signed last, which is stored. */
  get memory(): TimekeeperMemory {
    return this.ring.state.memory;
  }

  /** Why the runner has stopped; null while it runs. */
  get stopped(): FeldsparError | null {
    return this.ring.stopped;
  }

  /** Resolves when everything that was given has been acted on. Never rejects: see `stopped`. */
  idle(): Promise<void> {
    return this.ring.idle();
  }

  /** Loads what was signed, as after a crash, and runs again if it had stopped. Throws as `SharderRunner.load`. */
  load(): Promise<void> {
    return this.ring.load();
  }

  /** Stops: nothing more is said, timers do not ring. `load` starts it again. */
  stop(): Promise<void> {
    return this.ring.stop();
  }

  /** Looks at the chain. Rejects with the reason for which the runner has stopped. */
  notify(): Promise<void> {
    return this.ring.notify("block");
  }

  private machine(): RingMachine<TimekeeperState, TimekeeperFacts, TimekeeperEffect> {
    const { chain, identity, onConflict } = this.#options;
    const { genesis, genesisHash } = chain.state;
    const { scheme, roundTime } = genesis;
    return {
      name: "the timekeeper",
      codec: timekeeperCodec,
      longest: 0,
      begin: (state) => state,
      noticed: () => [this.facts()],
      opened: () => [],
      step: (state, facts) => keepTime(state, facts, roundTime),
      sealed: async () => null,
      perform(effect) {
        if (effect.type === "tick") return chain.append(tickEntry(scheme, identity, genesisHash, effect.tick));
        if (effect.type === "checkpoint")
          return chain.append(checkpointEntry(scheme, identity, genesisHash, effect.checkpoint));
        return effect.type === "conflict" ? onConflict?.(effect.round) : undefined;
      },
      alarm: "latest",
    };
  }

  private facts(): TimekeeperFacts {
    const { chain, identity } = this.#options;
    const office = officeOf(chain.state);
    const { edge } = chain;
    const isOpen = edge !== null && edge.round > chain.attested;
    return {
      time: this.ring.elapsed.milliseconds(),
      head: chain.head,
      caughtUp: chain.isReady,
      inOffice: office.has(identity.id),
      edge: isOpen && chain.signsEdge(identity.id) ? edge : null,
    };
  }
}
