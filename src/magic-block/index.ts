// Magic blocks and what is decided in them: the folder's door. With the signatures of src/bls this is all that a light
// client needs.
export { applicationMessage, confirmMessage, firstMessage, handOverMessage, lotMessage } from "./certificate.js";
export { type ChainOptions, type ChainVerdict, verifyExaminedChain, verifyMagicBlockChain } from "./chain.js";
export { commitTo, HEADER_VERSION, memberTree, sharderTree } from "./encode.js";
export type { SoundBlock } from "./examine.js";
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
export { readMagicBlock, writeMagicBlock } from "./json.js";
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
  REMOVAL_CODES,
  type RemovalCode,
  ROLES,
  type Role,
  type Verdict,
} from "./magic-block.js";
export {
  type CheckedParameters,
  checkParameters,
  PHASES,
  type ParametersContext,
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
