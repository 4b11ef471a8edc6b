// The folder of `--out`. The files of a run are one: what is there is of the last run that began, all of it or nothing.
// They are written beside, and take their names when all are whole; those of an earlier run go when a run begins, so
// that nobody verifies yesterday's block after today's run has failed.
import { accessSync, constants, mkdirSync, mkdtempSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { OutputError, UsageError } from "./usage-error.js";

/** Every file that a run may leave. */
export const RUN_FILES = [
  ...(["genesis.json", "magic-block.json", "magic-blocks.json", "beacon.json"] as const),
  ...(["report.json", "report.svg"] as const),
] as const;
export type RunFiles = { readonly [name in (typeof RUN_FILES)[number]]?: string };

const UNFINISHED = ".feldspar-unfinished-";

const kindOf = (path: string) => statSync(path, { throwIfNoEntry: false });

function refuse(folder: string, message: string): never {
  throw new UsageError(`--out ${folder}: ${message}`);
}

/** Runs something on the file system; what it throws is the caller's `Kind` of error. */
function attempt<T>(folder: string, Kind: typeof UsageError | typeof OutputError, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new Kind(`--out ${folder}: cannot be written: ${(error as Error).message}`);
  }
}

/** One folder after the other: mkdir's own recursion never ends where the system says ENOENT to it, as below /proc. */
function makeFolder(path: string): void {
  const missing: string[] = [];
  for (let place = resolve(path); kindOf(place) === undefined; place = dirname(place)) missing.unshift(place);
  for (const place of missing) mkdirSync(place);
}

export class OutFolder {
  /** Changes nothing. Throws `UsageError` for a folder in which a run could not be written. */
  constructor(readonly path: string) {
    if (path === "") refuse('""', "expected the name of a folder");
    attempt(path, UsageError, () => {
      let place = resolve(path);
      // the nearest that is there: the others are made below it
      while (kindOf(place) === undefined && dirname(place) !== place) place = dirname(place);
      if (!kindOf(place)?.isDirectory()) refuse(path, `expected a folder, but ${place} is a file`);
      accessSync(place, constants.W_OK | constants.X_OK);
    });
    for (const name of RUN_FILES) {
      if (kindOf(join(path, name))?.isDirectory()) refuse(path, `expected to write ${name}, which is a folder there`);
    }
  }

  /** A run begins: tries the folder, and removes the files of an earlier run. Throws `UsageError`. */
  begin(): void {
    attempt(this.path, UsageError, () => {
      makeFolder(this.path);
      rmSync(mkdtempSync(join(this.path, UNFINISHED)), { recursive: true });
      this.clear();
    });
  }

  /** All of the files or none. Returns their paths. Throws `OutputError`. */
  write(files: RunFiles): string[] {
    return attempt(this.path, OutputError, () => {
      makeFolder(this.path);
      const beside = mkdtempSync(join(this.path, UNFINISHED));
      const names = RUN_FILES.filter((name) => files[name] !== undefined);
      try {
        for (const name of names) writeFileSync(join(beside, name), files[name]!, { flush: true });
        this.clear();
        for (const name of names) renameSync(join(beside, name), join(this.path, name));
      } catch (error) {
        this.clear();
        throw error;
      } finally {
        rmSync(beside, { recursive: true, force: true });
      }
      return names.map((name) => join(this.path, name));
    });
  }

  private clear(): void {
    for (const name of RUN_FILES) rmSync(join(this.path, name), { force: true });
  }
}
