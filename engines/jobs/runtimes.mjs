// Node of every version that is supported, Deno and Bun: a program with the package as packed, on the kernel that the
// engine chooses and on every other that works there.
import { output, paths } from "../machine.mjs";
import { prepare, project } from "./packed.mjs";

let reference;

/** The transcript on this Node, portable kernel: `npm test` has compared it with other libraries. */
async function referenceTranscript() {
  reference ??= prepare()
    .then((programs) => output(process.execPath, [programs.process, "portable"], { cwd: project }))
    .then((text) => JSON.parse(text).transcript);
  return reference;
}

/** What an engine answered as tests: the known answers, and the transcript compared. */
export async function testsOf({ kernel, results, transcript }) {
  const expected = await referenceTranscript();
  const compared = transcript === expected ? {} : { error: `expected SHA-256 ${expected}, got ${transcript}` };
  return [...results, { name: "the transcript of every public layer", ...compared }].map(({ name, error }) => ({
    name: `${kernel}: ${name}`,
    error,
  }));
}

/** @param flagsOfRelaxed what the engine needs for the relaxed kernel, which it does not choose then */
function runtime(name, executable, args, flagsOfRelaxed) {
  return async ({ slice }) => {
    const programs = await prepare();
    const run = async (kernel, flags = []) =>
      JSON.parse(await output(executable, [...flags, ...args, programs.process, kernel], { cwd: project }));
    const chosen = await run("auto");
    const answers = [chosen];
    if (!slice) for (const kernel of chosen.kernels.slice(1)) answers.push(await run(kernel));
    if (!slice && flagsOfRelaxed) answers.push(await run("relaxed", flagsOfRelaxed));
    const [version] = /\d+\.\d+\.\d+/.exec(await output(executable, ["--version"]));
    const tests = [];
    for (const answer of answers) tests.push(...(await testsOf(answer)));
    return { engine: name, version, kernels: answers.map(({ kernel }) => kernel), chosen: chosen.kernel, tests };
  };
}

export const node = (major) =>
  runtime(
    "Node",
    paths.npm(`node-${major}/bin/node`),
    [],
    major === 20 ? ["--experimental-wasm-relaxed-simd"] : undefined,
  );

/** The program inside the package: what npm links to is a script that installs it. */
const shim = (name, script) => async (options) => {
  const { createRequire } = await import("node:module");
  const require = createRequire(paths.npm(`${name}/package.json`));
  return script(require)(options);
};

const LIBC = process.platform === "linux" ? "-glibc" : "";
export const deno = shim("deno", (require) => {
  const folder = require.resolve(`@deno/${process.platform}-${process.arch}${LIBC}/package.json`);
  return runtime("Deno", folder.replace(/package\.json$/, "deno"), ["run", "--no-prompt"]);
});
export const bun = shim("bun", (require) => {
  const arch = process.arch === "arm64" ? "aarch64" : process.arch;
  const folder = require.resolve(`@oven/bun-${process.platform}-${arch}/package.json`);
  return runtime("Bun", folder.replace(/package\.json$/, "bin/bun"), []);
});
