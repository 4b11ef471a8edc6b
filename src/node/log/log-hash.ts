// The chain of hashes of a log: two logs of which it is equal after an entry have been equal up to it.
import { sha256 } from "@noble/hashes/sha2.js";
import { checkBytes, concatBytes, recordOf, utf8 } from "../../encoding/index.js";
import type { LedgerEntry } from "../../view-change/entries.js";
import { checkEntry } from "../options.js";

/**
 * The hash of a log that has nothing in it.
 *
 * @example
 * const beginning = { round: 0, position: 0n, logHash: EMPTY_LOG_HASH }; // a `Head`
 * beginning.logHash.length; //=> 32
 */
export const EMPTY_LOG_HASH: Uint8Array = new Uint8Array(32);

/**
 * SHA-256(kind ‖ 0 ‖ bytes): the name of an entry. Identical entries are one. Throws BAD_TYPE, BAD_OPTION.
 *
 * @example
 * const [first, second] = entries;
 * entryHash(first).length; //=> 32
 * chained(chained(EMPTY_LOG_HASH, entryHash(first)), entryHash(second)).length; //=> 32
 */
export function entryHash(entry: LedgerEntry): Uint8Array {
  const { kind, bytes } = recordOf<LedgerEntry>(entry, "entry", ["kind", "bytes"]);
  checkEntry(kind, bytes);
  return sha256(concatBytes(utf8(kind), Uint8Array.of(0), bytes));
}

/**
 * SHA-256(hash so far ‖ hash of the entry), of 32 bytes each. Throws BAD_TYPE, BAD_LENGTH.
 *
 * @example
 * // two logs with the same hash have been equal up to here
 * const logHash = entries.map(entryHash).reduce(chained, EMPTY_LOG_HASH);
 * logHash; //=> entries.reduce((hash, entry) => chained(hash, entryHash(entry)), EMPTY_LOG_HASH)
 */
export function chained(logHash: Uint8Array, hash: Uint8Array): Uint8Array {
  checkBytes(logHash, "hash of the log", 32);
  checkBytes(hash, "hash of the entry", 32);
  return sha256(concatBytes(logHash, hash));
}
