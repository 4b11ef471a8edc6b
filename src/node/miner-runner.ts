// Runs one miner over the ports. All protocol decisions are in the state machine; this is its arms and legs, and it is
// where concurrency is written down:
//
//   A queue of one: step, store, act. Calls may overlap; each is taken when the one before it has been acted on. What a
//   step says leaves the machine only after the state that it reveals is stored, and nothing is read, stepped or stored
//   meanwhile: the store sees one `put` at a time, in the order of the versions.
//   A store that fails, or that is late, stops the runner: typed, nothing of the step is sent, nothing more is taken. A
//   put may still arrive after it was late; `load` waits for it before it reads what is stored.
//   Effects carry everything they need (the receiver's id and key): nothing is looked up later in another state.
//   The clock may run in fractions, stand still, go backward or start anywhere: the miner sees whole milliseconds
//   since it was loaded, never falling (elapsed.ts).
//   A transport or a ledger that throws has lost what it was given, as a network may; the miner tries again.
import { sha256 } from "@noble/hashes/sha2.js";
import { equalBytes, FeldsparError, toHex, utf8 } from "../encoding/index.js";
import type { ShareCipher } from "../sealing/envelope.js";
import type { MinerEffect, MinerEvent } from "../view-change/miner/events.js";
import type { Miner } from "../view-change/miner/miner.js";
import { EMPTY_MINER_STATE, type MinerState } from "../view-change/miner/state.js";
import { decodeMinerState, encodeMinerState } from "../view-change/miner/state-bytes.js";
import { decodeWire, encodeWire, type WireMessage } from "../view-change/miner/wire.js";
import { Elapsed } from "./elapsed.js";
import type { Clock, Ledger, Store, Timers, Transport } from "./ports.js";
import { Serial } from "./serial.js";

export interface MinerRunnerOptions {
  readonly miner: Miner;
  readonly cipher: ShareCipher;
  readonly ledger: Ledger;
  readonly transport: Transport;
  readonly store: Store;
  readonly clock: Clock;
  readonly timers: Timers;
  /** A put that takes longer, in milliseconds, stops the runner. Default 10,000. */
  readonly putTimeout?: number;
  readonly onEvidence?: (against: number, code: string) => void;
  /** What the transport or the ledger threw. */
  readonly onLost?: (error: unknown) => void;
  /** The runner has stopped by itself, and why. */
  readonly onStopped?: (error: FeldsparError) => void;
  /** Simulations replace what the miner does here; the state machine itself stays honest. */
  readonly intercept?: (effects: readonly MinerEffect[], state: MinerState) => readonly RunnerEffect[];
}

/** A miner's effect; simulated faults may seal a share for another session than they claim. */
export type RunnerEffect = MinerEffect & { readonly sealedFor?: Uint8Array };

/** What the runner itself tells the miner; messages come through `receive`. */
export type Notice = "block" | "tick" | "restarted";

const PUT_TIMEOUT = 10_000;

/** Where a miner's state lies in a store that it may share with other miners and other chains. */
export function minerStateKey(chainId: string, minerId: string): string {
  return `miner/${toHex(sha256(utf8(chainId)))}/${minerId}`;
}

export class MinerRunner {
  private readonly key: string;
  private readonly queue = new Serial();
  private current: MinerState = EMPTY_MINER_STATE;
  /** Of the state that was stored last; 0: none was. */
  private version = 0;
  private failure: FeldsparError | null = null;
  /** A put that was given up and may still arrive. */
  private outstanding: Promise<unknown> = Promise.resolve();
  private readonly alarms = new Map<number, () => void>();
  private readonly elapsed: Elapsed;

