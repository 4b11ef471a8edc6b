// Five miners, four of them selected, on machines that misbehave, and a network and a chain that do: stores that are
// slow, fail before or after they have written, never answer or long after they were given up, cannot be read, and die
// at every await; messages that are lost, repeated, reordered and forged; heads that go back after a restart; clocks
// that run in fractions; supervisors that end the process or load again in it. Everything that leaves a
// machine is held against what its store has at that moment. A run is a function of its plan: no timer, no thread, no
// randomness of its own.
import { sha256 } from "@noble/hashes/sha2.js";
import { concatBytes, equalBytes, FeldsparError, toHex } from "../../../src/encoding/index.js";
import type { MessageChannel as Authenticated, ChannelKeys } from "../../../src/sealing/channel.js";
import type { OpeningKeys, SealingKeys } from "../../../src/sealing/cipher.js";
import { encodeFrame, type Frame, frameMessage, type ReadFrame, readFrame } from "../../../src/sealing/frame.js";
import type { RawKeyPair } from "../../../src/sealing/keys.js";
import type { ContractState, SessionState } from "../../../src/view-change/contract/state.js";
import { type LedgerEntry, transactionEntry } from "../../../src/view-change/entries.js";
import type { MinerIdentity } from "../../../src/view-change/identity.js";
import type { MinerState } from "../../../src/view-change/miner/state.js";
import { decodeMinerState } from "../../../src/view-change/miner/state-bytes.js";
import type { Transaction } from "../../../src/view-change/transaction.js";
import { Driven } from "./driven.js";
import { type HostileRunner, hostileRunner, type SharePort } from "./hostile-adapter.js";

/** Chances, in 1/1000. */
export interface Plan {
  readonly seed: number;
  /** That a put or a get dies with its machine: before it has happened, or after. */
  readonly death: number;
  readonly failure: number;
  /** That a put never answers, or arrives after it was given up. */
  readonly silence: number;
  readonly loss: number;
  readonly repetition: number;
  readonly forgery: number;
  /** That a machine comes back with an older head of the chain. */
  readonly rewind: number;
  readonly rounds: number;
}

/** What leaves a machine, counted, so that no test passes because nothing happened. */
export interface Tally {
  mpks: number;
  shares: number;
  acknowledgements: number;
  publications: number;
  confirmations: number;
  deaths: number;
  stops: number;
  blocksMade: number;
}

function generator(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let word = Math.imul(state ^ (state >>> 15), state | 1);
    word ^= word + Math.imul(word ^ (word >>> 7), word | 61);
    return ((word ^ (word >>> 14)) >>> 0) % below;
  };
}

const tagOf = (receiverKey: Uint8Array, session: Uint8Array, dealer: number, receiver: number) =>
  sha256(concatBytes(receiverKey, session, Uint8Array.of(dealer, receiver)));

/** Seals nothing: an envelope shows for whom it is, and what is in it. A session's private key is its public one. */
class OpenEnvelopes implements SharePort {
  private made = 0;
  constructor(private readonly own: MinerIdentity) {}

  async seal(
    { session, dealer, receiver }: { session: Uint8Array; dealer: number; receiver: number },
    keys: SealingKeys,
    plaintext: Uint8Array,
  ): Promise<Uint8Array> {
    return concatBytes(tagOf(keys.receiver, session, dealer, receiver), plaintext);
  }

  async open(
    { session, dealer, receiver }: { session: Uint8Array; dealer: number; receiver: number },
    keys: OpeningKeys,
    envelope: Uint8Array,
  ): Promise<Uint8Array> {
    if (!equalBytes(envelope.subarray(0, 32), tagOf(keys.own.privateKey, session, dealer, receiver)))
      throw new FeldsparError("BAD_ENVELOPE", "not for me");
    return envelope.slice(32);
  }

  /** Another one each time: a miner that has lost its own shows another. */
  async sessionKeys(session: Uint8Array): Promise<RawKeyPair> {
    const key = sha256(concatBytes(this.own.encryptionKey, session, Uint8Array.of(this.made++)));
    return { publicKey: key, privateKey: key };
  }

  forget(): void {}
}

