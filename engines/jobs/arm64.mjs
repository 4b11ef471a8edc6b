// Node on arm64, emulated by qemu: known answers with the package as packed, and the whole memory of the core, byte by
// byte what it is on this processor, after each part of the transcript and on both kernels.
import { output, paths } from "../machine.mjs";
import { prepare, project } from "./packed.mjs";

/** Emulated, everything takes long: a slice plays this part only, and leaves the known answers out. */
const SLICE = ["pairings"];
const KERNELS = ["portable", "relaxed"];
const options = { cwd: project };

const emulated = (args) => output(paths.qemu(), ["-L", paths.arm64Libraries, paths.arm64Node, ...args], options);
const native = (args) => output(paths.npm("node-26/bin/node"), args, options);

async function memoryTests(kernel, args) {
  const [here, there] = await Promise.all([native, emulated].map(async (run) => JSON.parse(await run(args))));
  const parts = { ...here.memory, "size of the memory": String(here.bytes), transcript: here.transcript };
  const got = { ...there.memory, "size of the memory": String(there.bytes), transcript: there.transcript };
  return Object.entries(parts).map(([part, expected]) => ({
    name: `${kernel}: the whole memory, ${part}`,
    error: got[part] === expected ? undefined : `expected ${expected}, got ${got[part]}`,
  }));
}

export async function arm64({ slice }) {
  const programs = await prepare();
  const tests = [];
  for (const kernel of KERNELS)
    tests.push(...(await memoryTests(kernel, [programs.memory, kernel, ...(slice ? SLICE : [])])));
  const version = (await emulated(["--version"])).trim().slice(1);
  const outcome = { engine: "Node on arm64 (qemu)", version, kernels: KERNELS, tests };
  if (slice) return outcome;
  const { kernel: chosen, results } = JSON.parse(await emulated([programs.process, "auto", "without transcript"]));
  tests.push(...results.map(({ name, error }) => ({ name: `${chosen}: ${name}`, error })));
  return { ...outcome, chosen };
}
