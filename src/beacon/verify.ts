// Verifying rounds: with the group public key alone.
import { checkInteger, listOf, recordOf } from "../../bindings/arguments.js";
import { checkBytes } from "../../bindings/bytes.js";
import { schemeByName } from "../bls/index.js";
import { equalBytes } from "../encoding/index.js";
import { beaconMessage, randomness } from "./message.js";
import { BEACON_RECORD, BEACON_VIEW, type BeaconRecord, type BeaconView } from "./record.js";

/**
 * Which rounds are a view's, as far as the blocks that a verifier has say it: from its starting round to the one before
 * its successor's, the first chained to the last of the view before.
 */
export interface RoundBounds {
  /** The view's starting round. */
  readonly first: number;
  /** The round before the successor's starting round; none while there is no successor. */
  readonly last?: number | undefined;
  /** Randomness of the last round of the view before, or the hash of block 1; 32 bytes. */
  readonly firstPrevious?: Uint8Array | undefined;
}

/**
 * Is this round's signature the group's, and its randomness that signature's hash; and is it, where bounds are given,
 * one of the view's rounds? What is malformed throws, BAD_TYPE and BAD_INTEGER first of all.
 *
 * @example
 * const [{ record }] = run.beacon;
 * const { scheme, chainId } = run;
 * const { groupPublicKey, number } = lastBlock;
 * verifyRound({ scheme, chainId, magicBlockNumber: number, groupPublicKey }, record); //=> true
 */
export function verifyRound(view: BeaconView, record: BeaconRecord, bounds?: RoundBounds): boolean {
  const readView = recordOf<BeaconView>(view, "view", BEACON_VIEW);
  const read = recordOf<BeaconRecord>(record, "record", BEACON_RECORD);
  const readBounds = boundsOf(bounds);
  checkBytes(read.previousRandomness, "previous randomness");
  return outside(read, readBounds) === null && roundHolds(readView, read);
}

function boundsOf(bounds: RoundBounds | undefined): RoundBounds | null {
  if (bounds === undefined) return null;
  const read = recordOf<RoundBounds>(bounds, "bounds", ["first", "last", "firstPrevious"]);
  checkInteger(read.first, "first round", 0, Number.MAX_SAFE_INTEGER);
  if (read.last !== undefined) checkInteger(read.last, "last round", 0, Number.MAX_SAFE_INTEGER);
  if (read.firstPrevious !== undefined) checkBytes(read.firstPrevious, "first previous randomness", 32);
  return read;
}

/** Why a round is none of a view's rounds, or null. */
function outside(record: BeaconRecord, bounds: RoundBounds | null): string | null {
  if (bounds === null) return null;
  const { first, last, firstPrevious } = bounds;
  const { round, previousRandomness } = record;
  if (round < first) return `round ${round} is before the view's first, ${first}`;
  if (last !== undefined && round > last) return `round ${round} is after the view's last, ${last}`;
  if (round === first && firstPrevious !== undefined && !equalBytes(previousRandomness, firstPrevious)) {
    return `round ${round} is not chained to what was before the view`;
  }
  return null;
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
 * before, every signature is valid; and all are, where bounds are given, the view's. Returns the first reason against
 * it. Variable-time: all of it is public. Throws BAD_TYPE, BAD_SCHEME, BAD_INTEGER, BAD_LENGTH.
 *
 * @example
 * const { scheme, chainId, beacon } = run;
 * const view = { scheme, chainId, magicBlockNumber: lastBlock.number, groupPublicKey: lastBlock.groupPublicKey };
 * const records = beacon.map(({ record }) => record);
 * verifyBeaconChain(view, records, { first: lastBlock.startingRound }).valid; //=> true
 * verifyBeaconChain(view, [records[0], records[2]]).valid; //=> false
 */
export function verifyBeaconChain(
  view: BeaconView,
  records: readonly BeaconRecord[],
  bounds?: RoundBounds,
): { valid: boolean; reason: string } {
  const readView = recordOf<BeaconView>(view, "view", BEACON_VIEW);
  const readBounds = boundsOf(bounds);
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
    const stranger = outside(record, readBounds);
    if (stranger !== null) return { valid: false, reason: stranger };
    if (!roundHolds(readView, record))
      return { valid: false, reason: `round ${record.round}: ${against(readView, record)}` };
    previous = record;
  }
  return { valid: true, reason: "" };
}
