// Scenario 10: clocks that are set by an hour, forward and back, while shares are dealt: nobody's clock decides
// anything.
import { expect, it } from "vitest";
import { patience } from "../../support/patience.js";
import { contradictions, readLog } from "./support/log.js";
import { MINERS, ScenarioNetwork } from "./support/network.js";
import { record, stopwatch } from "./support/record.js";

const HOUR = 3_600_000;

it(
  "clocks one hour back and forward change nothing",
  async () => {
    const seconds = stopwatch();
    const network = await ScenarioNetwork.open({ miners: MINERS, sharders: 2 });
    await network.start();
    await network.until(async () => (await network.phase())?.phase === "share", 60, "shares are dealt");
    for (const name of ["miner-1", "miner-2", "sharder-1"]) network.node(name).tell({ clock: HOUR });
    for (const name of ["miner-3", "miner-4", "sharder-2"]) network.node(name).tell({ clock: -HOUR });
    await network.untilView(1);
    // and the other way round
    await network.until(async () => (await network.phase())?.phase !== "start", 60, "the next view change begins");
    for (const name of ["miner-1", "sharder-1"]) network.node(name).tell({ clock: -HOUR });
    for (const name of ["miner-3", "sharder-2"]) network.node(name).tell({ clock: HOUR });
    // a life that begins in the wrong hour
    network.node("miner-2").kill();
    await network.untilView(2);
    const hash = await network.agreed(2);
    await network.inOffice(2);
    await network.untilBeacon(10);
    expect((await network.membersOf(2)).length).toBe(MINERS);
    expect(contradictions(await readLog(network))).toEqual([]);
    expect(network.nodes.flatMap(({ ends }) => ends.map(({ signal }) => signal))).toEqual(["SIGKILL"]);
    record("10-clock", { seconds: seconds(), hash, processes: network.rows(2) });
    await network.end();
  },
  patience(300),
);
