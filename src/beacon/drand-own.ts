// A chain of ours as drand's clients know it: made from its genesis and its first block, whatever anybody serves.
import type { SchemeName } from "../bls/index.js";
import { type CompleteChainInfo, chainHash, type DrandScheme } from "./drand-chain.js";

/** What of a genesis says so. */
export interface DrandGenesis {
  readonly purpose: string;
  readonly scheme: SchemeName;
  readonly beacon: {
    readonly mode: string;
    readonly genesisTime: number;
    readonly period: number;
    readonly id: string;
  };
}

/** Has the chain a beacon in drand's form? */
export function hasDrandBeacon({ purpose, beacon }: DrandGenesis): boolean {
  return purpose === "network" && beacon.mode !== "chained";
}

export function drandSchemeOf({ scheme, beacon }: DrandGenesis): DrandScheme {
  if (scheme === "min-sig") return "bls-unchained-g1-rfc9380";
  return beacon.mode === "drand-chained" ? "pedersen-bls-chained" : "pedersen-bls-unchained";
}

/** Chain information of a chain with this genesis and first block. */
export function drandInfo(
  genesis: DrandGenesis,
  first: { readonly hash: Uint8Array; readonly publicKey: Uint8Array },
): CompleteChainInfo {
  const { genesisTime, period, id } = genesis.beacon;
  const name = { genesisTime, period, publicKey: first.publicKey, groupHash: first.hash, beaconId: id };
  return { scheme: drandSchemeOf(genesis), ...name, hash: chainHash(name) };
}
