// Runs before every test file. Relaxed SIMD is behind a flag on Node 20 and always on in later versions, where the flag
// is gone.
import { setFlagsFromString } from "node:v8";

if (process.versions.node.startsWith("20.")) setFlagsFromString("--experimental-wasm-relaxed-simd");
