// The modules of the package's two builds: which one a compiled module is, and instances of them. A module comes from
// the platform where that has compiled it (bindings/compiled), from its file where that can be read at once
// (bindings/loader), otherwise out of the text that is embedded.

import { COMPILED } from "#compiled";
import { instantiate, instantiateSync, readModule } from "#loader";
import { reading } from "./arguments.js";
import type { Core, EmbeddedModule, KernelName } from "./core.js";
import { PORTABLE } from "./embedded/portable.gen.js";
import { RELAXED } from "./embedded/relaxed.gen.js";
import { fail } from "./errors.js";
import type { CoreExports, GroupExports } from "./exports.gen.js";
import type { CompiledModule } from "./platform.js";
import { requireSimd, requireWebAssembly } from "./probe.js";
import { unpack } from "./unpack.js";
import { VERSION } from "./version.js";

const EMBEDDED: Record<KernelName, EmbeddedModule> = { portable: PORTABLE, relaxed: RELAXED };

/** The bytes of a module. */
function bytesOf(kernel: KernelName): Uint8Array<ArrayBuffer> {
  return readModule(EMBEDDED[kernel]) ?? unpack(EMBEDDED[kernel]);
}

/** SHA-256 of a kernel's module as shipped, hex. */
export function shippedSha256(kernel: KernelName): string {
  return EMBEDDED[kernel].sha256;
}

/** Which of the embedded builds a compiled module is; throws BAD_MODULE for any other module or version. */
export function recognise(module: unknown): KernelName {
  requireWebAssembly();
  const isModule = (value: unknown): value is WebAssembly.Module =>
    reading("module", () => value instanceof WebAssembly.Module);
  if (isModule(module)) {
    const [section] = WebAssembly.Module.customSections(module, "feldspar");
    const label = section === undefined ? "" : new TextDecoder().decode(section);
    for (const { kernel, label: known } of Object.values(EMBEDDED)) if (label === known) return kernel;
  }
  return fail("BAD_MODULE", `module: expected a WebAssembly.Module compiled from core.wasm of version ${VERSION}`);
}

function groupOf(wasm: Record<string, unknown>, prefix: "g1" | "g2"): GroupExports {
  const group: Record<string, unknown> = {};
  for (const name of Object.keys(wasm)) {
    if (name.startsWith(prefix)) group[name.slice(prefix.length)] = wasm[name];
  }
  return group as unknown as GroupExports;
}

/** Takes the raw exports: the loader's wrapped ones would cost a closure and a spread per call. */
function coreOf(kernel: KernelName, module: WebAssembly.Module, instance: WebAssembly.Instance): Core {
  const wasm = instance.exports as unknown as CoreExports;
  const groups = instance.exports as Record<string, unknown>;
  return { kernel, module, wasm, g1: groupOf(groups, "g1"), g2: groupOf(groups, "g2") };
}

/**
 * Makes an instance, compiling on this thread. Throws NO_WEBASSEMBLY or NO_SIMD where the engine lacks what the core
 * is made of, COMPILING_FORBIDDEN where the platform forbids to compile.
 */
export function makeSync(kernel: KernelName): Core {
  requireWebAssembly();
  try {
    const { module, instance } = instantiateSync(COMPILED?.[kernel] ?? bytesOf(kernel));
    return coreOf(kernel, module, instance);
  } catch (error) {
    return explainCompiling(error);
  }
}

/** The same, compiling asynchronously, or from a module that was given. */
export async function makeAsync(kernel: KernelName, given?: CompiledModule): Promise<Core> {
  requireWebAssembly();
  try {
    const made = await instantiate(given ?? COMPILED?.[kernel] ?? bytesOf(kernel));
    return coreOf(kernel, made.module, made.instance);
  } catch (error) {
    return explainCompiling(error);
  }
}

/** Throws the error of a compilation, with what to do where the engine lacks SIMD or compiling is forbidden. */
export function explainCompiling(error: unknown): never {
  if (!(error instanceof WebAssembly.CompileError)) throw error;
  requireSimd();
  return fail(
    "COMPILING_FORBIDDEN",
    `WebAssembly cannot be compiled from bytes here (${error.message}): allow 'wasm-unsafe-eval' in script-src, or give a compiled module to init({ module })`,
  );
}
