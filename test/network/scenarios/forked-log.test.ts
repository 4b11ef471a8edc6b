// Scenario 9: the one that orders the log shows two histories, or loses the end of it. Two histories: no second
// certificate. A lost end: whoever was beyond it halts with LOG_DIVERGED and is not started again.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { DAEMON_EXIT } from "../../../src/cli/network/exit.js";
import { LevelStore } from "../../../src/store/level.js";
import { patience } from "../../support/patience.js";
import { contradictions, readLog } from "./support/log.js";
import { HASTY, ScenarioNetwork } from "./support/network.js";
import type { ScenarioNode } from "./support/node.js";
import { record, stopwatch } from "./support/record.js";

const dbOf = ({ place }: ScenarioNode) => join(place.folder, "db");

function setUp({ place }: ScenarioNode, change: object): void {
  const path = join(place.folder, "feldspar.json");
  const { order: _, follow: __, ...settings } = JSON.parse(readFileSync(path, "utf8"));
  writeFileSync(path, JSON.stringify({ ...settings, ...change }));
}

/** The log of one sharder into the store of another, which keeps what it has said itself. */
async function copyLog(from: ScenarioNode, to: ScenarioNode): Promise<void> {
  const [source, target] = [await LevelStore.open(dbOf(from)), await LevelStore.open(dbOf(to))];
  for (let at = "log/"; ; ) {
    const part = await source.range(at, "log0", 1000);
    if (part.length === 0) break;
    await target.batch(part.map(([key, value]) => ({ key, value })));
    at = `${part.at(-1)![0]}\0`;
  }
  await source.close();
  await target.close();
}

/** Forgets everything but the log: what a sharder has signed, and where it was. */
async function forget(node: ScenarioNode): Promise<void> {
  const store = await LevelStore.open(dbOf(node));
  for (const [from, below] of [
    ["", "log/"],
    ["log0", "~"],
  ] as const) {
    for (const [key] of await store.range(from, below, 100_000)) await store.delete(key);
  }
  await store.close();
}

/** Cuts entries from the end of a sharder's log. */
async function truncateLog(node: ScenarioNode, count: number): Promise<void> {
  const store = await LevelStore.open(dbOf(node));
  for (let left = count; left > 0; left--) await store.delete((await store.lastKey("log/entry/", "log/entry0"))!);
  await store.close();
}

it(
  "a forked log gives no second certificate",
  async () => {
    const seconds = stopwatch();
    const parameters = { miners: 7, threshold: 4, quorum: 4, minMiners: 4, absences: 100, phaseRounds: HASTY };
    const genesis = { purpose: "signing", parameters } as const;
    const network = await ScenarioNetwork.open({ miners: 7, sharders: 3, genesis });
    const [first, second, third] = network.sharders as [ScenarioNode, ScenarioNode, ScenarioNode];
    await network.start();
    await network.until(async () => (await network.phase())?.phase === "share", 60, "shares are dealt");
    await Promise.all(network.nodes.map((node) => node.down("SIGKILL")));
    // from here on sharder 2 orders a log of its own, for three of the miners
    await copyLog(first, second);
    setUp(second, { order: true });
    const astray = network.miners.slice(0, 3);
    const right = network.miners.slice(3);
    for (const node of astray) setUp(node, { follow: [second.place.url] });
    for (const node of right) setUp(node, { follow: [first.place.url, third.place.url] });
    for (const node of network.nodes) node.start();
    await network.untilView(2, 150);
    const side = [first, third, ...right];
    const hashes = [await network.agreed(1, side), await network.agreed(2, side)];
    await network.look(astray);
    for (const [view, hash] of hashes.entries()) {
      for (const { name } of [second, ...astray])
        expect([undefined, hash]).toContain(network.hashes.get(name)?.get(view + 1));
    }
    // theirs has stood still since: one of three sharders closes no round
    const [there, here] = await Promise.all([second.ask(), first.ask()]);
    expect(there!.head.round + 20).toBeLessThan(here!.head.round);
    expect(there!.blocks[2]).toBe(undefined);
    // back on the right one, all of them
    await Promise.all([second, ...astray].map((node) => node.down()));
    setUp(second, { follow: [first.place.url] });
    for (const node of astray) setUp(node, { follow: network.sharders.map(({ place }) => place.url) });
    for (const node of [second, ...astray]) node.start();
    await network.begun([second, ...astray]);
    const next = await network.untilWhole((await network.phase())!.number + 1, 150);
    await network.agreed(next);
    expect(contradictions(await readLog(network))).toEqual([]);
    record("9-forked-log", { seconds: seconds(), hash: hashes[1], processes: network.rows(next) });
    await network.end();
  },
  patience(400),
);

it(
  "a log that has lost its end is LOG_DIVERGED to everybody beyond it",
  async () => {
    const seconds = stopwatch();
    const network = await ScenarioNetwork.open({ miners: 4, sharders: 2, genesis: { purpose: "signing" } });
    const [first, second] = network.sharders as [ScenarioNode, ScenarioNode];
    await network.start();
    await network.untilView(1);
    await network.agreed(1);
    await first.down("SIGKILL");
    const before = first.ends.length;
    await truncateLog(first, 12);
    // the one that orders has a snapshot from beyond the end
    first.start();
    await network.until(() => first.ends.length > before, 60, "the sharder that orders halts");
    expect(first.ends.at(-1)!.status).toBe(DAEMON_EXIT.diverged);
    // so it is started with nothing but the log, as somebody would who knows no better
    await forget(first);
    first.start();
    const halted = (nodes: readonly ScenarioNode[]) => nodes.every(({ pid }) => pid === null);
    await network.until(() => halted([second]), 60, "the sharder that follows it has halted");
    // one of two sharders is no majority: miners wait, but for those that asked while the second still passed on what
    // the first one has
    const { miners } = network;
    expect(miners.flatMap(({ ends }) => ends).every(({ status }) => status === DAEMON_EXIT.diverged)).toBe(true);
    expect(miners.some(({ ends }) => ends.length === 0)).toBe(true);
    await forget(second);
    second.start();
    await network.until(() => halted(network.miners), 60, "everybody has halted");
    const others = [second, ...network.miners];
    for (const { name, ends } of others)
      expect([name, ends.map(({ status }) => status)]).toEqual([name, [DAEMON_EXIT.diverged]]);
    for (const node of others) expect(node.lastLines(20)).toContain("LOG_DIVERGED");
    record("9-truncated-log", { seconds: seconds(), processes: network.rows(1) });
    await network.end();
  },
  patience(200),
);
