// Distributed key generation, the arithmetic of it (Joint-Feldman).
export {
  type CommitmentEncoding,
  type CommitmentEncodingOptions,
  Commitments,
  type CommitmentsInput,
  type DecodeCommitmentsOptions,
  decodeCommitmentLists,
  decodeCommitments,
} from "./commitments.js";
export {
  type Dealing,
  type DealOptions,
  deal,
  type VerifyCommitmentsOptions,
  verifyCommitments,
} from "./deal.js";
export {
  type FinalizeReshareOptions,
  finalizeReshare,
  type InterpolateCommitmentsOptions,
  interpolateCommitments,
  type ReshareDealing,
} from "./finalize-reshare.js";
export type { DealingHedge } from "./hedge.js";
export {
  aggregateCommitments,
  type FinalizeOptions,
  finalize,
  type KeyShare,
  type PublicSharesOptions,
  publicShares,
} from "./keys.js";
export {
  type PublicationsResult,
  type PublishedShares,
  type VerifyPublicationsOptions,
  verifyPublications,
} from "./publications.js";
export {
  type AddRepairPartsOptions,
  addRepairParts,
  type DealRepairOptions,
  dealRepair,
  type FinishRepairOptions,
  finishRepair,
  type RepairCommitments,
  type RepairDealing,
  type RepairPlan,
  type VerifyRepairOptions,
  verifyRepair,
} from "./repair.js";
export {
  type DealReshareOptions,
  dealReshare,
  type VerifyReshareCommitmentsOptions,
  verifyReshareCommitments,
} from "./reshare.js";
export {
  type BatchVerifyRevealedOptions,
  type BatchVerifySharesOptions,
  batchVerifyRevealed,
  batchVerifyShares,
  type DeterministicWeights,
  type RevealedShare,
  type VerifyShareOptions,
  verifyShare,
} from "./verify.js";
