// bindings/sharing.ts over the transparent group.
import { fail } from "../../../bindings/errors.js";
import { isBelowOrder } from "../../../bindings/scalar.js";
import { type Bytes, bytesOf, evaluate, integerOf, integersOf, joined, LENGTH, lagrange, modulo } from "./numbers.js";
import type { GroupName } from "./point.js";
import type { RawVector } from "./vector.js";

export interface ShareItem {
  readonly dealer: number;
  readonly id: Uint8Array;
  readonly share: Uint8Array;
}

export function evaluatePolynomial(coefficients: Uint8Array, ids: Uint8Array): Bytes {
  const polynomial = integersOf(coefficients);
  return joined(integersOf(ids).map((id) => evaluate(polynomial, id)));
}

export function lagrangeCoefficients(ids: Uint8Array): Bytes {
  return joined(lagrange(integersOf(ids)));
}

export function interpolateSecret(ids: Uint8Array, shares: Uint8Array): Bytes {
  const weights = lagrange(integersOf(ids));
  return bytesOf(modulo(integersOf(shares).reduce((sum, share, index) => sum + share * weights[index]!, 0n)));
}

export function sumScalars(scalars: Uint8Array): Bytes {
  for (let at = 0; at < scalars.length; at += LENGTH) {
    if (isBelowOrder(scalars.subarray(at, at + LENGTH)) === 0) fail("BAD_SCALAR", "list of scalars: one is too large");
  }
  return bytesOf(modulo(integersOf(scalars).reduce((sum, value) => sum + value, 0n)));
}

export function verifyOneShare(_: GroupName, vector: RawVector, id: Uint8Array, share: Uint8Array): boolean {
  return evaluate(integersOf(vector.bytes), integerOf(id)) === integerOf(share);
}

export function findWrongShares(
  group: GroupName,
  commitments: readonly RawVector[],
  _threshold: number,
  items: readonly ShareItem[],
): number[] {
  return items.flatMap(({ dealer, id, share }, index) =>
    verifyOneShare(group, commitments[dealer]!, id, share) ? [] : [index],
  );
}

export function sumCommitmentVectors(_: GroupName, vectors: readonly RawVector[]): RawVector {
  const lists = vectors.map(({ bytes }) => integersOf(bytes));
  const sums = lists[0]!.map((_, index) => modulo(lists.reduce((sum, list) => sum + list[index]!, 0n)));
  return { bytes: joined(sums), count: sums.length };
}

/** The value of each commitment at the id in its place. */
export function evaluateEachAt(
  _: GroupName,
  commitments: readonly RawVector[],
  _threshold: number,
  ids: Uint8Array,
): RawVector {
  const values = integersOf(ids).map((id, place) => evaluate(integersOf(commitments[place]!.bytes), id));
  return { bytes: joined(values), count: values.length };
}

export function evaluateCommitmentAt(_: GroupName, vector: RawVector, ids: Uint8Array): RawVector {
  const polynomial = integersOf(vector.bytes);
  const values = integersOf(ids).map((id) => evaluate(polynomial, id));
  return { bytes: joined(values), count: values.length };
}
