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
import { listOf, optionsOf, recordsOf } from "../../bindings/arguments.js";
import { equalBytes } from "../../bindings/bytes.js";
import { fail, statusError } from "../../bindings/errors.js";
import { type GroupName, SIZES } from "../../bindings/point.js";
import { checkSecretScalar } from "../../bindings/scalar.js";
import { interpolateSecret } from "../../bindings/sharing.js";
import { multiScalarMultiply, packVector, type RawVector } from "../../bindings/vector.js";
import type { BlsScheme, PublicKey } from "../bls/index.js";
import { decodeKey, keyBytes } from "../bls/keys.js";
import { checkScheme } from "../bls/scheme-argument.js";
import { Encoder, TAG } from "../encoding/index.js";
import {
  checkThreshold,
  type Id,
  idKey,
  idName,
  idsToScalars,
  idToScalar,
  scalarsOf,
  valuesByKey,
} from "../threshold/ids.js";
import { lagrangeWeights } from "../threshold/lagrange.js";
import { checkSession, concatShares } from "../threshold/shares.js";
import {
  type CommitmentsContent,
  type CommitmentsInput,
  checkEncoding,
  countOf,
  encodeCommitments,
  openMany,
} from "./commitments.js";
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
import { checkKeyShare, type FinalizeOptions, type KeyShare, openParties, publicShares } from "./keys.js";

const IS_IDENTITY = 6;
const IDENTITY_FLAG = 0x40;

/**
 * Whether a commitment is this key. One encoding per point, so bytes are compared; a key that is none at all is its
 * giver's fault and throws what decoding it throws, instead of a verdict on the dealer.
 */
function isKey(scheme: BlsScheme, commitment: Uint8Array, key: PublicKey, subject: string): boolean {
  const group = scheme.publicKeyGroup;
  if (equalBytes(keyBytes(group, key, subject), commitment)) return true;
  decodeKey(group, key);
  return false;
}

const DEAL = [
  ...["scheme", "share", "threshold", "ids", "session", "dealer"],
  ...["currentPublicShare", "random", "encoding", "hedge"],
] as readonly (keyof DealReshareOptions)[];

const FINALIZE = [
  ...["scheme", "id", "ids", "dealings", "threshold"],
  ...["currentThreshold", "groupPublicKey", "currentPublicShares"],
] as readonly (keyof FinalizeReshareOptions)[];

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
 * // each of at least t members, to new members 11 … 14, any three of whom shall be able to sign
 * const { commitments, proof, shares } = dealReshare({
 *   scheme: minSig, share: mine.secretShare, threshold: 3, ids: [11, 12, 13, 14], session, dealer: 2,
 * });
 * // everybody, of each dealer
 * const good = verifyReshareCommitments({
 *   scheme: minSig, threshold: 3, session, dealer: 2, commitments, proof, currentPublicShare: publicShareOf.get(2),
 * });
 * // member 11, with all the dealings that everybody agreed on
 * const key = finalizeReshare({
 *   scheme: minSig, id: 11, ids: [11, 12, 13, 14], threshold: 3, currentThreshold: 2, groupPublicKey,
 *   dealings: [{ dealer: 2, commitments, share: shares.get(11) }, …],
 * });
 */
