// What the tests of documents share: a chain of three views, and beacons of them, as files.
import { type BeaconRecord, beaconMessage, beaconToJson, randomness } from "../../../src/beacon/index.js";
import { genesisToJson, MagicBlock } from "../../../src/magic-block/index.js";
import type { TestChain } from "../view-change/block-support.js";

/** Rounds of a view, each signed by the group's key. */
export function roundsOf(
  { scheme, genesis, views }: TestChain,
  number: number,
  { first, last, previous }: { readonly first: number; readonly last: number; readonly previous: Uint8Array },
): BeaconRecord[] {
  const { secret } = views[number - 1]!;
  const records: BeaconRecord[] = [];
  let previousRandomness = previous;
  for (let round = first; round <= last; round++) {
    const input = { round, timeoutCount: 0, previousRandomness };
    const message = beaconMessage({ chainId: genesis.chainId, magicBlockNumber: number }, input);
    const signature = scheme.sign(message, secret);
    records.push({ magicBlockNumber: number, ...input, signature, randomness: randomness(signature) });
    previousRandomness = randomness(signature);
  }
  return records;
}

/** The beacon of a view as a file. */
export function beaconFile({ genesis, views }: TestChain, number: number, rounds: readonly BeaconRecord[]): string {
  const { block, hash } = views[number - 1]!;
  const { scheme, groupPublicKey } = block;
  const view = { scheme, chainId: genesis.chainId, magicBlockNumber: number, groupPublicKey };
  return beaconToJson({ view, magicBlockHash: hash, rounds });
}

export const genesisFile = ({ genesis }: TestChain) => genesisToJson(genesis, 1);
export const blocksFile = (blocks: readonly MagicBlock[]) =>
  `[${blocks.map((block) => MagicBlock.toJson(block, 1)).join(",")}]`;
