// Public drand beacons (https://drand.love) with the same code as ours. drand signs SHA-256(previous signature ||
// round) in its chained scheme and SHA-256(round) in the unchained ones, the round as 8 bytes big-endian; randomness
// = SHA-256(signature). `bls-unchained-on-g1` ("fastnet") hashes to G1 under the tag of G2: a mistake that was
// deployed, and is kept for its sake.
import { sha256 } from "@noble/hashes/sha2.js";
import { recordOf } from "../../bindings/arguments.js";
import { checkBytes, isBytes } from "../../bindings/bytes.js";
import { type BlsScheme, minPk, minSig } from "../bls/index.js";
import { concatBytes, describe, equalBytes, FeldsparError, JsonReader, parseJson, toHex } from "../encoding/index.js";
import { checkHash, readDetails } from "./drand-chain.js";
import { type DrandNetwork, networks } from "./drand-networks.js";

export const DRAND_SCHEMES = /* @__PURE__ */ Object.freeze([
  "pedersen-bls-chained",
  "pedersen-bls-unchained",
  "bls-unchained-on-g1",
  "bls-unchained-g1-rfc9380",
] as const);
export type DrandScheme = (typeof DRAND_SCHEMES)[number];

/** A network: its key and scheme, as far as verification needs it; what else drand's chain information says. */
export interface ChainInfo {
  readonly publicKey: Uint8Array;
  readonly scheme: DrandScheme;
  /** What the chain is called, 32 bytes: `chainHash` of the rest. */
  readonly hash?: Uint8Array;
  /** Seconds from one round to the next. */
  readonly period?: number;
  /** When round 1 is due, in seconds since 1970. */
  readonly genesisTime?: number;
  /** Of the group that made the key, 32 bytes; it goes into the hash. */
  readonly groupHash?: Uint8Array;
  /** One of several chains of one network: it goes into the hash, unless it is "default" or empty. */
  readonly beaconId?: string;
}

export interface DrandBeacon {
  readonly round: number;
  readonly signature: Uint8Array;
  /** Only in the chained scheme; the genesis seed in round 1. */
  readonly previousSignature?: Uint8Array;
  readonly randomness?: Uint8Array;
}

const G2_TAG = "BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_NUL_";

interface Suite {
  readonly scheme: BlsScheme;
  readonly DST: string;
  readonly chained: boolean;
}

/** Drand's clients write null where its servers leave a field out. */
const absent = (value: unknown): value is undefined | null => value === undefined || value === null;

function suiteOf(name: DrandScheme): Suite {
  switch (name) {
    case "pedersen-bls-chained":
      return { scheme: minPk, DST: minPk.DST, chained: true };
    case "pedersen-bls-unchained":
      return { scheme: minPk, DST: minPk.DST, chained: false };
    case "bls-unchained-on-g1":
      return { scheme: minSig, DST: G2_TAG, chained: false };
    case "bls-unchained-g1-rfc9380":
      return { scheme: minSig, DST: minSig.DST, chained: false };
    default:
      throw new FeldsparError("UNKNOWN_SCHEME", `drand: expected one of ${DRAND_SCHEMES.join(", ")}`);
  }
}

/** What the message of a round depends on. */
export type DrandRound = Pick<DrandBeacon, "round" | "previousSignature">;

/** A network. What is often given instead is a network's name, or one that `networks` does not have. */
function readInfo(info: unknown): ChainInfo {
  if (typeof info === "object" && info !== null)
    return recordOf<ChainInfo>(info, "drand chain information", ["publicKey", "scheme"]);
  const names = Object.keys(networks).map((name) => `drand.networks.${name}`);
  throw new FeldsparError(
    "BAD_TYPE",
    `drand: expected chain info, got ${describe(info)}: give ${names.join(" or ")}, or what drand.chainInfoFromJson reads`,
  );
}

/**
 * The 32 bytes that the network signs for this round. Throws BAD_TYPE, BAD_INTEGER, UNKNOWN_SCHEME, and MALFORMED when
 * the chained scheme lacks the previous signature.
 */
