// Known answers through the real module. The relaxed kernel is trusted only after them: a wrong rounding anywhere in field
// multiplication, squaring, inversion or the pairing shows up in these bytes. Takes a few milliseconds, once per process.
// The expected values come from @noble/curves; a test computes them again.

import { equalBytes, fromHex } from "./bytes.js";
import type { Core } from "./core.js";

/** SHA-256("feldspar known answer") mod r. */
export const KNOWN_SCALAR = "0441007353b6f607f1e5522e76003faaa55afe345a270a4e221edcf71567cc1a";
/** The generators times that scalar, compressed. */
export const KNOWN_G1 =
  "950f61fca72a69d2abd6563cf87771d4337ec6575c53eaed27ff7eaa4dd89713f4052440a46aa3c3b271a31581f6e80a";
export const KNOWN_G2 =
  "89d5850d3d9abc20d064dcb17c2a76ea3a4be6e3001fd6e5f7d03ed22b8def19ab59f6f3bae96f5b96d1021e20086bdd14315df3440c486b33002ab64e4db1faba9d9a29367c3c820939ab0736e741992968875327540589ccd1abb6d2a5f9e6";

const POINT = 384;

/** True when k·G1 and k·G2 encode to the known bytes and e(k·G1, G2) = e(G1, k·G2) ≠ e(G1, G2). A trap counts as false. */
export function knownAnswersAgree({ wasm, arena }: Core): boolean {
  const position = wasm.mark();
  try {
    const scalar = arena.put(fromHex(KNOWN_SCALAR));
    const p1s = arena.allocate(2 * POINT);
    const p2s = arena.allocate(2 * POINT);
    const bytes = arena.allocate(96);

    // left pair (k·G1, G2), right pair (−G1, k·G2)
    wasm.g1Generator(p1s);
    wasm.g1MultiplyVartime(p1s, p1s, scalar);
    wasm.g1ToBytes(bytes, p1s, 1);
    if (!equalBytes(arena.get(bytes, 48), fromHex(KNOWN_G1))) return false;
    wasm.g2Generator(p2s + POINT);
    wasm.g2MultiplyVartime(p2s + POINT, p2s + POINT, scalar);
    wasm.g2ToBytes(bytes, p2s + POINT, 1);
    if (!equalBytes(arena.get(bytes, 96), fromHex(KNOWN_G2))) return false;
    wasm.g1Generator(p1s + POINT);
    wasm.g1Negate(p1s + POINT, p1s + POINT);
    wasm.g2Generator(p2s);
    if (wasm.pairingCheck(p1s, p2s, 2) !== 1) return false;
    wasm.g2Generator(p2s + POINT);
    return wasm.pairingCheck(p1s, p2s, 2) === 0;
  } catch {
    return false;
  } finally {
    wasm.release(position);
  }
}
