// A file that is there whole or not at all: written beside, under a name of its own, and given its name at the end.
import { existsSync } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { OutputError, UsageError } from "../usage-error.js";

/** Throws `UsageError` where something has this name already. */
export function refuseExisting(path: string): void {
  if (existsSync(path)) throw new UsageError(`${path}: it is there already; give another name with --out`);
}

/** Writes all parts. Throws what the parts throw, and `OutputError`; nothing is left then. Returns how many bytes. */
export async function writeWhole(path: string, parts: AsyncIterable<Uint8Array>): Promise<number> {
  const beside = join(dirname(path), `.feldspar-unfinished-${process.pid}-${basename(path)}`);
  const attempt = async <T>(act: () => Promise<T>): Promise<T> => {
    try {
      return await act();
    } catch (error) {
      throw new OutputError(`${path}: cannot be written: ${(error as Error).message}`);
    }
  };
  // for its owner alone: what was sealed may have been read from such a file
  const file = await attempt(() => open(beside, "wx", 0o600));
  let length = 0;
  try {
    for await (const part of parts) {
      await attempt(() => file.writeFile(part));
      length += part.length;
    }
    await attempt(() => file.sync());
    await file.close();
    refuseExisting(path);
    await attempt(() => rename(beside, path));
    return length;
  } catch (error) {
    await file.close().catch(() => {});
    await rm(beside, { force: true });
    throw error;
  }
}
