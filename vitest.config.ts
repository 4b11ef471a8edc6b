// Four projects. "portable" and "relaxed" run every test of the bindings and of the public modules once on each build
// of the core. "assembly" runs once what does not depend on that choice: tests that compile an AssemblyScript entry for
// both builds themselves (they import test/support/compile.js), and those of the sources and scripts (directly below
// test/, test/scripts and test/package). "web" drives the built page in Chromium, after everything else and one file at
// a time: it measures how long the page waits.
import { readdirSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";
import { defineConfig } from "vitest/config";

const tests = readdirSync("test", { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".test.ts"))
  .map((name) => name.split(sep).join("/"))
  .sort();

function runsOnce(name: string): boolean {
  const compiles = /from "[./]*support\/compile\.js"/.test(readFileSync(join("test", name), "utf8"));
  return compiles || !name.includes("/") || /^(scripts|package)\//.test(name);
}

const project = (name: string, files: string[], env: Record<string, string>) => ({
  test: {
    name,
    include: files.map((file) => `test/${file}`),
    setupFiles: ["test/support/setup.ts"],
    env,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});

const web = tests.filter((name) => name.startsWith("web/"));
const once = tests.filter((name) => runsOnce(name) && !web.includes(name));
const perKernel = tests.filter((name) => !once.includes(name) && !web.includes(name));

export default defineConfig({
  test: {
    // nothing here waits for anything but the processor: a worker for each core
    maxWorkers: "100%",
    projects: [
      project("assembly", once, {}),
      project("portable", perKernel, { FELDSPAR_KERNEL: "portable" }),
      project("relaxed", perKernel, { FELDSPAR_KERNEL: "relaxed" }),
      {
        test: {
          ...project("web", web, {}).test,
          globalSetup: ["test/web/support/page-server.ts"],
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
