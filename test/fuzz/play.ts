// Plays plans, one after the other; a program of its own, which the fuzzer bundles and runs in threads.
import { planLine, planOf } from "./plan.js";
import type { Counts } from "./tally.js";
import { World } from "./world.js";

// refusals are many, and nobody reads where they were thrown
Error.stackTraceLimit = 0;

export interface PlanResult {
  readonly number: number;
  readonly line: string;
  /** What was wrong; empty when all was well. */
  readonly found: readonly string[];
  readonly views: number;
  readonly rounds: number;
  /** What happened, by kind. */
  readonly counts: Counts;
}

/** One plan. `transparent`: is the transparent group in the place of the core? */
export async function playPlan(number: number, transparent = true): Promise<PlanResult> {
  const plan = planOf(number);
  try {
    const world = await World.of(plan, transparent);
    const found = await world.run();
    const [branch] = world.branches;
    const { number: views } = branch!.state.current;
    return { number, line: planLine(plan), found, views, rounds: branch!.round, counts: world.tally.all };
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { number, line: planLine(plan), found: [`thrown: ${text}`], views: 0, rounds: 0, counts: {} };
  }
}
