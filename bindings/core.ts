// What a core is: the kernels it is built with, a build as the package carries it, and an instance of one.
import type { CoreExports, GroupExports } from "./exports.gen.js";
import type { CompiledModule } from "./platform.js";

export type KernelName = "portable" | "relaxed";

/** What scripts/build.mjs writes into bindings/embedded. */
export interface EmbeddedModule {
  readonly kernel: KernelName;
  /** Length of the module in bytes. */
  readonly length: number;
  /** SHA-256 of the module, hex. */
  readonly sha256: string;
  /** Content of the module's custom section "feldspar", by which a compiled module is recognised. */
  readonly label: string;
  /** The module in the LZMA format, base64: see unpack.ts. */
  readonly packed: string;
}

/** See bindings/compiled. */
export type CompiledModules = Readonly<Record<KernelName, CompiledModule>>;

/** An instance with the names of each group gathered. */
export interface Core {
  readonly kernel: KernelName;
  readonly module: CompiledModule;
  readonly wasm: CoreExports;
  readonly g1: GroupExports;
  readonly g2: GroupExports;
}
