// "feldspar-dkg": start-up and what is common to all parts. The parts themselves are curve.js, bls.js, threshold.js,
// dkg.js, view-change.js and beacon.js; all of them work at once after import, init() only moves the compilation off
// the first call.
export type { ErrorCode } from "../../bindings/codes.js";
export type { KernelName } from "../../bindings/core.js";
export { type Culprit, FeldsparError } from "../../bindings/errors.js";
export { type CoreInfo, coreInfo, coreModule, type InitOptions, init } from "../../bindings/instance.js";
export type { CompiledModule } from "../../bindings/platform.js";
export type { RandomBytes } from "../../bindings/random.js";
