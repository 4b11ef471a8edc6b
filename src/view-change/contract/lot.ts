// The lot (protocol §5.1): the set in office signs the closed candidates, so that nobody can choose a key to win a
// seat.
import { sha256 } from "@noble/hashes/sha2.js";
import { schemeByName } from "../../bls/index.js";
import { FeldsparError } from "../../encoding/index.js";
import { lotMessage } from "../../magic-block/index.js";
import { decodeLot, type Lot } from "../entries.js";
import { freeze } from "./freeze.js";
import { restart } from "./phases.js";
import type { BlockRun } from "./run.js";

/** Takes the first good lot of the block: the list is frozen by it, at the end of the block. */
export function takeLots(run: BlockRun): void {
  const lots = run.block.entries.filter(({ kind }) => kind === "lot");
  for (const { bytes } of lots) {
    try {
      const randomness = randomnessOf(run, decodeLot(bytes));
      const failure = freeze(run, "everybody-done", run.state.closing!.candidates, randomness);
      if (failure !== null) restart(run, failure);
    } catch (error) {
      run.refuse("lot", "", error);
    }
  }
}

function randomnessOf({ state }: BlockRun, { number, attempt, signature }: Lot): Uint8Array {
  const { closing, current, genesis } = state;
  if (closing === null || closing.round === state.round)
    throw new FeldsparError("WRONG_PHASE", "no candidates are closed: no lot decides anything now");
  if (number !== current.number + 1 || attempt !== state.attempt)
    throw new FeldsparError("WRONG_SESSION", `expected a lot for ${current.number + 1}.${state.attempt}`);
  const message = lotMessage({ chainId: genesis.chainId, number, attempt, candidates: closing.hash });
  const { groupPublicKey, scheme } = current.magicBlock!;
  if (!schemeByName(scheme).verify(signature, message, groupPublicKey))
    throw new FeldsparError("BAD_LOT", "the signature is not that of the set in office over the closed candidates");
  return sha256(signature);
}
