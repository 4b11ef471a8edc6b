// Resharing: members who share a key hand it on to others, or to themselves, and the key stays what it is (Herzberg,
// Jarecki, Krawczyk, Yung, "Proactive secret sharing", Crypto 1995, for a refresh among the same members; Desmedt and
// Jajodia, "Redistributing secret shares to new access structures", 1997, for other members and thresholds).
//
// The key is s = sum of λ_i S_i over any set of at least t members i, λ_i the Lagrange coefficients at zero of the
// whole set. So each of them deals its own share S_i with a fresh polynomial f_i of t' coefficients, f_i(0) = S_i; then
//   F = sum of λ_i f_i      F(0) = s      S'_j = F(x_j) = sum of λ_i f_i(x_j)      commitments C_k = sum of λ_i C_ik
// is a sharing of the same key among the receivers j, any t' of whom can use it. Nobody computes s on the way. A share
// of the former sharing and one of the new do not fit together: F is another polynomial than the former one.
//
// A dealer that deals something else than its share would change the key. It cannot: C_i0 must be its public share,
// which everybody knows, and C_0 the group's public key.
import { listOf, optionsOf } from "../../bindings/arguments.js";
import { fail } from "../../bindings/errors.js";
import { checkSecretScalar } from "../../bindings/scalar.js";
import { secretly } from "../../bindings/scope.js";
import type { BlsScheme, PublicKey } from "../bls/index.js";
import { checkScheme } from "../bls/scheme-argument.js";
import { Encoder, TAG } from "../encoding/index.js";
import { checkThreshold, type Id, idToScalar, scalarsOf } from "../threshold/ids.js";
import { checkSession } from "../threshold/shares.js";
import { checkEncoding } from "./commitments.js";
import {
  CLAIM,
  type Dealing,
  type DealOptions,
  dealPolynomial,
  openClaim,
  provesConstant,
  putCoefficients,
  type VerifyCommitmentsOptions,
} from "./deal.js";
import { DealingScalars, hedgedScalar, openHedge } from "./hedge.js";
import { constantTerm, isKey } from "./reshare-keys.js";

const DEAL = [
  ...["scheme", "share", "threshold", "ids", "session", "dealer"],
  ...["currentPublicShare", "random", "encoding", "hedge"],
] as readonly (keyof DealReshareOptions)[];

export interface DealReshareOptions extends Omit<DealOptions, "random"> {
  /** The dealer's share of the key, 32 bytes, 0 < share < r: secret. */
  readonly share: Uint8Array;
  /** How many receivers will be able to sign: from 1 to the number of ids. */
  readonly threshold: number;
  /** The receivers, by the ids that they will have; a member that stays is one of them. */
  readonly ids: readonly Id[];
  /** What this resharing is called; at least one byte, never used twice. */
  readonly session: Uint8Array;
  /** The dealer, by the id at which its share lies now. */
  readonly dealer: Id;
  /** Where it is at hand, the public key of the dealer's share: a share that is not its secret is refused. */
  readonly currentPublicShare?: PublicKey | undefined;
  /** Goes into the coefficients and the proof's nonce; the platform's CSPRNG by default. */
  readonly random?: DealOptions["random"];
}

/**
 * Deals the dealer's share of a key to the receivers: like `deal`, with the share as constant term, so that the first
 * commitment is the share's public key. The other coefficients are hashes of random bytes, the share and all options:
 * with a random source that repeats itself, two dealings that differ in anything still have nothing to do with each
 * other, and the same options give the same dealing again. With `hedge` they rest on its secrets too, and a dealing is
 * one draw of 64 bytes.
 *
 * Constant-sequence in the share and the coefficients; the polynomial is wiped, also when this throws. Throws
 * BAD_SCALAR for a share that is zero or not below r, BAD_SHARE for one that is not the secret of `currentPublicShare`,
 * NO_RANDOM when the random source throws, BAD_THRESHOLD, BAD_ID, DUPLICATE_ID, EMPTY, BAD_TYPE, BAD_LENGTH,
 * UNKNOWN_OPTION, and what decoding a malformed `currentPublicShare` throws.
 *
 * Source: Desmedt and Jajodia 1997; among the same members, Herzberg et al. 1995.
 *
 * @example
 * // each of at least two members, to members 11 … 14, any three of whom shall be able to sign
 * const { commitments, proof, shares } = dealReshare({
 *   ...{ scheme: minSig, share: parties[1].secretShare, threshold: 3, ids: [11, 12, 13, 14] },
 *   ...{ session, dealer: 2, currentPublicShare: parties[1].publicShares[1] },
 * });
 * commitments[0]; //=> parties[1].publicShares[1]
 * [commitments.length, proof.length, shares.size]; //=> [3, 64, 4]
 */
