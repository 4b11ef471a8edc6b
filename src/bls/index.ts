// BLS signatures: the six schemes.
import { fail } from "../../bindings/errors.js";
import { ciphersuite } from "./ciphersuite.js";
import { type BlsScheme, createScheme } from "./scheme.js";

export type { BatchItem, BatchOptions, BatchResult } from "./batch.js";
export type { MessageRule, SchemeName, SignatureOptions } from "./ciphersuite.js";
export { PreparedPublicKey, type PublicKey } from "./keys.js";
export type { BlsScheme } from "./scheme.js";

/** Signatures in G1 (48 bytes), keys in G2 (96 bytes), basic scheme. The default of this package. */
export const minSig: BlsScheme = /* @__PURE__ */ createScheme(/* @__PURE__ */ ciphersuite("min-sig", "distinct"));
/** Signatures in G2 (96 bytes), keys in G1 (48 bytes), basic scheme. */
export const minPk: BlsScheme = /* @__PURE__ */ createScheme(/* @__PURE__ */ ciphersuite("min-pk", "distinct"));
/**
 * min-sig with message augmentation: what is signed is the signer's public key and the message, so that aggregates are
 * safe without proofs of possession. Not for partial signatures.
 */
export const minSigAug: BlsScheme = /* @__PURE__ */ createScheme(/* @__PURE__ */ ciphersuite("min-sig", "augmented"));
/** min-pk with message augmentation: what Chia uses. */
export const minPkAug: BlsScheme = /* @__PURE__ */ createScheme(/* @__PURE__ */ ciphersuite("min-pk", "augmented"));
/** min-sig for keys with proofs of possession. */
export const minSigPop: BlsScheme = /* @__PURE__ */ createScheme(/* @__PURE__ */ ciphersuite("min-sig", "any"));
/** min-pk for keys with proofs of possession: what Ethereum uses. */
export const minPkPop: BlsScheme = /* @__PURE__ */ createScheme(/* @__PURE__ */ ciphersuite("min-pk", "any"));

/** The basic scheme called "min-sig" or "min-pk"; throws BAD_SCHEME for any other name. */
export function schemeByName(name: string): BlsScheme {
  if (name === "min-sig") return minSig;
  if (name === "min-pk") return minPk;
  return fail("BAD_SCHEME", 'scheme: expected "min-sig" or "min-pk"');
}
