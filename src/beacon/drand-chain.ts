// What a chain of drand is called, and when its rounds are due. The hash covers period, genesis time, key, group hash
// and the chain's name, not the scheme; drand's own JavaScript client does not compute it again, so we do.
import { sha256 } from "@noble/hashes/sha2.js";
import { recordOf, textBytes } from "../../bindings/arguments.js";
import { checkBytes } from "../../bindings/bytes.js";
import { checkInteger, concatBytes, equalBytes, FeldsparError, JsonReader } from "../encoding/index.js";
import type { ChainInfo } from "./drand.js";

/** Chain information with everything that its clock and its name need. */
export type DrandChain = ChainInfo & Required<Pick<ChainInfo, "hash" | "period" | "genesisTime">>;

/** Of drand's own type: seconds in 32 bits. */
const LONGEST_PERIOD = 2 ** 32 - 1;
/** The year 9999: what a `Date` and every round below 2^53 can say. */
const LATEST_GENESIS = 253_402_300_799;

type Clock = Pick<ChainInfo, "period" | "genesisTime">;

function clockOf(chain: Clock): { readonly period: number; readonly genesisTime: number } {
  const { period, genesisTime } = recordOf<Clock>(chain, "drand chain information", ["period", "genesisTime"]);
  checkInteger(period, "drand: period in seconds", 1, LONGEST_PERIOD);
  checkInteger(genesisTime, "drand: genesis time in seconds", 0, LATEST_GENESIS);
  return { period, genesisTime };
}

/** Throws BAD_INTEGER. */
function checkRound(round: unknown): asserts round is number {
  checkInteger(round, "drand: round", 1, Number.MAX_SAFE_INTEGER);
}

/**
 * The latest round that is due at a time in milliseconds since 1970, as `Date.now()` gives it; 0 before the first one.
 * Throws BAD_TYPE, BAD_INTEGER.
 *
 * @example
 * const now = drand.roundAt(drand.networks.quicknet, Date.now());
 */
export function roundAt(chain: Pick<ChainInfo, "period" | "genesisTime">, time: number): number {
  const { period, genesisTime } = clockOf(chain);
  if (typeof time !== "number" || !Number.isFinite(time) || Math.abs(time) > 8.64e15)
    throw new FeldsparError("BAD_INTEGER", "drand: expected a time in milliseconds since 1970");
  const since = Math.floor(time) - 1000 * genesisTime;
  return since < 0 ? 0 : Math.floor(since / (1000 * period)) + 1;
}

/**
 * When a round (1 to 2^53 - 1) is due, in milliseconds since 1970. Throws BAD_TYPE, BAD_INTEGER, also where the time
 * would be past 2^53.
 */
export function timeOf(chain: Pick<ChainInfo, "period" | "genesisTime">, round: number): number {
  const { period, genesisTime } = clockOf(chain);
  checkRound(round);
  const time = 1000 * (genesisTime + (round - 1) * period);
  checkInteger(time, "drand: time of the round in milliseconds", 0, Number.MAX_SAFE_INTEGER);
  return time;
}

const HASHED = ["publicKey", "period", "genesisTime", "groupHash", "beaconId"] as const;
type Hashed = Pick<ChainInfo, (typeof HASHED)[number]>;

/**
 * The chain's hash, 32 bytes: SHA-256 of period (4 bytes), genesis time (8 bytes), key, group hash and, unless it is
 * "default" or empty, the chain's name. Throws BAD_TYPE, BAD_LENGTH, BAD_INTEGER.
 */
export function chainHash(chain: Hashed): Uint8Array<ArrayBuffer> {
  const { publicKey, groupHash, beaconId = "" } = recordOf<Hashed>(chain, "drand chain information", HASHED);
  const { period, genesisTime } = clockOf(chain);
  checkBytes(publicKey, "drand: public key", 48, 96);
  checkBytes(groupHash, "drand: group hash", 32);
  const head = new DataView(new ArrayBuffer(12));
  head.setUint32(0, period);
  head.setBigInt64(4, BigInt(genesisTime));
  const name = textBytes(beaconId === "default" ? "" : beaconId, "drand: beacon id");
  return sha256(concatBytes(new Uint8Array(head.buffer), publicKey, groupHash, name)) as Uint8Array<ArrayBuffer>;
}

/** The information itself. Throws MALFORMED where its hash is another than that of all the rest. Inside the package. */
export function checkHash(info: ChainInfo): ChainInfo {
  const { hash, groupHash, period, genesisTime } = info;
  if (hash === undefined || groupHash === undefined || period === undefined || genesisTime === undefined) return info;
  if (equalBytes(hash, chainHash(info))) return info;
  throw new FeldsparError("MALFORMED", "drand chain information: its hash is not that of what it says");
}

/** What chain information in JSON says beside key and scheme. Throws BAD_JSON. Inside the package. */
export function readDetails(value: object): Omit<ChainInfo, "publicKey" | "scheme"> {
  const fields = recordOf<Record<string, unknown>>(value, "drand chain information", [
    ...["hash", "period", "genesis_time", "groupHash", "group_hash", "metadata"],
  ]);
  const present = (name: string) => {
    const field = fields[name];
    // drand's clients write null, or nothing, where its servers leave a field out
    if (field === undefined || field === null || field === "") return undefined;
    return new JsonReader(field, `drand chain information.${name}`);
  };
  const beaconId = present("metadata")?.peek("beaconID");
  const details = {
    hash: present("hash")?.hex(32),
    period: present("period")?.integer(1, LONGEST_PERIOD),
    genesisTime: present("genesis_time")?.integer(0, LATEST_GENESIS),
    groupHash: (present("groupHash") ?? present("group_hash"))?.hex(32),
    beaconId:
      beaconId === undefined || beaconId === null
        ? undefined
        : new JsonReader(beaconId, "drand chain information.metadata.beaconID").text(256),
  };
  return Object.fromEntries(Object.entries(details).filter(([, detail]) => detail !== undefined));
}
