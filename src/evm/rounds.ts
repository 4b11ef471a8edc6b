// Calls that give rounds to the contracts.
import { checkInteger, recordOf } from "../../bindings/arguments.js";
import { checkBytes } from "../../bindings/bytes.js";
import type { BeaconRecord } from "../beacon/index.js";
import { fail } from "../encoding/index.js";
import { DRAND_BEACON, FELDSPAR_BEACON } from "./artifacts.gen.js";
import { encodeCall, type Hex, word } from "./calldata.js";
import { uncompressedSignature } from "./points.js";

/** `submit` verifies and stores, `verify` only verifies and is free when it is called and not sent. */
export type RoundMethod = "submit" | "verify";

function checkMethod(method: unknown): asserts method is RoundMethod {
  if (method !== "submit" && method !== "verify") fail("BAD_PARAMETER", 'method: expected "submit" or "verify"');
}

/** A round as `Beacon`, the files and the ledger have it; its randomness is not needed. */
export type RoundOfAView = Omit<BeaconRecord, "randomness">;

/**
 * Calldata that hands a round of a beacon in mode "chained" to a `FeldsparBeacon`: 228 bytes. The signature (48 bytes)
 * is decoded and checked to lie in the subgroup; whether it is the group's is for the contract to say, which reverts
 * where it is not. Throws BAD_TYPE, BAD_INTEGER, BAD_LENGTH, BAD_PARAMETER, and what `G1.fromBytes` throws.
 * Variable-time: everything here is public.
 *
 * Example: `const data = encodeRound(record); await wallet.sendTransaction({ to: beaconAddress, data });`
 *
 * @example
 * const [{ record }] = run.beacon;
 * const data = encodeRound(record); // wallet.sendTransaction({ to: beaconAddress, data })
 * data.length; //=> 2 + 2 * 228
 */
export function encodeRound(round: RoundOfAView, method: RoundMethod = "submit"): Hex {
  const names = ["magicBlockNumber", "round", "timeoutCount", "previousRandomness", "signature"] as const;
  const read = recordOf<RoundOfAView>(round, "round", names);
  checkMethod(method);
  checkInteger(read.magicBlockNumber, "magic block number", 1, Number.MAX_SAFE_INTEGER);
  checkInteger(read.round, "round", 0, Number.MAX_SAFE_INTEGER);
  checkInteger(read.timeoutCount, "timeout count", 0, 0xffffffff);
  checkBytes(read.previousRandomness, "previous randomness", 32);
  checkBytes(read.signature, "signature", 48);
  return encodeCall(FELDSPAR_BEACON.selectors[method], [
    word(read.magicBlockNumber),
    word(read.round),
    word(read.timeoutCount),
    read.previousRandomness,
    uncompressedSignature(read.signature),
  ]);
}

/** A round of a drand network, as its servers give it: of scheme `bls-unchained-g1-rfc9380`. */
export interface DrandRoundInput {
  readonly round: number;
  /** 48 bytes. */
  readonly signature: Uint8Array;
}

/**
 * Calldata that hands a round of a drand network to a `DrandBeacon`: 132 bytes. The signature (48 bytes) is decoded
 * and checked to lie in the subgroup; whether it is the network's is for the contract to say. Throws BAD_TYPE,
 * BAD_INTEGER, BAD_LENGTH, BAD_PARAMETER, and what `G1.fromBytes` throws.
 *
 * @example
 * encodeDrandRound(drandBeacon).length; //=> 2 + 2 * 132
 */
export function encodeDrandRound(round: DrandRoundInput, method: RoundMethod = "submit"): Hex {
  const read = recordOf<DrandRoundInput>(round, "round", ["round", "signature"]);
  checkMethod(method);
  checkInteger(read.round, "round", 1, Number.MAX_SAFE_INTEGER);
  checkBytes(read.signature, "signature", 48);
  return encodeCall(DRAND_BEACON.selectors[method], [word(read.round), uncompressedSignature(read.signature)]);
}

/**
 * Calldata that asks a `FeldsparBeacon` or a `DrandBeacon` for a round that is stored: 36 bytes. Throws BAD_INTEGER.
 *
 * @example
 * encodeRandomness(1000).length; //=> 2 + 2 * 36
 */
export function encodeRandomness(round: number): Hex {
  checkInteger(round, "round", 0, Number.MAX_SAFE_INTEGER);
  return encodeCall(FELDSPAR_BEACON.selectors.randomness, [word(round)]);
}
