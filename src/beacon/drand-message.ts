// What drand signs: SHA-256(previous signature || round) in its chained scheme and SHA-256(round) in the unchained
// ones, the round as 8 bytes big-endian; randomness = SHA-256(signature). `bls-unchained-on-g1` ("fastnet") hashes to
// G1 under the tag of G2: a mistake that was deployed, and is kept for its sake.
import { sha256 } from "@noble/hashes/sha2.js";
import { recordOf } from "../../bindings/arguments.js";
import { checkBytes } from "../../bindings/bytes.js";
import { type BlsScheme, minPk, minSig } from "../bls/index.js";
import { concatBytes, describe, FeldsparError } from "../encoding/index.js";
import { type ChainInfo, DRAND_SCHEMES, type DrandScheme } from "./drand-chain.js";
import { networks } from "./drand-networks.js";

export interface DrandBeacon {
  readonly round: number;
  readonly signature: Uint8Array;
  /** Only in the chained scheme; the genesis seed in round 1. */
  readonly previousSignature?: Uint8Array;
  readonly randomness?: Uint8Array;
}

const G2_TAG = "BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_NUL_";

export interface Suite {
  readonly scheme: BlsScheme;
  readonly DST: string;
  readonly chained: boolean;
}

/** Drand's clients write null where its servers leave a field out. Inside this folder only. */
export const absent = (value: unknown): value is undefined | null => value === undefined || value === null;

/** How a network signs. Throws UNKNOWN_SCHEME. Inside this folder only. */
export function suiteOf(name: DrandScheme): Suite {
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

/**
 * A network, read. Inside this folder only. What is often given instead is a network's name, or one that `networks`
 * does not have.
 */
export function readInfo(info: unknown): ChainInfo {
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
 *
 * @example
 * const message = drand.drandMessage(drand.networks.quicknet, { round: 1000 });
 * message.length; //=> 32
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
 * The beacon's 32 bytes of randomness: SHA-256 of its signature. Throws BAD_TYPE.
 *
 * @example
 * drand.drandRandomness(drandBeacon); //=> fe290bec…
 */
export function drandRandomness(beacon: Pick<DrandBeacon, "signature">): Uint8Array {
  const { signature } = recordOf<DrandBeacon>(beacon, "drand beacon", ["signature"]);
  checkBytes(signature, "drand: signature");
  return sha256(signature);
}
