// Commitments to a sharing polynomial (the dealer's "MPK"): C_k = a_k G, constant term first, in the key group of the
// scheme. Decoding and checking points is what costs; whoever needs the same commitments again decodes them once and
// passes the object.
import { listOf, someOptionsOf } from "../../bindings/arguments.js";
import { checkBytes, concatBytes, concatChecked } from "../../bindings/bytes.js";
import { checkStatuses, FeldsparError, fail, statusError } from "../../bindings/errors.js";
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
const MOST_POINTS = 8192;

/** What is inside; for this folder only. */
export interface CommitmentsContent {
  readonly group: GroupName;
  readonly vector: RawVector;
  /** The encodings end to end. */
  readonly encoded: Uint8Array;
  readonly digest: () => Uint8Array;
}

let contentOf: (commitments: Commitments) => CommitmentsContent;
/** What has the private field; `instanceof` says what a prototype says, which anybody can set. */
export let isCommitments: (value: unknown) => value is Commitments;

/** Decoded, checked commitments. Immutable; made by `decodeCommitments`, accepted wherever commitments are. */
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

  /** The number of coefficients: the threshold of the polynomial. */
  get threshold(): number {
    return this.#content.vector.count;
  }

  /** The compressed encodings. */
  toBytes(): Uint8Array<ArrayBuffer>[] {
    const { encoded, vector } = this.#content;
    return pieces(encoded, encoded.length / vector.count);
  }
}

/** Compressed points of the scheme's key group, constant term first, or the same decoded. */
export type CommitmentsInput = readonly Uint8Array[] | Commitments;

function digestOf(encoded: Uint8Array, length: number): () => Uint8Array {
  let digest: Uint8Array | undefined;
  return () => {
    digest ??= new Encoder(TAG.commitments).u32(length).bytes(encoded).digest();
    return digest;
  };
}

export function wrapCommitments(group: GroupName, vector: RawVector, encoded: Uint8Array): Commitments {
  return new Commitments(TOKEN, { group, vector, encoded, digest: digestOf(encoded, vector.count) });
}

/** Commitments from points of our own making. */
export function encodeCommitments(group: GroupName, vector: RawVector): Commitments {
  return wrapCommitments(group, vector, encodeVector(group, vector, true));
}

/**
 * Decodes and checks commitments: every one canonical, on the curve, in the subgroup; the first (the public key of the
 * secret) not the identity. Throws BAD_TYPE, EMPTY, BAD_LENGTH, BAD_FLAGS, NOT_CANONICAL, NOT_ON_CURVE,
 * NOT_IN_SUBGROUP, IS_IDENTITY with the positions of the bad ones in `culprits`. A point outside the subgroup passes
 * with a probability of at most 2^-64.
 */
export function decodeCommitments(
  scheme: BlsScheme,
  commitments: CommitmentsInput,
  options?: TranscriptOptions,
): Commitments {
  checkScheme(scheme);
  const [result] = decodeLists(scheme, [commitments], transcriptOf(options));
  if (result instanceof FeldsparError) throw result;
  return result!;
}

/**
 * Many lists of commitments, all points checked together, which costs less for each. For every list what
 * decodeCommitments would return or throw; the lists may differ in length.
 */
export function decodeCommitmentLists(
  scheme: BlsScheme,
  lists: readonly CommitmentsInput[],
  options?: TranscriptOptions,
): (Commitments | FeldsparError)[] {
  checkScheme(scheme);
  return decodeLists(scheme, listOf<CommitmentsInput>(lists, "lists", true), transcriptOf(options));
}

function transcriptOf(options: unknown): Uint8Array | undefined {
  const { transcript } = someOptionsOf<TranscriptOptions>(options, ["transcript"]);
  if (transcript !== undefined) checkBytes(transcript, "transcript");
  return transcript;
}

function decodeLists(
  scheme: BlsScheme,
  lists: readonly CommitmentsInput[],
  transcript: Uint8Array | undefined,
): (Commitments | FeldsparError)[] {
  const opened = lists.map((list) => attempt(() => openList(scheme, list)));
  const results: (Commitments | FeldsparError)[] = [];
  let encodings: Uint8Array[] = [];
  let places: number[] = [];
  let points = 0;
  const flush = () => {
    decodeTogether(scheme, encodings, transcript).forEach((result, position) => {
      results[places[position]!] = result;
    });
    encodings = [];
    places = [];
    points = 0;
  };
  opened.forEach((item, place) => {
    if (isCommitments(item) || item instanceof FeldsparError) {
      results[place] = item;
      return;
    }
    encodings.push(item);
    places.push(place);
    points += item.length / scheme.publicKeyLength;
    if (points >= MOST_POINTS) flush();
  });
  if (places.length > 0) flush();
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
function openList(scheme: BlsScheme, commitments: CommitmentsInput): Uint8Array | Commitments {
  if (isCommitments(commitments)) {
    if (contentOf(commitments).group !== scheme.publicKeyGroup) {
      fail(
        "BAD_TYPE",
        `commitments: expected points of ${scheme.publicKeyGroup} for ${scheme.name}, got the other group`,
      );
    }
    return commitments;
  }
  return concatChecked(listOf(commitments, "commitments"), "commitment", scheme.publicKeyLength);
}

function decodeTogether(
  scheme: BlsScheme,
  lists: readonly Uint8Array[],
  transcript: Uint8Array | undefined,
): (Commitments | FeldsparError)[] {
  const group = scheme.publicKeyGroup;
  const length = scheme.publicKeyLength;
  const { affine } = SIZES[group];
  const all = lists.length === 1 ? lists[0]! : concatBytes(...lists);
  const { vector, statuses } = decodeVectorStatuses(group, all, length, true, subgroupSeed(transcript, group, all));
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
      return wrapCommitments(group, { bytes, count }, encoded);
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
  const [result] = decodeLists(scheme, [commitments], undefined);
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
  decodeLists(scheme, distinct, transcript).forEach((result, position) => {
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
