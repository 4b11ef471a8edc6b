// A message's point and what is signed with it, apart: several signers of one message need one point.
import { multiplyToBytes, type RawPoint } from "../../bindings/point.js";
import { checkSecretScalar } from "../../bindings/scalar.js";
import type { Ciphersuite } from "./ciphersuite.js";

/**
 * The signature (a compressed point) of the message whose hash is `hash`, a point of the signature group. Constant-sequence in the key.
 * Throws BAD_SCALAR for a key of 0 or not below r.
 */
export function signHashed(
  { signatureGroup }: Pick<Ciphersuite, "signatureGroup">,
  hash: RawPoint,
  secretKey: Uint8Array,
): Uint8Array<ArrayBuffer> {
  checkSecretScalar(secretKey, "secret key");
  return multiplyToBytes(signatureGroup, hash, secretKey);
}
