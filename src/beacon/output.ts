// What came out of a round: the group's signature, and what it is of. It proves itself.
import { checkInteger, recordOf } from "../../bindings/arguments.js";
import { checkBytes } from "../../bindings/bytes.js";
import { equalBytes, type Format, fixed, record, unsigned } from "../encoding/index.js";
import { randomness } from "./message.js";
import type { BeaconRecord } from "./record.js";

/** A round that is done, without the view that owns it: what an entry of the ledger carries. */
export interface BeaconOutput {
  readonly round: number;
  readonly timeoutCount: number;
  /** Randomness of the round before, 32 bytes. */
  readonly previousRandomness: Uint8Array;
  /** The group's signature; the round's randomness is its SHA-256. */
  readonly signature: Uint8Array;
}

/** Its bytes, of fixed length for a scheme. */
export function beaconOutputFormat(signatureLength: number): Format<BeaconOutput> {
  return record<BeaconOutput>({
    round: unsigned(64),
    timeoutCount: unsigned(32),
    previousRandomness: fixed(32),
    signature: fixed(signatureLength),
  });
}

/**
 * An output as it stands in files, with the number of the view that made it. Throws BAD_TYPE, BAD_INTEGER, and
 * BAD_LENGTH for a randomness that is not 32 bytes.
 *
 * @example
 * const [{ record }] = run.beacon;
 * const { round, timeoutCount, previousRandomness, signature } = record; // as a ledger's entry has it
 * outputRecord(record.magicBlockNumber, { round, timeoutCount, previousRandomness, signature }); //=> record
 */
export function outputRecord(magicBlockNumber: number, output: BeaconOutput): BeaconRecord {
  const names = ["round", "timeoutCount", "previousRandomness", "signature"] as const;
  const { round, timeoutCount, previousRandomness, signature } = recordOf<BeaconOutput>(output, "output", names);
  for (const [subject, value] of Object.entries({ magicBlockNumber, round, timeoutCount }))
    checkInteger(value, subject, 0, Number.MAX_SAFE_INTEGER);
  checkBytes(previousRandomness, "previousRandomness", 32);
  const fields = { magicBlockNumber, round, timeoutCount, previousRandomness, signature };
  return { ...fields, randomness: randomness(signature) };
}

/** Are these one output? A message has one signature of a group, but the message is compared, too. */
export function sameOutput(one: BeaconOutput, other: BeaconOutput): boolean {
  return (
    one.round === other.round &&
    one.timeoutCount === other.timeoutCount &&
    equalBytes(one.previousRandomness, other.previousRandomness) &&
    equalBytes(one.signature, other.signature)
  );
}
