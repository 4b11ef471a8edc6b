// The suite in headless Chromium, on both builds of the core. Every test file runs there that needs neither Node nor
// the sources; docs/testing.md lists the others. A module X.ts of test/ that needs Node has a twin X.web.ts, which
// takes its place.
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { playwright } from "@vitest/browser-playwright";
import { defineConfig } from "vitest/config";
import { browserTests } from "./test/support/browser-tests.js";
import { findChromium, installChromiumIfTold, launchOptions, skipped } from "./test/support/chromium.js";
import { readVector, vectorPaths, vectorsAreRequired, whereVectorsWouldBe } from "./test/support/vector-files.js";
import { vectorFolders } from "./test/support/vector-folders.js";

/** Resolves X.js to X.web.ts where that exists. */
const twins = {
  name: "twins",
  enforce: "pre" as const,
  resolveId(source: string, importer: string | undefined) {
    if (importer === undefined || !source.startsWith(".")) return undefined;
    const twin = resolve(importer, "..", source.replace(/\.js$/, ".web.ts"));
    return twin.endsWith(".web.ts") && existsSync(twin) ? twin : undefined;
  },
};

/** The conformance vectors as a module: see test/support/vector-files.web.ts. */
const vectors = {
  name: "vectors",
  resolveId: (source: string) => (source === "virtual:vectors" ? "\0virtual:vectors" : undefined),
  load(id: string) {
    if (id !== "\0virtual:vectors") return undefined;
    const base64 = (folder: string, path: string) => Buffer.from(readVector(folder, path)).toString("base64");
    const folders = vectorFolders.flatMap((folder) => {
      const paths = vectorPaths(folder);
      return paths ? [[folder, Object.fromEntries(paths.map((path) => [path, base64(folder, path)]))] as const] : [];
    });
    return `export const folders = ${JSON.stringify(Object.fromEntries(folders))};
export const required = ${vectorsAreRequired};
export const where = ${JSON.stringify(whereVectorsWouldBe)};`;
  },
};

/** As in Node (vitest.config.ts), the protocol runs on one build. */
const instance = (kernel: string, tests: readonly string[]) => ({
  browser: "chromium" as const,
  name: kernel,
  provide: { kernel },
  include: tests.map((name) => `test/${name}`),
});
const ofThePublicMathematics = browserTests.filter((name) => !name.startsWith("protocol/"));

await installChromiumIfTold();
const found = await findChromium();
if (found === undefined) console.log(skipped("the suite in the browser"));

export default defineConfig({
  plugins: [twins, vectors],
  // from the sources: dist/ need not be there
  resolve: {
    alias: { "#compiled": resolve("bindings/compiled/none.ts"), "#loader": resolve("bindings/loader/web.ts") },
  },
  test: {
    // also where the dependencies are found that are bundled beforehand
    include: found === undefined ? [] : browserTests.map((name) => `test/${name}`),
    passWithNoTests: found === undefined,
    setupFiles: ["test/support/setup.web.ts"],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    browser: {
      enabled: found !== undefined,
      headless: true,
      screenshotFailures: false,
      provider: playwright({ launchOptions: launchOptions(found ?? {}) }),
      instances: [instance("portable", ofThePublicMathematics), instance("relaxed", browserTests)],
    },
  },
});
