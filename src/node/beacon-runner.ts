// Runs one member of a view's beacon, mode "chained". All protocol decisions are in its state machine; what is done
// with them in which order is in ring.ts, the messages are in beacon-frames.ts, its facts in beacon-chain.ts.
import { optionsOf, reading, recordOf } from "../../bindings/arguments.js";
import {
  type BeaconEffect,
  type BeaconEvent,
  BeaconMember,
  type BeaconOutput,
  type BeaconState,
  type BeaconStep,
} from "../beacon/index.js";
import { readBeaconMessage } from "../beacon/wire.js";
import { equalBytes, FeldsparError } from "../encoding/index.js";
import { MagicBlock } from "../magic-block/index.js";
import type { MessageChannel } from "../sealing/channel.js";
import { beaconEntry } from "../view-change/entries.js";
import { beaconChainOf } from "./beacon-chain.js";
import { heardIn, judgeBeaconFrame, MAX_BEACON_FRAME, sealedFor } from "./beacon-frames.js";
import { beaconStateCodec, beaconStateKey } from "./beacon-state.js";
import type { Judgement } from "./judgement.js";
import { checkCallbacks, checkChain, checkId, checkPort, checkTime } from "./options.js";
import type { ChainView, Clock, Store, Timers, Transport } from "./ports.js";
import { type Notice, Ring, type RingMachine } from "./ring.js";

/** A member of the view signed badly: what it sent. */
export type BeaconEvidence = Omit<Extract<BeaconEffect, { readonly type: "evidence" }>, "type">;

/** The step of a member, honest or not: what runs one asks for nothing else. */
export interface SteppingBeaconMember {
  /** Takes one event. Never throws for anything that others sent. */
  step(state: BeaconState, event: BeaconEvent): BeaconStep;
}

export interface BeaconRunnerOptions {
  /** The id of the miner's identity: its name in the block and in the store. */
  readonly id: string;
  /** Decides: a `BeaconMember` with the same id and the miner's share of the block's key. */
  readonly member: SteppingBeaconMember;
  /**
   * The view's block, decided or in office: its members, with their frozen keys. Kept by the application until the
   * view's last round is on the ledger.
   */
  readonly block: MagicBlock;
  /** Authenticates messages: a `FrameChannel` with the miner's identity. */
  readonly channel: MessageChannel;
  readonly chain: Pick<ChainView, "state" | "append">;
  readonly transport: Pick<Transport, "send">;
  /** Keeps the member's state, under `beaconStateKey`. */
  readonly store: Store;
  /** The system's by default. Give both or neither: timers go by the clock. */
  readonly clock?: Clock;
  readonly timers?: Timers;
  /** A put that takes longer, in milliseconds, stops the runner; loading that takes longer fails. Default 10,000. */
  readonly putTimeout?: number;
  /** What came out of a round, verified, of this view: for the sharders. After a restart the last one comes again. */
  readonly onOutput?: (output: BeaconOutput, magicBlockNumber: number) => void;
  /** A member signed badly. */
  readonly onEvidence?: (evidence: BeaconEvidence) => void;
  /** What the transport, the chain, the timers, the channel or a callback threw. */
  readonly onLost?: (error: unknown) => void;
  /** The runner has stopped by itself, and why: STORE_FAILED, STORE_LATE, STORE_TAKEN or MINER_FAILED. */
  readonly onStopped?: (error: FeldsparError) => void;
}

const CALLBACKS = ["onOutput", "onEvidence", "onLost", "onStopped"] as const;
const NAMES = [
  ...(["id", "member", "block", "channel", "chain", "transport", "store"] as const),
  ...(["clock", "timers", "putTimeout"] as const),
  ...CALLBACKS,
] as const;

function checkedOptions(given: BeaconRunnerOptions): BeaconRunnerOptions {
  const options = optionsOf<BeaconRunnerOptions>(given, NAMES);
  checkId(options.id);
  checkPort(options.member, "member", ["step"]);
  checkPort(options.channel, "channel", ["seal", "isAuthentic"]);
  checkChain(options.chain, ["append"]);
  checkPort(options.transport, "transport", ["send"]);
  checkPort(options.store, "store", ["get", "put"]);
  checkTime(options.clock, options.timers);
  checkCallbacks({ ...options }, CALLBACKS);
  return options;
}

