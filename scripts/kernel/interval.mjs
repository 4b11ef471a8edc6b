// Closed intervals of integers: { low, high }, bigint.
import { absolute } from "./modulus.mjs";

export const interval = (low, high) => ({ low, high });
export const symmetric = (bound) => interval(-bound, bound);

/** The greatest |value|. */
export function magnitude({ low, high }) {
  const [a, b] = [absolute(low), absolute(high)];
  if (a > b) return a;
  return b;
}

/** All products of a value of `a` with one of `b`. */
export function multiplyIntervals(a, b) {
  const corners = [a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high];
  let [low, high] = [corners[0], corners[0]];
  for (const corner of corners) {
    if (corner < low) low = corner;
    if (corner > high) high = corner;
  }
  return interval(low, high);
}
