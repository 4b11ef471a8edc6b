// The entries of a round as the block that the contract takes.
import { FeldsparError } from "../../encoding/index.js";
import { decodeMember, type EntryKind, isResume, type LedgerEntry } from "../entries.js";
import { decodeTransaction } from "../transaction.js";
import type { Block } from "./state.js";

const RANDOMNESS_LENGTH = 32;

/** The value of `read`, or the bytes themselves where they are none: the contract refuses them with a reason. */
function readOr<Value>(read: (bytes: Uint8Array) => Value, bytes: Uint8Array): Value {
  try {
    return read(bytes);
  } catch (error) {
    if (!(error instanceof FeldsparError)) throw error;
    return bytes as unknown as Value;
  }
}

/** A round's entries as the contract takes them; of several beacon outputs the last one counts. */
export function blockOf(round: number, entries: readonly LedgerEntry[]): Block {
  const bytesOf = (wanted: EntryKind) => entries.filter(({ kind }) => kind === wanted).map(({ bytes }) => bytes);
  const randomness = bytesOf("beacon").filter((bytes) => bytes.length === RANDOMNESS_LENGTH);
  const registrations = bytesOf("member").map((bytes) => readOr(decodeMember, bytes));
  return {
    round,
    transactions: bytesOf("transaction").map((bytes) => readOr(decodeTransaction, bytes)),
    randomness: randomness.at(-1) ?? null,
    ...(registrations.length > 0 ? { registrations } : {}),
    ...(entries.some((entry) => isResume(entry, round)) ? { resume: true } : {}),
  };
}
