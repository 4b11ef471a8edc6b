// Runs one miner's state machine. All protocol decisions are in it; what is done with them in which order is in
// ring.ts. Effects carry everything they need (the receiver's id and key).
import { reading } from "../../bindings/arguments.js";
import { equalBytes, FeldsparError } from "../encoding/index.js";
import { MAX_FRAME } from "../sealing/frame.js";
import type { RawKeyPair } from "../sealing/keys.js";
import { membersById } from "../view-change/contract/look-ups.js";
import type { MinerEffect, MinerEvent, Now } from "../view-change/miner/events.js";
import { afterRestart, type MinerState } from "../view-change/miner/state.js";
import { reasonOf } from "./callbacks.js";
import type { EvidenceNotice } from "./evidence.js";
import type { Judgement } from "./judgement.js";
import { eventOf, judgeMessage, messageOf } from "./messages.js";
import { minerStateCodec, minerStateKey } from "./miner-state.js";
import { type Notice, Ring, type RingMachine } from "./ring.js";
import { checkedOptions, type MinerRunnerOptions } from "./runner-options.js";

export type { Notice } from "./ring.js";
export type { MinerRunnerOptions } from "./runner-options.js";

/**
 * Runs one miner's state machine: takes blocks, ticks and messages one after the other, stores what each reveals before
 * it is said, and says it. It subscribes to nothing: `MinerNode` is the runner on a chain and a transport, and all that
 * most machines need.
 *
 * @example
 * // a runner is told by its caller what happens: MinerNode does that
 * const [identity] = miners;
 * const runner = new MinerRunner({
 *   ...{ id: identity.id, miner: new Miner({ scheme: "min-sig", identity }), cipher: new HpkeCipher(identity) },
 *   ...{ channel: new FrameChannel(identity, { chainId: "examples" }), transport: network.endpoint(identity.id) },
 *   ...{ chain: replica, store: new MemoryStore() },
 * });
 * await runner.load();
 * await runner.notify("block");
 * await runner.judge(new Uint8Array(80)); //=> { verdict: "malformed" }
 * [runner.stopped, runner.state.keys]; //=> [null, []]
 * await runner.stop();
 */
export class MinerRunner {
  private readonly ring: Ring<MinerState, MinerEvent, MinerEffect>;
  readonly #options: MinerRunnerOptions;

  /** Throws BAD_TYPE for ports that are none, BAD_OPTION for a `putTimeout`, UNKNOWN_OPTION. */
  constructor(given: MinerRunnerOptions) {
    const options = checkedOptions(given);
    this.#options = options;
    const { id, chain, store, transport, clock, timers, putTimeout } = options;
    const key = reading("chain", () => minerStateKey(chain.state.genesisHash, id));
    const ports = { transport, store, key, clock, timers, putTimeout };
    const { onLost, onStopped } = options;
    this.ring = new Ring(this.machine(), { ...ports, onLost, onStopped });
    // the miner's state is in it: not for whoever prints or clones a runner
    Object.defineProperty(this, "ring", { enumerable: false });
  }

  /** The miner's state, which is stored; all of it is secret. */
  get state(): MinerState {
    return this.ring.state;
  }

  /** What console.log of Node shows: nothing secret. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return `MinerRunner of ${this.#options.id}, ${this.stopped?.code ?? "running"}`;
  }

  /** Why the runner has stopped; null while it runs. */
  get stopped(): FeldsparError | null {
    return this.ring.stopped;
  }

  /** Resolves when everything that was given has been acted on. Never rejects: see `stopped`. */
  idle(): Promise<void> {
    return this.ring.idle();
  }

  /**
   * Loads the stored state, as after a crash, and runs again if it had stopped; of several runners of one miner the one
   * that loaded last runs. Throws MALFORMED for a damaged store, STORE_WENT_BACK for one that has an older state than
   * was stored, STORE_FAILED for one that does not answer, STORE_LATE while a put that was given up may still arrive,
   * STOPPED if it is stopped meanwhile. What is given to a runner that was never loaded loads it first.
   */
  load(): Promise<void> {
    return this.ring.load();
  }

