// Runs one member of a view's beacon, mode "drand". All protocol decisions are in its state machine; what is done with
// them in which order is in ring.ts.
import { recordOf } from "../../../bindings/arguments.js";
import {
  type DrandEffect,
  type DrandEvent,
  type DrandMember,
  type DrandMemberMessage,
  type DrandOutput,
  type DrandState,
  drandStateFormat,
  encodeDrandMessage,
  initialDrandState,
  MAX_DRAND_MESSAGE,
  readDrandMessage,
} from "../../beacon/drand-member/index.js";
import type { drand } from "../../beacon/index.js";
import { schemeByName } from "../../bls/index.js";
import { decodeAs, encodeAs, equalBytes, FeldsparError, isBytes } from "../../encoding/index.js";
import { MagicBlock } from "../../magic-block/index.js";
import type { MessageChannel } from "../../sealing/channel.js";
import { type Frame, MAX_FRAME, MAX_FRAME_BODY } from "../../sealing/frame.js";
import { judgeBeaconFrame, openedFrame, sealedFrame } from "../beacon-frames.js";
import type { BeaconEvidence } from "../beacon-runner.js";
import { beaconStateKey } from "../beacon-state.js";
import type { Judgement } from "../judgement.js";
import type { ChainView, Clock, Store, Timers, Transport } from "../ports.js";
import { type Notice, Ring, type RingMachine } from "../ring.js";
import { versioned } from "../versioned.js";
import { drandFactsOf, isChainedBeacon } from "./facts.js";

const MAX_DRAND_FRAME = MAX_FRAME - MAX_FRAME_BODY + MAX_DRAND_MESSAGE;
/** Of a stored state. */
const LONGEST_STATE = 512;

export interface DrandRunnerOptions {
  readonly id: string;
  readonly member: Pick<DrandMember, "step">;
  /** The view's block, decided or in office. */
  readonly block: MagicBlock;
  readonly channel: MessageChannel;
  readonly chain: Pick<ChainView, "state">;
  readonly transport: Pick<Transport, "send">;
  /** Keeps the member's state, under `beaconStateKey`. */
  readonly store: Store;
  readonly clock?: Clock | undefined;
  readonly timers?: Timers | undefined;
  /** Milliseconds since 1970: rounds are due by it. */
  readonly wallClock: Clock;
  readonly putTimeout?: number | undefined;
  /** What came out, verified. After a restart the last one comes again. */
  readonly onRound: (beacon: drand.DrandBeacon, magicBlockNumber: number) => void;
  /** More rounds are due than are known. */
  readonly onBehind: () => void;
  readonly onEvidence: (evidence: BeaconEvidence) => void;
  readonly onLost: (error: unknown) => void;
  readonly onStopped: (error: FeldsparError) => void;
}

/** A round as drand's clients know it. */
export function beaconOf({ round, signature, previous }: DrandOutput): drand.DrandBeacon {
  return previous === null ? { round, signature } : { round, signature, previousSignature: previous };
}

export class DrandRunner {
  readonly #ring: Ring<DrandState, DrandEvent, DrandEffect>;
  readonly #options: DrandRunnerOptions;
  private readonly blockHash: Uint8Array;
  private readonly chained: boolean;
  /** Has the member not been told yet that it begins a life? */
  private fresh = true;

  constructor(options: DrandRunnerOptions) {
    this.#options = options;
    const { id, block, chain, store, transport, clock, timers, putTimeout, onLost, onStopped } = options;
    this.blockHash = MagicBlock.hash(block);
    this.chained = isChainedBeacon(chain.state.genesis);
    const key = beaconStateKey(chain.state.genesisHash, id, block.number);
    const ports = { transport, store, key, clock, timers, putTimeout };
    this.#ring = new Ring(this.machine(), { ...ports, onLost, onStopped });
  }

  /** The member's state; nothing in it is secret. */
  get state(): DrandState {
    return this.#ring.state;
  }

  get stopped(): FeldsparError | null {
    return this.#ring.stopped;
  }

