// The course of the phases: when one ends, what follows it, and how an attempt that failed starts over.
import type { Phase } from "../../magic-block/index.js";
import { countAbsences } from "./absences.js";
import { endContribute } from "./contribute.js";
import type { EndOfPhase, Failure } from "./events.js";
import { close, freeze } from "./freeze.js";
import { endPublish } from "./publish.js";
import type { BlockRun } from "./run.js";
import { enoughSharders } from "./sharders.js";
import { type ContractState, remaining } from "./state.js";
import { activateWhenDue, certifyWhenSigned, decideWhenConfirmed, failUndecided } from "./wait.js";

/** Start begins: parameters that were accepted before it are taken. */
export function openStart(run: BlockRun): void {
  const { phase, phaseStart, opened, nextParameters, round } = run.state;
  if (phase !== "start" || opened || round <= phaseStart) return;
  run.update({ opened: true });
  if (nextParameters === null) return;
  run.update({ parameters: nextParameters, nextParameters: null });
  run.events.push({ type: "parameters", taken: true });
}

/** Ends the phase when it is over or everybody is done, and starts over what has failed: at most one edge. */
export function advance(run: BlockRun): void {
  const { phase, phaseStart, round, closing } = run.state;
  // the edge of this block is taken already where a lot froze the list, or an attempt starts over
  if (phase === "stopped" || round <= phaseStart) return;
  if (phase === "wait") {
    advanceWait(run);
    return;
  }
  const { parameters } = run.state.session ?? run.state;
  if (closing !== null) {
    if (round < closing.round + parameters.lotRounds) return;
    const failure = freeze(run, "rounds-over", closing.candidates, null);
    if (failure !== null) restart(run, failure);
    return;
  }
  const over = round >= phaseStart + parameters.phaseRounds[phase];
  const done = parameters.fastPath && everybodyDone(run.state);
  if (!over && !done) return;
  const failure = end(run, phase, done ? "everybody-done" : "rounds-over");
  if (failure !== null) restart(run, failure);
}

/** Start has no fast path. */
function everybodyDone(state: ContractState): boolean {
  const { phase, session } = state;
  if (session === null || phase === "start") return false;
  switch (phase) {
    case "contribute":
      return (
        remaining(session, "dealer").every((index) => session.contributions[index - 1]) &&
        remaining(session, "receiver").every((index) => session.encryptionKeys[index - 1])
      );
    case "share":
      return remaining(session, "dealer").every((index) => session.shared[index - 1]);
    case "publish":
      return (
        remaining(session, "dealer").every((index) => session.publications[index - 1]) && enoughSharders(state) === null
      );
    default:
      return false;
  }
}

/** Ends the phase; what is returned starts the attempt over. */
function end(run: BlockRun, phase: Exclude<Phase, "wait">, why: EndOfPhase): Failure | null {
  switch (phase) {
    case "start":
      return close(run, why);
    case "contribute":
      return endContribute(run, why);
    case "share":
      run.updateSession({ sharedAt: run.state.round });
      run.begin("publish", why);
      return null;
    case "publish":
      return endPublish(run, why);
  }
}

/** Confirm, decide, hand over, activate: a decided block is never dropped, and waits for its hand-over however long. */
function advanceWait(run: BlockRun): void {
  decideWhenConfirmed(run);
  if (run.session.decided === null) {
    const { parameters } = run.session;
    if (run.state.round < run.state.phaseStart + parameters.phaseRounds.wait) return;
    restart(run, failUndecided(run));
    return;
  }
  certifyWhenSigned(run);
  activateWhenDue(run);
}

/** The next attempt, after a pause that doubles with every failure up to its cap; after too many failures, none. */
export function restart(run: BlockRun, failure: Failure): void {
  countAbsences(run, failure.code);
  const { parameters, round, session, phase } = run.state;
  const { code, message } = failure;
  const failures = run.state.failures + 1;
  const pause = Math.min(parameters.backOff.cap, parameters.backOff.base * 2 ** Math.min(failures - 1, 40));
  const until = round + 1 + pause;
  run.events.push({ type: "phase-ended", phase: phase as Phase, why: "failed" });
  run.events.push({ type: session?.magicBlock ? "dropped" : "restarted", code, message, session, until });
  const stop = failures >= parameters.maxAttempts;
  run.update({
    phase: stop ? "stopped" : "start",
    phaseStart: until - 1,
    opened: false,
    failures,
    session: null,
    closing: null,
  });
  if (stop) run.events.push({ type: "stopped", failures });
}
