// Beacon rounds of a finished view, each member signing with its share.
import { Beacon, beaconGenesis, rank } from "../beacon/index.js";
import { schemeByName } from "../bls/index.js";
import { FeldsparError } from "../encoding/index.js";
import { MagicBlock, partyIdOf } from "../magic-block/index.js";
import type { BeaconRoundReport } from "./report/report.js";

/** A member that is there. */
export interface Signer {
  readonly index: number;
  readonly secretShare: Uint8Array;
  /** Sends wrong signatures. */
  readonly faulty: boolean;
}

export interface BeaconRun {
  readonly rounds: readonly BeaconRoundReport[];
  /** Why it stopped before the last round, or null. */
  readonly failure: { readonly code: string; readonly message: string } | null;
}

/** Runs `count` rounds from the view's starting round on. */
export function runBeacon(options: {
  readonly block: MagicBlock;
  readonly chainId: string;
  readonly signers: readonly Signer[];
  readonly count: number;
  readonly onRound?: (round: BeaconRoundReport, done: number) => void;
}): BeaconRun {
  const { block, chainId, signers, count } = options;
  const blockHash = MagicBlock.hash(block);
  const ids = new Map(block.miners.map((miner) => [miner.index, partyIdOf(block.partyIds, miner.index, miner.id)]));
  const indexOf = new Map([...ids].map(([index, id]) => [String(id), index]));
  const beacon = new Beacon({
    scheme: block.scheme,
    chainId,
    magicBlockNumber: block.number,
    groupPublicKey: block.groupPublicKey,
    threshold: block.t,
    members: block.miners.map((miner) => ({ id: ids.get(miner.index)!, publicShare: miner.publicShare })),
    round: block.startingRound,
    previousRandomness: beaconGenesis(chainId, blockHash),
  });
  const scheme = schemeByName(block.scheme);
  const rounds: BeaconRoundReport[] = [];
  for (let done = 1; done <= count; done++) {
    const begun = performance.now();
    const partials = signers.map(({ index, secretShare, faulty }) => ({
      id: ids.get(index)!,
      signature: faulty ? scheme.sign(new Uint8Array(1), secretShare) : beacon.sign(secretShare),
    }));
    const signed = performance.now();
    try {
      for (const partial of partials) beacon.add(partial);
      const { record, signers: good, invalid } = beacon.finish();
      const round: BeaconRoundReport = {
        record,
        ranks: rank(
          record.randomness,
          block.miners.map((miner) => miner.index),
        ),
        signers: good.map((id) => indexOf.get(String(id))!),
        invalid: invalid.map((id) => indexOf.get(String(id))!),
        signMilliseconds: (signed - begun) / Math.max(1, partials.length),
        recoverMilliseconds: performance.now() - signed,
      };
      rounds.push(round);
      options.onRound?.(round, done);
    } catch (error) {
      if (!(error instanceof FeldsparError)) throw error;
      return { rounds, failure: { code: error.code, message: error.message } };
    }
  }
  return { rounds, failure: null };
}
