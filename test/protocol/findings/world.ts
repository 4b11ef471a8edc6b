// A chain and its miners, each on its own runner, as the tests of findings run them: messages arrive when the test's
// network brings them, blocks come one by one.
import { encodeFrame, MAC_LENGTH } from "../../../src/sealing/frame.js";
import { MemoryStore } from "../../../src/store/memory.js";
import { entryOf } from "../../../src/view-change/contract/state.js";
import { transactionEntry } from "../../../src/view-change/entries.js";
import type { Transaction } from "../../../src/view-change/transaction.js";
import { Driven, people } from "../view-change/driven.js";
import { makeRunner } from "./adapter.js";

/** What somebody without keys can make: a message in a member's name. */
export interface Forged {
  readonly kind: "share" | "acknowledgement";
  readonly from: number;
  readonly to: number;
  readonly body: Uint8Array;
}

export class World {
  readonly down = new Set<number>();
  /** Whose transactions of this kind the chain never sees. */
  readonly withheld = new Set<string>();
  /** Handed to a miner right before it hears of a block or a tick. */
  before: (miner: number) => readonly Uint8Array[] = () => [];
  readonly submitted: Transaction[] = [];
  readonly blamed: string[] = [];
  /** Envelopes as they went over the network, by sender and receiver. */
  readonly seen: { readonly from: number; readonly to: number; readonly bytes: Uint8Array }[] = [];
  puts = 0;
  private flight: { readonly to: number; readonly bytes: Uint8Array }[] = [];
  private time = 0;
  private readonly runners;

  private constructor(private readonly driven: Driven) {
    this.runners = driven.everybody.map((_, position) => this.runner(position));
  }

  static async of(count: number, thresholds: { readonly t: number; readonly k: number }): Promise<World> {
    const { t: threshold, k: quorum } = thresholds;
    const parameters = { miners: count, threshold, quorum, minMiners: quorum };
    const driven = await Driven.of(await people(count), parameters);
    for (const { id } of driven.everybody) driven.off.add(id);
    return new World(driven);
  }

  private runner(position: number) {
    const { driven } = this;
    const memory = new MemoryStore();
    const store = {
      get: (key: string) => memory.get(key),
      put: (key: string, value: Uint8Array) => {
        this.puts++;
        memory.put(key, value);
      },
    };
    const ledger = {
      get state() {
        return driven.state;
      },
      attested: Number.POSITIVE_INFINITY,
      submit: (transaction: Transaction) => {
        this.submitted.push(transaction);
        if (!this.withheld.has(`${position + 1} ${transaction.kind}`)) driven.pool.push(transactionEntry(transaction));
      },
      append: () => {},
    };
    const send = (to: string, bytes: Uint8Array) => {
      const message = { from: position + 1, to: this.index(to), bytes };
      this.seen.push(message);
      this.flight.push(message);
    };
    const onEvidence = ({ against, code }: { against: string; code: string }) =>
      this.blamed.push(`${this.index(against)} ${code}`);
    return makeRunner({ driven, position, ledger, store, clock: { now: () => this.time }, send, onEvidence });
  }

  private index(id: string): number {
    return 1 + this.driven.everybody.findIndex((one) => one.id === id);
  }

  get phase(): string {
    return this.driven.state.phase;
  }

  get chain() {
    return this.driven;
  }

  private get miners(): number[] {
    return this.runners.map((_, position) => position + 1).filter((miner) => !this.down.has(miner));
  }

  /** A block, which everybody sees, and half a round later a tick. */
  async round(): Promise<void> {
    await this.driven.block();
    for (const notice of ["block", "tick"] as const) {
      this.time += 250;
      for (const miner of this.miners) {
        const forged = this.before(miner);
        if (forged.length > 0) await this.runners[miner - 1]!.receive(forged);
        await this.runners[miner - 1]!.notify(notice);
      }
      await this.deliver();
    }
  }

  private async deliver(): Promise<void> {
    while (this.flight.length > 0) {
      const { to, bytes } = this.flight.shift()!;
      if (!this.down.has(to)) await this.runners[to - 1]!.receive([bytes]);
    }
  }

  async give(to: number, message: Uint8Array): Promise<void> {
    await this.runners[to - 1]!.receive([message]);
    await this.deliver();
  }

  async until(phase: string, most = 120): Promise<void> {
    for (let round = 0; this.phase !== phase; round++) {
      if (round === most) throw new Error(`still in ${this.phase}`);
      await this.round();
    }
  }

  /** The view with this number is in office. */
  async untilView(number: number, most = 120): Promise<void> {
    for (let round = 0; this.driven.state.current.number < number && round < most; round++) await this.round();
  }

  /** The message as whoever has no key can make it. */
  forged({ kind, from, to, body }: Forged): Uint8Array {
    const { session, everybody } = this.driven;
    const [sender, receiver] = [everybody[from - 1]!.id, everybody[to - 1]!.id];
    const frame = { kind, session: session.id, from: sender, to: receiver, body };
    return encodeFrame(frame, new Uint8Array(MAC_LENGTH));
  }

  /** Members of the block that is made, by index; why there is none. */
  get made(): readonly number[] | string {
    const { session } = this.driven.state;
    if (session?.magicBlock) return session.magicBlock.members.map(({ index }) => index);
    const ended = this.driven.events.find(({ type }) => type === "restarted");
    return ended?.type === "restarted" ? ended.code : this.phase;
  }

  /** Dealers that have put this receiver's share on the chain in clear. */
  revealed(receiver: number): number[] {
    const { session } = this.driven;
    return session.dealers.map(({ index }) => index).filter((one) => entryOf(session, one, receiver) === "revealed");
  }
}
