// Files that the caller names.
import { readFileSync } from "node:fs";
import { UsageError } from "./usage-error.js";

/** The bytes of a file. Throws `UsageError`. */
export function readBytes(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new UsageError(`${path}: expected a readable file: ${(error as Error).message}`);
  }
}
