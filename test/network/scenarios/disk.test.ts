// Scenario 7: disks that are full, read-only or slow, of miners and of sharders. What could not be stored is not said:
// the process ends with status 74 and is started again until it can.
import { expect, it } from "vitest";
import { DAEMON_EXIT } from "../../../src/cli/network/exit.js";
import { patience } from "../../support/patience.js";
import { contradictions, readLog } from "./support/log.js";
import { MINERS, ScenarioNetwork } from "./support/network.js";
import type { ScenarioNode } from "./support/node.js";
import { record, stopwatch } from "./support/record.js";

it(
  "disks that are full, read-only and slow",
  async () => {
    const seconds = stopwatch();
    const network = await ScenarioNetwork.open({ miners: MINERS, sharders: 2 });
    const [full, readOnly, slow] = ["miner-1", "miner-2", "miner-3"].map((name) =>
      network.node(name),
    ) as ScenarioNode[];
    const untilPhase = (phase: string) =>
      network.until(async () => (await network.phase())?.phase === phase, 60, `phase ${phase}`);
    const endsOnce = (node: ScenarioNode) => network.until(() => node.ends.length > 0, 30, `${node.name} ends`);
    await network.start();
    await untilPhase("share");
    full!.tell({ putFails: "ENOSPC" });
    readOnly!.tell({ putFails: "EROFS" });
    slow!.tell({ putDelay: 5000 });
    await Promise.all([full!, readOnly!].map(endsOnce));
    // so it stays for a few lives
    await new Promise((resolve) => setTimeout(resolve, 3000));
    expect(await network.view()).toBe(0);
    full!.tell({ putFails: null });
    readOnly!.tell({ putFails: null });
    slow!.tell({ putDelay: 0 });
    await network.untilView(1);
    await network.agreed(1);
    await network.inOffice(1);
    expect((await network.membersOf(1)).length).toBe(MINERS);

    // a sharder's: of two both are needed, so that time stands still meanwhile
    const follower = network.node("sharder-2");
    follower.tell({ putFails: "ENOSPC" });
    await endsOnce(follower);
    follower.tell({ putFails: null });
    await network.begun([follower]);
    // of the one that orders: nothing is ordered that is not on the disk, and rounds stand still until it is written
    // again
    const orderer = network.node("sharder-1");
    orderer.tell({ putFails: "EROFS" });
    const roundOf = async () => (await follower.ask())?.head.round ?? null;
    const standsStill = async () => {
      const round = await roundOf();
      await new Promise((resolve) => setTimeout(resolve, 2000));
      return round !== null && (await roundOf()) === round;
    };
    await network.until(standsStill, 30, "rounds stand still");
    orderer.tell({ putFails: null });
    const next = (await network.phase())?.number ?? 2;
    await network.untilView(next + 1);
    const hash = await network.agreed(next + 1);
    await network.inOffice(next + 1);
    expect((await network.membersOf(next + 1)).length).toBe(MINERS);
    expect(contradictions(await readLog(network))).toEqual([]);
    expect(slow!.ends).toEqual([]);
    const statuses = network.nodes.flatMap(({ ends }) => ends.map(({ status }) => status));
    expect([...new Set(statuses)]).toEqual([DAEMON_EXIT.store]);
    const processes = network.rows(next + 1);
    record("7-disk", { seconds: seconds(), hash, ends: statuses.length, status: statuses[0], processes });
    await network.end();
  },
  patience(300),
);
