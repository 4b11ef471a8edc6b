// From dealings to keys. The group's polynomial is the sum of the qualified dealers' polynomials, in the exponent too:
// its value at zero is the group's key, its value at a party's id that party's key share.
import { listOf, optionsOf, recordsOf } from "../../bindings/arguments.js";
import { describe, fail, statusError } from "../../bindings/errors.js";
import { isNonZero } from "../../bindings/scalar.js";
import { secretly } from "../../bindings/scope.js";
import { evaluateCommitmentAt, sumCommitmentVectors, sumScalars, verifyOneShare } from "../../bindings/sharing.js";
import { encodeVector } from "../../bindings/vector.js";
import type { BlsScheme } from "../bls/index.js";
import { checkScheme } from "../bls/scheme-argument.js";
import { type Id, idKey, idsToScalars, idToScalar, scalarsOf } from "../threshold/ids.js";
import { concatShares, pieces } from "../threshold/shares.js";
import {
  type Commitments,
  type CommitmentsContent,
  type CommitmentsInput,
  encodeCommitments,
  openCommitments,
  openMany,
} from "./commitments.js";
import { batchVerifyShares } from "./verify.js";

const IS_IDENTITY = 6;

function sum(scheme: BlsScheme, contents: readonly CommitmentsContent[], positions: readonly number[]): Commitments {
  const group = scheme.publicKeyGroup;
  const vectors = positions.map((position) => contents[position]!.vector);
  return encodeCommitments(group, sumCommitmentVectors(group, vectors));
}

/**
 * The commitments to the sum of the dealers' polynomials, compressed; the first is the group's public key. All lists
 * have the same length. Throws EMPTY, BAD_LENGTH, and what decodeCommitments throws (positions of bad lists in
 * `culprits`).
 *
 * @example
 * const sum = aggregateCommitments(minSig, dealings.map(({ commitments }) => commitments));
 * sum[0]; //=> parties[0].groupPublicKey
 */
export function aggregateCommitments(scheme: BlsScheme, list: readonly CommitmentsInput[]): Uint8Array<ArrayBuffer>[] {
  checkScheme(scheme);
  const { contents, positions } = openMany(
    scheme,
    listOf<CommitmentsInput>(list, "commitments").map((commitments) => ({ commitments })),
  );
  return sum(scheme, contents, positions).toBytes();
}

export interface PublicSharesOptions {
  readonly scheme: BlsScheme;
  /** The group's commitments: `aggregateCommitments`. */
  readonly commitments: CommitmentsInput;
  readonly ids: readonly Id[];
}

/**
 * The public key of every party's share, compressed, in the order of the ids. Consecutive small ids are cheapest.
 * Throws EMPTY, BAD_ID, DUPLICATE_ID, and what decodeCommitments throws.
 *
 * @example
 * const [{ commitments }] = parties; // of the group
 * publicShares({ scheme: minSig, commitments, ids: [1, 2, 3] }); //=> parties[0].publicShares
 */
export function publicShares(options: PublicSharesOptions): Uint8Array<ArrayBuffer>[] {
  const { scheme, commitments, ids } = optionsOf<PublicSharesOptions>(options, ["scheme", "commitments", "ids"]);
  checkScheme(scheme);
  const points = idsToScalars(ids);
  const { group, vector } = openCommitments(scheme, commitments);
  return pieces(encodeVector(group, evaluateCommitmentAt(group, vector, points), true), scheme.publicKeyLength);
}

export interface FinalizeOptions {
  readonly scheme: BlsScheme;
  /** This party. */
  readonly id: Id;
  /** All parties of the new group, this one among them. */
  readonly ids: readonly Id[];
  /**
   * From every qualified dealer, this party's own dealing included: its commitments and the share it gave to this
   * party.
   */
  readonly dealings: readonly { readonly commitments: CommitmentsInput; readonly share: Uint8Array }[];
}

const FINALIZE = ["scheme", "id", "ids", "dealings"] as const;