export function dealReshare(options: DealReshareOptions): Dealing {
  return secretly(() => dealShare(options));
}

function dealShare(options: DealReshareOptions): Dealing {
  const read = optionsOf<DealReshareOptions>(options, DEAL);
  const { scheme, share, threshold, session, dealer, currentPublicShare, random, encoding } = read;
  const hedge = openHedge(read.hedge);
  checkScheme(scheme);
  checkEncoding(encoding);
  const ids = listOf<Id>(read.ids, "ids");
  const points = scalarsOf(ids);
  checkThreshold(threshold, ids.length, "the number of ids");
  checkSession(session);
  const from = idToScalar(dealer, "dealer");
  checkSecretScalar(share, "share");
  const coefficients = new Uint8Array(32 * threshold);
  try {
    coefficients.set(share);
    const constant = coefficients.subarray(0, 32);
    if (currentPublicShare !== undefined) {
      const own = scheme.getPublicKey(constant);
      if (!isKey(scheme, own, currentPublicShare, "current public share")) {
        fail("BAD_SHARE", "share: it is not the secret of the current public share");
      }
    }
    const dealing = { scheme, ids, session, dealer, random, encoding };
    if (hedge === undefined) {
      putHashedCoefficients(coefficients, { scheme, session, from, threshold, points, random });
      return dealPolynomial(dealing, coefficients, points);
    }
    const statement = { schemeName: scheme.name, session, dealer: from, threshold, receivers: points };
    const secrets = [...hedge.secrets, constant];
    const scalars = new DealingScalars({ secrets, context: hedge.context }, statement, random);
    try {
      putCoefficients(coefficients, scalars, 1);
      return dealPolynomial(dealing, coefficients, points, scalars);
    } finally {
      scalars.wipe();
    }
  } finally {
    coefficients.fill(0);
  }
}

interface HashedDealing {
  readonly scheme: BlsScheme;
  readonly session: Uint8Array;
  /** The dealer and the receivers, 32 bytes each. */
  readonly from: Uint8Array;
  readonly points: Uint8Array;
  readonly threshold: number;
  readonly random: DealOptions["random"];
}

/** All coefficients but the constant term, which is there: hashes of it, of fresh bytes and of what the dealing is. */
function putHashedCoefficients(
  coefficients: Uint8Array,
  { scheme, session, from, threshold, points, random }: HashedDealing,
): void {
  // all that a dealing depends on: another session, threshold or list of receivers is another polynomial
  const dealing = new Encoder(TAG.reshare)
    .text(scheme.name)
    .bytes(session)
    .fixed(from, 32)
    .u32(threshold)
    .bytes(points)
    .digest();
  for (let k = 1; k < threshold; k++) {
    const statement = new Encoder(TAG.reshareCoefficient).fixed(dealing, 32).u32(k).finish();
    const coefficient = hedgedScalar(statement, coefficients.subarray(0, 32), random);
    coefficients.set(coefficient, 32 * k);
    coefficient.fill(0);
  }
}

export interface VerifyReshareCommitmentsOptions extends VerifyCommitmentsOptions {
  /** The public key of the dealer's share, as the former sharing has it. */
  readonly currentPublicShare: PublicKey;
}

/**
 * Whether a dealer's commitments are good for a resharing: what `verifyCommitments` checks, and that the dealer deals
 * its share: the first commitment is its current public share. Everything is public; variable-time.
 *
 * A function of its own rather than an option of `verifyCommitments`, because the public share usually comes from a
 * look-up: where that finds nothing, an option would leave the check out, and here it is BAD_TYPE. Another constant
 * term and a wrong proof are false. Throws what `verifyCommitments` throws, and what decoding a malformed
 * `currentPublicShare` throws.
 *
 * @example
 * const plan = { scheme: minSig, threshold: 3, session, dealer: 2 };
 * const dealing = dealReshare({ ...plan, share: parties[1].secretShare, ids: [11, 12, 13, 14] });
 * const claim = { ...plan, commitments: dealing.commitments, proof: dealing.proof };
 * const [first, second] = parties[0].publicShares;
 * verifyReshareCommitments({ ...claim, currentPublicShare: second }); //=> true
 * verifyReshareCommitments({ ...claim, currentPublicShare: first }); //=> false
 */
export function verifyReshareCommitments(options: VerifyReshareCommitmentsOptions): boolean {
  const claim = optionsOf<VerifyReshareCommitmentsOptions>(options, [...CLAIM, "currentPublicShare"]);
  const { scheme, currentPublicShare } = claim;
  const content = openClaim(claim);
  const own = isKey(scheme, constantTerm(content), currentPublicShare, "current public share");
  // the proof also for another's constant term: what is malformed throws either way
  return provesConstant(claim, content) && own;
}
