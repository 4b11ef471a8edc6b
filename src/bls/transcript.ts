// Weights of a random linear combination: 128 bits each, never zero, never chosen by a caller, and a hash of everything
// that is checked (Fiat and Shamir), so that whoever sends it has to fix it before he can know them.
import { utf8 } from "../../bindings/bytes.js";
import { lengthPrefixed, sha256Of, shake256Of } from "../../bindings/hash.js";
import { randomBytes } from "../../bindings/random.js";
import { isNonZero } from "../../bindings/scalar.js";

/** By x^2, x the curve's parameter, multiply the endomorphism of G1 and the square of that of G2. */
const PARAMETER_SQUARED = 0xd201000000010000n ** 2n;

/** Hedged weights are below 2^192. */
export const HEDGED_BITS = 192;

interface Stream {
  xof(length: number): Uint8Array;
}

/** 32 bytes per weight, end to end. Inside this folder, and for its tests. */
export function weightsFrom(stream: Stream, count: number): Uint8Array<ArrayBuffer> {
  const drawn = stream.xof(16 * count);
  const out = new Uint8Array(32 * count);
  for (let index = 0; index < count; index++) {
    const weight = drawn.subarray(16 * index, 16 * (index + 1));
    out.set(weight, 32 * index + 16);
    if (isNonZero(weight) === 0) out[32 * index + 31] = 1;
  }
  return out;
}

/** The same weights for everybody who checks the same things: `parts` must hold every byte that is checked. */
export function transcriptWeights(count: number, parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const hashed = [utf8("feldspar/v2/weights"), ...lengthPrefixed(parts)];
  return weightsFrom({ xof: (length) => shake256Of(length, hashed) }, count);
}

/**
 * Weights that nobody else can know while the platform's source works. When it repeats itself they are still not known
 * before everything in `parts` is fixed. The lengths of the parts must follow from what they are. Throws NO_RANDOM.
 *
 * A weight is a + b x^2 with a and b of 64 bits, not both zero. These are as many as there are numbers of 128 bits, and
 * all different mod r (a < x^2, and none reaches r), so that the bound is the same; but the endomorphisms cut them into
 * halves of 64 bits, and multiplying by one takes half the doublings.
 */
export function hedgedWeights(count: number, parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const digest = sha256Of(utf8("feldspar/v2/hedged-weights"), randomBytes(32), ...parts);
  return spread(weightsFrom({ xof: (length) => shake256Of(length, [digest]) }, count));
}

/** Each b 2^64 + a of `weights` becomes a + b x^2, in place. */
function spread(weights: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const view = new DataView(weights.buffer);
  for (let at = 0; at < weights.length; at += 32) {
    const weight = view.getBigUint64(at + 24) + view.getBigUint64(at + 16) * PARAMETER_SQUARED;
    for (let word = 0; word < 3; word++) {
      view.setBigUint64(at + 24 - 8 * word, BigInt.asUintN(64, weight >> BigInt(64 * word)));
    }
  }
  return weights;
}
