// A store that forgets with the process: for simulations and tests. Values are copied both ways.
import type { Store } from "../node/ports.js";

export class MemoryStore implements Store {
  private readonly values = new Map<string, Uint8Array>();

  put(key: string, value: Uint8Array): void {
    this.values.set(key, value.slice());
  }

  get(key: string): Uint8Array | undefined {
    return this.values.get(key)?.slice();
  }

  delete(key: string): void {
    this.values.delete(key);
  }
}
