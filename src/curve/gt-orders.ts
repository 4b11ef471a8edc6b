// Bytes of an element of Gt as other libraries write them. All raise to the same power as we do, 3(p¹²−1)/r, so that
// only the order of the twelve coordinates differs, or of the bytes within each. For j in Fp12 = Fp6[w], i in Fp6 =
// Fp2[v] and k in Fp2 = Fp[u], our coordinate number is 6j + 2i + k.
import { describe, fail } from "../../bindings/errors.js";

/**
 * "feldspar": c0 before c1 at every level, 48 bytes big-endian each (also `@noble/curves` and gnark by coordinates).
 * "kilic": c1 before c0 at every level, the reverse (kilic/bls12-381 in Go; drand's kyber and tlock). "blst": by i
 * before j (blst_bendian_from_fp12). "arkworks": as ours, each coordinate little-endian (ark-bls12-381).
 */
export type GtOrder = "feldspar" | "kilic" | "blst" | "arkworks";

const COORDINATE = 48;
const COUNT = 12;

/** For each place of the other order our coordinate that stands there. */
function placeOf(order: GtOrder, at: number): number {
  if (order === "kilic") return COUNT - 1 - at;
  if (order === "blst") return 6 * ((at >> 1) & 1) + 2 * (at >> 2) + (at & 1);
  return at;
}

/** Throws BAD_OPTION. */
export function checkOrder(order: unknown): asserts order is GtOrder {
  if (order === "feldspar" || order === "kilic" || order === "blst" || order === "arkworks") return;
  fail("BAD_OPTION", `order: expected "feldspar", "kilic", "blst" or "arkworks", got ${describe(order)}`);
}

/** Ours into another order, or back. A new array. */
export function reordered(bytes: Uint8Array, order: GtOrder, isBack: boolean): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(bytes.length);
  for (let at = 0; at < COUNT; at++) {
    const own = placeOf(order, at);
    const [from, to] = isBack ? [at, own] : [own, at];
    out.set(bytes.subarray(COORDINATE * from, COORDINATE * (from + 1)), COORDINATE * to);
    if (order === "arkworks") out.subarray(COORDINATE * to, COORDINATE * (to + 1)).reverse();
  }
  return out;
}
