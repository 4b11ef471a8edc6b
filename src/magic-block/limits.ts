// The bounds that numbers are held to, and how one that is not is refused.
import { describe, FeldsparError } from "../encoding/index.js";

/** Bounds every allocation that depends on the number of miners. */
export const MAX_MINERS = 4096;
/** Most sharders of a set. */
export const MAX_SHARDERS = 1000;
/** Most UTF-16 units of an address. */
export const MAX_URL = 2048;
/** Most UTF-16 units of a chain's id. */
export const MAX_CHAIN_ID = 256;

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

/** The value, if it is one of a few words. Throws BAD_PARAMETER. */
export function oneOf<Name extends string>(value: unknown, name: string, names: readonly Name[]): Name {
  if (!(names as readonly unknown[]).includes(value)) {
    refuse(`${name}: expected ${names.map((one) => JSON.stringify(one)).join(" or ")}, got ${describe(value)}`);
  }
  return value as Name;
}
