// Compiles an AssemblyScript entry of test/assembly into a module that shows internals, and instantiates it.
// The result is cached in build/ under a hash of every source file below assembly/ and the entry itself.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";

export type BuildName = "portable" | "relaxed";
export const builds: readonly BuildName[] = ["portable", "relaxed"];

// biome-ignore lint/suspicious/noExplicitAny: the exports of a test entry are whatever the entry says
export type EntryExports = Record<string, any> & { memory: WebAssembly.Memory };

if (process.versions.node.startsWith("20.")) setFlagsFromString("--experimental-wasm-relaxed-simd");

function sourcesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** Compiles `entry` (a path from the repository's root) for one build and returns fresh exports. */
export async function compileEntry(entry: string, build: BuildName): Promise<EntryExports> {
  const hash = createHash("sha256").update(build);
  for (const file of [...sourcesBelow("assembly"), entry]) hash.update(file).update(readFileSync(file));
  mkdirSync("build/entries", { recursive: true });
  const outFile = `build/entries/${hash.digest("hex").slice(0, 24)}.wasm`;
  if (!existsSync(outFile)) {
    const partial = `${outFile}.${process.pid}.${Math.random().toString(36).slice(2)}`;
    const features = build === "relaxed" ? ["--enable", "simd", "--enable", "relaxed-simd"] : ["--enable", "simd"];
    const options = [
      "--runtime",
      "stub",
      "--use",
      "abort=",
      "--memoryBase",
      "1024",
      "--initialMemory",
      "16",
      "--noAssert",
    ];
    // a configuration file that does not exist: asconfig.json would add the product's own entry
    const config = ["--config", "no-asconfig.json"];
    // it takes half a second to load, and most find what another file has compiled
    const { default: asc } = await import("assemblyscript/asc");
    const { error, stderr } = await asc.main([entry, "-o", partial, "-O2", ...config, ...options, ...features]);
    if (error) throw new Error(`${entry} (${build}): ${error.message}\n${stderr.toString()}`);
    renameSync(partial, outFile);
  }
  const instance = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(outFile)), {});
  return instance.exports as EntryExports;
}
