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

/** Why a round is not the view's. */
function against(view: BeaconView, record: BeaconRecord): string {
  if (record.magicBlockNumber !== view.magicBlockNumber) return "it is of another view";
  if (!equalBytes(randomness(record.signature), record.randomness)) return "the randomness is not the signature's hash";
  return "the signature is not the group's";
}

/**
 * Verifies consecutive rounds of one view: there are some, numbers rise by one, each round is chained to the one
 * before, every signature is valid. Returns the first reason against it.
 */
export function verifyBeaconChain(
  view: BeaconView,
  records: readonly BeaconRecord[],
): { valid: boolean; reason: string } {
  let previous: BeaconRecord | null = null;
  if (records.length === 0) return { valid: false, reason: "there are no rounds in it" };
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
    if (!verifyRound(view, record)) return { valid: false, reason: `round ${record.round}: ${against(view, record)}` };
    previous = record;
  }
  return { valid: true, reason: "" };
}
