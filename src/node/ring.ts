// What lies around a state machine: its arms and legs. All decisions are in the machine; this is where concurrency is
// written down:
//
//   A queue of one: step, store, act. Calls may overlap; each is taken when the one before it has been acted on. What a
//   step says leaves the machine only after the state that it reveals is stored, and nothing is read, stepped or stored
//   meanwhile.
//   A store that fails, or that is late, stops the ring: typed, nothing of the step is sent, nothing more is taken
//   until `load`. Nothing is taken before the stored state is loaded.
//   Effects carry everything they need: nothing is looked up later in another state.
//   The clock may run in fractions, stand still, go backward or start anywhere: the machine sees whole milliseconds
//   since it was loaded, never falling (elapsed.ts).
//   A transport or a chain that throws has lost what it was given, as a network may; the machine tries again. What a
//   callback throws breaks nothing.
//   A flood is bounded: in memory, and in how long a block waits behind it.
import { listOf } from "../../bindings/arguments.js";
import { checkBytes } from "../../bindings/bytes.js";
import { FeldsparError } from "../encoding/index.js";
import { quietly, reasonOf } from "./callbacks.js";
import { DurableState, type StateCodec } from "./durable-state.js";
import { Elapsed } from "./elapsed.js";
import { checkNotice, checkPutTimeout } from "./options.js";
import type { Clock, Store, Timers } from "./ports.js";
import { Serial } from "./serial.js";
import { systemClock, systemTimers } from "./system.js";

/** What the runner itself tells its machine; messages come through `receive`. */
export type Notice = "block" | "tick" | "restarted";

/** A private message on its way. */
export interface Outgoing {
  /** Miner id. */
  readonly to: string;
  readonly bytes: Uint8Array;
}

interface AnyEffect {
  readonly type: string;
}

/** A machine, and how it is heard and hears. */
export interface RingMachine<State, Event, Effect extends AnyEffect> {
  /** For messages: "the miner". */
  readonly name: string;
  readonly codec: StateCodec<State>;
  /** Longest message that is looked at. */
  readonly longest: number;
  /** A stored state at the beginning of a life. */
  begin(state: State): State;
  /** Throws FeldsparError: the ring stops. */
  noticed(type: Notice): readonly Event[] | Promise<readonly Event[]>;
  /** What it is told of each message; null for what is nothing, or rejected where it was lost. */
  opened(messages: readonly Uint8Array[]): readonly Promise<Event | null>[];
  step(state: State, event: Event): { readonly state: State; readonly effects: readonly Effect[] };
  /** The state is another one now, and stored. */
  moved?(before: State, after: State): void;
  /** The private message that an effect asks for, or null. */
  sealed(effect: Effect): Promise<Outgoing | null>;
  /** Other effects than messages, "persist" and "wake". What it throws, or rejects with, is told as lost. */
  perform(effect: Effect): unknown;
  /**
   * "soonest": of the ticks that it asks for at once the soonest comes, and those that were asked for before come too.
   * "latest": the one that it asked for last comes, in the place of all others.
   */
  readonly alarm: "soonest" | "latest";
}

/** On what it stands. */
export interface RingOptions {
  readonly transport: { send(to: string, message: Uint8Array): void };
  readonly store: Store;
  readonly key: string;
  readonly clock: Clock | undefined;
  readonly timers: Timers | undefined;
  readonly putTimeout: number | undefined;
  readonly onLost: ((error: unknown) => void) | undefined;
  readonly onStopped: ((error: FeldsparError) => void) | undefined;
}

const PUT_TIMEOUT = 10_000;
/** Messages that wait for the machine; what comes beyond is lost, as in a network. */
const MOST_WAITING = 1 << 16;
/** Messages that are taken at once; blocks and alarms come in between. */
const MOST_TOGETHER = 1 << 10;

export class Ring<State, Event, Effect extends AnyEffect> {
  readonly elapsed: Elapsed;
  private readonly queue = new Serial();
  private readonly durable: DurableState<State>;
  private current: State;
  private loaded = false;
  private failure: FeldsparError | null = null;
  /** How often it was stopped: a load that was asked for before does not start it again. */
  private stops = 0;
  private readonly pending = new Map<number, () => void>();
  /** The alarm that could not be set, and is tried again when anything else happens. */
  private missed: number | null = null;
  private inbox: Uint8Array[] = [];
  /** What takes the inbox when its turn comes. */
  private emptying: Promise<void> | null = null;
  private blockToTake: Promise<void> | null = null;

  /** Throws BAD_OPTION for a `putTimeout` that is none. */
  constructor(
    private readonly machine: RingMachine<State, Event, Effect>,
    private readonly options: RingOptions,
  ) {
    const { store, key, clock, timers, putTimeout = PUT_TIMEOUT } = options;
    checkPutTimeout(putTimeout);
    // alarms are set by what the clock shows: one without the other would never ring
    const given = clock !== undefined && timers !== undefined;
    this.elapsed = given ? new Elapsed(clock, timers) : new Elapsed(systemClock, systemTimers);
    this.durable = new DurableState(store, key, machine.codec, this.elapsed, putTimeout);
    this.current = machine.codec.initial;
  }

  get state(): State {
    return this.current;
  }

