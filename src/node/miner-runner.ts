// Runs one miner's state machine. All protocol decisions are in it; this is its arms and legs, and it is where
// concurrency is written down:
//
//   A queue of one: step, store, act. Calls may overlap; each is taken when the one before it has been acted on. What a
//   step says leaves the machine only after the state that it reveals is stored, and nothing is read, stepped or stored
//   meanwhile.
//   A store that fails, or that is late, stops the runner: typed, nothing of the step is sent, nothing more is taken
//   until `load`.
//   Effects carry everything they need (the receiver's id and key): nothing is looked up later in another state.
//   The clock may run in fractions, stand still, go backward or start anywhere: the miner sees whole milliseconds
//   since it was loaded, never falling (elapsed.ts).
//   A transport or a chain that throws has lost what it was given, as a network may; the miner tries again.
import { FeldsparError } from "../encoding/index.js";
import type { ShareCipher } from "../sealing/cipher.js";
import type { MinerEffect, MinerEvent } from "../view-change/miner/events.js";
import type { SteppingMiner } from "../view-change/miner/miner.js";
import { EMPTY_MINER_STATE, type MinerState } from "../view-change/miner/state.js";
import { DurableState, minerStateKey } from "./durable-state.js";
import { Elapsed } from "./elapsed.js";
import { eventOf, messageOf } from "./messages.js";
import type { ChainView, Clock, Store, Timers, Transport } from "./ports.js";
import { Serial } from "./serial.js";
import { systemClock, systemTimers } from "./system.js";

/** What a miner stands on. */
export interface MinerRunnerOptions {
  /** The id of the miner's identity: its name in the store. */
  readonly id: string;
  /** Decides: a `Miner` with the same identity. */
  readonly miner: SteppingMiner;
  /** Seals and opens shares: an `HpkeCipher` with the same identity. */
  readonly cipher: ShareCipher;
  readonly chain: Omit<ChainView, "subscribe">;
  readonly transport: Pick<Transport, "send">;
  /** Keeps the miner's state, under `minerStateKey`. */
  readonly store: Store;
  /** The system's by default. Give both or neither: timers go by the clock. */
  readonly clock?: Clock;
  readonly timers?: Timers;
  /** A put that takes longer, in milliseconds, stops the runner. Default 10,000. */
  readonly putTimeout?: number;
  /** Somebody misbehaved towards this miner: an index in the running session's list, and what it did. */
  readonly onEvidence?: (against: number, code: string) => void;
  /** What the transport or the chain threw. */
  readonly onLost?: (error: unknown) => void;
  /** The runner has stopped by itself, and why: STORE_FAILED or STORE_LATE. */
  readonly onStopped?: (error: FeldsparError) => void;
}

/** What the runner itself tells the miner; messages come through `receive`. */
export type Notice = "block" | "tick" | "restarted";

const PUT_TIMEOUT = 10_000;
/** Messages that wait for the miner; what comes beyond is lost, as in a network. */
const MOST_WAITING = 1 << 16;

/**
 * Runs one miner's state machine: takes blocks, ticks and messages one after the other, stores what each reveals before
 * it is said, and says it. It subscribes to nothing: `MinerNode` is the runner on a chain and a transport, and all that
 * most machines need.
 */
export class MinerRunner {
  private readonly queue = new Serial();
  private readonly durable: DurableState;
  private readonly elapsed: Elapsed;
  private current: MinerState = EMPTY_MINER_STATE;
  private failure: FeldsparError | null = null;
  private readonly alarms = new Map<number, () => void>();
  private inbox: Uint8Array[] = [];
  /** What takes the inbox when its turn comes. */
  private emptying: Promise<void> | null = null;
  private blockToTake: Promise<void> | null = null;

  /** Reads nothing yet: call `load` before anything else, or a miner that has a stored state deals anew. */
  constructor(private readonly options: MinerRunnerOptions) {
    const { id, chain, store, clock = systemClock, timers = systemTimers, putTimeout = PUT_TIMEOUT } = options;
    this.elapsed = new Elapsed(clock, timers);
    this.durable = new DurableState(store, minerStateKey(chain.state.chainId, id), this.elapsed, putTimeout);
  }

  /** The miner's state, which is stored; all of it is secret. */
  get state(): MinerState {
    return this.current;
  }

  /** Why the runner has stopped; null while it runs. */
  get stopped(): FeldsparError | null {
    return this.failure;
  }

  /** Resolves when everything that was given has been acted on. Never rejects: see `stopped`. */
  idle(): Promise<void> {
    return this.queue.idle();
  }

