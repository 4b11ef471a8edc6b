// Shamir's secret sharing of scalars: any `threshold` shares give the secret back, fewer say nothing about it.
import { listOf, optionsOf, recordsOf } from "../../bindings/arguments.js";
import { checkBytes, concatChecked } from "../../bindings/bytes.js";
import { describe, fail } from "../../bindings/errors.js";
import type { RandomBytes } from "../../bindings/random.js";
import { checkSecretScalar, isBelowOrder, randomScalars } from "../../bindings/scalar.js";
import { evaluatePolynomial, interpolateSecret } from "../../bindings/sharing.js";
import { checkThreshold, type Id, idsToScalars, scalarsOf } from "./ids.js";
import { lagrangeWeights } from "./lagrange.js";

/** One party's part of a secret. */
export interface Share {
  readonly id: Id;
  /** 32 bytes big-endian, below the group order. Secret. */
  readonly value: Uint8Array;
}

export interface SplitOptions {
  /** How many shares are needed: from 1 to the number of ids. */
  readonly threshold: number;
  /** One id per party: non-zero, pairwise distinct. */
  readonly ids: readonly Id[];
  /** Source of the coefficients; the platform's CSPRNG by default. */
  readonly random?: RandomBytes | undefined;
}

/** Cuts `length`-byte items out of one block of bytes. */
export function pieces(bytes: Uint8Array, length: number): Uint8Array<ArrayBuffer>[] {
  return Array.from(
    { length: bytes.length / length },
    (_, index) => bytes.slice(index * length, (index + 1) * length) as Uint8Array<ArrayBuffer>,
  );
}

/** Throws BAD_TYPE, BAD_LENGTH or BAD_SCALAR, naming all bad items by position; returns them end to end. */
export function concatShares(shares: readonly unknown[], subject: string): Uint8Array<ArrayBuffer> {
  const out = concatChecked(shares, subject, 32);
  const culprits: number[] = [];
  for (let index = 0; index < shares.length; index++) {
    if (isBelowOrder(out.subarray(32 * index, 32 * index + 32)) === 0) culprits.push(index);
  }
  if (culprits.length > 0) {
    out.fill(0);
    fail("BAD_SCALAR", `${subject} ${culprits[0]}: expected an integer below the group order r`, culprits);
  }
  return out;
}

/**
 * Splits a secret scalar (32 bytes, 0 < secret < r) into one share per id, with a random polynomial of degree threshold
 * - 1. Constant-sequence in the secret. Throws BAD_SCALAR, BAD_THRESHOLD, BAD_ID, DUPLICATE_ID, EMPTY, BAD_TYPE,
 * UNKNOWN_OPTION, NO_RANDOM.
 *
 * @example
 * const secret = minSig.randomSecretKey();
 * const shares = split(secret, { threshold: 3, ids: [1, 2, 3, 4, 5] });
 * recoverSecret(shares.slice(0, 3)); //=> secret
 */
export function split(secret: Uint8Array, options: SplitOptions): Share[] {
  if (typeof options !== "object" || options === null) {
    const example = "for example { threshold: 3, ids: [1, 2, 3, 4, 5] }";
    fail("BAD_TYPE", `options: expected { threshold, ids } after the secret, ${example}, got ${describe(options)}`);
  }
  checkSecretScalar(secret, "secret");
  const { threshold, ids: given, random } = optionsOf<SplitOptions>(options, ["threshold", "ids", "random"]);
  const ids = listOf<Id>(given, "ids");
  const points = scalarsOf(ids);
  checkThreshold(threshold, ids.length, "the number of ids");
  const coefficients = new Uint8Array(32 * threshold);
  try {
    coefficients.set(secret);
    const others = randomScalars(threshold - 1, random);
    coefficients.set(others, 32);
    others.fill(0);
    const values = evaluatePolynomial(coefficients, points);
    const shares = pieces(values, 32).map((value, index) => ({ id: ids[index]!, value }));
    values.fill(0);
    return shares;
  } finally {
    coefficients.fill(0);
  }
}

/**
 * The secret from shares of it: exactly as many as the threshold, or more if all are right. A wrong or missing share
 * gives a wrong secret, not an error. Constant-sequence in the shares. Throws EMPTY, BAD_ID, DUPLICATE_ID, BAD_LENGTH,
 * BAD_SCALAR.
 *
 * @example
 * const secret = minSig.randomSecretKey();
 * const [first, , third] = split(secret, { threshold: 2, ids: [1, 2, 3] });
 * recoverSecret([first, third]); //=> secret
 */
export function recoverSecret(shares: readonly Share[]): Uint8Array<ArrayBuffer> {
  const list = recordsOf<Share>(shares, "shares", "share", ["id", "value"]);
  const points = idsToScalars(
    list.map((share) => share.id),
    "shares",
  );
  const values = concatShares(
    list.map((share) => share.value),
    "share",
  );
  const secret = interpolateSecret(points, values);
  values.fill(0);
  return secret;
}

/**
 * Lagrange coefficients at zero, 32 bytes each: f(0) = sum of coefficient_i f(id_i) for every polynomial with fewer
 * coefficients than ids. Throws EMPTY, BAD_ID, DUPLICATE_ID.
 *
 * @example
 * // the line 10 + 3x has 13 at 1 and 16 at 2
 * const [first, second] = lagrangeAtZero([1, 2]);
 * Fr.add(Fr.mul(first, 13n), Fr.mul(second, 16n)); //=> 10n
 */
export function lagrangeAtZero(ids: readonly Id[]): Uint8Array<ArrayBuffer>[] {
  return pieces(lagrangeWeights(idsToScalars(ids)), 32);
}

/** Throws BAD_TYPE or BAD_LENGTH unless `bytes` are a session identifier of 1 byte or more. */
export function checkSession(bytes: unknown): asserts bytes is Uint8Array {
  checkBytes(bytes, "session");
  if (bytes.length === 0) fail("BAD_LENGTH", "session: expected at least one byte, got none");
}
