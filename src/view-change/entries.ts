// What a ledger carries: byte strings of a few kinds, each with one encoding.
import { Decoder, Encoder, equalBytes, fromHex, toHex } from "../encoding/index.js";
import type { MinerRecord } from "./identity.js";
import { encodeTransaction, type Transaction } from "./transaction.js";

/**
 * "transaction": of a miner in a session; "member": a registration; "beacon": the last beacon output; "authority": who
 * runs the chain resumes it after too many failures.
 */
export type EntryKind = "transaction" | "member" | "beacon" | "authority";

export const ENTRY_KINDS: readonly EntryKind[] = ["transaction", "member", "beacon", "authority"];

export interface LedgerEntry {
  readonly kind: EntryKind;
  readonly bytes: Uint8Array;
}

const MAX_URL_BYTES = 3 * 2048;
const RESUME = Uint8Array.of(1);

/** A transaction as a ledger carries it. */
export function transactionEntry(transaction: Transaction): LedgerEntry {
  return { kind: "transaction", bytes: encodeTransaction(transaction) };
}

/** A registration, or another stake for one. */
export function memberEntry(record: MinerRecord): LedgerEntry {
  const bytes = new Encoder()
    .fixed(fromHex(record.id), 32)
    .bytes(record.publicKey)
    .bytes(record.proofOfPossession)
    .fixed(record.encryptionKey, 32)
    .u64(record.stake)
    .text(record.url)
    .u64(record.serial)
    .bytes(record.signature)
    .finish();
  return { kind: "member", bytes };
}

/** Throws MALFORMED. */
export function decodeMember(bytes: Uint8Array): MinerRecord {
  const decoder = new Decoder(bytes, "registration");
  const record = {
    id: toHex(decoder.fixed(32)),
    publicKey: decoder.bytes(96),
    proofOfPossession: decoder.bytes(96),
    encryptionKey: decoder.fixed(32),
    stake: decoder.u64(),
    url: decoder.text(MAX_URL_BYTES),
    serial: Number(decoder.u64()),
    signature: decoder.bytes(96),
  };
  decoder.finish();
  return record;
}

/** 32 bytes that decide between equal stakes from now on. */
export function beaconEntry(randomness: Uint8Array): LedgerEntry {
  return { kind: "beacon", bytes: randomness };
}

/** The end of a stop after too many failed attempts. */
export function resumeEntry(): LedgerEntry {
  return { kind: "authority", bytes: RESUME };
}

export function isResume({ kind, bytes }: LedgerEntry): boolean {
  return kind === "authority" && equalBytes(bytes, RESUME);
}