/** An output as it is offered, read once: what is in it is for the member to say. Inside this folder only. */
export function readOutput(output: unknown): BeaconOutput {
  const names = ["round", "timeoutCount", "previousRandomness", "signature"] as const;
  return recordOf<BeaconOutput>(output, "output", names);
}

/**
 * Runs one member of a view's beacon: takes blocks, ticks and messages one after the other, stores what each reveals
 * before it is said, and says it. It subscribes to nothing: call `notify("block")` after every block of the chain, and
 * `receive` with what the transport brings; frames of a miner are nothing to it, and its frames are nothing to a miner.
 *
 * @example
 * const [{ id, ...identity }] = miners;
 * const runner = new BeaconRunner({
 *   ...{ id, member: new BeaconMember({ id, secretShare: keys[0].secretShare }), block },
 *   ...{ channel: new FrameChannel(identity, { chainId: "examples" }), chain: replica },
 *   ...{ transport: network.endpoint(id), store: new MemoryStore() },
 * });
 * await runner.load();
 * await runner.notify("block"); // after every block of the chain
 * runner.state.number; //=> 1
 * runner.stopped; //=> null
 * await runner.stop();
 */
export class BeaconRunner {
  readonly #ring: Ring<BeaconState, BeaconEvent, BeaconEffect>;
  private readonly blockHash: Uint8Array;
  /** Has the member not been told yet that it begins a life? */
  private fresh = true;
  readonly #options: BeaconRunnerOptions;

  /**
   * Throws BAD_TYPE for ports that are none, BAD_OPTION for a `putTimeout`, UNKNOWN_OPTION, and what `MagicBlock.hash`
   * throws.
   */
  constructor(given: BeaconRunnerOptions) {
    const options = checkedOptions(given);
    this.#options = options;
    const { id, block, chain, store, transport, clock, timers, putTimeout, onLost, onStopped } = options;
    this.blockHash = MagicBlock.hash(block);
    const key = reading("chain", () => beaconStateKey(chain.state.genesisHash, id, block.number));
    const ports = { transport, store, key, clock, timers, putTimeout };
    this.#ring = new Ring(this.machine(), { ...ports, onLost, onStopped });
  }

  /** The member's state, which is stored; nothing in it is secret. */
  get state(): BeaconState {
    return this.#ring.state;
  }

  /** What console.log of Node shows: nothing secret. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return `BeaconRunner of ${this.#options.id}, view ${this.#options.block.number}, ${this.stopped?.code ?? "running"}`;
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
   * Loads the stored state, as after a crash, and runs again if it had stopped; of several runners of one member the
   * one that loaded last runs. Throws MALFORMED for a damaged store, BAD_PARAMETER for one that has the state of
   * another block of this number, STORE_WENT_BACK for one that has an older state than was stored, STORE_FAILED for one
   * that does not answer, STORE_LATE while a put that was given up may still arrive, STOPPED if it is stopped while it
   * loads. What is given to a runner that was never loaded loads it first.
   */
  load(): Promise<void> {
    return this.#ring.load();
  }

  /** Stops: what waits is dropped, nothing more is taken, timers do not ring. `load` starts it again. */
  stop(): Promise<void> {
    return this.#ring.stop();
  }

  /**
   * Takes a block, a tick or a restart; what comes first after `load` is a restart in any case. Blocks that wait are
   * taken together. Nothing happens while the chain does not have the view's block, decided or in office. Rejects with
   * the reason for which the runner has stopped.
   */
  notify(type: Notice): Promise<void> {
    return this.#ring.notify(type);
  }

  /**
   * Takes private messages as they came from the network; whatever is not right is left out. Bytes are copied. Rejects
   * as `notify` does.
   */
  receive(messages: readonly Uint8Array[]): Promise<void> {
    return this.#ring.receive(messages);
  }

