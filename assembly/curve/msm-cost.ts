// How to compute a multi-scalar multiplication: the window width of either method by counting affine additions.
//
//   Straus     n points times (strings x windows additions + a table of 2^(c-1) multiples); no buckets
//   Pippenger  windows times (n x strings additions + what the occupied ones of 2^(c-1) buckets cost to sum up)
//              and one projective addition per bit of the final chain instead of one per window
//
// Left out is what all choices share, the doublings of the chain. The unit is one batch-affine addition; the constants
// were measured (times of all widths and methods at 2 ... 4096 points) and need not be exact: near its minimum the cost
// is flat.
import { Fp2 } from "../field/element";
import { stringBits, usedStrings, windowCount } from "./msm-digits";

/** A multiple in a table of Straus' method: the addition and its images under the endomorphism. */
const TABLE_ENTRY_G1: f64 = 1.4;
const TABLE_ENTRY_G2: f64 = 2;
/**
 * An occupied bucket: two additions for row and column sums, less the one its first point saves, sorting and copying.
 */
const BUCKET: f64 = 1.15;
/** Any bucket, to look at and to clear. */
const EMPTY_BUCKET: f64 = 0.08;
/** A projective addition of the final chain. */
const CHAIN_ADDITION: f64 = 1.9;

/** Widths that are tried; 16 is what a string has room for. */
const MOST_STRAUS_WIDTH: i32 = 6;
const MOST_WIDTH: i32 = 16;

/** The width chosen by the last `choosePlan`. */
export let planWidth: i32 = 0;

/** Chooses the method and the width for `count` points and scalars below 2^bits; returns whether it is Straus'. */
export function choosePlan<T>(count: i32, bits: i32): bool {
  const entry = sizeof<T>() == sizeof<Fp2>() ? TABLE_ENTRY_G2 : TABLE_ENTRY_G1;
  const references = <f64>count * <f64>usedStrings<T>(bits);
  const chain = <f64>stringBits<T>(bits) * CHAIN_ADDITION;
  let best = f64.MAX_VALUE;
  let straus = false;
  for (let width = 2; width <= MOST_WIDTH; width++) {
    const windows = <f64>windowCount<T>(bits, width);
    const half = <f64>(1 << (width - 1));
    // a digit is zero once in 2^width
    const nonZero = references * (1 - 0.5 / half);
    if (width <= MOST_STRAUS_WIDTH) {
      const cost = windows * (nonZero + CHAIN_ADDITION) + <f64>count * half * entry;
      if (cost < best) {
        best = cost;
        planWidth = width;
        straus = true;
      }
    }
    // occupied buckets: 2^(c-1) (1 - e^-load), the exponential by its first terms
    const load = nonZero / half;
    const occupied = half - half / (1 + load + 0.5 * load * load);
    // the row and column sums, each with about half of width / 2 bits
    const lines = <f64>(1 << (width >> 1)) * <f64>width * 0.5;
    const cost = windows * (nonZero + occupied * BUCKET + half * EMPTY_BUCKET + lines) + chain;
    if (cost < best) {
      best = cost;
      planWidth = width;
      straus = false;
    }
  }
  return straus;
}
