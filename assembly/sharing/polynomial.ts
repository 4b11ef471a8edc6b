// Polynomials over Fr: Shamir's sharing (Shamir 1979). A secret a_0 is hidden in f(X) = a_0 + a_1 X + ... + a_(t-1)
// X^(t-1); the share of the party with id x is f(x).
//
// The coefficients are secret: every path below runs the same sequence of operations and addresses whatever they are.
// The ids are public; the path is chosen by their length.
import { allocate, mark, release } from "../memory";
import { FR, frAdd, frCopy, frFromBytes, frFromInteger, frMul, frMulWordAdd, frOne, frToBytes } from "../field/fr";
import { BAD_SCALAR, OK } from "../status";
import { longestId, readIds, shortId, SHORT_ID_BITS } from "./ids";

/**
 * out[j] = f(ids[j]), 32 bytes big-endian each. `coefficients`: `threshold` >= 1 scalars of 32 bytes, constant term
 * first. Status BAD_SCALAR (a coefficient >= r) or BAD_ID. Constant-sequence in the coefficients.
 * Cost: count * threshold multiplications, of one word by nine (about a fifth of a full one) when all ids are short.
 */
export function polynomialEvaluate(out: usize, coefficients: usize, threshold: i32, ids: usize, count: i32): i32 {
  const start = mark();
  const status = evaluate(out, coefficients, threshold, ids, count);
  release(start);
  return status;
}

function evaluate(out: usize, coefficients: usize, threshold: i32, ids: usize, count: i32): i32 {
  const terms = allocate(<usize>threshold * FR);
  const points = allocate(<usize>count * FR);
  const value = allocate(FR);
  for (let k = 0; k < threshold; k++) {
    if (frFromBytes(terms + <usize>k * FR, coefficients + ((<usize>k) << 5)) != OK) return BAD_SCALAR;
  }
  const status = readIds(points, ids, count);
  if (status != OK) return status;

  if (longestId(ids, count) <= SHORT_ID_BITS) {
    // frMulWordAdd divides by 2^30, so Horner's rule evaluates at x / 2^30: scale the k-th coefficient by 2^(30 k) to
    // undo it
    const scale = allocate(FR);
    const radix = allocate(FR);
    frFromInteger(radix, 1 << 30);
    frOne(scale);
    for (let k = 1; k < threshold; k++) {
      frMul(scale, scale, radix);
      frMul(terms + <usize>k * FR, terms + <usize>k * FR, scale);
    }
    for (let j = 0; j < count; j++) {
      const x = shortId(ids + ((<usize>j) << 5));
      frCopy(value, terms + <usize>(threshold - 1) * FR);
      for (let k = threshold - 2; k >= 0; k--) {
        frMulWordAdd(value, value, x, terms + <usize>k * FR);
      }
      frToBytes(out + ((<usize>j) << 5), value);
    }
    return OK;
  }

  for (let j = 0; j < count; j++) {
    const x = points + <usize>j * FR;
    frCopy(value, terms + <usize>(threshold - 1) * FR);
    for (let k = threshold - 2; k >= 0; k--) {
      frMul(value, value, x);
      frAdd(value, value, terms + <usize>k * FR);
    }
    frToBytes(out + ((<usize>j) << 5), value);
  }
  return OK;
}
