// What is asked for again and again until it is there: entries on the ledger, and outputs that others have.
import { sameOutput } from "../output.js";
import { ledgerOutput } from "./chain.js";
import { heldOutputs, mustAppend } from "./outputs.js";
import type { Pause } from "./state.js";
import type { Turn } from "./turn.js";

/** How many members are asked at once. */
const ASKED_AT_ONCE = 3;

function later(turn: Turn, last: Pause | null): Pause {
  const { retryBase, retryCap } = turn.options;
  const pause = last === null ? retryBase : Math.min(2 * last.pause, retryCap);
  return { at: turn.time + pause, pause };
}

/** Appends what must be on the ledger, at once and then after pauses, until it is there. */
export function append(turn: Turn): void {
  const { append: last, appended } = turn.work;
  const wanted = turn.state.outputs.filter((output) => mustAppend(turn, output));
  if (wanted.length === 0) {
    if (last !== null) turn.update({ append: null, appended: [] });
    return;
  }
  const fresh = wanted.filter((output) => !appended.some((other) => sameOutput(other, output)));
  const again = last !== null && turn.time >= last.at;
  for (const output of again ? wanted : fresh) turn.effects.push({ type: "append", number: turn.view.number, output });
  if (again || fresh.length > 0) turn.update({ append: later(turn, again ? last : null), appended: wanted });
}

/** A round that this member has voted about and that is over, but neither held nor on the ledger; or null. */
function lostRound(turn: Turn): number | null {
  const lost = turn.state.rounds.find(
    ({ round, voted }) =>
      voted > 0 &&
      round <= turn.tip &&
      ledgerOutput(turn.chain, round) === null &&
      heldOutputs(turn, round).length === 0,
  );
  return lost?.round ?? null;
}

/**
 * Asks for what others must have: what came out before the rounds of which they speak, and what came out of rounds
 * that this member has voted about. A few members in turn, with growing pauses.
 */
export function ask(turn: Turn): void {
  const { ask: last, ahead, asked } = turn.work;
  const lost = lostRound(turn);
  const questions = turn.others().flatMap((position) => {
    const spoken = ahead[position] ?? 0;
    if (spoken > turn.current) return [{ position, round: spoken - 1 }];
    return lost === null ? [] : [{ position, round: lost }];
  });
  if (questions.length === 0) {
    if (last !== null) turn.update({ ask: null });
    return;
  }
  // messages that overtake others are usual: what is missing may be on its way
  if (last === null) turn.update({ ask: later(turn, null) });
  if (last === null || turn.time < last.at) return;
  for (let count = 0; count < Math.min(ASKED_AT_ONCE, questions.length); count++) {
    const { position, round } = questions[(asked + count) % questions.length]!;
    turn.send(position, { type: "request", number: turn.view.number, round });
  }
  turn.update({ ask: later(turn, last), asked: (asked + ASKED_AT_ONCE) % turn.facts.members.length });
}
