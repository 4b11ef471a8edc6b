// What a thread does with a request: the same calls that everybody can make, put together again from the message.
import { bytesKey } from "../../bindings/bytes.js";
import { FeldsparError } from "../../bindings/errors.js";
import type { RawPoint } from "../../bindings/point.js";
import { evaluateEachAt } from "../../bindings/sharing.js";
import { decodeVectorStatuses, encodeVector, type RawVector } from "../../bindings/vector.js";
import { type BatchItem, type BlsScheme, type PreparedPublicKey, schemeByName } from "../bls/index.js";
import { type CurveGroup, G1, G2, type GroupName } from "../curve/index.js";
import { rawPoint } from "../curve/point.js";
import { subgroupSeed } from "../curve/subgroup-seed.js";
import { wrapVector } from "../curve/vector.js";
import { type CommitmentsInput, openCommitments, openMany, wrapCommitments } from "../dkg/commitments.js";
import {
  batchVerifyRevealed,
  decodeCommitmentLists,
  type PublicationsResult,
  type RevealedShare,
  verifyPublications,
} from "../dkg/index.js";
import { unpackBytes } from "./buffers.js";
import { checkMergedBatches } from "./merged-batches.js";
import {
  type DecodedList,
  type DecodedPoints,
  type PackedCommitments,
  plainError,
  type Request,
  type RevealedJob,
  type SignatureJob,
} from "./messages.js";

function groupByName(name: GroupName): CurveGroup<GroupName> {
  return (name === "G1" ? G1 : G2) as CurveGroup<GroupName>;
}

/** Views of `length` bytes each. */
function views(bytes: Uint8Array, length: number): Uint8Array[] {
  return Array.from({ length: bytes.length / length }, (_, index) =>
    bytes.subarray(index * length, (index + 1) * length),
  );
}

/**
 * Keys that callers prepared, prepared once here too: the least recently used goes first. In min-sig one takes some 30
 * KB.
 */
const MOST_PREPARED = 1024;
const preparedKeys = new Map<string, PreparedPublicKey>();

function preparedKey(scheme: BlsScheme, encoded: Uint8Array): PreparedPublicKey {
  // the two key groups have encodings of different lengths
  const name = bytesKey(encoded);
  const key = preparedKeys.get(name) ?? scheme.preparePublicKey(encoded);
  preparedKeys.delete(name);
  preparedKeys.set(name, key);
  if (preparedKeys.size > MOST_PREPARED) preparedKeys.delete(preparedKeys.keys().next().value!);
  return key;
}

function batchItems(scheme: BlsScheme, { signatures, messages, publicKeys, prepared }: SignatureJob): BatchItem[] {
  const keys = views(publicKeys, scheme.publicKeyLength);
  const texts = unpackBytes(messages);
  return views(signatures, scheme.signatureLength).map((signature, index) => {
    const key = keys[index]!;
    return { signature, message: texts[index]!, publicKey: prepared[index] === 1 ? preparedKey(scheme, key) : key };
  });
}

function unpackCommitments(scheme: BlsScheme, packed: readonly PackedCommitments[]): CommitmentsInput[] {
  return packed.map(({ encoded, length, vector }) =>
    vector === undefined ? views(encoded, length) : wrapCommitments(scheme.publicKeyGroup, vector, encoded),
  );
}

function revealedShares(scheme: BlsScheme, { commitments, positions, ids, shares }: RevealedJob): RevealedShare[] {
  const lists = unpackCommitments(scheme, commitments);
  const points = views(ids, 32);
  const values = views(shares, 32);
  return positions.map((position, index) => ({
    commitments: lists[position]!,
    id: points[index]!,
    share: values[index]!,
  }));
}

function multiScalarSum(
  name: GroupName,
  vector: RawVector,
  torsionFree: boolean,
  scalars: Uint8Array,
): { raw: RawPoint; torsionFree: boolean } {
  const group = groupByName(name);
  const sum = group.msm(wrapVector(name, vector, torsionFree), views(scalars, 32));
  const { raw, torsionFree: known } = rawPoint(sum, name, "sum");
  // a copy: what is sent moves away from here, and the point may be one that is kept
  return { raw: raw.slice(), torsionFree: known };
}

