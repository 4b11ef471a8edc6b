// Opens what orders the log of a node, as its settings say.
import { EtcdLog } from "../../ledger/etcd.js";
import { EvmEngine } from "../../ledger/evm.js";
import { LocalLog } from "../../ledger/local.js";
import { RelayedEngine } from "../../ledger/relayed.js";
import { RemoteLog } from "../../ledger/remote.js";
import { type Genesis, genesisHash } from "../../magic-block/index.js";
import type { EntryLog, LedgerEngine } from "../../node/ports.js";
import type { Observer } from "../../processes/observer.js";
import type { LevelStore } from "../../store/level.js";
import { UsageError } from "../usage-error.js";
import { readAccount } from "./evm/account.js";
import { readBoardFile } from "./evm/board-file.js";
import { checkChainId, providerOf } from "./evm/node-of-chain.js";
import { Sender } from "./evm/sender.js";
import { readText } from "./files.js";
import type { Settings } from "./settings.js";
import { tlsFetch } from "./tls-fetch.js";

/** Of a sharder: exactly one thing orders. Throws `UsageError`. */
export function checkSharderEngine({ order, follow, etcd, board, evmKey }: Settings): void {
  const ways = [order, follow.length > 0, etcd.length > 0, board !== null].filter(Boolean).length;
  if (ways !== 1)
    throw new UsageError(
      "expected either --order, of the one sharder that orders the log, or --follow with its address, or --etcd, or --board",
    );
  if (board !== null && evmKey === null)
    throw new UsageError("--evm-key: expected the account with which this sharder writes on the board");
}

/** Of a miner: sharders, or a board; only sharders write to etcd. Throws `UsageError`. */
export function checkMinerEngine({ order, follow, etcd, board, evmKey }: Settings): void {
  if (order)
    throw new UsageError("--order: expected it of a sharder alone: a miner reads the log of those that --follow names");
  if (etcd.length > 0) throw new UsageError("--etcd: only sharders write there; a miner has --follow");
  if (follow.length === 0 && (board === null || evmKey === null))
    throw new UsageError(
      "--follow: expected the addresses of sharders, by which this miner reads the log, such as http://10.0.0.1:7600",
    );
}

/** Throws `UsageError`, what files and keystores throw, LEDGER_UNAVAILABLE for a chain that does not answer. */
export async function openLedger(
  settings: Settings,
  genesis: Genesis,
  store: LevelStore,
  { lost }: Pick<Observer, "lost">,
): Promise<EntryLog | LedgerEngine> {
  if (settings.board !== null) return openBoard(settings, genesis);
  if (settings.etcd.length > 0) return openEtcd(settings, genesis);
  if (settings.order) return LocalLog.open(store);
  return new RemoteLog({ urls: settings.follow, onLost: (error) => lost("log", error) });
}

export function openEtcd(settings: Settings, genesis: Genesis): EtcdLog {
  const { etcd, etcdUser: user, etcdPasswordFile, etcdCa, etcdCert, etcdKey } = settings;
  const password = etcdPasswordFile === null ? null : readText(etcdPasswordFile).replace(/\r?\n$/, "");
  const certificates = {
    ...(etcdCa === null ? {} : { ca: readText(etcdCa) }),
    ...(etcdCert === null || etcdKey === null ? {} : { cert: readText(etcdCert), key: readText(etcdKey) }),
  };
  return new EtcdLog({
    endpoints: etcd,
    genesisHash: genesisHash(genesis),
    ...(user === null || password === null ? {} : { credentials: { user, password } }),
    ...(Object.keys(certificates).length === 0 ? {} : { fetch: tlsFetch(certificates) }),
  });
}

async function openBoard(settings: Settings, genesis: Genesis): Promise<LedgerEngine> {
  const { board: path, evmKey, follow } = settings;
  const { chainId, ...board } = readBoardFile(path!);
  const provider = providerOf(settings);
  const account = evmKey === null ? null : await readAccount(settings);
  await checkChainId(provider, chainId, settings.evm ?? settings.evmFile ?? "");
  if (account !== null && board.writers?.every(({ address }) => address !== account.address))
    throw new UsageError(`${path}: ${account.address}, the account of this node, is not among the writers`);
  const sender = account === null ? null : new Sender(provider, account);
  const engine = new EvmEngine({
    ...{ provider, ...board, pollInterval: Math.min(1000, Math.ceil(genesis.roundTime / 4)) },
    ...(sender === null ? {} : { send: (call) => sender.send(call) }),
  });
  return sender === null ? new RelayedEngine({ engine, urls: follow }) : engine;
}

/** For people: null where nobody need attest anything. */
export function attestedRound({ attested }: { readonly attested: number }): number | null {
  return Number.isFinite(attested) ? attested : null;
}
