// Miners on the real contract, driven by hand: a test makes the blocks and moves the clock; messages arrive at once,
// opened, unless the test holds them back.
import { schemeByName } from "../../../src/bls/index.js";
import { equalBytes } from "../../../src/encoding/index.js";
import {
  firstMessage,
  type Genesis,
  type GenesisInput,
  makeGenesis,
  type Phase,
  type ViewChangeParametersInput,
} from "../../../src/magic-block/index.js";
import { generateEncryptionKey } from "../../../src/sealing/keys.js";
import { randomFactory } from "../../../src/simulation/random.js";
import { ProtocolCache } from "../../../src/view-change/caches.js";
import { ViewChangeContract } from "../../../src/view-change/contract/contract.js";
import type { ContractEvent, ContractState, SessionState } from "../../../src/view-change/contract/state.js";
import {
  authorityEntry,
  decodeLot,
  type LedgerEntry,
  memberEntry,
  transactionEntry,
} from "../../../src/view-change/entries.js";
import {
  createMinerIdentity,
  createSigningIdentity,
  type MinerIdentity,
  minerRegistration,
  type SigningIdentity,
  signLongTerm,
  signMember,
} from "../../../src/view-change/identity.js";
import { authorityMessage, type Keep } from "../../../src/view-change/members.js";
import type { MinerEffect, MinerEvent } from "../../../src/view-change/miner/events.js";
import { Miner } from "../../../src/view-change/miner/miner.js";
import { afterRestart, type MinerKey, type MinerState } from "../../../src/view-change/miner/state.js";
import { decodeMinerState, encodeMinerState } from "../../../src/view-change/miner/state-bytes.js";
import { signTransaction, type Transaction, type TransactionKind } from "../../../src/view-change/transaction.js";

export type Effect<Type extends MinerEffect["type"]> = Extract<MinerEffect, { readonly type: Type }>;

const random = randomFactory("driven miners");

