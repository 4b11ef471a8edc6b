// Commitments to a sharing polynomial (the dealer's "MPK"): C_k = a_k G, constant term first, in the key group of the
// scheme. Decoding and checking points is what costs; whoever needs the same commitments again decodes them once and
// passes the object.
import { listOf, someOptionsOf } from "../../bindings/arguments.js";
import { checkBytes, concatBytes, concatChecked, isBytes } from "../../bindings/bytes.js";
import { checkStatuses, describe, FeldsparError, fail, statusError } from "../../bindings/errors.js";
import { sha256Of } from "../../bindings/hash.js";
import { type GroupName, SIZES } from "../../bindings/point.js";
import { decodeVectorStatuses, encodeVector, type RawVector } from "../../bindings/vector.js";
import type { BlsScheme } from "../bls/index.js";
import { checkScheme } from "../bls/scheme-argument.js";
import { subgroupSeed, type TranscriptOptions } from "../curve/subgroup-seed.js";
import { Encoder, TAG } from "../encoding/index.js";
import { pieces } from "../threshold/shares.js";

const TOKEN = Symbol("feldspar commitments");
const IS_IDENTITY = 6;
const IDENTITY_FLAG = 0x40;
/** Points decoded together: more gain nothing, and need memory of the core. */
const MOST_POINTS = 16384;

/** What is inside; for this folder only. */
export interface CommitmentsContent {
  readonly group: GroupName;
  readonly vector: RawVector;
  /** The compressed encodings end to end, made when they are asked for: they would be a quarter of the weight. */
  readonly encoded: () => Uint8Array;
  /** Of the compressed encodings, whatever was decoded: a proof holds for both. */
  readonly digest: () => Uint8Array;
  /** Values that are known already, packed, by the key of the id. */
  readonly values: Map<string, Uint8Array<ArrayBuffer>>;
}

/** So many values are kept of commitments of this length: those that were computed first. */
export function mostValues(threshold: number): number {
  return Math.max(4, threshold >> 3);
}

const ENCODINGS = ["compressed", "uncompressed"] as const;

/**
 * How the points of a list are encoded, all alike: 48 or 96 bytes each in G1, 96 or 192 in G2. The uncompressed ones
 * are decoded without square roots, twice to almost four times as fast.
 */
export type CommitmentEncoding = (typeof ENCODINGS)[number];

/** Throws BAD_TYPE for what is no encoding. For this folder only. */
export function checkEncoding(value: unknown): asserts value is CommitmentEncoding | undefined {
  if (value !== undefined && !(ENCODINGS as readonly unknown[]).includes(value)) {
    fail("BAD_TYPE", `encoding: expected ${ENCODINGS.join(" or ")}, got ${describe(value)}`);
  }
}

export interface CommitmentEncodingOptions {
  /** "compressed" by default. */
  readonly encoding?: CommitmentEncoding | undefined;
}

export interface DecodeCommitmentsOptions extends TranscriptOptions {
  /**
   * The one encoding that is accepted, where others must come to the same verdict; by default either, as long as all
   * points of a list have the same. Commitments that were decoded before have none.
   */
  readonly encoding?: CommitmentEncoding | undefined;
}

let contentOf: (commitments: Commitments) => CommitmentsContent;
/** What has the private field; `instanceof` says what a prototype says, which anybody can set. */
export let isCommitments: (value: unknown) => value is Commitments;

/**
 * Decoded, checked commitments. Immutable; made by `decodeCommitments`, accepted wherever commitments are.
 *
 * @example
 * const commitments = decodeCommitments(minSig, dealings[0].commitments);
 * commitments.toBytes(); //=> dealings[0].commitments
 * commitments.toBytes({ encoding: "uncompressed" })[0].length; //=> 192
 */
export class Commitments {
  readonly #content: CommitmentsContent;

  static {
    contentOf = (commitments) => commitments.#content;
    isCommitments = (value): value is Commitments => typeof value === "object" && value !== null && #content in value;
  }

  /** Not for callers. */
  constructor(token: symbol, content: CommitmentsContent) {
    if (token !== TOKEN) fail("BAD_TYPE", "commitments are made by decodeCommitments");
    this.#content = content;
  }

  /** What console.log of Node shows. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return `Commitments to ${this.threshold} coefficients (their bytes: toBytes())`;
  }

  /**
   * The number of coefficients: the threshold of the polynomial.
   *
   * @example
   * decodeCommitments(minSig, dealings[0].commitments).threshold; //=> 2
   */
  get threshold(): number {
    return this.#content.vector.count;
  }

  /**
   * The encodings, constant term first: compressed (48 bytes each in G1, 96 in G2) unless `encoding` says
   * "uncompressed" (96, 192). Throws BAD_TYPE, UNKNOWN_OPTION.
   */
  toBytes(options?: CommitmentEncodingOptions): Uint8Array<ArrayBuffer>[] {
    const { encoding } = someOptionsOf<CommitmentEncodingOptions>(options, ["encoding"]);
    checkEncoding(encoding);
    const { group, vector, encoded } = this.#content;
    const bytes = encoding === "uncompressed" ? encodeVector(group, vector, false) : encoded();
    return pieces(bytes, bytes.length / vector.count);
  }
}

