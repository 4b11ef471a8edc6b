// The in-process driver: miners, a chain, a network and a clock in one process, in virtual time. With a seed
// everything is reproducible to the byte: the same magic block, the same beacon. Nothing of the protocol is here; it
// is a stage.

import { sha3_256 } from "@noble/hashes/sha3.js";
import { randomness } from "../beacon/index.js";
import { equalBytes, FeldsparError, toHex } from "../encoding/index.js";
import { MemoryLedger } from "../ledger/memory.js";
import { MagicBlock } from "../magic-block/magic-block.js";
import { type Phase, validateParameters } from "../magic-block/parameters.js";
import { MinerRunner } from "../node/miner-runner.js";
import type { Transport } from "../node/ports.js";
import { MemoryStore } from "../store/memory.js";
import { MemoryTransport } from "../transport/memory.js";
import { ProtocolCache } from "../view-change/caches.js";
import { type GenesisOptions, ViewChangeContract } from "../view-change/contract/contract.js";
import type { ContractEvent, ContractState } from "../view-change/contract/state.js";
import {
  createMinerIdentity,
  type MinerIdentity,
  minerIdOf,
  registrationOf,
  type SharderRecord,
} from "../view-change/identity.js";
import type { MinerEffect } from "../view-change/miner/events.js";
import { isScalar } from "../view-change/miner/key.js";
import { Miner } from "../view-change/miner/miner.js";
import { transactionLength } from "../view-change/transaction.js";
import { type BeaconRun, runBeacon } from "./beacon-rounds.js";
import { VirtualClock } from "./clock.js";
import { Behaviour, type World } from "./faults/behaviour.js";
import { type Fault, type FaultName, parseFaults } from "./faults/plan.js";
import { type RandomFactory, randomFactory } from "./random.js";
import { Accounts } from "./report/accounts.js";
import { Observer } from "./report/observer.js";
import type { CandidateInput, ProgressStage, RunViewChangeOptions, ViewChangeResult } from "./report/report.js";
import type { WaitingShares } from "./together/work.js";
import { Workplaces } from "./together/workplaces.js";

/** Bounds a run whose parameters would let it go on for ever. */
const MOST_BLOCKS = 200_000;
const MOST_CANDIDATES = 10_000;

type Happening =
  | { readonly kind: "block" }
  | { readonly kind: "message"; readonly to: string; readonly message: Uint8Array }
  | { readonly kind: "wake"; readonly id: string; readonly life: number; readonly action: () => void; on: boolean }
  | { readonly kind: "return"; readonly id: string };

/** One simulated machine. */
interface Machine {
  readonly identity: MinerIdentity;
  readonly name: string;
  readonly behaviour: Behaviour;
  readonly runner: MinerRunner;
  up: boolean;
  /** Counts restarts: a dead machine's timers do not ring. */
  life: number;
  /** Crashes that have happened, as "phase/attempt". */
  readonly crashes: Set<string>;
}

/**
 * Runs whole view changes in this process, and beacon rounds after the last. Throws BAD_PARAMETER, BAD_FAULT for
 * options that make no sense; everything that goes wrong in the protocol is in the result.
 */
export async function runViewChange(options: RunViewChangeOptions): Promise<ViewChangeResult> {
  const begun = performance.now();
  const simulation = await Simulation.create(options);
  const rounds = await simulation.run();
  return simulation.result(rounds, performance.now() - begun);
}

function bad(message: string): never {
  throw new FeldsparError("BAD_PARAMETER", message);
}

function stakeOf(candidate: CandidateInput, what: string): bigint {
  const { stake } = candidate;
  if (typeof stake === "number" ? !Number.isSafeInteger(stake) : typeof stake !== "bigint") {
    return bad(`${what}: expected the stake as an integer`);
  }
  const value = BigInt(stake);
  if (value < 0n || value >> 64n !== 0n) bad(`${what}: expected a stake from 0 to 2^64 - 1, got ${value}`);
  return value;
}

