// Beacons of drand's networks (https://drand.love), public ones and our own, with the same code as our rounds.
import { sha256 } from "@noble/hashes/sha2.js";
import { recordOf, recordsOf } from "../../bindings/arguments.js";
import { checkBytes, isBytes } from "../../bindings/bytes.js";
import type { BatchResult } from "../bls/index.js";
import { equalBytes, FeldsparError, toHex } from "../encoding/index.js";
import type { ChainInfo } from "./drand-chain.js";
import { absent, type DrandBeacon, drandMessage, readInfo, suiteOf } from "./drand-message.js";

export {
  type ChainInfo,
  type ChainName,
  type ChainTimes,
  type CompleteChainInfo,
  chainHash,
  DRAND_SCHEMES,
  type DrandScheme,
  roundAt,
  timeOf,
} from "./drand-chain.js";
export { beaconFromJson, beaconToJson, chainInfoFromJson, chainInfoToJson } from "./drand-json.js";
export { type DrandBeacon, type DrandRound, drandMessage, drandRandomness } from "./drand-message.js";
export { type DrandNetwork, networks } from "./drand-networks.js";

const BEACON = ["round", "signature", "previousSignature", "randomness"] as const;

/**
 * Is the beacon the network's? A stated randomness must be the signature's hash. Malformed bytes throw; a wrong
 * signature is false.
 *
 * @example
 * const { quicknet } = drand.networks;
 * drand.verify(quicknet, drandBeacon); //=> true
 * drand.verify(quicknet, { ...drandBeacon, round: drandBeacon.round + 1 }); //=> false
 */
export function verify(info: ChainInfo, beacon: DrandBeacon): boolean {
  const chain = readInfo(info);
  const { scheme, DST } = suiteOf(chain.scheme);
  const { signature, randomness, ...round } = recordOf<DrandBeacon>(beacon, "drand beacon", BEACON);
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

/**
 * The same of many beacons of one network, at a fraction of the cost for each: `invalid` has the positions of those
 * that are not the network's. Where rounds are chained and the list has a round and the one after it, one after the
 * other, the link is checked, too: a previous signature that is not the one before is wrong, and one that is left out
 * is taken from there. Malformed bytes throw, as in `verify`; signatures that are no points with positions as
 * `culprits`. Not constant-time: everything is public.
 *
 * @example
 * const beacons = [drandBeacon, { ...drandBeacon, round: drandBeacon.round + 1 }];
 * drand.verifyMany(drand.networks.quicknet, beacons); //=> { valid: false, invalid: [1] }
 */
export function verifyMany(info: ChainInfo, beacons: readonly DrandBeacon[]): BatchResult {
  const chain = readInfo(info);
  const { scheme, DST, chained } = suiteOf(chain.scheme);
  const list = recordsOf<DrandBeacon>(beacons, "beacons", "drand beacon", BEACON, true);
  const wrong = new Set<number>();
  const items = list.map(({ round, signature, previousSignature, randomness }, index) => {
    checkBytes(signature, `drand: signature of beacon ${index}`, scheme.signatureLength);
    if (!absent(randomness)) {
      checkBytes(randomness, `drand: randomness of beacon ${index}`);
      if (!equalBytes(randomness, sha256(signature))) wrong.add(index);
    }
    const before = list[index - 1];
    const previous = chained && before?.round === round - 1 ? before.signature : undefined;
    const isLinked = previous === undefined || absent(previousSignature) || equalBytes(previousSignature, previous);
    if (!isLinked) wrong.add(index);
    const link = absent(previousSignature) ? previous : previousSignature;
    return { signature, message: drandMessage(chain, { round, previousSignature: link }), publicKey: chain.publicKey };
  });
  for (const position of scheme.batchVerify(items, { DST }).invalid) wrong.add(position);
  return { valid: wrong.size === 0, invalid: [...wrong].sort((a, b) => a - b) };
}

/**
 * A network in words, for messages: its scheme, and the beginning of its key. Throws BAD_TYPE, UNKNOWN_SCHEME.
 *
 * @example
 * drand.describeChain(drand.networks.quicknet); //=> "bls-unchained-g1-rfc9380 83cf0f2896adee7e…"
 */
export function describeChain(info: ChainInfo): string {
  const { scheme, publicKey } = readInfo(info);
  suiteOf(scheme);
  checkBytes(publicKey, "drand: public key");
  return `${scheme} ${toHex(publicKey).slice(0, 16)}…`;
}
