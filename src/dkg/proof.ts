// Proof of knowledge of the constant term: a dealer shows that it knows the a_0 behind C_0, so that nobody can commit
// to a combination of other dealers' commitments (a rogue key) or repeat them under its own name.
//
// Schnorr's protocol ("Efficient signature generation by smart cards", J. Cryptology 4, 1991) made non-interactive:
// with a nonce k,
//   R = k G, c = H(tag, scheme, session, dealer, hash of all commitments, R) mod r, z = k + c a_0, proof = c || z (64
//   bytes)
// and the check is c == H(..., z G - c C_0). Bound to the session and to the dealer's id, it is worth nothing anywhere
// else. The nonce is hedged (hedge.ts) with the secret, or with what it was derived from, and all that is signed: a
// random source that repeats itself does not give the secret away.
import { sha512 } from "@noble/hashes/sha2.js";
import { checkBytes, equalBytes } from "../../bindings/bytes.js";
import { fail } from "../../bindings/errors.js";
import {
  encodePoint,
  type GroupName,
  multiplyGenerator,
  multiplyPoint,
  multiplyToBytes,
  subtractPoints,
} from "../../bindings/point.js";
import type { RandomBytes } from "../../bindings/random.js";
import { addScalars, isBelowOrder, multiplyScalars, reduceScalar } from "../../bindings/scalar.js";
import { vectorAt } from "../../bindings/vector.js";
import { Encoder, TAG } from "../encoding/index.js";
import type { CommitmentsContent } from "./commitments.js";
import { hedgedScalar } from "./hedge.js";

/** Bytes of a proof: challenge and response, 32 each. */
export const PROOF_LENGTH = 64;

/** What a proof is bound to. */
export interface ProofContext {
  readonly schemeName: string;
  readonly group: GroupName;
  readonly session: Uint8Array;
  /** 32 bytes. */
  readonly dealer: Uint8Array;
  readonly commitmentsDigest: Uint8Array;
}

function challenge(context: ProofContext, nonceCommitment: Uint8Array): Uint8Array {
  const { schemeName, session, dealer, commitmentsDigest } = context;
  const transcript = new Encoder(TAG.proofOfKnowledge)
    .text(schemeName)
    .bytes(session)
    .fixed(dealer, 32)
    .fixed(commitmentsDigest, 32)
    .bytes(nonceCommitment)
    .finish();
  return reduceScalar(sha512(transcript));
}

/** A nonce for one proof, from 48 bytes of the source, the secret and all that is proved. Constant-sequence. */
export function proofNonce(context: ProofContext, secret: Uint8Array, random?: RandomBytes): Uint8Array<ArrayBuffer> {
  const { schemeName, session, dealer, commitmentsDigest } = context;
  const statement = new Encoder(TAG.proofNonce)
    .text(schemeName)
    .bytes(session)
    .fixed(dealer, 32)
    .fixed(commitmentsDigest, 32)
    .finish();
  // the secret stays out of the encoder, whose buffer is not wiped
  return hedgedScalar(statement, secret, random);
}

/**
 * Proves knowledge of `secret` (32 bytes, 0 < secret < r). `nonce`: a secret scalar for this context alone, wiped here.
 * Constant-sequence in both.
 */
export function prove(context: ProofContext, secret: Uint8Array, nonce: Uint8Array): Uint8Array<ArrayBuffer> {
  const { group } = context;
  const c = challenge(context, multiplyToBytes(group, undefined, nonce));
  const product = multiplyScalars(c, secret);
  const z = addScalars(nonce, product);
  nonce.fill(0);
  product.fill(0);
  const proof = new Uint8Array(PROOF_LENGTH);
  proof.set(c);
  proof.set(z, 32);
  return proof;
}

/**
 * Whether the proof is right. Throws BAD_TYPE, BAD_LENGTH, and BAD_SCALAR when one of its halves is not below the group
 * order.
 */
export function verifyProof(context: ProofContext, { vector }: CommitmentsContent, proof: Uint8Array): boolean {
  checkBytes(proof, "proof", PROOF_LENGTH);
  const c = proof.subarray(0, 32);
  const z = proof.subarray(32);
  if ((isBelowOrder(c) & isBelowOrder(z)) === 0) {
    fail("BAD_SCALAR", "proof: expected two integers below the group order r");
  }
  const { group } = context;
  const claimed = multiplyPoint(group, vectorAt(group, vector, 0), c, "vartime");
  const nonceCommitment = subtractPoints(group, multiplyGenerator(group, z), claimed);
  return equalBytes(challenge(context, encodePoint(group, nonceCommitment, true)), c);
}