  /** Stops: what waits is dropped, nothing more is taken, timers do not ring. `load` starts it again. */
  stop(): Promise<void> {
    return this.ring.stop();
  }

  /**
   * Takes a block, a tick or a restart. Blocks that wait are taken together: the miner looks at the latest state.
   * Rejects with the reason for which the runner has stopped.
   */
  notify(type: Notice): Promise<void> {
    return this.ring.notify(type);
  }

  /**
   * Takes private messages as they came from the network; whatever is not right is left out. What waits is taken
   * together, and shares are opened side by side. Bytes are copied. Rejects as `notify` does.
   *
   * @example
   * const [identity] = miners;
   * const runner = new MinerRunner({
   *   ...{ id: identity.id, miner: new Miner({ scheme: "min-sig", identity }), cipher: new HpkeCipher(identity) },
   *   ...{ channel: new FrameChannel(identity, { chainId: "examples" }), transport: network.endpoint(identity.id) },
   *   ...{ chain: replica, store: new MemoryStore() },
   * });
   * await runner.receive([new Uint8Array(80)]); // no message: left out
   * await runner.idle();
   * runner.stopped; //=> null
   * await runner.stop();
   */
  receive(messages: readonly Uint8Array[]): Promise<void> {
    return this.ring.receive(messages);
  }

  private machine(): RingMachine<MinerState, MinerEvent, MinerEffect> {
    const options = this.#options;
    return {
      name: "the miner",
      codec: minerStateCodec,
      longest: MAX_FRAME,
      begin: afterRestart,
      noticed: async (type) => {
        const now = this.now();
        return [{ type, ...now, sessionKeys: await this.sessionKeys(now) }];
      },
      opened: (messages) => {
        const now = this.now();
        return messages.map((message) => eventOf(options, message, this.state, now, this.accuse));
      },
      step: (state, event) => options.miner.step(state, event),
      moved: (before, after) => {
        if (before.session?.keys?.privateKey && !after.session?.keys?.privateKey) options.cipher.forget();
      },
      sealed: (effect) => messageOf(options, effect),
      perform: (effect) => {
        if (effect.type === "submit") return options.chain.submit(effect.transaction);
        if (effect.type === "append") return options.chain.append(effect.entry);
        if (effect.type === "evidence") return this.accuse(effect);
        return undefined;
      },
      // whatever else it waits for is asked for again at the soonest
      alarm: "soonest",
    };
  }

  /** Is this a message to the miner, of somebody it knows now, under that one's key? At the cost of one MAC. */
  async judge(message: Uint8Array): Promise<Judgement> {
    return judgeMessage(this.#options, message, this.state, this.now());
  }

  private now(): Now {
    const { state: chain, attested } = this.#options.chain;
    return { time: this.ring.elapsed.milliseconds(), chain, attested };
  }

  /** A fresh pair for a session that the miner has not joined yet, and may. */
  private async sessionKeys({ chain }: Now): Promise<RawKeyPair | null> {
    const { session, phase } = chain;
    const mine = this.state.session;
    if (session === null || phase !== "contribute" || (mine !== null && equalBytes(mine.id, session.id))) return null;
    const hasPart = [session.dealers, session.receivers].some((list) => membersById(list).has(this.#options.id));
    if (!hasPart) return null;
    try {
      return await this.#options.cipher.sessionKeys(session.id, session.stateHash);
    } catch (error) {
      const reason = `no key for the session could be made: ${reasonOf(error)}`;
      return this.ring.fail(new FeldsparError("MINER_FAILED", reason));
    }
  }

  private readonly accuse = ({ against, code, evidence }: EvidenceNotice): void =>
    this.ring.say(() => this.#options.onEvidence?.({ against, code, evidence }));
}
