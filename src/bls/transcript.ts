// Weights of a random linear combination: 128 bits each, never zero, never chosen by a caller, and a hash of everything
// that is checked (Fiat and Shamir), so that whoever sends it has to fix it before he can know them.
import { utf8 } from "../../bindings/bytes.js";
import { lengthPrefixed, sha256Of, shake256Of } from "../../bindings/hash.js";
import { randomBytes } from "../../bindings/random.js";
import { isNonZero } from "../../bindings/scalar.js";

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
 */
export function hedgedWeights(count: number, parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const digest = sha256Of(utf8("feldspar/v2/hedged-weights"), randomBytes(32), ...parts);
  return weightsFrom({ xof: (length) => shake256Of(length, [digest]) }, count);
}
