// "feldspar-dkg/node.js": a miner as a machine runs it: its node, its replica of the contract, a member of a beacon, a
// sharder, and the ports on which they stand. A node is a participant of a network: nothing here needs Node.js,
// browsers have clocks and timers too. The miner itself, its cipher, the contract and the entries of a ledger are in
// "view-change.js", a beacon's member is in "beacon.js"; what stands in for a blockchain, a network and a disk is in
// "ledger/memory.js", "transport/memory.js" and "store/memory.js".
export { beaconChainOf } from "../node/beacon-chain.js";
export { BeaconNode, type BeaconNodeOptions, beaconBlockKey } from "../node/beacon-node.js";
export {
  type BeaconEvidence,
  BeaconRunner,
  type BeaconRunnerOptions,
  type SteppingBeaconMember,
} from "../node/beacon-runner.js";
export { beaconStateKey } from "../node/beacon-state.js";
export { type AheadPool, ContractAhead, type ContractAheadOptions } from "../node/contract-ahead.js";
export type { EvidenceCode, EvidenceNotice } from "../node/evidence.js";
export type { Judgement } from "../node/judgement.js";
export { Attestation, type Edge, isEdge } from "../node/log/attestation.js";
export { type ChainOptions, LogChain } from "../node/log/chain.js";
export { chained, EMPTY_LOG_HASH, entryHash } from "../node/log/log-hash.js";
export { type Office, type OfficeSharder, officeOf } from "../node/log/office.js";
export { decodeSnapshot, encodeSnapshot, type Snapshot, snapshotKey, verifySnapshot } from "../node/log/snapshot.js";
export {
  type Checkpoint,
  checkpointMessage,
  decodeCheckpoint,
  decodeTick,
  encodeCheckpoint,
  type Tick,
  tickMessage,
} from "../node/log/statements.js";
export { TickedEngine, type TickedEngineOptions } from "../node/log/ticked-engine.js";
export type { TimekeeperMemory } from "../node/log/timekeeper.js";
export { TimekeeperRunner, type TimekeeperRunnerOptions, timekeeperKey } from "../node/log/timekeeper-runner.js";
export { MinerNode, type MinerNodeOptions } from "../node/miner-node.js";
export { MinerRunner, type MinerRunnerOptions, type Notice } from "../node/miner-runner.js";
export { minerStateKey } from "../node/miner-state.js";
export type {
  Appended,
  ChainView,
  Clock,
  EntryLog,
  Head,
  LedgerBlock,
  LedgerEngine,
  Store,
  Timers,
  Transport,
} from "../node/ports.js";
export { type AppliedBlock, type AppliesBlocks, Replica, type ReplicaOptions } from "../node/replica.js";
export { SharderNode, type SharderNodeOptions } from "../node/sharder-node.js";
export {
  SharderRunner,
  type SharderRunnerOptions,
  type SteppingSharder,
  sharderMemoryKey,
} from "../node/sharder-runner.js";
export { sharedTransport } from "../node/shared-transport.js";
export { systemClock, systemTimers } from "../node/system.js";