function count(value: number | undefined, name: string, fallback: number, least: number, most: number): number {
  const number = value ?? fallback;
  if (!Number.isSafeInteger(number) || number < least || number > most) {
    bad(`${name}: expected an integer from ${least} to ${most}, got ${number}`);
  }
  return number;
}

class Simulation {
  private readonly clock = new VirtualClock<Happening>();
  private readonly accounts = new Accounts();
  private readonly machines = new Map<string, Machine>();
  private readonly names = new Map<string, string>();
  private readonly blocks: MagicBlock[] = [];
  private readonly faultTexts = new Map<string, readonly string[]>();
  private readonly observer: Observer;
  private genesis!: ContractState;
  private ledger!: MemoryLedger;
  private network!: MemoryTransport;
  private workplaces!: Workplaces;
  private stopped = false;
  private steps = { name: "", done: 0 };

  private constructor(
    private readonly options: RunViewChangeOptions,
    private readonly checked: ReturnType<typeof validateParameters>,
    private readonly chainId: string,
    private readonly random: RandomFactory,
    private readonly views: number,
    private readonly roundTime: number,
  ) {
    this.observer = new Observer({
      accounts: this.accounts,
      nameOf: (id) => this.names.get(id) ?? id.slice(0, 12),
      faultsOf: (id) => this.faultTexts.get(id) ?? [],
      typical: (ids) => this.workplaces.typical(ids),
      roundTime,
      ...(options.onEvent === undefined ? {} : { onEvent: options.onEvent }),
    });
  }

  static async create(options: RunViewChangeOptions): Promise<Simulation> {
    const { candidates, chainId = "feldspar-simulation" } = options;
    const checked = validateParameters({ maxAttempts: 3, ...options });
    if (!Array.isArray(candidates) || candidates.length === 0) bad("candidates: expected at least one");
    if (candidates.length > MOST_CANDIDATES)
      bad(`candidates: expected at most ${MOST_CANDIDATES}, got ${candidates.length}`);
    if (typeof chainId !== "string" || chainId.length > 256) bad("chainId: expected a text of at most 256 characters");
    const faults = parseFaults(options.faults ?? "");
    const views = count(options.views, "views", 1, 1, 1000);
    count(options.rounds, "rounds", 0, 0, 1_000_000);
    const roundTime = count(options.roundTime, "roundTime", 500, 10, 1_000_000);
    const random = randomFactory(options.seed);
    const simulation = new Simulation(options, checked, chainId, random, views, roundTime);
    await simulation.populate(faults);
    return simulation;
  }

  // --- setting the stage -------------------------------------------------------------------------------------------

