// Dealing: what every party of a Joint-Feldman key generation (Pedersen 1991) does once. It draws a polynomial,
// publishes commitments to its coefficients, and sends every party its value at that party's id.
import { listOf, optionsOf } from "../../bindings/arguments.js";
import { describe, fail } from "../../bindings/errors.js";
import type { RandomBytes } from "../../bindings/random.js";
import { randomScalars } from "../../bindings/scalar.js";
import { secretly } from "../../bindings/scope.js";
import { evaluatePolynomial } from "../../bindings/sharing.js";
import { multiplyGeneratorMany } from "../../bindings/vector.js";
import type { BlsScheme } from "../bls/index.js";
import { checkScheme } from "../bls/scheme-argument.js";
import { checkThreshold, type Id, idToScalar, scalarsOf } from "../threshold/ids.js";
import { checkSession, pieces } from "../threshold/shares.js";
import {
  type CommitmentEncoding,
  type CommitmentsContent,
  type CommitmentsInput,
  checkEncoding,
  encodeCommitments,
  openCommitments,
} from "./commitments.js";
import { type DealingHedge, DealingScalars, openHedge } from "./hedge.js";
import { type ProofContext, proofNonce, prove, verifyProof } from "./proof.js";

export interface DealOptions {
  readonly scheme: BlsScheme;
  /** How many parties will be able to sign: from 1 to the number of ids. */
  readonly threshold: number;
  /** The receivers, the dealer itself among them if it is one. */
  readonly ids: readonly Id[];
  /** What this key generation is called; at least one byte, never used twice. */
  readonly session: Uint8Array;
  readonly dealer: Id;
  /** Source of the coefficients and the nonce; the platform's CSPRNG by default. */
  readonly random?: RandomBytes | undefined;
  /** Of the dealing's commitments; "compressed" by default. The proof is the same. */
  readonly encoding?: CommitmentEncoding | undefined;
  /**
   * Secrets that the coefficients and the nonce rest on beside the random source: while nobody knows them all, a source
   * that repeats itself gives nothing away, and what differs in session, dealer, context, scheme, threshold or ids has
   * nothing to do with each other. One draw of 64 bytes then. Without it, coefficients are what the source gives.
   */
  readonly hedge?: DealingHedge | undefined;
}

const OPTIONS = ["scheme", "threshold", "ids", "session", "dealer", "random", "encoding", "hedge"] as const;

export interface Dealing {
  /**
   * Commitments to the coefficients, constant term first: public. Compressed (48 bytes each in G1, 96 in G2) unless
   * `encoding` said "uncompressed" (96, 192).
   */
  readonly commitments: Uint8Array<ArrayBuffer>[];
  /** Proof of knowledge of the constant term, 64 bytes: public. */
  readonly proof: Uint8Array<ArrayBuffer>;
  /** The share of each id, as given: secret, each for its receiver only. */
  readonly shares: Map<Id, Uint8Array<ArrayBuffer>>;
}

function contextOf(scheme: BlsScheme, session: Uint8Array, dealer: Id, commitmentsDigest: Uint8Array): ProofContext {
  return {
    schemeName: scheme.name,
    group: scheme.publicKeyGroup,
    session,
    dealer: idToScalar(dealer, "dealer"),
    commitmentsDigest,
  };
}

/**
 * Draws a polynomial and makes everything of it; the polynomial itself is wiped. Constant-sequence in the coefficients
 * and the secrets of `hedge`. Throws BAD_THRESHOLD, BAD_ID, DUPLICATE_ID, EMPTY, BAD_TYPE, BAD_LENGTH, UNKNOWN_OPTION,
 * NO_RANDOM.
 *
 * @example
 * const { commitments, proof, shares } = deal({ scheme: minSig, threshold: 2, ids: [1, 2, 3], session, dealer: 1 });
 * commitments.length; //=> 2
 * verifyCommitments({ scheme: minSig, threshold: 2, session, dealer: 1, commitments, proof }); //=> true
 * shares.get(3)!.length; //=> 32
 */
export function deal(options: DealOptions): Dealing {
  return secretly(() => dealAll(options));
}

