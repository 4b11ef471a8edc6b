// The tags of draft-irtf-cfrg-bls-signature section 4.2, which group holds what, and what a scheme wants of messages.
//
// "min-sig" (the draft's minimal-signature-size): signatures of 48 bytes in G1, keys of 96 in G2. "min-pk"
// (minimal-pubkey-size): the reverse. NUL is the basic scheme, AUG the one with message augmentation, POP the one for
// keys whose proof of possession was checked. What protects an aggregate from rogue keys is a rule of the scheme,
// whatever tag an application signs under.
import { someOptionsOf } from "../../bindings/arguments.js";
import type { GroupName } from "../../bindings/point.js";
import type { DomainTag } from "../curve/expand-message.js";

export type SchemeName = "min-sig" | "min-pk";

/**
 * What a scheme wants of the messages of one aggregate. "distinct": all differ (basic). "augmented": each is signed
 * behind its signer's public key, so that they may be equal (augmentation). "any": they may be equal, since all keys
 * have proofs of possession (POP).
 */
export type MessageRule = "distinct" | "augmented" | "any";

/** What distinguishes the schemes. */
export interface Ciphersuite {
  readonly name: SchemeName;
  /** Tag of signatures. */
  readonly DST: string;
  /** Tag of proofs of possession. */
  readonly POP_DST: string;
  readonly messageRule: MessageRule;
  readonly signatureGroup: GroupName;
  readonly publicKeyGroup: GroupName;
}

const KINDS = { distinct: "NUL", augmented: "AUG", any: "POP" } as const;

export function ciphersuite(name: SchemeName, messageRule: MessageRule): Ciphersuite {
  const signatureGroup: GroupName = name === "min-sig" ? "G1" : "G2";
  const publicKeyGroup: GroupName = name === "min-sig" ? "G2" : "G1";
  return {
    name,
    DST: `BLS_SIG_BLS12381${signatureGroup}_XMD:SHA-256_SSWU_RO_${KINDS[messageRule]}_`,
    POP_DST: `BLS_POP_BLS12381${signatureGroup}_XMD:SHA-256_SSWU_RO_POP_`,
    messageRule,
    signatureGroup,
    publicKeyGroup,
  };
}

/** Options of every function that hashes a message. */
export interface SignatureOptions {
  /** Replaces the scheme's tag, and nothing else: the scheme's rules stay. */
  readonly DST?: DomainTag;
}

/** The tag to sign under. Throws BAD_TYPE, UNKNOWN_OPTION. */
export function tagOf(suite: Ciphersuite, options: unknown): DomainTag {
  if (options === undefined) return suite.DST;
  const { DST } = someOptionsOf<SignatureOptions>(options, ["DST"]);
  return DST === undefined ? suite.DST : DST;
}
