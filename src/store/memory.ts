// A store that forgets with the process: for simulations and tests. Values are copied both ways.
import type { Store } from "../node/ports.js";

export class MemoryStore implements Store {
  private readonly values = new Map<string, Uint8Array>();

  /** In the place of what was there. */
  put(key: string, value: Uint8Array): void {
    this.values.set(key, value.slice());
  }

  /** A copy; undefined when nothing was stored. */
  get(key: string): Uint8Array | undefined {
    return this.values.get(key)?.slice();
  }

  /** Nothing happens when it is not there. */
  delete(key: string): void {
    this.values.delete(key);
  }
}
