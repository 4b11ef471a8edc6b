// How to compute a multi-scalar multiplication: the window width of either method by counting affine additions.
//
//   Straus     n points times (strings x windows additions + a table of 2^(c-1) multiples); no buckets
//   Pippenger  windows times (n x strings additions + what 2^(c-1) buckets cost to sum up)
//
// plus, for both, the final chain of doublings (the same for all choices) and its projective additions.
// The unit is one batch-affine addition; the constants below were measured on both builds and need not be exact.
import { stringBits, usedStrings, windowCount } from "./msm-digits";

/** A multiple in a table of Straus: the addition and its record. */
const TABLE_ENTRY: f64 = 1.4;
/** A bucket: two additions for row and column sums, less the one its first point saves, sorting and copying. */
const BUCKET: f64 = 1.35;
/** A projective addition of the final chain. */
const CHAIN_ADDITION: f64 = 2.2;
/** The rounds Pippenger's method has more than Straus' (bucket sums), each with an inversion. */
const BUCKET_ROUNDS: f64 = 90;

/** Widths that are tried; 16 is what a string has room for. */
const MOST_STRAUS_WIDTH: i32 = 6;
const MOST_WIDTH: i32 = 16;

/** The width chosen by the last `choosePlan`. */
export let planWidth: i32 = 0;

/** Chooses the method and the width for `count` points and scalars below 2^bits; returns whether it is Straus'. */
export function choosePlan<T>(count: i32, bits: i32): bool {
  const strings = usedStrings<T>(bits);
  let best = f64.MAX_VALUE;
  let straus = false;
  for (let width = 2; width <= MOST_WIDTH; width++) {
    const windows = <f64>windowCount<T>(bits, width);
    const half = <f64>(1 << (width - 1));
    const insertions = <f64>count * <f64>strings * windows;
    if (width <= MOST_STRAUS_WIDTH) {
      const cost = insertions + <f64>count * half * TABLE_ENTRY + windows * CHAIN_ADDITION;
      if (cost < best) {
        best = cost;
        planWidth = width;
        straus = true;
      }
    }
    const chain = <f64>stringBits<T>(bits) * CHAIN_ADDITION;
    const cost = insertions + windows * half * BUCKET + chain + BUCKET_ROUNDS;
    if (cost < best) {
      best = cost;
      planWidth = width;
      straus = false;
    }
  }
  return straus;
}
