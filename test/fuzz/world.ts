// The world of one plan: machines, a network, a ledger that may have two histories, sharders, and time that is jumped
// over. It lets happen what is due, in any order, and has everything watched.
import { type Genesis, makeGenesis } from "../../src/magic-block/index.js";
import { VirtualTime } from "../../src/simulation/time.js";
import { ProtocolCache } from "../../src/view-change/caches.js";
import { ViewChangeContract } from "../../src/view-change/contract/contract.js";
import { findById } from "../../src/view-change/contract/sorted.js";
import {
  authorityEntry,
  beaconEntry,
  type LedgerEntry,
  memberEntry,
  transactionEntry,
} from "../../src/view-change/entries.js";
import { minerRegistration, type SharderIdentity, signLongTerm, signMember } from "../../src/view-change/identity.js";
import { type AuthorityAction, authorityMessage, type Leave } from "../../src/view-change/members.js";
import type { SteppingMiner } from "../../src/view-change/miner/miner.js";
import { EMPTY_SHARDER_MEMORY, Sharder, type SharderMemory } from "../../src/view-change/sharder.js";
import type { Transaction } from "../../src/view-change/transaction.js";
import { Branch, type Waiting } from "./branch.js";
import { CorruptMiner } from "./corrupt.js";
import { signAsGroup } from "./group.js";
import { Machine } from "./machine.js";
import { Network } from "./network.js";
import { genesisHash, type People, peopleOf } from "./people.js";
import type { Plan } from "./plan.js";
import { Dice } from "./random.js";
import { Tally } from "./tally.js";
import { Watch } from "./watch.js";

const ROUND_TIME = 500;
/** More blocks than a plan needs that must end well; what need not is left alone sooner. */
const MOST_BLOCKS = { reliable: 400, unreliable: 80, forked: 100 };

interface SharderNode {
  readonly sharder: Sharder;
  memory: SharderMemory;
  branch: Branch;
}

export class World {
  readonly time = new VirtualTime();
  readonly dice: Dice;
  /** For what goes wrong. */
  readonly trouble: Dice;
  readonly cache = new ProtocolCache();
  readonly network: Network;
  readonly watch: Watch;
  readonly tally = new Tally();
  machines: Machine[] = [];
  private dead: ReadonlySet<Machine> = new Set();
  readonly branches: Branch[] = [];
  private readonly sharders: SharderNode[] = [];
  private authoritySerial = 0;
  private readonly machinesById = new Map<string, Machine>();

  private constructor(
    readonly plan: Plan,
    readonly people: People,
    readonly genesis: Genesis,
    /** Is the transparent group in the place of the core? */
    readonly transparent: boolean,
  ) {
    this.dice = new Dice(`world ${plan.number}`);
    this.trouble = this.dice.of("trouble");
    this.network = new Network(this);
    this.watch = new Watch(this);
  }

  static async of(plan: Plan, transparent = true): Promise<World> {
    const people = await peopleOf(plan.scheme);
    const { admin } = people;
    const sharders = people.sharders.slice(0, plan.sharders);
    const genesis = makeGenesis({
      chainId: `fuzz ${plan.number}`,
      scheme: plan.scheme,
      mode: plan.mode,
      startRound: 2,
      roundTime: ROUND_TIME,
      adminKeys: [{ publicKey: admin.publicKey, proofOfPossession: admin.proofOfPossession }],
      sharders: sharders.map(({ publicKey, proofOfPossession, url }) => ({
        publicKey,
        proofOfPossession,
        url,
        stake: 9n,
      })),
      parameters: plan.parameters,
    });
    const world = new World(plan, people, genesis, transparent);
    world.populate(sharders);
    return world;
  }

  private populate(sharders: readonly SharderIdentity[]): void {
    const { plan, cache } = this;
    const contract = new ViewChangeContract(cache);
    const branch = Branch.begin(contract, contract.genesis(this.genesis));
    this.branches.push(branch);
    for (const identity of sharders) {
      this.sharders.push({ sharder: new Sharder(plan.scheme, identity), memory: EMPTY_SHARDER_MEMORY, branch });
    }
    for (let position = 0; position < plan.candidates; position++) this.admit(position);
    this.dead = new Set(this.machines.slice(plan.candidates - plan.dead));
  }

  /** A candidate gets stake and registers. */
  private admit(position: number): void {
    const identity = this.people.miners[position];
    if (identity === undefined) return;
    const { plan, genesis } = this;
    // what is dead is nobody that could be harmed
    const corrupt = plan.corrupt.includes(position) || this.isDeadPlace(position);
    const machine = new Machine(this, identity, position, corrupt, this.branches[0]!);
    this.machines.push(machine);
    this.machinesById.set(identity.id, machine);
    const stake = this.isDeadPlace(position) ? 1000n : BigInt(this.dice.from(1, 3) * 10);
    this.everywhere(this.authority({ type: "stake", id: identity.id, stake }));
    const registration = minerRegistration(plan.scheme, identity, { genesisHash: genesisHash(genesis) });
    this.everywhere(memberEntry(plan.scheme, registration));
  }