  constructor(private readonly options: MinerRunnerOptions) {
    const { ledger, miner } = options;
    this.elapsed = new Elapsed(options.clock, options.timers);
    this.key = minerStateKey(ledger.state.chainId, miner.options.identity.id);
  }

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
      await this.outstanding;
      const stored = await this.reading();
      const { state, version } =
        stored === undefined ? { state: EMPTY_MINER_STATE, version: 0 } : decodeMinerState(stored);
      if (version < this.version) {
        throw new FeldsparError(
          "STORE_WENT_BACK",
          `the store has version ${version} of the miner's state, version ${this.version} was stored: an old backup?`,
        );
      }
      this.silence();
      this.current = state;
      this.version = version;
      this.elapsed.restart();
      this.failure = null;
    });
  }

  /** Stops: nothing more is taken, timers do not ring. What has begun is finished. `load` starts it again. */
  stop(): Promise<void> {
    return this.queue.run(() => {
      if (this.failure === null) this.halt(new FeldsparError("STOPPED", "the miner's runner was stopped"), false);
    });
  }

  /** Takes a block, a tick or a restart. Rejects with the reason for which the runner has stopped. */
  notify(type: Notice): Promise<void> {
    return this.queue.run(() => {
      this.checkRunning();
      return this.take([{ type, ...this.now() }]);
    });
  }

  /**
   * Takes private messages as they came from the network; whatever is not right is left out. Shares are opened side
   * by side. Rejects as `notify` does.
   */
  receive(messages: readonly Uint8Array[]): Promise<void> {
    return this.queue.run(async () => {
      this.checkRunning();
      const now = this.now();
      const events = await Promise.all(messages.map((message) => this.read(message, now)));
      await this.take(events.filter((event) => event !== null));
    });
  }

  private checkRunning(): void {
    if (this.failure !== null) throw this.failure;
  }

  private halt(error: FeldsparError, told = true): void {
    this.failure = error;
    this.silence();
    if (told) this.options.onStopped?.(error);
  }

  private silence(): void {
    for (const cancel of this.alarms.values()) cancel();
    this.alarms.clear();
  }

  // --- time ----------------------------------------------------------------------------------------------------------

  private now(): { readonly time: number; readonly chain: Ledger["state"] } {
    return { time: this.elapsed.milliseconds(), chain: this.options.ledger.state };
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

  // --- the store -----------------------------------------------------------------------------------------------------

  private async reading(): Promise<Uint8Array | undefined> {
    try {
      return await this.options.store.get(this.key);
    } catch (error) {
      throw new FeldsparError("STORE_FAILED", `the miner's state could not be read: ${reasonOf(error)}`);
    }
  }

  /** Resolves when the next version of the state is durable. A store that fails or is late stops the runner. */
  private async store(state: MinerState): Promise<void> {
    const version = this.version + 1;
    const { store, putTimeout = PUT_TIMEOUT } = this.options;
    const written = (async () => store.put(this.key, encodeMinerState(state, version)))();
    this.outstanding = written.catch(() => {});
    let cancel = (): void => {};
    const late = new Promise<"late">((resolve) => {
      cancel = this.elapsed.at(this.elapsed.milliseconds() + putTimeout, () => resolve("late"));
    });
    try {
      if ((await Promise.race([written, late])) === "late") {
        throw new FeldsparError("STORE_LATE", `the miner's state was not stored within ${putTimeout} ms`);
      }
    } catch (error) {
      const failure =
        error instanceof FeldsparError && error.code === "STORE_LATE"
          ? error
          : new FeldsparError("STORE_FAILED", `the miner's state could not be stored: ${reasonOf(error)}`);
      this.halt(failure);
      throw failure;
    } finally {
      cancel();
    }
    this.version = version;
  }

  // --- step, store, act ----------------------------------------------------------------------------------------------

  private async read(message: Uint8Array, now: ReturnType<MinerRunner["now"]>): Promise<MinerEvent | null> {
    let decoded: WireMessage;
    try {
      decoded = decodeWire(message);
    } catch (error) {
      if (error instanceof FeldsparError) return null;
      throw error;
    }
    const { kind, session, from, to } = decoded;
    const mine = this.current.session;
    const onChain = now.chain.session;
    // an index means something only in the list of its own session
    if (mine === null || onChain === null || !equalBytes(mine.id, onChain.id) || !equalBytes(mine.id, session)) {
      return null;
    }
    const dealer = onChain.list[from - 1];
    if (dealer === undefined || to !== mine.index || from === mine.index) return null;
    if (kind === "acknowledgement") return { type: kind, ...now, session, from, signature: decoded.signature };
    try {
      const context = { session, dealer: from, receiver: to };
      const share = await this.options.cipher.open(context, dealer.encryptionKey, decoded.envelope);
      return { type: kind, ...now, session, from, share };
    } catch (error) {
      if (!(error instanceof FeldsparError)) throw error;
      this.options.onEvidence?.(from, error.code);
      return null;
    }
  }

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
    await this.act(this.options.intercept?.(effects, state) ?? effects);
  }

  private async act(effects: readonly RunnerEffect[]): Promise<void> {
    const { transport, ledger, miner } = this.options;
    const { id } = miner.options.identity;
    const outgoing = await Promise.all(effects.map((effect) => this.message(effect)));
    let soonest = Number.POSITIVE_INFINITY;
    effects.forEach((effect, position) => {
      const message = outgoing[position];
      if (message) this.say(() => transport.send(id, message.to, message.bytes));
      else if (effect.type === "submit") this.say(() => ledger.submit(effect.transaction));
      else if (effect.type === "wake") soonest = Math.min(soonest, effect.at);
      else if (effect.type === "evidence") this.options.onEvidence?.(effect.against, effect.code);
    });
    if (soonest !== Number.POSITIVE_INFINITY) this.wake(soonest);
  }

  private say(words: () => void): void {
    try {
      words();
    } catch (error) {
      this.options.onLost?.(error);
    }
  }

  /**
   * The private message that an effect asks for, sealed; null for other effects, and for receivers whose key is of no
   * use.
   */
  private async message(effect: RunnerEffect): Promise<{ to: string; bytes: Uint8Array } | null> {
    if (effect.type !== "send-share" && effect.type !== "send-acknowledgement") return null;
    const { session, from } = effect;
    const { index: to, id, encryptionKey } = effect.to;
    if (effect.type === "send-acknowledgement") {
      return { to: id, bytes: encodeWire({ kind: "acknowledgement", session, from, to, signature: effect.signature }) };
    }
    try {
      const context = { session: effect.sealedFor ?? session, dealer: from, receiver: to };
      const envelope = await this.options.cipher.seal(context, encryptionKey, effect.share);
      return { to: id, bytes: encodeWire({ kind: "share", session, from, to, envelope }) };
    } catch (error) {
      if (error instanceof FeldsparError) return null;
      throw error;
    }
  }
}

/** What a store said, for people: its message, never its values. */
function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message.slice(0, 200) : "no reason was given";
}
