// Names under which stores keep.
import { describe, fail } from "../encoding/index.js";

/** Throws BAD_TYPE for what is no text. */
export function checkKey(key: unknown, subject = "key"): asserts key is string {
  if (typeof key !== "string") fail("BAD_TYPE", `${subject}: expected a string, got ${describe(key)}`);
}
