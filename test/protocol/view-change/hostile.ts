// Five miners, four of them selected, on machines that misbehave, and a network and a chain that do: stores that are
// slow, fail before or after they have written, never answer or long after they were given up, cannot be read, and die
// at every await; messages that are lost, repeated, reordered and forged; heads that go back after a restart; clocks
// that run in fractions; supervisors that end the process or load again in it. Everything that leaves a
// machine is held against what its store has at that moment. A run is a function of its plan: no timer, no thread, no
// randomness of its own.
import { sha256 } from "@noble/hashes/sha2.js";
import { concatBytes, equalBytes, FeldsparError, toHex } from "../../../src/encoding/index.js";
import {
  type ContractState,
  decodeMinerState,
  decodeWire,
  type FrozenMember,
  type MinerIdentity,
  type MinerRecord,
  type MinerState,
  ProtocolCache,
  registrationOf,
  type Transaction,
  ViewChangeContract,
  validateParameters,
} from "../../../src/entry/view-change.js";
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

/** Seals nothing: an envelope shows for whom it is, and its share. */
class OpenEnvelopes implements SharePort {
  constructor(private readonly own: MinerIdentity) {}

  async seal(
    { session, dealer, receiver }: { session: Uint8Array; dealer: number; receiver: number },
    receiverKey: Uint8Array,
    share: Uint8Array,
  ): Promise<Uint8Array> {
    return concatBytes(tagOf(receiverKey, session, dealer, receiver), share, new Uint8Array(16));
  }

  async open(
    { session, dealer, receiver }: { session: Uint8Array; dealer: number; receiver: number },
    _dealerKey: Uint8Array,
    envelope: Uint8Array,
  ): Promise<Uint8Array> {
    if (!equalBytes(envelope.subarray(0, 32), tagOf(this.own.encryptionKey, session, dealer, receiver)))
      throw new FeldsparError("BAD_ENVELOPE", "not for me");
    return envelope.slice(32, 64);
  }
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
  private readonly cache = new ProtocolCache();
  private readonly contract = new ViewChangeContract(this.cache);
  private readonly states: ContractState[];
  private readonly records: readonly MinerRecord[];
  private readonly machines: Machine[];
  private readonly lists = new Map<string, readonly FrozenMember[]>();
  private readonly dealt = new Map<string, string>();
  private pool: Transaction[] = [];
  private messages: { to: string; bytes: Uint8Array }[] = [];
  private pending: (() => void)[] = [];
  private time = 0.5;
  private readonly channel = new MessageChannel();

  constructor(
    people: readonly MinerIdentity[],
    private readonly plan: Plan,
  ) {
    this.draw = generator(plan.seed);
    const { parameters } = validateParameters({
      miners: people.length - 1,
      threshold: 3,
      quorum: 3,
      phaseRounds: { start: 1, contribute: 6, share: 8, publish: 6, wait: 6 },
      backOff: { base: 0, cap: 0 },
      maxAttempts: 1000,
    });
    const chainId = "hostile";
    this.records = people.map((one) => registrationOf("min-sig", one, { chainId }));
    this.states = [this.contract.genesis({ chainId, parameters, candidates: this.records })];
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
      cache: this.cache,
      cipher: new OpenEnvelopes(identity),
      ledger: {
        submit: (transaction) => {
          if (!alive()) return;
          this.watchTransaction(machine, transaction);
          if (!this.happens(this.plan.loss)) this.pool.push(transaction);
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
    const { phase, session, payload } = transaction;
    const own = this.stored(machine)?.session?.transactions[phase];
    if (
      own === undefined ||
      !equalBytes(own.transaction.payload, payload) ||
      !equalBytes(own.transaction.session, session)
    )
      this.violations.push(`a ${phase} transaction that is not stored`);
    if (phase === "contribute") {
      const name = `${machine.position} in ${toHex(session)}`;
      const mpk = toHex(sha256(payload));
      if ((this.dealt.get(name) ?? mpk) !== mpk) this.violations.push(`two MPKs by ${name}`);
      this.dealt.set(name, mpk);
      this.tally.mpks++;
    } else if (phase === "publish") this.tally.publications++;
    else if (phase === "wait") this.tally.confirmations++;
  }

  private watchMessage(machine: Machine, to: string, bytes: Uint8Array): void {
    const message = decodeWire(bytes);
    const list = this.lists.get(toHex(message.session))!;
    const receiver = list[message.to - 1];
    const mine = this.stored(machine)?.session;
    if (receiver?.id !== to || list[message.from - 1]?.id !== machine.identity.id)
      this.violations.push(`a ${message.kind} addressed to somebody else`);
    if (mine === null || mine === undefined || !equalBytes(mine.id, message.session)) {
      this.violations.push(`a ${message.kind} of a session that is not stored`);
    } else if (message.kind === "share") {
      this.tally.shares++;
      const place = tagOf(receiver!.encryptionKey, message.session, message.from, message.to);
      if (!equalBytes(message.envelope.subarray(0, 32), place))
        this.violations.push("a share sealed for somebody else");
      if (!equalBytes(message.envelope.subarray(32, 64), mine.shares[message.to - 1]!))
        this.violations.push("a share that is not stored");
    } else {
      this.tally.acknowledgements++;
      const { share, acknowledgement } = mine.incoming[message.to - 1]!;
      if (share === null || acknowledgement === null || !equalBytes(acknowledgement, message.signature))
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
    const changed = this.records[this.draw(this.records.length)]!;
    const registrations = before.phase === "start" ? [{ ...changed, stake: BigInt(1 + this.draw(20)) }] : [];
    const block = { round: before.round + 1, transactions: this.pool, registrations };
    this.pool = [];
    const { state, events } = this.contract.apply(before, block);
    this.states.push(state);
    if (state.session !== null) this.lists.set(toHex(state.session.id), state.session.list);
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
