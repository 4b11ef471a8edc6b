// What this engine has: WebAssembly at all, its SIMD, relaxed SIMD. Does the multiply-add of the last round once? The
// standard allows both answers, fixed per process.
import { fromHex } from "./bytes.js";
import { fail } from "./errors.js";

/**
 * (module (func (export "f") (param f64 f64 f64) (result f64)
 *   (f64x2.extract_lane 0 (f64x2.relaxed_madd (f64x2.splat (local.get 0)) (f64x2.splat (local.get 1)) (f64x2.splat
 *   (local.get 2))))))
 */
const PROBE = fromHex(
  [
    "0061736d 01000000", // magic, version 1
    "01 08 01 60 03 7c7c7c 01 7c", // types: (f64, f64, f64) -> f64
    "03 02 01 00", // one function of that type
    "07 05 01 01 66 00 00", // exported as "f"
    "0a 16 01 14 00", // code: one body of 20 bytes, no locals
    "2000 fd14  2001 fd14  2002 fd14", // three times local.get, f64x2.splat
    "fd8702 fd2100 0b", // f64x2.relaxed_madd, f64x2.extract_lane 0, end
  ]
    .join("")
    .replaceAll(" ", ""),
);

const EPSILON = 2 ** -52;
const ATTEMPTS = 16;

/** A module with nothing in it, and one with a single instruction of SIMD: (func v128.const 0, drop). */
const EMPTY = fromHex("0061736d01000000");
const SIMD = fromHex(
  ["0061736d01000000", "010401600000", "03020100", "0a17011500", `fd0c${"00".repeat(16)}`, "1a0b"].join(""),
);

/** Throws NO_WEBASSEMBLY where there is none: `node --jitless`, a browser in lockdown. */
export function requireWebAssembly(): void {
  if (typeof WebAssembly === "object") return;
  fail(
    "NO_WEBASSEMBLY",
    "this engine has no WebAssembly, on which every operation depends: start Node without --jitless and --no-expose-wasm, or allow WebAssembly in the browser's settings",
  );
}

/** Throws NO_SIMD where the engine knows WebAssembly (it may be forbidden to compile it) and not its SIMD. */
export function requireSimd(): void {
  if (WebAssembly.validate(SIMD) || !WebAssembly.validate(EMPTY)) return;
  fail(
    "NO_SIMD",
    "this engine's WebAssembly has no 128-bit SIMD, of which the core is made: use a browser or Node of 2023 or later, on a processor with SSE4.1 or NEON",
  );
}

/** True when relaxed SIMD validates and every one of a few calls shows a single rounding. */
export function fusedMultiplyAdd(): boolean {
  if (typeof WebAssembly !== "object" || !WebAssembly.validate(PROBE)) return false;
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(PROBE), {});
  const multiplyAdd = exports.f as (a: number, b: number, c: number) => number;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    // (1 + e)^2 - (1 + 2e) = e^2 exactly; the product rounded on its own is 1 + 2e
    const scale = 2 ** attempt;
    if (multiplyAdd(1 + EPSILON, scale * (1 + EPSILON), -scale * (1 + 2 * EPSILON)) !== scale * EPSILON ** 2)
      return false;
  }
  return true;
}
