// Files of a node: whole or not there, secret ones for their owner alone.
import {
  chmodSync,
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { decodeText } from "../../encoding/index.js";
import { readBytes } from "../read-file.js";
import { OutputError, UsageError } from "../usage-error.js";

const message = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** A text file that the caller names. Throws `UsageError`, and BAD_DOCUMENT for what is not UTF-8. */
export function readText(path: string): string {
  return decodeText(readBytes(path), path);
}

export interface WriteOptions {
  /** 0o600 by default. */
  readonly mode?: number;
  /** May it take the place of another? False by default. */
  readonly replace?: boolean;
}

/** Written beside and renamed. Throws `UsageError` for one that is there already, `OutputError`. */
export function writeWhole(path: string, content: string | Uint8Array, options: WriteOptions = {}): void {
  const { mode = 0o600, replace = false } = options;
  const beside = join(dirname(path), `.feldspar-unfinished-${process.pid}-${Date.now()}`);
  try {
    const file = openSync(beside, "wx", mode);
    try {
      // all of it: a disk that fills up takes the first part of a write without an error
      writeFileSync(file, content);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    if (replace) renameSync(beside, path);
    else linkSync(beside, path);
    syncFolder(dirname(path));
  } catch (error) {
    if ((error as { code?: string }).code === "EEXIST")
      throw new UsageError(`${path}: expected no such file: nothing is overwritten`);
    throw new OutputError(`${path}: cannot be written: ${message(error)}`);
  } finally {
    rmSync(beside, { force: true });
  }
}

/** So that the name survives as well. Some systems know no such thing, or have it done already. */
function syncFolder(path: string): void {
  try {
    const folder = openSync(path, "r");
    try {
      fsyncSync(folder);
    } finally {
      closeSync(folder);
    }
  } catch {
    // as above
  }
}

/** A folder for its owner alone, made where there is none. Throws `UsageError`. */
export function privateFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new UsageError(`${path}: expected a folder, or a place for one: ${message(error)}`);
  }
}

/** The same of one that nobody else has any use for, also where it was there, and open to others. */
export function closedFolder(path: string): void {
  privateFolder(path);
  try {
    chmodSync(path, 0o700);
  } catch (error) {
    throw new UsageError(`${path}: expected a folder of this user: ${message(error)}`);
  }
}
