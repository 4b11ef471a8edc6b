// Does this engine have relaxed SIMD, and does its multiply-add round once? The standard allows both answers, fixed per process.

/**
 * (module (func (export "f") (param f64 f64 f64) (result f64)
 *   (f64x2.extract_lane 0 (f64x2.relaxed_madd (f64x2.splat (local.get 0)) (f64x2.splat (local.get 1)) (f64x2.splat (local.get 2))))))
 */
const PROBE = new Uint8Array([
  0x00,
  0x61,
  0x73,
  0x6d,
  0x01,
  0x00,
  0x00,
  0x00, // magic, version 1
  0x01,
  0x08,
  0x01,
  0x60,
  0x03,
  0x7c,
  0x7c,
  0x7c,
  0x01,
  0x7c, // type: (f64, f64, f64) -> f64
  0x03,
  0x02,
  0x01,
  0x00, // one function of that type
  0x07,
  0x05,
  0x01,
  0x01,
  0x66,
  0x00,
  0x00, // export "f"
  0x0a,
  0x17,
  0x01,
  0x15,
  0x00, // code: one body of 21 bytes, no locals
  0x20,
  0x00,
  0xfd,
  0x14, // local.get 0, f64x2.splat
  0x20,
  0x01,
  0xfd,
  0x14,
  0x20,
  0x02,
  0xfd,
  0x14,
  0xfd,
  0x87,
  0x02, // f64x2.relaxed_madd
  0xfd,
  0x21,
  0x00, // f64x2.extract_lane 0
  0x0b, // end
]);

const EPSILON = 2 ** -52;
const ATTEMPTS = 16;

/** True when relaxed SIMD validates and every one of a few calls shows a single rounding. */
export function fusedMultiplyAdd(): boolean {
  if (typeof WebAssembly !== "object" || !WebAssembly.validate(PROBE)) return false;
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(PROBE), {});
  const multiplyAdd = exports["f"] as (a: number, b: number, c: number) => number;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    // (1 + e)^2 - (1 + 2e) = e^2 exactly; the product rounded on its own is 1 + 2e
    const scale = 2 ** attempt;
    if (multiplyAdd(1 + EPSILON, scale * (1 + EPSILON), -scale * (1 + 2 * EPSILON)) !== scale * EPSILON ** 2)
      return false;
  }
  return true;
}
