// A whole network in one process, over HTTP on loopback: one sharder orders, the others follow it, miners know nothing
// but the genesis and the sharders' addresses.
import { MemoryLog } from "../../../src/ledger/memory-log.js";
import { RemoteLog } from "../../../src/ledger/remote.js";
import { MinerProcess } from "../../../src/processes/miner-process.js";
import { type Observer, silent } from "../../../src/processes/observer.js";
import { SharderProcess, type SharderProcessOptions } from "../../../src/processes/sharder-process.js";
import { MemoryStore } from "../../../src/store/memory.js";
import { type Founders, type FoundersOptions, found } from "./founders.js";
import { freePorts } from "./ports.js";

const version = "0.0.0";

export interface NetworkOptions {
  readonly miners: number;
  readonly sharders: number;
  /** Miners that register, but do not run. */
  readonly down?: readonly number[];
  readonly genesis?: FoundersOptions["genesis"];
  readonly dashboard?: SharderProcessOptions["dashboard"];
  /** Told of them before anybody runs. */
  readonly onFounded?: (founders: Founders) => void;
  /** Who watches the miner of this place. */
  readonly observer?: (place: number) => Observer;
  /** Who watches the sharders. */
  readonly sharderObserver?: Observer;
}

export interface Network {
  readonly founders: Founders;
  readonly log: MemoryLog;
  readonly sharders: readonly SharderProcess[];
  readonly miners: readonly MinerProcess[];
  /** Of sharders, then of miners. */
  readonly urls: readonly string[];
  stop(): Promise<void>;
}

export async function startNetwork(options: NetworkOptions): Promise<Network> {
  const { miners: minerCount, sharders: sharderCount, down = [], dashboard = null, observer = () => silent } = options;
  const ports = await freePorts(minerCount + sharderCount);
  const urls = ports.map((port) => `http://127.0.0.1:${port}`);
  const founders = await found({
    minerUrls: urls.slice(sharderCount),
    sharderUrls: urls.slice(0, sharderCount),
    ...(options.genesis === undefined ? {} : { genesis: options.genesis }),
  });
  options.onFounded?.(founders);
  const { genesis } = founders;
  const running: { stop(): Promise<unknown> }[] = [];
  const stop = async () => void (await Promise.all(running.splice(0).map((process) => process.stop())));
  const log = new MemoryLog();
  for (const { kind, bytes } of founders.entries) await log.append(kind, bytes);
  const sharders = await Promise.all(
    founders.sharders.map(async (identity, place) => {
      const ledger = place === 0 ? log : new RemoteLog({ urls: [urls[0]!] });
      const listen = { port: ports[place]! };
      const { sharderObserver: watching = silent } = options;
      const own = {
        genesis,
        identity,
        ledger,
        store: new MemoryStore(),
        listen,
        version,
        dashboard,
        observer: watching,
      };
      const process = await SharderProcess.start(own);
      running.push(process);
      return process;
    }),
  );
  await Promise.all(sharders.map((sharder) => sharder.begin()));
  const miners = await Promise.all(
    founders.miners.flatMap((identity, place) => {
      if (down.includes(place)) return [];
      const ledger = new RemoteLog({ urls: urls.slice(0, sharderCount) });
      const listen = { port: ports[sharderCount + place]! };
      const miner = { batchDelay: 20, retryBase: 100, retryCap: 500 };
      const own = {
        genesis,
        identity,
        ledger,
        store: new MemoryStore(),
        listen,
        version,
        miner,
        observer: observer(place),
      };
      return MinerProcess.start(own).then(async (process) => {
        running.push(process);
        await process.begin();
        return process;
      });
    }),
  );
  return { founders, log, sharders, miners, urls, stop };
}
