// Lagrange coefficients at zero of sets of ids that come again, as they do in a beacon: the members that answer first
// are often the same. Computing them costs as many products as the square of the number of ids, a good part of a
// recovery among many parties.
import { bytesKey } from "../../bindings/bytes.js";
import { lagrangeCoefficients } from "../../bindings/sharing.js";

/** Sets kept, the latest used; one of 667 ids takes about 60 KB. */
const MOST_SETS = 16;

const kept = new Map<string, Uint8Array<ArrayBuffer>>();

/**
 * The coefficients of ids (32 bytes each, end to end, public) in the order of the ids, end to end. The result is
 * shared: not to be written to. Throws BAD_ID, DUPLICATE_ID.
 */
export function lagrangeWeights(ids: Uint8Array): Uint8Array<ArrayBuffer> {
  const key = bytesKey(ids);
  const weights = kept.get(key) ?? lagrangeCoefficients(ids);
  // the latest used stands last
  kept.delete(key);
  kept.set(key, weights);
  if (kept.size > MOST_SETS) kept.delete(kept.keys().next().value!);
  return weights;
}
