// Times the kernel's primitives: node scripts/kernel/timing.mjs [portable|relaxed] [name…]. Minimum of many short
// windows, in ns.
import { mkdirSync, readFileSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import asc from "assemblyscript/asc";

const [build = "relaxed", ...names] = process.argv.slice(2);
if (process.versions.node.startsWith("20.")) setFlagsFromString("--experimental-wasm-relaxed-simd");
mkdirSync("build", { recursive: true });
const features = build === "relaxed" ? ["--enable", "simd", "--enable", "relaxed-simd"] : ["--enable", "simd"];
const level = process.env.LEVEL ?? "-O2";
const outFile = `build/kernel-timing.${build}.wasm`;
const { error, stderr } = await asc.main([
  "test/core/entries/kernel-timing.entry.ts",
  ...["-o", outFile, level, "--config", "no-asconfig.json", "--runtime", "stub", "--use", "abort="],
  ...["--memoryBase", "1024", "--initialMemory", "16", "--noAssert", ...features],
]);
if (error) throw new Error(stderr.toString());
const kernel = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(outFile)), {}).exports;
const [z, x] = [kernel.allocate(256), kernel.allocate(256)];
const memory = new Uint8Array(kernel.memory.buffer);

const CALLS = 2000;
for (const name of names.length ? names : Object.keys(kernel)) {
  const run = kernel[name];
  if (typeof run !== "function" || name === "allocate") continue;
  let best = Infinity;
  for (let round = 0; round < 300; round++) {
    for (const at of [z, x]) memory.copyWithin(at, kernel.ONES.value, kernel.ONES.value + 128);
    const start = process.hrtime.bigint();
    run(z, x, CALLS);
    const time = Number(process.hrtime.bigint() - start) / CALLS;
    if (time < best) best = time;
  }
  console.log(name.padEnd(20), best.toFixed(1));
}
