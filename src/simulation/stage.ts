// The stage of a run: a chain with one replica for all, sharders, a network, machines, and who watches.
import { type BlsScheme, schemeByName } from "../bls/index.js";
import { MemoryEngine } from "../ledger/memory.js";
import type { MagicBlock, Phase } from "../magic-block/index.js";
import type { Transport } from "../node/ports.js";
import { type AppliedBlock, Replica } from "../node/replica.js";
import type { MessageChannel } from "../sealing/channel.js";
import { MemoryStore } from "../store/memory.js";
import { MemoryNetwork } from "../transport/memory.js";
import { ProtocolCache } from "../view-change/caches.js";
import { ViewChangeContract } from "../view-change/contract/contract.js";
import type { Block, ContractState } from "../view-change/contract/state.js";
import { type LedgerEntry, transactionEntry } from "../view-change/entries.js";
import type { MinerIdentity } from "../view-change/identity.js";
import type { MinerEffect } from "../view-change/miner/events.js";
import { Miner } from "../view-change/miner/miner.js";
import type { MinerState } from "../view-change/miner/state.js";
import { Cast } from "./cast.js";
import { Behaviour, type World } from "./faults/behaviour.js";
import { type Founding, found } from "./founding.js";
import { Machine } from "./machine.js";
import { Membership } from "./membership.js";
import type { Settings } from "./options.js";
import { ProgressReports } from "./progress.js";
import { type RandomFactory, randomFactory } from "./random.js";
import { Accounts } from "./report/accounts.js";
import { Observer } from "./report/observer.js";
import { Sharders } from "./sharders.js";
import { VirtualTime } from "./time.js";
import { waitingShares } from "./together/waiting.js";
import { Workplaces } from "./together/workplaces.js";

export class Stage {
  readonly time = new VirtualTime();
  readonly accounts = new Accounts();
  readonly machines = new Map<string, Machine>();
  /** Activated magic blocks in order. */
  readonly magicBlocks: MagicBlock[] = [];
  /** Have the honest miners agreed about every block in office so far? */
  agreement = true;
  /** Every block of the chain. */
  readonly blocks: Block[] = [];
  readonly observer: Observer;
  readonly engine = new MemoryEngine({ round: 0 });
  readonly replica: Replica;
  readonly network: MemoryNetwork;
  readonly cast: Cast;
  readonly membership: Membership;
  readonly sharders: Sharders;
  private readonly channels = new Map<string, MessageChannel>();
  private readonly workplaces: Workplaces;
  private readonly cache = new ProtocolCache();
  private readonly store = new MemoryStore();

  private constructor(
    readonly settings: Settings,
    readonly founding: Founding,
    readonly random: RandomFactory,
    readonly progress: ProgressReports,
  ) {
    const { options, roundTime } = settings;
    const { miners, sharders, genesis } = founding;
    const named = [
      ...miners.map(({ id }, position) => [id, settings.candidates[position]!.name] as const),
      ...sharders.map(({ id }, position) => [id, settings.sharders[position]!.name] as const),
    ];
    this.cast = new Cast(named, settings.faults);
    this.observer = new Observer({
      accounts: this.accounts,
      nameOf: (id) => this.cast.nameOf(id),
      faultsOf: (id) => this.cast.textsOf(id),
      typical: (ids) => this.workplaces.typical(ids),
      roundTime,
      ...(options.onEvent === undefined ? {} : { onEvent: options.onEvent }),
    });
    const contract = new ViewChangeContract(this.cache);
    this.replica = Replica.open({
      engine: this.engine,
      genesis: contract.genesis(genesis),
      contract: {
        apply: (state, block) => {
          const begun = performance.now();
          const applied = contract.apply(state, block);
          this.accounts.contract(phaseOf(state), performance.now() - begun, 0);
          return applied;
        },
      },
    });
    this.membership = new Membership(settings, founding);
    this.sharders = new Sharders(genesis.scheme, sharders, (entry) => this.append(entry));
    this.network = new MemoryNetwork({
      ...options.network,
      clock: this.time,
      timersOf: (id) => this.time.timersOf(id, "message"),
      random: random("network"),
    });
    this.workplaces = new Workplaces({
      scheme: genesis.scheme,
      chainId: genesis.chainId,
      cache: this.cache,
      seeded: options.seed !== undefined,
      random,
      waiting: (id) => waitingShares(this.machines.get(id)!, this.state),
    });
  }

  /** Throws BAD_PARAMETER for a seed that is none. */
  static async set(settings: Settings): Promise<Stage> {
    const random = randomFactory(settings.options.seed);
    let stage: Stage | undefined;
    const progress = new ProgressReports(settings.options.onProgress, () => stage?.state);
    const founding = await found(settings, random, (done) => {
      progress.report("identities", done, settings.candidates.length);
    });
    stage = new Stage(settings, founding, random, progress);
    await stage.populate();
    stage.enter(1);
    return stage;
  }

