// Secret sharing and threshold signatures.
export { type Id, idToScalar } from "./ids.js";
export { lagrangeAtZero, recoverSecret, type Share, type SplitOptions, split } from "./shares.js";
export {
  type CombineOptions,
  type CombineResult,
  combine,
  type PartialSignature,
  recoverSignature,
} from "./signatures.js";
