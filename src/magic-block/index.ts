// Magic blocks and what is decided in them: the folder's door. With the signatures of src/bls this is all that a light
// client needs.
export {
  decodeBlock,
  decodeMemberProof,
  decodeSharderProof,
  encodeBlock,
  encodeMemberProof,
  encodeSharderProof,
} from "./bytes.js";
export { applicationMessage, confirmMessage, firstMessage, handOverMessage, lotMessage } from "./certificate.js";
export {
  type ChainOptions,
  type ChainStart,
  type ChainVerdict,
  verifyExaminedChain,
  verifyHeaderChain,
  verifyMagicBlockChain,
} from "./chain.js";
export { checkHeader } from "./check.js";
export {
  type Commitment,
  commitTo,
  HEADER_VERSION,
  MEMBER_TREE,
  memberTree,
  SHARDER_TREE,
  sharderTree,
} from "./encode.js";
export { type Examined, examineGenesis, type Sound, type SoundBlock, type SoundGenesis } from "./examine.js";
export { type MagicBlockFormats, magicBlockFormats } from "./format.js";
export {
  BEACON_MODES,
  type BeaconMode,
  type BeaconSettings,
  COMMITMENT_ENCODINGS,
  type CommitmentEncoding,
  chainIdHash,
  checkGenesis,
  decodeGenesis,
  encodeGenesis,
  GENESIS_KIND,
  type Genesis,
  type GenesisInput,
  type GenesisSharder,
  genesisFromJson,
  genesisHash,
  genesisToJson,
  MODES,
  type Mode,
  makeGenesis,
  PURPOSES,
  type Purpose,
  QUALIFICATIONS,
  type QualificationRules,
} from "./genesis.js";
export {
  BLOCK_KIND,
  HEADERS_KIND,
  headersFromJson,
  headersToJson,
  MEMBER_KIND,
  memberProofFromJson,
  memberProofToJson,
  readGenesis,
  readHeaders,
  readMagicBlock,
  SHARDER_KIND,
  sharderProofFromJson,
  sharderProofToJson,
  writeMagicBlock,
} from "./json.js";
export { MAX_CHAIN_ID, MAX_MINERS, MAX_SHARDERS, MAX_URL } from "./limits.js";
export {
  identityDst,
  isProven,
  minerIdOf,
  type ProvenKey,
  SCHEMES,
  type SchemeName,
  verifiesLongTerm,
} from "./long-term-keys.js";
export {
  type CertifiedHeader,
  type FirstSignatures,
  MagicBlock,
  type MagicBlockBody,
  type MagicBlockCertificate,
  type MagicBlockDealing,
  type MagicBlockHeader,
  type MagicBlockMember,
  type MagicBlockRemoval,
  type MagicBlockSharder,
  type Verdict,
} from "./magic-block.js";
export {
  CHANGEABLE_PARAMETERS,
  type CheckedParameters,
  checkParameters,
  type ParametersContext,
  PHASES,
  type Phase,
  parametersFormat,
  parametersHash,
  type TieBreak,
  type ViewChangeParameters,
  type ViewChangeParametersInput,
  validateParameters,
} from "./parameters.js";
export { PARTY_IDS, type PartyIds, partyIdFormat, partyIdOf, repeatedPartyIds } from "./party-ids.js";
export {
  type MemberProof,
  type ProofOf,
  proveMember,
  proveSharder,
  type SharderProof,
  verifyMember,
  verifySharder,
} from "./proofs.js";
export { REMOVAL_CODES, type RemovalCode, ROLES, type Role } from "./removals.js";
export {
  ceilFraction,
  checkThresholds,
  type Fraction,
  parseThreshold,
  resolveThresholds,
  secrecyMargin,
  type Threshold,
  type Thresholds,
  thresholdWarnings,
} from "./thresholds.js";
export { checkFirst, checkSuccessor, type Predecessor } from "./verify.js";
