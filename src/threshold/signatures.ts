// Threshold signatures: every party signs with its share of the key, and any t of these partial signatures give the
// signature of the group by interpolation at zero in the exponent, the same whichever t are taken.
import { listOf, optionsOf, recordOf, recordsOf } from "../../bindings/arguments.js";
import { concatChecked, equalBytes, isBytes } from "../../bindings/bytes.js";
import { type Culprit, describe, FeldsparError, fail } from "../../bindings/errors.js";
import { encodePoint, isTorsionFree, type RawPoint } from "../../bindings/point.js";
import {
  decodeVector,
  decodeVectorStatuses,
  multiScalarMultiply,
  pickVector,
  type RawVector,
} from "../../bindings/vector.js";
import type { BlsScheme, PublicKey } from "../bls/index.js";
import { checkScheme } from "../bls/scheme-argument.js";
import { checkMessage } from "../curve/expand-message.js";
import { subgroupSeed } from "../curve/subgroup-seed.js";
import { checkThreshold, type Id, idKey, idName, idsToScalars, valuesByKey } from "./ids.js";
import { lagrangeWeights } from "./lagrange.js";

/** A signature made with one share of the key. */
export interface PartialSignature {
  readonly id: Id;
  /** A compressed point, scheme.signatureLength bytes. */
  readonly signature: Uint8Array;
}

export interface CombineOptions {
  readonly message: Uint8Array;
  /** How many partial signatures are needed. */
  readonly threshold: number;
  readonly groupPublicKey: PublicKey;
  /**
   * The public key of each party's share, by id; may be empty, or lack some. Needed only when something is wrong, to
   * tell whose partial signature it is. Those of parties that have one here are tried first.
   */
  readonly publicShares: ReadonlyMap<Id, PublicKey>;
  /** In any order; more than `threshold` are welcome, several from one party count once. */
  readonly partials: readonly PartialSignature[];
  /** Domain separation tag, where it is not the scheme's own. */
  readonly DST?: string | Uint8Array | undefined;
}

export interface CombineResult {
  /** The group's signature, verified. */
  readonly signature: Uint8Array<ArrayBuffer>;
  /** Ids, as given, of partial signatures that were found to be bad. Those not needed may not have been looked at. */
  readonly invalid: Id[];
}

const FIELDS = ["id", "signature"] as const;
const OPTIONS = ["message", "threshold", "groupPublicKey", "publicShares", "partials", "DST"] as const;

/**
 * Throws BAD_TYPE, and BAD_SCHEME for a scheme with message augmentation: its parties would each sign another message.
 */
function checkThresholdScheme(scheme: unknown): asserts scheme is BlsScheme {
  checkScheme(scheme);
  if (scheme.messageRule === "augmented") {
    fail("BAD_SCHEME", "scheme: partial signatures need one message, and augmentation makes one for each key");
  }
}

function interpolate(scheme: BlsScheme, ids: readonly Id[], vector: RawVector): Recovered {
  const group = scheme.signatureGroup;
  const weights = lagrangeWeights(idsToScalars(ids, "partial signatures"));
  const raw = multiScalarMultiply(group, vector, weights);
  return { raw, bytes: encodePoint(group, raw, true) };
}

/**
 * The group's signature from exactly the partial signatures given, not verified: with fewer than the threshold, or with
 * a bad one among them, it is a wrong signature. Throws EMPTY, BAD_ID, DUPLICATE_ID, and what decoding throws
 * (positions in `culprits`).
 *
 * @example
 * const message = bytesOf("two of three");
 * const partials = [1, 3].map((id) => ({ id, signature: minSig.sign(message, parties[id - 1].secretShare) }));
 * const signature = recoverSignature(minSig, partials);
 * minSig.verify(signature, message, parties[0].groupPublicKey); //=> true
 */
export function recoverSignature(scheme: BlsScheme, partials: readonly PartialSignature[]): Uint8Array<ArrayBuffer> {
  checkThresholdScheme(scheme);
  const list = recordsOf<PartialSignature>(partials, "partial signatures", "partial signature", FIELDS);
  const ids = list.map((partial) => partial.id);
  idsToScalars(ids, "partial signatures");
  const length = scheme.signatureLength;
  const group = scheme.signatureGroup;
  const encoded = concatChecked(
    list.map((partial) => partial.signature),
    "partial signature",
    length,
  );
  const vector = decodeVector(
    group,
    encoded,
    length,
    true,
    "partial signature",
    subgroupSeed(undefined, group, encoded),
  );
  return interpolate(scheme, ids, vector).bytes;
}

