// ABI: secret sharing. Ids are 32 bytes big-endian, public, below r and not zero; commitments are vectors of packed
// affine points of the subgroup, constant term first. Nothing here but the secret shares and coefficients is handled in
// constant sequence.
import { Fp1, Fp2 } from "../field/element";
import { evaluateMany, sumCommitments } from "../sharing/commitment";
import { verifyShare, verifyShares } from "../sharing/feldman";

export { lagrangeAtZero, recoverSecret } from "../sharing/lagrange";
export { polynomialEvaluate } from "../sharing/polynomial";

/**
 * 1 when the share (32 bytes, below r) of the party `id` fits a commitment of `threshold` packed points.
 * Constant-sequence in the share.
 */
export function g1VerifyShare(vector: usize, threshold: i32, id: usize, share: usize): i32 {
  return verifyShare<Fp1>(vector, threshold, id, share);
}

/**
 * Checks `count` shares in one random combination and finds the wrong ones when it fails; returns their number and
 * writes a byte 1 (right) or 0 per item. `vectors`: commitments of `threshold` points end to end; item i belongs to
 * number dealers[i] (u32) of them, equal numbers standing together. Ids, shares and weights (below 2^128, not zero) are
 * 32 bytes each.
 */
export function g1VerifyShares(
  verdicts: usize,
  vectors: usize,
  dealers: usize,
  threshold: i32,
  ids: usize,
  shares: usize,
  weights: usize,
  count: i32,
): i32 {
  return verifyShares<Fp1>(verdicts, vectors, dealers, threshold, ids, shares, weights, count);
}

/** out[j] = the value of a commitment at ids[j] as packed points. */
export function g1EvaluateCommitment(out: usize, vector: usize, threshold: i32, ids: usize, count: i32): void {
  evaluateMany<Fp1>(out, vector, threshold, ids, count);
}

/** out = the sum, place by place, of `count` commitments of `threshold` packed points. */
export function g1SumCommitments(out: usize, vectors: usize, count: i32, threshold: i32): void {
  sumCommitments<Fp1>(out, vectors, count, threshold);
}

/**
 * 1 when the share (32 bytes, below r) of the party `id` fits a commitment of `threshold` packed points.
 * Constant-sequence in the share.
 */
export function g2VerifyShare(vector: usize, threshold: i32, id: usize, share: usize): i32 {
  return verifyShare<Fp2>(vector, threshold, id, share);
}

/**
 * Checks `count` shares in one random combination and finds the wrong ones when it fails; returns their number and
 * writes a byte 1 (right) or 0 per item. `vectors`: commitments of `threshold` points end to end; item i belongs to
 * number dealers[i] (u32) of them, equal numbers standing together. Ids, shares and weights (below 2^128, not zero) are
 * 32 bytes each.
 */
export function g2VerifyShares(
  verdicts: usize,
  vectors: usize,
  dealers: usize,
  threshold: i32,
  ids: usize,
  shares: usize,
  weights: usize,
  count: i32,
): i32 {
  return verifyShares<Fp2>(verdicts, vectors, dealers, threshold, ids, shares, weights, count);
}

/** out[j] = the value of a commitment at ids[j] as packed points. */
export function g2EvaluateCommitment(out: usize, vector: usize, threshold: i32, ids: usize, count: i32): void {
  evaluateMany<Fp2>(out, vector, threshold, ids, count);
}

/** out = the sum, place by place, of `count` commitments of `threshold` packed points. */
export function g2SumCommitments(out: usize, vectors: usize, count: i32, threshold: i32): void {
  sumCommitments<Fp2>(out, vectors, count, threshold);
}
