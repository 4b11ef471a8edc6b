// A party's state as files of a folder for its owner alone, whole or not there. What is in them is sealed before.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { privateFolder, writeWhole } from "../network/files.js";

export class FileStore {
  constructor(private readonly folder: string) {
    privateFolder(folder);
  }

  private path(key: string): string {
    return join(this.folder, `${createHash("sha256").update(key).digest("hex")}.state`);
  }

  put(key: string, value: Uint8Array): void {
    writeWhole(this.path(key), value, { replace: true });
  }

  get(key: string): Uint8Array | undefined {
    const path = this.path(key);
    return existsSync(path) ? Uint8Array.from(readFileSync(path)) : undefined;
  }

  delete(key: string): void {
    rmSync(this.path(key), { force: true });
  }
}
