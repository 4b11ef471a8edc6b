// Which of a run's files belong together.
import type { TextFile } from "../../src/documents/index.js";

const named = (files: readonly TextFile[], names: readonly string[]): TextFile[] =>
  names.flatMap((name) => files.find((file) => file.name === name) ?? []);

/** The whole chain with its beacon, the one block by itself left out where the chain has it. */
export function wholeChain(files: readonly TextFile[]): TextFile[] {
  const blocks = files.some(({ name }) => name === "magic-blocks.json") ? "magic-blocks.json" : "magic-block.json";
  return named(files, ["genesis.json", blocks, "beacon.json"]);
}

/** What a light client keeps: headers, and proofs of those it talks to. */
export function headersAlone(files: readonly TextFile[]): TextFile[] {
  return named(files, ["genesis.json", "headers.json", "beacon.json", "sharder.json", "member.json"]);
}
