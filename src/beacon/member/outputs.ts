// What came out of which round, as this member believes it: the ledger's entry where there is one, and what it verified
// itself as long as the ledger does not say otherwise.
import { equalBytes } from "../../encoding/index.js";
import { randomness } from "../message.js";
import { type BeaconOutput, sameOutput } from "../output.js";
import { isOfView, ledgerOutput } from "./chain.js";
import { OUTPUTS_OF_ROUND } from "./state-bytes.js";
import type { Turn } from "./turn.js";

/** Outputs of a round that this member holds, by ascending count. */
export function heldOutputs(turn: Turn, round: number): BeaconOutput[] {
  return turn.state.outputs.filter((output) => output.round === round);
}

/** What to give to whoever asks for a round: the ledger's, else this member's own. */
export function outputAt(turn: Turn, round: number): BeaconOutput | null {
  return ledgerOutput(turn.chain, round) ?? heldOutputs(turn, round)[0] ?? null;
}

/** Is this very round, under this count and chained to this, out already? */
export function isKnown(turn: Turn, output: Omit<BeaconOutput, "signature">): boolean {
  const same = (other: BeaconOutput | null) =>
    other !== null &&
    other.timeoutCount === output.timeoutCount &&
    equalBytes(other.previousRandomness, output.previousRandomness);
  return same(ledgerOutput(turn.chain, output.round)) || heldOutputs(turn, output.round).some(same);
}

/** By the rule for entries: does the ledger contradict it? */
function isContradicted(turn: Turn, output: BeaconOutput): boolean {
  const { chain, view } = turn;
  const entry = ledgerOutput(chain, output.round);
  if (entry !== null) return !sameOutput(entry, output);
  const before = output.round === view.startingRound ? null : ledgerOutput(chain, output.round - 1);
  const previous = output.round === view.startingRound ? chain.firstPrevious : before && randomness(before.signature);
  return previous !== null && !equalBytes(previous, output.previousRandomness);
}

/** Drops what the ledger contradicts, and what was chained to it. */
export function reconcile(turn: Turn): void {
  const { outputs } = turn.state;
  const dropped: Uint8Array[] = [];
  const kept = outputs.filter((output) => {
    const chained = dropped.some((previous) => equalBytes(previous, output.previousRandomness));
    if (isOfView(turn.view, output.round) && !chained && !isContradicted(turn, output)) return true;
    dropped.push(randomness(output.signature));
    return false;
  });
  if (kept.length < outputs.length) turn.replace({ outputs: kept });
}

/** Is there room for another output of this round? */
export function isWelcome(turn: Turn, output: Omit<BeaconOutput, "signature">): boolean {
  const { round } = output;
  if (round < turn.state.floor || isKnown(turn, output) || ledgerOutput(turn.chain, round) !== null) return false;
  return heldOutputs(turn, round).length < OUTPUTS_OF_ROUND;
}

/** Believes an output that is the group's, unless the ledger contradicts it. `publish`: the sharders may lack it. */
export function takeOutput(turn: Turn, output: BeaconOutput, publish: boolean): void {
  if (isContradicted(turn, output)) return;
  const order = (a: BeaconOutput, b: BeaconOutput) => a.round - b.round || a.timeoutCount - b.timeoutCount;
  turn.replace({ outputs: [...turn.state.outputs, output].sort(order) });
  turn.prune();
  if (publish) turn.effects.push({ type: "publish", number: turn.view.number, output });
}

/**
 * What this member signs the round over; null while it must wait. The ledger's entry for the round before always
 * decides. Without one: nothing, if it has voted about that round; what it signed over before, as long as that is
 * believed; else what came out first.
 */
export function previousOf(turn: Turn, round: number): Uint8Array | null {
  if (round === turn.view.startingRound) return turn.chain.firstPrevious;
  const entry = ledgerOutput(turn.chain, round - 1);
  if (entry !== null) return randomness(entry.signature);
  if (turn.memory(round - 1).voted > 0) return null;
  const { signed } = turn.memory(round);
  const candidates = heldOutputs(turn, round - 1).map((output) => randomness(output.signature));
  const before = candidates.find((one) => signed !== null && equalBytes(one, signed.previousRandomness));
  return before ?? candidates[0] ?? null;
}

/**
 * Must this go on the ledger? The last round of a view must, whatever had a time-out, and whatever this member has
 * voted about; nothing that is there already.
 */
export function mustAppend(turn: Turn, output: BeaconOutput): boolean {
  const { round, timeoutCount } = output;
  if (ledgerOutput(turn.chain, round) !== null) return false;
  return round === turn.view.lastRound || timeoutCount > 0 || turn.memory(round).voted > 0;
}