  get state(): ContractState {
    return this.replica.state;
  }

  get phase(): Phase {
    return phaseOf(this.state);
  }

  get scheme(): BlsScheme {
    return schemeByName(this.founding.genesis.scheme);
  }

  /** A miner's end of its authenticated messages. */
  channelOf(id: string): MessageChannel {
    return this.channels.get(id)!;
  }

  append(entry: LedgerEntry): void {
    void this.replica.append(entry);
  }

  /** What is to be on the chain before the start phase of a view: who comes, who goes, other parameters. */
  enter(view: number): void {
    for (const entry of this.membership.before(view)) this.append(entry);
  }

  /** A list was frozen: who has which faults, and who works alone. */
  freeze(state: ContractState): void {
    if (state.session === null) return;
    this.cast.freeze(state);
    const { receivers, dealers } = state.session;
    const dealing = new Set(dealers.map(({ id }) => id));
    const honest = receivers.map(({ id }) => id).filter((id) => this.cast.textsOf(id).length === 0);
    const both = honest.filter((id) => dealing.has(id));
    this.workplaces.begin(both.length > 0 ? both : honest);
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

  private async populate(): Promise<void> {
    const { miners, genesis } = this.founding;
    const byId = new Map(miners.map((identity) => [identity.id, identity]));
    for (const identity of miners) {
      const transport = this.transportOf(identity.id);
      const machine = this.machine(identity, transport, {
        scheme: genesis.scheme,
        random: this.random,
        chain: () => this.state,
        identityOf: (id) => byId.get(id)!,
        idOf: (name) => this.cast.idOf(name, this.state),
        append: (entry) => this.append(entry),
        send: (to, bytes) => transport.send(to, bytes),
      });
      this.machines.set(identity.id, machine);
      await machine.boot();
    }
  }

  private machine(identity: MinerIdentity, transport: Transport, world: World): Machine {
    const { id } = identity;
    const { work, cipher, channel } = this.workplaces.of(identity);
    this.channels.set(id, channel);
    const random = this.random(`polynomials of ${id}`);
    const stage = this;
    const counted = (entry: LedgerEntry): LedgerEntry => {
      this.accounts.miner(this.phase, id, { bytesSent: entry.bytes.length });
      this.progress.step("submitted", this.phase, this.state.session?.receivers.length ?? 1);
      return entry;
    };
    return new Machine({
      identity,
      // a fault's owner is found by position in whichever list is running
      behaviour: new Behaviour(world, identity, () => this.cast.faultsOf(id, this.state)),
      miner: new Miner({ scheme: world.scheme, identity, random, cache: this.cache, work }),
      cipher,
      channel,
      chain: {
        get state() {
          return stage.state;
        },
        // a chain of one engine in one process has nothing that others must attest
        attested: Number.POSITIVE_INFINITY,
        submit: (transaction) => this.replica.append(counted(transactionEntry(transaction))),
        append: (entry) => this.replica.append(counted(entry)),
      },
      transport,
      store: this.store,
      clock: this.time,
      timers: this.time.timersOf(id, "alarm"),
      onEvidence: ({ against, code, evidence }) =>
        this.observer.notice({ by: id, against, code, proven: evidence !== null }, this.state),
      onEffects: (effects, state) => this.tell(effects, state),
    });
  }

  /** Shares and acknowledgements, to whoever watches. */
  private tell(effects: readonly MinerEffect[], { session }: MinerState): void {
    const { onEvent } = this.settings.options;
    if (onEvent === undefined) return;
    for (const effect of effects) {
      if (effect.type === "send-share") {
        onEvent({ type: "share-sent", dealer: effect.dealer, receiver: effect.receiver });
      } else if (effect.type === "send-acknowledgement") {
        const dealer = this.state.session?.dealers.find(({ id }) => id === effect.to.id)?.index ?? 0;
        onEvent({ type: "share-acknowledged", dealer, receiver: session?.receiver ?? 0 });
      }
    }
  }

  /** The network, counted. */
  private transportOf(id: string): Transport {
    const endpoint = this.network.endpoint(id);
    return {
      send: (to, message) => {
        this.accounts.miner(this.phase, id, { bytesSent: message.length });
        endpoint.send(to, message);
        const { dealers = [], receivers = [] } = this.state.session ?? {};
        this.progress.step("messages", this.phase, Math.max(1, 2 * dealers.length * (receivers.length - 1)));
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
}

function phaseOf({ phase }: ContractState): Phase {
  return phase === "stopped" ? "start" : phase;
}
