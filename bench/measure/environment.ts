// What a figure was measured on: without it a ratio means nothing.
import { cpus, loadavg } from "node:os";
import { setFlagsFromString } from "node:v8";

export interface Environment {
  readonly cpu: string;
  readonly node: string;
  readonly v8: string;
  readonly platform: string;
  readonly kernel: string;
  readonly wasmSha256: string;
  readonly date: string;
  /** Processes that wanted to run when it began, this one included: more than the cores means a noisy machine. */
  readonly load: number;
}

/** Node 20 has relaxed SIMD behind a flag that can still be set at run time, before any module is compiled. */
export function allowRelaxedSimd(): void {
  if (process.versions.node.startsWith("20.")) setFlagsFromString("--experimental-wasm-relaxed-simd");
}

export function describeEnvironment(core: { kernel: string; wasmSha256: string }): Environment {
  return {
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    node: process.versions.node,
    v8: process.versions.v8,
    platform: `${process.platform}-${process.arch}`,
    kernel: core.kernel,
    wasmSha256: core.wasmSha256,
    date: new Date().toISOString().slice(0, 10),
    load: Math.round((loadavg()[0] ?? 0) * 10) / 10,
  };
}
