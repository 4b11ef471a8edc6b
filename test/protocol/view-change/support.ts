// What the protocol's tests share: small view changes, and a hand-driven session for tests that want to send their
// own transactions.
import type { BlsScheme } from "../../../src/bls/index.js";
import { schemeByName } from "../../../src/bls/index.js";
import { FeldsparError } from "../../../src/encoding/index.js";
import {
  type Block,
  type ContractEvent,
  type ContractState,
  createMinerIdentity,
  Miner,
  type MinerEffect,
  type MinerEvent,
  type MinerIdentity,
  type MinerState,
  ProtocolCache,
  type RunViewChangeOptions,
  registrationOf,
  runViewChange,
  type SchemeName,
  type SessionState,
  type Transaction,
  ViewChangeContract,
  type ViewChangeParametersInput,
  validateParameters,
} from "../../../src/entry/view-change.js";
import { randomFactory } from "../../../src/simulation/random.js";

export const candidates = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ name: `m${index}`, stake: 100 }));

/** A view change of 7 miners, t = 4, k = 5, with short phases and one attempt. */
export function sevenMiners(options: Partial<RunViewChangeOptions> = {}) {
  return runViewChange({
    candidates: candidates(7),
    miners: 7,
    threshold: 4,
    quorum: 5,
    seed: "seven miners",
    maxAttempts: 1,
    phaseRounds: 12,
    ...options,
  });
}

export function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof FeldsparError) return error.code;
    throw error;
  }
  return "nothing was thrown";
}

export async function codeOfPromise(action: Promise<unknown>): Promise<string> {
  try {
    await action;
  } catch (error) {
    if (error instanceof FeldsparError) return error.code;
    throw error;
  }
  return "nothing was thrown";
}

export async function identities(count: number, scheme: SchemeName = "min-sig"): Promise<MinerIdentity[]> {
  const random = randomFactory("test identities");
  const list = await Promise.all(
    Array.from({ length: count }, (_, index) =>
      createMinerIdentity({
        scheme,
        stake: 10n,
        url: `https://${index}.example`,
        random: random(`${scheme} ${index}`),
      }),
    ),
  );
  return list.sort((a, b) => (a.id < b.id ? -1 : 1));
}

/**
 * Four honest miners, t = k = 3, driven by hand: messages arrive at once and unencrypted, blocks are made when asked.
 */
export class HandDriven {
  readonly cache = new ProtocolCache();
  readonly contract = new ViewChangeContract(this.cache);
  readonly scheme: BlsScheme;
  readonly miners: Miner[];
  readonly states: MinerState[];
  readonly blocks: Block[] = [];
  readonly genesis: ContractState;
  state: ContractState;
  pool: Transaction[] = [];
  time = 0;
  readonly random = randomFactory("hand-driven");

  private constructor(
    readonly people: MinerIdentity[],
    parameters: ViewChangeParametersInput,
    chainId: string,
  ) {
    const checked = validateParameters(parameters).parameters;
    this.scheme = schemeByName(checked.scheme);
    this.genesis = this.contract.genesis({
      chainId,
      parameters: checked,
      candidates: people.map((one) => registrationOf(checked.scheme, one, { chainId })),
    });
    this.state = this.genesis;
    this.miners = people.map(
      (identity) =>
        new Miner({ scheme: checked.scheme, identity, cache: this.cache, random: this.random(identity.id) }),
    );
    this.states = people.map(() => Miner.initial);
  }

  static async create(
    parameters: Partial<ViewChangeParametersInput> = {},
    chainId = "test chain",
    given?: MinerIdentity[],
  ): Promise<HandDriven> {
    const people = given ?? (await identities(parameters.miners ?? 4, parameters.scheme));
    return new HandDriven(people, { miners: 4, threshold: 3, quorum: 3, phaseRounds: 5, ...parameters }, chainId);
  }

  get session(): SessionState {
    return this.state.session!;
  }

  /** Applies a block of the given transactions, or of the pool. */
  block(transactions?: readonly unknown[], extra: Partial<Block> = {}): readonly ContractEvent[] {
    const list = (transactions ?? this.pool) as Transaction[];
    if (transactions === undefined) this.pool = [];
    const block = { round: this.state.round + 1, transactions: list, ...extra };
    const applied = this.contract.apply(this.state, block);
    this.state = applied.state;
    this.blocks.push(block);
    return applied.events;
  }

  /** Gives one miner one event and returns its effects; transactions are not put into the pool. */
  step(position: number, event: Record<string, unknown>): MinerEffect[] {
    const full = { time: this.time, chain: this.state, ...event } as MinerEvent;
    const step = this.miners[position]!.step(this.states[position]!, full);
    this.states[position] = step.state;
    return step.effects;
  }

  /** Every miner sees the latest block; what they say reaches everybody, their transactions the pool. */
  async everybody(only: readonly number[] = this.miners.map((_, position) => position)): Promise<void> {
    this.time += 10_000;
    let effects = only.flatMap((position) =>
      this.step(position, { type: "block" }).map((effect) => ({ position, effect })),
    );
    for (let turn = 0; turn < 6 && effects.length > 0; turn++) {
      const next: typeof effects = [];
      const ticks = new Set<number>();
      for (const { position, effect } of effects) {
        if (effect.type === "submit") this.pool.push(effect.transaction);
        if (effect.type !== "send-share" && effect.type !== "send-acknowledgement") continue;
        const to = effect.to.index - 1;
        if (!only.includes(to)) continue;
        const from = position + 1;
        const { session } = effect;
        const event =
          effect.type === "send-share"
            ? { type: "share", session, from, share: effect.share }
            : { type: "acknowledgement", session, from, signature: effect.signature };
        next.push(...this.step(to, event).map((result) => ({ position: to, effect: result })));
        ticks.add(to);
      }
      for (const position of ticks) {
        next.push(...this.step(position, { type: "tick" }).map((result) => ({ position, effect: result })));
      }
      effects = next;
    }
  }

  /** Runs on until the contract is in this phase (or an attempt has ended). */
  async until(phase: ContractState["phase"], only?: readonly number[]): Promise<ContractEvent[]> {
    const events: ContractEvent[] = [];
    for (let blocks = 0; this.state.phase !== phase && blocks < 100; blocks++) {
      if (this.state.session !== null) await this.everybody(only);
      events.push(...this.block());
    }
    return events;
  }
}

export const refusals = (events: readonly ContractEvent[]) => events.filter((event) => event.type === "refused");
export const refusalCodes = (events: readonly ContractEvent[]) => refusals(events).map((event) => event.code);
