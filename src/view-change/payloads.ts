// What the transactions of each phase say, as bytes. Reading is bounded by what the session allows and refuses
// everything else.
import {
  bitmapLength,
  bitmapOf,
  bitmapPositions,
  checkBitmap,
  Decoder,
  Encoder,
  FeldsparError,
} from "../encoding/index.js";

/** Contribute: the MPK and the proof that its maker knows the constant term. */
export interface Contribution {
  readonly commitments: readonly Uint8Array[];
  readonly proof: Uint8Array;
}

/** Publish: for every member one of acknowledgement (a bit) or revealed share. Indices are 1-based list positions. */
export interface Publication {
  /** Who acknowledged: bit (index − 1) of the list, as in the magic block. */
  readonly acknowledged: Uint8Array;
  /** Aggregate of the acknowledgements; empty when there are none. */
  readonly aggregate: Uint8Array;
  /** Ascending by index. */
  readonly reveals: readonly { readonly index: number; readonly share: Uint8Array }[];
}

/** Wait: a member of the new set confirms its key, a member of the current set hands over. */
export interface WaitSignatures {
  readonly confirmation: Uint8Array | null;
  readonly handOver: Uint8Array | null;
}

const MAX_PROOF = 256;

/** The bitmap of a list in which these members are set, by their 1-based indices. Throws BAD_INTEGER for another. */
export function bitmapOfIndices(indices: readonly number[], listSize: number): Uint8Array<ArrayBuffer> {
  return bitmapOf(
    listSize,
    indices.map((index) => index - 1),
  );
}

/** The 1-based indices of the members that are set in a bitmap, ascending. Throws MALFORMED. */
export function indicesOfBitmap(bitmap: Uint8Array, listSize: number): number[] {
  return bitmapPositions(bitmap, listSize).map((position) => position + 1);
}

/** The payload of a contribution, as in docs/wire-formats.md. */
export function encodeContribution({ commitments, proof }: Contribution): Uint8Array {
  return new Encoder()
    .list(commitments, (encoder, commitment) => encoder.bytes(commitment))
    .bytes(proof)
    .finish();
}

/** Throws MALFORMED unless there are exactly `threshold` commitments of `keyLength` bytes. */
export function decodeContribution(payload: Uint8Array, threshold: number, keyLength: number): Contribution {
  const decoder = new Decoder(payload, "MPK");
  const commitments = decoder.list(threshold, (inner) => inner.bytes(keyLength));
  if (commitments.length !== threshold) {
    throw new FeldsparError("MALFORMED", `MPK: expected exactly ${threshold} commitments, got ${commitments.length}`);
  }
  const short = commitments.findIndex((commitment) => commitment.length !== keyLength);
  if (short >= 0) {
    throw new FeldsparError(
      "MALFORMED",
      `MPK: expected commitments of ${keyLength} bytes, got ${commitments[short]!.length}`,
      [short],
    );
  }
  const proof = decoder.bytes(MAX_PROOF);
  decoder.finish();
  return { commitments, proof };
}

/**
 * The payload of a publication in a session of `listSize` members, as in docs/wire-formats.md. Throws MALFORMED for a
 * bitmap of another size.
 */
export function encodePublication(publication: Publication, listSize: number): Uint8Array {
  checkBitmap(publication.acknowledged, listSize);
  return new Encoder()
    .fixed(publication.acknowledged, bitmapLength(listSize))
    .bytes(publication.aggregate)
    .list(publication.reveals, (encoder, reveal) => encoder.u32(reveal.index).fixed(reveal.share, 32))
    .finish();
}

/**
 * Throws MALFORMED for a wrong length, an index outside the list, or entries that are not in ascending order without
 * repetition.
 */
export function decodePublication(payload: Uint8Array, listSize: number, signatureLength: number): Publication {
  const decoder = new Decoder(payload, "publication");
  const acknowledged = decoder.fixed(bitmapLength(listSize));
  checkBitmap(acknowledged, listSize);
  const aggregate = decoder.bytes(signatureLength);
  const expected = acknowledged.every((byte) => byte === 0) ? 0 : signatureLength;
  if (aggregate.length !== expected) {
    throw new FeldsparError(
      "MALFORMED",
      `publication: expected an aggregate signature of ${expected} bytes, got ${aggregate.length}`,
    );
  }
  let previous = 0;
  const reveals = decoder.list(listSize, (inner) => {
    const index = inner.u32();
    if (index <= previous || index > listSize) {
      throw new FeldsparError(
        "MALFORMED",
        `publication: reveals must be in ascending order of index up to ${listSize}, got ${index}`,
        [index],
      );
    }
    previous = index;
    return { index, share: inner.fixed(32) };
  });
  decoder.finish();
  return { acknowledged, aggregate, reveals };
}

/** The payload of the wait phase: the confirmation and, where there is one, the hand-over. */
export function encodeWait({ confirmation, handOver }: WaitSignatures): Uint8Array {
  const empty = new Uint8Array(0);
  return new Encoder()
    .bytes(confirmation ?? empty)
    .bytes(handOver ?? empty)
    .finish();
}

/**
 * Lengths are checked against the schemes of the new and of the current view; an absent signature is empty. Throws
 * MALFORMED.
 */
export function decodeWait(
  payload: Uint8Array,
  signatureLength: number,
  currentSignatureLength: number,
): WaitSignatures {
  const decoder = new Decoder(payload, "wait");
  const read = (length: number): Uint8Array | null => {
    const bytes = decoder.bytes(length);
    if (bytes.length !== 0 && bytes.length !== length) {
      throw new FeldsparError("MALFORMED", `wait: expected a signature of ${length} bytes, got ${bytes.length}`);
    }
    return bytes.length === 0 ? null : bytes;
  };
  const confirmation = read(signatureLength);
  const handOver = read(currentSignatureLength);
  decoder.finish();
  if (confirmation === null && handOver === null)
    throw new FeldsparError("MALFORMED", "wait: expected at least one signature");
  return { confirmation, handOver };
}
