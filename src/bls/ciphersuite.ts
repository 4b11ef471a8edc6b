// The tags of draft-irtf-cfrg-bls-signature section 4.2, and which group holds what.
//
// "min-sig" (the draft's minimal-signature-size): signatures of 48 bytes in G1, keys of 96 in G2. "min-pk"
// (minimal-pubkey-size): the reverse. NUL is the basic scheme, POP the scheme for keys whose proof of possession was
// checked. The tag names the scheme: one rule of the basic scheme (all messages of an aggregate differ) is applied
// unless the tag in use says POP.
import type { GroupName } from "../../bindings/point.js";
import { type DomainTag, domainTagBytes } from "../curve/expand-message.js";

export type SchemeName = "min-sig" | "min-pk";

/** What distinguishes the schemes. */
export interface Ciphersuite {
  readonly name: SchemeName;
  /** Tag of signatures. */
  readonly DST: string;
  /** Tag of proofs of possession. */
  readonly POP_DST: string;
  readonly signatureGroup: GroupName;
  readonly publicKeyGroup: GroupName;
}

export function ciphersuite(name: SchemeName, kind: "NUL" | "POP"): Ciphersuite {
  const signatureGroup: GroupName = name === "min-sig" ? "G1" : "G2";
  const publicKeyGroup: GroupName = name === "min-sig" ? "G2" : "G1";
  return {
    name,
    DST: `BLS_SIG_BLS12381${signatureGroup}_XMD:SHA-256_SSWU_RO_${kind}_`,
    POP_DST: `BLS_POP_BLS12381${signatureGroup}_XMD:SHA-256_SSWU_RO_POP_`,
    signatureGroup,
    publicKeyGroup,
  };
}

/** Options of every function that hashes a message. */
export interface SignatureOptions {
  /** Replaces the scheme's tag. */
  readonly DST?: DomainTag;
}

/**
 * True when the tag names the proof-of-possession scheme, in which signers of one aggregate may sign the same message.
 */
export function allowsRepeatedMessages(DST: DomainTag): boolean {
  const text = typeof DST === "string" ? DST : String.fromCharCode(...domainTagBytes(DST));
  return text.endsWith("_POP_");
}