  private isDeadPlace(position: number): boolean {
    const { candidates, dead } = this.plan;
    return position >= candidates - dead && position < candidates;
  }

  private authority(action: AuthorityAction): LedgerEntry {
    const content = { genesisHash: genesisHash(this.genesis), serial: ++this.authoritySerial, action };
    const signature = signLongTerm(this.plan.scheme, this.people.admin, authorityMessage(content));
    return authorityEntry({ ...content, signatures: [{ admin: 0, signature }] });
  }

  private everywhere(entry: LedgerEntry): void {
    for (const branch of this.branches) branch.append(entry, branch.round + 1);
  }

  byId(id: string): Machine | undefined {
    return this.machinesById.get(id);
  }

  corrupted(own: SteppingMiner, machine: Machine): SteppingMiner {
    return new CorruptMiner(own, machine, this);
  }

  /** What an honest miner says is heard. */
  observed(own: SteppingMiner, machine: Machine): SteppingMiner {
    return {
      step: (before, event) => {
        const step = own.step(before, event);
        this.watch.oracle.heard(machine, step.effects);
        return step;
      },
    };
  }

  /** Gates are open, or one branch alone has the signatures of more than half of the sharders. */
  attestedFor(machine: Machine): number {
    const { fork, attestedLate } = this.plan;
    if (attestedLate !== null) return attestedLate * Math.floor((machine.branch.round - 1) / attestedLate) - 1;
    if (fork === null || this.branches.length === 1 || this.plan.number % 3 === 0) return Number.POSITIVE_INFINITY;
    if (this.plan.turn !== null) return Number.POSITIVE_INFINITY;
    return machine.branch === this.branches[0] ? Number.POSITIVE_INFINITY : fork;
  }

  // --- what machines say ---------------------------------------------------------------------------------------------

  /** The latest transactions, for whoever forges. */
  private readonly said: Transaction[] = [];

  submits(machine: Machine, transaction: Transaction): void {
    this.said.push(transaction);
    if (this.said.length > 40) this.said.shift();
    this.watch.submitted(machine, transaction);
    this.appends(machine, transactionEntry(transaction));
  }

  appends(machine: Machine, entry: LedgerEntry): void {
    const { branch } = machine;
    branch.append(entry, branch.round + 1 + (this.trouble.chance(this.plan.lag) ? 1 : 0));
    // whoever likes carries it into the other history
    if (this.branches.length > 1 && this.plan.turn === null && this.trouble.chance(0.7)) this.everywhere(entry);
  }

  comesBack(machine: Machine): void {
    const at = this.time.now() + this.trouble.from(1, 4 * ROUND_TIME);
    this.time.schedule(at, "return", machine.id, () => {});
  }

  // --- the play ------------------------------------------------------------------------------------------------------

  /** Everything that was found; empty when all is well. */
  async run(): Promise<readonly string[]> {
    for (const machine of this.machines) if (!this.dead.has(machine)) await machine.boot();
    this.time.schedule(ROUND_TIME, "block", "");
    const { reliable, fork } = this.plan;
    const most = MOST_BLOCKS[reliable ? "reliable" : fork === null ? "unreliable" : "forked"];
    for (let blocks = 0; blocks < most && this.watch.goesOn(); ) {
      const due = this.time.next();
      if (due === null) break;
      const stirred = new Set<Machine>();
      for (const { on, owner, turn, action } of this.trouble.shuffled(due)) {
        const machine = this.byId(owner);
        if (turn === "block" || !on || machine === undefined) continue;
        if (turn === "return") await machine.boot();
        else if (machine.up) action();
        stirred.add(machine);
      }
      await this.settle(stirred);
      if (!due.some(({ turn }) => turn === "block")) continue;
      blocks++;
      await this.block();
      const hurry = this.plan.hurried && this.trouble.chance(0.8) ? 10 : 1;
      this.time.schedule(this.time.now() + ROUND_TIME / hurry, "block", "");
    }
    this.watch.end();
    return this.watch.found;
  }

  /** Until everybody who was told something has acted on it, or is down. */
  async settle(machines: Iterable<Machine>): Promise<void> {
    if (this.transparent) {
      // nothing waits for anything but promises and what is due later: a turn of the event loop is enough
      await new Promise((resolve) => setImmediate(resolve));
      return;
    }
    for (const machine of machines) {
      const { runner } = machine;
      if (runner !== null) await Promise.race([runner.idle(), gone(machine)]);
    }
  }