  /** Is this a message to the member, of another one of its view, under that one's key? At the cost of one MAC. */
  judge(message: Uint8Array): Promise<Judgement> {
    return judgeBeaconFrame(this.#options, message);
  }

  /**
   * Takes an output from nobody in particular, as a sharder serves it: it proves itself. Rejects as `notify` does.
   *
   * @example
   * const [{ id, ...identity }] = miners;
   * const runner = new BeaconRunner({
   *   ...{ id, member: new BeaconMember({ id, secretShare: keys[0].secretShare }), block },
   *   ...{ channel: new FrameChannel(identity, { chainId: "examples" }), chain: replica },
   *   ...{ transport: network.endpoint(id), store: new MemoryStore() },
   * });
   * await runner.receive([new Uint8Array(80)]); // no message: left out
   * const [round, previousRandomness] = [block.startingRound, MagicBlock.hash(block)];
   * await runner.offer({ round, timeoutCount: 0, previousRandomness, signature: new Uint8Array(48) }); // no proof
   * await runner.idle();
   * await runner.judge(new Uint8Array(80)); //=> { verdict: "malformed" }
   * await runner.stop();
   */
  async offer(output: BeaconOutput): Promise<void> {
    const { scheme, number } = this.#options.block;
    const { round, timeoutCount, previousRandomness, signature } = readOutput(output);
    const fields = { type: "output", number, round, timeoutCount, previousRandomness, signature };
    const message = readBeaconMessage(scheme, fields);
    if (message?.type === "output") await this.#ring.give(() => this.told([message]));
  }

  private machine(): RingMachine<BeaconState, BeaconEvent, BeaconEffect> {
    const blockHash = this.blockHash;
    const options = this.#options;
    const { block, chain } = options;
    const initial = BeaconMember.initial({ number: block.number, blockHash });
    return {
      name: "the beacon member",
      codec: beaconStateCodec(block.scheme, initial),
      longest: MAX_BEACON_FRAME,
      begin: (state) => this.begin(state),
      noticed: (type) => this.told([{ type }]),
      opened: (messages) => this.opened(messages),
      step: (state, event) => options.member.step(state, event),
      sealed: async (effect) => (effect.type === "send" ? sealedFor(options, effect.to, effect.message) : null),
      perform: (effect) => {
        if (effect.type === "append") return chain.append(beaconEntry(block.scheme, effect.output));
        if (effect.type === "publish") return options.onOutput?.(effect.output, effect.number);
        if (effect.type !== "evidence") return undefined;
        const { type: _, ...evidence } = effect;
        return options.onEvidence?.(evidence);
      },
      alarm: "latest",
    };
  }

  private begin(state: BeaconState): BeaconState {
    const { number } = this.#options.block;
    if (state.number !== number || !equalBytes(state.blockHash, this.blockHash))
      throw new FeldsparError("BAD_PARAMETER", `block: the store has a state of another block of number ${number}`);
    this.fresh = true;
    return state;
  }

  /** What happened, with what the member's replica knows; nothing where that does not have its view. */
  private told(happened: readonly Told[]): BeaconEvent[] {
    const now = this.now();
    if (now === null) return [];
    const events = happened.map((what) => ({ ...what, ...now }) as BeaconEvent);
    const restart = this.fresh && events[0]?.type !== "restarted";
    this.fresh = false;
    return restart ? [{ type: "restarted", ...now }, ...events] : events;
  }

  private opened(messages: readonly Uint8Array[]): Promise<BeaconEvent | null>[] {
    const now = this.now();
    if (now === null) return [];
    const first = this.told([]).map((event) => Promise.resolve(event));
    const events = messages.map(async (bytes) => {
      const heard = await heardIn(this.#options, bytes);
      return heard === null ? null : ({ ...heard, ...now } as BeaconEvent);
    });
    return [...first, ...events];
  }

  private now() {
    const { chain, block } = this.#options;
    const known = beaconChainOf(chain.state, block.number, block);
    return known === null ? null : { time: this.#ring.elapsed.milliseconds(), chain: known };
  }
}

type Told = { readonly type: Notice } | Extract<ReturnType<typeof readBeaconMessage>, { readonly type: "output" }>;
