// Known answers through the real module. The relaxed kernel is trusted only after them: a wrong rounding anywhere in field
// multiplication, squaring, inversion or the pairing shows up in these bytes. It runs once per process, in code that the engine has
// not optimised yet, so it is kept short, and to what a verification needs too: a point of each group decoded (a square root and the
// subgroup check) and one pairing.
// The expected values come from @noble/curves; a test computes them again.

import { equalBytes, fromHex } from "./bytes.js";
import type { Core } from "./core.js";

/** k = SHA-256("feldspar known answer") mod r. */
export const KNOWN_SCALAR = "0441007353b6f607f1e5522e76003faaa55afe345a270a4e221edcf71567cc1a";
/** The generators times k, compressed. */
export const KNOWN_G1 =
  "950f61fca72a69d2abd6563cf87771d4337ec6575c53eaed27ff7eaa4dd89713f4052440a46aa3c3b271a31581f6e80a";
export const KNOWN_G2 =
  "89d5850d3d9abc20d064dcb17c2a76ea3a4be6e3001fd6e5f7d03ed22b8def19ab59f6f3bae96f5b96d1021e20086bdd14315df3440c486b33002ab64e4db1faba9d9a29367c3c820939ab0736e741992968875327540589ccd1abb6d2a5f9e6";

/** The first coordinate of e(k·G1, k·G2) as encoded: every other one enters it through the final exponentiation. */
export const KNOWN_GT =
  "0bcc9670edbd23536f884b3e30420e70e8b485795ec91ea1e5f6fbf848cb902fd90ee6e9cdeac46732527a83ac89f7ec";

const POINT = 384;
const RAW_GT = 768;
const ENCODED_GT = 576;

/** True when k·G1 and k·G2 decode and e(k·G1, k·G2) encodes to the known bytes. A trap counts as false. */
export function knownAnswersAgree({ wasm, arena }: Core): boolean {
  const position = wasm.mark();
  try {
    const p = arena.allocate(POINT);
    const q = arena.allocate(POINT);
    const gt = arena.allocate(RAW_GT);
    const bytes = arena.allocate(ENCODED_GT);

    if (wasm.g1FromBytes(p, arena.put(fromHex(KNOWN_G1)), KNOWN_G1.length / 2, 1) !== 0) return false;
    if (wasm.g2FromBytes(q, arena.put(fromHex(KNOWN_G2)), KNOWN_G2.length / 2, 1) !== 0) return false;
    wasm.pairing(gt, p, q);
    wasm.gtToBytes(bytes, gt);
    return equalBytes(arena.get(bytes, KNOWN_GT.length / 2), fromHex(KNOWN_GT));
  } catch {
    return false;
  } finally {
    wasm.release(position);
  }
}
