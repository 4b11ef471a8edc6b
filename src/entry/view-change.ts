// "feldspar-dkg/view-change.js": selecting the next miners and making their key on a blockchain.

export type { MerklePath } from "../encoding/index.js";
export type {
  BeaconMode,
  BeaconSettings,
  CertifiedHeader,
  ChainOptions,
  ChainVerdict,
  CheckedParameters,
  CommitmentEncoding,
  FirstSignatures,
  Fraction,
  Genesis,
  GenesisInput,
  GenesisSharder,
  MagicBlockBody,
  MagicBlockCertificate,
  MagicBlockDealing,
  MagicBlockHeader,
  MagicBlockMember,
  MagicBlockRemoval,
  MagicBlockSharder,
  MemberProof,
  Mode,
  ParametersContext,
  PartyIds,
  Phase,
  Predecessor,
  ProofOf,
  ProvenKey,
  Purpose,
  QualificationRules,
  RemovalCode,
  Role,
  SchemeName,
  SharderProof,
  Sound,
  SoundGenesis,
  Threshold,
  Thresholds,
  TieBreak,
  Verdict,
  ViewChangeParameters,
  ViewChangeParametersInput,
} from "../magic-block/index.js";
export {
  applicationMessage,
  BEACON_MODES,
  COMMITMENT_ENCODINGS,
  ceilFraction,
  chainIdHash,
  checkGenesis,
  checkHeader,
  checkParameters,
  checkThresholds,
  confirmMessage,
  decodeBlock,
  decodeGenesis,
  decodeMemberProof,
  decodeSharderProof,
  encodeBlock,
  encodeGenesis,
  encodeMemberProof,
  encodeSharderProof,
  firstMessage,
  genesisFromJson,
  genesisHash,
  genesisToJson,
  handOverMessage,
  headersFromJson,
  headersToJson,
  identityDst,
  lotMessage,
  MAX_MINERS,
  MAX_SHARDERS,
  MagicBlock,
  MODES,
  makeGenesis,
  memberProofFromJson,
  memberProofToJson,
  minerIdOf,
  PARTY_IDS,
  PHASES,
  PURPOSES,
  parametersHash,
  parseThreshold,
  partyIdOf,
  proveMember,
  proveSharder,
  QUALIFICATIONS,
  REMOVAL_CODES,
  resolveThresholds,
  secrecyMargin,
  sharderProofFromJson,
  sharderProofToJson,
  thresholdWarnings,
  validateParameters,
  verifyHeaderChain,
  verifyMagicBlockChain,
  verifyMember,
  verifySharder,
} from "../magic-block/index.js";
export type { Agreements } from "../sealing/agreements.js";
export {
  type ChannelKeys,
  FrameChannel,
  type FrameChannelOptions,
  type MessageChannel,
} from "../sealing/channel.js";
export {
  type EncryptionKeys,
  type EnvelopeContext,
  HpkeCipher,
  type HpkeCipherOptions,
  type LongTermKeys,
  type OpeningKeys,
  type SealingKeys,
  type ShareCipher,
} from "../sealing/cipher.js";
export {
  decodeFrame,
  encodeFrame,
  FRAME_KINDS,
  type Frame,
  type FrameKind,
  type FrameScope,
  frameMessage,
  type ReadFrame,
  readFrame,
  type SessionKind,
} from "../sealing/frame.js";
export type { RawKeyPair, X25519KeyPair, X25519PublicKey } from "../sealing/keys.js";
export {
  FAULT_KINDS,
  type Fault,
  type FaultKind,
  type FaultName,
  type FaultTime,
  parseFaults,
} from "../simulation/faults/plan.js";
export type * from "../simulation/report/report.js";
export { runViewChange } from "../simulation/run.js";
export { type HashedCommitments, KeyTable, ProtocolCache, type ProtocolCacheOptions } from "../view-change/caches.js";
export { type Applied, ViewChangeContract } from "../view-change/contract/contract.js";
export { type Failure, REMOVAL_REASONS } from "../view-change/contract/events.js";
export { evidenceFileOf } from "../view-change/contract/evidence-file.js";
export {
  type Entry,
  type Qualification,
  type QualificationInput,
  qualify,
} from "../view-change/contract/qualification.js";
export { needsLot, type Selectable, type SelectionOptions, selectMiners } from "../view-change/contract/selection.js";
export {
  type AcceptedContribution,
  type BeaconOwner,
  type Block,
  type Candidate,
  type Closing,
  type ContractEvent,
  type ContractState,
  type CurrentView,
  type Decision,
  entryOf,
  isRemaining,
  listOf,
  memberAt,
  RESTART_REASONS,
  type RestartReason,
  remaining,
  type SessionState,
  type SharderCandidate,
  type Stake,
  type Suspension,
} from "../view-change/contract/state.js";
export * from "../view-change/contract/state-bytes.js";
export * from "../view-change/entries.js";
export {
  decodeEvidence,
  type Evidence,
  type EvidenceContext,
  encodeEvidence,
  type JudgedSession,
  type MpkEvidence,
  type ShareEvidence,
  type ShareProof,
  verifyEvidence,
} from "../view-change/evidence.js";
export {
  EVIDENCE_KIND,
  type EvidenceFile,
  type EvidenceVerdict,
  evidenceFromJson,
  evidenceToJson,
  verifyEvidenceFile,
} from "../view-change/evidence-file.js";
export {
  createMinerIdentity,
  createSigningIdentity,
  type MinerIdentity,
  minerRegistration,
  type SharderIdentity,
  type SigningIdentity,
  sharderRegistration,
  signLongTerm,
  signMember,
} from "../view-change/identity.js";
export * from "../view-change/members.js";
export type {
  Addressed,
  MinerEffect,
  MinerEvent,
  MinerMessage,
  MinerNotice,
  NoticeCode,
  Now,
  Peer,
  Step,
} from "../view-change/miner/events.js";
export { Miner, type SteppingMiner } from "../view-change/miner/miner.js";
export type { MinerOptions } from "../view-change/miner/options.js";
export type { PastSessions, SessionName, SessionPlace } from "../view-change/miner/past-sessions.js";
export type {
  IncomingShare,
  MinerKey,
  MinerLot,
  MinerSession,
  MinerState,
  OutgoingShare,
  OwnHandOver,
  OwnReturn,
  OwnTransaction,
  SessionKeys,
  SignedShares,
  Submitted,
} from "../view-change/miner/state.js";
export { decodeMinerState, encodeMinerState } from "../view-change/miner/state-bytes.js";
export { type MinerWork, OwnWork, type ReceivedShare } from "../view-change/miner/work.js";
export * from "../view-change/payloads.js";
export {
  acknowledgementMessage,
  commitmentsHash,
  listHash,
  type SessionMember,
  sessionId,
  shareLeaf,
  sharesMessage,
} from "../view-change/session.js";
export {
  decodeSharderMemory,
  EMPTY_SHARDER_MEMORY,
  encodeSharderMemory,
  type SaidFirst,
  type SaidKeep,
  Sharder,
  type SharderMemory,
  type SharderStep,
} from "../view-change/sharder.js";
export {
  decodeTransaction,
  encodeTransaction,
  PHASE_OF,
  signTransaction,
  TRANSACTION_KINDS,
  type Transaction,
  type TransactionKind,
  transactionMessage,
} from "../view-change/transaction.js";
