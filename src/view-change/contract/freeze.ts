// The end of the start phase: the list of miners that take part in an attempt is frozen, and the attempt gets its name.
import { FeldsparError } from "../../encoding/index.js";
import { partyIdOf, repeatedPartyIds, resolveThresholds, type Thresholds } from "../../magic-block/index.js";
import type { MinerRecord } from "../identity.js";
import { type FrozenMember, frozenListHash, sessionId } from "../session.js";
import type { EndOfPhase, Failure } from "./events.js";
import { leastMembers } from "./members.js";
import type { BlockRun } from "./run.js";
import { selectMiners } from "./selection.js";
import type { ContractState } from "./state.js";

/** Selects the candidates and gives the attempt its name. An attempt's number is used up even if it fails at once. */
export function freeze(run: BlockRun, why: EndOfPhase): Failure | null {
  const { parameters, current, chainId } = run.state;
  const list = select(run.state);
  const attempt = run.state.attempt + 1;
  run.update({ attempt });
  let thresholds: Thresholds;
  try {
    thresholds = resolveThresholds(parameters, Math.max(list.length, 1));
  } catch (error) {
    if (!(error instanceof FeldsparError)) throw error;
    return {
      code: "TOO_FEW_CANDIDATES",
      message: `${list.length} candidates cannot meet the thresholds: ${error.message}`,
    };
  }
  const least = leastMembers(parameters, thresholds);
  if (list.length < least) {
    return { code: "TOO_FEW_CANDIDATES", message: `${list.length} candidates, at least ${least} are needed` };
  }
  const listHash = frozenListHash(list);
  const number = current.number + 1;
  const id = sessionId({ chainId, previousHash: current.hash, number, attempt, listHash });
  const nothing = list.map(() => null);
  run.update({
    session: {
      id,
      number,
      attempt,
      thresholds,
      list,
      listHash,
      contributions: nothing,
      shared: list.map(() => false),
      publications: nothing,
      confirmations: nothing,
      handOvers: {},
      removed: [],
      magicBlock: null,
      magicBlockHash: null,
      certified: false,
    },
  });
  run.events.push({ type: "frozen", number, attempt, session: id });
  run.begin("contribute", why);
  return null;
}

function select(state: ContractState): FrozenMember[] {
  const { parameters, candidates, current, randomness } = state;
  const selected = selectMiners(candidates, {
    seats: parameters.miners,
    incumbents: new Set(current.minerIds),
    incumbency: parameters.incumbency,
    randomness: parameters.tieBreak === "shuffle" ? randomness : null,
  });
  const partyId = (record: MinerRecord, position: number) => partyIdOf(parameters.partyIds, position + 1, record.id);
  // two miners with one x-coordinate cannot both be dealt to; only a key ground for it can cause that, and the
  // later one is left out
  const repeated = new Set(repeatedPartyIds(selected.map(partyId)));
  return selected
    .filter((_, position) => !repeated.has(position))
    .map((record, position) => ({ ...record, index: position + 1, partyId: partyId(record, position) }));
}
