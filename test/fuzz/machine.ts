// One miner of a plan: its runner on a store that may be slow and dies with its machine at any put, at a replica that
// may lag, with a clock that may hurry.
import { MinerRunner } from "../../src/node/miner-runner.js";
import type { Store } from "../../src/node/ports.js";
import { FrameChannel } from "../../src/sealing/channel.js";
import { HpkeCipher } from "../../src/sealing/cipher.js";
import type { ProtocolCache } from "../../src/view-change/caches.js";
import type { ContractState } from "../../src/view-change/contract/state.js";
import { type LedgerEntry, transactionEntry } from "../../src/view-change/entries.js";
import type { MinerIdentity } from "../../src/view-change/identity.js";
import { Miner, type SteppingMiner } from "../../src/view-change/miner/miner.js";
import type { MinerState } from "../../src/view-change/miner/state.js";
import type { Transaction } from "../../src/view-change/transaction.js";
import type { Branch } from "./branch.js";
import type { World } from "./world.js";

/** When a machine dies. */
export type Death = "before the put" | "after the put" | "after the first word";

export class Machine {
  branch: Branch;
  /** Of its replica. */
  round = 0;
  up = false;
  runner: MinerRunner | null = null;
  private stored: Uint8Array | undefined;
  private dies: Death | null = null;
  /** Counts lives: what an earlier one still says is not heard. */
  private life = 0;

  constructor(
    private readonly world: World,
    readonly identity: MinerIdentity,
    readonly position: number,
    readonly corrupt: boolean,
    branch: Branch,
  ) {
    this.branch = branch;
  }

  get id(): string {
    return this.identity.id;
  }

  get chain(): ContractState {
    return this.branch.states[this.round]!;
  }

  get state(): MinerState | null {
    return this.runner?.state ?? null;
  }

  async boot(): Promise<void> {
    const { world, identity } = this;
    const { plan, time } = world;
    this.up = true;
    this.dies = null;
    const life = ++this.life;
    const dice = world.dice.of(`machine ${this.position}/${life}`);
    const random = (length: number) => dice.bytes(length);
    const own: SteppingMiner = new Miner({
      scheme: plan.scheme,
      identity,
      random,
      cache: world.cache,
      batchDelay: 100,
      retryBase: 600,
      retryCap: 2400,
    });
    const say = (words: () => void): void => {
      if (life !== this.life || !this.up) return;
      words();
      if (this.dies === "after the first word") this.die();
    };
    const machine = this;
    this.runner = new MinerRunner({
      id: identity.id,
      miner: this.corrupt ? world.corrupted(own, this) : world.observed(own, this),
      cipher: new HpkeCipher(identity, { random, encapsulation: () => dice.bytes(32) }),
      channel: new FrameChannel(identity, { chainId: world.genesis.chainId }),
      chain: {
        get state() {
          return machine.chain;
        },
        get attested() {
          return world.attestedFor(machine);
        },
        submit: (transaction: Transaction) => say(() => world.submits(this, transaction)),
        append: (entry: LedgerEntry) => say(() => world.appends(this, entry)),
      },
      transport: { send: (to, message) => say(() => world.network.send(this.id, to, message)) },
      store: this.store(life),
      clock: time,
      timers: time.timersOf(identity.id, "alarm"),
      onEvidence: (notice) =>
        say(() => {
          world.tally.add(`evidence ${notice.code}`);
          world.watch.evidence(this, notice);
        }),
      onLost: (error) => world.watch.lost(this, error),
      onStopped: (error) => {
        // what was left of an earlier life waits for its store in vain
        if (life === this.life) world.watch.stopped(this, error);
      },
    });
    await this.runner.load();
    // not waited for: it may die of it
    this.runner.notify("restarted").catch(() => {});
    await world.settle([this]);
  }

  private store(life: number): Store {
    const { world } = this;
    return {
      get: () => this.stored,
      put: async (_, value) => {
        if (life !== this.life || !this.up) return new Promise<never>(() => {});
        const { plan, trouble } = world;
        this.dies = !this.corrupt && trouble.chance(plan.kill) ? trouble.pick(DEATHS) : null;
        if (this.dies === "before the put") {
          this.die();
          return new Promise<never>(() => {});
        }
        if (world.transparent && plan.storeDelay > 0) await this.later(trouble.below(plan.storeDelay));
        if (life !== this.life || !this.up) return new Promise<never>(() => {});
        this.stored = value;
        if (this.dies === "after the put") {
          this.die();
          return new Promise<never>(() => {});
        }
      },
      delete: () => {},
    };
  }

  private later(milliseconds: number): Promise<void> {
    const { time } = this.world;
    return new Promise((resolve) => time.schedule(time.now() + milliseconds, "alarm", this.id, resolve));
  }

  /** Goes down at once, and comes back in a while. */
  die(): void {
    this.world.tally.add("crash");
    this.up = false;
    this.dies = null;
    this.life++;
    this.runner = null;
    this.world.comesBack(this);
  }

  /** For transactions as the ledger has them. */
  static entryOf(transaction: Transaction): LedgerEntry {
    return transactionEntry(transaction);
  }
}

const DEATHS: readonly Death[] = ["before the put", "after the put", "after the first word"];

export type { ProtocolCache };