/** One partial signature that might be good. */
interface Candidate {
  readonly id: Id;
  readonly key: string;
  readonly signature: Uint8Array;
  /** As it was given. */
  readonly partial: PartialSignature;
}

/** The first candidate of each party, at most `count`. */
function firstOfEach(candidates: readonly Candidate[], count: number): number[] {
  const seen = new Set<string>();
  const picked: number[] = [];
  for (let index = 0; index < candidates.length && picked.length < count; index++) {
    const { key } = candidates[index]!;
    if (seen.has(key)) continue;
    seen.add(key);
    picked.push(index);
  }
  return picked;
}

/**
 * The group's signature of a message, verified. Recovers from the first `threshold` parties and verifies once; only if
 * that fails are the single partial signatures verified, together, the bad ones named, and the good ones used.
 *
 * A bad partial signature (malformed or wrong) never throws: it is in `invalid`. So is one from an id that has no
 * public share, unless the signature was made with it. Throws THRESHOLD, naming the bad ones in `culprits`, when fewer
 * than `threshold` parties gave a good one; BAD_THRESHOLD, BAD_ID, BAD_TYPE, UNKNOWN_OPTION, BAD_SCHEME for bad
 * arguments; INCONSISTENT_KEYS when good partial signatures do not give a signature of the group (the public shares are
 * not this group's).
 *
 * @example
 * const message = bytesOf("two of three");
 * const [{ groupPublicKey, publicShares }] = parties;
 * const signed = (id: number) => ({ id, signature: minSig.sign(message, parties[id - 1].secretShare) });
 * const partials = [{ ...signed(2), id: 1 }, signed(2), signed(3)]; // the first one copies
 * const byId = new Map(publicShares.map((share, at) => [at + 1, share]));
 * const result = combine(minSig, { message, threshold: 2, groupPublicKey, publicShares: byId, partials });
 * result.invalid; //=> [1]
 * minSig.verify(result.signature, message, groupPublicKey); //=> true
 */
export function combine(scheme: BlsScheme, options: CombineOptions): CombineResult {
  const { signature, failure, invalid } = combinePartials(scheme, options);
  if (failure !== null) throw failure;
  return { signature, invalid };
}

/** What came out of partial signatures: the group's signature, or why there is none; and what was learned of them. */
export type Combination = {
  /** Those that were verified singly, and those that were known, where that was necessary. */
  readonly good: readonly PartialSignature[];
  readonly invalid: Id[];
} & (
  | { readonly signature: Uint8Array<ArrayBuffer>; readonly failure: null }
  | { readonly signature: null; readonly failure: FeldsparError }
);

/**
 * What `combine` does, for callers that come back with more partial signatures: verdicts are returned also where there
 * is no signature, and what is `known` to be good (the very objects) is not verified again.
 */
