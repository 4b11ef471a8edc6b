// The engine on etcd, with real servers on loopback: the contract of every log, and servers that die.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { randomBytes } from "../../../bindings/random.js";
import { utf8 } from "../../../src/encoding/index.js";
import { EtcdLog } from "../../../src/ledger/etcd.js";
import { keepsTheLogContract } from "../../protocol/node/log-contract.js";
import { type EtcdCluster, etcdCluster, etcdMissing } from "../support/etcd.js";

const missing = etcdMissing();
if (missing !== null) console.log(missing);

describe.skipIf(missing !== null)("the log on etcd", () => {
  let cluster: EtcdCluster;

  beforeAll(async () => {
    cluster = await etcdCluster(3);
  });
  afterAll(() => cluster.end());

  const open = (genesisHash: Uint8Array = randomBytes(32)) =>
    new EtcdLog({ endpoints: cluster.endpoints, genesisHash, timeout: 1000 });

  keepsTheLogContract(async () => open());

  it("has one winner of each race of writers at several servers", async () => {
    const genesisHash = randomBytes(32);
    const writers = cluster.endpoints.map((endpoint) => new EtcdLog({ endpoints: [endpoint], genesisHash }));
    for (let race = 0; race < 5; race++) {
      const answers = await Promise.all(writers.map((log) => log.append("lot", utf8(`race ${race}`))));
      expect(answers.filter(({ duplicate }) => !duplicate).length).toBe(1);
      expect(new Set(answers.map(({ position }) => position)).size).toBe(1);
    }
    expect(await writers[0]!.head()).toEqual({ position: 5n });
  });

  it("loses nothing that it acknowledged when a server is killed, and shows it to who was reading", async () => {
    const genesisHash = randomBytes(32);
    const log = open(genesisHash);
    const seen: string[] = [];
    const ending = new AbortController();
    const reading = (async () => {
      for await (const part of log.entries(0n, ending.signal)) {
        seen.push(...part.map(({ bytes }) => new TextDecoder().decode(bytes)));
      }
    })();
    const written: string[] = [];
    for (let index = 0; index < 24; index++) {
      if (index === 8) cluster.servers[0]!.kill();
      if (index === 16) cluster.servers[0]!.start();
      const text = `entry ${index}`;
      for (;;) {
        const done = await log.append("member", utf8(text)).catch(() => null);
        if (done !== null) break;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      written.push(text);
    }
    const end = Date.now() + 30_000;
    while (seen.length < written.length && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 50));
    expect(seen).toEqual(written);
    ending.abort();
    await reading;
  });
});