/**
 * Points of the scheme's key group, constant term first, all compressed (48 bytes each in G1, 96 in G2) or all
 * uncompressed (96, 192), or the same decoded.
 */
export type CommitmentsInput = readonly Uint8Array[] | Commitments;

/** `make`, called once at most. */
function once<Value>(make: () => Value): () => Value {
  let value: Value | undefined;
  return () => {
    value ??= make();
    return value;
  };
}

/**
 * Commitments from points that were checked, and their compressed encodings end to end where they are at hand: these
 * are kept until the digest is made of them.
 */
export function wrapCommitments(group: GroupName, vector: RawVector, compressed?: Uint8Array): Commitments {
  let known = compressed;
  const encoded = () => known ?? encodeVector(group, vector, true);
  const digest = once(() => {
    const made = sha256Of(new Encoder(TAG.commitments).u32(vector.count).bytes(encoded()).finish());
    known = undefined;
    return made;
  });
  return new Commitments(TOKEN, { group, vector, encoded, digest, values: new Map() });
}

/** Commitments from points of our own making. */
export function encodeCommitments(group: GroupName, vector: RawVector): Commitments {
  return wrapCommitments(group, vector);
}

/**
 * Decodes and checks commitments, compressed or uncompressed: every one canonical, on the curve, in the subgroup; the
 * first (the public key of the secret) not the identity. Throws BAD_TYPE, EMPTY, BAD_LENGTH (also for a list of both
 * encodings, and for another than `encoding`), BAD_FLAGS, NOT_CANONICAL, NOT_ON_CURVE, NOT_IN_SUBGROUP, IS_IDENTITY
 * with the positions of the bad ones in `culprits`. A point outside the subgroup passes with a probability of at most
 * 2^-64. Variable-time: commitments are public.
 *
 * @example
 * const commitments = decodeCommitments(minSig, dealings[0].commitments); // checked once, used often
 * commitments.threshold; //=> 2
 * verifyShare({ scheme: minSig, commitments, id: 1, share: dealings[0].shares.get(1)! }); //=> true
 */
export function decodeCommitments(
  scheme: BlsScheme,
  commitments: CommitmentsInput,
  options?: DecodeCommitmentsOptions,
): Commitments {
  checkScheme(scheme);
  const [result] = decodeLists(scheme, [commitments], decodeOptionsOf(options));
  if (result instanceof FeldsparError) throw result;
  return result!;
}

/**
 * Many lists of commitments, all points checked together, which costs less for each. For every list what
 * decodeCommitments would return or throw; the lists may differ in length, and in encoding unless `encoding` is given.
 *
 * @example
 * const [good, bad] = decodeCommitmentLists(minSig, [dealings[0].commitments, [new Uint8Array(96)]]);
 * good instanceof Commitments; //=> true
 * bad instanceof FeldsparError && bad.code; //=> "BAD_FLAGS"
 */
export function decodeCommitmentLists(
  scheme: BlsScheme,
  lists: readonly CommitmentsInput[],
  options?: DecodeCommitmentsOptions,
): (Commitments | FeldsparError)[] {
  checkScheme(scheme);
  return decodeLists(scheme, listOf<CommitmentsInput>(lists, "lists", true), decodeOptionsOf(options));
}

function decodeOptionsOf(options: unknown): DecodeCommitmentsOptions {
  const read = someOptionsOf<DecodeCommitmentsOptions>(options, ["transcript", "encoding"]);
  if (read.transcript !== undefined) checkBytes(read.transcript, "transcript");
  checkEncoding(read.encoding);
  return read;
}

/** Encodings of one list, end to end, `length` bytes each. */
interface OpenedList {
  readonly encoded: Uint8Array;
  readonly length: number;
}

function decodeLists(
  scheme: BlsScheme,
  lists: readonly CommitmentsInput[],
  { transcript, encoding }: DecodeCommitmentsOptions,
): (Commitments | FeldsparError)[] {
  const results: (Commitments | FeldsparError)[] = [];
  // by the length of a point: the core decodes points of one length together
  const waiting = new Map<number, { list: OpenedList; place: number }[]>();
  lists.forEach((given, place) => {
    const list = attempt(() => openList(scheme, given, encoding));
    if (isCommitments(list) || list instanceof FeldsparError) {
      results[place] = list;
      return;
    }
    const alike = waiting.get(list.length) ?? [];
    alike.push({ list, place });
    waiting.set(list.length, alike);
  });
  for (const [length, items] of waiting) {
    let batch: typeof items = [];
    let points = 0;
    items.forEach((item, index) => {
      batch.push(item);
      points += item.list.encoded.length / length;
      if (points < MOST_POINTS && index < items.length - 1) return;
      const encodings = batch.map(({ list }) => list.encoded);
      decodeTogether(scheme, encodings, length, transcript).forEach((result, position) => {
        results[batch[position]!.place] = result;
      });
      batch = [];
      points = 0;
    });
  }
  return results;
}

