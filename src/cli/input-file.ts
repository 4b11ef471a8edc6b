// Files to be looked at: `-` is standard input.
import { readFileSync } from "node:fs";
import type { InputFile } from "../documents/index.js";
import { readBytes } from "./read-file.js";
import { UsageError } from "./usage-error.js";

const STANDARD_INPUT = "-";

/** A file that cannot be read is a problem of its own, not of the others. */
export function inputFile(name: string): InputFile {
  if (name === STANDARD_INPUT) return { name: "standard input", bytes: readFileSync(0) };
  try {
    return { name, bytes: readBytes(name) };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return { name, problem: error.message.slice(`${name}: `.length) };
  }
}
