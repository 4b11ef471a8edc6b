// What a member says of its own accord: its partial signature of the round being made, or its vote for the next
// count. What it says is decided by what it remembers, and that is stored first; so it says the same after a crash.
import { equalBytes } from "../../encoding/index.js";
import type { BeaconMessage } from "../wire.js";
import { isAbout, keep, own } from "./heard.js";
import { timeoutOf } from "./options.js";
import { previousOf } from "./outputs.js";
import { recover } from "./recover.js";
import type { Heard } from "./state.js";
import type { Subject, Turn } from "./turn.js";

/** Late rounds that are made in one step at most, where one member makes them alone. */
const MOST_AT_ONCE = 16;

/** Does what is due. False if there is more to do at once. */
export function speak(turn: Turn): boolean {
  for (let done = 0; done < MOST_AT_ONCE; done++) {
    const { current } = turn;
    const { count } = turn.memory(current);
    restartTimers(turn);
    decide(turn);
    say(turn);
    // the own partial signature may have been the last that was missing, or the own vote
    if (turn.current === current && turn.memory(current).count === count) return true;
  }
  return false;
}

/** The clock of a round and count runs from when it can be made: from its predecessor's output on. */
function restartTimers(turn: Turn): void {
  const { current: round, work } = turn;
  const { count } = turn.memory(round);
  const running = turn.mayWork(round) && previousOf(turn, round) !== null;
  const same = work.timer !== null && work.timer.round === round && work.timer.count === count;
  if (same === running && (same || work.timer === null)) return;
  if (work.timer?.round !== round) turn.update({ strikes: [], ask: null });
  turn.update({ timer: running ? { round, count, since: turn.time } : null });
}

/** When this member votes for the round being made to go on under the next count; null if it does not. */
export function voteAt(turn: Turn): number | null {
  const { timer } = turn.work;
  if (timer === null) return null;
  const { voted, count } = turn.memory(timer.round);
  // who has signed the next round has this one's output, and must not make another
  if (voted > count || count === 0xffffffff || turn.memory(timer.round + 1).signed !== null) return null;
  return timer.since + timeoutOf(turn.options, count);
}

/** Decides, and remembers, what to sign or to vote for. */
function decide(turn: Turn): void {
  const { current: round } = turn;
  const previousRandomness = previousOf(turn, round);
  if (!turn.mayWork(round) || previousRandomness === null) return;
  const at = voteAt(turn);
  const { voted, count, signed } = turn.memory(round);
  if (at !== null && turn.time >= at) turn.remember(round, { voted: count + 1 });
  else if (voted > count) return;
  else if (signed?.timeoutCount !== count || !equalBytes(signed.previousRandomness, previousRandomness)) {
    turn.remember(round, { signed: { timeoutCount: count, previousRandomness } });
  }
}

/** What this member has to say about the round being made; null for nothing. */
function subjectOf(turn: Turn): Subject | null {
  const { current: round } = turn;
  const { voted, count, signed } = turn.memory(round);
  if (!turn.mayWork(round)) return null;
  if (voted > count) return { type: "vote", round, timeoutCount: voted, previousRandomness: null };
  if (signed === null || signed.timeoutCount !== count) return null;
  return { type: "partial", round, ...signed };
}

/** Says it to everybody, if this life has not said it yet. */
function say(turn: Turn): void {
  const subject = subjectOf(turn);
  if (subject === null || own(turn, subject) !== undefined) return;
  const signature = turn.scheme.sign(turn.messageOf(subject), turn.options.secretShare!);
  keep(turn, turn.self, { ...subject, signature });
  for (const position of turn.others()) turn.send(position, messageOf(turn, subject, signature));
  const { retryBase } = turn.options;
  turn.update({ resend: { at: turn.time + retryBase, pause: retryBase } });
  recover(turn, subject);
}

function messageOf(turn: Turn, subject: Subject, signature: Uint8Array): BeaconMessage {
  const { round, timeoutCount, previousRandomness } = subject;
  const about = { number: turn.view.number, round, timeoutCount, signature };
  if (previousRandomness === null) return { type: "vote", ...about };
  return { type: "partial", ...about, previousRandomness };
}

/** Says it again to those from whom the same was not heard, or who show that they have not heard it. */
export function sayAgain(turn: Turn): void {
  const { resend } = turn.work;
  const subject = subjectOf(turn);
  const said = subject === null ? undefined : own(turn, subject);
  if (subject === null || said === undefined) {
    if (resend !== null) turn.update({ resend: null });
    return;
  }
  if (resend === null)
    turn.update({ resend: { at: turn.time + turn.options.retryBase, pause: turn.options.retryBase } });
  if (resend === null || turn.time < resend.at) return;
  const { certificate, count: timeoutCount } = turn.memory(subject.round);
  const { number } = turn.view;
  for (const position of turn.others()) {
    const heard = turn.heardFrom(position).find((entry) => isAbout(entry, subject) && entry.verdict !== "bad");
    if (heard !== undefined && !heard.again) continue;
    if (heard !== undefined) answered(turn, position, heard);
    // who is away when a count changes learns of it together with what is signed under it
    if (certificate !== null) {
      turn.send(position, { type: "certificate", number, round: subject.round, timeoutCount, signature: certificate });
    }
    turn.send(position, messageOf(turn, subject, said.signature));
  }
  const pause = Math.min(2 * resend.pause, turn.options.retryCap);
  turn.update({ resend: { at: turn.time + pause, pause } });
}

function answered(turn: Turn, position: number, heard: Heard): void {
  turn.setHeard(
    position,
    turn.heardFrom(position).map((one) => (one === heard ? { ...one, again: false } : one)),
  );
}
