// Which test files run in the browser: all that need neither Node nor the sources. docs/testing.md lists the others.
import { readdirSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";

/** Tests of sources, documents, commands, packages and the page, of the inside of the core, and on networks. */
const NOT_OF_THE_LIBRARY = /^(core|repository|web|fuzz|network|protocol\/cli)\//;
/** Imports of what only Node has. */
const NODE_ONLY = /from "(node:|[^"]*\/(support\/(compile|browser|reference\/blst)|arguments\/suite)\.js)/;

/** All test files below test/, sorted. */
export const allTests: readonly string[] = readdirSync("test", { recursive: true, encoding: "utf8" })
  .map((name) => name.split(sep).join("/"))
  .filter((name) => name.endsWith(".test.ts"))
  .sort();

export const browserTests: readonly string[] = allTests
  .filter((name) => !NOT_OF_THE_LIBRARY.test(name))
  .filter((name) => !NODE_ONLY.test(readFileSync(join("test", name), "utf8")));

/** Those that run on each build of the core. */
export const ofThePublicMathematics: readonly string[] = browserTests.filter((name) => !name.startsWith("protocol/"));

const sourcesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => join(folder, name));

/**
 * What vite bundles before anything runs: all packages for browsers that tests or sources import. One that it found
 * only on the way would reload the page under a test.
 */
export const browserDependencies: readonly string[] = [
  ...new Set(
    ["test", "src", "bindings"]
      .flatMap(sourcesBelow)
      .filter((name) => !NOT_OF_THE_LIBRARY.test(name.replace("test/", "")))
      .flatMap((name) => [...readFileSync(name, "utf8").matchAll(/from "((@noble|@hpke)\/[^"]+|fast-check)"/g)])
      .map(([, specifier]) => specifier!),
  ),
].sort();
