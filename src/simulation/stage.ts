// The stage of a run: candidates with their keys, a chain with one replica for all, a network, machines, and who
// watches.
import { sha3_256 } from "@noble/hashes/sha3.js";
import { equalBytes, toHex } from "../encoding/index.js";
import { MemoryEngine } from "../ledger/memory.js";
import type { MagicBlock, Phase } from "../magic-block/index.js";
import type { Transport } from "../node/ports.js";
import { type AppliedBlock, Replica } from "../node/replica.js";
import { MemoryStore } from "../store/memory.js";
import { MemoryNetwork } from "../transport/memory.js";
import { ProtocolCache } from "../view-change/caches.js";
import { ViewChangeContract } from "../view-change/contract/contract.js";
import type { Block, ContractState } from "../view-change/contract/state.js";
import { createMinerIdentity, type MinerIdentity, minerIdOf, registrationOf } from "../view-change/identity.js";
import { isScalar } from "../view-change/miner/key.js";
import { Miner } from "../view-change/miner/miner.js";
import { transactionLength } from "../view-change/transaction.js";
import { Cast } from "./cast.js";
import { Behaviour, type World } from "./faults/behaviour.js";
import { Machine } from "./machine.js";
import { candidateName, type Settings, stakeOf } from "./options.js";
import { ProgressReports } from "./progress.js";
import { type RandomFactory, randomFactory } from "./random.js";
import { Accounts } from "./report/accounts.js";
import { Observer } from "./report/observer.js";
import { VirtualTime } from "./time.js";
import type { WaitingShares } from "./together/work.js";
import { Workplaces } from "./together/workplaces.js";

export class Stage {
  readonly time = new VirtualTime();
  readonly accounts = new Accounts();
  readonly machines = new Map<string, Machine>();
  /** Activated magic blocks in order. */
  readonly magicBlocks: MagicBlock[] = [];
  /** Every block of the chain. */
  readonly blocks: Block[] = [];
  readonly progress: ProgressReports;
  readonly observer: Observer;
  readonly random: RandomFactory;
  readonly engine: MemoryEngine;
  readonly replica: Replica;
  readonly network: MemoryNetwork;
  readonly genesis: ContractState;
  readonly cast: Cast;
  private readonly workplaces: Workplaces;
  private readonly cache = new ProtocolCache();
  private readonly store = new MemoryStore();
  private readonly byId: ReadonlyMap<string, MinerIdentity>;

  private constructor(
    readonly settings: Settings,
    identities: readonly MinerIdentity[],
    random: RandomFactory,
    progress: ProgressReports,
  ) {
    const { options, checked, chainId, roundTime } = settings;
    const { parameters } = checked;
    this.random = random;
    this.progress = progress;
    this.byId = new Map(identities.map((identity) => [identity.id, identity]));
    const names = identities.map(({ id }, position) => {
      return [id, candidateName(options.candidates[position]!, position)] as const;
    });
    this.cast = new Cast(names, settings.faults);
    this.observer = new Observer({
      accounts: this.accounts,
      nameOf: (id) => this.cast.nameOf(id),
      faultsOf: (id) => this.cast.textsOf(id),
      typical: (ids) => this.workplaces.typical(ids),
      roundTime,
      ...(options.onEvent === undefined ? {} : { onEvent: options.onEvent }),
    });
    const contract = new ViewChangeContract(this.cache);
    this.genesis = contract.genesis({
      chainId,
      parameters,
      candidates: identities.map((identity) => registrationOf(parameters.scheme, identity, { chainId })),
      sharders: (options.sharders ?? []).map((sharder, position) => {
        const publicKey = sha3_256(random(`sharder ${position}`)(32));
        const url = sharder.url ?? `https://sharder-${position + 1}.example`;
        return { id: minerIdOf(publicKey), publicKey, stake: stakeOf(sharder, `sharder ${position + 1}`), url };
      }),
      randomness: random("genesis randomness")(32),
    });
    this.engine = new MemoryEngine({ round: this.genesis.round });
    this.replica = Replica.open({
      engine: this.engine,
      genesis: this.genesis,
      contract: {
        apply: (state, block) => {
          const begun = performance.now();
          const applied = contract.apply(state, block);
          this.accounts.contract(phaseOf(state), performance.now() - begun, 0);
          return applied;
        },
      },
    });
    this.network = new MemoryNetwork({
      ...options.network,
      clock: this.time,
      timersOf: (id) => this.time.timersOf(id, "message"),
      random: random("network"),
    });
    this.workplaces = new Workplaces({
      scheme: parameters.scheme,
      cache: this.cache,
      seeded: options.seed !== undefined,
      waiting: (id) => this.waiting(this.machines.get(id)!),
    });
  }

