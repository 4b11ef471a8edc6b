// Who may become a member, how many are needed, and how one is taken off the list.
import { schemeByName } from "../../bls/index.js";
import type { MagicBlockRemoval, Phase, Thresholds, ViewChangeParameters } from "../../magic-block/index.js";
import { checkMinerRecord, type MinerRecord } from "../identity.js";
import type { FrozenMember } from "../session.js";
import type { BlockRun } from "./run.js";
import { compareId } from "./selection.js";

/** Takes a registration, or a later one of a miner that is known; a bad one is refused. */
export function register(run: BlockRun, record: MinerRecord): void {
  try {
    const known = run.state.candidates.find((candidate) => candidate.id === record?.id);
    checkMinerRecord(schemeByName(run.state.parameters.scheme), run.state.chainId, record, known);
    const others = run.state.candidates.filter((candidate) => candidate.id !== record.id);
    run.update({ candidates: [...others, record].sort(compareId) });
    run.events.push({ type: "registered", id: record.id });
  } catch (error) {
    run.refuse(record?.id, error);
  }
}

/** Fewer candidates, dealers or members than this: restart. */
export function leastMembers(parameters: ViewChangeParameters, thresholds: Thresholds): number {
  return Math.max(thresholds.k, parameters.minMiners);
}

export function removalOf(
  list: readonly FrozenMember[],
  index: number,
  phase: Phase,
  code: string,
  reason: string,
): MagicBlockRemoval {
  return { index, id: list[index - 1]!.id, phase, code, reason };
}
