// node.js and the three adapters in memory: see ../arguments.test.ts.
import { BeaconMember } from "../../../src/beacon/index.js";
import * as node from "../../../src/entry/node.js";
import * as viewChange from "../../../src/entry/view-change.js";
import { MemoryEngine } from "../../../src/ledger/memory.js";
import { MemoryStore } from "../../../src/store/memory.js";
import { MemoryNetwork } from "../../../src/transport/memory.js";
import { type Any, type Case, call, construct, firstOf, method } from "./call.js";
import { logChain, logSharder } from "./log.js";
import { driven, inOffice, miners, office, published } from "./world.js";

const [identity] = miners as [viewChange.MinerIdentity];
const { id } = identity;
const hash = new Uint8Array(32).fill(7);
/** Ports are objects with methods, of classes of a caller's; what becomes of broken ones is in test/protocol/node. */
class Nobody {
  send(): void {}
  receive(): void {}
}
class View {
  readonly attested = Number.POSITIVE_INFINITY;
  constructor(readonly state: viewChange.ContractState) {}
  submit(): void {}
  append(): void {}
  subscribe(): () => void {
    return () => {};
  }
}
const nobody = new Nobody();
const view = new View(published);
const channel = new viewChange.FrameChannel(identity, { chainId: "driven" });
const ports = {
  ...{ id, channel, transport: nobody, putTimeout: 1000, clock: node.systemClock, timers: node.systemTimers },
  ...{ onEvidence: () => {}, onLost: () => {}, onStopped: () => {} },
};
const minerOptions = () => ({
  ...{ ...ports, chain: view, store: new MemoryStore(), cipher: new viewChange.HpkeCipher(identity) },
  miner: new viewChange.Miner({ scheme: "min-sig", identity }),
});
const current = inOffice.current.magicBlock!;
const beaconOptions = () => ({
  ...{ ...ports, block: current, chain: new View(inOffice), store: new MemoryStore(), onOutput: () => {} },
  member: new BeaconMember({ id, secretShare: office.keyOf(id)!.secretShare }),
});
const sharder = { ...driven.sharder, url: "https://sharder.example" };
const sharderOptions = () => ({
  ...{ id: sharder.id, sharder: new viewChange.Sharder("min-sig", sharder), chain: view, store: new MemoryStore() },
  ...{ putTimeout: 1000, onLost: () => {}, onStopped: () => {} },
});
const loaded = async <Runner extends { load(): Promise<void> }>(runner: Runner) => {
  await runner.load();
  return runner;
};
const minerRunner = await loaded(new node.MinerRunner(minerOptions() as Any));
const beaconRunner = await loaded(new node.BeaconRunner(beaconOptions() as Any));
const sharderRunner = await loaded(new node.SharderRunner(sharderOptions() as Any));
const minerNode = await node.MinerNode.start(minerOptions() as Any);
const stopped = new node.MinerRunner(minerOptions() as Any);

const engine = new MemoryEngine();
const genesis = new viewChange.ViewChangeContract().genesis(published.genesis);
const replicaOptions = () => ({ engine: new MemoryEngine(), genesis, attested: () => 5, onStopped: () => {} });
const replica = node.Replica.open(replicaOptions());
const transaction = driven.transactions("mpk", id)[0]!;
const output = { round: 1, timeoutCount: 0, previousRandomness: hash, signature: new Uint8Array(48) };
const begin = { round: 0, position: 0n, logHash: node.EMPTY_LOG_HASH };

const aheadPool = {
  batchVerify: async () => ({ valid: true, invalid: [] }),
  decodeCommitmentLists: async () => [],
  evaluateAhead: async () => {},
};
const ahead = new node.ContractAhead({ pool: aheadPool });

const networkOptions = {
  ...{ clock: node.systemClock, timersOf: () => node.systemTimers, loss: 0, duplication: 0, minDelay: 1, maxDelay: 5 },
};
const network = new MemoryNetwork(networkOptions);
const endpoint = network.endpoint("a");
const store = new MemoryStore();

const beaconNodeOptions = () => {
  const { member: _, block: __, ...shared } = beaconOptions();
  return { ...shared, miner: { state: office.states.get(id)! }, member: { timeout: 60_000, doubling: false } };
};
const beaconNode = await node.BeaconNode.start(beaconNodeOptions() as Any);
const sharderNodeOptions = () => ({
  ...{ identity: logSharder, chain: logChain, store: new MemoryStore(), putTimeout: 1000 },
  ...{ clock: node.systemClock, timers: node.systemTimers },
  ...{ onConflict: () => {}, onLost: () => {}, onStopped: () => {} },
});
const sharderNode = await node.SharderNode.start(sharderNodeOptions() as Any);