export function dealReshare(options: DealReshareOptions): Dealing {
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
 */
export function verifyReshareCommitments(options: VerifyReshareCommitmentsOptions): boolean {
  const claim = optionsOf<VerifyReshareCommitmentsOptions>(options, [...CLAIM, "currentPublicShare"]);
  const { scheme, currentPublicShare } = claim;
  const content = openClaim(claim);
  const own = isKey(scheme, constantTerm(scheme, content), currentPublicShare, "current public share");
  // the proof also for another's constant term: what is malformed throws either way
  return provesConstant(claim, content) && own;
}

function constantTerm(scheme: BlsScheme, { encoded }: CommitmentsContent): Uint8Array {
  return encoded().subarray(0, scheme.publicKeyLength);
}

/** What one dealer of a resharing gave to a receiver. */
export interface ReshareDealing {
  /** The dealer, by its current id. */
  readonly dealer: Id;
  readonly commitments: CommitmentsInput;
  /** The share it gave to this receiver, 32 bytes below r: secret. */
  readonly share: Uint8Array;
}

export interface FinalizeReshareOptions extends Omit<FinalizeOptions, "dealings"> {
  /** This receiver. */
  readonly id: Id;
  /** All receivers, this one among them. */
  readonly ids: readonly Id[];
  /**
   * Of every dealer that counts: all receivers must take the same ones, or they get shares that do not fit together.
   */
  readonly dealings: readonly ReshareDealing[];
  /** The new threshold: how many commitments every dealer has. */
  readonly threshold: number;
  /** The threshold of the former sharing: how many dealers are needed at least. */
  readonly currentThreshold: number;
  /** The key, which stays. */
  readonly groupPublicKey: PublicKey;
  /**
   * The public key of each dealer's share in the former sharing, by id, where dealers are to be named that dealt
   * something else.
   */
  readonly currentPublicShares?: ReadonlyMap<Id, PublicKey> | undefined;
}

/**
 * A receiver's new share of the same key, and the public shares of all receivers: the dealings, each with the Lagrange
 * coefficient at zero of its dealer among all the dealers given. The result is checked in full: the group's public key
 * is the one given, and the new share fits the group's polynomial.
 *
 * Constant-sequence in the shares; the rest is public. A new share that is refused is wiped. Errors name dealings by
 * their positions in `culprits`. Throws INCONSISTENT_KEYS when the key would be another: with `currentPublicShares` it
 * names the dealers whose first commitment is not their public share, and nobody when the given dealers are too few for
 * the true former threshold. Throws BAD_SHARE for shares that do not fit their commitments, BAD_SCALAR for those that
 * are not below r, BAD_LENGTH for another number of commitments than `threshold`, what decodeCommitments throws, and
 * UNKNOWN_ID for dealers that `currentPublicShares` does not have (without culprits when `id` is not one of `ids`).
 *
 * Throws THRESHOLD for fewer dealings than `currentThreshold`; DUPLICATE_ID, naming ids, also for one dealer in two
 * forms; IS_IDENTITY when the public share of a receiver, named by its id, is the identity (a new attempt is needed);
 * BAD_THRESHOLD, EMPTY, BAD_ID, BAD_TYPE, and what decoding a malformed `groupPublicKey` throws.
 *
 * Former shares must be wiped by everybody: any t of them still are the key.
 */
export function finalizeReshare(options: FinalizeReshareOptions): KeyShare {
  const read = optionsOf<FinalizeReshareOptions>(options, FINALIZE);
  const { scheme, id, threshold, currentThreshold, groupPublicKey, currentPublicShares } = read;
  checkScheme(scheme);
  const ids = listOf<Id>(read.ids, "ids");
  openParties(id, ids);
  checkThreshold(threshold, ids.length, "the number of ids");
  checkThreshold(currentThreshold, Number.MAX_SAFE_INTEGER, "any");
  const dealings = recordsOf<ReshareDealing>(read.dealings, "dealings", "dealing", ["dealer", "commitments", "share"]);
  const dealers = openDealers(dealings, currentThreshold, threshold);
  const { contents, positions } = openMany(scheme, dealings);
  if (currentPublicShares !== undefined) {
    const constants = positions.map((position) => constantTerm(scheme, contents[position]!));
    checkConstants(scheme, dealings, constants, valuesByKey(currentPublicShares, "currentPublicShares"));
  }
  const group = scheme.publicKeyGroup;
  const vectors = positions.map((position) => contents[position]!.vector);
  const total = encodeCommitments(group, interpolateVectors(group, vectors, lagrangeWeights(dealers)));
  const commitments = total.toBytes();
  if (!isKey(scheme, commitments[0]!, groupPublicKey, "group public key")) {
    fail(
      "INCONSISTENT_KEYS",
      "the dealings are not a resharing of this group public key, or too few for its threshold",
    );
  }
  const shares = concatShares(
    dealings.map(({ share }) => share),
    "share",
  );
  const secretShare = interpolateSecret(dealers, shares);
  shares.fill(0);
  try {
    checkKeyShare({ scheme, id, dealings }, total, secretShare);
    const publicOnes = publicShares({ scheme, commitments: total, ids });
    // with these the receiver's own share, too, is known not to be zero
    const zeros = ids.filter((_, index) => publicOnes[index]![0]! & IDENTITY_FLAG).map(idName);
    if (zeros.length > 0) throw statusError(IS_IDENTITY, `public share of ${zeros.join(", ")}`, zeros);
    return { secretShare, groupPublicKey: commitments[0]!, publicShares: publicOnes, commitments };
  } catch (error) {
    secretShare.fill(0);
    throw error;
  }
}

/** The scalars of the dealers' ids, the numbers of commitments checked. */
function openDealers(dealings: readonly ReshareDealing[], fewest: number, threshold: number): Uint8Array<ArrayBuffer> {
  const others: number[] = [];
  dealings.forEach(({ commitments }, position) => {
    const count = countOf(commitments);
    if (count !== undefined && count !== threshold) others.push(position);
  });
  const dealers = idsToScalars(
    dealings.map(({ dealer }) => dealer),
    "dealers",
  );
  if (dealings.length < fewest) {
    fail("THRESHOLD", `${fewest} dealings are needed (the current threshold), got ${dealings.length}`);
  }
  if (others.length > 0) {
    fail("BAD_LENGTH", `dealings ${others.join(", ")}: expected ${threshold} commitments (the new threshold)`, others);
  }
  return dealers;
}

/** Throws unless every dealer's constant term is its public share. */
function checkConstants(
  scheme: BlsScheme,
  dealings: readonly ReshareDealing[],
  constants: readonly Uint8Array[],
  shareOf: ReadonlyMap<string, PublicKey>,
): void {
  const keys = dealings.map(({ dealer }) => shareOf.get(idKey(dealer)));
  const unknown = dealings.flatMap((_, position) => (keys[position] === undefined ? [position] : []));
  if (unknown.length > 0) {
    const names = unknown.map((position) => idName(dealings[position]!.dealer)).join(", ");
    fail("UNKNOWN_ID", `currentPublicShares: there is none of the dealers ${names}`, unknown);
  }
  const wrong = dealings.flatMap(({ dealer }, position) => {
    const subject = `current public share of ${idName(dealer)}`;
    return isKey(scheme, constants[position]!, keys[position]!, subject) ? [] : [position];
  });
  if (wrong.length > 0) {
    fail(
      "INCONSISTENT_KEYS",
      `dealings ${wrong.join(", ")}: the first commitment is not the dealer's public share`,
      wrong,
    );
  }
}

export interface InterpolateCommitmentsOptions {
  readonly scheme: BlsScheme;
  /** The dealers whose dealings count, by their current ids. */
  readonly dealers: readonly Id[];
  /** Theirs, in the same order, all of one length. */
  readonly commitments: readonly CommitmentsInput[];
}

/**
 * The group's new polynomial of a resharing: the sum of the dealers' polynomials, each with the Lagrange coefficient at
 * zero of its dealer among all of them. Compressed, constant term first. Variable-time: all of it is public. Throws
 * EMPTY, BAD_LENGTH, BAD_ID, DUPLICATE_ID, BAD_TYPE, UNKNOWN_OPTION, and what decodeCommitments throws.
 */
export function interpolateCommitments(options: InterpolateCommitmentsOptions): Uint8Array<ArrayBuffer>[] {
  const names = ["scheme", "dealers", "commitments"] as const;
  const { scheme, dealers, commitments } = optionsOf<InterpolateCommitmentsOptions>(options, names);
  checkScheme(scheme);
  const ids = idsToScalars(listOf<Id>(dealers, "dealers"), "dealers");
  const lists = listOf<CommitmentsInput>(commitments, "commitments");
  if (32 * lists.length !== ids.length)
    fail("BAD_LENGTH", `expected commitments of ${ids.length / 32} dealers, got ${lists.length}`);
  const { contents, positions } = openMany(
    scheme,
    lists.map((one) => ({ commitments: one })),
  );
  const group = scheme.publicKeyGroup;
  const vectors = positions.map((position) => contents[position]!.vector);
  return encodeCommitments(group, interpolateVectors(group, vectors, lagrangeWeights(ids))).toBytes();
}

/** The commitments to Σ weight_i f_i from those to the f_i. Variable-time: all of it is public. */
function interpolateVectors(group: GroupName, vectors: readonly RawVector[], weights: Uint8Array): RawVector {
  const { affine } = SIZES[group];
  const column = { bytes: new Uint8Array(vectors.length * affine), count: vectors.length };
  const sums = Array.from({ length: vectors[0]!.count }, (_, k) => {
    vectors.forEach(({ bytes }, index) => {
      column.bytes.set(bytes.subarray(k * affine, (k + 1) * affine), index * affine);
    });
    return multiScalarMultiply(group, column, weights);
  });
  return packVector(group, sums);
}
