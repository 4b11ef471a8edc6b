// Scalars at which a carry runs through a whole word of a digit string: by chance that does not happen once in 2^64
// times. In G1 a scalar is k0 + k1 z^2, both centred around zero, and a bias is added to each.
import { ORDER, PARAMETER } from "../../support/generators.js";

const SQUARE = PARAMETER ** 2n;
const WORD = 1n << 64n;
const ONES = WORD - 1n;

/** The bias of windows of `width` bits: one bit at the top of each. */
function biasOf(width: number): bigint {
  let bias = 0n;
  for (let bit = width - 1; bit < 144; bit += width) bias |= 1n << BigInt(bit);
  return bias;
}

/** A centred half whose sum with the bias carries out of the first word, and just then out of the second. */
function throughTheBias(width: number): bigint[] {
  const half = ((ONES ^ ((biasOf(width) >> 64n) & ONES)) << 64n) | ONES;
  const signed = half >> 127n === 0n ? half : half - (1n << 128n);
  return 2n * (signed < 0n ? -signed : signed) <= SQUARE ? [signed] : [];
}

export const carries: readonly bigint[] = [
  // k0 is above the half, so k1 is one more, and its first word was all ones
  ...[0n, 1n, 0x1234n, (SQUARE >> 65n) - 1n].map((high) => SQUARE - 5n + ((high << 64n) | ONES) * SQUARE),
  // k1 is above the half, so k0 is one less, and its first word was zero
  ...[0n, 1n, 0x1234n, (SQUARE >> 65n) - 1n].map((high) => (high << 64n) + (SQUARE - 7n) * SQUARE),
  ...Array.from({ length: 15 }, (_, index) => throughTheBias(index + 2)).flat(),
].map((scalar) => ((scalar % ORDER) + ORDER) % ORDER);