function dealAll(options: DealOptions): Dealing {
  const read = optionsOf<DealOptions>(options, OPTIONS);
  const { scheme, threshold, session, dealer, random, encoding } = read;
  const hedge = openHedge(read.hedge);
  checkScheme(scheme);
  checkEncoding(encoding);
  const ids = listOf<Id>(read.ids, "ids");
  const points = scalarsOf(ids);
  checkThreshold(threshold, ids.length, "the number of ids");
  checkSession(session);
  const from = idToScalar(dealer, "dealer");
  const dealing = { scheme, ids, session, dealer, random, encoding };
  if (hedge === undefined) return dealPolynomial(dealing, randomScalars(threshold, random), points);
  const statement = { schemeName: scheme.name, session, dealer: from, threshold, receivers: points };
  const scalars = new DealingScalars(hedge, statement, random);
  const coefficients = new Uint8Array(32 * threshold);
  try {
    putCoefficients(coefficients, scalars, 0);
    return dealPolynomial(dealing, coefficients, points, scalars);
  } finally {
    coefficients.fill(0);
    scalars.wipe();
  }
}

/** Derived coefficients, from that of the power `first` on. For this folder only. */
export function putCoefficients(coefficients: Uint8Array, scalars: DealingScalars, first: number): void {
  for (let power = first; 32 * power < coefficients.length; power++) {
    const coefficient = scalars.coefficient(power);
    coefficients.set(coefficient, 32 * power);
    coefficient.fill(0);
  }
}

/**
 * Everything that is made of a polynomial: `coefficients` 32 bytes each, end to end, wiped here; `points`: the scalars
 * of the ids; `scalars`, where there are any, give the proof's nonce. The options have been checked. For this folder
 * only.
 */
export function dealPolynomial(
  { scheme, ids, session, dealer, random, encoding }: Omit<DealOptions, "threshold" | "hedge">,
  coefficients: Uint8Array,
  points: Uint8Array,
  scalars?: DealingScalars,
): Dealing {
  const group = scheme.publicKeyGroup;
  try {
    const commitments = encodeCommitments(group, multiplyGeneratorMany(group, coefficients));
    const { digest } = openCommitments(scheme, commitments);
    const context = contextOf(scheme, session, dealer, digest());
    const constant = coefficients.subarray(0, 32);
    const nonce = scalars === undefined ? proofNonce(context, constant, random) : scalars.nonce(digest());
    const proof = prove(context, constant, nonce);
    const values = evaluatePolynomial(coefficients, points);
    const shares = new Map(pieces(values, 32).map((value, index) => [ids[index]!, value] as const));
    values.fill(0);
    return { commitments: commitments.toBytes({ encoding }), proof, shares };
  } finally {
    coefficients.fill(0);
  }
}

export interface VerifyCommitmentsOptions {
  readonly scheme: BlsScheme;
  /** The exact number of commitments there must be. */
  readonly threshold: number;
  readonly session: Uint8Array;
  /** Who is said to have published them. */
  readonly dealer: Id;
  readonly commitments: CommitmentsInput;
  readonly proof: Uint8Array;
}

/**
 * Whether a dealer's commitments are good: well formed, exactly `threshold`, and the dealer knows the secret behind the
 * first. A wrong proof is false; malformed commitments and proofs throw what decodeCommitments throws, BAD_LENGTH,
 * BAD_SCALAR.
 *
 * @example
 * const [{ commitments, proof }] = dealings;
 * const claim = { scheme: minSig, threshold: 2, session, commitments, proof };
 * verifyCommitments({ ...claim, dealer: 1 }); //=> true
 * verifyCommitments({ ...claim, dealer: 2 }); //=> false
 */
export function verifyCommitments(options: VerifyCommitmentsOptions): boolean {
  const claim = optionsOf<VerifyCommitmentsOptions>(options, CLAIM);
  return provesConstant(claim, openClaim(claim));
}

/** For this folder only. */
export const CLAIM = ["scheme", "threshold", "session", "dealer", "commitments", "proof"] as const;

/** The commitments of a claim whose options were read. For this folder only, as is the next. */
export function openClaim({ scheme, threshold, session, commitments }: VerifyCommitmentsOptions): CommitmentsContent {
  checkScheme(scheme);
  checkThreshold(threshold, Number.MAX_SAFE_INTEGER, "any");
  checkSession(session);
  if (commitments === undefined || commitments === null) {
    fail("BAD_TYPE", `commitments: expected an array, got ${describe(commitments)}`);
  }
  return openCommitments(scheme, commitments, threshold);
}

/** Whether the claim's proof is one of these commitments' constant term. */
export function provesConstant(
  { scheme, session, dealer, proof }: VerifyCommitmentsOptions,
  content: CommitmentsContent,
): boolean {
  return verifyProof(contextOf(scheme, session, dealer, content.digest()), content, proof);
}
