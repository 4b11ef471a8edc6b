// A store on disk: LevelDB, every write synced before it is said to be done. One process at a time.
import { ClassicLevel } from "classic-level";
import { checkBytes, checkInteger, FeldsparError, fail, listOf, recordOf } from "../encoding/index.js";
import { reasonOf } from "../node/callbacks.js";
import { checkKey, checkText } from "../node/options.js";
import type { Store } from "../node/ports.js";

type Put = { readonly key: string; readonly value: Uint8Array };

/**
 * @example
 * const store = await LevelStore.open(`${folder}/store`);
 * await store.put("key", bytesOf("value")); // synced when it resolves
 * await store.get("key"); //=> Uint8Array.from(bytesOf("value"))
 * await LevelStore.open(`${folder}/store`); //=> throws STORE_TAKEN
 * await store.close();
 */
export class LevelStore implements Store {
  /** Why a write failed: what is written after it may lie behind a torn record, and be lost with the process. */
  private failure: FeldsparError | null = null;

  private constructor(private readonly level: ClassicLevel<string, Uint8Array>) {}

  /** Opens a folder, made where there is none. Throws STORE_TAKEN while another process has it open, STORE_FAILED. */
  static async open(folder: string): Promise<LevelStore> {
    checkText(folder, "folder");
    if (folder === "") fail("EMPTY", "folder: expected the path of one, got none");
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

  /**
   * Resolves when it is on the disk. Throws BAD_TYPE, STORE_FAILED, as all of these do; once a write has failed, the
   * store takes no more, until it is opened again.
   */
  async put(key: string, value: Uint8Array): Promise<void> {
    checkKey(key);
    checkBytes(value, "value");
    const copy = new Uint8Array(value);
    await this.writes(() => this.level.put(key, copy, { sync: true }));
  }

  async get(key: string): Promise<Uint8Array | undefined> {
    checkKey(key);
    const value = await this.done(() => this.level.get(key));
    // a copy of its own, and no Buffer
    return value === undefined ? undefined : Uint8Array.from(value);
  }

  /** Resolves when it is gone from the disk. */
  async delete(key: string): Promise<void> {
    checkKey(key);
    await this.writes(() => this.level.del(key, { sync: true }));
  }

  /**
   * All of these or none, in this order. Resolves when they are on the disk.
   *
   * @example
   * const store = await LevelStore.open(`${folder}/ordered`);
   * await store.batch(["a1", "a2", "b1"].map((key) => ({ key, value: bytesOf(key) })));
   * (await store.range("a", "b", 10)).map(([key]) => key); //=> ["a1", "a2"]
   * await store.lastKey("a", "b"); //=> "a2"
   * await store.close();
   */
  async batch(puts: readonly Put[]): Promise<void> {
    const copies = listOf(puts, "puts", true).map((put) => {
      const { key, value } = recordOf<Put>(put, "put", ["key", "value"]);
      checkKey(key);
      checkBytes(value, "value");
      return { type: "put", key, value: new Uint8Array(value) } as const;
    });
    await this.writes(() => this.level.batch(copies, { sync: true }));
  }

  /** What lies under keys of a range, in their order: from `from`, below `below`, at most so many. */
  async range(from: string, below: string, most: number): Promise<readonly (readonly [string, Uint8Array])[]> {
    checkKey(from);
    checkKey(below);
    checkInteger(most, "most", 0, Number.MAX_SAFE_INTEGER);
    const found = await this.done(() => this.level.iterator({ gte: from, lt: below, limit: most }).all());
    return found.map(([key, value]) => [key, Uint8Array.from(value)] as const);
  }

  /** The last key of a range. */
  async lastKey(from: string, below: string): Promise<string | undefined> {
    checkKey(from);
    checkKey(below);
    const [last] = await this.done(() => this.level.keys({ gte: from, lt: below, reverse: true, limit: 1 }).all());
    return last;
  }

  /** Resolves when another process may open it. */
  async close(): Promise<void> {
    await this.done(() => this.level.close());
  }

  /** What LevelDB does; that it is closed, or the disk full, is STORE_FAILED. */
  private async done<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      throw new FeldsparError("STORE_FAILED", `the store failed: ${reasonOf(error)}`);
    }
  }

  private async writes(work: () => Promise<unknown>): Promise<void> {
    if (this.failure !== null) throw this.failure;
    try {
      await this.done(work);
    } catch (error) {
      this.failure ??= error as FeldsparError;
      throw error;
    }
  }
}
