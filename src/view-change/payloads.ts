// What the transactions of each phase say, as bytes. Reading is bounded by what the session allows and refuses
// everything else.
import { checkInteger, listOf, reading } from "../../bindings/arguments.js";
import {
  bitmapLength,
  bitmapOf,
  bitmapPositions,
  checkBitmap,
  Decoder,
  Encoder,
  FeldsparError,
} from "../encoding/index.js";

/** An MPK: the commitments, the proof that its maker knows the constant term, and its key for this session's shares. */
export interface Contribution {
  readonly commitments: readonly Uint8Array[];
  /** 64 bytes. */
  readonly proof: Uint8Array;
  /** X25519, 32 bytes. */
  readonly encryptionKey: Uint8Array;
}

/** For every receiver left one of acknowledgement (a bit) or revealed share. Indices are 1-based list positions. */
export interface Publication {
  /** Who acknowledged: bit (index − 1) of the list of receivers, as in the magic block. */
  readonly acknowledged: Uint8Array;
  /** Aggregate of the acknowledgements; empty when there are none. */
  readonly aggregate: Uint8Array;
  /** Ascending by index. */
  readonly reveals: readonly { readonly index: number; readonly share: Uint8Array }[];
}

const PROOF_LENGTH = 64;
/** More than any list has. */
const MAX_LIST = 1 << 20;

/**
 * The bitmap of a list in which these members are set, by their 1-based indices. Throws BAD_INTEGER for another.
 *
 * @example
 * bitmapOfIndices([1, 3], 4); //=> Uint8Array.of(0b1010_0000)
 * bitmapOfIndices([5], 4); //=> throws BAD_INTEGER
 */
export function bitmapOfIndices(indices: readonly number[], listSize: number): Uint8Array<ArrayBuffer> {
  return reading("bitmapOfIndices", (): Uint8Array<ArrayBuffer> => {
    checkInteger(listSize, "list size", 0, MAX_LIST);
    return bitmapOf(
      listSize,
      listOf<number>(indices, "indices", true).map((index) => {
        checkInteger(index, "index", 1, listSize);
        return index - 1;
      }),
    );
  });
}

/**
 * The 1-based indices of the members that are set in a bitmap, ascending. Throws MALFORMED.
 *
 * @example
 * indicesOfBitmap(Uint8Array.of(0b1010_0000), 4); //=> [1, 3]
 */
export function indicesOfBitmap(bitmap: Uint8Array, listSize: number): number[] {
  return reading("indicesOfBitmap", (): number[] => {
    checkInteger(listSize, "list size", 0, MAX_LIST);
    return bitmapPositions(bitmap, listSize).map((position) => position + 1);
  });
}

/**
 * The payload of an MPK, as in docs/wire-formats.md. Commitments have one length. Throws BAD_TYPE, BAD_LENGTH.
 *
 * @example
 * const { commitments, proof } = dealings[0];
 * const payload = encodeContribution({ commitments, proof, encryptionKey: miners[0].encryptionKey });
 * decodeContribution(payload, 2, 96).commitments; //=> commitments
 */
export function encodeContribution(contribution: Contribution): Uint8Array {
  return reading("encodeContribution", (): Uint8Array => {
    const { commitments, proof, encryptionKey } = contribution;
    return new Encoder()
      .list(commitments, (encoder, commitment) => encoder.fixed(commitment, commitments[0]!.length))
      .fixed(proof, PROOF_LENGTH)
      .fixed(encryptionKey, 32)
      .finish();
  });
}

/**
 * The commitments, proof and key in the payload of an MPK. Throws MALFORMED unless there are exactly `threshold`
 * commitments, each of `length` bytes; BAD_TYPE, BAD_INTEGER.
 *
 * @example
 * const { commitments } = decodeContribution(mpk.payload, attempt.thresholds.t, 192); // uncompressed
 * commitmentsHash(commitments).length; //=> 32
 * decodeContribution(mpk.payload, 2, 192); //=> throws MALFORMED
 */
