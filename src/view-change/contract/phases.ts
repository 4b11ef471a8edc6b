// The course of the phases: when one ends, what follows it, and how an attempt that failed starts over.
import type { Phase } from "../../magic-block/index.js";
import { endContribute } from "./contribute.js";
import type { EndOfPhase, Failure } from "./events.js";
import { freeze } from "./freeze.js";
import { endPublish } from "./publish.js";
import type { BlockRun } from "./run.js";
import { type ContractState, remaining } from "./state.js";
import { endWait } from "./wait.js";

/** Ends the phase when it is over or everybody is done, and starts over what has failed. */
export function advance(run: BlockRun): void {
  const { phase, session, parameters, round } = run.state;
  if (phase === "stopped" || round < run.state.phaseStart) return;
  if (session?.certified === true) {
    activateWhenDue(run);
    return;
  }
  const over = round >= run.state.phaseStart + parameters.phaseRounds[phase];
  const done = parameters.fastPath && everybodyDone(run.state);
  if (!over && !done) return;
  const failure = end(run, phase, done ? "everybody-done" : "rounds-over");
  if (failure !== null) restart(run, failure);
}

function everybodyDone(state: ContractState): boolean {
  const { phase, session, current } = state;
  if (session === null) return true;
  const on = remaining(session).map((index) => index - 1);
  switch (phase) {
    case "contribute":
      return on.every((position) => session.contributions[position] !== null);
    case "share":
      return on.every((position) => session.shared[position]);
    case "publish":
      return on.every((position) => session.publications[position] !== null);
    default:
      return (
        on.every((position) => session.confirmations[position] !== null) &&
        (current.magicBlock === null || Object.keys(session.handOvers).length >= current.magicBlock.t)
      );
  }
}

/** Ends the phase; what is returned starts the attempt over. */
function end(run: BlockRun, phase: Phase, why: EndOfPhase): Failure | null {
  switch (phase) {
    case "start":
      return freeze(run, why);
    case "contribute":
      return endContribute(run, why);
    case "share":
      run.begin("publish", why);
      return null;
    case "publish":
      return endPublish(run, why);
    case "wait":
      return endWait(run, why) ?? activateWhenDue(run);
  }
}

/** A certified magic block comes into office with its starting round. Cannot fail. */
function activateWhenDue(run: BlockRun): null {
  const { session } = run;
  const magicBlock = session.magicBlock!;
  if (run.state.round < magicBlock.startingRound) return null;
  const current = {
    number: magicBlock.number,
    hash: session.magicBlockHash!,
    startingRound: magicBlock.startingRound,
    magicBlock,
    minerIds: magicBlock.miners.map((miner) => miner.id),
  };
  run.update({ current, phase: "start", phaseStart: run.state.round + 1, attempt: 0, failures: 0, session: null });
  run.events.push({ type: "activated", magicBlock, session });
  return null;
}

/** The next attempt, after a pause that doubles with every failure up to its cap; after too many failures, none. */
function restart(run: BlockRun, { code, message }: Failure): void {
  const { parameters, round, session, phase } = run.state;
  const failures = run.state.failures + 1;
  const pause = Math.min(parameters.backOff.cap, parameters.backOff.base * 2 ** Math.min(failures - 1, 40));
  const until = round + 1 + pause;
  run.events.push({ type: "phase-ended", phase: phase as Phase, why: "failed" });
  run.events.push({ type: session?.magicBlock ? "dropped" : "restarted", code, message, session, until });
  const stop = failures >= parameters.maxAttempts;
  run.update({ phase: stop ? "stopped" : "start", phaseStart: until, failures, session: null });
  if (stop) run.events.push({ type: "stopped", failures });
}