/** A MAC that anybody could make, but nobody here does: changed messages are not what they were. */
const openChannel: Authenticated = {
  seal: async (frame: Frame, keys: ChannelKeys) => encodeFrame(frame, macOf(frame, keys.own, keys.peer)),
  isAuthentic: async ({ frame, mac }: ReadFrame, { own, peer }: ChannelKeys) =>
    equalBytes(mac, macOf(frame, peer, own)),
};

function macOf(frame: Frame, from: Uint8Array, to: Uint8Array): Uint8Array {
  return sha256(concatBytes(from, to, frameMessage(frame)));
}

interface Machine {
  readonly position: number;
  readonly identity: MinerIdentity;
  /** What survives a death. */
  readonly disk: Map<string, Uint8Array>;
  runner: HostileRunner | null;
  /** Counts its lives. */
  life: number;
  /** How many of the chain's states it has seen. */
  head: number;
  alarms: { at: number; life: number; action: () => void }[];
}

export class HostileWorld {
  readonly tally: Tally = {
    mpks: 0,
    shares: 0,
    acknowledgements: 0,
    publications: 0,
    confirmations: 0,
    deaths: 0,
    stops: 0,
    blocksMade: 0,
  };
  /** What must never happen, in words. */
  readonly violations: string[] = [];
  private readonly draw: (below: number) => number;
  private readonly driven: Driven;
  private readonly states: ContractState[];
  private readonly machines: Machine[];
  private readonly sessions = new Map<string, SessionState>();
  private readonly dealt = new Map<string, string>();
  private pool: LedgerEntry[] = [];
  private messages: { to: string; bytes: Uint8Array }[] = [];
  private pending: (() => void)[] = [];
  private time = 0.5;
  private readonly channel = new MessageChannel();

  constructor(
    people: readonly MinerIdentity[],
    private readonly plan: Plan,
  ) {
    this.draw = generator(plan.seed);
    this.driven = new Driven(
      people,
      {
        miners: people.length - 1,
        threshold: 3,
        quorum: 3,
        minMiners: 3,
        phaseRounds: { start: 1, contribute: 6, share: 8, publish: 8, wait: 6 },
        backOff: { base: 0, cap: 0 },
        maxAttempts: 1000,
        absences: 1000,
        tieBreak: "oldest",
        handOverRounds: 2,
      },
      { mode: plan.seed % 2 === 0 ? "fresh" : "reshare" },
    );
    this.driven.register((position) => BigInt(5 + position));
    this.pool = this.driven.pool;
    this.states = [this.driven.state];
    this.machines = people.map((identity, position) => ({
      position,
      identity,
      disk: new Map(),
      runner: null,
      life: 0,
      head: 1,
      alarms: [],
    }));
  }

  private happens(thousandths: number): boolean {
    return this.draw(1000) < thousandths;
  }

  /** Continues when the driver says so; never, when the machine has died meanwhile. */
  private wait(machine: Machine): Promise<void> {
    const { life } = machine;
    return new Promise((resolve) => {
      this.pending.push(() => {
        if (machine.life === life) resolve();
      });
    });
  }

  /** Continues much later, in the same life. */
  private later(machine: Machine, milliseconds: number): Promise<void> {
    const { life } = machine;
    return new Promise((resolve) => {
      machine.alarms.push({ at: this.time + milliseconds, life, action: resolve });
    });
  }

  private die(machine: Machine): Promise<never> {
    machine.life++;
    machine.runner = null;
    machine.alarms = [];
    this.tally.deaths++;
    return new Promise(() => {});
  }

  // --- the ports of one life -----------------------------------------------------------------------------------------

