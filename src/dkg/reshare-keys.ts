// What both ends of a resharing compare: a dealer's constant term with the public key of its share. Inside this folder
// only.
import { equalBytes } from "../../bindings/bytes.js";
import { encodeVector, sliceVector } from "../../bindings/vector.js";
import type { BlsScheme, PublicKey } from "../bls/index.js";
import { decodeKey, keyBytes } from "../bls/keys.js";
import type { CommitmentsContent } from "./commitments.js";

/**
 * Whether a commitment is this key. One encoding per point, so bytes are compared; a key that is none at all is its
 * giver's fault and throws what decoding it throws, instead of a verdict on the dealer.
 */
export function isKey(scheme: BlsScheme, commitment: Uint8Array, key: PublicKey, subject: string): boolean {
  const group = scheme.publicKeyGroup;
  if (equalBytes(keyBytes(group, key, subject), commitment)) return true;
  decodeKey(group, key);
  return false;
}

export function constantTerm({ group, vector }: CommitmentsContent): Uint8Array {
  return encodeVector(group, sliceVector(group, vector, 0, 1), true);
}
