// Scenario 1: seven miners, for CI five, and two sharders make two views and twenty rounds of the beacon.
import { expect, it } from "vitest";
import { patience } from "../../support/patience.js";
import { contradictions, readLog } from "./support/log.js";
import { MINERS, ScenarioNetwork } from "./support/network.js";
import { record, stopwatch } from "./support/record.js";

it(
  "two views and twenty rounds of the beacon",
  async () => {
    const seconds = stopwatch();
    const network = await ScenarioNetwork.open({ miners: MINERS, sharders: 2 });
    await network.start();
    await network.untilView(1);
    const hash = await network.agreed(1);
    await network.untilView(2);
    await network.agreed(2);
    const beaconRounds = await network.untilBeacon(20);
    expect((await network.membersOf(1)).length).toBe(MINERS);
    expect((await network.membersOf(2)).length).toBe(MINERS);
    expect(contradictions(await readLog(network))).toEqual([]);
    expect(network.nodes.flatMap(({ ends }) => ends)).toEqual([]);
    record("1-views", { seconds: seconds(), hash, beaconRounds, processes: network.rows(1) });
    await network.end();
  },
  patience(300),
);
