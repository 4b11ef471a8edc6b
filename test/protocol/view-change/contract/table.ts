// A small chain driven block by block through the contract, with hand-made honest parties (`says.ts`): a test tells who
// is silent, what is revealed, or sends one thing changed and signed again. `view` plays a whole view change.
import { equalBytes, FeldsparError } from "../../../../src/encoding/index.js";
import {
  type Genesis,
  type GenesisInput,
  type MagicBlock,
  makeGenesis,
  type ViewChangeParametersInput,
} from "../../../../src/magic-block/index.js";
import { ProtocolCache } from "../../../../src/view-change/caches.js";
import { ViewChangeContract } from "../../../../src/view-change/contract/contract.js";
import type { ContractEvent } from "../../../../src/view-change/contract/events.js";
import {
  type Block,
  type ContractState,
  remaining,
  type SessionState,
} from "../../../../src/view-change/contract/state.js";
import { stateHash } from "../../../../src/view-change/contract/state-bytes.js";
import { type LedgerEntry, transactionEntry } from "../../../../src/view-change/entries.js";
import type { AuthorityAction } from "../../../../src/view-change/members.js";
import type { Transaction } from "../../../../src/view-change/transaction.js";
import { genesisSharder, type Person, people, person } from "./people.js";
import { Says } from "./says.js";
import { sharesOf } from "./shares.js";

export interface TableOptions {
  /** Registered before the first start phase ends; default 5. */
  readonly miners?: number;
  /** Of miner i, from 1; default 100. */
  readonly stake?: (miner: number) => bigint;
  /** Of the genesis; default 2. */
  readonly sharders?: number;
  readonly genesis?: Partial<GenesisInput>;
  readonly parameters?: Partial<ViewChangeParametersInput>;
}

/** Who does not do what in a view; indices in the session's lists. */
export interface Plan {
  /** Dealers without an MPK; in a reshare a receiver says `present` all the same, unless it is `absent`. */
  readonly noMpk?: readonly number[];
  readonly absent?: readonly number[];
  readonly noPublication?: readonly number[];
  /** By receiver: the dealers that reveal its share instead of an acknowledgement. */
  readonly revealed?: Readonly<Record<number, readonly number[]>>;
  readonly noConfirmation?: readonly number[];
  /** Genesis sharders, by name, that want to go on; default all that are registered. */
  readonly keeps?: readonly Person[];
}

const PARAMETERS: ViewChangeParametersInput = {
  miners: 5,
  phaseRounds: { start: 2, contribute: 8, share: 4, publish: 8, wait: 6 },
  handOverRounds: 2,
  lotRounds: 3,
};

const cache = new ProtocolCache();
const setUps = new Map<string, Table>();

/** A table at which everybody has registered. Tables of equal options start from one that was set up once. */
export function table(options: TableOptions = {}): Table {
  const name = JSON.stringify({ ...options, stake: String(options.stake) }, (_, value) =>
    typeof value === "bigint" ? `${value}n` : value instanceof Uint8Array ? [...value].join() : value,
  );
  let found = setUps.get(name);
  if (found === undefined) {
    found = Table.setUp(options);
    setUps.set(name, found);
  }
  return found.fork();
}

/** Events of a type; several types may have one shape. */
type Named<Event, Type> = Event extends { readonly type: infer One } ? (Type extends One ? Event : never) : never;

export class Table {
  readonly contract = new ViewChangeContract(cache);
  /** All that happened. */
  log: ContractEvent[] = [];
  blocks: Block[] = [];
  /** Magic blocks in office, one after the other. */
  activated: MagicBlock[] = [];
  /** Shares of the key by the session that made it: of the view in office, and of the block that waits. */
  shares: ReadonlyMap<string, Uint8Array> = new Map();
  nextShares: ReadonlyMap<string, Uint8Array> = new Map();
  authoritySerial = 0;
  serials = new Map<string, number>();

  constructor(
    readonly genesis: Genesis,
    public state: ContractState,
    readonly admins: readonly Person[],
  ) {}

  static setUp({ miners = 5, stake = () => 100n, sharders = 2, genesis, parameters }: TableOptions): Table {
    const scheme = genesis?.scheme ?? "min-sig";
    const admins = people("admin", 2, scheme);
    const made = makeGenesis({
      chainId: "table",
      startRound: 3,
      adminKeys: admins.map(({ publicKey, proofOfPossession }) => ({ publicKey, proofOfPossession })),
      sharders: people("sharder", sharders, scheme).map((one) => genesisSharder(one)),
      ...genesis,
      parameters: { ...PARAMETERS, ...parameters },
    });
    const fresh = new Table(made, new ViewChangeContract(cache).genesis(made), admins);
    const registered = Array.from({ length: miners }, (_, at) => ({ one: fresh.miner(at + 1), stake: stake(at + 1) }));
    fresh.block([
      ...registered.map((entry) => fresh.says.stake(entry.one, entry.stake)),
      ...registered.map(({ one }) => fresh.says.register(one)),
    ]);
    return fresh;
  }

  /** Another table that goes on from here by itself. */
  fork(): Table {
    const copy = new Table(this.genesis, this.state, this.admins);
    const { log, blocks, activated, shares, nextShares, authoritySerial } = this;
    Object.assign(copy, { shares, nextShares, authoritySerial });
    copy.log = [...log];
    copy.blocks = [...blocks];
    copy.activated = [...activated];
    copy.serials = new Map(this.serials);
    return copy;
  }

