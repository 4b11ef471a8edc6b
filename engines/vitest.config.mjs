// The library's suite in Firefox or WebKit, which the environment names (engines/jobs/suite.mjs): the files that run in
// Chromium by vitest.browser.config.ts, or those of a slice.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { defineConfig } from "vitest/config";
import { browserAliases, browserPlugins } from "../test/support/browser-plugins.js";
import { browserDependencies, browserTests, ofThePublicMathematics } from "../test/support/browser-tests.js";
import { openFirefox } from "./browsers/firefox.mjs";
import { pagesProvider } from "./browsers/provider.mjs";
import { openWebKit } from "./browsers/webkit.mjs";

const { FELDSPAR_ENGINE, FELDSPAR_ENGINE_PATH, FELDSPAR_ENGINE_SLICE, FELDSPAR_ENGINE_PART } = process.env;
const slice = FELDSPAR_ENGINE_SLICE?.split(" ");
// Modules that a test replaces are replaced for all pages that are open: without a provider that can put itself before
// a page's requests, as Chromium's, vitest's server does it. Such tests run alone, one file after the other.
const alone = FELDSPAR_ENGINE_PART === "alone";
const replacesModules = (name) => readFileSync(`test/${name}`, "utf8").includes("vi.mock(");
const chosen = (tests) =>
  tests
    .filter((name) => (slice === undefined || slice.includes(name)) && replacesModules(name) === alone)
    .map((name) => `test/${name}`);

/** The protocol runs on the kernel that the engine chooses: WebKit does not fuse multiply-adds. */
const instance = (kernel, tests) => ({
  browser: FELDSPAR_ENGINE,
  name: kernel,
  provide: { kernel },
  include: chosen(tests),
});
const ENGINES = {
  firefox: {
    open: () => openFirefox(FELDSPAR_ENGINE_PATH),
    instances: [instance("portable", ofThePublicMathematics), instance("relaxed", browserTests)],
  },
  webkit: { open: openWebKit, instances: [instance("portable", browserTests)] },
};
const { open, instances } = ENGINES[FELDSPAR_ENGINE];

export default defineConfig({
  // the folder of what is bundled beforehand: not the one of the suite in Chromium, which may be running
  cacheDir: `build/engines/vite-${FELDSPAR_ENGINE}`,
  root: resolve(import.meta.dirname, ".."),
  plugins: browserPlugins,
  resolve: { alias: browserAliases },
  optimizeDeps: { include: [...browserDependencies] },
  test: {
    include: chosen(browserTests),
    setupFiles: ["test/support/setup.web.ts"],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    maxWorkers: alone ? 1 : "100%",
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: pagesProvider(FELDSPAR_ENGINE, open),
      instances,
    },
  },
});
