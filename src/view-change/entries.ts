// What a ledger carries: byte strings of a few kinds, each with one encoding.
import {
  bytes,
  choice,
  decodeAs,
  encodeAs,
  FeldsparError,
  fixed,
  hexName,
  record,
  text,
  unsigned,
  unsigned64,
} from "../encoding/index.js";
import { MAX_URL_LENGTH, type MinerRecord } from "./identity.js";
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

interface Resumption {
  readonly kind: "resume";
  readonly round: number;
}

const resumption = record<Resumption>({ kind: choice(["resume"], 1), round: unsigned(64) });

/** A transaction as a ledger carries it. */
export function transactionEntry(transaction: Transaction): LedgerEntry {
  return { kind: "transaction", bytes: encodeTransaction(transaction) };
}

const registration = record<MinerRecord>({
  id: hexName("bytes"),
  publicKey: bytes(96),
  proofOfPossession: bytes(96),
  encryptionKey: fixed(32),
  stake: unsigned64,
  url: text(MAX_URL_LENGTH),
  serial: unsigned(64),
  signature: bytes(96),
});

/** A registration, or another stake for one. */
export function memberEntry(miner: MinerRecord): LedgerEntry {
  return { kind: "member", bytes: encodeAs(registration, miner) };
}

/** Reads what memberEntry wrote: a record that is still to be checked. Throws MALFORMED. */
export function decodeMember(entry: Uint8Array): MinerRecord {
  return decodeAs(registration, entry, "registration");
}

/** 32 bytes that decide between equal stakes from now on. */
export function beaconEntry(randomness: Uint8Array): LedgerEntry {
  return { kind: "beacon", bytes: randomness };
}

/**
 * The end of a stop after too many failed attempts. `round` is the one in which the contract stopped: so every
 * resumption has bytes of its own, and an engine that orders the same bytes once orders each.
 */
export function resumeEntry(round: number): LedgerEntry {
  return { kind: "authority", bytes: encodeAs(resumption, { kind: "resume", round }) };
}

/** Is this a resumption of a contract that stopped before `round`? */
export function isResume({ kind, bytes: entry }: LedgerEntry, round: number): boolean {
  if (kind !== "authority") return false;
  try {
    return decodeAs(resumption, entry, "resumption").round < round;
  } catch (error) {
    if (error instanceof FeldsparError) return false;
    throw error;
  }
}
