// Runs one miner over the ports: feeds it events, stores its state before anything it says leaves the machine, seals
// and opens shares. All protocol decisions are in the state machine; this is its arms and legs.
import { FeldsparError } from "../encoding/index.js";
import type { ShareCipher } from "./envelope.js";
import type { Miner, MinerEffect, MinerEvent } from "./miner.js";
import { decodeMinerState, EMPTY_MINER_STATE, encodeMinerState, type MinerState } from "./miner-state.js";
import type { Clock, Ledger, Store, Transport } from "./ports.js";
import { decodeWire, encodeWire, type WireMessage } from "./wire.js";

export interface MinerRunnerOptions {
  readonly miner: Miner;
  readonly cipher: ShareCipher;
  readonly ledger: Ledger;
  readonly transport: Transport;
  readonly store: Store;
  readonly clock: Clock;
  /** Called when the miner wants a "tick". */
  readonly wake: (at: number) => void;
  readonly onEvidence?: (against: number, code: string) => void;
  /** Simulations replace what the miner does here; the state machine itself stays honest. */
  readonly intercept?: (effects: readonly MinerEffect[], state: MinerState) => readonly RunnerEffect[];
}

/** A miner's effect; simulated faults may seal a share for another session than they claim. */
export type RunnerEffect = MinerEffect & { readonly sealedFor?: Uint8Array };

export class MinerRunner {
  private current: MinerState;
  private readonly key: string;

  constructor(private readonly options: MinerRunnerOptions) {
    this.current = EMPTY_MINER_STATE;
    this.key = `miner/${options.miner.options.identity.id}`;
  }

  get state(): MinerState {
    return this.current;
  }

  /** Loads the stored state, as after a crash. Throws MALFORMED for a damaged store. */
  async load(): Promise<void> {
    const stored = await this.options.store.get(this.key);
    this.current = stored === undefined ? EMPTY_MINER_STATE : decodeMinerState(stored);
  }

  /** Takes a block, a tick or a restart. */
  async notify(type: "block" | "tick" | "restarted"): Promise<void> {
    await this.take([{ type, ...this.now() }]);
  }

  /**
   * Takes private messages as they came from the network; whatever is not right is left out. Shares are opened side
   * by side.
   */
  async receive(messages: readonly Uint8Array[]): Promise<void> {
    const events = await Promise.all(messages.map((message) => this.read(message)));
    await this.take(events.filter((event) => event !== null));
  }

  private now() {
    return { time: this.options.clock.now(), chain: this.options.ledger.state };
  }

  private async read(message: Uint8Array): Promise<MinerEvent | null> {
    let decoded: WireMessage;
    try {
      decoded = decodeWire(message);
    } catch (error) {
      if (error instanceof FeldsparError) return null;
      throw error;
    }
    const { kind, session, from, to } = decoded;
    const now = this.now();
    const list = now.chain.session?.list;
    const receiver = this.current.session?.index ?? 0;
    const dealer = list?.[from - 1];
    if (dealer === undefined || to !== receiver || from === receiver) return null;
    if (kind === "acknowledgement") return { type: kind, ...now, session, from, signature: decoded.signature };
    try {
      const share = await this.options.cipher.open(
        { session, dealer: from, receiver },
        dealer.encryptionKey,
        decoded.envelope,
      );
      return { type: kind, ...now, session, from, share };
    } catch (error) {
      if (!(error instanceof FeldsparError)) throw error;
      this.options.onEvidence?.(from, error.code);
      return null;
    }
  }

  private async take(events: readonly MinerEvent[]): Promise<void> {
    const effects: MinerEffect[] = [];
    for (const event of events) {
      const step = this.options.miner.step(this.current, event);
      this.current = step.state;
      effects.push(...step.effects);
    }
    if (effects.some((effect) => effect.type === "persist")) {
      await this.options.store.put(this.key, encodeMinerState(this.current));
    }
    const performed = this.options.intercept?.(effects, this.current) ?? effects;
    await this.perform(performed);
  }

  private async perform(effects: readonly RunnerEffect[]): Promise<void> {
    const { transport, ledger, wake, miner } = this.options;
    const { id } = miner.options.identity;
    const outgoing = await Promise.all(effects.map((effect) => this.message(effect)));
    let soonest = Number.POSITIVE_INFINITY;
    effects.forEach((effect, position) => {
      const message = outgoing[position];
      if (message) transport.send(id, message.to, message.bytes);
      else if (effect.type === "submit") ledger.submit(effect.transaction);
      else if (effect.type === "wake") soonest = Math.min(soonest, effect.at);
      else if (effect.type === "evidence") this.options.onEvidence?.(effect.against, effect.code);
    });
    if (soonest !== Number.POSITIVE_INFINITY) wake(soonest);
  }

  /**
   * The private message that an effect asks for, sealed; null for other effects, and for receivers whose key is of no
   * use.
   */
  private async message(effect: RunnerEffect): Promise<{ to: string; bytes: Uint8Array } | null> {
    if (effect.type !== "send-share" && effect.type !== "send-acknowledgement") return null;
    const receiver = this.options.ledger.state.session?.list[effect.to - 1];
    const from = this.current.session?.index;
    if (receiver === undefined || from === undefined) return null;
    const { session, to } = effect;
    if (effect.type === "send-acknowledgement") {
      return {
        to: receiver.id,
        bytes: encodeWire({ kind: "acknowledgement", session, from, to, signature: effect.signature }),
      };
    }
    try {
      const context = { session: effect.sealedFor ?? session, dealer: from, receiver: to };
      const envelope = await this.options.cipher.seal(context, receiver.encryptionKey, effect.share);
      return { to: receiver.id, bytes: encodeWire({ kind: "share", session, from, to, envelope }) };
    } catch (error) {
      if (error instanceof FeldsparError) return null;
      throw error;
    }
  }
}
