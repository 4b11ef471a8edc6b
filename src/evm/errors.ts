// Names of the contracts' errors: what a call that reverted answers begins with four bytes of the error's hash.
import { BOARD, DRAND_BEACON, FELDSPAR_BEACON, LOTTERY } from "./artifacts.gen.js";

const NAMES: ReadonlyMap<string, string> = new Map(
  [FELDSPAR_BEACON, DRAND_BEACON, BOARD, LOTTERY].flatMap(({ errors }) => Object.entries<string>(errors)),
);

/**
 * The name of the error with which one of the contracts reverted, from the data that a node gives with the failure
 * ("0x…"); null for anything else. Never throws.
 */
export function revertReason(data: unknown): string | null {
  return typeof data === "string" ? (NAMES.get(data.slice(0, 10)) ?? null) : null;
}
