// The adapters of machines: HTTP, LevelDB, logs over both, and keystores: see ../arguments.test.ts.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openKeystore, sealKeystore } from "../../../src/keystore/eip2335.js";
import { readIdentity, writeIdentity } from "../../../src/keystore/identity-file.js";
import { SealedStore } from "../../../src/keystore/sealed-store.js";
import { EtcdLog } from "../../../src/ledger/etcd.js";
import { EvmEngine } from "../../../src/ledger/evm.js";
import { LocalLog } from "../../../src/ledger/local.js";
import { RemoteLog } from "../../../src/ledger/remote.js";
import { LevelStore } from "../../../src/store/level.js";
import { MemoryStore } from "../../../src/store/memory.js";
import { HttpTransport } from "../../../src/transport/http.js";
import { type Any, type Case, call, construct, firstOf, method } from "./call.js";
import { miners } from "./world.js";

const hash = new Uint8Array(32).fill(7);
const { signal } = new AbortController();
const unreachable = async () => Promise.reject(new TypeError("nobody is there"));
/** Paths that are hostile text are made below it, and nowhere else. */
const folder = mkdtempSync(join(tmpdir(), "feldspar-arguments-"));

const transportOptions = {
  ...{ urlOf: () => "http://peer.example", timeout: 5, fetch: unreachable, onTaken: () => {}, onLost: () => {} },
};
const transport = new HttpTransport(transportOptions as Any);
const level = await LevelStore.open(join(folder, "store"));
const closing = await LevelStore.open(join(folder, "closing"));
const local = await LocalLog.open(level);
const remoteOptions = {
  ...{ urls: ["http://sharder.example"], timeout: 5, copies: 1, fetch: unreachable, onLost: () => {} },
};
const remote = new RemoteLog(remoteOptions as Any);
const etcdOptions = {
  ...{ endpoints: ["http://etcd.example"], genesisHash: hash, headers: { accept: "text" }, timeout: 5 },
  ...{ watchdog: 5, fetch: unreachable, credentials: { user: "text", password: "text" } },
};
const etcd = new EtcdLog(etcdOptions as Any);
class Silent {
  request = unreachable;
}
const evmOptions = {
  ...{ provider: new Silent(), board: `0x${"ab".repeat(20)}`, startBlock: 1, send: unreachable, finality: 1 },
  ...{ pollInterval: 5, timeout: 5, writers: [{ address: `0x${"cd".repeat(20)}`, from: 1, through: 2 }] },
};
const evm = new EvmEngine(evmOptions as Any);
const sealed = new SealedStore(new MemoryStore(), hash);
await sealed.put("name", hash);
const opened = { role: "miner", scheme: "min-sig", identity: { ...miners[0]! }, storageKey: hash } as const;
const keystore = await sealKeystore(hash, "a passphrase", { work: 2 });
const unavailable = (entry: Case): Case => ({ ...entry, refused: "LEDGER_UNAVAILABLE", later: true });
const begin = { round: 0, position: 0n, logHash: new Uint8Array(32) };

