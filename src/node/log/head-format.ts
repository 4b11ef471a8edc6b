// A place in a log, in bytes.
import { type Fields, fixed, mapped, unsigned } from "../../encoding/index.js";
import { checkPosition } from "../options.js";
import type { Head } from "../ports.js";

/** Nobody will reach 2^53 entries: what says so is malformed. */
const position = mapped(
  unsigned(64),
  (value: bigint) => {
    checkPosition(value);
    return Number(value);
  },
  (value) => BigInt(value),
);

/** Its fields; the first round that is closed has `least`. */
export function headFields(least = 0): Fields<Head> {
  return { round: unsigned(64, least), position, logHash: fixed(32) };
}
