// "feldspar-dkg/view-change.js": selecting the next miners and making their key on a blockchain.
export { KeyTable, ProtocolCache } from "./caches.js";
export { type ChainOptions, type ChainVerdict, verifyMagicBlockChain } from "./chain.js";
export { type Applied, type GenesisOptions, ViewChangeContract } from "./contract.js";
export {
  type AcceptedContribution,
  type Block,
  type ContractEvent,
  type ContractState,
  type CurrentView,
  entryOf,
  RESTART_REASONS,
  type RestartReason,
  remaining,
  type SessionState,
} from "./contract-state.js";
export { type EnvelopeContext, ShareCipher } from "./envelope.js";
export {
  checkMinerRecord,
  createMinerIdentity,
  identityDst,
  type MinerIdentity,
  type MinerRecord,
  minerIdOf,
  registrationMessage,
  registrationOf,
  type SharderRecord,
} from "./identity.js";
export {
  confirmationMessage,
  handOverMessage,
  MagicBlock,
  type MagicBlockCertificate,
  type MagicBlockDealing,
  type MagicBlockMiner,
  type MagicBlockRemoval,
  type MagicBlockSharder,
  type Verdict,
} from "./magic-block.js";
export { Miner, type MinerEffect, type MinerEvent, type MinerOptions, type Step } from "./miner.js";
export {
  decodeMinerState,
  encodeMinerState,
  type MinerKey,
  type MinerSession,
  type MinerState,
} from "./miner-state.js";
export { type MinerWork, OwnWork, type ReceivedShare } from "./miner-work.js";
export * from "./parameters.js";
export { type PartyIds, partyIdOf } from "./party-ids.js";
export * from "./payloads.js";
export type { Clock, Ledger, Random, Store, Timers, Transport } from "./ports.js";
export { type Entry, type Qualification, type QualificationInput, qualify } from "./qualification.js";
export { MinerRunner, type MinerRunnerOptions, minerStateKey, type Notice } from "./runner.js";
export { type SelectionOptions, selectMiners } from "./selection.js";
export { acknowledgementMessage, commitmentsHash, type FrozenMember, frozenListHash, sessionId } from "./session.js";
export { FAULT_KINDS, type Fault, type FaultName, parseFaults } from "./simulation/faults.js";
export type * from "./simulation/report.js";
export { runViewChange } from "./simulation/run.js";
export {
  decodeTransaction,
  encodeTransaction,
  signTransaction,
  type Transaction,
  type TransactionPhase,
  transactionMessage,
} from "./transaction.js";
export { decodeWire, encodeWire, type WireMessage } from "./wire.js";
