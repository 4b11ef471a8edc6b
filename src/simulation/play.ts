// The play: whatever is due in virtual time happens, one machine at a time, until every view that was asked for is made
// or the contract has stopped. Nothing of the protocol is here.
import type { AppliedBlock } from "../node/replica.js";
import type { ContractState } from "../view-change/contract/state.js";
import { agrees } from "./agreement.js";
import { closeView } from "./beacon-rounds.js";
import type { Machine } from "./machine.js";
import type { Stage } from "./stage.js";
import type { Happening } from "./time.js";

/** Bounds a run whose parameters would let it go on for ever. */
export const MOST_BLOCKS = 200_000;
/** Rounds that a decided block waits for its hand-over beyond its starting round before the run gives it up. */
const MOST_LATE = 500;
/** Rounds after which a machine that crashed is back. */
const ROUNDS_DOWN = 3;

/** Plays until the end of the last view, or of the contract's patience. */
export async function play(stage: Stage): Promise<void> {
  const { time, settings, machines } = stage;
  time.schedule(settings.roundTime, "block", "");
  for (let blocks = 0; blocks < MOST_BLOCKS; ) {
    const due = time.next();
    if (due === null) return;
    for (const [owner, messages] of byOwner(due.filter(({ turn }) => turn === "message"))) {
      await act(stage, machines.get(owner), messages);
    }
    for (const happening of due) {
      const machine = machines.get(happening.owner);
      if (happening.turn === "alarm") await act(stage, machine, [happening]);
      else if (happening.turn === "return") await measured(stage, machine!, () => machine!.boot());
    }
    if (!due.some(({ turn }) => turn === "block")) continue;
    blocks++;
    if (await block(stage)) return;
    time.schedule(time.now() + settings.roundTime, "block", "");
  }
}

/** In the order in which each was heard of first. */
function byOwner(happenings: readonly Happening[]): Map<string, Happening[]> {
  const owners = new Map<string, Happening[]>();
  for (const happening of happenings) {
    const list = owners.get(happening.owner);
    if (list === undefined) owners.set(happening.owner, [happening]);
    else list.push(happening);
  }
  return owners;
}

/** What is due for a machine, all at once, if it is up. */
async function act(stage: Stage, machine: Machine | undefined, happenings: readonly Happening[]): Promise<void> {
  if (machine === undefined || !machine.up || !happenings.some(({ on }) => on)) return;
  await stirred(stage, machine, () => {
    for (const { on, action } of happenings) if (on) action();
  });
}

/** A machine acts on something; one that dies of it comes back later. */
async function stirred(stage: Stage, machine: Machine, what: () => void): Promise<void> {
  let died = false;
  await measured(stage, machine, async () => {
    died = await machine.act(what);
  });
  if (!died) return;
  const { time, settings } = stage;
  time.schedule(time.now() + ROUNDS_DOWN * settings.roundTime, "return", machine.identity.id);
}

/** One miner's work, while nobody else works. */
async function measured(stage: Stage, machine: Machine, work: () => Promise<void>): Promise<void> {
  const { phase } = stage;
  const begun = performance.now();
  await work();
  stage.accounts.miner(phase, machine.identity.id, { milliseconds: performance.now() - begun });
}

/** The next block; true when it was the last. */
async function block(stage: Stage): Promise<boolean> {
  closeView(stage);
  // a replica that stops would never show it
  const [applied] = await Promise.all([stage.block(), stage.replica.applied(stage.state.round + 1)]);
  const over = await follow(stage, applied);
  for (const machine of stage.machines.values()) if (machine.up && crashes(stage, machine)) await machine.stop();
  stage.sharders.showBlock(applied);
  if (concernsMiners(applied)) {
    for (const machine of stage.machines.values()) {
      if (machine.up) await stirred(stage, machine, () => machine.showBlock());
    }
  }
  if (applied.events.some(({ type }) => type === "activated")) stage.agreement &&= agrees(stage);
  return over;
}

/**
 * Has a miner anything to do with this block? Most blocks of a run are empty ones of a start phase, or of a certified
 * block that waits for its round, and a hundred miners need not be told of each.
 */
function concernsMiners({ after, events }: AppliedBlock): boolean {
  if (events.length > 0 || after.closing !== null) return true;
  return after.session === null ? isAwaited(after) : !after.session.certified;
}

/** Does a suspended miner have to say, perhaps once more, that it is there? */
function isAwaited({ candidates }: ContractState): boolean {
  return candidates.some(({ suspension }) => suspension !== null && !suspension.returned);
}

/** Machines whose plan says so stop for good when a phase begins. */
function crashes({ phase }: Stage, { behaviour }: Machine): boolean {
  return behaviour.has("crash", phase) || behaviour.has("crash", "start");
}

/** Takes note of what a block did; true when the play is over. */
async function follow(stage: Stage, { before, after, events }: AppliedBlock): Promise<boolean> {
  const { views } = stage.settings;
  let over = false;
  for (const event of events) {
    if (event.type === "frozen") stage.freeze(after);
    if (event.type === "stopped") over = true;
    if (event.type === "decided" && event.magicBlock.number < views) stage.enter(event.magicBlock.number + 1);
    if (event.type !== "activated") continue;
    stage.magicBlocks.push(event.magicBlock);
    for (const { id } of event.magicBlock.members) {
      if (stage.cast.has(id, "lost", event.magicBlock)) await stage.machines.get(id)!.stop();
    }
    if (stage.magicBlocks.length === views) over = true;
  }
  stage.observer.observe(before, after, events);
  return over || isStuck(after);
}

/**
 * A decided block is never dropped: a set in office that does not let it follow ends the chain, and the run with it.
 */
function isStuck({ session, round }: ContractState): boolean {
  return session !== null && session.decided !== null && round > session.magicBlock!.startingRound + MOST_LATE;
}