export function combinePartials(
  scheme: BlsScheme,
  options: CombineOptions,
  known: ReadonlySet<PartialSignature> = new Set(),
): Combination {
  checkThresholdScheme(scheme);
  const { message, threshold, groupPublicKey, publicShares, partials, DST } = optionsOf<CombineOptions>(
    options,
    OPTIONS,
  );
  checkMessage(message);
  const shareOf = valuesByKey(publicShares, "publicShares");
  checkThreshold(threshold, Number.MAX_SAFE_INTEGER, "any");
  const list = listOf<PartialSignature>(partials, "partials", true);

  const group = scheme.signatureGroup;
  const length = scheme.signatureLength;
  const invalid = new Map<string, Id>();
  const candidates: Candidate[] = [];
  /** Nothing tells whether a partial signature of these is good but the group's signature that comes out. */
  const strangers: Candidate[] = [];
  const given = new Map<string, Uint8Array[]>();
  list.forEach((partial, index) => {
    const { id, signature } = recordOf<PartialSignature>(partial, `partial signature ${index}`, FIELDS, [index]);
    const key = idKey(id, `partial signature ${index}`);
    if (!isBytes(signature)) {
      fail("BAD_TYPE", `partial signature ${index}: expected a Uint8Array, got ${describe(signature)}`, [idName(id)]);
    }
    const others = given.get(key);
    if (others?.some((other) => equalBytes(other, signature))) return;
    if (others === undefined) given.set(key, [signature]);
    else others.push(signature);
    const candidate = { id, key, signature, partial };
    if (signature.length !== length) invalid.set(key, id);
    else if (shareOf.has(key)) candidates.push(candidate);
    else strangers.push(candidate);
  });

  const verifyOptions = DST === undefined ? undefined : { DST };
  const verified = (signature: Uint8Array) => scheme.verify(signature, message, groupPublicKey, verifyOptions);
  const encode = (some: readonly Candidate[]) =>
    concatChecked(
      some.map(({ signature }) => signature),
      "partial signature",
      length,
    );

  // first attempt: no subgroup checks of the parts, the verified result cannot be wrong
  const trusted = [...candidates, ...strangers];
  const picked = firstOfEach(trusted, threshold).map((index) => trusted[index]!);
  const used = new Set(picked);
  // in the order of the ids, so that the same parties find the same Lagrange coefficients again
  picked.sort((a, b) => a.key.length - b.key.length || (a.key < b.key ? -1 : 1));
  if (picked.length === threshold) {
    const { vector, statuses } = decodeVectorStatuses(group, encode(picked), length, false);
    if (statuses.every((status) => status === 0)) {
      const signature = interpolate(
        scheme,
        picked.map(({ id }) => id),
        vector,
      );
      if (isVerified(scheme, signature, verified)) {
        for (const other of strangers) if (!used.has(other)) invalid.set(other.key, other.id);
        return { signature: signature.bytes, failure: null, good: [], invalid: [...invalid.values()] };
      }
    }
  }
  for (const { key, id } of strangers) invalid.set(key, id);

  // something is wrong: look at every one of which nothing is known
  const good: Candidate[] = [];
  const places: number[] = [];
  let vector: RawVector = { bytes: new Uint8Array(0), count: 0 };
  if (candidates.length > 0) {
    const encoded = encode(candidates);
    const decoded = decodeVectorStatuses(group, encoded, length, true, subgroupSeed(undefined, group, encoded));
    vector = decoded.vector;
    const decodable: number[] = [];
    candidates.forEach((candidate, index) => {
      if (decoded.statuses[index] === 0) decodable.push(index);
      else invalid.set(candidate.key, candidate.id);
    });
    const unknown = decodable.filter((index) => !known.has(candidates[index]!.partial));
    const items = unknown.map((index) => {
      const { key, signature } = candidates[index]!;
      return { signature, message, publicKey: shareOf.get(key)! };
    });
    const wrong = new Set(scheme.batchVerify(items, verifyOptions).invalid.map((position) => unknown[position]!));
    decodable.forEach((index) => {
      const candidate = candidates[index]!;
      if (wrong.has(index)) invalid.set(candidate.key, candidate.id);
      else {
        good.push(candidate);
        places.push(index);
      }
    });
  }
  const verdicts = { good: good.map(({ partial }) => partial), invalid: [...invalid.values()] };
  const chosen = firstOfEach(good, threshold);
  if (chosen.length < threshold) {
    const culprits: Culprit[] = verdicts.invalid.map(idName);
    const bad = culprits.length > 0 ? `; bad ones from ${culprits.join(", ")}` : "";
    const needed = `${threshold} good partial signatures are needed, got ${chosen.length}${bad}`;
    return { ...verdicts, signature: null, failure: new FeldsparError("THRESHOLD", needed, culprits) };
  }
  const signature = interpolate(
    scheme,
    chosen.map((index) => good[index]!.id),
    pickVector(
      group,
      vector,
      chosen.map((index) => places[index]!),
    ),
  );
  if (!isVerified(scheme, signature, verified)) {
    const strangers = "the public shares do not belong to this group public key and threshold";
    return { ...verdicts, signature: null, failure: new FeldsparError("INCONSISTENT_KEYS", strangers) };
  }
  return { ...verdicts, signature: signature.bytes, failure: null };
}

/** A signature and its encoding. */
interface Recovered {
  readonly raw: RawPoint;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/**
 * A result outside the subgroup (from parts that were not checked) is as wrong as any other; errors about the key are
 * errors.
 */
function isVerified(scheme: BlsScheme, signature: Recovered, verify: (signature: Uint8Array) => boolean): boolean {
  try {
    return verify(signature.bytes);
  } catch (error) {
    if (error instanceof FeldsparError && error.code === "NOT_IN_SUBGROUP") {
      if (!isTorsionFree(scheme.signatureGroup, signature.raw)) return false;
    }
    throw error;
  }
}
