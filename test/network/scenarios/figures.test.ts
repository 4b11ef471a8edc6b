// The figures of a network of processes: how long a view change takes, with and without deaths, how soon a process that
// begins takes part, what junk costs, how long an answer takes while the contract is at work, how much memory there is.
import { expect, it } from "vitest";
import { patience } from "../../support/patience.js";
import { junkCost } from "./support/junk.js";
import { phaseLatency } from "./support/latency.js";
import { contradictions, readLog } from "./support/log.js";
import { memoryOf } from "./support/memory.js";
import { type Phase, ScenarioNetwork, SHORT } from "./support/network.js";
import { isWhole, record, stopwatch } from "./support/record.js";

/**
 * Milliseconds of a round and rounds of phases, as in the design. CI looks at no figure: its rounds are half as long,
 * and a phase waits for whoever was killed in it however long a busy machine takes to start them again.
 */
const ROUND_TIME = isWhole ? 400 : SHORT.roundTime;
const AS_DESIGNED = { start: 1, contribute: 20, share: 20, publish: 20, wait: 20 };
const ROUNDS = isWhole ? AS_DESIGNED : { ...SHORT.parameters.phaseRounds, wait: 20 };
const PHASES = ["contribute", "share", "publish", "wait"];

type Said = Phase & { readonly decided: number | null; readonly missing: readonly unknown[] };

/** Seconds from the beginning of the attempt for this view until its block is certified. */
async function certified(network: ScenarioNetwork, view: number): Promise<number> {
  const said = async () => {
    const phase = (await network.phase()) as Said | null;
    return phase?.number === view ? phase : null;
  };
  await network.until(async () => ((await said())?.phase ?? "start") !== "start", 120, `view ${view} is begun`);
  const began = performance.now();
  const isCertified = async () => {
    const phase = await said();
    return phase?.phase === "wait" && phase.decided !== null && phase.missing.length === 0;
  };
  await network.until(
    async () => (await isCertified()) || (await network.view()) >= view,
    120,
    `view ${view} is certified`,
  );
  return Math.round((performance.now() - began) / 10) / 100;
}

it(
  "view changes of seven processes, with and without deaths",
  async () => {
    const seconds = stopwatch();
    const genesis = { roundTime: ROUND_TIME, parameters: { phaseRounds: ROUNDS } };
    const network = await ScenarioNetwork.open({ miners: 7, sharders: 2, genesis });
    const starting = stopwatch();
    await network.start();
    const allUp = starting();
    const first = await certified(network, 1);
    await network.untilView(1);
    const second = await certified(network, 2);
    await network.untilView(2);

    // one killed in each phase
    let killing = true;
    const killed: string[] = [];
    const killer = (async () => {
      while (killing && killed.length < PHASES.length) {
        const phase = await network.phase();
        if (phase?.number === 3 && phase.phase === PHASES[killed.length]) {
          const node = network.miners[killed.length]!;
          node.kill();
          killed.push(`${node.name}@${phase.phase}`);
        }
        await new Promise((resolve) => setTimeout(resolve, 30));
      }
    })();
    const withDeaths = await certified(network, 3);
    killing = false;
    await killer;
    await network.untilView(3);
    await network.agreed(3);
    await network.inOffice(3);
    const members = (await network.membersOf(3)).length;
    expect(members).toBe(7);
    expect(contradictions(await readLog(network))).toEqual([]);

    // from the start of a process until it takes part
    const node = network.node("miner-4");
    const live: number[] = [];
    for (let time = 0; time < 3; time++) {
      await node.down();
      const began = performance.now();
      node.start();
      await network.begun([node]);
      live.push(Math.round((performance.now() - began) / 10) / 100);
    }
    const memory = memoryOf(network);
    record("figures-7", {
      ...{ seconds: seconds(), allUp, certified: { first, second }, killed, certifiedWithDeaths: withDeaths, members },
      ...{ live, memory, processes: network.rows(3) },
    });
    await network.end();
  },
  patience(400),
);

it(
  "junk into the handler costs less than a tenth of a core",
  async () => {
    const seconds = stopwatch();
    const cost = await junkCost(10_000, 1024);
    expect(cost.refused).toBe(10_000);
    record("figures-junk", { seconds: seconds(), ...cost });
  },
  patience(100),
);

it(
  "says which phase it is while the contract checks what others have said",
  async () => {
    const seconds = stopwatch();
    const latency = await (isWhole ? phaseLatency(100, 67) : phaseLatency(10, 7));
    expect(latency.questions).toBeGreaterThan(5);
    record("figures-latency", { seconds: seconds(), ...latency });
  },
  patience(600),
);

// by `npm run test:network` alone: thirty processes are too many for every run
if (isWhole) {
  it(
    "thirty miners",
    async () => {
      const seconds = stopwatch();
      const genesis = { roundTime: 2000, parameters: { phaseRounds: { ...AS_DESIGNED, wait: 10 } } };
      const network = await ScenarioNetwork.open({ miners: 30, sharders: 2, genesis });
      await network.start();
      const first = await certified(network, 1);
      await network.untilView(1, 300);
      const hash = await network.agreed(1, network.nodes, 60);
      await network.inOffice(1, network.miners, 60);
      const beaconRounds = await network.untilBeacon(5, 120);
      const memory = memoryOf(network);
      expect((await network.membersOf(1)).length).toBe(30);
      expect(contradictions(await readLog(network))).toEqual([]);
      record("figures-30", {
        seconds: seconds(),
        hash,
        certified: first,
        beaconRounds,
        memory,
        processes: network.rows(1),
      });
      await network.end();
    },
    patience(900),
  );
}