  private async populate(faults: readonly Fault[]): Promise<void> {
    const { options, chainId, random } = this;
    const { parameters } = this.checked;
    const { candidates } = options;
    const identities: MinerIdentity[] = [];
    for (const [position, candidate] of candidates.entries()) {
      const name = candidate.name ?? `miner ${position + 1}`;
      const identity = await createMinerIdentity({
        scheme: parameters.scheme,
        stake: stakeOf(candidate, `candidate ${position + 1}`),
        url: candidate.url ?? `https://miner-${position + 1}.example`,
        random: random(`identity ${position}`),
      });
      identities.push(identity);
      this.names.set(identity.id, name);
      this.progress("identities", position + 1, candidates.length);
    }
    const sharders = (options.sharders ?? []).map((sharder, position): SharderRecord => {
      const publicKey = sha3_256(random(`sharder ${position}`)(32));
      const url = sharder.url ?? `https://sharder-${position + 1}.example`;
      return { id: minerIdOf(publicKey), publicKey, stake: stakeOf(sharder, `sharder ${position + 1}`), url };
    });
    const cache = new ProtocolCache();
    const contract = new ViewChangeContract(cache);
    const genesis: GenesisOptions = {
      chainId,
      parameters,
      candidates: identities.map((identity) => registrationOf(parameters.scheme, identity, { chainId })),
      sharders,
      randomness: random("genesis randomness")(32),
    };
    this.genesis = contract.genesis(genesis);
    this.ledger = new MemoryLedger(contract, this.genesis);
    this.network = new MemoryTransport({
      ...options.network,
      clock: this.clock,
      random: random("network"),
      deliver: (at, to, message) => this.clock.schedule(at, { kind: "message", to, message }),
    });
    const byId = new Map(identities.map((identity) => [identity.id, identity]));
    const world: World = {
      scheme: parameters.scheme,
      random,
      chain: () => this.ledger.state,
      identityOf: (id) => byId.get(id)!,
      indexOf: (name) => this.indexOf(name),
    };
    for (const fault of faults) this.checkNames(fault);
    const store = new MemoryStore();
    this.workplaces = new Workplaces({
      scheme: parameters.scheme,
      cache,
      seeded: options.seed !== undefined,
      waiting: (id) => this.waiting(this.machines.get(id)!),
    });
    for (const identity of identities) this.boot(identity, world, faults, cache, store);
    this.clock.schedule(this.roundTime, { kind: "block" });
  }

  /** Every name in a plan must be somebody's; numbers must be possible positions. */
  private checkNames(fault: Fault): void {
    const names = new Set(this.names.values());
    const most = Math.min(this.checked.parameters.miners, this.names.size);
    for (const name of [fault.who, ...fault.whom]) {
      const position = /^\d+$/.test(name) ? Number(name) : null;
      if (names.has(name) || name === "*" || (position !== null && position >= 1 && position <= most)) continue;
      throw new FeldsparError(
        "BAD_FAULT",
        `fault ${fault.text}: expected a position from 1 to ${most} or a candidate's name, got ${name}`,
      );
    }
  }

  private indexOf(name: string): number | null {
    const list = this.ledger.state.session?.list;
    if (list === undefined) return null;
    const named = list.find((member) => this.names.get(member.id) === name);
    if (named !== undefined) return named.index;
    return /^\d+$/.test(name) && Number(name) <= list.length ? Number(name) : null;
  }

  /** Faults are given to positions in the frozen list, which is known once it is frozen; until then to names only. */
  private assign(faults: readonly Fault[], id: string, session: ContractState["session"]): readonly Fault[] {
    const index = session?.list.find((member) => member.id === id)?.index ?? null;
    const name = this.names.get(id);
    return faults.filter(
      (fault) => fault.who === name || fault.who === "*" || (index !== null && fault.who === String(index)),
    );
  }

  private boot(
    identity: MinerIdentity,
    world: World,
    faults: readonly Fault[],
    cache: ProtocolCache,
    store: MemoryStore,
  ): void {
    const { id } = identity;
    const { parameters } = this.checked;
    // a fault's owner is found by position in whichever list is running
    const assign = () => this.assign(faults, id, this.ledger.state.session);
    const behaviour = new Behaviour(world, identity, assign);
    const encapsulation = (session: Uint8Array) => this.random(`encapsulation by ${id} in ${toHex(session)}`)(32);
    const { work, cipher } = this.workplaces.of(identity, encapsulation);
    const miner = new Miner({
      scheme: parameters.scheme,
      identity,
      random: this.random(`polynomials of ${id}`),
      cache,
      work,
    });
    const machine: Machine = {
      identity,
      name: this.names.get(id)!,
      behaviour,
      up: true,
      life: 0,
      crashes: new Set(),
      runner: new MinerRunner({
        miner,
        get cipher() {
          return cipher();
        },
        ledger: {
          submit: (transaction) => {
            const bytes = transaction === null ? 0 : transactionLength(transaction);
            this.accounts.miner(this.phase, id, { bytesSent: bytes });
            this.ledger.submit(transaction);
            this.step("submitted", this.ledger.state.session?.list.length ?? 1);
          },
          get state() {
            return world.chain();
          },
        },
        transport: this.transportOf(id),
        store,
        clock: this.clock,
        timers: {
          at: (at, action) => {
            const alarm = { kind: "wake" as const, id, life: machine.life, action, on: true };
            this.clock.schedule(at, alarm);
            return () => {
              alarm.on = false;
            };
          },
        },
        onEvidence: (against, code) =>
          this.observer.noteEvidence(machine.runner.state.session?.index ?? 0, against, code),
        intercept: (effects, state) => {
          const performed = this.intercept(machine, effects, state);
          this.tellShares(performed, state.session?.index ?? 0);
          return performed;
        },
      }),
    };
    this.machines.set(id, machine);
  }

