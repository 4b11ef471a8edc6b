// A beacon in drand's form as the chain has it: which network it is to drand's clients, and who signs.
import { type DrandFacts, isChained } from "../../beacon/drand-member/index.js";
import { drand } from "../../beacon/index.js";
import { equalBytes } from "../../encoding/index.js";
import type { Genesis, MagicBlock } from "../../magic-block/index.js";
import type { ContractState } from "../../view-change/contract/state.js";

/** Has the chain such a beacon? */
export function hasDrandBeacon({ purpose, beacon }: Genesis): boolean {
  return purpose === "network" && beacon.mode !== "chained";
}

function drandSchemeOf({ scheme, beacon }: Genesis): drand.DrandScheme {
  if (scheme === "min-sig") return "bls-unchained-g1-rfc9380";
  return beacon.mode === "drand-chained" ? "pedersen-bls-chained" : "pedersen-bls-unchained";
}

/** Hash and group key of block 1, in office or decided. */
function firstBlock({ beaconOwners, session }: ContractState) {
  const first = beaconOwners[0];
  if (first?.number === 1) return { hash: first.blockHash, publicKey: first.groupPublicKey };
  if (session?.decided == null || session.number !== 1) return null;
  return { hash: session.magicBlockHash!, publicKey: session.magicBlock!.groupPublicKey };
}

/** Chain information as drand's clients know it, of a chain with this genesis and first block. */
export function drandInfo(genesis: Genesis, first: { hash: Uint8Array; publicKey: Uint8Array }) {
  const { genesisTime, period, id } = genesis.beacon;
  const name = { genesisTime, period, publicKey: first.publicKey, groupHash: first.hash, beaconId: id };
  return { scheme: drandSchemeOf(genesis), ...name, hash: drand.chainHash(name) } satisfies drand.CompleteChainInfo;
}

/** The same of a chain that runs; null before block 1 is in office, and for other beacons. */
export function drandInfoOf(state: ContractState): drand.CompleteChainInfo | null {
  const { genesis, current } = state;
  const first = hasDrandBeacon(genesis) && current.magicBlock !== null ? firstBlock(state) : null;
  return first === null ? null : drandInfo(genesis, first);
}

/** What a member of the view with this block knows; null where the chain does not have the block, or no such beacon. */
export function drandFactsOf(state: ContractState, block: MagicBlock, blockHash: Uint8Array): DrandFacts | null {
  const { genesis, current } = state;
  const first = hasDrandBeacon(genesis) ? firstBlock(state) : null;
  if (first === null) return null;
  const { genesisTime, period, catchUp } = genesis.beacon;
  const { scheme } = genesis;
  const active = current.number === block.number && equalBytes(current.hash, blockHash);
  const { number, t: threshold, members } = block;
  return {
    network: {
      ...{ scheme, drandScheme: drandSchemeOf(genesis), publicKey: first.publicKey, seed: first.hash },
      ...{ genesisTime, period, catchUp },
    },
    view: { number, blockHash, active, threshold, members },
  };
}

/** Is each round chained to the one before it? */
export const isChainedBeacon = (genesis: Genesis): boolean => isChained({ drandScheme: drandSchemeOf(genesis) });
