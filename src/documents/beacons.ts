// Verdicts on a view's beacon and on drand's.
import { type BeaconFile, type BeaconRecord, drand, type RoundBounds, verifyBeaconChain } from "../beacon/index.js";
import { equalBytes, FeldsparError, toHex } from "../encoding/index.js";
import { chainIdHash, type MagicBlockHeader } from "../magic-block/index.js";
import type { Contents, Malformed } from "./contents.js";
import type { FileVerdict } from "./verdict.js";
import type { KnownView, Views } from "./views.js";

/** The last round of a view's beacon, if one of the files has it. */
function lastRound(view: KnownView, last: number, { beacons }: Contents): BeaconRecord | undefined {
  for (const entry of beacons) {
    if ("malformed" in entry || !equalBytes(entry.beacon.magicBlockHash, view.hash)) continue;
    const record = entry.beacon.rounds.at(-1);
    if (record?.round === last) return record;
  }
  return undefined;
}

/**
 * Which rounds are a view's, from what is known of it and its neighbours: from its starting round to the one before its
 * successor's, the first chained to the hash of block 1, or to the last round of the view before where a file has it.
 */
function boundsOf({ block, hash }: KnownView, { known }: Views, contents: Contents): RoundBounds {
  let successor: MagicBlockHeader | undefined;
  for (const view of known.values()) if (equalBytes(view.block.previousHash, hash)) successor = view.block;
  const before = known.get(toHex(block.previousHash));
  const firstPrevious =
    block.number === 1 ? hash : before && lastRound(before, block.startingRound - 1, contents)?.randomness;
  return { first: block.startingRound, last: successor && successor.startingRound - 1, firstPrevious };
}

/** Bytes that are no signature, or no key, are a reason like any other. */
function chainVerdict({ view, rounds }: BeaconFile, bounds?: RoundBounds): { valid: boolean; reason: string } {
  try {
    return verifyBeaconChain(view, rounds, bounds);
  } catch (error) {
    if (!(error instanceof FeldsparError)) throw error;
    return { valid: false, reason: error.message };
  }
}

/** Why a beacon's view is not that of the block it names; empty if it is. */
function againstBlock({ view }: BeaconFile, block: MagicBlockHeader): string {
  if (block.scheme !== view.scheme || block.number !== view.magicBlockNumber)
    return "its scheme or number is not its magic block's";
  if (!equalBytes(block.groupPublicKey, view.groupPublicKey)) return "its group key is not its magic block's";
  return equalBytes(block.chainIdHash, chainIdHash(view.chainId)) ? "" : "its chain id is not its magic block's";
}

/** Verdict on a beacon of ours. */
export function beaconVerdict(file: string, beacon: BeaconFile, contents: Contents, views: Views): FileVerdict {
  const { view, rounds } = beacon;
  const span = rounds.length === 0 ? "no rounds" : `rounds ${rounds[0]?.round}–${rounds.at(-1)?.round}`;
  const subject = `beacon of view ${view.magicBlockNumber}, ${span}`;
  const invalid = (reason: string): FileVerdict => ({ file, subject, valid: false, reason });
  const name = toHex(beacon.magicBlockHash);
  const known = views.known.get(name);
  if (known === undefined && views.bad.has(name)) return invalid("its magic block is not valid");
  if (known === undefined && views.given) return invalid("it names none of the magic blocks given");
  const against = known === undefined ? "" : againstBlock(beacon, known.block);
  if (against !== "") return invalid(against);
  const { valid, reason } = chainVerdict(beacon, known && boundsOf(known, views, contents));
  if (!valid) return invalid(reason);
  const grounds = known
    ? "signed by the magic block's group key"
    : "signed by the key in the file (give its magic block too)";
  return { file, subject, valid, reason: grounds };
}

/** Verdict on a beacon of drand. Throws UNKNOWN_CHAIN when no chain is known. */
export function drandVerdict(
  { file, beacon, info }: Exclude<Contents["drandBeacons"][number], Malformed>,
  infos: readonly drand.ChainInfo[],
): FileVerdict {
  const subject = `drand round ${beacon.round}`;
  const known = info ? [info] : infos;
  if (known.length === 0) {
    const networks = Object.keys(drand.networks).join(", ");
    throw new FeldsparError(
      "UNKNOWN_CHAIN",
      `${file}: expected chain info for ${subject}: in a file, or as the name of a public network (${networks})`,
    );
  }
  const invalid = (reason: string): FileVerdict => ({ file, subject, valid: false, reason });
  if (beacon.randomness && !equalBytes(beacon.randomness, drand.drandRandomness(beacon))) {
    return invalid("the randomness is not the signature's hash");
  }
  // a key of 96 bytes goes with signatures of 48, and the other way round: other chains have nothing to say about this
  // beacon
  const fitting = known.filter(({ publicKey }) => publicKey.length + beacon.signature.length === 144);
  const chains = fitting.length > 0 ? fitting : known;
  const malformed: string[] = [];
  for (const chain of chains) {
    try {
      if (drand.verify(chain, beacon))
        return { file, subject, valid: true, reason: `signed by ${drand.describeChain(chain)}` };
    } catch (error) {
      // a signature that is no point of this chain's group at all; it may be one of another's
      if (!(error instanceof FeldsparError)) throw error;
      malformed.push(error.message);
    }
  }
  const [first] = malformed;
  return invalid(
    malformed.length === chains.length && first !== undefined
      ? first
      : `not signed by ${chains.map(drand.describeChain).join(" or ")}`,
  );
}
