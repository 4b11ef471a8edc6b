// Known answers through the real module. The relaxed kernel is trusted only after them: a wrong rounding anywhere in
// the products and squarings of Fp and Fp2, or in the carries between them, shows up here. It runs once per process, in
// code that the engine has not optimised yet, so it is kept short, and to what a verification needs too: a point of
// each group decoded, which is a square root of 400 products, the curve equation, and 64 doublings for the subgroup
// check (assembly/curve/codec.ts, subgroup.ts): about 4000 products whose result must fit exactly. The points come from
// @noble/curves; a test computes them again, and tests compare pairings on both builds.

import { Arena } from "./arena.js";
import { equalBytes, fromHex } from "./bytes.js";
import type { Core } from "./core.js";
import type { GroupExports } from "./exports.gen.js";

/** k = SHA-256("feldspar known answer") mod r. */
export const KNOWN_SCALAR = "0441007353b6f607f1e5522e76003faaa55afe345a270a4e221edcf71567cc1a";
/** The generators times k, compressed. */
export const KNOWN_G1 =
  "950f61fca72a69d2abd6563cf87771d4337ec6575c53eaed27ff7eaa4dd89713f4052440a46aa3c3b271a31581f6e80a";
export const KNOWN_G2 =
  "89d5850d3d9abc20d064dcb17c2a76ea3a4be6e3001fd6e5f7d03ed22b8def19ab59f6f3bae96f5b96d1021e20086bdd14315df3440c486b33002ab64e4db1faba9d9a29367c3c820939ab0736e741992968875327540589ccd1abb6d2a5f9e6";

const POINT = 384;

/**
 * True when k·G1 and k·G2 decode, are found in their subgroups, and encode to the same bytes again. A trap counts as
 * false.
 */
export function knownAnswersAgree(candidate: Core): boolean {
  const { wasm, g1, g2 } = candidate;
  const arena = new Arena(candidate);
  const position = wasm.mark();
  try {
    const pairs: [GroupExports, string][] = [
      [g1, KNOWN_G1],
      [g2, KNOWN_G2],
    ];
    return pairs.every(([group, hex]) => {
      const known = fromHex(hex);
      const point = arena.allocate(POINT);
      const bytes = arena.put(known);
      if (group.FromBytes(point, bytes, known.length, 1) !== 0) return false;
      arena.set(bytes, new Uint8Array(known.length));
      group.ToBytes(bytes, point, 1);
      return equalBytes(arena.get(bytes, known.length), known);
    });
  } catch {
    return false;
  } finally {
    wasm.release(position);
  }
}