export function decodeContribution(payload: Uint8Array, threshold: number, length: number): Contribution {
  return reading("decodeContribution", (): Contribution => {
    const decoder = new Decoder(payload, "MPK");
    const count = decoder.u32();
    if (count !== threshold) decoder.refuse(`expected exactly ${threshold} commitments, got ${count}`);
    const all = decoder.fixed(count * length);
    const proof = decoder.fixed(PROOF_LENGTH);
    const encryptionKey = decoder.fixed(32);
    decoder.finish();
    if (encryptionKey.every((byte) => byte === 0)) decoder.refuse("the X25519 key is zero");
    return contributionOf(all, length, { proof, encryptionKey });
  });
}

/**
 * Its commitments are views of one copy, made when they are asked for: those of 1000 lists of 667 would weigh 70 MB. A
 * function of its own, so that they keep nothing else alive.
 */
function contributionOf(
  all: Uint8Array,
  length: number,
  { proof, encryptionKey }: Omit<Contribution, "commitments">,
): Contribution {
  return {
    get commitments() {
      return Array.from({ length: all.length / length }, (_, i) => all.subarray(i * length, (i + 1) * length));
    },
    proof,
    encryptionKey,
  };
}

/**
 * The payload of `present`: a receiver's X25519 key for this session. Throws MALFORMED.
 *
 * @example
 * decodePresent(miners[0].encryptionKey); //=> miners[0].encryptionKey
 * decodePresent(new Uint8Array(31)); //=> throws MALFORMED
 */
export function decodePresent(payload: Uint8Array): Uint8Array {
  const decoder = new Decoder(payload, "present");
  const encryptionKey = decoder.fixed(32);
  decoder.finish();
  if (encryptionKey.every((byte) => byte === 0)) decoder.refuse("the X25519 key is zero");
  return encryptionKey;
}

/**
 * The payload of `confirm`, `hand-over` and `first`: one signature. Throws MALFORMED.
 *
 * @example
 * decodeSignature(new Uint8Array(48), 48).length; //=> 48
 * decodeSignature(new Uint8Array(47), 48); //=> throws MALFORMED
 */
export function decodeSignature(payload: Uint8Array, length: number): Uint8Array {
  return reading("decodeSignature", (): Uint8Array => {
    const decoder = new Decoder(payload, "signature");
    const signature = decoder.fixed(length);
    decoder.finish();
    return signature;
  });
}

/**
 * The payload of a publication in a session of `listSize` members, as in docs/wire-formats.md. Throws MALFORMED for a
 * bitmap of another size.
 *
 * @example
 * const [publication] = attempt.publications.filter((one) => one !== null);
 * decodePublication(encodePublication(publication, 4), 4, 48); //=> publication
 */
export function encodePublication(publication: Publication, listSize: number): Uint8Array {
  return reading("encodePublication", (): Uint8Array => {
    checkBitmap(publication.acknowledged, listSize);
    return new Encoder()
      .fixed(publication.acknowledged, bitmapLength(listSize))
      .bytes(publication.aggregate)
      .list(publication.reveals, (encoder, reveal) => encoder.u32(reveal.index).fixed(reveal.share, 32))
      .finish();
  });
}

/**
 * What a dealer published about all receivers. Throws MALFORMED for a wrong length, an index outside the list, or
 * entries that are not in ascending order without repetition; BAD_TYPE, BAD_INTEGER.
 *
 * @example
 * const publication = { acknowledged: bitmapOfIndices([], 4), aggregate: new Uint8Array(0), reveals: [] };
 * indicesOfBitmap(decodePublication(encodePublication(publication, 4), 4, 48).acknowledged, 4); //=> []
 * decodePublication(new Uint8Array(1), 4, 48); //=> throws MALFORMED
 */
export function decodePublication(payload: Uint8Array, listSize: number, signatureLength: number): Publication {
  return reading("decodePublication", (): Publication => {
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
  });
}
