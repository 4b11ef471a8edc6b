// Runs one miner's state machine. All protocol decisions are in it; this is its arms and legs, and it is where
// concurrency is written down:
//
//   A queue of one: step, store, act. Calls may overlap; each is taken when the one before it has been acted on. What a
//   step says leaves the machine only after the state that it reveals is stored, and nothing is read, stepped or stored
//   meanwhile.
//   A store that fails, or that is late, stops the runner: typed, nothing of the step is sent, nothing more is taken
//   until `load`. Nothing is taken before the stored state is loaded.
//   Effects carry everything they need (the receiver's id and key): nothing is looked up later in another state.
//   The clock may run in fractions, stand still, go backward or start anywhere: the miner sees whole milliseconds
//   since it was loaded, never falling (elapsed.ts).
//   A transport or a chain that throws has lost what it was given, as a network may; the miner tries again. What a
//   callback throws breaks nothing.
//   A flood is bounded: in memory, and in how long a block waits behind it.
import { describe, equalBytes, FeldsparError, fail } from "../encoding/index.js";
import { MAX_FRAME } from "../sealing/frame.js";
import type { RawKeyPair } from "../sealing/keys.js";
import { membersById } from "../view-change/contract/look-ups.js";
import type { MinerEffect, MinerEvent, Now, Step } from "../view-change/miner/events.js";
import { afterRestart, EMPTY_MINER_STATE, type MinerState } from "../view-change/miner/state.js";
import { quietly, reasonOf } from "./callbacks.js";
import { DurableState, minerStateKey } from "./durable-state.js";
import { Elapsed } from "./elapsed.js";
import type { EvidenceNotice } from "./evidence.js";
import { eventOf, messageOf } from "./messages.js";
import type { MinerRunnerOptions } from "./runner-options.js";
import { Serial } from "./serial.js";
import { systemClock, systemTimers } from "./system.js";

export type { MinerRunnerOptions } from "./runner-options.js";

/** What the runner itself tells the miner; messages come through `receive`. */
export type Notice = "block" | "tick" | "restarted";

