// A chain's past, written in one process in virtual time by the nodes of the product: sharders close every round with
// ticks and sign every edge, miners make one view after the other. Nothing waits, the clock jumps.
import { MemoryLog } from "../../../../src/ledger/memory-log.js";
import { LogChain } from "../../../../src/node/log/chain.js";
import { MinerNode } from "../../../../src/node/miner-node.js";
import type { Store } from "../../../../src/node/ports.js";
import { SharderNode } from "../../../../src/node/sharder-node.js";
import { FrameChannel } from "../../../../src/sealing/channel.js";
import { HpkeCipher } from "../../../../src/sealing/cipher.js";
import { VirtualTime } from "../../../../src/simulation/time.js";
import { MemoryNetwork } from "../../../../src/transport/memory.js";
import type { LedgerEntry } from "../../../../src/view-change/entries.js";
import type { MinerIdentity, SharderIdentity } from "../../../../src/view-change/identity.js";
import { Miner } from "../../../../src/view-change/miner/miner.js";
import { type Founders, scheme } from "../../support/founders.js";

/** What a node has stored, by key. */
export type Stored = ReadonlyMap<string, Uint8Array>;

export interface History {
  readonly entries: readonly LedgerEntry[];
  /** By id. */
  readonly stores: ReadonlyMap<string, Stored>;
  /** Rounds that have closed. */
  readonly rounds: number;
}

export interface HistoryOptions {
  readonly founders: Founders;
  /** Entries at the beginning: of the miners who are there from the start. */
  readonly entries: readonly LedgerEntry[];
  readonly miners: readonly MinerIdentity[];
  readonly views: number;
  readonly onView?: (view: number) => void;
}

/** A store whose content can be taken elsewhere. */
class OpenStore implements Store {
  readonly values = new Map<string, Uint8Array>();
  put(key: string, value: Uint8Array): void {
    this.values.set(key, value.slice());
  }
  get(key: string): Uint8Array | undefined {
    return this.values.get(key)?.slice();
  }
  delete(key: string): void {
    this.values.delete(key);
  }
}

interface Living {
  readonly id: string;
  readonly chain: LogChain;
  readonly store: OpenStore;
  idle(): Promise<void>;
  stop(): Promise<void>;
}

export async function writeHistory(options: HistoryOptions): Promise<History> {
  const { founders, miners, views, onView = () => {} } = options;
  const { genesis } = founders;
  const time = new VirtualTime();
  const network = new MemoryNetwork({
    clock: time,
    timersOf: (id) => time.timersOf(id, "message"),
    minDelay: 1,
    maxDelay: 10,
  });
  const log = new MemoryLog();
  for (const { kind, bytes } of options.entries) await log.append(kind, bytes);
  const common = async (id: string) => {
    const store = new OpenStore();
    const chain = await LogChain.open({ genesis, ledger: log, store });
    const alarms = { clock: time, timers: time.timersOf(id, "alarm") };
    return { id, chain, store, alarms };
  };
  const sharder = async (identity: SharderIdentity): Promise<Living> => {
    const { alarms, ...own } = await common(identity.id);
    const node = await SharderNode.start({ identity, chain: own.chain, store: own.store, ...alarms });
    return { ...own, idle: () => node.idle(), stop: () => node.stop() };
  };
  const miner = async (identity: MinerIdentity): Promise<Living> => {
    const { alarms, ...own } = await common(identity.id);
    const node = await MinerNode.start({
      ...{ id: identity.id, chain: own.chain, store: own.store, ...alarms },
      miner: new Miner({ scheme, identity, batchDelay: 10, retryBase: 400, retryCap: 3200 }),
      cipher: new HpkeCipher(identity),
      channel: new FrameChannel(identity, { chainId: genesis.chainId }),
      transport: network.endpoint(identity.id),
    });
    return { ...own, idle: () => node.idle(), stop: () => node.stop() };
  };
  const nodes = [...(await Promise.all(miners.map(miner))), ...(await Promise.all(founders.sharders.map(sharder)))];
  const [{ chain }] = nodes as [Living];
  const settle = async () => {
    for (let turn = 0; turn < 3; turn++) {
      await new Promise((resolve) => setImmediate(resolve));
      await Promise.all(nodes.map((node) => node.idle()));
    }
  };
  let told = 0;
  while (chain.state.current.number < views || chain.state.session !== null) {
    const happenings = time.next();
    if (happenings === null) throw new Error(`nothing happens any more after view ${chain.state.current.number}`);
    for (const { on, action } of happenings) if (on) action();
    await settle();
    const { number } = chain.state.current;
    if (number > told) {
      told = number;
      onView(number);
    }
  }
  const rounds = chain.head.round;
  await Promise.all(nodes.map((node) => node.stop()));
  await Promise.all(nodes.map((node) => node.chain.close()));
  const position = Number((await log.head()).position);
  const entries = await log.read(0n, position);
  return { entries, stores: new Map(nodes.map(({ id, store }) => [id, store.values])), rounds };
}
