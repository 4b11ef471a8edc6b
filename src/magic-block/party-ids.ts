// The x at which a member's share is evaluated (protocol §3): by default the 1-based index in the frozen list, or, as
// in Züs, the integer written in hex as "1" followed by the first 31 digits of the miner's id.

import {
  bytesToInteger,
  FeldsparError,
  type Format,
  fixed,
  integerToBytes,
  mapped,
  reading,
} from "../encoding/index.js";
import { integer, MAX_MINERS } from "./limits.js";

export const PARTY_IDS = ["index", "zus"] as const;
export type PartyIds = (typeof PARTY_IDS)[number];

/**
 * The x of a miner's share: its index, or in mode "zus" a one before the first 31 hex digits of its id. Non-zero and
 * below 2^128, so below the group order. Throws BAD_PARAMETER, BAD_ID.
 *
 * @example
 * partyIdOf("index", 3, miners[0].id); //=> 3
 * partyIdOf("zus", 3, miners[0].id) === partyIdOf("zus", 4, miners[0].id); //=> true
 */
export function partyIdOf(mode: PartyIds, index: number, minerId: string): number | bigint {
  return reading("partyIdOf", (): number | bigint => {
    if (mode === "index") {
      integer(index, "index", 1, MAX_MINERS);
      return index;
    }
    if (!/^[0-9a-f]{64}$/.test(minerId))
      throw new FeldsparError("BAD_ID", "expected a miner id of 64 lower-case hex digits");
    return BigInt(`0x1${minerId.slice(0, 31)}`);
  });
}

/** Positions of ids that repeat an earlier one. */
export function repeatedPartyIds(ids: readonly (number | bigint)[]): number[] {
  const seen = new Set<string>();
  const repeated: number[] = [];
  ids.forEach((id, position) => {
    if (seen.has(String(id))) repeated.push(position);
    seen.add(String(id));
  });
  return repeated;
}

/** 32 bytes, big-endian; an index reads as a number, what is wider as a bigint. */
export const partyIdFormat: Format<number | bigint> = mapped(
  fixed(32),
  (id) => {
    if (typeof id === "number" && !Number.isSafeInteger(id)) throw new FeldsparError("BAD_ID", "party id: no integer");
    return integerToBytes(typeof id === "number" ? BigInt(id) : id, 32);
  },
  (bytes) => {
    const id = bytesToInteger(bytes);
    return id <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(id) : id;
  },
);
