// The suite in headless Chromium, on both builds of the core. Every test file runs there that needs neither Node nor
// the sources; docs/testing.md lists the others. A module X.ts of test/ that needs Node has a twin X.web.ts, which
// takes its place.
import { availableParallelism } from "node:os";
import { playwright } from "@vitest/browser-playwright";
import { defineConfig } from "vitest/config";
import { browserAliases, browserPlugins } from "./test/support/browser-plugins.js";
import { browserDependencies, browserTests, ofThePublicMathematics } from "./test/support/browser-tests.js";
import { findChromium, installChromiumIfTold, launchOptions, skipped } from "./test/support/chromium.js";
import { partOfTheDay, SLICE } from "./test/support/slice.mjs";

/** As in Node (vitest.config.ts), the protocol runs on one build. */
const instance = (kernel: string, tests: readonly string[]) => ({
  browser: "chromium" as const,
  name: kernel,
  provide: { kernel },
  include: tests.map((name) => `test/${name}`),
});

/**
 * Chromium chooses the relaxed build: with FELDSPAR_BROWSER=slice, as CI says, it plays a slice and a part of the rest,
 * another one every day (FELDSPAR_PART names the day), and the other build a slice.
 */
const isSlice = process.env.FELDSPAR_BROWSER === "slice";
const day = Number(process.env.FELDSPAR_PART ?? Math.floor(Date.now() / 86_400_000));
const onThePortable = isSlice ? SLICE.filter((name) => !name.startsWith("protocol/")) : ofThePublicMathematics;
const onTheRelaxed = isSlice ? partOfTheDay(browserTests, day) : browserTests;

await installChromiumIfTold();
const found = await findChromium();
if (found === undefined) console.log(skipped("the suite in the browser"));

export default defineConfig({
  plugins: browserPlugins,
  resolve: { alias: browserAliases },
  optimizeDeps: { include: [...browserDependencies] },
  test: {
    // also where the dependencies are found that are bundled beforehand
    include: found === undefined ? [] : browserTests.map((name) => `test/${name}`),
    passWithNoTests: found === undefined,
    setupFiles: ["test/support/setup.web.ts"],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // a page for each core; by default one is left to the runner, which hardly needs it
    maxWorkers: availableParallelism(),
    browser: {
      enabled: found !== undefined,
      headless: true,
      screenshotFailures: false,
      provider: playwright({ launchOptions: launchOptions(found ?? {}) }),
      instances: [instance("portable", onThePortable), instance("relaxed", onTheRelaxed)],
    },
  },
});
