// The instance of the core: one per JavaScript realm, made at first use or by `init()`, and the choice of its kernel.
//
// Two builds of one source are embedded. "relaxed" computes two field products at a time with fused multiply-adds and
// is correct only where the engine really fuses them; "portable" is integer code and runs everywhere. The choice is
// made once:
//   1. the engine validates relaxed SIMD at all (a probe module of a few bytes),
//   2. the probe shows one rounding, not two: madd(1+e, 1+e, -(1+2e)) with e = 2^-52 is e^2 when fused and 0 when not,
//   3. the real module gives known answers (a point of each group decoded and found in its subgroup).
// Otherwise portable is used. Engine flags are never touched here; an application that wants relaxed SIMD on Node 20
// sets `--experimental-wasm-relaxed-simd` itself before the first use.
//
// Points live in JavaScript in the representation of the kernel that made them, so the kernel cannot change any more
// once it was used. The environment variable FELDSPAR_KERNEL=portable|relaxed, where a process has one, makes the
// choice for a whole process: the test suite runs twice that way.

import { COMPILED } from "#compiled";
import { someOptionsOf } from "./arguments.js";
import type { Core, KernelName } from "./core.js";
import { fail } from "./errors.js";
import { explainCompiling, makeAsync, makeSync, recognise, shippedSha256 } from "./modules.js";
import type { CompiledModule } from "./platform.js";
import { fusedMultiplyAdd, requireWebAssembly } from "./probe.js";
import { knownAnswersAgree } from "./self-test.js";
import { VERSION } from "./version.js";

export interface CoreInfo {
  /** The kernel in use. */
  readonly kernel: KernelName;
  /** The kernels this engine can run correctly, the preferred one first. */
  readonly kernels: readonly KernelName[];
  /** SHA-256 of the module in use, as built (core.portable.wasm or core.relaxed.wasm), hex; it is not computed here. */
  readonly wasmSha256: string;
  /** Version of this package. */
  readonly version: string;
}

export interface InitOptions {
  /** "auto" (the default) takes the fastest that works. */
  kernel?: "auto" | KernelName;
  /** A module of this version compiled elsewhere, for example posted to a worker by `coreModule()`. */
  module?: CompiledModule;
}

let current: Core | undefined;
/** True once an operation ran: from then on bytes in this kernel's representation may be anywhere. */
let used = false;
let relaxedWorks: boolean | undefined;

/** Where the platform has compiled the module, the probe could not be compiled, and the known answers alone decide. */
function relaxedMayWork(): boolean {
  requireWebAssembly();
  try {
    return COMPILED !== undefined || fusedMultiplyAdd();
  } catch (error) {
    return explainCompiling(error);
  }
}

/** Remembers the verdict on the relaxed kernel. */
function judgeRelaxed(candidate: Core): boolean {
  relaxedWorks = knownAnswersAgree(candidate);
  return relaxedWorks;
}

/**
 * FELDSPAR_KERNEL where the platform has an environment that may be read; anything else than a kernel's name or "auto"
 * throws.
 */
function kernelFromEnvironment(): "auto" | KernelName {
  const scope = globalThis as { process?: { env?: Record<string, string | undefined> } };
  let name: string | undefined;
  try {
    name = scope.process?.env?.FELDSPAR_KERNEL;
  } catch {
    // Deno without --allow-env
  }
  return name === undefined || name === "" ? "auto" : checkKernel(name, "FELDSPAR_KERNEL");
}

function checkKernel(name: unknown, subject: string): "auto" | KernelName {
  if (name === "auto" || name === "portable" || name === "relaxed") return name;
  return fail("BAD_OPTION", `${subject}: expected "auto", "portable" or "relaxed"`);
}

function refuseRelaxed(): never {
  fail(
    "KERNEL_UNAVAILABLE",
    'kernel "relaxed" was asked for, but this engine has no relaxed SIMD, does not fuse multiply-adds, or gave wrong answers',
  );
}

function ensure(): Core {
  if (current !== undefined) return current;
  const wanted = kernelFromEnvironment();
  if (wanted !== "portable") {
    const candidate = relaxedWorks !== false && relaxedMayWork() ? makeSync("relaxed") : undefined;
    if (candidate !== undefined && judgeRelaxed(candidate)) {
      current = candidate;
      return current;
    }
    relaxedWorks = false;
    if (wanted === "relaxed") refuseRelaxed();
  }
  current = makeSync("portable");
  return current;
}

