// What node.js has for ledgers that only order entries, and the log in memory: see ../arguments.test.ts.
import { FeldsparError } from "../../../bindings/errors.js";
import * as node from "../../../src/entry/node.js";
import { MagicBlock, ViewChangeContract } from "../../../src/entry/view-change.js";
import { MemoryLog } from "../../../src/ledger/memory-log.js";
import { encodeTick } from "../../../src/node/log/statements.js";
import { MemoryStore } from "../../../src/store/memory.js";
import { stateHash } from "../../../src/view-change/contract/state-bytes.js";
import { signLongTerm } from "../../../src/view-change/identity.js";
import { type Any, type Case, call, construct, firstOf, method } from "./call.js";
import { driven, inOffice, office } from "./world.js";

const scheme = "min-sig";
const { genesisHash, round } = inOffice;
const { sharder, genesis } = office;
/** Of this chain's one sharder. */
export const logSharder = { ...sharder, url: "https://sharder.example" };
const hash = new Uint8Array(32).fill(7);
const place = { round, position: 3n, logHash: hash };
const id = sharder.id;

const tick = { ...place, id, signature: signLongTerm(scheme, sharder, node.tickMessage(genesisHash, place)) };
const state = { ...place, stateHash: stateHash(inOffice) };
const checkpoint = {
  ...{ ...state, id },
  signature: signLongTerm(scheme, sharder, node.checkpointMessage(genesisHash, state)),
};
const snapshot = { head: place, attested: 1, state: inOffice };
const trusted = { genesisHash, blockHash: MagicBlock.hash(inOffice.current.magicBlock!) };

class Archive {
  async keep(): Promise<void> {}
}
const chainOptions = () => ({
  ...{ genesis, ledger: new MemoryLog(), store: new MemoryStore(), contract: new ViewChangeContract() },
  ...{ snapshot: { ...snapshot, head: { ...place, position: 0n, logHash: node.EMPTY_LOG_HASH } }, snapshotEvery: 5 },
  ...{ archive: new Archive(), onStopped: () => {}, onLost: () => {} },
});
const opened = async () => {
  const chain = await node.LogChain.open(chainOptions());
  await chain.caughtUp();
  return chain;
};
export const logChain = await opened();
const closed = await opened();

const log = new MemoryLog();
await log.append("member", hash);
const signal = new AbortController().signal;
const engineOptions = { log, genesisHash, scheme, office: () => node.officeOf(inOffice) };
const engine = new node.TickedEngine(engineOptions as Any);
const begin = { round: 0, position: 0n, logHash: node.EMPTY_LOG_HASH };
/** It waits for nothing, whatever is asked of it. */
const reader = { stopped: new FeldsparError("STOPPED", "the reader was stopped") };

const attestation = new node.Attestation();
attestation.begin(inOffice, place);
const entries = [{ kind: "checkpoint", bytes: node.encodeCheckpoint(scheme, checkpoint) }];
const applied = {
  ...{ ledgerBlock: { ...place, round: round + 1, position: 4n, entries }, block: { round: round + 1, entries } },
  ...{ before: inOffice, after: inOffice, events: [] },
};

const timekeeperOptions = () => ({
  ...{ identity: { ...sharder }, chain: logChain, store: new MemoryStore(), putTimeout: 1000 },
  ...{ clock: node.systemClock, timers: node.systemTimers },
  ...{ onConflict: () => {}, onLost: () => {}, onStopped: () => {} },
});
const timekeeper = new node.TimekeeperRunner(timekeeperOptions());
await timekeeper.load();

