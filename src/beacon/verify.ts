// Verifying rounds: with the group public key alone.
import { listOf, recordOf } from "../../bindings/arguments.js";
import { checkBytes } from "../../bindings/bytes.js";
import { schemeByName } from "../bls/index.js";
import { equalBytes } from "../encoding/index.js";
import { beaconMessage, randomness } from "./message.js";
import { BEACON_RECORD, BEACON_VIEW, type BeaconRecord, type BeaconView } from "./record.js";

/**
 * Is this round's signature the group's, and its randomness that signature's hash? What is malformed throws, BAD_TYPE
 * and BAD_INTEGER first of all.
 */
export function verifyRound(view: BeaconView, record: BeaconRecord): boolean {
  return roundHolds(
    recordOf<BeaconView>(view, "view", BEACON_VIEW),
    recordOf<BeaconRecord>(record, "record", BEACON_RECORD),
  );
}

/** The same for what has been read. */
function roundHolds(view: BeaconView, record: BeaconRecord): boolean {
  checkBytes(record.signature, "signature");
  checkBytes(record.randomness, "randomness");
  const scheme = schemeByName(view.scheme);
  const message = beaconMessage(view, record);
  if (record.magicBlockNumber !== view.magicBlockNumber) return false;
  if (!equalBytes(randomness(record.signature), record.randomness)) return false;
  return scheme.verify(record.signature, message, view.groupPublicKey);
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
  const readView = recordOf<BeaconView>(view, "view", BEACON_VIEW);
  let previous: BeaconRecord | null = null;
  const list = listOf(records, "records", true);
  if (list.length === 0) return { valid: false, reason: "there are no rounds in it" };
  for (const item of list) {
    const record = recordOf<BeaconRecord>(item, "record", BEACON_RECORD);
    checkBytes(record.previousRandomness, "previous randomness");
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
    if (!roundHolds(readView, record))
      return { valid: false, reason: `round ${record.round}: ${against(readView, record)}` };
    previous = record;
  }
  return { valid: true, reason: "" };
}
