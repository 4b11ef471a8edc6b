// Scenario 12: somebody joins after a hundred views, in CI after 25. The past is written in virtual time; the network
// goes on from it as processes; sharders read all of it, the newcomer a snapshot that it verifies, and is a member of
// the next view.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { encodeEntry } from "../../../src/node/log/entry-parts.js";
import { patience } from "../../support/patience.js";
import type { Founders } from "../support/founders.js";
import { writeHistory } from "./support/history.js";
import { contradictions, readLog } from "./support/log.js";
import { ScenarioNetwork } from "./support/network.js";
import type { ScenarioNode } from "./support/node.js";
import { isWhole, progress, record, stopwatch } from "./support/record.js";

const VIEWS = isWhole ? 100 : 25;
const OLD = 4;
/** Of a member, at the beginning of the log: its stake and its registration. */
const ENTRIES_EACH = 2;

/** Milliseconds from serving to having read everything, of its latest process. */
function catchUpTime(node: ScenarioNode): number {
  const lines = node.lines();
  const at = (msg: string) => lines.filter((line) => line.msg === msg).at(-1)!.time;
  return at("caught up") - at("serving");
}

it(
  `joins from a snapshot after ${VIEWS} views`,
  async () => {
    const seconds = stopwatch();
    let written = { entries: 0, rounds: 0, seconds: 0 };
    const past = async (founders: Founders) => {
      const writing = stopwatch();
      const entries = founders.entries.slice(0, OLD * ENTRIES_EACH);
      const miners = founders.miners.slice(0, OLD);
      const onView = (view: number) => view % 10 === 0 && progress(`view ${view} of the past`);
      const history = await writeHistory({ founders, entries, miners, views: VIEWS, onView });
      written = { entries: history.entries.length, rounds: history.rounds, seconds: writing() };
      // sharders have lost their disks: they read the log
      return { ...history, stores: new Map(miners.map(({ id }) => [id, history.stores.get(id)!])) };
    };
    // no beacon: a past in which nothing but views happens
    const parameters = {
      ...{ miners: OLD + 1, threshold: 3, quorum: 4, minMiners: 3, viewRounds: 1 },
      phaseRounds: { start: 1, contribute: 60, share: 60, publish: 60, wait: 10 },
    };
    const genesis = { purpose: "signing", parameters } as const;
    const network = await ScenarioNetwork.open({ miners: OLD + 1, sharders: 2, genesis, past });
    const newcomer = network.node(`miner-${OLD + 1}`);
    const old = network.nodes.filter((node) => node !== newcomer);
    await network.start([newcomer.name]);
    await network.begun(old, 120);
    expect(await network.view()).toBeGreaterThanOrEqual(VIEWS);
    await network.untilView(VIEWS + 1, 90);
    await network.agreed(VIEWS + 1, old);

    for (const entry of network.founded.entries.slice(OLD * ENTRIES_EACH)) {
      const body = new Uint8Array(encodeEntry(entry));
      const url = new URL("/v1/entries", old[0]!.place.url);
      // a registration is taken once the stake is on the ledger
      const isTaken = async () => (await fetch(url, { method: "POST", body })).ok;
      await network.until(isTaken, 20, "stake and registration are on the ledger");
    }
    newcomer.tell({ snapshotFrom: network.sharders[1]!.place.url });
    newcomer.start();
    await network.begun([newcomer]);
    expect(newcomer.joinedFrom).toBeGreaterThanOrEqual(written.rounds);
    const isMember = async () => (await network.membersOf(await network.view())).includes(newcomer.place.id);
    await network.until(isMember, 90, "the newcomer is a member");
    const view = await network.view();
    const hash = await network.agreed(view);
    expect(contradictions(await readLog(network))).toEqual([]);
    expect(network.nodes.flatMap(({ ends }) => ends)).toEqual([]);
    const joined = { joinedFrom: newcomer.joinedFrom, joinMilliseconds: catchUpTime(newcomer) };
    // one that follows the log over HTTP loses its disk, and applies all of it again
    const follower = network.sharders[1]!;
    await follower.down();
    rmSync(join(follower.place.folder, "db"), { recursive: true });
    follower.start();
    await network.begun([follower]);
    const caughtUp = catchUpTime(follower);
    const perSecond = Math.round((1000 * written.entries) / caughtUp);
    const processes = network.rows(view);
    record("12-late-joiner", {
      seconds: seconds(),
      hash,
      written,
      catchUp: { caughtUp, perSecond },
      ...joined,
      processes,
    });
    await network.end();
  },
  patience(900),
);
