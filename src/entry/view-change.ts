// "feldspar-dkg/view-change.js": selecting the next miners and making their key on a blockchain.

export {
  type ChainOptions,
  type ChainVerdict,
  ceilFraction,
  checkThresholds,
  confirmationMessage,
  type Fraction,
  handOverMessage,
  MAX_MINERS,
  MagicBlock,
  type MagicBlockCertificate,
  type MagicBlockDealing,
  type MagicBlockMiner,
  type MagicBlockRemoval,
  type MagicBlockSharder,
  type PartyIds,
  PHASES,
  type Phase,
  parseThreshold,
  partyIdOf,
  resolveThresholds,
  type SchemeName,
  secrecyMargin,
  type Threshold,
  type Thresholds,
  thresholdWarnings,
  type Verdict,
  type ViewChangeParameters,
  type ViewChangeParametersInput,
  validateParameters,
  verifyMagicBlockChain,
} from "../magic-block/index.js";
export type { Agreements } from "../sealing/agreements.js";
export {
  type EncryptionKeys,
  type EnvelopeContext,
  HpkeCipher,
  type HpkeCipherOptions,
  type ShareCipher,
} from "../sealing/cipher.js";
export type { X25519KeyPair, X25519PublicKey } from "../sealing/keys.js";
export { FAULT_KINDS, type Fault, type FaultName, parseFaults } from "../simulation/faults/plan.js";
export type * from "../simulation/report/report.js";
export { runViewChange } from "../simulation/run.js";
export { type HashedCommitments, KeyTable, ProtocolCache, type ProtocolCacheOptions } from "../view-change/caches.js";
export { blockOf } from "../view-change/contract/block.js";
export { type Applied, type GenesisOptions, ViewChangeContract } from "../view-change/contract/contract.js";
export {
  type Entry,
  type Qualification,
  type QualificationInput,
  qualify,
} from "../view-change/contract/qualification.js";
export { type Selectable, type SelectionOptions, selectMiners } from "../view-change/contract/selection.js";
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
} from "../view-change/contract/state.js";
export {
  beaconEntry,
  decodeMember,
  ENTRY_KINDS,
  type EntryKind,
  type LedgerEntry,
  memberEntry,
  resumeEntry,
  transactionEntry,
} from "../view-change/entries.js";
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
} from "../view-change/identity.js";
export type { MinerEffect, MinerEvent, Step } from "../view-change/miner/events.js";
export { Miner, type SteppingMiner } from "../view-change/miner/miner.js";
export type { MinerOptions } from "../view-change/miner/options.js";
export type { PastSessions, SessionName } from "../view-change/miner/past-sessions.js";
export type {
  IncomingShare,
  MinerKey,
  MinerSession,
  MinerState,
  OutgoingShare,
  OwnTransaction,
} from "../view-change/miner/state.js";
export { decodeMinerState, encodeMinerState } from "../view-change/miner/state-bytes.js";
export { type MinerWork, OwnWork, type ReceivedShare } from "../view-change/miner/work.js";
export * from "../view-change/payloads.js";
export {
  acknowledgementMessage,
  commitmentsHash,
  type FrozenMember,
  frozenListHash,
  sessionId,
} from "../view-change/session.js";
export {
  decodeTransaction,
  encodeTransaction,
  signTransaction,
  type Transaction,
  type TransactionPhase,
  transactionMessage,
} from "../view-change/transaction.js";
