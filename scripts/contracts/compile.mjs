// Compiles contracts/ with the compiler of npm and settings that never change: the bytecode is a function of the
// sources.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";
import solc from "solc";

const ROOT = "contracts";
const SETTINGS = {
  evmVersion: "prague",
  optimizer: { enabled: true, runs: 1000 },
  // nothing of the metadata in the bytecode: comments do not change it
  metadata: { appendCBOR: false, bytecodeHash: "none" },
  outputSelection: { "*": { "*": ["abi", "evm.bytecode.object", "evm.methodIdentifiers"] } },
};

/** What stands at the top of whatever is generated from the output. */
export const COMPILER = `solc ${solc.version().split("+")[0]}, ${SETTINGS.evmVersion}, optimizer runs ${SETTINGS.optimizer.runs}`;

/** Compiles all contracts; the output by name. Throws with the compiler's messages, warnings too. */
export function compileContracts() {
  if (!existsSync(ROOT)) throw new Error(`${ROOT}/ is missing`);
  const names = readdirSync(ROOT, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".sol"))
    .map((name) => name.split(sep).join("/"))
    .sort();
  const sources = Object.fromEntries(names.map((name) => [name, { content: readFileSync(join(ROOT, name), "utf8") }]));
  const output = JSON.parse(solc.compile(JSON.stringify({ language: "Solidity", sources, settings: SETTINGS })));
  if (output.errors?.length > 0) throw new Error(output.errors.map((error) => error.formattedMessage).join("\n"));
  return Object.assign({}, ...names.map((name) => output.contracts[name] ?? {}));
}
