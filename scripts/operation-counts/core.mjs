// The core compiled to count what its kernel does (assembly/kernel/count.ts). Not optimised: that changes the time, not the counts.
import asc from "assemblyscript/asc";

const ENTRY = "test/assembly/count.entry.ts";

/** Compiles an entry of one build ("portable" or "relaxed") at a level such as "-O1" and returns the module's bytes. */
export async function compile(kernel, entry, level, options = []) {
  const output = new Map();
  const features = kernel === "relaxed" ? ["--enable", "simd", "--enable", "relaxed-simd"] : ["--enable", "simd"];
  const common = [
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
  const config = ["--config", "no-asconfig.json", level, "-o", "out.wasm"];
  const { error, stderr } = await asc.main([entry, ...config, ...common, ...features, ...options], {
    writeFile: (name, content) => void output.set(name, content),
  });
  if (error) throw new Error(`${entry} (${kernel}): ${error.message}\n${stderr.toString()}`);
  return output.get("out.wasm");
}

/** Fresh exports of the counting core. */
export async function countingCore(kernel) {
  const bytes = await compile(kernel, ENTRY, "-O0", ["--use", "COUNT_OPERATIONS=1"]);
  return new WebAssembly.Instance(new WebAssembly.Module(bytes), {}).exports;
}
