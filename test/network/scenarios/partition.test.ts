// Scenario 4: two miners and a sharder on one side, five miners and two sharders on the other, nothing between them;
// then healed.
import { expect, it } from "vitest";
import { patience } from "../../support/patience.js";
import { contradictions, readLog } from "./support/log.js";
import { HASTY, ScenarioNetwork } from "./support/network.js";
import type { ScenarioNode } from "./support/node.js";
import { record, stopwatch } from "./support/record.js";

const hostsOf = (nodes: readonly ScenarioNode[]) => nodes.map(({ place }) => new URL(place.url).host);

it(
  "two miners are cut off from five, and are back",
  async () => {
    const seconds = stopwatch();
    // six of seven must go on: five alone come to no new view, and make the rounds of the one that is there
    const parameters = { miners: 7, threshold: 5, quorum: 6, phaseRounds: HASTY, absences: 100 };
    const network = await ScenarioNetwork.open({ miners: 7, sharders: 3, genesis: { parameters } });
    const few = [network.node("miner-1"), network.node("miner-2"), network.node("sharder-3")];
    const many = network.nodes.filter((node) => !few.includes(node));
    await network.start();
    await network.untilView(1);
    await network.agreed(1);
    await network.inOffice(1);

    for (const node of few) node.tell({ blocked: hostsOf(many) });
    for (const node of many) node.tell({ blocked: hostsOf(few) });
    const cutOff = stopwatch();
    const { inOffice } = (await network.phase())!;
    const before = await network.latestBeacon();
    await network.until(async () => ((await network.phase())?.failures ?? 0) > 0, 60, "an attempt of five fails");
    const whileCutOff = await network.latestBeacon();
    expect(await network.view()).toBe(inOffice.number);
    expect(whileCutOff).toBeGreaterThan(before + 5);
    const [alone, other] = await Promise.all([few[0]!.ask(), many[1]!.ask()]);
    expect(alone!.head.round).toBeLessThan(other!.head.round);
    const cutSeconds = cutOff();

    for (const node of network.nodes) node.tell({ blocked: [] });
    const healed = stopwatch();
    await network.untilView(inOffice.number + 1);
    const healedSeconds = healed();
    const whole = await network.untilWhole(inOffice.number + 1);
    await network.agreed(whole);
    await network.inOffice(whole);
    expect(contradictions(await readLog(network))).toEqual([]);
    expect(network.nodes.flatMap(({ ends }) => ends)).toEqual([]);
    const found = { cutSeconds, healedSeconds, roundsMadeByFive: whileCutOff - before };
    record("4-partition", { seconds: seconds(), ...found, processes: network.rows(whole) });
    await network.end();
  },
  patience(300),
);
