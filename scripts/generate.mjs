// Runs the generators of this repository: kernels and constants. They write assembly/**/*.gen.ts.
//
//   node scripts/generate.mjs [--check]
//
// --check fails when a generated file differs from what its generator writes, and restores it.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

process.chdir(join(dirname(fileURLToPath(import.meta.url)), ".."));

const GENERATORS = ["scripts/kernel/index.mjs", "scripts/constants/index.mjs"];
const checking = process.argv.includes("--check");

function generatedFiles() {
  return readdirSync("assembly", { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".gen.ts"))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

const before = new Map(generatedFiles().map((file) => [file, readFileSync(file)]));
for (const generator of GENERATORS) {
  if (!existsSync(generator)) {
    console.error(`generate: ${generator} is missing`);
    process.exit(1);
  }
  const { status } = spawnSync(process.execPath, [generator], { stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}

if (checking) {
  const different = [];
  for (const file of new Set([...before.keys(), ...generatedFiles()])) {
    const old = before.get(file);
    if (old === undefined || !existsSync(file) || !old.equals(readFileSync(file))) different.push(file);
    if (old !== undefined && different.at(-1) === file) writeFileSync(file, old);
  }
  if (different.length > 0) {
    console.error(`generate: not what the generators write: ${different.join(", ")}; run npm run generate`);
    process.exit(1);
  }
  console.log(`generate: ${before.size} generated files are up to date`);
}
