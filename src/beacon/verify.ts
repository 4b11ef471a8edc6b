// Verifying rounds: with the group public key alone.
import { schemeByName } from "../bls/index.js";
import { equalBytes, FeldsparError, isBytes } from "../encoding/index.js";
import { beaconMessage, randomness } from "./message.js";
import type { BeaconRecord, BeaconView } from "./record.js";

/** Is this round's signature the group's, and its randomness that signature's hash? Malformed bytes throw. */
export function verifyRound(view: BeaconView, record: BeaconRecord): boolean {
  if (!isBytes(record.signature) || !isBytes(record.randomness)) {
    throw new FeldsparError("BAD_TYPE", "beacon: expected signature and randomness as bytes");
  }
  if (record.magicBlockNumber !== view.magicBlockNumber) return false;
  if (!equalBytes(randomness(record.signature), record.randomness)) return false;
  return schemeByName(view.scheme).verify(record.signature, beaconMessage(view, record), view.groupPublicKey);
}

/**
 * Verifies consecutive rounds of one view: numbers rise by one, each round is chained to the one before, every
 * signature is valid. Returns the first reason against it.
 */
export function verifyBeaconChain(
  view: BeaconView,
  records: readonly BeaconRecord[],
): { valid: boolean; reason: string } {
  let previous: BeaconRecord | null = null;
  for (const record of records) {
    if (previous !== null) {
      if (record.round !== previous.round + 1)
        return { valid: false, reason: `round ${record.round} does not follow ${previous.round}` };
      if (!equalBytes(record.previousRandomness, previous.randomness)) {
        return {
          valid: false,
          reason: `round ${record.round} is not chained to the randomness of round ${previous.round}`,
        };
      }
    }
    if (!verifyRound(view, record))
      return { valid: false, reason: `round ${record.round}: the signature is not the group's` };
    previous = record;
  }
  return { valid: true, reason: "" };
}
