// Scenario 6: a miner and a sharder that lie in every way that costs them nothing: floods, wrong MACs, replays, two
// shares, another's MPK, entries that are none, ticks before their time.
import { expect, it } from "vitest";
import { patience } from "../../support/patience.js";
import { contradictions, readLog } from "./support/log.js";
import { ScenarioNetwork } from "./support/network.js";
import { record, stopwatch } from "./support/record.js";

it(
  "a miner and a sharder that lie harm nobody",
  async () => {
    const seconds = stopwatch();
    const phaseRounds = { start: 1, contribute: 30, share: 30, publish: 30, wait: 15 };
    const parameters = { miners: 7, threshold: 4, quorum: 5, phaseRounds, absences: 100 };
    const around = { "miner-7": { liar: true }, "sharder-3": { liar: true } };
    const network = await ScenarioNetwork.open({ miners: 7, sharders: 3, genesis: { parameters }, around });
    const honest = network.nodes.filter(({ name }) => around[name as keyof typeof around] === undefined);
    await network.start();
    await network.untilView(1, 150);
    const [began, from] = [performance.now(), (await network.phase())!.round];
    await network.untilView(3, 150);
    const rounds = (await network.phase())!.round - from;
    // one that is early hurries nobody: a round takes its time, but for the one that had begun
    const { roundTime } = network.founded.genesis;
    expect(rounds).toBeLessThanOrEqual((performance.now() - began) / roundTime + 1);
    for (const view of [1, 2, 3]) await network.agreed(view, honest);
    const hash = await network.agreed(3, honest);
    await network.inOffice(
      3,
      honest.filter(({ place }) => place.role === "miner"),
    );
    for (const view of [1, 2, 3]) {
      const members = await network.membersOf(view);
      for (const { place } of honest) if (place.role === "miner") expect(members).toContain(place.id);
    }
    const beaconRounds = await network.untilBeacon(20);
    const liars = network.nodes.filter((node) => !honest.includes(node)).map(({ place }) => place.id);
    const entries = await readLog(network);
    expect(contradictions(entries).filter(({ sender }) => !liars.includes(sender))).toEqual([]);
    expect(honest.flatMap(({ ends }) => ends)).toEqual([]);
    // what is none did not get into the log: what is signed by somebody did, within its quota
    const perRound = entries.length / (await network.phase())!.round;
    expect(perRound).toBeLessThan(30);
    record("6-byzantine", { seconds: seconds(), hash, rounds, beaconRounds, perRound, processes: network.rows(3) });
    await network.end();
  },
  patience(400),
);
