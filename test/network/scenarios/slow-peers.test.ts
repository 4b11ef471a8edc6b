// Scenario 5: a peer that is slow, one that accepts messages and never answers, one that is behind with the log.
import { expect, it } from "vitest";
import { patience } from "../../support/patience.js";
import { contradictions, readLog } from "./support/log.js";
import { ScenarioNetwork } from "./support/network.js";
import { record, stopwatch } from "./support/record.js";

it(
  "goes on with a slow peer, a silent one, and one that is behind",
  async () => {
    const seconds = stopwatch();
    const phaseRounds = { start: 1, contribute: 30, share: 30, publish: 30, wait: 15 };
    const parameters = { miners: 7, threshold: 4, quorum: 5, phaseRounds, absences: 100 };
    const around = { "miner-1": { slow: 300 }, "miner-2": { silent: true }, "miner-3": { behind: 1000 } };
    const network = await ScenarioNetwork.open({ miners: 7, sharders: 2, genesis: { parameters }, around });
    await network.start();
    await network.untilView(2, 150);
    await network.agreed(1);
    const hash = await network.agreed(2);
    const members = await network.membersOf(2);
    for (const { name, place } of network.miners)
      if (name !== "miner-2") expect([name, members.includes(place.id)]).toEqual([name, true]);
    await network.untilBeacon(10);
    const lag = async () => {
      const [behind, other] = await Promise.all(["miner-3", "miner-4"].map((name) => network.node(name).ask()));
      return other!.head.round - behind!.head.round;
    };
    await network.until(async () => (await lag()) > 1, 20, "miner 3 is behind");
    // all of them answer again
    network.node("miner-1").tell({ slow: 0 });
    network.node("miner-2").tell({ silent: false });
    network.node("miner-3").tell({ behind: 0 });
    // what was on its way to the silent one is given up first, after ten seconds
    const next = await network.untilWhole(3);
    await network.agreed(next);
    expect(contradictions(await readLog(network))).toEqual([]);
    expect(network.nodes.flatMap(({ ends }) => ends)).toEqual([]);
    record("5-slow-peers", {
      seconds: seconds(),
      hash,
      membersWhileSlow: members.length,
      processes: network.rows(next),
    });
    await network.end();
  },
  patience(400),
);