  get says(): Says {
    return new Says(this);
  }

  get session(): SessionState {
    if (this.state.session === null) throw new Error(`no session in phase ${this.state.phase}`);
    return this.state.session;
  }

  /** "miner 3"; sorted differently in a list, which is by id. */
  miner(number: number): Person {
    return person(`miner ${number}`, this.genesis.scheme);
  }

  sharder(number: number): Person {
    return person(`sharder ${number}`, this.genesis.scheme);
  }

  /** All sharders of the genesis. */
  get sharders(): Person[] {
    return people("sharder", this.genesis.sharders.length, this.genesis.scheme);
  }

  /** Applies one block and returns what happened. */
  block(entries: readonly (LedgerEntry | Transaction)[] = []): readonly ContractEvent[] {
    const carried = entries.map((entry) => ("bytes" in entry ? entry : transactionEntry(entry)));
    const block = { round: this.state.round + 1, entries: carried };
    const { state, events } = this.contract.apply(this.state, block);
    this.state = state;
    this.blocks.push(block);
    this.log.push(...events);
    for (const event of events) {
      if (event.type === "made") this.nextShares = sharesOf(this.session, event.magicBlock);
      if (event.type === "activated") {
        this.activated.push(event.magicBlock);
        this.shares = this.nextShares;
      }
    }
    return events;
  }

  /** Codes of what is refused of a block. Where that is all of it, the state is that after an empty block. */
  refusals(entries: readonly (LedgerEntry | Transaction)[]): string[] {
    const { state } = this;
    const codes = this.block(entries).flatMap((event) => (event.type === "refused" ? [event.code] : []));
    if (codes.length === entries.length) {
      const empty = this.contract.apply(state, { round: state.round + 1, entries: [] });
      if (!equalBytes(stateHash(empty.state), stateHash(this.state))) throw new Error(`refused with a trace: ${codes}`);
    }
    return codes;
  }

  /** What came of that kind so far. */
  events<T extends ContractEvent["type"]>(type: T): Named<ContractEvent, T>[] {
    return this.log.filter((event): event is ContractEvent & Named<ContractEvent, T> => event.type === type);
  }

  last<T extends ContractEvent["type"]>(type: T): Named<ContractEvent, T> {
    const found = this.events(type).at(-1);
    if (found === undefined) throw new Error(`nothing was ${type}`);
    return found;
  }

  /** Empty blocks until it is so. */
  until(done: (table: Table) => boolean, most = 2000): this {
    for (let count = 0; !done(this); count++) {
      if (count === most) throw new FeldsparError("STOPPED", `phase ${this.state.phase} for ${most} blocks`);
      this.block();
    }
    return this;
  }

  /** Empty blocks until this phase runs. */
  to(phase: ContractState["phase"]): this {
    return this.until(({ state }) => state.phase === phase);
  }

  /** The authority does something, in a block of its own. */
  authority(...actions: AuthorityAction[]): readonly ContractEvent[] {
    return this.block(actions.map((action) => this.says.authority(action)));
  }

  /** Until the list is frozen; a lot is drawn where one is waited for. */
  freeze(): this {
    this.until(({ state }) => state.closing !== null || state.phase === "contribute");
    if (this.state.closing !== null) this.block([this.says.lot()]);
    return this;
  }

  /** All MPKs, in a reshare `present` too, and the sharders' keeps. */
  contribute({ noMpk = [], absent = [], keeps }: Plan = {}): this {
    const { mode } = this.session;
    const dealers = remaining(this.session, "dealer").filter((index) => !noMpk.includes(index));
    const receivers = mode === "fresh" ? [] : remaining(this.session, "receiver");
    this.block([
      ...dealers.map((index) => this.says.mpk(index)),
      ...receivers.filter((index) => !absent.includes(index)).flatMap((index) => this.says.present(index) ?? []),
      ...(keeps ?? this.sharders).map((one) => this.says.keep(one)),
    ]);
    return this.to("share");
  }

  /** To the publish phase. */
  share(): this {
    this.block(remaining(this.session, "dealer").map((index) => this.says.shared(index)));
    return this.to("publish");
  }

  publish({ noPublication = [], revealed = {} }: Plan = {}): this {
    const dealers = remaining(this.session, "dealer").filter((index) => !noPublication.includes(index));
    this.block(
      dealers.map((dealer) => {
        const reveals = Object.keys(revealed).map(Number);
        return this.says.publication(
          dealer,
          reveals.filter((receiver) => revealed[receiver]!.includes(dealer)),
        );
      }),
    );
    return this.until(({ state }) => state.phase !== "publish");
  }

  confirm({ noConfirmation = [] }: Plan = {}): this {
    const members = this.session.magicBlock!.members.filter(({ index }) => !noConfirmation.includes(index));
    this.block(members.map(({ index }) => this.says.confirm(index)));
    return this;
  }

  /** Hand-overs by t of those in office, or `first` by all sharders of the genesis; then until it is in office. */
  activate(): this {
    const { current } = this.state;
    this.block(
      current.magicBlock === null
        ? this.sharders.map((one) => this.says.first(one))
        : current.magicBlock.members.slice(0, current.magicBlock.t).map(({ id }) => this.says.handOver(id)),
    );
    return this.until(({ state }) => state.current.number > current.number);
  }

  /** A view change from beginning to end. */
  view(plan: Plan = {}): MagicBlock {
    this.freeze().contribute(plan).share().publish(plan).confirm(plan).activate();
    return this.state.current.magicBlock!;
  }
}
