// What a network of drand says of itself, its name, and its clock: round r is due at genesis time + (r - 1) periods.
import { sha256 } from "@noble/hashes/sha2.js";
import { checkInteger, recordOf } from "../../bindings/arguments.js";
import { checkBytes } from "../../bindings/bytes.js";
import { concatBytes, describe, fail, utf8 } from "../encoding/index.js";

export const DRAND_SCHEMES = /* @__PURE__ */ Object.freeze([
  "pedersen-bls-chained",
  "pedersen-bls-unchained",
  "bls-unchained-on-g1",
  "bls-unchained-g1-rfc9380",
] as const);
export type DrandScheme = (typeof DRAND_SCHEMES)[number];

/** A network, as far as verification needs it. */
export interface ChainInfo {
  readonly publicKey: Uint8Array;
  readonly scheme: DrandScheme;
}

/** When its rounds are due. */
export interface ChainTimes {
  /** Unix time of round 1, in seconds. */
  readonly genesisTime: number;
  /** Seconds between rounds, at least 1. */
  readonly period: number;
}

/** What its name is made of. */
export interface ChainName extends ChainTimes, Pick<ChainInfo, "publicKey"> {
  /** 32 bytes; where rounds are chained, the previous signature of round 1. */
  readonly groupHash: Uint8Array;
  /** "default" unless it is named. */
  readonly beaconId: string;
}

/** A network with its clock and its name. */
export interface CompleteChainInfo extends ChainInfo, ChainName {
  /** `chainHash` of it, 32 bytes. */
  readonly hash: Uint8Array;
}

const MAX_PERIOD = 0xffffffff;
const MAX_ID = 256;

function timesOf(chain: ChainTimes): ChainTimes {
  const { genesisTime, period } = recordOf<ChainTimes>(chain, "drand chain", ["genesisTime", "period"]);
  checkInteger(genesisTime, "genesis time", 0, Number.MAX_SAFE_INTEGER);
  checkInteger(period, "period", 1, MAX_PERIOD);
  return { genesisTime, period };
}

/**
 * The hash by which drand's clients know a network, 32 bytes: SHA-256(period u32 ‖ genesis time i64 ‖ public key ‖
 * group hash ‖ beacon id, nothing for "" and "default"). The scheme is not in it. Throws BAD_TYPE, BAD_INTEGER,
 * BAD_LENGTH.
 *
 * @example
 * drand.chainHash(drand.networks.quicknet); //=> 52db9ba7…
 */
export function chainHash(chain: ChainName): Uint8Array {
  const { genesisTime, period } = timesOf(chain);
  const names = ["publicKey", "groupHash", "beaconId"] as const;
  const { publicKey, groupHash, beaconId } = recordOf<ChainName>(chain, "drand chain", names);
  checkBytes(publicKey, "public key");
  checkBytes(groupHash, "group hash", 32);
  if (typeof beaconId !== "string" || beaconId.length > MAX_ID)
    fail("BAD_TYPE", `beacon id: expected a text of at most ${MAX_ID} characters, got ${describe(beaconId)}`);
  const clock = new Uint8Array(12);
  const view = new DataView(clock.buffer);
  view.setUint32(0, period);
  view.setBigInt64(4, BigInt(genesisTime));
  return sha256(concatBytes(clock, publicKey, groupHash, utf8(beaconId === "default" ? "" : beaconId)));
}

/**
 * The latest round that is due at a time, in milliseconds since 1970; 0 before the first. Throws BAD_TYPE, BAD_INTEGER.
 *
 * @example
 * const { quicknet } = drand.networks;
 * drand.roundAt(quicknet, Date.UTC(2026, 0, 1)); //=> 24807412
 * drand.roundAt(quicknet, 0); //=> 0
 */
export function roundAt(chain: ChainTimes, time: number): number {
  const { genesisTime, period } = timesOf(chain);
  if (typeof time !== "number" || !Number.isFinite(time))
    fail("BAD_TYPE", `time: expected milliseconds, got ${describe(time)}`);
  return Math.max(0, Math.floor((time / 1000 - genesisTime) / period) + 1);
}

/**
 * When a round is due, from 1 on: milliseconds since 1970. Throws BAD_TYPE, BAD_INTEGER.
 *
 * @example
 * const { quicknet } = drand.networks;
 * drand.timeOf(quicknet, 1); //=> 1000 * quicknet.genesisTime
 * drand.roundAt(quicknet, drand.timeOf(quicknet, 1_000_000)); //=> 1_000_000
 */
export function timeOf(chain: ChainTimes, round: number): number {
  const { genesisTime, period } = timesOf(chain);
  checkInteger(round, "round", 1, Number.MAX_SAFE_INTEGER);
  return 1000 * (genesisTime + (round - 1) * period);
}
