// A beacon in drand's form as the chain has it: which network it is to drand's clients, and who signs.
import { type DrandFacts, isChained } from "../../beacon/drand-member/index.js";
import { drandInfo, drandSchemeOf, hasDrandBeacon } from "../../beacon/drand-own.js";
import type { drand } from "../../beacon/index.js";
import { equalBytes } from "../../encoding/index.js";
import type { Genesis, MagicBlock } from "../../magic-block/index.js";
import type { ContractState } from "../../view-change/contract/state.js";

/** Hash and group key of block 1, in office or decided. */
function firstBlock({ beaconOwners, session }: ContractState) {
  const first = beaconOwners[0];
  if (first?.number === 1) return { hash: first.blockHash, publicKey: first.groupPublicKey };
  if (session?.decided == null || session.number !== 1) return null;
  return { hash: session.magicBlockHash!, publicKey: session.magicBlock!.groupPublicKey };
}

/** Chain information of a chain that runs; null before block 1 is in office, and for other beacons. */
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
