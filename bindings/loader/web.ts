// "#loader" of package.json where a bundler puts the loader into the program.
import type { EmbeddedModule } from "../core.js";

export { instantiate, instantiateSync } from "@assemblyscript/loader";

/** No file to read the module from: see node.ts. */
export const readModule = (_embedded: EmbeddedModule): Uint8Array<ArrayBuffer> | undefined => undefined;
