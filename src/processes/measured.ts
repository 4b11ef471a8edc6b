// The contract and a store with a watch beside them.

import type { Store } from "../node/ports.js";
import { ViewChangeContract } from "../view-change/contract/contract.js";
import type { Observer } from "./observer.js";

/** The contract; how long each block takes is told. */
export function measuredContract({ took }: Pick<Observer, "took">): Pick<ViewChangeContract, "apply"> {
  const contract = new ViewChangeContract();
  return {
    apply(state, block) {
      const began = performance.now();
      const applied = contract.apply(state, block);
      took("apply", (performance.now() - began) / 1000);
      return applied;
    },
  };
}

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
