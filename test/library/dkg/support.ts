// Resharing restated in plain bigints, and plans of resharings: Lagrange's formula, polynomials modulo r, the rank of
// what is known. Nothing of src computes a scalar that something is compared with.
import fc from "fast-check";
import { type BlsScheme, minPk, minSig } from "../../../src/bls/index.js";
import { type Dealing, dealReshare, type FinalizeReshareOptions } from "../../../src/dkg/index.js";
import type { Id } from "../../../src/threshold/index.js";
import { integer, scalarBytes, utf8 } from "../../support/bytes.js";
import { nonZeroScalars, ORDER, sample, seededRandom, subset } from "../../support/generators.js";

export const session = utf8("resharing 1");
export const message = utf8("message");
export const schemes: readonly BlsScheme[] = [minSig, minPk];

// ---- the rules, in bigints

export const mod = (value: bigint) => ((value % ORDER) + ORDER) % ORDER;

export function invert(value: bigint): bigint {
  let [a, b, x, y] = [mod(value), ORDER, 1n, 0n];
  while (a !== 0n) {
    const quotient = b / a;
    [a, b, x, y] = [b - quotient * a, a, y - quotient * x, x];
  }
  return mod(y);
}

export const valueAt = (coefficients: readonly bigint[], x: bigint) =>
  coefficients.reduceRight((sum, coefficient) => mod(sum * x + coefficient), 0n);

/** The value at x of the polynomial through these points. */
export function interpolateAt(x: bigint, points: readonly (readonly [bigint, bigint])[]): bigint {
  return points.reduce((sum, [xi, yi]) => {
    const others = points.filter(([xj]) => xj !== xi);
    const above = others.reduce((product, [xj]) => mod(product * (x - xj)), 1n);
    const below = others.reduce((product, [xj]) => mod(product * (xi - xj)), 1n);
    return mod(sum + yi * above * invert(below));
  }, 0n);
}

/** Whether a row is a combination of others: whether what they say determines what it asks. */
export function isDetermined(known: readonly (readonly bigint[])[], asked: readonly bigint[]): boolean {
  const reduced: { row: bigint[]; pivot: number }[] = [];
  const reduce = (row: readonly bigint[]) =>
    reduced.reduce((left, { row: other, pivot }) => {
      const factor = left[pivot]!;
      return left.map((entry, index) => mod(entry - factor * other[index]!));
    }, row.map(mod));
  for (const row of known) {
    const left = reduce(row);
    const pivot = left.findIndex((entry) => entry !== 0n);
    if (pivot < 0) continue;
    const scale = invert(left[pivot]!);
    reduced.push({ row: left.map((entry) => mod(entry * scale)), pivot });
  }
  return reduce(asked).every((entry) => entry === 0n);
}

// ---- a resharing

export interface Plan {
  readonly old: { ids: bigint[]; threshold: number };
  readonly next: { ids: bigint[]; threshold: number };
  /** Positions in old.ids of those who deal, at least old.threshold. */
  readonly dealers: number[];
  readonly seed: number;
}

const idSets = fc.oneof(
  fc.integer({ min: 1, max: 7 }).map((count) => Array.from({ length: count }, (_, index) => BigInt(index + 1))),
  fc.uniqueArray(fc.bigInt({ min: 1n, max: 12n }), { minLength: 1, maxLength: 7 }),
  fc.uniqueArray(nonZeroScalars, { minLength: 1, maxLength: 7 }),
);
export const groups = idSets.chain((ids) =>
  fc.record({ ids: fc.constant(ids), threshold: fc.integer({ min: 1, max: ids.length }) }),
);
/** Any two sets; a refresh among the same; all replaced. */
const pairs = fc.oneof(
  fc.tuple(groups, groups),
  groups.map((group) => [group, group] as const),
  groups.map(({ ids, threshold }) => {
    const others = ids.map((_, index) => BigInt(1000 + index));
    return [
      { ids, threshold },
      { ids: others, threshold },
    ] as const;
  }),
);
export const plans: fc.Arbitrary<Plan> = pairs.chain(([old, next]) =>
  fc
    .record({ dealers: fc.integer({ min: old.threshold, max: old.ids.length }), seed: fc.nat(1 << 30) })
    .map(({ dealers, seed }) => ({ old, next, dealers: subset(old.ids.length, dealers, seed), seed })),
);

/** All of a resharing: the old polynomial in bigints, the dealings and new keys by the library. */
export function play(scheme: BlsScheme, { old, next, dealers, seed }: Plan) {
  const polynomial = sample(nonZeroScalars, old.threshold, seed);
  const oldShares = old.ids.map((id) => valueAt(polynomial, id));
  // a share of zero is refused when it is dealt: one in r for random polynomials, rarer than anything else here
  fc.pre(oldShares.every((share) => share !== 0n));
  const groupPublicKey = scheme.getPublicKey(scalarBytes(polynomial[0]!));
  const currentPublicShares = new Map<Id, Uint8Array>(
    old.ids.map((id, index) => [id, scheme.getPublicKey(scalarBytes(oldShares[index]!))]),
  );
  const dealings = dealers.map((dealer) =>
    dealReshare({
      scheme,
      share: scalarBytes(oldShares[dealer]!),
      threshold: next.threshold,
      ids: next.ids,
      session,
      dealer: old.ids[dealer]!,
      currentPublicShare: currentPublicShares.get(old.ids[dealer]!),
      random: seededRandom(seed + dealer),
    }),
  );
  const optionsOf = (id: bigint): FinalizeReshareOptions => ({
    scheme,
    id,
    ids: next.ids,
    threshold: next.threshold,
    currentThreshold: old.threshold,
    groupPublicKey,
    currentPublicShares,
    dealings: dealings.map(({ commitments, shares }, index) => ({
      dealer: old.ids[dealers[index]!]!,
      commitments,
      share: shares.get(id)!,
    })),
  });
  return { polynomial, oldShares, groupPublicKey, currentPublicShares, dealings, optionsOf };
}

export type Played = ReturnType<typeof play>;

export const partial = (scheme: BlsScheme, id: bigint, share: bigint) => ({
  id,
  signature: scheme.sign(message, scalarBytes(share)),
});

/** The values that a dealing gives to its receivers, as integers. */
export const valuesOf = ({ shares }: Dealing, ids: readonly bigint[]) => ids.map((id) => integer(shares.get(id)!));

/** The error that `action` throws. */
export const failure = (action: () => unknown): { code?: string; culprits?: unknown; message: string } => {
  try {
    action();
  } catch (error) {
    return error as { code?: string; culprits?: unknown; message: string };
  }
  throw new Error("expected an error");
};
