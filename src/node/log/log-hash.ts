// The chain of hashes of a log: two logs of which it is equal after an entry have been equal up to it.
import { sha256 } from "@noble/hashes/sha2.js";
import { concatBytes, utf8 } from "../../encoding/index.js";
import type { LedgerEntry } from "../../view-change/entries.js";

/** The hash of a log that has nothing in it. */
export const EMPTY_LOG_HASH: Uint8Array = new Uint8Array(32);

/** SHA-256(kind ‖ 0 ‖ bytes): the name of an entry. Identical entries are one. */
export function entryHash({ kind, bytes }: LedgerEntry): Uint8Array {
  return sha256(concatBytes(utf8(kind), Uint8Array.of(0), bytes));
}

/** SHA-256(hash so far ‖ hash of the entry). */
export function chained(logHash: Uint8Array, hash: Uint8Array): Uint8Array {
  return sha256(concatBytes(logHash, hash));
}