export async function people(count: number): Promise<MinerIdentity[]> {
  const made = Array.from({ length: count }, (_, index) =>
    createMinerIdentity({ scheme: "min-sig", url: `https://${index}.example`, random: random(`miner ${index}`) }),
  );
  return (await Promise.all(made)).sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Milliseconds of a round. */
const ROUND = 500;

export class Driven {
  readonly scheme = schemeByName("min-sig");
  readonly cache = new ProtocolCache();
  readonly contract = new ViewChangeContract(this.cache);
  readonly miners = new Map<string, Miner>();
  readonly states = new Map<string, MinerState>();
  readonly admin: SigningIdentity = createSigningIdentity("min-sig", random("admin"));
  readonly sharder: SigningIdentity = createSigningIdentity("min-sig", random("sharder"));
  readonly genesis: Genesis;
  state: ContractState;
  time = 0;
  attested = Number.POSITIVE_INFINITY;
  /** Ids of miners that are switched off. */
  readonly off = new Set<string>();
  /** May this effect of this miner be performed? A test holds back what it likes. */
  lets: (effect: MinerEffect, id: string) => boolean = () => true;
  pool: LedgerEntry[] = [];
  log: { readonly id: string; readonly effect: MinerEffect }[] = [];
  events: ContractEvent[] = [];
  private authoritySerial = 0;
  private keepSerial = 0;

  constructor(
    readonly everybody: readonly MinerIdentity[],
    parameters: Partial<ViewChangeParametersInput> = {},
    input: Partial<GenesisInput> = {},
  ) {
    const { publicKey, proofOfPossession } = this.sharder;
    this.genesis = makeGenesis({
      chainId: "driven",
      adminKeys: [{ publicKey: this.admin.publicKey, proofOfPossession: this.admin.proofOfPossession }],
      sharders: [{ publicKey, proofOfPossession, stake: 1n, url: "https://sharder.example" }],
      roundTime: ROUND,
      parameters: {
        miners: 5,
        threshold: 3,
        quorum: 4,
        minMiners: 4,
        phaseRounds: { start: 2, contribute: 4, share: 10, publish: 12, wait: 8 },
        ...parameters,
      },
      ...input,
    });
    this.state = this.contract.genesis(this.genesis);
    for (const identity of everybody) {
      const deals = random(`deals ${identity.id}`);
      this.miners.set(identity.id, new Miner({ scheme: "min-sig", identity, cache: this.cache, random: deals }));
      this.states.set(identity.id, Miner.initial);
    }
  }

  /** With these miners registered and staked. */
  static async of(
    everybody: readonly MinerIdentity[],
    parameters: Partial<ViewChangeParametersInput> = {},
    input: Partial<GenesisInput> = {},
    stake: (position: number) => bigint = () => 10n,
  ): Promise<Driven> {
    const driven = new Driven(everybody, parameters, input);
    driven.register(stake);
    await driven.block();
    return driven;
  }

  /** Everybody's stake and registration wait for the next block. */
  register(stake: (position: number) => bigint = () => 10n): void {
    const { genesisHash } = this.state;
    this.everybody.forEach((identity, position) => {
      this.stake(identity.id, stake(position));
      this.pool.push(memberEntry("min-sig", minerRegistration("min-sig", identity, { genesisHash })));
    });
  }

  stake(id: string, stake: bigint): void {
    const content = {
      genesisHash: this.state.genesisHash,
      serial: ++this.authoritySerial,
      action: { type: "stake", id, stake } as const,
    };
    const signature = signLongTerm("min-sig", this.admin, authorityMessage(content));
    this.pool.push(authorityEntry({ ...content, signatures: [{ admin: 0, signature }] }));
  }

  get session(): SessionState {
    return this.state.session!;
  }

  mine(id: string) {
    return this.states.get(id)!.session!;
  }

  /** What a miner has of the key of the block in office. */
  keyOf(id: string): MinerKey | undefined {
    return this.states.get(id)!.keys.find(({ blockHash }) => equalBytes(blockHash, this.state.current.hash));
  }

  now() {
    return { time: this.time, chain: this.state, attested: this.attested };
  }

  /** A block of what was handed in, which everybody sees, then half a round for what was collected to be checked. */
  async block(): Promise<void> {
    const entries = this.pool;
    this.pool = [];
    this.time += ROUND / 2;
    const { state, events } = this.contract.apply(this.state, { round: this.state.round + 1, entries });
    this.state = state;
    this.events.push(...events);
    this.pool.push(...this.sharderSays(events));
    await this.all("block");
    this.time += ROUND / 2;
    await this.all("tick");
  }

  /** Blocks until the chain is where the test wants it. */
  async until(reached: (state: ContractState) => boolean, most = 200): Promise<void> {
    for (let made = 0; !reached(this.state); made++) {
      if (made === most) throw new Error(`after ${most} blocks still in ${this.state.phase}`);
      await this.block();
    }
  }

  untilPhase(phase: Phase): Promise<void> {
    return this.until((state) => state.phase === phase && (phase === "start" || state.session !== null));
  }

  untilView(number: number): Promise<void> {
    return this.until((state) => state.current.number >= number);
  }

  async all(type: "block" | "tick" | "restarted"): Promise<void> {
    for (const { id } of this.everybody) if (!this.off.has(id)) await this.give(id, type);
  }

  async give(id: string, type: "block" | "tick" | "restarted"): Promise<MinerEffect[]> {
    const { session, phase } = this.state;
    const held = this.states.get(id)!.session?.id;
    const joined = session !== null && held !== undefined && equalBytes(held, session.id);
    const fresh = session !== null && phase === "contribute" && !joined;
    const sessionKeys = fresh ? await generateEncryptionKey(random(`keys ${id} ${session.attempt}`)(32)) : null;
    return this.tell(id, { type, sessionKeys, ...this.now() });
  }

  tell(id: string, event: MinerEvent): MinerEffect[] {
    const step = this.miners.get(id)!.step(this.states.get(id)!, event);
    this.states.set(id, step.state);
    for (const effect of step.effects) this.log.push({ id, effect });
    for (const effect of step.effects) if (this.lets(effect, id)) this.perform(id, effect);
    return step.effects;
  }

  /** As after a crash: what was stored, in a new life. */
  async restart(id: string): Promise<MinerEffect[]> {
    this.states.set(id, afterRestart(decodeMinerState(encodeMinerState(this.states.get(id)!, 1)).state));
    return this.give(id, "restarted");
  }

  private perform(from: string, effect: MinerEffect): void {
    if (effect.type === "submit") this.pool.push(transactionEntry(effect.transaction));
    if (effect.type === "append") this.pool.push(effect.entry);
    const to = "to" in effect ? effect.to.id : "";
    if (!this.miners.has(to) || this.off.has(to)) return;
    if (effect.type === "send-share") {
      const { session, dealer, plaintext } = effect;
      this.tell(to, { type: "share", session, from: dealer, plaintext, ...this.now() });
    } else if (effect.type === "send-acknowledgement") {
      const { session, signature } = effect;
      const sender = this.session.receivers.find(({ id }) => id === from)!.index;
      this.tell(to, { type: "acknowledgement", session, from: sender, signature, ...this.now() });
    } else if (effect.type === "send-lot") {
      const { number, attempt, signature } = effect;
      this.tell(to, { type: "lot", number, attempt, from, signature, ...this.now() });
    }
  }

  /** The sharder of the genesis: it wants to go on, and signs block 1. */
  sharderSays(events: readonly ContractEvent[]): LedgerEntry[] {
    const { genesisHash } = this.state;
    const said: LedgerEntry[] = [];
    for (const event of events) {
      if (event.type === "frozen") {
        const { number, attempt } = event;
        const head = { genesisHash, id: this.sharder.id, serial: ++this.keepSerial };
        const keep = { type: "keep", role: "sharder", ...head, number, attempt } as const;
        said.push(memberEntry("min-sig", signMember<Keep>("min-sig", this.sharder, keep)));
      } else if (event.type === "decided" && event.magicBlock.number === 1) {
        const payload = signLongTerm("min-sig", this.sharder, firstMessage(event.hash));
        const content = { session: event.hash, kind: "first", payload } as const;
        said.push(transactionEntry(signTransaction("min-sig", this.sharder, content)));
      }
    }
    return said;
  }

  effects<Type extends MinerEffect["type"]>(type: Type, id?: string): Effect<Type>[] {
    return this.log
      .filter((entry) => entry.effect.type === type && (id === undefined || entry.id === id))
      .map(({ effect }) => effect as Effect<Type>);
  }

  transactions(kind: TransactionKind, id?: string): Transaction[] {
    return this.effects("submit", id)
      .map(({ transaction }) => transaction)
      .filter((transaction) => transaction.kind === kind);
  }

  refusals(): string[] {
    return this.events.flatMap((event) => (event.type === "refused" ? [`${event.code} ${event.message}`] : []));
  }

  lots() {
    return this.effects("append")
      .filter(({ entry }) => entry.kind === "lot")
      .map(({ entry }) => decodeLot("min-sig", entry.bytes));
  }
}
