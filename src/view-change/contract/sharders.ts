// The sharders of the next set (protocol §5.1): those whose `keep` was accepted, by stake. A set that is not alive
// would stop time, so some must be there, and one of them must be in office already.
import { type MagicBlockSharder, minerIdOf } from "../../magic-block/index.js";
import type { Failure } from "./events.js";
import { stakeOf } from "./members.js";
import { compareId, findById } from "./sorted.js";
import type { ContractState } from "./state.js";

/** Ids of the sharders in office. */
export function shardersInOffice({ current, genesis }: ContractState): string[] {
  return current.magicBlock?.sharders.map(({ id }) => id) ?? genesis.sharders.map((one) => minerIdOf(one.publicKey));
}

/** The next set, by ascending id. */
export function nextSharders(state: ContractState): MagicBlockSharder[] {
  const { kept, parameters } = state.session!;
  return (
    kept
      .map((id) => ({ id, stake: stakeOf(state, id) }))
      // whoever left, or lost its stake, since its keep was accepted is not selectable any more
      .filter(({ id, stake }) => stake >= parameters.minStake && !findById(state.sharders, id)!.left)
      .sort((a, b) => (a.stake === b.stake ? compareId(a, b) : a.stake > b.stake ? -1 : 1))
      .slice(0, parameters.maxSharders)
      .sort(compareId)
      .map(({ id, stake }, position) => {
        const { publicKey, url } = findById(state.sharders, id)!;
        return { index: position + 1, id, publicKey, stake, url };
      })
  );
}

/** null when they are enough. */
export function enoughSharders(state: ContractState): Failure | null {
  const next = nextSharders(state);
  const { minSharders } = state.session!.parameters;
  if (next.length < minSharders)
    return { code: "TOO_FEW_SHARDERS", message: `${next.length} sharders want to go on, at least ${minSharders} must` };
  const sitting = new Set(shardersInOffice(state));
  if (!next.some(({ id }) => sitting.has(id)))
    return { code: "TOO_FEW_SHARDERS", message: "none of the sharders in office wants to go on" };
  return null;
}
