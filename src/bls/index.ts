// BLS signatures: the six schemes.
import { fail } from "../../bindings/errors.js";
import { ciphersuite } from "./ciphersuite.js";
import { type BlsScheme, createScheme } from "./scheme.js";

export type { BatchItem, BatchOptions, BatchResult } from "./batch.js";
export type { MessageRule, SchemeName, SignatureOptions } from "./ciphersuite.js";
export { PreparedPublicKey, type PublicKey } from "./keys.js";
export type { BlsScheme } from "./scheme.js";

/**
 * Signatures in G1 (48 bytes), keys in G2 (96 bytes), basic scheme. The default of this package.
 *
 * @example
 * const secretKey = minSig.randomSecretKey();
 * const publicKey = minSig.getPublicKey(secretKey);
 * const message = bytesOf("hello");
 * const signature = minSig.sign(message, secretKey);
 * signature.length; //=> 48
 * minSig.verify(signature, message, publicKey); //=> true
 * minSig.batchVerify([{ signature, message: bytesOf("hallo"), publicKey }]).invalid; //=> [0]
 */
export const minSig: BlsScheme = /* @__PURE__ */ createScheme(/* @__PURE__ */ ciphersuite("min-sig", "distinct"));
/**
 * Signatures in G2 (96 bytes), keys in G1 (48 bytes), basic scheme.
 *
 * @example
 * const secretKeys = [1, 2].map(() => minPk.randomSecretKey());
 * const messages = [bytesOf("mine"), bytesOf("yours")];
 * const aggregate = minPk.aggregateSignatures(messages.map((message, at) => minPk.sign(message, secretKeys[at])));
 * aggregate.length; //=> 96
 * minPk.aggregateVerify(aggregate, messages, secretKeys.map(minPk.getPublicKey)); //=> true
 */
export const minPk: BlsScheme = /* @__PURE__ */ createScheme(/* @__PURE__ */ ciphersuite("min-pk", "distinct"));
/**
 * min-sig with message augmentation: what is signed is the signer's public key and the message, so that aggregates are
 * safe without proofs of possession. Not for partial signatures.
 *
 * @example
 * // one message by many, whose keys come without proofs of possession
 * const secretKeys = [1, 2, 3].map(() => minSigAug.randomSecretKey());
 * const message = bytesOf("we agree");
 * const aggregate = minSigAug.aggregateSignatures(secretKeys.map((key) => minSigAug.sign(message, key)));
 * minSigAug.fastAggregateVerify(aggregate, message, secretKeys.map(minSigAug.getPublicKey)); //=> true
 */
export const minSigAug: BlsScheme = /* @__PURE__ */ createScheme(/* @__PURE__ */ ciphersuite("min-sig", "augmented"));
/**
 * min-pk with message augmentation: what Chia uses.
 *
 * @example
 * const secretKey = minPkAug.keygen(new Uint8Array(32)); // as Chia's: real keys take 32 bytes that nobody knows
 * const publicKey = minPkAug.getPublicKey(secretKey);
 * minPkAug.verify(minPkAug.sign(bytesOf("spend"), secretKey), bytesOf("spend"), publicKey); //=> true
 */
export const minPkAug: BlsScheme = /* @__PURE__ */ createScheme(/* @__PURE__ */ ciphersuite("min-pk", "augmented"));
/**
 * min-sig for keys with proofs of possession.
 *
 * @example
 * const secretKey = minSigPop.randomSecretKey();
 * const publicKey = minSigPop.getPublicKey(secretKey);
 * const proof = minSigPop.popProve(secretKey); // published with the key, checked once
 * minSigPop.popVerify(proof, publicKey); //=> true
 */
export const minSigPop: BlsScheme = /* @__PURE__ */ createScheme(/* @__PURE__ */ ciphersuite("min-sig", "any"));
/**
 * min-pk for keys with proofs of possession: what Ethereum uses.
 *
 * @example
 * // as Ethereum's validators: one message, many keys with proofs, one signature of 96 bytes
 * const secretKeys = [1, 2, 3].map(() => minPkPop.randomSecretKey());
 * const root = new Uint8Array(32);
 * const aggregate = minPkPop.aggregateSignatures(secretKeys.map((key) => minPkPop.sign(root, key)));
 * minPkPop.fastAggregateVerify(aggregate, root, secretKeys.map(minPkPop.getPublicKey)); //=> true
 */
export const minPkPop: BlsScheme = /* @__PURE__ */ createScheme(/* @__PURE__ */ ciphersuite("min-pk", "any"));

/**
 * The basic scheme called "min-sig" or "min-pk"; throws BAD_SCHEME for any other name.
 *
 * @example
 * schemeByName("min-pk") === minPk; //=> true
 * schemeByName(block.scheme).publicKeyLength; //=> block.groupPublicKey.length
 */
export function schemeByName(name: string): BlsScheme {
  if (name === "min-sig") return minSig;
  if (name === "min-pk") return minPk;
  return fail("BAD_SCHEME", 'scheme: expected "min-sig" or "min-pk"');
}
