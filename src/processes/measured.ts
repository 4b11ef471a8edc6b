// A store with a watch beside it.

import type { Store } from "../node/ports.js";
import type { Observer } from "./observer.js";

/** A store; how long each put takes is told. */
export function measuredStore(store: Store, { took }: Pick<Observer, "took">): Store {
  return {
    async put(key, value) {
      const began = performance.now();
      await store.put(key, value);
      took("put", (performance.now() - began) / 1000);
    },
    get: (key) => store.get(key),
    delete: (key) => store.delete(key),
  };
}
