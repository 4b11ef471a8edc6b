// The debug build of the core counts what its kernel does (assembly/kernel/count.ts). It is not optimised: that changes
// the time, not the counts.
import asc from "assemblyscript/asc";

const ENTRY = "test/core/entries/count.entry.ts";

/** Compiles a target of an asconfig.json, with further entries, and returns the module's bytes. */
export async function compileTarget(config, target, ...entries) {
  const output = new Map();
  const { error, stderr } = await asc.main([...entries, "--config", config, "--target", target, "-o", "out.wasm"], {
    writeFile: (name, content) => void output.set(name, content),
  });
  if (error) throw new Error(`${config} (${target}): ${error.message}\n${stderr.toString()}`);
  return output.get([...output.keys()].find((name) => name.endsWith("out.wasm")));
}

/** Fresh exports of the counting core of one build, "portable" or "relaxed". */
export async function countingCore(kernel) {
  const bytes = await compileTarget("asconfig.json", `${kernel}-debug`, ENTRY);
  return new WebAssembly.Instance(new WebAssembly.Module(bytes), {}).exports;
}
