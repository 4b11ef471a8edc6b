// The in-process driver: miners, a chain, a network and a clock in one process, in virtual time. With a seed
// everything is reproducible to the byte: the same magic block, the same beacon.
import { toHex } from "../encoding/index.js";
import { MagicBlock } from "../magic-block/index.js";
import { type BeaconRun, runBeacon } from "./beacon-rounds.js";
import { settingsOf } from "./options.js";
import { MOST_BLOCKS, play } from "./play.js";
import type { RunViewChangeOptions, ViewChangeResult } from "./report/report.js";
import { Stage } from "./stage.js";

/**
 * A simulation: runs whole view changes in this process, and beacon rounds after the last. Throws BAD_PARAMETER,
 * BAD_FAULT for options that make no sense; everything that goes wrong in the protocol is in the result.
 */
export async function runViewChange(options: RunViewChangeOptions): Promise<ViewChangeResult> {
  const begun = performance.now();
  const stage = await Stage.set(settingsOf(options));
  await play(stage);
  const beacon = playBeacon(stage);
  stage.replica.close();
  return resultOf(stage, beacon, performance.now() - begun);
}

/** The rounds of the last view, if all were made. */
function playBeacon(stage: Stage): BeaconRun {
  const { magicBlocks, machines, settings, progress } = stage;
  const { rounds, views, chainId, options } = settings;
  const block = magicBlocks.at(-1);
  if (block === undefined || magicBlocks.length < views || rounds === 0) return { rounds: [], failure: null };
  const hash = toHex(MagicBlock.hash(block));
  const signers = block.miners.flatMap((miner) => {
    const machine = machines.get(miner.id)!;
    const key = machine.state.keys.find((held) => toHex(held.blockHash) === hash);
    const faulty = stage.cast.has(miner.id, "bad-partial");
    return key === undefined || !machine.up ? [] : [{ index: miner.index, secretShare: key.secretShare, faulty }];
  });
  return runBeacon({
    block,
    chainId,
    signers,
    count: rounds,
    onRound: (round, done) => {
      options.onEvent?.({ type: "beacon-round", round });
      progress.report("beacon", done, rounds);
    },
  });
}

/** Every member that has a key has it for the block that was activated, and every honest, living member has one. */
function agreement(stage: Stage): boolean {
  const block = stage.magicBlocks.at(-1);
  if (block === undefined) return true;
  const hash = toHex(MagicBlock.hash(block));
  return block.miners.every((miner) => {
    const machine = stage.machines.get(miner.id)!;
    const key = machine.state.keys.find((held) => held.number === block.number);
    if (key !== undefined) return toHex(key.blockHash) === hash && key.index === miner.index;
    return !machine.up || stage.cast.textsOf(miner.id).length > 0 || block.qualification === "zus";
  });
}

function resultOf(stage: Stage, beacon: BeaconRun, milliseconds: number): ViewChangeResult {
  const { observer, magicBlocks, settings, state, time, network, genesis, blocks } = stage;
  const { checked, chainId, views, options } = settings;
  const activated = magicBlocks.length === views;
  const lastReason = observer.attempts.at(-1)?.reason ?? {
    code: "TOO_MANY_ROUNDS",
    message: `no magic block within ${MOST_BLOCKS} blocks`,
  };
  return {
    activated,
    failure: activated ? beacon.failure : lastReason,
    parameters: checked.parameters,
    scheme: checked.parameters.scheme,
    chainId,
    warnings: checked.warnings,
    secrecyMargin: checked.secrecyMargin,
    candidates: options.candidates.length,
    attempts: observer.attempts,
    magicBlocks,
    magicBlock: activated ? magicBlocks.at(-1)! : null,
    agreement: agreement(stage),
    beacon: beacon.rounds,
    rounds: state.round,
    virtualMilliseconds: time.now(),
    milliseconds,
    messages: { ...network.counts },
    genesis,
    blocks,
  };
}
