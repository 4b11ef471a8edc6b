// A store that forgets with the process: for simulations and tests. Values are copied both ways.
import { checkBytes } from "../encoding/index.js";
import { checkKey } from "../node/options.js";
import type { Store } from "../node/ports.js";

/**
 * `put`, `get` and `delete` throw BAD_TYPE for a key that is no text, `put` for a value that is no bytes.
 *
 * @example
 * const store = new MemoryStore();
 * await store.put("key", bytesOf("value"));
 * await store.get("key"); //=> bytesOf("value")
 * await store.get("nothing"); //=> undefined
 */
export class MemoryStore implements Store {
  readonly #values = new Map<string, Uint8Array>();

  /** What console.log of Node shows: nothing secret. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return `MemoryStore with ${this.#values.size} values (which may be secret)`;
  }

  /** In the place of what was there. */
  put(key: string, value: Uint8Array): void {
    checkKey(key);
    checkBytes(value, "value");
    this.#values.set(key, new Uint8Array(value));
  }

  /** A copy; undefined when nothing was stored. */
  get(key: string): Uint8Array | undefined {
    checkKey(key);
    return this.#values.get(key)?.slice();
  }

  /**
   * Nothing happens when it is not there.
   *
   * @example
   * const store = new MemoryStore();
   * await store.put("key", bytesOf("value"));
   * await store.delete("key");
   * await store.get("key"); //=> undefined
   */
  delete(key: string): void {
    checkKey(key);
    this.#values.delete(key);
  }
}
