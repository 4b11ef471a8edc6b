// One simulated machine: a miner's node on virtual ports, which crashes and comes back as its faults say. Its store
// survives it.

import type { EvidenceNotice } from "../node/evidence.js";
import { MinerNode } from "../node/miner-node.js";
import type { ChainView, Clock, Store, Timers, Transport } from "../node/ports.js";
import type { MessageChannel } from "../sealing/channel.js";
import type { ShareCipher } from "../sealing/cipher.js";
import type { MinerIdentity } from "../view-change/identity.js";
import type { MinerEffect, MinerEvent, Step } from "../view-change/miner/events.js";
import type { SteppingMiner } from "../view-change/miner/miner.js";
import type { MinerState } from "../view-change/miner/state.js";
import type { Behaviour } from "./faults/behaviour.js";
import { FaultyMiner } from "./faults/faulty-miner.js";
import { replayingCipher } from "./faults/messages.js";

export interface MachineOptions {
  readonly identity: MinerIdentity;
  readonly behaviour: Behaviour;
  readonly miner: SteppingMiner;
  readonly cipher: ShareCipher;
  readonly channel: MessageChannel;
  /** The replica that the miners of a run share, and a way to be heard. */
  readonly chain: Omit<ChainView, "subscribe">;
  readonly transport: Transport;
  readonly store: Store;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly onEvidence: (notice: EvidenceNotice) => void;
  /** What leaves the miner, in the order in which it does, and the state after it. */
  readonly onEffects: (effects: readonly MinerEffect[], state: MinerState) => void;
}

export class Machine implements SteppingMiner {
  readonly identity: MinerIdentity;
  readonly behaviour: Behaviour;
  up = false;
  private node: MinerNode | null = null;
  private readonly faulty: FaultyMiner;
  private readonly cipher: ShareCipher;
  /** Crashes that have happened, as "phase/view/attempt". */
  private readonly crashes = new Set<string>();
  private dying = false;
  /** What the run's watchers threw: the run ends with it. */
  private thrown: { readonly error: unknown } | null = null;
  private followers: (() => void)[] = [];

  constructor(private readonly options: MachineOptions) {
    const { identity, behaviour, miner, cipher } = options;
    this.identity = identity;
    this.behaviour = behaviour;
    this.faulty = new FaultyMiner(miner, behaviour);
    this.cipher = replayingCipher(behaviour, cipher);
  }

  get state(): MinerState {
    return this.node!.state;
  }

  /** Starts the node, from whatever its store has. */
  async boot(): Promise<void> {
    const { identity, channel, chain, transport, store, clock, timers, onEvidence } = this.options;
    this.up = true;
    this.followers = [];
    this.node = await MinerNode.start({
      id: identity.id,
      miner: this,
      cipher: this.cipher,
      channel,
      chain: {
        get state() {
          return chain.state;
        },
        attested: chain.attested,
        submit: (transaction) => chain.submit(transaction),
        append: (entry) => chain.append(entry),
        subscribe: (listener) => {
          this.followers.push(listener);
          return () => {
            this.followers = this.followers.filter((other) => other !== listener);
          };
        },
      },
      transport,
      store,
      clock,
      timers,
      onEvidence,
      onLost: (error) => this.keep(error),
    });
    this.throwKept();
  }

  private keep(error: unknown): void {
    this.thrown ??= { error };
  }

  private throwKept(): void {
    if (this.thrown !== null) throw this.thrown.error;
  }

  /**
   * Something has come for the node: resolves when it has acted on it. Says whether it died of it. Throws what those
   * who watch the run threw.
   */
  async act(what: () => void): Promise<boolean> {
    what();
    await this.node!.idle();
    this.throwKept();
    if (!this.dying) return false;
    this.dying = false;
    await this.stop();
    return true;
  }

  /** There is a new block. */
  showBlock(): void {
    for (const follower of this.followers) follower();
  }

  /** Goes down at once, and forgets what is not stored. */
  async stop(): Promise<void> {
    this.up = false;
    await this.node!.stop();
  }

  /**
   * The miner's step with its faults. A machine that is to crash in this phase stores its state and says nothing more.
   */
  step(before: MinerState, event: MinerEvent): Step {
    const { phase, attempt, current } = event.chain;
    if (this.dying || this.crashesIn(phase, `${current.number}/${attempt}`)) {
      const { state, effects } = this.options.miner.step(before, event);
      return { state, effects: effects.filter(({ type }) => type === "persist") };
    }
    const step = this.faulty.step(before, event);
    try {
      this.options.onEffects(step.effects, step.state);
    } catch (error) {
      this.keep(error);
    }
    return step;
  }

  /** Once per phase and attempt. */
  private crashesIn(phase: MinerEvent["chain"]["phase"], attempt: string): boolean {
    if (phase === "stopped" || !this.behaviour.has("restart", phase)) return false;
    const name = `${phase}/${attempt}`;
    if (this.crashes.has(name)) return false;
    this.crashes.add(name);
    this.dying = true;
    return true;
  }
}
