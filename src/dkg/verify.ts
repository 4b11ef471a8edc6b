// Checking shares against commitments: one, one receiver's from many dealers, or many receivers' from many dealers
// (what has been revealed). The batched checks cost little more than a single one; when they fail they name exactly the
// wrong items.

import { sha256 } from "@noble/hashes/sha2.js";
import { optionsOf, recordsOf } from "../../bindings/arguments.js";
import { checkBytes, concatBytes } from "../../bindings/bytes.js";
import { FeldsparError, fail } from "../../bindings/errors.js";
import type { GroupName } from "../../bindings/point.js";
import { drawFrom, type RandomBytes, randomBytes } from "../../bindings/random.js";
import { isNonZero } from "../../bindings/scalar.js";
import { findWrongShares, type ShareItem, verifyOneShare } from "../../bindings/sharing.js";
import { pickWeights } from "../bls/equation.js";
import type { BatchResult, BlsScheme } from "../bls/index.js";
import { checkScheme } from "../bls/scheme-argument.js";
import { Encoder, TAG } from "../encoding/index.js";
import { type Id, idToScalar } from "../threshold/ids.js";
import { concatShares } from "../threshold/shares.js";
import { type CommitmentsContent, type CommitmentsInput, openCommitments, openMany } from "./commitments.js";
import { knownValue } from "./values.js";

export interface VerifyShareOptions {
  readonly scheme: BlsScheme;
  readonly commitments: CommitmentsInput;
  /** The receiver. */
  readonly id: Id;
  /** 32 bytes below the group order. */
  readonly share: Uint8Array;
}

/**
 * Whether a share is the committed polynomial's value at `id`. Constant-sequence in the share. Throws BAD_ID,
 * BAD_LENGTH, BAD_SCALAR for a malformed share, and what decodeCommitments throws.
 *
 * @example
 * const [{ commitments, shares }] = dealings;
 * verifyShare({ scheme: minSig, commitments, id: 2, share: shares.get(2)! }); //=> true
 * verifyShare({ scheme: minSig, commitments, id: 2, share: shares.get(3)! }); //=> false
 */
export function verifyShare(options: VerifyShareOptions): boolean {
  const names = ["scheme", "commitments", "id", "share"] as const;
  const { scheme, commitments, id, share } = optionsOf<VerifyShareOptions>(options, names);
  checkScheme(scheme);
  const at = idToScalar(id);
  checkBytes(share, "share", 32);
  concatShares([share], "share").fill(0);
  const { group, vector } = openCommitments(scheme, commitments);
  return verifyOneShare(group, vector, at, share);
}

/**
 * Makes the weights of a batched check depend on its items and this alone, so that everybody who checks the same items
 * computes the same. The weights are a hash of all of it (Fiat and Shamir), so even a caller who chooses these values
 * cannot choose weights.
 */
export interface DeterministicWeights {
  /** Anything that names the occasion, for example the hash of a block. */
  readonly transcript?: Uint8Array | undefined;
  /** A deterministic source: 32 bytes of it go into the hash. */
  readonly random?: RandomBytes | undefined;
}

export interface BatchVerifySharesOptions extends DeterministicWeights {
  readonly scheme: BlsScheme;
  /** The receiver of all the shares. */
  readonly id: Id;
  readonly items: readonly { readonly commitments: CommitmentsInput; readonly share: Uint8Array }[];
}

/**
 * Checks the shares that one receiver got from many dealers in one combination with random weights of 128 bits, from
 * the platform's CSPRNG unless asked otherwise. `invalid`: positions of the wrong shares, ascending. Malformed items
 * throw, named in `culprits`. An empty list is valid.
 *
 * @example
 * // party 2, of what all dealers sent
 * const items = dealings.map(({ commitments, shares }) => ({ commitments, share: shares.get(2)! }));
 * items[2] = { ...items[2], share: dealings[0].shares.get(2)! };
 * batchVerifyShares({ scheme: minSig, id: 2, items }).invalid; //=> [2]
 */
export function batchVerifyShares(options: BatchVerifySharesOptions): BatchResult {
  const read = optionsOf<BatchVerifySharesOptions>(options, ["scheme", "id", "items", "transcript", "random"]);
  checkScheme(read.scheme);
  const at = idToScalar(read.id);
  const items = recordsOf<ReceivedShare>(read.items, "items", "item", ["commitments", "share"], true);
  return check(read.scheme, items, () => at, read);
}

/** One revealed share. */
export interface RevealedShare {
  readonly commitments: CommitmentsInput;
  /** The receiver. */
  readonly id: Id;
  readonly share: Uint8Array;
}

export interface BatchVerifyRevealedOptions extends DeterministicWeights {
  readonly scheme: BlsScheme;
  readonly items: readonly RevealedShare[];
}