  private async block(): Promise<void> {
    const { plan, trouble } = this;
    if (plan.fork !== null && this.branches.length === 1 && this.branches[0]!.round === plan.fork) this.split();
    if (plan.turn !== null && this.branches.length > 1 && this.branches[0]!.round === plan.turn) this.turn();
    for (const branch of this.branches) {
      this.speakForOthers(branch);
      const events = branch.produce((entries) => this.ordered(entries));
      this.watch.block(branch, events);
      this.tally.block(events);
      if (events.some(({ type }) => type === "activated")) this.change();
    }
    for (let times = plan.junk; times > 0; times--) {
      this.network.junk(this.machines);
      const kind = trouble.pick(["transaction", "member", "authority", "lot", "beacon"] as const);
      trouble.pick(this.branches).append({ kind, bytes: trouble.bytes(trouble.below(200)) }, 0);
      this.forge();
    }
    for (const node of this.sharders) {
      const { memory, entries } = node.sharder.step(node.memory, node.branch.state);
      node.memory = memory;
      for (const entry of entries) node.branch.append(entry, node.branch.round + 1);
    }
    const told: Machine[] = [];
    for (const machine of trouble.shuffled(this.machines)) {
      if (!machine.up || (!machine.corrupt && trouble.chance(plan.lag))) continue;
      if (this.branches.length > 1 && plan.turn === null && trouble.chance(plan.flap))
        machine.branch = trouble.pick(this.branches);
      machine.round = machine.branch.round;
      machine.runner!.notify("block").catch(() => {});
      told.push(machine);
    }
    await this.settle(told);
    this.watch.states();
  }

  /** Any order, but what the authority and members say: whoever sends that twice waits for the first. */
  private ordered(entries: Waiting[]): Waiting[] {
    const inOrder = entries.filter(({ kind }) => kind === "authority" || kind === "member");
    return [...inOrder, ...this.trouble.shuffled(entries.filter((entry) => !inOrder.includes(entry)))];
  }

  /** The last round of the view before, which the wiping of its key waits for. */
  private speakForOthers(branch: Branch): void {
    const { state } = branch;
    const [before, now] = state.beaconOwners.slice(-2);
    if (before === undefined || now === undefined || !this.transparent) return;
    const round = now.startingRound - 1;
    if (round < before.startingRound || state.beacon.some((output) => output.round >= round)) return;
    const previousRandomness = round === before.startingRound ? null : new Uint8Array(32).fill(7);
    if (previousRandomness === null) return;
    branch.append(
      beaconEntry(this.genesis.scheme, signAsGroup(this.genesis, before, round, previousRandomness)),
      branch.round + 1,
    );
  }

  /** Somebody without keys speaks in another's name: what was said before, of another sender, kind or content. */
  private forge(): void {
    const { trouble, said } = this;
    if (said.length === 0) return;
    const { sender, kind, session, payload, signature } = trouble.pick(said);
    const other = trouble.pick(said);
    const forged = {
      sender: trouble.chance(0.7) ? trouble.pick(this.machines).id : sender,
      kind: trouble.chance(0.8) ? kind : other.kind,
      session: trouble.chance(0.9) ? session : other.session,
      payload: trouble.chance(0.6) ? other.payload : payload,
      signature: trouble.chance(0.5) ? signature : other.signature,
    };
    const branch = trouble.pick(this.branches);
    branch.append(transactionEntry(forged), branch.round + 1);
  }

  private split(): void {
    const other = this.branches[0]!.split("B");
    this.tally.add("fork");
    this.branches.push(other);
    if (this.plan.turn !== null) return;
    for (const machine of this.machines) if (this.trouble.chance(0.5)) machine.branch = other;
    for (const node of this.sharders) if (this.trouble.chance(0.3)) node.branch = other;
  }

  /** The ledger shows everybody the other history. */
  private turn(): void {
    for (const node of [...this.machines, ...this.sharders]) node.branch = this.branches[1]!;
  }

  /** Between views: somebody leaves, somebody comes. */
  private change(): void {
    const { plan, dice } = this;
    if (!plan.changes) return;
    const { state } = this.branches[0]!;
    if (this.machines.length < this.people.miners.length && dice.chance(0.7)) {
      this.admit(this.machines.length);
      const newcomer = this.machines.at(-1)!;
      newcomer.round = newcomer.branch.round;
      void newcomer.boot();
    }
    const able = state.candidates.filter(({ left, suspension }) => !left && suspension === null);
    const needed = plan.parameters.miners + 1;
    if (able.length <= needed || !dice.chance(0.5)) return;
    const leaver = this.byId(dice.pick(able).id)!;
    const known = findById(state.candidates, leaver.id)!;
    const leave = { type: "leave", role: "miner", genesisHash: state.genesisHash, id: leaver.id } as const;
    const signed = signMember<Leave>(plan.scheme, leaver.identity, { ...leave, serial: known.serial + 1 });
    this.everywhere(memberEntry(plan.scheme, signed));
  }
}

async function gone(machine: Machine): Promise<void> {
  while (machine.up) await new Promise((resolve) => setTimeout(resolve, 1));
}