function attempt<Result>(action: () => Result): Result | FeldsparError {
  try {
    return action();
  } catch (error) {
    if (error instanceof FeldsparError) return error;
    throw error;
  }
}

/** The encodings end to end, their number and lengths checked; or commitments that were decoded before. */
function openList(
  scheme: BlsScheme,
  commitments: CommitmentsInput,
  encoding: CommitmentEncoding | undefined,
): OpenedList | Commitments {
  if (isCommitments(commitments)) {
    if (contentOf(commitments).group !== scheme.publicKeyGroup) {
      fail(
        "BAD_TYPE",
        `commitments: expected points of ${scheme.publicKeyGroup} for ${scheme.name}, got the other group`,
      );
    }
    return commitments;
  }
  const list = listOf(commitments, "commitments");
  const length = encoding === undefined ? pointLength(scheme, list) : SIZES[scheme.publicKeyGroup][encoding];
  return { encoded: concatChecked(list, "commitment", length), length };
}

/** The length that all of a list must have: that of the first one that has any of the two. Inside the package only. */
export function pointLength(scheme: BlsScheme, list: readonly unknown[]): number {
  const { compressed, uncompressed } = SIZES[scheme.publicKeyGroup];
  const first = list.find((item) => isBytes(item) && (item.length === compressed || item.length === uncompressed));
  return first === undefined ? compressed : (first as Uint8Array).length;
}

function decodeTogether(
  scheme: BlsScheme,
  lists: readonly Uint8Array[],
  length: number,
  transcript: Uint8Array | undefined,
): (Commitments | FeldsparError)[] {
  const group = scheme.publicKeyGroup;
  const { affine, compressed } = SIZES[group];
  const all = lists.length === 1 ? lists[0]! : concatBytes(...lists);
  const seed = subgroupSeed(transcript, group, all, length);
  const { vector, statuses } = decodeVectorStatuses(group, all, length, true, seed);
  let start = 0;
  return lists.map((encoded) => {
    const count = encoded.length / length;
    const end = start + count;
    const own = statuses.subarray(start, end);
    const bytes = vector.bytes.slice(start * affine, end * affine);
    start = end;
    return attempt(() => {
      checkStatuses(own, "commitment");
      if (encoded[0]! & IDENTITY_FLAG) throw statusError(IS_IDENTITY, "commitment 0", [0]);
      return wrapCommitments(group, { bytes, count }, length === compressed ? encoded : undefined);
    });
  });
}

/**
 * The content of commitments in either form; with `threshold` given, exactly so many. Throws like decodeCommitments.
 */
export function openCommitments(
  scheme: BlsScheme,
  commitments: CommitmentsInput,
  threshold?: number,
): CommitmentsContent {
  const count = countOf(commitments);
  if (threshold !== undefined && count !== undefined && count !== threshold) {
    fail("BAD_LENGTH", `commitments: expected ${threshold} points (the threshold), got ${count}`);
  }
  const [result] = decodeLists(scheme, [commitments], {});
  if (result instanceof FeldsparError) throw result;
  return contentOf(result!);
}

/** The number of commitments in either form; undefined for what is neither. Inside the package only. */
export function countOf(commitments: unknown): number | undefined {
  if (isCommitments(commitments)) return contentOf(commitments).vector.count;
  try {
    return Array.isArray(commitments) ? commitments.length : undefined;
  } catch {
    return undefined; // a revoked Proxy
  }
}

/**
 * Opens the commitments of many items (records that were read), each distinct list once, all together. All must have
 * the same number of points. Errors name the items' positions in `culprits`.
 */
export function openMany(
  scheme: BlsScheme,
  items: readonly { readonly commitments: CommitmentsInput }[],
  transcript?: Uint8Array,
): { contents: CommitmentsContent[]; positions: number[] } {
  const distinct = [...new Set(items.map((item) => item.commitments))];
  const decoded = new Map<CommitmentsInput, Commitments | FeldsparError>();
  decodeLists(scheme, distinct, { transcript }).forEach((result, position) => {
    decoded.set(distinct[position]!, result);
  });
  const seen = new Map<CommitmentsInput, number>();
  const contents: CommitmentsContent[] = [];
  const positions = items.map((item, index) => {
    const { commitments } = item;
    let position = seen.get(commitments);
    if (position !== undefined) return position;
    const result = decoded.get(commitments)!;
    if (result instanceof FeldsparError) fail(result.code, `item ${index}: ${result.message}`, [index]);
    position = contents.length;
    seen.set(commitments, position);
    contents.push(contentOf(result));
    return position;
  });
  const threshold = contents[0]?.vector.count;
  const others = items.flatMap((_, index) => (contents[positions[index]!]!.vector.count === threshold ? [] : [index]));
  if (others.length > 0) {
    const got = contents[positions[others[0]!]!]!.vector.count;
    fail("BAD_LENGTH", `item ${others[0]}: expected ${threshold} commitments like item 0, got ${got}`, others);
  }
  return { contents, positions };
}