  /**
   * Loads the stored state, as after a crash, and runs again if it had stopped. Throws MALFORMED for a damaged store,
   * STORE_WENT_BACK for one that has an older state than this runner stored, STORE_FAILED for one that does not answer.
   */
  load(): Promise<void> {
    return this.queue.run(async () => {
      const state = await this.durable.load();
      this.silence();
      this.current = state;
      this.elapsed.restart();
      this.failure = null;
    });
  }

  /** Stops: what waits is dropped, nothing more is taken, timers do not ring. `load` starts it again. */
  stop(): Promise<void> {
    if (this.failure === null) this.halt(new FeldsparError("STOPPED", "the miner's runner was stopped"));
    return this.queue.idle();
  }

  /**
   * Takes a block, a tick or a restart. Blocks that wait are taken together: the miner looks at the latest state.
   * Rejects with the reason for which the runner has stopped.
   */
  notify(type: Notice): Promise<void> {
    if (type === "block" && this.blockToTake !== null) return this.blockToTake;
    const taken = this.queue.run(() => {
      if (type === "block") this.blockToTake = null;
      this.checkRunning();
      return this.take([{ type, ...this.now() }]);
    });
    if (type === "block") this.blockToTake = taken;
    return taken;
  }

  /**
   * Takes private messages as they came from the network; whatever is not right is left out. What waits is taken
   * together, and shares are opened side by side. Rejects as `notify` does.
   */
  receive(messages: readonly Uint8Array[]): Promise<void> {
    this.inbox.push(...messages.slice(0, MOST_WAITING - this.inbox.length));
    this.emptying ??= this.queue.run(async () => {
      const waiting = this.inbox;
      this.inbox = [];
      this.emptying = null;
      this.checkRunning();
      const now = this.now();
      const { cipher, onEvidence = () => {} } = this.options;
      const events = await Promise.all(
        waiting.map((message) => eventOf(cipher, message, this.current, now, onEvidence)),
      );
      await this.take(events.filter((event) => event !== null));
    });
    return this.emptying;
  }

  private checkRunning(): void {
    if (this.failure !== null) throw this.failure;
  }

  private halt(error: FeldsparError): void {
    this.failure = error;
    this.silence();
  }

  private silence(): void {
    for (const cancel of this.alarms.values()) cancel();
    this.alarms.clear();
  }

  private now(): { readonly time: number; readonly chain: ChainView["state"] } {
    return { time: this.elapsed.milliseconds(), chain: this.options.chain.state };
  }

  /** A tick at this time, in the miner's milliseconds; one alarm for each time. */
  private wake(at: number): void {
    if (this.alarms.has(at)) return;
    const cancel = this.elapsed.at(at, () => {
      this.alarms.delete(at);
      // why it stopped, if it did, was told when it did
      this.notify("tick").catch(() => {});
    });
    this.alarms.set(at, cancel);
  }

  // --- step, store, act ----------------------------------------------------------------------------------------------

  private async take(events: readonly MinerEvent[]): Promise<void> {
    const effects: MinerEffect[] = [];
    let state = this.current;
    for (const event of events) {
      const step = this.options.miner.step(state, event);
      state = step.state;
      effects.push(...step.effects);
    }
    if (effects.some((effect) => effect.type === "persist")) await this.store(state);
    this.current = state;
    await this.act(effects);
  }

  private async store(state: MinerState): Promise<void> {
    try {
      await this.durable.put(state);
    } catch (error) {
      this.halt(error as FeldsparError);
      this.options.onStopped?.(error as FeldsparError);
      throw error;
    }
  }

  private async act(effects: readonly MinerEffect[]): Promise<void> {
    const { transport, chain, cipher } = this.options;
    const outgoing = await Promise.all(effects.map((effect) => messageOf(cipher, effect)));
    // stopped while it was being stored or sealed: what is not said is said again after `load`
    this.checkRunning();
    let soonest = Number.POSITIVE_INFINITY;
    effects.forEach((effect, position) => {
      const message = outgoing[position];
      if (message) this.say(() => transport.send(message.to, message.bytes));
      else if (effect.type === "submit") this.say(() => chain.submit(effect.transaction));
      else if (effect.type === "wake") soonest = Math.min(soonest, effect.at);
      else if (effect.type === "evidence") this.options.onEvidence?.(effect.against, effect.code);
    });
    if (soonest !== Number.POSITIVE_INFINITY) this.wake(soonest);
  }

  private say(words: () => unknown): void {
    const { onLost = () => {} } = this.options;
    try {
      const said = words();
      if (said instanceof Promise) said.catch(onLost);
    } catch (error) {
      onLost(error);
    }
  }
}
