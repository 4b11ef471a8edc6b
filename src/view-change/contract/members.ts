// Who may become a member, how many are needed, and how one is taken off the list.
import { schemeByName } from "../../bls/index.js";
import type { MagicBlockRemoval, Phase, Thresholds, ViewChangeParameters } from "../../magic-block/index.js";
import { checkMinerRecord, type MinerRecord } from "../identity.js";
import type { FrozenMember } from "../session.js";
import { REMOVAL_REASONS, type RemovalCode } from "./events.js";
import type { BlockRun } from "./run.js";

/** Takes a registration, or a later one of a miner that is known; a bad one is refused. */
export function register(run: BlockRun, record: MinerRecord): void {
  try {
    const { candidates } = run.state;
    const place = placeOf(candidates, record?.id);
    const known = candidates[place]?.id === record?.id ? candidates[place] : undefined;
    checkMinerRecord(schemeByName(run.state.parameters.scheme), run.state.chainId, record, known);
    const after = candidates.slice(known === undefined ? place : place + 1);
    run.update({ candidates: [...candidates.slice(0, place), record, ...after] });
    run.events.push({ type: "registered", id: record.id });
  } catch (error) {
    run.refuse(record?.id, error);
  }
}

/** Where a miner stands among candidates sorted by id, or would stand: a binary search. */
function placeOf(candidates: readonly MinerRecord[], id: unknown): number {
  let [low, high] = [0, typeof id === "string" ? candidates.length : 0];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (candidates[middle]!.id < (id as string)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Fewer candidates, dealers or members than this: restart. */
export function leastMembers(parameters: ViewChangeParameters, thresholds: Thresholds): number {
  return Math.max(thresholds.k, parameters.minMiners);
}

export function removalOf(
  list: readonly FrozenMember[],
  index: number,
  phase: Phase,
  code: RemovalCode,
  reason: string = REMOVAL_REASONS[code],
): MagicBlockRemoval {
  return { index, id: list[index - 1]!.id, phase, code, reason };
}
