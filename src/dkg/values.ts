// Values of commitments, f(x) G, that are computed before they are needed: on other threads, while shares and reveals
// are on their way. They are exact, so that whoever checks with them comes to the verdict of whoever does not.
import { bytesKey } from "../../bindings/bytes.js";
import { SIZES } from "../../bindings/point.js";
import { evaluateEachAt } from "../../bindings/sharing.js";
import type { RawVector } from "../../bindings/vector.js";
import type { BlsScheme } from "../bls/index.js";
import { type Commitments, type CommitmentsContent, mostValues, openCommitments } from "./commitments.js";

/** A value that is wanted: of decoded commitments at an id, as a scalar of 32 bytes. */
export interface WantedValue {
  readonly commitments: Commitments;
  readonly id: Uint8Array;
}

/** The value at an id where it is known, as a vector of one point. Inside the package only, like all of this. */
export function knownValue({ values }: CommitmentsContent, id: Uint8Array): RawVector | undefined {
  const bytes = values.get(bytesKey(id));
  return bytes && { bytes, count: 1 };
}

/** Those of the wanted values that are not known and can be kept, each once; all of the same threshold as the first. */
export function missingValues(scheme: BlsScheme, wanted: readonly WantedValue[]): WantedValue[] {
  const taken = new Map<CommitmentsContent, Set<string>>();
  const threshold = wanted[0]?.commitments.threshold;
  return wanted.filter(({ commitments, id }) => {
    const content = openCommitments(scheme, commitments);
    const own = taken.get(content) ?? new Set(content.values.keys());
    taken.set(content, own);
    const key = bytesKey(id);
    if (own.has(key) || own.size >= mostValues(content.vector.count) || content.vector.count !== threshold)
      return false;
    own.add(key);
    return true;
  });
}

/** The values end to end, packed. All commitments have the same threshold. */
export function computeValues(scheme: BlsScheme, wanted: readonly WantedValue[]): Uint8Array<ArrayBuffer> {
  const vectors = wanted.map(({ commitments }) => openCommitments(scheme, commitments).vector);
  const ids = new Uint8Array(32 * wanted.length);
  wanted.forEach(({ id }, index) => {
    ids.set(id, 32 * index);
  });
  return evaluateEachAt(scheme.publicKeyGroup, vectors, vectors[0]?.count ?? 1, ids).bytes;
}

/** Keeps what `computeValues` gave, here or on another thread with the same kernel. */
export function keepValues(scheme: BlsScheme, wanted: readonly WantedValue[], values: Uint8Array): void {
  const { affine } = SIZES[scheme.publicKeyGroup];
  wanted.forEach(({ commitments, id }, index) => {
    const { values: kept, vector } = openCommitments(scheme, commitments);
    // others may have been at it meanwhile
    if (kept.size >= mostValues(vector.count)) return;
    kept.set(bytesKey(id), values.slice(affine * index, affine * (index + 1)) as Uint8Array<ArrayBuffer>);
  });
}