  /** What console.log of Node shows: nothing secret. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return `DrandRunner of ${this.#options.id}, view ${this.#options.block.number}, ${this.stopped?.code ?? "running"}`;
  }

  idle(): Promise<void> {
    return this.#ring.idle();
  }

  load(): Promise<void> {
    return this.#ring.load();
  }

  stop(): Promise<void> {
    return this.#ring.stop();
  }

  notify(type: Notice): Promise<void> {
    return this.#ring.notify(type);
  }

  receive(messages: readonly Uint8Array[]): Promise<void> {
    return this.#ring.receive(messages);
  }

  judge(message: Uint8Array): Promise<Judgement> {
    return judgeBeaconFrame(this.#options, message, MAX_DRAND_FRAME);
  }

  /** Takes a round from nobody in particular, as a sharder serves it: it proves itself. What is none does nothing. */
  async offer(beacon: drand.DrandBeacon): Promise<void> {
    const { block } = this.#options;
    const names = ["round", "signature", "previousSignature"] as const;
    const { round, signature, previousSignature } = recordOf<drand.DrandBeacon>(beacon, "round", names);
    const { signatureLength } = schemeByName(block.scheme);
    const isOne = Number.isSafeInteger(round) && round >= 1 && isBytes(signature);
    if (!isOne || signature.length !== signatureLength) return;
    const isLinked = isBytes(previousSignature) && previousSignature.length === (round === 1 ? 32 : signatureLength);
    if (this.chained && !isLinked) return;
    const previous = this.chained ? new Uint8Array(previousSignature!) : null;
    const message = { type: "output", number: block.number, round, signature: new Uint8Array(signature), previous };
    await this.#ring.give(() => this.told([message as Told]));
  }

  private machine(): RingMachine<DrandState, DrandEvent, DrandEffect> {
    const options = this.#options;
    const { block } = options;
    const format = drandStateFormat(block.scheme);
    return {
      name: "the beacon member",
      codec: versioned<DrandState>({
        name: "the beacon member's state",
        initial: initialDrandState(block.number, this.blockHash),
        encode: (state) => encodeAs(format, state),
        decode: (bytes) => decodeAs(format, bytes, "beacon state"),
        longest: LONGEST_STATE,
      }),
      longest: MAX_DRAND_FRAME,
      begin: (state) => this.begin(state),
      noticed: (type) => this.told([{ type }]),
      opened: (messages) => this.opened(messages),
      step: (state, event) => options.member.step(state, event),
      sealed: async (effect) => (effect.type === "send" ? this.sealed(effect.to, effect.message) : null),
      perform: (effect) => {
        if (effect.type === "publish") return options.onRound(beaconOf(effect.output), effect.number);
        if (effect.type === "behind") return options.onBehind();
        if (effect.type !== "evidence") return undefined;
        const { type: _, ...evidence } = effect;
        return options.onEvidence(evidence);
      },
      alarm: "latest",
    };
  }

  private begin(state: DrandState): DrandState {
    const { number } = this.#options.block;
    if (state.number !== number || !equalBytes(state.blockHash, this.blockHash))
      throw new FeldsparError("BAD_PARAMETER", `block: the store has a state of another block of number ${number}`);
    this.fresh = true;
    return state;
  }

  private sealed(to: string, message: DrandMemberMessage) {
    const { id } = this.#options;
    const { type: kind, number, round } = message;
    return sealedFrame(this.#options, { kind, number, round, from: id, to, body: encodeDrandMessage(message) });
  }

  /** What happened, with what the member's replica knows; nothing where that does not have its view. */
  private told(happened: readonly Told[]): DrandEvent[] {
    const now = this.now();
    if (now === null) return [];
    const events = happened.map((what) => ({ ...what, ...now }) as DrandEvent);
    const restart = this.fresh && events[0]?.type !== "restarted";
    this.fresh = false;
    return restart ? [{ type: "restarted", ...now }, ...events] : events;
  }

  private opened(messages: readonly Uint8Array[]): Promise<DrandEvent | null>[] {
    const now = this.now();
    if (now === null) return [];
    const first = this.told([]).map((event) => Promise.resolve(event));
    const { scheme } = this.#options.block;
    const messageIn = (frame: Frame): DrandMemberMessage | null => {
      const message = readDrandMessage(scheme, this.chained, frame.body);
      if (message === null || !("round" in frame)) return null;
      const { type, number, round } = message;
      return type === frame.kind && number === frame.number && round === frame.round ? message : null;
    };
    const events = messages.map(async (bytes) => {
      const heard = await openedFrame(this.#options, bytes, MAX_DRAND_FRAME, messageIn);
      return heard === null ? null : ({ ...heard, ...now } as DrandEvent);
    });
    return [...first, ...events];
  }

  private now() {
    const { chain, block, wallClock } = this.#options;
    const facts = drandFactsOf(chain.state, block, this.blockHash);
    return facts === null ? null : { time: this.#ring.elapsed.milliseconds(), now: wallClock.now(), facts };
  }
}

type Told = { readonly type: Notice } | Extract<DrandMemberMessage, { readonly type: "output" }>;
