// JSON as drand's servers give it and its clients read it.
import { checkInteger, recordOf } from "../../bindings/arguments.js";
import { checkBytes } from "../../bindings/bytes.js";
import { canonicalJson, equalBytes, fail, JsonReader, parseJson, toHex } from "../encoding/index.js";
import { type ChainInfo, type ChainName, type CompleteChainInfo, chainHash, DRAND_SCHEMES } from "./drand-chain.js";
import { absent, type DrandBeacon, drandRandomness, suiteOf } from "./drand-message.js";

const MAX_TEXT = 1 << 16;
const MAX_INTEGER = Number.MAX_SAFE_INTEGER;

/** One field after the other of an object that may have others. */
function fieldsOf(input: unknown, what: string, names: readonly string[]) {
  const value = typeof input === "string" ? parseJson(input, what, MAX_TEXT) : input;
  if (typeof value !== "object" || value === null) new JsonReader(value, what).fail("an object");
  const object = recordOf<Record<string, unknown>>(value, what, names);
  return {
    has: (name: string) => !absent(object[name]) && object[name] !== "",
    field: (name: string) => new JsonReader(object[name], `${what}.${name}`),
  };
}

const INFO = "drand chain information";
const INFO_FIELDS = ["scheme", "schemeID", "public_key", "period", "genesis_time", "groupHash", "hash", "metadata"];

/**
 * Reads the chain information that drand serves at /info: `public_key`, `schemeID` (or `scheme`), and where they are
 * there `period`, `genesis_time`, `groupHash`, `metadata.beaconID` and `hash`; other fields are ignored. Throws
 * BAD_JSON, and MALFORMED when the hash is stated and is not that of the rest.
 *
 * @example
 * // what https://api.drand.sh/<chain hash>/info answers: the hash in it is checked
 * const info = drand.chainInfoFromJson(drand.chainInfoToJson(drand.networks.quicknet));
 * info.period; //=> 3
 * drand.verify(info, drandBeacon); //=> true
 */
export function chainInfoFromJson(input: unknown): ChainInfo & Partial<CompleteChainInfo> {
  const { has, field } = fieldsOf(input, INFO, INFO_FIELDS);
  const scheme = field(has("schemeID") ? "schemeID" : "scheme").oneOf(DRAND_SCHEMES);
  const key = { scheme, publicKey: field("public_key").hex(suiteOf(scheme).scheme.publicKeyLength) };
  const times = {
    ...(has("period") ? { period: field("period").integer(1, 0xffffffff) } : {}),
    ...(has("genesis_time") ? { genesisTime: field("genesis_time").integer(0, MAX_INTEGER) } : {}),
  };
  const stated = has("hash") ? { hash: field("hash").hex(32) } : {};
  const group = has("groupHash") ? { groupHash: field("groupHash").hex(32) } : {};
  const info = { ...key, ...times, ...group, ...stated };
  if (!isNamed(info)) return info;
  const complete = { ...info, beaconId: beaconIdOf(has, field) };
  const hash = chainHash(complete);
  if (info.hash !== undefined && !equalBytes(info.hash, hash))
    fail("MALFORMED", `${INFO}: the hash is not that of the rest, which is ${toHex(hash)}`);
  return { ...complete, hash };
}

type Partly = ChainInfo & Partial<CompleteChainInfo>;

function isNamed(info: Partly): info is Partly & Omit<ChainName, "beaconId"> {
  return info.period !== undefined && info.genesisTime !== undefined && info.groupHash !== undefined;
}

type Fields = ReturnType<typeof fieldsOf>;

function beaconIdOf(has: Fields["has"], field: Fields["field"]): string {
  if (!has("metadata")) return "default";
  const inside = fieldsOf(field("metadata").value, `${INFO}.metadata`, ["beaconID"]);
  return inside.has("beaconID") ? inside.field("beaconID").text(256) : "default";
}

/**
 * Chain information as drand serves it at /info. Throws BAD_TYPE, BAD_INTEGER, BAD_LENGTH.
 *
 * @example
 * JSON.parse(drand.chainInfoToJson(drand.networks.quicknet)).schemeID; //=> "bls-unchained-g1-rfc9380"
 */
export function chainInfoToJson(info: Omit<CompleteChainInfo, "hash">): string {
  const names = ["scheme", "publicKey", "period", "genesisTime", "groupHash", "beaconId"] as const;
  const read = recordOf<Omit<CompleteChainInfo, "hash">>(info, INFO, names);
  const { scheme, publicKey, period, genesisTime, groupHash, beaconId } = read;
  suiteOf(scheme);
  const hash = chainHash(read);
  return canonicalJson({
    public_key: toHex(publicKey),
    period,
    genesis_time: genesisTime,
    hash: toHex(hash),
    groupHash: toHex(groupHash),
    schemeID: scheme,
    metadata: { beaconID: beaconId === "" ? "default" : beaconId },
  });
}

const BEACON = "drand beacon";

/**
 * Reads a beacon as drand serves it (`round`, `signature`, `previous_signature`, `randomness`; the last two may be
 * missing, null or empty). Throws BAD_JSON.
 *
 * @example
 * // what https://api.drand.sh/<chain hash>/public/1000 answers
 * const beacon = drand.beaconFromJson(drand.beaconToJson(drandBeacon));
 * beacon.round; //=> 1000
 * drand.verify(drand.networks.quicknet, beacon); //=> true
 */
export function beaconFromJson(input: unknown): DrandBeacon {
  const { has, field } = fieldsOf(input, BEACON, ["round", "signature", "previous_signature", "randomness"]);
  const optional = (name: string, length?: number) => (has(name) ? field(name).hex(length, 96) : undefined);
  return {
    round: field("round").integer(0, MAX_INTEGER),
    signature: field("signature").hex(undefined, 96),
    previousSignature: optional("previous_signature"),
    randomness: optional("randomness", 32),
  };
}

/**
 * A beacon as drand serves it, with its randomness; `previous_signature` only where the beacon has one. Throws
 * BAD_TYPE, BAD_INTEGER, BAD_LENGTH.
 *
 * @example
 * JSON.parse(drand.beaconToJson(drandBeacon)).round; //=> 1000
 */
export function beaconToJson(beacon: DrandBeacon): string {
  const { round, signature, previousSignature } = recordOf<DrandBeacon>(beacon, BEACON, [
    "round",
    "signature",
    "previousSignature",
  ]);
  checkInteger(round, "round", 0, MAX_INTEGER);
  const randomness = drandRandomness({ signature });
  const shown = { round, randomness: toHex(randomness), signature: toHex(signature) };
  if (absent(previousSignature)) return canonicalJson(shown);
  checkBytes(previousSignature, "previous signature");
  return canonicalJson({ ...shown, previous_signature: toHex(previousSignature) });
}
