// Long-term BLS keys of miners, sharders and admins: what they are called, and under which tag they sign.

import { sha3_256 } from "@noble/hashes/sha3.js";
import { type BlsScheme, minSig, schemeByName } from "../bls/index.js";
import { FeldsparError, reading, toHex } from "../encoding/index.js";

export const SCHEMES = ["min-sig", "min-pk"] as const;
export type SchemeName = (typeof SCHEMES)[number];

/**
 * hex(SHA3-256(public key bytes)), 64 digits, as in Züs. Throws BAD_TYPE.
 *
 * @example
 * minerIdOf(miners[0].publicKey); //=> miners[0].id
 */
export function minerIdOf(publicKey: Uint8Array): string {
  return reading("minerIdOf", (): string => {
    return toHex(sha3_256(publicKey));
  });
}

/**
 * Tag under which long-term keys sign: the proof-of-possession ciphersuite of the IETF draft, because acknowledgements
 * of one message are aggregated and every key comes with a proof. Threshold signatures use the scheme's own tag.
 * Throws BAD_SCHEME.
 *
 * @example
 * identityDst("min-sig"); //=> "BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_POP_"
 */
export function identityDst(scheme: SchemeName): string {
  const group = schemeByName(scheme) === minSig ? "G1" : "G2";
  return `BLS_SIG_BLS12381${group}_XMD:SHA-256_SSWU_RO_POP_`;
}

/** A key and the proof that whoever published it has the secret one. */
export interface ProvenKey {
  readonly publicKey: Uint8Array;
  readonly proofOfPossession: Uint8Array;
}

/** Is the key one, and the proof one of it? Malformed bytes are false. */
export function isProven(scheme: BlsScheme, { publicKey, proofOfPossession }: ProvenKey): boolean {
  try {
    return scheme.popVerify(proofOfPossession, publicKey);
  } catch (error) {
    if (error instanceof FeldsparError) return false;
    throw error;
  }
}

/** Does a long-term key's signature verify? Malformed bytes are false. */
export function verifiesLongTerm(
  scheme: SchemeName,
  signature: Uint8Array,
  message: Uint8Array,
  publicKey: Uint8Array,
): boolean {
  try {
    return schemeByName(scheme).verify(signature, message, publicKey, { DST: identityDst(scheme) });
  } catch (error) {
    if (error instanceof FeldsparError) return false;
    throw error;
  }
}