  /** The shares for this machine that came in the running session and that it has not checked yet. */
  private waiting(machine: Machine): WaitingShares | null {
    const onChain = this.ledger.state.session;
    const { session } = machine.runner.state;
    if (!machine.up || onChain === null || session === null || !equalBytes(session.id, onChain.id)) return null;
    const items = session.incoming.flatMap(({ share, valid, conflict }, position) => {
      const commitments = onChain.contributions[position] ?? null;
      const ready = share !== null && valid === null && !conflict && isScalar(share) && commitments !== null;
      return ready ? [{ commitments, share }] : [];
    });
    const member = onChain.list[session.index - 1];
    return member === undefined ? null : { id: member.partyId, items };
  }

  private transportOf(id: string): Transport {
    return {
      send: (from, to, message) => {
        this.accounts.miner(this.phase, id, { bytesSent: message.length });
        this.network.send(from, to, message);
        const size = this.ledger.state.session?.list.length ?? 2;
        this.step("messages", 2 * size * (size - 1));
      },
    };
  }

  // --- faults of machines ------------------------------------------------------------------------------------------

  /** A machine that is about to crash in this phase has stored its state and says nothing more. */
  private intercept(
    machine: Machine,
    ...[effects, state]: Parameters<Behaviour["intercept"]>
  ): ReturnType<Behaviour["intercept"]> {
    if (machine.up && machine.behaviour.has("restart", this.phase)) {
      const name = `${this.phase}/${this.ledger.state.attempt}`;
      if (!machine.crashes.has(name)) {
        machine.crashes.add(name);
        machine.up = false;
        machine.life++;
        this.clock.schedule(this.clock.now() + 3 * this.roundTime, { kind: "return", id: machine.identity.id });
        return [];
      }
    }
    return machine.behaviour.intercept(effects, state);
  }

  /** Machines whose plan says so stop for good when a phase begins. */
  private crash(): void {
    for (const machine of this.machines.values()) {
      const gone = machine.behaviour.has("crash", this.phase) || machine.behaviour.has("crash", "start");
      if (machine.up && gone) {
        machine.up = false;
        machine.life++;
      }
    }
  }

  // --- the play ----------------------------------------------------------------------------------------------------

  private get phase(): Phase {
    const { phase } = this.ledger.state;
    return phase === "stopped" ? "start" : phase;
  }

  async run(): Promise<BeaconRun> {
    for (let blocks = 0; !this.stopped && blocks < MOST_BLOCKS; ) {
      const happenings = this.clock.next();
      if (happenings.length === 0) break;
      const messages = new Map<string, Uint8Array[]>();
      for (const happening of happenings) {
        if (happening.kind !== "message") continue;
        const list = messages.get(happening.to);
        if (list === undefined) messages.set(happening.to, [happening.message]);
        else list.push(happening.message);
      }
      for (const [to, list] of messages) await this.deliver(to, list);
      for (const happening of happenings) {
        if (happening.kind === "wake" && happening.on) await this.wake(happening);
        else if (happening.kind === "return") await this.comeBack(happening.id);
      }
      if (happenings.some((happening) => happening.kind === "block")) {
        blocks++;
        await this.block();
      }
    }
    return this.beacon();
  }