export function drandMessage(info: Pick<ChainInfo, "scheme">, beacon: DrandRound): Uint8Array {
  const { chained } = suiteOf(readInfo(info).scheme);
  const { round: number, previousSignature: previous } = recordOf<DrandRound>(beacon, "drand beacon", [
    "round",
    "previousSignature",
  ]);
  if (!Number.isSafeInteger(number) || number < 0) {
    throw new FeldsparError("BAD_INTEGER", "drand: expected a round number from 0 to 2^53 - 1");
  }
  const round = new Uint8Array(8);
  new DataView(round.buffer).setBigUint64(0, BigInt(number));
  if (!chained) return sha256(round);
  if (absent(previous))
    throw new FeldsparError("MALFORMED", "drand: a beacon of the chained scheme needs previous_signature");
  checkBytes(previous, "drand: previous signature");
  return sha256(concatBytes(previous, round));
}

/**
 * Is the beacon the network's? A stated randomness must be the signature's hash. Malformed bytes throw; a wrong
 * signature is false.
 */
export function verify(info: ChainInfo, beacon: DrandBeacon): boolean {
  const chain = readInfo(info);
  const { scheme, DST } = suiteOf(chain.scheme);
  const names = ["round", "signature", "previousSignature", "randomness"] as const;
  const { signature, randomness, ...round } = recordOf<DrandBeacon>(beacon, "drand beacon", names);
  if (!isBytes(signature))
    throw new FeldsparError("BAD_TYPE", "drand: expected the signature as bytes; drand.beaconFromJson reads a beacon");
  checkBytes(signature, "drand: signature");
  const message = drandMessage(chain, round);
  if (!absent(randomness)) {
    checkBytes(randomness, "drand: randomness");
    if (!equalBytes(randomness, sha256(signature))) return false;
  }
  return scheme.verify(signature, message, chain.publicKey, { DST });
}

/** The beacon's 32 bytes of randomness. */
export function drandRandomness(beacon: Pick<DrandBeacon, "signature">): Uint8Array {
  const { signature } = recordOf<DrandBeacon>(beacon, "drand beacon", ["signature"]);
  checkBytes(signature, "drand: signature");
  return sha256(signature);
}

/**
 * Reads the chain information that drand serves at /info: `public_key`, `schemeID` or `scheme`, and where they are
 * there, `hash`, `period`, `genesis_time`, `groupHash` and `metadata.beaconID`; other fields are ignored. A hash that
 * is not that of the rest is refused, where all of the rest is there. Throws BAD_JSON, MALFORMED.
 */
export function chainInfoFromJson(input: unknown): ChainInfo {
  const value = typeof input === "string" ? parseJson(input, "drand chain information", 1 << 16) : input;
  const reader = new JsonReader(value, "drand chain information");
  if (typeof value !== "object" || value === null) reader.fail("an object");
  const object = recordOf<Record<string, unknown>>(value, "drand chain information", [
    "scheme",
    "schemeID",
    "public_key",
  ]);
  const field = (name: string) => new JsonReader(object[name], `drand chain information.${name}`);
  const scheme = field(absent(object.schemeID) || object.schemeID === "" ? "scheme" : "schemeID").oneOf(DRAND_SCHEMES);
  const info = { scheme, publicKey: field("public_key").hex(suiteOf(scheme).scheme.publicKeyLength) };
  return checkHash({ ...info, ...readDetails(value as object) });
}

/**
 * Reads a beacon as drand serves it (`round`, `signature`, `previous_signature`, `randomness`; the last two may be
 * missing, null or empty). Throws BAD_JSON.
 */
export function beaconFromJson(input: unknown): DrandBeacon {
  const value = typeof input === "string" ? parseJson(input, "drand beacon", 1 << 16) : input;
  const reader = new JsonReader(value, "drand beacon");
  if (typeof value !== "object" || value === null) reader.fail("an object");
  const names = ["round", "signature", "previous_signature", "randomness"];
  const object = recordOf<Record<string, unknown>>(value, "drand beacon", names);
  const field = (name: string) => new JsonReader(object[name], `drand beacon.${name}`);
  const optional = (name: string, length?: number) =>
    absent(object[name]) || object[name] === "" ? undefined : field(name).hex(length, 96);
  return {
    round: field("round").integer(0, Number.MAX_SAFE_INTEGER),
    signature: field("signature").hex(undefined, 96),
    previousSignature: optional("previous_signature"),
    randomness: optional("randomness", 32),
  };
}

/** For messages: which network a key belongs to is not known, its first bytes are. */
export function describeChain(info: ChainInfo): string {
  const { scheme, publicKey } = readInfo(info);
  suiteOf(scheme);
  checkBytes(publicKey, "drand: public key");
  return `${scheme} ${toHex(publicKey).slice(0, 16)}…`;
}

export { chainHash, type DrandChain, roundAt, timeOf } from "./drand-chain.js";
export { type DrandNetwork, networks };