  /** Throws BAD_PARAMETER for a seed that is none, or a sharder's stake. */
  static async set(settings: Settings): Promise<Stage> {
    const { options, checked } = settings;
    const random = randomFactory(options.seed);
    let stage: Stage | undefined;
    const progress = new ProgressReports(options.onProgress, () => stage?.state);
    const identities: MinerIdentity[] = [];
    for (const [position, candidate] of options.candidates.entries()) {
      identities.push(
        await createMinerIdentity({
          scheme: checked.parameters.scheme,
          stake: stakeOf(candidate, `candidate ${position + 1}`),
          url: candidate.url ?? `https://miner-${position + 1}.example`,
          random: random(`identity ${position}`),
        }),
      );
      progress.report("identities", position + 1, options.candidates.length);
    }
    stage = new Stage(settings, identities, random, progress);
    await stage.populate(identities);
    return stage;
  }

  get state(): ContractState {
    return this.replica.state;
  }

  get phase(): Phase {
    return phaseOf(this.state);
  }

  /** A list was frozen: who has which faults, and who works alone. */
  freeze(state: ContractState): void {
    if (state.session === null) return;
    this.cast.freeze(state);
    const ids = state.session.list.map((member) => member.id);
    this.workplaces.begin(ids.filter((id) => this.cast.textsOf(id).length === 0));
  }

  /** Closes the round and lets the replica apply it. */
  async block(): Promise<AppliedBlock> {
    const bytes = this.engine.waiting
      .filter(({ kind }) => kind === "transaction")
      .reduce((sum, entry) => sum + entry.bytes.length, 0);
    this.accounts.contract(this.phase, 0, bytes);
    const applied = new Promise<AppliedBlock>((resolve) => {
      const end = this.replica.subscribe((block) => {
        end();
        resolve(block);
      });
    });
    this.engine.produce();
    const block = await applied;
    this.blocks.push(block.block);
    return block;
  }

  // --- machines ------------------------------------------------------------------------------------------------------

  private async populate(identities: readonly MinerIdentity[]): Promise<void> {
    const world: World = {
      scheme: this.settings.checked.parameters.scheme,
      random: this.random,
      chain: () => this.state,
      identityOf: (id) => this.byId.get(id)!,
      indexOf: (name) => this.cast.indexOf(name, this.state),
      append: (entry) => void this.replica.append(entry),
    };
    for (const identity of identities) {
      const machine = this.machine(identity, world);
      this.machines.set(identity.id, machine);
      await machine.boot();
    }
  }

  private machine(identity: MinerIdentity, world: World): Machine {
    const { id } = identity;
    const { onEvent } = this.settings.options;
    const encapsulation = (session: Uint8Array) => this.random(`encapsulation by ${id} in ${toHex(session)}`)(32);
    const { work, cipher } = this.workplaces.of(identity, encapsulation);
    const random = this.random(`polynomials of ${id}`);
    const stage = this;
    return new Machine({
      identity,
      // a fault's owner is found by position in whichever list is running
      behaviour: new Behaviour(world, identity, () => this.cast.faultsOf(id, this.state)),
      miner: new Miner({ scheme: world.scheme, identity, random, cache: this.cache, work }),
      cipher,
      chain: {
        get state() {
          return stage.state;
        },
        submit: (transaction) => {
          this.accounts.miner(this.phase, id, { bytesSent: transactionLength(transaction) });
          const appended = this.replica.submit(transaction);
          this.progress.step("submitted", this.phase, this.state.session?.list.length ?? 1);
          return appended;
        },
      },
      transport: this.transportOf(id),
      store: this.store,
      clock: this.time,
      timers: this.time.timersOf(id, "alarm"),
      onEvidence: (by, against, code) => this.observer.noteEvidence(by, against, code),
      onEffects: (effects, own) => {
        for (const effect of onEvent === undefined ? [] : effects) {
          if (effect.type === "send-share") onEvent!({ type: "share-sent", dealer: own, receiver: effect.to.index });
          else if (effect.type === "send-acknowledgement")
            onEvent!({ type: "share-acknowledged", dealer: effect.to.index, receiver: own });
        }
      },
    });
  }

  /** The network, counted. */
  private transportOf(id: string): Transport {
    const endpoint = this.network.endpoint(id);
    return {
      send: (to, message) => {
        this.accounts.miner(this.phase, id, { bytesSent: message.length });
        endpoint.send(to, message);
        const size = this.state.session?.list.length ?? 2;
        this.progress.step("messages", this.phase, 2 * size * (size - 1));
      },
      receive: (handler) =>
        endpoint.receive(
          handler === null
            ? null
            : (message) => {
                this.accounts.miner(this.phase, id, { bytesReceived: message.length });
                handler(message);
              },
        ),
    };
  }

  /** The shares for this machine that came in the running session and that it has not checked yet. */
  private waiting(machine: Machine): WaitingShares | null {
    const onChain = this.state.session;
    if (!machine.up || onChain === null) return null;
    const { session } = machine.state;
    if (session === null || !equalBytes(session.id, onChain.id)) return null;
    const items = session.incoming.flatMap(({ share, valid, conflict }, position) => {
      const commitments = onChain.contributions[position] ?? null;
      const ready = share !== null && valid === null && !conflict && isScalar(share) && commitments !== null;
      return ready ? [{ commitments, share }] : [];
    });
    const member = onChain.list[session.index - 1];
    return member === undefined ? null : { id: member.partyId, items };
  }
}

function phaseOf({ phase }: ContractState): Phase {
  return phase === "stopped" ? "start" : phase;
}
