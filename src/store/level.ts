// A store on disk: LevelDB, every write synced before it is said to be done. One process at a time.
import { ClassicLevel } from "classic-level";
import { FeldsparError } from "../encoding/index.js";
import type { Store } from "../node/ports.js";

export class LevelStore implements Store {
  private constructor(private readonly level: ClassicLevel<string, Uint8Array>) {}

  /** Opens a folder, made where there is none. Throws STORE_TAKEN while another process has it open, STORE_FAILED. */
  static async open(folder: string): Promise<LevelStore> {
    const level = new ClassicLevel<string, Uint8Array>(folder, { keyEncoding: "utf8", valueEncoding: "view" });
    try {
      await level.open();
    } catch (error) {
      const { code, message } = (error as { cause?: { code?: string; message?: string } }).cause ?? {};
      if (code === "LEVEL_LOCKED")
        throw new FeldsparError("STORE_TAKEN", `another process has the store open: ${folder}`);
      throw new FeldsparError("STORE_FAILED", `the store could not be opened: ${message ?? String(error)}`);
    }
    return new LevelStore(level);
  }

  /** Resolves when it is on the disk. */
  async put(key: string, value: Uint8Array): Promise<void> {
    await this.level.put(key, value, { sync: true });
  }

  async get(key: string): Promise<Uint8Array | undefined> {
    const value = await this.level.get(key);
    // a copy of its own, and no Buffer
    return value === undefined ? undefined : Uint8Array.from(value);
  }

  /** Resolves when it is gone from the disk. */
  async delete(key: string): Promise<void> {
    await this.level.del(key, { sync: true });
  }

  /** All of these or none, in this order. Resolves when they are on the disk. */
  async batch(puts: readonly { readonly key: string; readonly value: Uint8Array }[]): Promise<void> {
    await this.level.batch(
      puts.map(({ key, value }) => ({ type: "put", key, value })),
      { sync: true },
    );
  }

  /** What lies under keys of a range, in their order: from `from`, below `below`, at most so many. */
  async range(from: string, below: string, most: number): Promise<readonly (readonly [string, Uint8Array])[]> {
    const found = await this.level.iterator({ gte: from, lt: below, limit: most }).all();
    return found.map(([key, value]) => [key, Uint8Array.from(value)] as const);
  }

  /** The last key of a range. */
  async lastKey(from: string, below: string): Promise<string | undefined> {
    const [last] = await this.level.keys({ gte: from, lt: below, reverse: true, limit: 1 }).all();
    return last;
  }

  /** Resolves when another process may open it. */
  close(): Promise<void> {
    return this.level.close();
  }
}