/** The instance, made now if there is none. Every operation begins here. */
export function core(): Core {
  if (current === undefined) ensure();
  used = true;
  return current!;
}

/**
 * The compiled module in use, to post to a worker that calls `init({ module })`. Throws as `coreInfo`.
 *
 * @example
 * // here: worker.postMessage(coreModule()); in the worker, which then compiles nothing:
 * const { kernel } = await init({ module: coreModule() });
 * kernel === coreInfo().kernel; //=> true
 */
export function coreModule(): CompiledModule {
  return ensure().module;
}

function optionsOfInit(options: unknown): InitOptions {
  if (typeof options === "string") {
    const hint = /^(auto|portable|relaxed)$/.test(options) ? `: call init({ kernel: "${options}" })` : "";
    fail("BAD_TYPE", `init: expected an object { kernel, module }, got a string${hint}`);
  }
  return someOptionsOf<InitOptions>(options, ["kernel", "module"]);
}

/**
 * Makes the instance ahead of first use, compiling asynchronously. Without it the first operation does the same
 * synchronously. Calling it again with the same kernel does nothing.
 * Throws KERNEL_UNAVAILABLE when the kernel asked for does not work here, KERNEL_IN_USE when another one has already
 * been used, BAD_MODULE for a foreign module, BAD_OPTION for an unknown kernel, BAD_TYPE and UNKNOWN_OPTION for other
 * options. Like every first operation it throws NO_WEBASSEMBLY or NO_SIMD where the engine lacks what the core is made
 * of, COMPILING_FORBIDDEN where the platform does not let a program compile.
 *
 * @example
 * const { kernel } = await init(); // compiled off the first call; a page may do this while it loads
 * coreInfo().kernel; //=> kernel
 */
export async function init(options: InitOptions = {}): Promise<CoreInfo> {
  const { kernel, module } = optionsOfInit(options);
  const given = module === undefined ? undefined : recognise(module);
  let wanted = kernel === undefined ? (given ?? "auto") : checkKernel(kernel, "kernel");
  if (wanted === "auto") wanted = given ?? (current === undefined ? kernelFromEnvironment() : current.kernel);
  if (given !== undefined && wanted !== given) {
    fail("BAD_OPTION", `kernel "${wanted}" was asked for together with a module of kernel "${given}"`);
  }
  if (current !== undefined && (wanted === "auto" || wanted === current.kernel)) return coreInfo();
  refuseChange(wanted);

  let made: Core | undefined;
  if (wanted !== "portable") {
    if (relaxedWorks !== false && (module !== undefined || relaxedMayWork())) {
      made = await makeAsync("relaxed", module);
      if (!judgeRelaxed(made)) made = undefined;
    } else {
      relaxedWorks = false;
    }
    if (made === undefined && wanted === "relaxed") refuseRelaxed();
  }
  made ??= await makeAsync("portable", module);
  // somebody may have computed something while this one was compiling
  if (current !== undefined && current.kernel === made.kernel) return coreInfo();
  if (current !== undefined && wanted === "auto") return coreInfo();
  refuseChange(made.kernel);
  current = made;
  return coreInfo();
}

function refuseChange(wanted: string): void {
  if (current !== undefined && used && wanted !== current.kernel) {
    fail(
      "KERNEL_IN_USE",
      `kernel "${wanted}" was asked for, but "${current.kernel}" has already been used and points cannot move between kernels: call init() before anything else`,
    );
  }
}

/**
 * What is in use; makes the instance if there is none yet, which throws NO_WEBASSEMBLY or NO_SIMD where the engine
 * lacks one of them.
 *
 * @example
 * const { kernel, kernels, version, wasmSha256 } = coreInfo();
 * kernels.includes(kernel); //=> true
 * wasmSha256.length; //=> 64
 */
export function coreInfo(): CoreInfo {
  const { kernel } = ensure();
  if (relaxedWorks === undefined) {
    // the portable kernel was asked for by name: find out about the other one
    relaxedWorks = relaxedMayWork() && knownAnswersAgree(makeSync("relaxed"));
  }
  const kernels: KernelName[] = relaxedWorks ? ["relaxed", "portable"] : ["portable"];
  return { kernel, kernels, wasmSha256: shippedSha256(kernel), version: VERSION };
}
