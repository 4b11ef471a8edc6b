// Weights of a batched check that several machines make, each for itself, and must agree on.
import { shake256 } from "@noble/hashes/sha3.js";
import { utf8 } from "../../bindings/bytes.js";
import { isNonZero } from "../../bindings/scalar.js";

/**
 * The same weights for everybody who checks the same things: drawn from SHAKE256 over `parts`, which must hold every
 * byte that is checked (Fiat-Shamir), so that a sender has to fix those before he can know the weights.
 */
export function transcriptWeights(count: number, parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const hash = shake256.create({}).update(utf8("feldspar/v1/weights"));
  const length = new Uint8Array(4);
  for (const part of parts) {
    new DataView(length.buffer).setUint32(0, part.length);
    hash.update(length).update(part);
  }
  const out = new Uint8Array(32 * count);
  for (let index = 0; index < count; index++) {
    let weight = hash.xof(16);
    while (isNonZero(weight) === 0) weight = hash.xof(16);
    out.set(weight, 32 * index + 16);
  }
  return out;
}
