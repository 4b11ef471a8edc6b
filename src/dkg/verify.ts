// Checking shares against commitments: one, one receiver's from many dealers, or many receivers' from many dealers
// (what has been revealed). The batched checks cost little more than a single one; when they fail they name exactly the
// wrong items.

import { sha256 } from "@noble/hashes/sha2.js";
import { checkBytes, checkList, concatBytes } from "../../bindings/bytes.js";
import { fail } from "../../bindings/errors.js";
import type { RandomBytes } from "../../bindings/random.js";
import { isNonZero, randomWeights } from "../../bindings/scalar.js";
import { findWrongShares, verifyOneShare } from "../../bindings/sharing.js";
import type { BatchResult, BlsScheme } from "../bls/index.js";
import { Encoder, TAG } from "../encoding/index.js";
import { type Id, idToScalar } from "../threshold/ids.js";
import { concatShares } from "../threshold/shares.js";
import { type CommitmentsContent, type CommitmentsInput, openCommitments, openMany } from "./commitments.js";

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
 */
export function verifyShare({ scheme, commitments, id, share }: VerifyShareOptions): boolean {
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
 */
export function batchVerifyShares(options: BatchVerifySharesOptions): BatchResult {
  const { scheme, id, items } = options;
  const at = idToScalar(id);
  checkList(items, "items", true);
  return check(scheme, items, () => at, options);
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

/** The same for any mixture of dealers and receivers. */
export function batchVerifyRevealed(options: BatchVerifyRevealedOptions): BatchResult {
  const { scheme, items } = options;
  checkList(items, "items", true);
  return check(scheme, items, (index) => idToScalar(items[index]!.id, `item ${index}: id`), options);
}

function check(
  scheme: BlsScheme,
  items: readonly { readonly commitments: CommitmentsInput; readonly share: Uint8Array }[],
  idOf: (index: number) => Uint8Array,
  how: DeterministicWeights,
): BatchResult {
  if (items.length === 0) return { valid: true, invalid: [] };
  const { contents, positions } = openMany(scheme, items, { transcript: how.transcript });
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
  const threshold = contents[0]!.vector.count;
  const vectors = contents.map(({ vector }) => vector);
  const invalid = findWrongShares(scheme.publicKeyGroup, vectors, threshold, list, weights);
  shares.fill(0);
  return { valid: invalid.length === 0, invalid };
}

function makeWeights(
  scheme: BlsScheme,
  items: readonly { dealer: number; id: Uint8Array; share: Uint8Array }[],
  contents: readonly CommitmentsContent[],
  { transcript, random }: DeterministicWeights,
): Uint8Array {
  if (transcript === undefined && random === undefined) return randomWeights(items.length);
  if (transcript !== undefined) checkBytes(transcript, "transcript");
  const drawn = random?.(32) ?? new Uint8Array(0);
  checkBytes(drawn, "random source");
  if (random !== undefined && drawn.length !== 32) fail("BAD_LENGTH", "random source: expected 32 bytes");
  const seed = new Encoder(TAG.weights)
    .text(scheme.name)
    .bytes(transcript ?? new Uint8Array(0))
    .bytes(drawn)
    .list(items, (encoder, { dealer, id, share }) =>
      encoder.fixed(contents[dealer]!.digest(), 32).fixed(id, 32).fixed(share, 32),
    )
    .digest();
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