/** Compressed, end to end: the value at `id` of each item's committed polynomial. */
function publicSharesAt(
  scheme: BlsScheme,
  id: Uint8Array,
  commitments: readonly PackedCommitments[],
  positions: readonly number[],
  transcript: Uint8Array | undefined,
): Uint8Array {
  const lists = unpackCommitments(scheme, commitments);
  // decodes, or names the first bad item of the list
  const opened = openMany(
    scheme,
    positions.map((position) => ({ commitments: lists[position]! })),
    transcript,
  );
  const vectors = opened.contents.map(({ vector }) => vector);
  const ids = new Uint8Array(32 * vectors.length);
  for (let start = 0; start < ids.length; start += 32) ids.set(id, start);
  const group = scheme.publicKeyGroup;
  const values = views(
    encodeVector(group, evaluateEachAt(group, vectors, vectors[0]?.count ?? 1, ids), true),
    scheme.publicKeyLength,
  );
  const length = scheme.publicKeyLength;
  const out = new Uint8Array(length * positions.length);
  opened.positions.forEach((position, index) => {
    out.set(values[position]!, length * index);
  });
  return out;
}

function decodedLists(request: Request & { kind: "commitments" }): DecodedList[] {
  const { transcript, encoding } = request;
  const scheme = schemeByName(request.scheme);
  const lists = request.lists.map(({ encoded, length }) => views(encoded, length));
  return decodeCommitmentLists(scheme, lists, { transcript, encoding }).map((result): DecodedList => {
    if (result instanceof FeldsparError) return { error: plainError(result) };
    const { vector, encoded } = openCommitments(scheme, result);
    return { value: { vector: vector.bytes, encoded: encoded().slice() } };
  });
}

function decodedPoints({
  group,
  bytes,
  length,
  subgroupCheck,
  transcript,
}: Request & { kind: "decode" }): DecodedPoints {
  const seed = subgroupCheck ? subgroupSeed(transcript, group, bytes, length) : undefined;
  const { vector, statuses } = decodeVectorStatuses(group, bytes, length, subgroupCheck, seed);
  const refused = [...statuses].flatMap((status, place) => (status === 0 ? [] : [{ place, status }]));
  return { bytes: vector.bytes, refused };
}

function checkPublished(request: Request & { kind: "publications" }): PublicationsResult {
  const { threshold, DST, transcript } = request;
  const scheme = schemeByName(request.scheme);
  const publications = request.publications.map(({ acknowledgement, reveals }) => ({
    acknowledgement: acknowledgement && batchItems(scheme, acknowledgement)[0],
    reveals: reveals === undefined ? [] : revealedShares(scheme, reveals),
  }));
  return verifyPublications({ scheme, threshold, DST, transcript, publications });
}

/** Computes the answer; throws what the single-threaded call throws. */
export function perform(request: Request): unknown {
  switch (request.kind) {
    case "signatures": {
      const scheme = schemeByName(request.scheme);
      const { DST, transcript } = request;
      return scheme.batchVerify(batchItems(scheme, request.job), { DST, transcript });
    }
    case "gathered-signatures": {
      const scheme = schemeByName(request.scheme);
      const batches = request.jobs.map((job) => batchItems(scheme, job));
      return checkMergedBatches(batches, (items) => scheme.batchVerify(items, { DST: request.DST }));
    }
    case "msm":
      return multiScalarSum(request.group, request.vector, request.torsionFree, request.scalars);
    case "decode":
      return decodedPoints(request);
    case "public-shares": {
      const { id, commitments, positions, transcript } = request;
      return publicSharesAt(schemeByName(request.scheme), id, commitments, positions, transcript);
    }
    case "commitments":
      return decodedLists(request);
    case "values": {
      const { group, vectors, threshold, ids } = request;
      return evaluateEachAt(group, vectors, threshold, ids).bytes;
    }
    case "revealed": {
      const scheme = schemeByName(request.scheme);
      const { transcript } = request;
      return batchVerifyRevealed({ scheme, items: revealedShares(scheme, request), transcript });
    }
    case "publications":
      return checkPublished(request);
  }
}