export const NODE: Record<string, Case> = {
  "new node.MinerRunner": call((options: Any) => new node.MinerRunner(options), minerOptions()),
  "node.MinerRunner#judge": method(minerRunner, "judge", hash),
  "node.MinerRunner#idle": method(minerRunner, "idle"),
  "node.MinerRunner#load": method(minerRunner, "load"),
  "node.MinerRunner#notify": method(minerRunner, "notify", "block"),
  "node.MinerRunner#receive": method(minerRunner, "receive", [hash]),
  "node.MinerRunner#stop": method(stopped, "stop"),
  "new node.BeaconRunner": construct(node.BeaconRunner, beaconOptions()),
  "node.BeaconRunner#judge": method(beaconRunner, "judge", hash),
  "node.BeaconRunner#idle": method(beaconRunner, "idle"),
  "node.BeaconRunner#load": method(beaconRunner, "load"),
  "node.BeaconRunner#notify": method(beaconRunner, "notify", "block"),
  "node.BeaconRunner#receive": method(beaconRunner, "receive", [hash]),
  "node.BeaconRunner#offer": method(beaconRunner, "offer", output),
  "node.BeaconRunner#stop": method(new node.BeaconRunner(beaconOptions() as Any), "stop"),
  "new node.SharderRunner": construct(node.SharderRunner, sharderOptions()),
  "node.SharderRunner#idle": method(sharderRunner, "idle"),
  "node.SharderRunner#load": method(sharderRunner, "load"),
  "node.SharderRunner#notify": method(sharderRunner, "notify"),
  "node.SharderRunner#stop": method(new node.SharderRunner(sharderOptions() as Any), "stop"),
  "node.MinerNode.start": call(async (options: Any) => {
    const started = await node.MinerNode.start(options);
    await started.stop();
  }, minerOptions()),
  "node.MinerNode#judge": method(minerNode, "judge", hash),
  "node.MinerNode#idle": method(minerNode, "idle"),
  "node.MinerNode#stop": method(minerNode, "stop"),
  "node.BeaconNode.start": call(async (options: Any) => {
    const started = await node.BeaconNode.start(options);
    await started.stop();
  }, beaconNodeOptions()),
  "node.BeaconNode#idle": method(beaconNode, "idle"),
  "node.BeaconNode#judge": method(beaconNode, "judge", hash),
  "node.BeaconNode#look": method(beaconNode, "look"),
  "node.BeaconNode#offer": method(beaconNode, "offer", output),
  "node.BeaconNode#offerRound": method(beaconNode, "offerRound", { round: 1, signature: new Uint8Array(48) }),
  "node.BeaconNode#stop": method(await node.BeaconNode.start(beaconNodeOptions() as Any), "stop"),
  "node.SharderNode.start": call(async (options: Any) => {
    const started = await node.SharderNode.start(options);
    await started.stop();
  }, sharderNodeOptions()),
  "node.SharderNode#idle": method(sharderNode, "idle"),
  "node.SharderNode#stop": method(await node.SharderNode.start(sharderNodeOptions() as Any), "stop"),
  "node.sharedTransport": call(node.sharedTransport, nobody, 2),
  "node.beaconBlockKey": call(node.beaconBlockKey, hash, id, 1),
  "new node.ContractAhead": construct(node.ContractAhead, { pool: aheadPool, cache: new viewChange.ProtocolCache() }),
  "node.ContractAhead#apply": method(ahead, "apply", published, { round: published.round + 1, entries: [] }),
  "node.ContractAhead#prepare": method(ahead, "prepare", published, {
    entries: [viewChange.transactionEntry(transaction)],
  }),
  "node.Replica.open": call((options: Any) => node.Replica.open(options).close(), replicaOptions()),
  "node.Replica#append": method(replica, "append", { kind: "member", bytes: hash }),
  "node.Replica#submit": method(replica, "submit", transaction),
  "node.Replica#applied": method(replica, "applied", 0),
  "node.Replica#subscribe": call(
    (listener: Any) => replica.subscribe(listener)(),
    () => {},
  ),
  "node.Replica#close": call(() => node.Replica.open(replicaOptions()).close()),
  "node.beaconChainOf": call(node.beaconChainOf, inOffice, 1, current),
  "node.beaconStateKey": call(node.beaconStateKey, hash, id, 1),
  "node.minerStateKey": call(node.minerStateKey, hash, id),
  "node.sharderMemoryKey": call(node.sharderMemoryKey, hash, id),
  "node.systemClock.now": call(node.systemClock.now),
  "node.systemTimers.at": call(
    (time: Any, action: Any) => node.systemTimers.at(time, action)(),
    0,
    () => {},
  ),

  "new ledger/memory.MemoryEngine": construct(MemoryEngine, { round: 0 }),
  "ledger/memory.MemoryEngine#append": method(engine, "append", "member", hash, new AbortController().signal),
  "ledger/memory.MemoryEngine#blocks": call(
    async (from: Any, signal: Any) => firstOf(engine.blocks(from, signal)),
    begin,
    new AbortController().signal,
  ),
  "ledger/memory.MemoryEngine#produce": method(engine, "produce"),
  "ledger/memory.MemoryEngine#head": method(engine, "head"),
  "ledger/memory.MemoryEngine#close": method(new MemoryEngine(), "close"),
  "new transport/memory.MemoryNetwork": construct(MemoryNetwork, networkOptions),
  "transport/memory.MemoryNetwork#endpoint": method(network, "endpoint", "b"),
  "transport/memory.Transport#send": method(endpoint, "send", "b", hash),
  "transport/memory.Transport#receive": method(endpoint, "receive", () => {}),
  "new store/memory.MemoryStore": construct(MemoryStore),
  "store/memory.MemoryStore#put": method(store, "put", "key", hash),
  "store/memory.MemoryStore#get": method(store, "get", "key"),
  "store/memory.MemoryStore#delete": method(store, "delete", "key"),
};

export async function endNodes(): Promise<void> {
  replica.close();
  await Promise.all([beaconNode.stop(), sharderNode.stop()]);
}
