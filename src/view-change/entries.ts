// What a ledger carries: byte strings of a few kinds, each with one canonical encoding.
import { reading } from "../../bindings/arguments.js";
import { type BeaconOutput, beaconOutputFormat } from "../beacon/output.js";
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

/**
 * A transaction as a ledger carries it. Throws as `encodeTransaction`.
 *
 * @example
 * transactionEntry(mpk).kind; //=> "transaction"
 * decodeTransaction(transactionEntry(mpk).bytes); //=> mpk
 */
export function transactionEntry(transaction: Transaction): LedgerEntry {
  return { kind: "transaction", bytes: encodeTransaction(transaction) };
}

/**
 * What a member says of itself, as a ledger carries it. Throws as `encodeMember`.
 *
 * @example
 * const registration = minerRegistration("min-sig", miners[0], { genesisHash: genesisHash(genesis) });
 * const { kind, bytes } = memberEntry("min-sig", registration); // for a ledger: engine.append(kind, bytes)
 * kind; //=> "member"
 */
export function memberEntry(scheme: SchemeName, member: MemberEntry): LedgerEntry {
  return reading("memberEntry", (): LedgerEntry => {
    return { kind: "member", bytes: encodeMember(scheme, member) };
  });
}

/**
 * What the authority says, as a ledger carries it. Throws as `encodeAuthority`.
 *
 * @example
 * const content = { genesisHash: genesisHash(genesis), serial: 9, action: { type: "resume" as const } };
 * const signature = signLongTerm("min-sig", authority, authorityMessage(content));
 * const { kind, bytes } = authorityEntry({ ...content, signatures: [{ admin: 0, signature }] });
 * kind; //=> "authority"
 */
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

/**
 * A lot as a ledger carries it. Throws BAD_SCHEME, BAD_TYPE, BAD_INTEGER, BAD_LENGTH for what has no bytes.
 *
 * @example
 * const { kind, bytes } = lotEntry("min-sig", { number: 2, attempt: 1, signature: new Uint8Array(48) });
 * kind; //=> "lot"
 * decodeLot("min-sig", bytes).number; //=> 2
 */
export function lotEntry(scheme: SchemeName, lot: Lot): LedgerEntry {
  return { kind: "lot", bytes: encodeAs(lotFormat(scheme), lot) };
}

/**
 * Reads the bytes of what lotEntry made; nothing is verified. Throws MALFORMED, BAD_SCHEME, BAD_TYPE.
 *
 * @example
 * const lot = { number: 2, attempt: 1, signature: new Uint8Array(48) };
 * decodeLot("min-sig", lotEntry("min-sig", lot).bytes); //=> lot
 */
export function decodeLot(scheme: SchemeName, bytes: Uint8Array): Lot {
  return decodeAs(lotFormat(scheme), bytes, "lot");
}

/**
 * One output of the beacon (mode "chained") as a ledger carries it: anybody may append it, it proves itself. Throws
 * BAD_SCHEME, BAD_TYPE, BAD_INTEGER, BAD_LENGTH for what has no bytes.
 *
 * @example
 * const { round, timeoutCount, previousRandomness, signature } = run.beacon[0].record;
 * const { kind, bytes } = beaconEntry("min-sig", { round, timeoutCount, previousRandomness, signature });
 * kind; //=> "beacon"
 */
export function beaconEntry(scheme: SchemeName, output: BeaconOutput): LedgerEntry {
  return { kind: "beacon", bytes: encodeAs(beaconOutputFormat(schemeByName(scheme).signatureLength), output) };
}

/**
 * Reads the bytes of what beaconEntry made; nothing is verified. Throws MALFORMED, BAD_SCHEME, BAD_TYPE.
 *
 * @example
 * const { round, timeoutCount, previousRandomness, signature } = run.beacon[0].record;
 * const output = { round, timeoutCount, previousRandomness, signature };
 * decodeBeacon("min-sig", beaconEntry("min-sig", output).bytes); //=> output
 */
export function decodeBeacon(scheme: SchemeName, bytes: Uint8Array): BeaconOutput {
  return decodeAs(beaconOutputFormat(schemeByName(scheme).signatureLength), bytes, "beacon entry");
}
