// Builds the static site of the documents: the API from the declarations, with the examples that docs/api has, and the
// Markdown documents as pages, all of it searchable, in build/docs. Installs its own workspace where that is missing.
//
//   npm run docs
import { execSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "..");
process.chdir(root);

const { packages } = JSON.parse(readFileSync(join(here, "package-lock.json"), "utf8"));
const isInstalled = ["typedoc", "typescript"].every((name) => {
  const there = join(here, "node_modules", name, "package.json");
  return (
    existsSync(there) && JSON.parse(readFileSync(there, "utf8")).version === packages[`node_modules/${name}`].version
  );
});
if (!isInstalled) {
  const command = "npm ci --prefix docs-tools --ignore-scripts --no-audit --no-fund";
  console.log(`installing typedoc: ${command}`);
  execSync(command, { stdio: ["ignore", "ignore", "inherit"] });
}

const { buildSite } = await import("./site.mjs");
process.exitCode = (await buildSite(root)) ? 0 : 1;
