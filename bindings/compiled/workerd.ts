// "#compiled" of package.json on Cloudflare's runtime, which forbids compiling WebAssembly from bytes: there an
// imported .wasm file is a module that was compiled when the worker was deployed. The paths are those of the built
// package.
import portable from "../../core.portable.wasm";
import relaxed from "../../core.relaxed.wasm";
import type { CompiledModules } from "../core.js";

export const COMPILED: CompiledModules | undefined = { portable, relaxed };
