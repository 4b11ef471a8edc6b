// What every benchmark needs before it can run: the core, the field loops for both kernels, and bench/ as JavaScript in
// build/js.
import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import asc from "assemblyscript/asc";

export const OUT = "build/bench";
export const KERNELS = ["relaxed", "portable"];
const FEATURES = { relaxed: ["--enable", "relaxed-simd"], portable: [] };

export async function compile() {
  execFileSync(process.execPath, ["scripts/build.mjs", "--if-needed", "--quiet"], { stdio: "inherit" });
  mkdirSync(OUT, { recursive: true });
  for (const kernel of KERNELS) {
    const { error, stderr } = await asc.main([
      ...["bench/cases/field.entry.ts", "-o", `${OUT}/field.${kernel}.wasm`, "--config", "none"],
      ...["--enable", "simd", ...FEATURES[kernel], "-O2", "--runtime", "stub", "--use", "abort="],
      ...["--memoryBase", "1024", "--initialMemory", "16", "--noAssert"],
    ]);
    if (error) throw new Error(`${error.message}\n${stderr}`);
  }
  execFileSync("npx", ["tsc", "-p", "tsconfig.bench.json"], { stdio: "inherit" });
}
