// Runs before every test file in a browser: the kernel is the one that vitest.browser.config.ts names.
import { inject } from "vitest";
import type { KernelName } from "../../bindings/core.js";
import { init } from "../../bindings/instance.js";

declare module "vitest" {
  interface ProvidedContext {
    kernel: KernelName;
  }
}

await init({ kernel: inject("kernel") });