/**
 * As `batchVerifyShares`, of any mixture of dealers and receivers: shares that are public, each with its dealer's
 * commitments and its receiver's id. Variable-time. Malformed items throw, named in `culprits`.
 *
 * @example
 * // what dealer 1 revealed about two receivers, each with the id of whose share it is
 * const [{ commitments, shares }] = dealings;
 * const items = [2, 3].map((id) => ({ commitments, id, share: shares.get(id)! }));
 * batchVerifyRevealed({ scheme: minSig, items }).valid; //=> true
 */
export function batchVerifyRevealed(options: BatchVerifyRevealedOptions): BatchResult {
  const read = optionsOf<BatchVerifyRevealedOptions>(options, ["scheme", "items", "transcript", "random"]);
  checkScheme(read.scheme);
  const items = recordsOf<RevealedShare>(read.items, "items", "item", ["commitments", "id", "share"], true);
  return check(read.scheme, items, (index) => idAt(items[index]!.id, index), read);
}

type ReceivedShare = BatchVerifySharesOptions["items"][number];

/** An item's id; one that is none is named by the item's position, like everything else about an item. */
function idAt(id: Id, index: number): Uint8Array {
  try {
    return idToScalar(id, `item ${index}: id`);
  } catch (error) {
    if (error instanceof FeldsparError) fail(error.code, error.message, [index]);
    throw error;
  }
}

function check(
  scheme: BlsScheme,
  items: readonly ReceivedShare[],
  idOf: (index: number) => Uint8Array,
  how: DeterministicWeights,
): BatchResult {
  if (how.transcript !== undefined) checkBytes(how.transcript, "transcript");
  if (items.length === 0) return { valid: true, invalid: [] };
  const { contents, positions } = openMany(scheme, items, how.transcript);
  const shares = concatShares(
    items.map((item) => item.share),
    "share",
  );
  const list = items.map((_, index) => ({
    dealer: positions[index]!,
    id: idOf(index),
    share: shares.subarray(32 * index, 32 * index + 32),
  }));
  const weights = makeWeights(scheme, list, contents, how);
  const invalid = findWrong(scheme.publicKeyGroup, contents, list, weights);
  shares.fill(0);
  return { valid: invalid.length === 0, invalid };
}

/** Positions of the wrong items, ascending. A value that is known is a commitment of one point. */
function findWrong(
  group: GroupName,
  contents: readonly CommitmentsContent[],
  list: readonly ShareItem[],
  weights: Uint8Array,
): number[] {
  const known = list.map(({ dealer, id }) => knownValue(contents[dealer]!, id));
  const withValue = known.flatMap((value, index) => (value === undefined ? [] : [index]));
  const without = known.flatMap((value, index) => (value === undefined ? [index] : []));
  const weightsOf = (positions: readonly number[]) => pickWeights(weights, positions);
  const simple = withValue.map((index, dealer) => ({ dealer, id: ONE, share: list[index]!.share }));
  const values = withValue.map((index) => known[index]!);
  const wrongValues = findWrongShares(group, values, 1, simple, weightsOf(withValue));
  const vectors = contents.map(({ vector }) => vector);
  const rest = without.map((index) => list[index]!);
  const wrongRest = findWrongShares(group, vectors, vectors[0]!.count, rest, weightsOf(without));
  return [...wrongValues.map((place) => withValue[place]!), ...wrongRest.map((place) => without[place]!)].sort(
    (a, b) => a - b,
  );
}

/** A constant polynomial has its value at any id. */
const ONE = Uint8Array.of(...new Array(31).fill(0), 1);

function makeWeights(
  scheme: BlsScheme,
  items: readonly { dealer: number; id: Uint8Array; share: Uint8Array }[],
  contents: readonly CommitmentsContent[],
  { transcript, random }: DeterministicWeights,
): Uint8Array {
  // with either given the weights are to be the same everywhere; else they are drawn, and hashed all the same, so that
  // a source that repeats itself does not tell them before the items are fixed
  const source = random === undefined && transcript === undefined ? randomBytes : random;
  const drawn = source === undefined ? new Uint8Array(0) : drawFrom(source, 32);
  const head = new Encoder(TAG.weights)
    .text(scheme.name)
    .bytes(transcript ?? new Uint8Array(0))
    .bytes(drawn)
    .u32(items.length)
    .finish();
  // shares stay out of the encoder, whose buffer is not wiped
  const list = new Uint8Array(96 * items.length);
  for (let index = 0; index < items.length; index++) {
    const { dealer, id, share } = items[index]!;
    list.set(contents[dealer]!.digest(), 96 * index);
    list.set(id, 96 * index + 32);
    list.set(share, 96 * index + 64);
  }
  const seed = sha256.create().update(head).update(list).digest();
  list.fill(0);
  const weights = new Uint8Array(32 * items.length);
  const counter = new Uint8Array(4);
  for (let index = 0; index < items.length; index++) {
    new DataView(counter.buffer).setUint32(0, index);
    const weight = weights.subarray(32 * index + 16, 32 * index + 32);
    weight.set(sha256(concatBytes(seed, counter)).subarray(0, 16));
    if (isNonZero(weight) === 0) weight[15] = 1;
  }
  return weights;
}
