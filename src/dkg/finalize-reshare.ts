// The receiving end of a resharing (reshare.ts says what that is): a new share of the same key, and the group's new
// polynomial.
import { listOf, optionsOf, recordsOf } from "../../bindings/arguments.js";
import { fail, statusError } from "../../bindings/errors.js";
import { type GroupName, SIZES } from "../../bindings/point.js";
import { secretly } from "../../bindings/scope.js";
import { interpolateSecret } from "../../bindings/sharing.js";
import { multiScalarMultiply, packVector, type RawVector } from "../../bindings/vector.js";
import type { BlsScheme, PublicKey } from "../bls/index.js";
import { checkScheme } from "../bls/scheme-argument.js";
import { checkThreshold, type Id, idKey, idName, idsToScalars, valuesByKey } from "../threshold/ids.js";
import { lagrangeWeights } from "../threshold/lagrange.js";
import { concatShares } from "../threshold/shares.js";
import { type CommitmentsInput, countOf, encodeCommitments, openMany } from "./commitments.js";
import { checkKeyShare, type FinalizeOptions, type KeyShare, openParties, publicShares } from "./keys.js";
import { constantTerm, isKey } from "./reshare-keys.js";

const IS_IDENTITY = 6;
const IDENTITY_FLAG = 0x40;

const FINALIZE = [
  ...["scheme", "id", "ids", "dealings", "threshold"],
  ...["currentThreshold", "groupPublicKey", "currentPublicShares"],
] as readonly (keyof FinalizeReshareOptions)[];

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
 *
 * @example
 * const plan = { scheme: minSig, threshold: 3, ids: [11, 12, 13, 14] };
 * const dealings = [1, 2].map((dealer) => {
 *   const { secretShare } = parties[dealer - 1];
 *   const { commitments, shares } = dealReshare({ ...plan, session, dealer, share: secretShare });
 *   return { dealer, commitments, share: shares.get(11)! };
 * });
 * const { groupPublicKey } = parties[0];
 * const mine = finalizeReshare({ ...plan, id: 11, dealings, currentThreshold: 2, groupPublicKey });
 * mine.groupPublicKey; //=> groupPublicKey
 */
export function finalizeReshare(options: FinalizeReshareOptions): KeyShare {
  return secretly(() => interpolateAll(options));
}

function interpolateAll(options: FinalizeReshareOptions): KeyShare {
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
    const constants = positions.map((position) => constantTerm(contents[position]!));
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
 *
 * @example
 * const plan = { scheme: minSig, threshold: 3, ids: [11, 12, 13], session };
 * const dealers = [1, 2];
 * const commitments = dealers.map((dealer) => {
 *   return dealReshare({ ...plan, dealer, share: parties[dealer - 1].secretShare }).commitments;
 * });
 * interpolateCommitments({ scheme: minSig, dealers, commitments })[0]; //=> parties[0].groupPublicKey
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
