// Names of the contracts' errors: what a call that reverted answers begins with four bytes of the error's hash.
import { BOARD, DRAND_BEACON, FELDSPAR_BEACON, LOTTERY } from "./artifacts.gen.js";

const NAMES: ReadonlyMap<string, string> = new Map(
  [FELDSPAR_BEACON, DRAND_BEACON, BOARD, LOTTERY].flatMap(({ errors }) => Object.entries<string>(errors)),
);

/** Some nodes put the contract's answer into an object, or into one within it. */
const DEEPEST = 3;

/** The text in it, "" where there is none. */
function answerIn(data: unknown, depth = 0): string {
  if (typeof data === "string") return data;
  if (typeof data !== "object" || data === null || depth === DEEPEST || !Object.hasOwn(data, "data")) return "";
  return answerIn((data as { readonly data: unknown }).data, depth + 1);
}

/**
 * The name of the error with which one of the contracts reverted, from the data that a node gives with the failure:
 * "0x…", or `{ data: "0x…" }` as with Hardhat. Null for anything else. Never throws.
 *
 * @example
 * revertReason({ data: Object.keys(LOTTERY.errors)[0] }); //=> Object.values(LOTTERY.errors)[0]
 * revertReason("0x"); //=> null
 */
export function revertReason(data: unknown): string | null {
  try {
    return NAMES.get(answerIn(data).slice(0, 10)) ?? null;
  } catch {
    return null;
  }
}
