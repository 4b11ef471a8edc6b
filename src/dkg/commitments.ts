// Commitments to a sharing polynomial (the dealer's "MPK"): C_k = a_k G, constant term first, in the key group of the scheme.
// Decoding and checking points is what costs; whoever needs the same commitments again decodes them once and passes the object.
import { checkList, concatChecked } from "../../bindings/bytes.js";
import { describe, fail, statusError } from "../../bindings/errors.js";
import { decodeVector, encodeVector, type GroupName, type RawVector } from "../../bindings/point.js";
import type { BlsScheme } from "../bls/index.js";
import { Encoder, TAG } from "../encoding/index.js";
import { pieces } from "../threshold/shares.js";

const TOKEN = Symbol("feldspar commitments");
const IS_IDENTITY = 6;
const IDENTITY_FLAG = 0x40;

/** What is inside; for this folder only. */
export interface CommitmentsContent {
  readonly group: GroupName;
  readonly vector: RawVector;
  /** The encodings end to end. */
  readonly encoded: Uint8Array;
  readonly digest: () => Uint8Array;
}

let contentOf: (commitments: Commitments) => CommitmentsContent;

/** Decoded, checked commitments. Immutable; made by `decodeCommitments`, accepted wherever commitments are. */
export class Commitments {
  readonly #content: CommitmentsContent;

  static {
    contentOf = (commitments) => commitments.#content;
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
 * Decodes and checks commitments: every one canonical, on the curve, in the subgroup; the first (the public key of the secret) not
 * the identity. Throws BAD_TYPE, EMPTY, BAD_LENGTH, BAD_FLAGS, NOT_CANONICAL, NOT_ON_CURVE, NOT_IN_SUBGROUP, IS_IDENTITY with
 * the positions of the bad ones in `culprits`.
 */
export function decodeCommitments(scheme: BlsScheme, commitments: CommitmentsInput): Commitments {
  if (commitments instanceof Commitments) {
    if (contentOf(commitments).group !== scheme.publicKeyGroup) {
      fail(
        "BAD_TYPE",
        `commitments: expected points of ${scheme.publicKeyGroup} for ${scheme.name}, got the other group`,
      );
    }
    return commitments;
  }
  checkList(commitments, "commitments");
  const encoded = concatChecked(commitments, "commitment", scheme.publicKeyLength);
  const vector = decodeVector(scheme.publicKeyGroup, encoded, scheme.publicKeyLength, true, "commitment");
  if (encoded[0]! & IDENTITY_FLAG) throw statusError(IS_IDENTITY, "commitment 0", [0]);
  return wrapCommitments(scheme.publicKeyGroup, vector, encoded);
}

/** The content of commitments in either form; with `threshold` given, exactly so many. Throws like decodeCommitments. */
export function openCommitments(
  scheme: BlsScheme,
  commitments: CommitmentsInput,
  threshold?: number,
): CommitmentsContent {
  const count = commitments instanceof Commitments ? commitments.threshold : commitments?.length;
  if (threshold !== undefined && count !== threshold && (Array.isArray(commitments) || count !== undefined)) {
    fail("BAD_LENGTH", `commitments: expected ${threshold} points (the threshold), got ${count}`);
  }
  return contentOf(decodeCommitments(scheme, commitments));
}

/**
 * Opens the commitments of many items, each distinct list once. All must have the same number of points. Errors name the items'
 * positions in `culprits`.
 */
export function openMany(
  scheme: BlsScheme,
  items: readonly { readonly commitments: CommitmentsInput }[],
): { contents: CommitmentsContent[]; positions: number[] } {
  const seen = new Map<CommitmentsInput, number>();
  const contents: CommitmentsContent[] = [];
  const positions = items.map((item, index) => {
    if (typeof item !== "object" || item === null) {
      fail("BAD_TYPE", `item ${index}: expected an object with commitments, got ${describe(item)}`, [index]);
    }
    const { commitments } = item;
    let position = seen.get(commitments);
    if (position !== undefined) return position;
    const content = naming(index, () => openCommitments(scheme, commitments));
    position = contents.length;
    seen.set(commitments, position);
    contents.push(content);
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

/** Runs `action`; an error of it is blamed on the item at `index`. */
function naming<Result>(index: number, action: () => Result): Result {
  try {
    return action();
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    if (code === undefined) throw error;
    return fail(code, `item ${index}: ${message}`, [index]);
  }
}
