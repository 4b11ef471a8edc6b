// "#loader" of package.json in Node, Deno and Bun. The loader assigns Object.hasOwn while it is loaded, which throws
// where intrinsics are frozen (`node --frozen-intrinsics`). So it is loaded with the first instance, and not with the
// package; where it cannot be loaded, the platform's own functions do what is needed of it, because the core imports
// nothing.

//
// Node itself also reads the module from the file that the package carries: unpacking the embedded one takes 7 ms in a
// fresh process.
import type { EmbeddedModule } from "../core.js";

type Source = BufferSource | WebAssembly.Module;

interface Instantiated {
  readonly module: WebAssembly.Module;
  readonly instance: WebAssembly.Instance;
}

/** What is used of @assemblyscript/loader. */
interface Loader {
  instantiateSync(source: Source): Instantiated;
}

const isModule = (source: Source): source is WebAssembly.Module => source instanceof WebAssembly.Module;

const PLAIN: Loader = {
  instantiateSync(source) {
    const module = isModule(source) ? source : new WebAssembly.Module(source);
    return { module, instance: new WebAssembly.Instance(module) };
  },
};

let loaded: Loader | undefined;

function loader(): Loader {
  if (loaded !== undefined) return loaded;
  try {
    const { createRequire } = process.getBuiltinModule("node:module");
    loaded = createRequire(import.meta.url)("@assemblyscript/loader") as Loader;
  } catch {
    // frozen intrinsics, or a bundle that travels without the package
    loaded = PLAIN;
  }
  return loaded;
}

export const instantiateSync = (source: Source): Instantiated => loader().instantiateSync(source);

/** Compiled here: the loader's own asks first whether it has a Response, for which Node loads all of fetch. */
export async function instantiate(source: Source): Promise<Instantiated> {
  return loader().instantiateSync(isModule(source) ? source : await WebAssembly.compile(source));
}

/** Whether this is Node and nothing that looks like it: Deno may ask its user before a file is read. */
function isNode(): boolean {
  const { release, versions } = process;
  return release.name === "node" && versions.deno === undefined && versions.bun === undefined;
}

/**
 * The module from its file two folders above, where both forms of the package have it; undefined where there is no such
 * file (the code was bundled into a program, reading is not allowed) or it is of another build than what is embedded.
 */
export function readModule({ kernel, length, label }: EmbeddedModule): Uint8Array<ArrayBuffer> | undefined {
  try {
    if (!isNode()) return undefined;
    const bytes = process
      .getBuiltinModule("node:fs")
      .readFileSync(new URL(`../../core.${kernel}.wasm`, import.meta.url));
    // the label, which has the hash of what is before it, is the end of the last section
    return bytes.length === length && bytes.toString("latin1", length - label.length) === label ? bytes : undefined;
  } catch {
    return undefined;
  }
}
