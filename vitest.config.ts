// Where a test runs is decided by its folder. "once" runs what does not depend on the kernel in use: the core's own
// tests (test/core), which compile AssemblyScript entries for both builds themselves, and those of the sources,
// documents and package (test/repository). "portable" and "relaxed" run everything of the bindings and the public
// mathematics on each build of the core. "protocol" runs on the kernel that the engine chooses: that both give the same
// bytes is shown below it (test/core/kernels.test.ts plays a whole view change on each). "network" starts processes: a
// chain for contracts, engines. "scenarios": networks of processes that are killed and cut off. "web" drives the built
// page in Chromium, after all of these. Without a browser those tests are skipped; with CI=true or FELDSPAR_INSTALL=1
// one is installed here, before anything runs.
import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { installChromiumIfTold } from "./test/support/chromium.js";

await installChromiumIfTold();

/** All test files below these folders of test/. */
const below = (...folders: string[]) => folders.map((folder) => `test/${folder}/**/*.test.ts`);

const project = (name: string, include: string[], env: Record<string, string> = {}) => ({
  test: {
    name,
    include,
    setupFiles: ["test/support/setup.ts"],
    env,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});

const SCENARIOS = below("network/scenarios");
const perKernel = below("bindings", "library", "conformance", "differential", "negative");

export default defineConfig({
  test: {
    // nothing here waits for anything but the processor: a worker for each core
    maxWorkers: "100%",
    projects: [
      project("once", below("core", "repository", "fuzz")),
      project("portable", perKernel, { FELDSPAR_KERNEL: "portable" }),
      project("relaxed", perKernel, { FELDSPAR_KERNEL: "relaxed" }),
      project("protocol", below("protocol")),
      // networks of processes wait for rounds more than they work: more at once than there are cores
      {
        test: {
          ...project("network", below("network")).test,
          exclude: SCENARIOS,
          maxWorkers: 2 * availableParallelism(),
          sequence: { groupOrder: 1 },
        },
      },
      // two at once are enough for two cores: more only wait for each other
      { test: { ...project("scenarios", SCENARIOS).test, sequence: { groupOrder: 2 } } },
      {
        test: {
          ...project("web", below("web")).test,
          globalSetup: ["test/web/support/page-server.ts"],
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});
