// Files of a node: whole or not there, secret ones for their owner alone.
import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { OutputError, UsageError } from "../usage-error.js";

const message = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** A text file that the caller names. Throws `UsageError`. */
export function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new UsageError(`${path}: expected a readable file: ${message(error)}`);
  }
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