  private boot(machine: Machine): void {
    machine.life++;
    const { life, disk, identity } = machine;
    if (life > 1 && this.happens(this.plan.rewind)) machine.head = Math.max(1, machine.head - this.draw(40));
    const alive = () => machine.life === life;
    const states = this.states;
    const offset = this.draw(1_000_000) / 7;
    const runner = hostileRunner({
      identity,
      cache: this.driven.cache,
      cipher: new OpenEnvelopes(identity),
      channel: openChannel,
      ledger: {
        attested: Number.POSITIVE_INFINITY,
        append: (entry) => {
          if (alive() && !this.happens(this.plan.loss)) this.pool.push(entry);
        },
        submit: (transaction) => {
          if (!alive()) return;
          this.watchTransaction(machine, transaction);
          if (!this.happens(this.plan.loss)) this.pool.push(transactionEntry(transaction));
        },
        get state() {
          return states[machine.head - 1]!;
        },
      },
      send: (to, bytes) => {
        if (!alive()) return;
        this.watchMessage(machine, to, bytes);
        if (!this.happens(this.plan.loss)) this.messages.push({ to, bytes });
      },
      store: {
        put: async (key, value) => {
          const copy = value.slice();
          await this.wait(machine);
          if (this.happens(this.plan.death)) return this.die(machine);
          if (this.happens(this.plan.failure)) throw new Error("disk full");
          if (this.happens(this.plan.silence)) await this.later(machine, 15_000);
          disk.set(key, copy);
          if (this.happens(this.plan.failure)) throw new Error("written, but not acknowledged");
          if (this.happens(this.plan.silence)) return new Promise<void>(() => {});
          if (this.happens(this.plan.death)) return this.die(machine);
          await this.wait(machine);
        },
        get: async (key) => {
          await this.wait(machine);
          if (this.happens(this.plan.death)) return this.die(machine);
          if (this.happens(this.plan.failure)) throw new Error("cannot be read");
          if (this.happens(this.plan.silence)) await this.later(machine, 15_000);
          return disk.get(key)?.slice();
        },
      },
      clock: { now: () => this.time + offset },
      at: (at, action) => {
        const alarm = { at: at - offset, life, action };
        machine.alarms.push(alarm);
        return () => {
          machine.alarms = machine.alarms.filter((other) => other !== alarm);
        };
      },
      onStopped: () => {
        if (!alive()) return;
        // as a supervisor would: end the process and start it again, or load again in it
        this.tally.stops++;
        if (this.draw(2) === 0) void this.die(machine);
        else start().catch(() => {});
      },
    });
    machine.runner = runner;
    const start = async () => {
      await runner.load();
      await runner.notify("restarted");
    };
    start().catch(() => {});
  }

  // --- what must hold whenever something leaves a machine ------------------------------------------------------------

  private stored(machine: Machine): MinerState | null {
    const [bytes] = [...machine.disk.values()];
    return bytes === undefined ? null : decodeMinerState(bytes).state;
  }

  private watchTransaction(machine: Machine, transaction: Transaction): void {
    const { kind, session, payload } = transaction;
    const stored = this.stored(machine);
    // by what the transaction says itself: the head may have gone on while it was stored
    const keys = stored?.keys ?? [];
    const own =
      kind === "hand-over" ? keys.map(({ handOver }) => handOver?.own) : [stored?.session?.transactions[kind]];
    const stands = own.findIndex(
      (one) =>
        one !== undefined &&
        equalBytes(one.transaction.payload, payload) &&
        equalBytes(one.transaction.session, session),
    );
    if (stands < 0) this.violations.push(`a ${kind} transaction that is not stored`);
    if (kind === "mpk" || kind === "hand-over") {
      const place = kind === "mpk" ? toHex(session) : keys[stands]?.number;
      const name = `${machine.position}'s ${kind} in ${place}`;
      const said = toHex(sha256(payload));
      if ((this.dealt.get(name) ?? said) !== said) this.violations.push(`two of ${name}`);
      this.dealt.set(name, said);
    }
    if (kind === "mpk") this.tally.mpks++;
    else if (kind === "publication") this.tally.publications++;
    else if (kind === "confirm") {
      this.tally.confirmations++;
      const hash = this.sessions.get(toHex(session))?.magicBlockHash;
      if (hash == null || !keys.some((key) => equalBytes(key.session, session) && equalBytes(key.blockHash, hash)))
        this.violations.push("a confirmation whose key is not stored");
    }
  }