export const MACHINES: Record<string, Case> = {
  "new transport/http.HttpTransport": construct(HttpTransport, transportOptions),
  "transport/http.HttpTransport#send": method(transport, "send", "a", hash),
  "transport/http.HttpTransport#receive": method(transport, "receive", () => {}),
  "transport/http.HttpTransport#deliver": call((message: Any) => {
    const taking = new HttpTransport(transportOptions as Any);
    taking.receive(() => {});
    taking.deliver(message);
  }, hash),
  "transport/http.HttpTransport#close": method(new HttpTransport(transportOptions as Any), "close"),
  "store/level.LevelStore.open": call(async (path: Any) => {
    const inside =
      typeof path === "string" && path !== "" ? join(folder, "made", path.replaceAll(/\W/g, "_").slice(0, 64)) : path;
    const store = await LevelStore.open(inside);
    await store.close();
  }, "store"),
  "store/level.LevelStore#put": method(level, "put", "key", hash),
  "store/level.LevelStore#get": method(level, "get", "key"),
  "store/level.LevelStore#delete": method(level, "delete", "key"),
  "store/level.LevelStore#batch": method(level, "batch", [{ key: "key", value: hash }]),
  "store/level.LevelStore#range": method(level, "range", "k", "l", 5),
  "store/level.LevelStore#lastKey": method(level, "lastKey", "k", "l"),
  "store/level.LevelStore#close": method(closing, "close"),
  "ledger/local.LocalLog.open": call(LocalLog.open, level),
  "ledger/local.LocalLog#append": method(local, "append", "member", hash, signal),
  "ledger/local.LocalLog#entries": call(
    async (after: Any, ending: Any) => firstOf(local.entries(after, ending)),
    0n,
    signal,
  ),
  "ledger/local.LocalLog#read": method(local, "read", 0n, 5),
  "ledger/local.LocalLog#head": method(local, "head"),
  "ledger/local.LocalLog#close": method(await LocalLog.open(level), "close"),
  "new ledger/remote.RemoteLog": construct(RemoteLog, remoteOptions),
  "ledger/remote.RemoteLog#append": unavailable(method(remote, "append", "member", hash, signal)),
  "ledger/remote.RemoteLog#entries": call(
    async (after: Any, ending: Any) => firstOf(remote.entries(after, ending)),
    0n,
    signal,
  ),
  "ledger/remote.RemoteLog#read": unavailable(method(remote, "read", 0n, 5)),
  "ledger/remote.RemoteLog#head": unavailable(method(remote, "head")),
  "ledger/remote.RemoteLog#doubt": method(remote, "doubt"),
  "ledger/remote.RemoteLog#close": method(new RemoteLog(remoteOptions as Any), "close"),
  "new ledger/etcd.EtcdLog": construct(EtcdLog, etcdOptions),
  "ledger/etcd.EtcdLog#append": unavailable(method(etcd, "append", "member", hash, signal)),
  "ledger/etcd.EtcdLog#entries": call(
    async (after: Any, ending: Any) => firstOf(etcd.entries(after, ending)),
    0n,
    signal,
  ),
  "ledger/etcd.EtcdLog#read": unavailable(method(etcd, "read", 0n, 5)),
  "ledger/etcd.EtcdLog#head": unavailable(method(etcd, "head")),
  "ledger/etcd.EtcdLog#close": method(new EtcdLog(etcdOptions as Any), "close"),
  "new ledger/evm.EvmEngine": construct(EvmEngine, evmOptions),
  "ledger/evm.EvmEngine#append": unavailable(method(evm, "append", "member", hash, signal)),
  "ledger/evm.EvmEngine#blocks": call(
    async (from: Any, ending: Any) => firstOf(evm.blocks(from, ending)),
    begin,
    signal,
  ),
  "ledger/evm.EvmEngine#head": unavailable(method(evm, "head")),
  "ledger/evm.EvmEngine#close": method(new EvmEngine(evmOptions as Any), "close"),
  "keystore.sealKeystore": call(sealKeystore, hash, "a passphrase", {
    ...{ work: 2, description: "text", path: "", publicKey: hash },
  }),
  "keystore.openKeystore": call(openKeystore, keystore, "a passphrase"),
  "keystore.writeIdentity": call(writeIdentity, opened, "a passphrase", 2),
  "keystore.readIdentity": call(readIdentity, await writeIdentity(opened, "a passphrase", 2), "a passphrase"),
  "new keystore.SealedStore": construct(SealedStore, new MemoryStore(), hash),
  "keystore.SealedStore#put": method(sealed, "put", "name", hash),
  "keystore.SealedStore#get": method(sealed, "get", "name"),
  "keystore.SealedStore#delete": method(sealed, "delete", "other"),
};

export async function endMachines(): Promise<void> {
  for (const log of [local, remote, etcd, evm]) await log.close();
  transport.close();
  await level.close();
  await closing.close();
  rmSync(folder, { recursive: true });
}
