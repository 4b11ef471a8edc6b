// What a member says of its own accord: partial signatures of the rounds that are due, oldest first.
import { timeOf } from "../drand-chain.js";
import { messageOf } from "./facts.js";
import { keep, recover } from "./receive.js";
import type { DrandTurn } from "./turn.js";
import type { DrandPartials } from "./wire.js";

/** Late rounds that are made in one step at most, where one member makes them alone. */
const MOST_AT_ONCE = 64;
/** How long a member sleeps at most, in milliseconds: wall clocks are set. */
const LONGEST_SLEEP = 60_000;

/**
 * Signs what is due. Who is behind by more than the round that is due asks what others have first, and signs the old
 * rounds when nobody has told. False if there is more to do at once.
 */
export function speak(turn: DrandTurn, share: Uint8Array | null): boolean {
  for (let done = 0; done < MOST_AT_ONCE; done++) {
    const { tip } = turn;
    watchClock(turn);
    if (turn.self < 0 || share === null || !mayWork(turn)) return true;
    sign(turn, share);
    // the own partial signature may have been the last that was missing
    if (turn.tip === tip) return true;
  }
  return false;
}

/** When a member that is behind begins to make up for it by itself; null for one that is not. */
function makesUpAt({ work, times }: DrandTurn): number | null {
  return work.behind === null ? null : work.behind.since + times.retryBase;
}

function mayWork(turn: DrandTurn): boolean {
  const at = makesUpAt(turn);
  return turn.facts.view.active && turn.due > turn.tip && (at === null || turn.time >= at);
}

function watchClock(turn: DrandTurn): void {
  const { work, time, times } = turn;
  const isBehind = turn.facts.view.active && turn.due > turn.tip + 1;
  if (!isBehind) {
    if (work.behind !== null) turn.update({ behind: null });
    return;
  }
  if (work.behind !== null && time < work.behind.at) return;
  turn.effects.push({ type: "behind", tip: turn.tip });
  const pause = work.behind === null ? times.retryBase : Math.min(2 * work.behind.pause, times.retryCap);
  turn.update({ behind: { since: work.behind?.since ?? time, at: time + pause, pause } });
}

function sign(turn: DrandTurn, share: Uint8Array): void {
  const { network } = turn.facts;
  const first = turn.tip + 1;
  const last = Math.min(turn.due, turn.tip + turn.width);
  const { said } = turn.work;
  if (said !== null && said.first === first && said.last >= last) return;
  for (let round = first; round <= last; round++) {
    if (turn.heardOf(turn.self, round) !== undefined) continue;
    // of rounds that are not chained, none needs the one before it
    const signature = turn.lookUps.scheme.sign(messageOf(network, round, turn.previous), share);
    keep(turn, turn.self, { round, signature });
  }
  const { retryBase } = turn.times;
  turn.update({ said: { first, last }, resend: { at: turn.time + retryBase, pause: retryBase } });
  const message = partialsOf(turn);
  if (message !== null) for (const position of turn.others()) turn.send(position, message);
  recover(turn);
}

/** The own partial signatures from the round being made on. */
function partialsOf(turn: DrandTurn): DrandPartials | null {
  const first = turn.tip + 1;
  const signatures: Uint8Array[] = [];
  for (let round = first; round < first + turn.width; round++) {
    const own = turn.heardOf(turn.self, round);
    if (own === undefined) break;
    signatures.push(own.signature);
  }
  if (signatures.length === 0) return null;
  return { type: "partial", number: turn.facts.view.number, round: first, signatures };
}

/** Says it again to those from whom the same was not heard, or who show that they have not heard it. */
export function sayAgain(turn: DrandTurn): void {
  const { resend } = turn.work;
  const message = turn.facts.view.active ? partialsOf(turn) : null;
  if (message === null) {
    if (resend !== null) turn.update({ resend: null });
    return;
  }
  if (resend === null) {
    const { retryBase } = turn.times;
    turn.update({ resend: { at: turn.time + retryBase, pause: retryBase } });
    return;
  }
  if (turn.time < resend.at) return;
  for (const position of turn.others()) {
    const heard = turn.heardOf(position, message.round);
    if (heard !== undefined && heard.verdict !== "bad" && !heard.again) continue;
    if (heard !== undefined) turn.replaceHeard(position, heard, { again: false });
    turn.send(position, message);
  }
  const pause = Math.min(2 * resend.pause, turn.times.retryCap);
  turn.update({ resend: { at: turn.time + pause, pause } });
}

/** Asks for the next tick, if that is another one than was asked for last. */
export function wake(turn: DrandTurn, done: boolean): void {
  if (!turn.facts.view.active) return;
  const { resend, behind } = turn.work;
  const next = turn.time + timeOf(turn.facts.network, Math.max(turn.due, turn.tip) + 1) - turn.now;
  const makesUp = makesUpAt(turn);
  const times = [
    ...[next, turn.time + LONGEST_SLEEP, resend?.at, behind?.at, done ? null : turn.time],
    makesUp === null || makesUp <= turn.time ? null : makesUp,
  ];
  const at = Math.ceil(Math.min(...times.filter((one): one is number => one !== null && one !== undefined)));
  if (done && at === turn.work.wake) return;
  turn.update({ wake: at });
  turn.effects.push({ type: "wake", at });
}