  get stopped(): FeldsparError | null {
    return this.failure;
  }

  idle(): Promise<void> {
    return this.queue.idle();
  }

  load(): Promise<void> {
    const { stops } = this;
    return this.queue.run(() => this.begin(stops));
  }

  private async begin(stops: number): Promise<void> {
    const state = await this.durable.load();
    if (stops !== this.stops) throw this.failure!;
    this.current = this.machine.begin(state);
    this.silence();
    this.missed = null;
    this.elapsed.restart();
    this.loaded = true;
    this.failure = null;
  }

  stop(): Promise<void> {
    this.stops++;
    if (this.failure === null) this.halt(new FeldsparError("STOPPED", `${this.machine.name}'s runner was stopped`));
    return this.queue.idle();
  }

  /** Blocks that wait are taken together: the machine looks at the latest state. */
  async notify(type: Notice): Promise<void> {
    checkNotice(type);
    await this.noticed(type);
  }

  private noticed(type: Notice): Promise<void> {
    if (type === "block" && this.blockToTake !== null) return this.blockToTake;
    const taken = this.queue.run(async () => {
      if (type === "block") this.blockToTake = null;
      await this.beReady();
      await this.take(await this.machine.noticed(type));
    });
    if (type === "block") this.blockToTake = taken;
    return taken;
  }

  /** Takes events that somebody else has made, when their turn has come. */
  give(events: () => readonly Event[]): Promise<void> {
    return this.queue.run(async () => {
      await this.beReady();
      await this.take(events());
    });
  }

  /** Rejects with BAD_TYPE for what is no list of bytes. */
  async receive(messages: readonly Uint8Array[]): Promise<void> {
    const given = listOf<Uint8Array>(messages, "messages", true);
    for (const message of given) checkBytes(message, "message");
    const readable = given.filter(({ length }) => length <= this.machine.longest);
    for (const message of readable.slice(0, MOST_WAITING - this.inbox.length)) this.inbox.push(new Uint8Array(message));
    this.emptying ??= this.emptyInbox();
    await this.emptying;
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
    const opened = this.machine.opened(messages).map((event) => event.catch((error) => this.lose(error)));
    const events = await Promise.all(opened);
    await this.take(events.filter((event) => event !== null) as Event[]);
  }

  /** Loads what is stored, if nothing was loaded before. Throws the reason for which the ring has stopped. */
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
    for (const cancel of this.pending.values()) cancel();
    this.pending.clear();
  }

  /** A tick at this time, in the machine's milliseconds; one alarm for each time. */
  private wake(at: number): void {
    if (this.machine.alarm === "latest" && !this.pending.has(at)) this.silence();
    if (!this.pending.has(at)) this.setAlarm(at);
    this.missed = null;
  }

  private setAlarm(at: number): void {
    const callOff = this.elapsed.at(at, () => {
      this.pending.delete(at);
      // why it stopped, if it did, was told when it did
      this.notify("tick").catch(() => {});
    });
    this.pending.set(at, callOff);
  }

  // --- step, store, act ----------------------------------------------------------------------------------------------

  private async take(events: readonly Event[]): Promise<void> {
    const effects: Effect[] = [];
    let state = this.current;
    for (const event of events) {
      const step = this.step(state, event);
      state = step.state;
      effects.push(...step.effects);
    }
    if (effects.some((effect) => effect.type === "persist")) await this.store(state);
    this.machine.moved?.(this.current, state);
    this.current = state;
    await this.act(effects);
  }

  /** A machine never throws for what others sent: one that does is not whole, and would hang in silence. */
  private step(state: State, event: Event): ReturnType<RingMachine<State, Event, Effect>["step"]> {
    try {
      return this.machine.step(state, event);
    } catch (error) {
      return this.fail(new FeldsparError("MINER_FAILED", `${this.machine.name}'s step failed: ${reasonOf(error)}`));
    }
  }

  private async store(state: State): Promise<void> {
    try {
      await this.durable.put(state);
    } catch (error) {
      this.fail(error as FeldsparError);
    }
  }

  /** Stops by itself, and tells why, unless it was stopped before. */
  fail(error: FeldsparError): never {
    if (this.failure === null) {
      this.halt(error);
      quietly(() => this.options.onStopped?.(error));
    }
    throw error;
  }

  private async act(effects: readonly Effect[]): Promise<void> {
    const sealed = effects.map((effect) => this.machine.sealed(effect).catch((error) => this.lose(error)));
    const outgoing = await Promise.all(sealed);
    // stopped while it was being stored or sealed: what is not said is said again after `load`
    this.checkRunning();
    const times: number[] = [];
    effects.forEach((effect, position) => {
      const message = outgoing[position];
      if (message) this.say(() => this.options.transport.send(message.to, message.bytes));
      else if (effect.type === "wake") times.push((effect as unknown as { readonly at: number }).at);
      else if (effect.type !== "persist") this.say(() => this.machine.perform(effect));
    });
    if (times.length > 0) this.missed = this.machine.alarm === "soonest" ? Math.min(...times) : times.at(-1)!;
    const at = this.missed;
    if (at !== null) this.say(() => this.wake(at));
  }

  /** Unless it was stopped, also from within what it has just said. */
  say(words: () => unknown): void {
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