  /** One miner's work, while nobody else works. */
  private async measured(machine: Machine, work: () => Promise<void>): Promise<void> {
    const { phase } = this;
    const begun = performance.now();
    await work();
    this.accounts.miner(phase, machine.identity.id, { milliseconds: performance.now() - begun });
  }

  private async deliver(to: string, messages: Uint8Array[]): Promise<void> {
    const machine = this.machines.get(to);
    if (machine === undefined || !machine.up) return;
    const bytesReceived = messages.reduce((sum, message) => sum + message.length, 0);
    this.accounts.miner(this.phase, to, { bytesReceived });
    await this.measured(machine, () => machine.runner.receive(messages));
  }

  private async wake({ id, life, action }: Extract<Happening, { kind: "wake" }>): Promise<void> {
    const machine = this.machines.get(id)!;
    if (!machine.up || machine.life !== life) return;
    await this.measured(machine, () => {
      action();
      return machine.runner.idle();
    });
  }

  private async comeBack(id: string): Promise<void> {
    const machine = this.machines.get(id)!;
    machine.up = true;
    await this.measured(machine, async () => {
      await machine.runner.load();
      await machine.runner.notify("restarted");
    });
  }

  private async block(): Promise<void> {
    const before = this.ledger.state;
    const { phase } = this;
    const bytes = this.ledger.pending.reduce(
      (sum, transaction) => sum + (transaction === null ? 0 : transactionLength(transaction)),
      0,
    );
    const begun = performance.now();
    const { events } = this.ledger.produceBlock({ randomness: this.lastRandomness() });
    this.accounts.contract(phase, performance.now() - begun, bytes);
    const after = this.ledger.state;
    this.follow(before, after, events);
    if (this.stopped) return;
    this.crash();
    if (after.session !== null || before.session !== null) {
      for (const machine of this.machines.values()) {
        if (machine.up) await this.measured(machine, () => machine.runner.notify("block"));
      }
    }
    this.clock.schedule(this.clock.now() + this.roundTime, { kind: "block" });
  }

  /**
   * What decides ties: the last group signature on the chain, hashed. Before there is one, the genesis block's value
   * stands.
   */
  private lastRandomness(): Uint8Array | null {
    const confirmation = this.blocks.at(-1)?.certificate.confirmation ?? null;
    return confirmation === null ? null : randomness(confirmation);
  }

  private follow(before: ContractState, after: ContractState, events: readonly ContractEvent[]): void {
    for (const event of events) {
      if (event.type === "frozen") this.rememberFaults(after);
      if (event.type === "activated") {
        this.blocks.push(event.magicBlock);
        for (const { id } of event.magicBlock.miners) if (this.hasFault(id, "lost")) this.machines.get(id)!.up = false;
      }
      if (event.type === "activated" && this.blocks.length === this.views) this.stopped = true;
      if (event.type === "stopped") this.stopped = true;
    }
    this.observer.observe(before, after, events);
  }

  private rememberFaults(state: ContractState): void {
    for (const { id } of state.session?.list ?? []) {
      this.faultTexts.set(id, [
        ...new Set(
          this.machines
            .get(id)!
            .behaviour.faults()
            .map((fault) => fault.text),
        ),
      ]);
    }
    const ids = (state.session?.list ?? []).map((member) => member.id);
    if (ids.length === 0) return;
    this.workplaces.begin(ids.filter((id) => this.faultTexts.get(id)!.length === 0));
  }

  private hasFault(id: string, kind: FaultName): boolean {
    return (this.faultTexts.get(id) ?? []).some((text) => text.startsWith(`${kind}:`));
  }

