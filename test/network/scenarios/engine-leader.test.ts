// Scenario 3: three real servers of etcd as the engine. Their leader is killed in each phase of a view change; then two
// of three are away for half a minute, in which time stands still and nobody ends, and come back.
import { describe, expect, it } from "vitest";
import { fromHex } from "../../../src/encoding/index.js";
import { EtcdLog } from "../../../src/ledger/etcd.js";
import { patience } from "../../support/patience.js";
import { type EtcdCluster, etcdCluster, etcdMissing } from "../support/etcd.js";
import { contradictions, readLog } from "./support/log.js";
import { ScenarioNetwork } from "./support/network.js";
import { isWhole, record, stopwatch } from "./support/record.js";
import { Stalls } from "./support/stalls.js";

const missing = etcdMissing();
if (missing !== null) console.log(missing);

const ALL_PHASES = ["contribute", "share", "publish", "wait"];
/** For CI two of them, the others the next day. */
const ofTheDay = Math.floor(Date.now() / 86_400_000) % 2;
const PHASES = isWhole ? ALL_PHASES : ALL_PHASES.filter((_, at) => at % 2 === ofTheDay);
/** The longest that rounds may stand still while the servers find another leader, in seconds. */
const LONGEST_STALL = 5;
/** How long two of three are away, in seconds. */
const AWAY = isWhole ? 30 : 8;

/** Which of the servers leads: it says so of itself. */
async function leaderOf({ servers }: EtcdCluster): Promise<number> {
  for (;;) {
    const answers = await Promise.all(
      servers.map(async ({ url }) => {
        try {
          const asked = { method: "POST", body: "{}", signal: AbortSignal.timeout(1000) };
          const said = await (await fetch(`${url}/v3/maintenance/status`, asked)).json();
          return said.leader !== undefined && said.leader !== "0" && said.leader === said.header?.member_id;
        } catch {
          return false;
        }
      }),
    );
    if (answers.includes(true)) return answers.indexOf(true);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

describe.skipIf(missing !== null)("an engine whose servers die", () => {
  it(
    "goes on after every leader, and after two of three were away",
    async () => {
      const seconds = stopwatch();
      const cluster = await etcdCluster(3);
      try {
        const network = await ScenarioNetwork.open({ miners: 7, sharders: 2, ordering: [0, 1], isLogEmpty: true });
        const { hash: genesisHash, entries } = network.founded;
        const log = new EtcdLog({ endpoints: cluster.endpoints, genesisHash: fromHex(genesisHash) });
        for (const { kind, bytes } of entries) await log.append(kind, bytes);
        await log.close();
        for (const node of network.sharders) node.tell({ etcd: { endpoints: cluster.endpoints, genesisHash } });
        await network.start();
        const stalls = new Stalls(network);
        const killed: { phase: string; stall: number }[] = [];
        for (const [at, phase] of PHASES.entries()) {
          // one view change after the other, each with a leader that dies in another phase
          await network.until(
            async () => {
              const now = await network.phase();
              return now !== null && now.number > at && now.phase === phase;
            },
            120,
            `phase ${phase}`,
          );
          const leader = await leaderOf(cluster);
          stalls.begin();
          cluster.servers[leader]!.kill();
          const { round } = (await network.phase())!;
          await network.until(async () => ((await network.phase())?.round ?? 0) > round + 3, 60, "rounds go on");
          killed.push({ phase, stall: stalls.longest() });
          cluster.servers[leader]!.start();
        }
        const view = await network.view();
        await network.agreed(view);

        const [, second, third] = cluster.servers;
        for (const server of [second!, third!]) server.kill();
        const { round } = (await network.phase())!;
        await new Promise((resolve) => setTimeout(resolve, 1000 * AWAY));
        const still = (await network.phase())!;
        expect(still.round).toBeLessThanOrEqual(round + 1);
        for (const server of [second!, third!]) server.start();
        await network.untilView(still.number, 120);
        const hash = await network.agreed(still.number);
        await network.inOffice(still.number);
        stalls.end();
        expect((await network.membersOf(still.number)).length).toBe(7);
        expect(contradictions(await readLog(network))).toEqual([]);
        expect(network.nodes.flatMap(({ ends }) => ends)).toEqual([]);
        const longest = Math.max(...killed.map(({ stall }) => stall));
        const processes = network.rows(still.number);
        record("3-engine-leader", { seconds: seconds(), hash, killed, longestStall: longest, away: AWAY, processes });
        if (isWhole) expect(longest).toBeLessThanOrEqual(LONGEST_STALL);
        await network.end();
      } finally {
        await cluster.end();
      }
    },
    patience(600),
  );
});
