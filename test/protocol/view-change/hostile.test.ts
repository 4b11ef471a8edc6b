// The ring around the miner, in all phases, whatever stores, networks, clocks and heads of the chain do: never two MPKs
// in a session, never an acknowledgement whose share is not stored, never a share to somebody else, never a transaction
// or a share that is not stored.
import fc from "fast-check";
import { expect, it } from "vitest";
import { people as identities } from "./driven.js";
import { HostileWorld, type Plan, type Tally } from "./hostile.js";

/** FELDSPAR_PLANS asks for more. */
const PLANS = Number((globalThis as { process?: NodeJS.Process }).process?.env.FELDSPAR_PLANS ?? 20);

const chance = (most: number) => fc.integer({ min: 0, max: most });

const plans: fc.Arbitrary<Plan> = fc.record({
  seed: fc.integer({ min: 0, max: 0x7fffffff }),
  death: chance(60),
  failure: chance(30),
  silence: chance(10),
  loss: chance(200),
  repetition: chance(300),
  forgery: chance(200),
  rewind: chance(600),
  rounds: fc.constant(36),
});

it("holds what is stored before it is said, in random plans of faults", async () => {
  const people = await identities(5);
  const total: Record<string, number> = {};
  await fc.assert(
    fc.asyncProperty(plans, async (plan) => {
      const world = new HostileWorld(people, plan);
      await world.run();
      for (const [name, count] of Object.entries(world.tally)) total[name] = (total[name] ?? 0) + count;
      expect(world.violations).toEqual([]);
    }),
    { numRuns: PLANS },
  );
  // no run of nothing: everything that is watched has happened, and so has what it is watched against
  for (const name of Object.keys(total) as (keyof Tally)[]) expect([name, total[name]! > 0]).toEqual([name, true]);
});

it("makes a magic block when nothing fails", async () => {
  const quiet = { death: 0, failure: 0, silence: 0, loss: 0, repetition: 0, forgery: 0, rewind: 0 };
  const world = new HostileWorld(await identities(5), { seed: 1, rounds: 30, ...quiet });
  await world.run();
  expect(world.violations).toEqual([]);
  expect(world.tally.blocksMade).toBeGreaterThan(0);
});