  private beacon(): BeaconRun {
    const { rounds = 0 } = this.options;
    const block = this.blocks.at(-1);
    if (block === undefined || this.blocks.length < this.views || rounds === 0) return { rounds: [], failure: null };
    const hash = toHex(MagicBlock.hash(block));
    const signers = block.miners.flatMap((miner) => {
      const machine = this.machines.get(miner.id)!;
      const key = machine.runner.state.keys.find((held) => toHex(held.blockHash) === hash);
      const faulty = this.hasFault(miner.id, "bad-partial");
      return key === undefined || !machine.up ? [] : [{ index: miner.index, secretShare: key.secretShare, faulty }];
    });
    return runBeacon({
      block,
      chainId: this.chainId,
      signers,
      count: rounds,
      onRound: (round, done) => {
        this.options.onEvent?.({ type: "beacon-round", round });
        this.progress("beacon", done, rounds);
      },
    });
  }

  // --- telling -----------------------------------------------------------------------------------------------------

  private step(what: string, total: number): void {
    const name = `${what} ${this.phase} ${this.ledger.state.attempt}`;
    if (this.steps.name !== name) this.steps = { name, done: 0 };
    this.steps.done++;
    const shown = what === "messages" ? this.phase === "share" : this.phase !== "share";
    if (shown) this.progress(this.phase, Math.min(this.steps.done, total), total);
  }

  /** Shares and acknowledgements that leave the machine of the miner at `own`. */
  private tellShares(effects: readonly MinerEffect[], own: number): void {
    const { onEvent } = this.options;
    if (onEvent === undefined) return;
    for (const effect of effects) {
      if (effect.type === "send-share") onEvent({ type: "share-sent", dealer: own, receiver: effect.to.index });
      else if (effect.type === "send-acknowledgement") {
        onEvent({ type: "share-acknowledged", dealer: effect.to.index, receiver: own });
      }
    }
  }

  private progress(stage: ProgressStage, done: number, total: number): void {
    const { onProgress } = this.options;
    if (onProgress === undefined) return;
    const state = this.ledger?.state;
    onProgress({
      view: (state?.current.number ?? 0) + 1,
      attempt: state?.attempt ?? 0,
      stage,
      done,
      total,
      round: state?.round ?? 0,
    });
  }

  /** Every member that has a key has it for the block that was activated, and every honest, living member has one. */
  private agreement(): boolean {
    const block = this.blocks.at(-1);
    if (block === undefined) return true;
    const hash = toHex(MagicBlock.hash(block));
    return block.miners.every((miner) => {
      const machine = this.machines.get(miner.id)!;
      const key = machine.runner.state.keys.find((held) => held.number === block.number);
      if (key !== undefined) return toHex(key.blockHash) === hash && key.index === miner.index;
      return !machine.up || (this.faultTexts.get(miner.id) ?? []).length > 0 || block.qualification === "zus";
    });
  }

  result(beacon: BeaconRun, milliseconds: number): ViewChangeResult {
    const { attempts } = this.observer;
    const activated = this.blocks.length === this.views;
    const lastReason = attempts.at(-1)?.reason ?? {
      code: "TOO_MANY_ROUNDS",
      message: `no magic block within ${MOST_BLOCKS} blocks`,
    };
    return {
      activated,
      failure: activated ? beacon.failure : lastReason,
      parameters: this.checked.parameters,
      scheme: this.checked.parameters.scheme,
      chainId: this.chainId,
      warnings: this.checked.warnings,
      secrecyMargin: this.checked.secrecyMargin,
      candidates: this.options.candidates.length,
      attempts,
      magicBlocks: this.blocks,
      magicBlock: activated ? this.blocks.at(-1)! : null,
      agreement: this.agreement(),
      beacon: beacon.rounds,
      rounds: this.ledger.state.round,
      virtualMilliseconds: this.clock.now(),
      milliseconds,
      messages: { ...this.network.counts },
      genesis: this.genesis,
      blocks: this.ledger.blocks,
    };
  }
}
