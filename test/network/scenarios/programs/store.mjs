// A disk that refuses to write, with the code that it gives, or that takes its time for it.
import { FeldsparError } from "../../../../dist/src/encoding/index.js";
import { LevelStore } from "../../../../dist/src/store/level.js";

export function aroundStore() {
  let plan = {};
  const before = async () => {
    if (plan.putDelay > 0) await new Promise((resolve) => setTimeout(resolve, plan.putDelay));
    if (plan.putFails !== undefined && plan.putFails !== null)
      throw new FeldsparError("STORE_FAILED", `the store failed: ${plan.putFails}`);
  };
  for (const name of ["put", "batch"]) {
    const write = LevelStore.prototype[name];
    LevelStore.prototype[name] = async function (...args) {
      await before();
      return write.apply(this, args);
    };
  }
  return (told) => {
    plan = { ...plan, ...told };
  };
}