export const LOG: Record<string, Case> = {
  "node.LogChain.open": call(async (options: Any) => {
    const chain = await node.LogChain.open(options);
    await chain.close();
  }, chainOptions()),
  "node.LogChain#append": method(logChain, "append", { kind: "member", bytes: hash }),
  "node.LogChain#submit": method(logChain, "submit", driven.transactions("mpk", driven.everybody[0]!.id)[0]!),
  "node.LogChain#applied": method(logChain, "applied", 0),
  "node.LogChain#attestedEdge": method(logChain, "attestedEdge", 1),
  "node.LogChain#caughtUp": method(logChain, "caughtUp"),
  "node.LogChain#signsEdge": method(logChain, "signsEdge", id),
  "node.LogChain#storedSnapshot": method(logChain, "storedSnapshot"),
  "node.LogChain#subscribe": call(
    (listener: Any) => logChain.subscribe(listener)(),
    () => {},
  ),
  "node.LogChain#close": method(closed, "close"),
  "new node.TickedEngine": construct(node.TickedEngine, engineOptions),
  "node.TickedEngine#append": method(engine, "append", "member", hash, signal),
  "node.TickedEngine#blocks": call(
    async (from: Any, ending: Any) => firstOf(engine.blocks(from, ending)),
    ...[begin, signal],
  ),
  "node.TickedEngine#hasRead": method(engine, "hasRead", 0n, reader),
  "node.TickedEngine#head": method(engine, "head"),
  "node.TickedEngine#close": method(new node.TickedEngine({ ...engineOptions, log: new MemoryLog() } as Any), "close"),
  "new node.Attestation": construct(node.Attestation, 1),
  "node.Attestation#begin": method(attestation, "begin", inOffice, place),
  "node.Attestation#take": method(attestation, "take", applied),
  "node.Attestation#signs": method(attestation, "signs", id),
  "node.Attestation#checkpointsOf": method(attestation, "checkpointsOf", round),
  "new node.TimekeeperRunner": construct(node.TimekeeperRunner, timekeeperOptions()),
  "node.TimekeeperRunner#idle": method(timekeeper, "idle"),
  "node.TimekeeperRunner#load": method(timekeeper, "load"),
  "node.TimekeeperRunner#notify": method(timekeeper, "notify"),
  "node.TimekeeperRunner#stop": method(new node.TimekeeperRunner(timekeeperOptions()), "stop"),
  "node.isEdge": call(node.isEdge, driven.state, inOffice),
  "node.officeOf": call(node.officeOf, inOffice),
  "node.chained": call(node.chained, hash, hash),
  "node.entryHash": call(node.entryHash, { kind: "member", bytes: hash }),
  "node.tickMessage": call(node.tickMessage, genesisHash, place),
  "node.checkpointMessage": call(node.checkpointMessage, genesisHash, state),
  "node.decodeTick": call(node.decodeTick, scheme, encodeTick(scheme, tick)),
  "node.encodeCheckpoint": call(node.encodeCheckpoint, scheme, checkpoint),
  "node.decodeCheckpoint": call(node.decodeCheckpoint, scheme, entries[0]!.bytes),
  "node.encodeSnapshot": call(node.encodeSnapshot, snapshot),
  "node.decodeSnapshot": call(node.decodeSnapshot, node.encodeSnapshot(snapshot)),
  "node.verifySnapshot": call(node.verifySnapshot, node.encodeSnapshot(snapshot), [checkpoint], trusted),
  "node.snapshotKey": call(node.snapshotKey, genesisHash),
  "node.timekeeperKey": call(node.timekeeperKey, genesisHash, id),

  "new ledger/memory.MemoryLog": construct(MemoryLog),
  "ledger/memory.MemoryLog#append": method(log, "append", "member", hash, signal),
  "ledger/memory.MemoryLog#entries": call(
    async (after: Any, ending: Any) => firstOf(log.entries(after, ending)),
    ...[0n, signal],
  ),
  "ledger/memory.MemoryLog#read": method(log, "read", 0n, 5),
  "ledger/memory.MemoryLog#head": method(log, "head"),
  "ledger/memory.MemoryLog#close": method(new MemoryLog(), "close"),
};

export async function endLog(): Promise<void> {
  await timekeeper.stop();
  await logChain.close();
}
