// What a ledger carries: byte strings of a few kinds, each with one canonical encoding.
import { bytesOf, decodeAs, encodeAs, fixed, record, unsigned } from "../encoding/index.js";
import type { SchemeName } from "../magic-block/index.js";
import { type AuthorityEntry, encodeAuthority, encodeMember, type MemberEntry } from "./members.js";
import { encodeTransaction, type Transaction } from "./transaction.js";

/**
 * "transaction": of a dealer, receiver, member in office or genesis' sharder in a session; "member": what a member says
 * of itself; "authority": stakes, parameters, resume; "lot": decides a tie; "beacon": an output; "tick" and
 * "checkpoint": what sharders of a log engine say of its rounds.
 */
export const ENTRY_KINDS = ["transaction", "member", "authority", "lot", "beacon", "tick", "checkpoint"] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];

export interface LedgerEntry {
  readonly kind: EntryKind;
  readonly bytes: Uint8Array;
}

/** Longest entry that is looked at: MAX_MINERS uncompressed commitments and what is around them. */
export const MAX_ENTRY = 1 << 20;

/** A transaction as a ledger carries it. */
export function transactionEntry(transaction: Transaction): LedgerEntry {
  return { kind: "transaction", bytes: encodeTransaction(transaction) };
}

/** What a member says of itself, as a ledger carries it. */
export function memberEntry(scheme: SchemeName, member: MemberEntry): LedgerEntry {
  return { kind: "member", bytes: encodeMember(scheme, member) };
}

/** What the authority says, as a ledger carries it. */
export function authorityEntry(entry: AuthorityEntry): LedgerEntry {
  return { kind: "authority", bytes: encodeAuthority(entry) };
}

/** The set in office's group signature of the closed candidates (`lotMessage`): anybody may append it. */
export interface Lot {
  readonly number: number;
  readonly attempt: number;
  readonly signature: Uint8Array;
}

const lotFormat = record<Lot>({ number: unsigned(64, 1), attempt: unsigned(32, 1), signature: bytesOf(48, 96) });

/** A lot, as a ledger carries it. */
export function lotEntry(lot: Lot): LedgerEntry {
  return { kind: "lot", bytes: encodeAs(lotFormat, lot) };
}

/** Throws MALFORMED. */
export function decodeLot(bytes: Uint8Array): Lot {
  return decodeAs(lotFormat, bytes, "lot");
}

/** One output of the beacon (mode "chained"): anybody may append it, it proves itself. */
export interface BeaconOutput {
  readonly round: number;
  readonly timeoutCount: number;
  /** Of the round before, or the hash of block 1 for the first round of all. */
  readonly previousRandomness: Uint8Array;
  readonly signature: Uint8Array;
}

export const beaconOutputFormat = record<BeaconOutput>({
  round: unsigned(64),
  timeoutCount: unsigned(32),
  previousRandomness: fixed(32),
  signature: bytesOf(48, 96),
});

/** An output of the beacon, as a ledger carries it. */
export function beaconEntry({ round, timeoutCount, previousRandomness, signature }: BeaconOutput): LedgerEntry {
  const output = { round, timeoutCount, previousRandomness, signature };
  return { kind: "beacon", bytes: encodeAs(beaconOutputFormat, output) };
}

/** Throws MALFORMED. */
export function decodeBeacon(bytes: Uint8Array): BeaconOutput {
  return decodeAs(beaconOutputFormat, bytes, "beacon entry");
}
