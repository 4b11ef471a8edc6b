// What a ledger carries: byte strings of a few kinds, each with one canonical encoding.
import { reading } from "../../bindings/arguments.js";
import { type BeaconOutput, beaconOutputFormat } from "../beacon/index.js";
import { schemeByName } from "../bls/index.js";
import { decodeAs, encodeAs, type Format, fixed, record, unsigned } from "../encoding/index.js";
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
  return reading("memberEntry", (): LedgerEntry => {
    return { kind: "member", bytes: encodeMember(scheme, member) };
  });
}

/** What the authority says, as a ledger carries it. */
export function authorityEntry(entry: AuthorityEntry): LedgerEntry {
  return reading("authorityEntry", (): LedgerEntry => {
    return { kind: "authority", bytes: encodeAuthority(entry) };
  });
}

/** The set in office's group signature of the closed candidates (`lotMessage`): anybody may append it. */
export interface Lot {
  readonly number: number;
  readonly attempt: number;
  readonly signature: Uint8Array;
}

function lotFormat(scheme: SchemeName): Format<Lot> {
  const { signatureLength } = schemeByName(scheme);
  return record<Lot>({ number: unsigned(64, 1), attempt: unsigned(32, 1), signature: fixed(signatureLength) });
}

/** A lot as a ledger carries it. */
export function lotEntry(scheme: SchemeName, lot: Lot): LedgerEntry {
  return { kind: "lot", bytes: encodeAs(lotFormat(scheme), lot) };
}

/** Throws MALFORMED. */
export function decodeLot(scheme: SchemeName, bytes: Uint8Array): Lot {
  return decodeAs(lotFormat(scheme), bytes, "lot");
}

/** One output of the beacon (mode "chained") as a ledger carries it: anybody may append it, it proves itself. */
export function beaconEntry(scheme: SchemeName, output: BeaconOutput): LedgerEntry {
  return { kind: "beacon", bytes: encodeAs(beaconOutputFormat(schemeByName(scheme).signatureLength), output) };
}

/** Throws MALFORMED. */
export function decodeBeacon(scheme: SchemeName, bytes: Uint8Array): BeaconOutput {
  return decodeAs(beaconOutputFormat(schemeByName(scheme).signatureLength), bytes, "beacon entry");
}