  private watchMessage(machine: Machine, to: string, bytes: Uint8Array): void {
    const { frame } = readFrame(bytes)!;
    if (frame.kind !== "share" && frame.kind !== "acknowledgement") return;
    if (frame.to !== to || frame.from !== machine.identity.id)
      this.violations.push(`a ${frame.kind} addressed to somebody else`);
    const { dealers, receivers, encryptionKeys } = this.sessions.get(toHex(frame.session))!;
    const mine = this.stored(machine)?.session;
    if (mine === null || mine === undefined || !equalBytes(mine.id, frame.session)) {
      this.violations.push(`a ${frame.kind} of a session that is not stored`);
    } else if (frame.kind === "share") {
      this.tally.shares++;
      const receiver = receivers.find(({ id }) => id === to)?.index ?? 0;
      const place = tagOf(encryptionKeys[receiver - 1]!, frame.session, mine.dealer, receiver);
      if (!equalBytes(frame.body.subarray(0, 32), place)) this.violations.push("a share sealed for somebody else");
      if (!equalBytes(frame.body.subarray(32, 64), mine.shares[receiver - 1]!))
        this.violations.push("a share that is not stored");
      if (mine.signedShares === null) this.violations.push("a signature of shares that is not stored");
    } else {
      this.tally.acknowledgements++;
      const dealer = dealers.find(({ id }) => id === to)?.index ?? 0;
      const { share, acknowledgement } = mine.incoming[dealer - 1]!;
      if (share === null || acknowledgement === null || !equalBytes(acknowledgement, frame.body))
        this.violations.push("an acknowledgement whose share is not stored");
    }
  }

  // --- the driver ----------------------------------------------------------------------------------------------------

  private deliver(): void {
    const [message] = this.messages.splice(this.draw(this.messages.length), 1);
    const { to } = message!;
    let { bytes } = message!;
    if (this.happens(this.plan.repetition)) this.messages.push(message!);
    if (this.happens(this.plan.forgery)) {
      bytes = bytes.slice();
      bytes[this.draw(bytes.length)]! ^= 1 << this.draw(8);
      if (this.draw(2) === 0) this.messages.push(message!);
    }
    const machine = this.machines.find(({ identity }) => identity.id === to)!;
    machine.runner?.receive([bytes]).catch(() => {});
  }

  /** Lets every promise that can go on go on: a message comes after all of them, in every engine. */
  private settle(): Promise<void> {
    const { port1, port2 } = this.channel;
    return new Promise((resolve) => {
      port1.onmessage = () => resolve();
      port2.postMessage(null);
    });
  }

  private ring(): void {
    for (const machine of this.machines) {
      const due = machine.alarms.filter((alarm) => alarm.at <= this.time);
      machine.alarms = machine.alarms.filter((alarm) => alarm.at > this.time);
      for (const { action } of due) action();
    }
  }

  private async exhaust(budget: number): Promise<void> {
    for (let step = 0; step < budget; step++) {
      await this.settle();
      const choices = this.pending.length + this.messages.length;
      if (choices === 0) return;
      const choice = this.draw(choices);
      if (choice < this.pending.length) this.pending.splice(choice, 1)[0]!();
      else this.deliver();
      if (this.draw(20) === 0) this.tell(this.machines[this.draw(this.machines.length)]!);
    }
  }

  private tell(machine: Machine): void {
    // block by block, and now and then everything that was missed at once
    const step = this.draw(6) === 0 ? this.states.length : 1 + this.draw(4);
    machine.head = Math.min(this.states.length, machine.head + step);
    machine.runner?.notify(this.draw(4) === 0 ? "tick" : "block").catch(() => {});
  }

  private produce(): void {
    const before = this.states.at(-1)!;
    // stakes change, so that attempts differ in who is selected, and under which index
    const changed = this.driven.everybody[this.draw(this.driven.everybody.length)]!;
    this.driven.pool = this.pool;
    if (before.phase === "start") this.driven.stake(changed.id, BigInt(1 + this.draw(20)));
    const entries = this.pool;
    const { state, events } = this.driven.contract.apply(before, { round: before.round + 1, entries });
    this.pool = this.driven.sharderSays(events);
    this.states.push(state);
    if (state.session !== null) this.sessions.set(toHex(state.session.id), state.session);
    this.tally.blocksMade += events.filter((event) => event.type === "activated").length;
  }

  async run(): Promise<void> {
    for (let round = 0; round < this.plan.rounds && this.violations.length === 0; round++) {
      for (const machine of this.machines) {
        if (machine.runner === null) this.boot(machine);
        else this.tell(machine);
        if (this.draw(4) === 0) this.tell(machine);
      }
      await this.exhaust(150);
      this.time += 700.25;
      this.ring();
      await this.exhaust(50);
      this.produce();
    }
    this.channel.port1.close();
  }
}
