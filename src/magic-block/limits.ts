// The bounds that numbers are held to, and how one that is not is refused.
import { describe, FeldsparError } from "../encoding/index.js";

/** Bounds every allocation that depends on the number of miners. */
export const MAX_MINERS = 1000;

/** Refuses a parameter. */
export function refuse(message: string): never {
  throw new FeldsparError("BAD_PARAMETER", message);
}

/** The value, if it is an integer within the bounds. Throws BAD_PARAMETER. */
export function integer(value: unknown, name: string, least: number, most: number): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < least || value > most) {
    const got = typeof value === "number" ? String(value) : describe(value);
    refuse(`${name}: expected an integer from ${least} to ${most}, got ${got}`);
  }
  return value;
}
