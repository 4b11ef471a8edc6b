// Entries as nodes hand them to each other: one, or some in their order.
import { bytes, choice, decodeAs, encodeAs, list, record } from "../../encoding/index.js";
import { ENTRY_KINDS, type LedgerEntry, MAX_ENTRY } from "../../view-change/entries.js";

/** Most entries that are handed over at once, and about how many bytes. */
export const MOST_ENTRIES = 1000;
export const MOST_BYTES = 4 << 20;

/** Longest body of one entry. */
export const LONGEST_ENTRY = MAX_ENTRY + 5;
/** Longest body of some. */
export const LONGEST_PART = MOST_BYTES + LONGEST_ENTRY + 5 * MOST_ENTRIES + 4;

const entryFormat = record<LedgerEntry>({ kind: choice(ENTRY_KINDS, 1), bytes: bytes(MAX_ENTRY) });
const partFormat = list(entryFormat, MOST_ENTRIES);

/** The bytes of one entry with its kind. */
export function encodeEntry(entry: LedgerEntry): Uint8Array {
  return encodeAs(entryFormat, entry);
}

/** Throws MALFORMED. */
export function decodeEntry(body: Uint8Array): LedgerEntry {
  return decodeAs(entryFormat, body, "entry");
}

/** The first of these entries, as many as are handed over at once. */
export function partOf(entries: readonly LedgerEntry[]): readonly LedgerEntry[] {
  let length = 0;
  let count = 0;
  while (count < entries.length && count < MOST_ENTRIES && length < MOST_BYTES)
    length += entries[count++]!.bytes.length;
  return entries.slice(0, count);
}

/** The bytes of some entries: a part. */
export function encodeEntries(entries: readonly LedgerEntry[]): Uint8Array {
  return encodeAs(partFormat, entries);
}

/** Throws MALFORMED. */
export function decodeEntries(body: Uint8Array): readonly LedgerEntry[] {
  return decodeAs(partFormat, body, "entries");
}
