// Magic blocks and what is decided in them: the folder's door. With the signatures of src/bls this is all that a light
// client needs.
export { confirmationMessage, handOverMessage } from "./certificate.js";
export { type ChainOptions, type ChainVerdict, verifyExaminedChain, verifyMagicBlockChain } from "./chain.js";
export type { SoundBlock } from "./examine.js";
export { readMagicBlock, writeMagicBlock } from "./json.js";
export { MAX_MINERS } from "./limits.js";
export {
  MagicBlock,
  type MagicBlockCertificate,
  type MagicBlockDealing,
  type MagicBlockMiner,
  type MagicBlockRemoval,
  type MagicBlockSharder,
  type Verdict,
} from "./magic-block.js";
export {
  PHASES,
  type Phase,
  type SchemeName,
  type ViewChangeParameters,
  type ViewChangeParametersInput,
  validateParameters,
} from "./parameters.js";
export { type PartyIds, partyIdOf, repeatedPartyIds } from "./party-ids.js";
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
