// Runs before every test file in a browser: the kernel is the one that vitest.browser.config.ts names.
import { inject } from "vitest";
import type { KernelName } from "../../bindings/core.js";
import { init } from "../../bindings/instance.js";

declare module "vitest" {
  interface ProvidedContext {
    kernel: KernelName;
  }
}

// WebKit goes on with what it has cached of `globalThis.crypto` the first time that it is replaced: let that be here.
const own = Object.getOwnPropertyDescriptor(globalThis, "crypto");
if (own?.configurable === true) {
  const { crypto } = globalThis;
  for (const value of [{}, crypto]) {
    Object.defineProperty(globalThis, "crypto", { value, configurable: true });
    if (globalThis.crypto !== value) throw new Error("globalThis.crypto cannot be replaced");
  }
  Object.defineProperty(globalThis, "crypto", own);
}

await init({ kernel: inject("kernel") });