const PUT_TIMEOUT = 10_000;
/** Messages that wait for the miner; what comes beyond is lost, as in a network. */
const MOST_WAITING = 1 << 16;
/** Messages that are taken at once; blocks and alarms come in between. */
const MOST_TOGETHER = 1 << 10;

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
  private loaded = false;
  private failure: FeldsparError | null = null;
  /** How often it was stopped: a load that was asked for before does not start it again. */
  private stops = 0;
  private readonly alarms = new Map<number, () => void>();
  private inbox: Uint8Array[] = [];
  /** What takes the inbox when its turn comes. */
  private emptying: Promise<void> | null = null;
  private blockToTake: Promise<void> | null = null;

  /** Throws BAD_OPTION for a `putTimeout` that is none. */
  constructor(private readonly options: MinerRunnerOptions) {
    const { id, chain, store, clock, timers, putTimeout = PUT_TIMEOUT } = options;
    if (!(putTimeout > 0)) fail("BAD_OPTION", `putTimeout: expected milliseconds, got ${describe(putTimeout)}`);
    // alarms are set by what the clock shows: one without the other would never ring
    const given = clock !== undefined && timers !== undefined;
    this.elapsed = given ? new Elapsed(clock, timers) : new Elapsed(systemClock, systemTimers);
    this.durable = new DurableState(store, minerStateKey(chain.state.genesisHash, id), this.elapsed, putTimeout);
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
   * Loads the stored state, as after a crash, and runs again if it had stopped; of several runners of one miner the one
   * that loaded last runs. Throws MALFORMED for a damaged store, STORE_WENT_BACK for one that has an older state than
   * was stored, STORE_FAILED for one that does not answer, STORE_LATE while a put that was given up may still arrive,
   * STOPPED if it is stopped meanwhile. What is given to a runner that was never loaded loads it first.
   */
  load(): Promise<void> {
    const { stops } = this;
    return this.queue.run(() => this.begin(stops));
  }

  private async begin(stops: number): Promise<void> {
    const state = await this.durable.load();
    if (stops !== this.stops) throw this.failure!;
    this.silence();
    this.current = afterRestart(state);
    this.elapsed.restart();
    this.loaded = true;
    this.failure = null;
  }

  /** Stops: what waits is dropped, nothing more is taken, timers do not ring. `load` starts it again. */
  stop(): Promise<void> {
    this.stops++;
    if (this.failure === null) this.halt(new FeldsparError("STOPPED", "the miner's runner was stopped"));
    return this.queue.idle();
  }

  /**
   * Takes a block, a tick or a restart. Blocks that wait are taken together: the miner looks at the latest state.
   * Rejects with the reason for which the runner has stopped.
   */
  notify(type: Notice): Promise<void> {
    if (type === "block" && this.blockToTake !== null) return this.blockToTake;
    const taken = this.queue.run(async () => {
      if (type === "block") this.blockToTake = null;
      await this.beReady();
      const now = this.now();
      await this.take([{ type, ...now, sessionKeys: await this.sessionKeys(now) }]);
    });
    if (type === "block") this.blockToTake = taken;
    return taken;
  }

  /**
   * Takes private messages as they came from the network; whatever is not right is left out. What waits is taken
   * together, and shares are opened side by side. Bytes are copied. Rejects as `notify` does.
   */
  receive(messages: readonly Uint8Array[]): Promise<void> {
    const readable = messages.filter(({ length }) => length <= MAX_FRAME);
    for (const message of readable.slice(0, MOST_WAITING - this.inbox.length)) this.inbox.push(message.slice());
    this.emptying ??= this.emptyInbox();
    return this.emptying;
  }

  private async emptyInbox(): Promise<void> {
    try {
      do await this.queue.run(() => this.takeMessages());
      while (this.inbox.length > 0);
    } finally {
      this.emptying = null;
      if (this.failure !== null) this.inbox = [];
    }
  }

  private async takeMessages(): Promise<void> {
    await this.beReady();
    const messages = this.inbox.splice(0, MOST_TOGETHER);
    const now = this.now();
    const opened = messages.map((message) =>
      eventOf(this.options, message, this.current, now, this.accuse).catch((error) => this.lose(error)),
    );
    const events = await Promise.all(opened);
    await this.take(events.filter((event) => event !== null));
  }

  /** Loads what is stored, if nothing was loaded before. Throws the reason for which the runner has stopped. */
  private async beReady(): Promise<void> {
    this.checkRunning();
    if (!this.loaded) await this.begin(this.stops);
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

  private now(): Now {
    const { state: chain, attested } = this.options.chain;
    return { time: this.elapsed.milliseconds(), chain, attested };
  }

  /** A fresh pair for a session that the miner has not joined yet, and may. */
  private async sessionKeys({ chain }: Now): Promise<RawKeyPair | null> {
    const { session, phase } = chain;
    const mine = this.current.session;
    if (session === null || phase !== "contribute" || (mine !== null && equalBytes(mine.id, session.id))) return null;
    const hasPart = [session.dealers, session.receivers].some((list) => membersById(list).has(this.options.id));
    if (!hasPart) return null;
    try {
      return await this.options.cipher.sessionKeys(session.id, session.stateHash);
    } catch (error) {
      return this.fail(new FeldsparError("MINER_FAILED", `no key for the session could be made: ${reasonOf(error)}`));
    }
  }

  /** A tick at this time, in the miner's milliseconds; one alarm for each time. */
  private wake(at: number): void {
    if (this.alarms.has(at)) return;
    const callOff = this.elapsed.at(at, () => {
      this.alarms.delete(at);
      // why it stopped, if it did, was told when it did
      this.notify("tick").catch(() => {});
    });
    this.alarms.set(at, callOff);
  }

  // --- step, store, act ----------------------------------------------------------------------------------------------

  private async take(events: readonly MinerEvent[]): Promise<void> {
    const effects: MinerEffect[] = [];
    let state = this.current;
    for (const event of events) {
      const step = this.step(state, event);
      state = step.state;
      effects.push(...step.effects);
    }
    if (effects.some((effect) => effect.type === "persist")) await this.store(state);
    if (this.current.session?.keys?.privateKey && !state.session?.keys?.privateKey) this.options.cipher.forget();
    this.current = state;
    await this.act(effects);
  }

  /** A miner never throws for what others sent: one that does is not whole, and would hang in silence. */
  private step(state: MinerState, event: MinerEvent): Step {
    try {
      return this.options.miner.step(state, event);
    } catch (error) {
      return this.fail(new FeldsparError("MINER_FAILED", `the miner's step failed: ${reasonOf(error)}`));
    }
  }

  private async store(state: MinerState): Promise<void> {
    try {
      await this.durable.put(state);
    } catch (error) {
      this.fail(error as FeldsparError);
    }
  }

  /** Stops by itself, and tells why, unless it was stopped before. */
  private fail(error: FeldsparError): never {
    if (this.failure === null) {
      this.halt(error);
      quietly(() => this.options.onStopped?.(error));
    }
    throw error;
  }

  private async act(effects: readonly MinerEffect[]): Promise<void> {
    const { transport, chain } = this.options;
    const sealed = effects.map((effect) => messageOf(this.options, effect).catch((error) => this.lose(error)));
    const outgoing = await Promise.all(sealed);
    // stopped while it was being stored or sealed: what is not said is said again after `load`
    this.checkRunning();
    let soonest = Number.POSITIVE_INFINITY;
    effects.forEach((effect, position) => {
      const message = outgoing[position];
      if (message) this.say(() => transport.send(message.to, message.bytes));
      else if (effect.type === "submit") this.say(() => chain.submit(effect.transaction));
      else if (effect.type === "append") this.say(() => chain.append(effect.entry));
      else if (effect.type === "wake") soonest = Math.min(soonest, effect.at);
      else if (effect.type === "evidence") this.accuse(effect);
    });
    if (soonest !== Number.POSITIVE_INFINITY) this.say(() => this.wake(soonest));
  }

  private readonly accuse = ({ against, code, evidence }: EvidenceNotice): void =>
    this.say(() => this.options.onEvidence?.({ against, code, evidence }));

  /** Unless it was stopped, also from within what it has just said. */
  private say(words: () => unknown): void {
    if (this.failure !== null) return;
    try {
      Promise.resolve(words()).catch((error) => this.lose(error));
    } catch (error) {
      this.lose(error);
    }
  }

  private lose(error: unknown): null {
    quietly(() => this.options.onLost?.(error));
    return null;
  }
}
