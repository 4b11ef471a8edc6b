// Files to be looked at: `-` is standard input.
import { readFileSync } from "node:fs";
import type { InputFile } from "../documents/index.js";
import { Gathered } from "../encoding/index.js";
import { readBytes } from "./read-file.js";
import { oneLine, UsageError } from "./usage-error.js";

const STANDARD_INPUT = "-";
/** What is fetched is no longer, in bytes, and comes within milliseconds. */
const LONGEST = 64 << 20;
const PATIENCE = 20_000;

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

/** The same, or what is served at an address. Who serves it is not believed: it is judged as a file is. */
export async function inputAt(name: string): Promise<InputFile> {
  if (!/^https?:\/\//.test(name)) return inputFile(name);
  try {
    const response = await fetch(name, { redirect: "error", signal: AbortSignal.timeout(PATIENCE) });
    if (!response.ok) return { name, problem: `cannot be fetched: status ${response.status}` };
    const gathered = new Gathered();
    for await (const part of response.body ?? []) {
      if (gathered.length + part.length > LONGEST) return { name, problem: `expected at most ${LONGEST} bytes` };
      gathered.add(part);
    }
    return { name, bytes: gathered.whole() };
  } catch (error) {
    return { name, problem: `cannot be fetched: ${oneLine(error)}` };
  }
}