export interface KeyShare {
  /** This party's share of the group's secret key, 32 bytes: secret. */
  readonly secretShare: Uint8Array<ArrayBuffer>;
  readonly groupPublicKey: Uint8Array<ArrayBuffer>;
  /** The public key of every party's share, in the order of the ids. */
  readonly publicShares: Uint8Array<ArrayBuffer>[];
  /** The group's polynomial in the exponent. */
  readonly commitments: Uint8Array<ArrayBuffer>[];
}

/**
 * The scalars of all parties' ids. Throws EMPTY, BAD_ID, DUPLICATE_ID, UNKNOWN_ID when `id` is not one of them. For
 * this folder only, as is the next.
 */
export function openParties(id: Id, ids: readonly Id[]): Uint8Array<ArrayBuffer> {
  const own = idKey(id);
  const points = scalarsOf(ids);
  if (!ids.some((other) => idKey(other) === own)) fail("UNKNOWN_ID", `id: ${own} is not one of the ids`);
  return points;
}

/**
 * Checks a party's key share against the group's polynomial; one that does not fit is wiped. Throws BAD_SHARE with the
 * positions of the dealings whose shares are wrong. Constant-sequence in the share.
 */
export function checkKeyShare(
  { scheme, id, dealings }: Omit<FinalizeOptions, "ids">,
  total: Commitments,
  secretShare: Uint8Array,
): void {
  const { group, vector } = openCommitments(scheme, total);
  if (verifyOneShare(group, vector, idToScalar(id), secretShare)) return;
  secretShare.fill(0);
  const { invalid } = batchVerifyShares({ scheme, id, items: dealings });
  fail("BAD_SHARE", `the shares of dealings ${invalid.join(", ")} do not fit their commitments`, invalid);
}

/**
 * Adds up the dealings. The resulting share is checked against the group's polynomial, so one wrong share cannot go
 * unnoticed: throws BAD_SHARE with the positions of the wrong dealings in `culprits`. Throws IS_IDENTITY when the
 * dealers' secrets cancel out, EMPTY, BAD_ID, DUPLICATE_ID, UNKNOWN_ID when `id` is not one of `ids`, and what
 * decodeCommitments throws. Constant-sequence in the shares.
 *
 * @example
 * // party 2, with the dealings that everybody agreed on, its own among them
 * const received = dealings.map(({ commitments, shares }) => ({ commitments, share: shares.get(2)! }));
 * const mine = finalize({ scheme: minSig, id: 2, ids: [1, 2, 3], dealings: received });
 * minSig.getPublicKey(mine.secretShare); //=> mine.publicShares[1]
 * mine.groupPublicKey; //=> parties[0].groupPublicKey
 */
export function finalize(options: FinalizeOptions): KeyShare {
  return secretly(() => addUp(options));
}

function addUp(options: FinalizeOptions): KeyShare {
  const { scheme, id, ids, dealings: given } = optionsOf<FinalizeOptions>(options, FINALIZE);
  checkScheme(scheme);
  const points = openParties(id, listOf<Id>(ids, "ids"));
  const dealings = recordsOf<FinalizeOptions["dealings"][number]>(given, "dealings", "item", ["commitments", "share"]);
  const { contents, positions } = openMany(scheme, dealings);
  const shares = concatShares(
    dealings.map((dealing) => dealing.share),
    "share",
  );
  const secretShare = sumScalars(shares);
  shares.fill(0);
  const total = sum(scheme, contents, positions);
  checkKeyShare({ scheme, id, dealings }, total, secretShare);
  const { group, vector } = openCommitments(scheme, total);
  const commitments = total.toBytes();
  const groupPublicKey = commitments[0]!;
  if (groupPublicKey[0]! & 0x40) throw statusError(IS_IDENTITY, "group public key");
  if (isNonZero(secretShare) === 0) fail("BAD_SHARE", `the share of ${describe(id)} came out as zero`);
  const encoded = encodeVector(group, evaluateCommitmentAt(group, vector, points), true);
  return { secretShare, groupPublicKey, publicShares: pieces(encoded, scheme.publicKeyLength), commitments };
}
