// The engine on etcd, with real servers on loopback: the contract of every log, and servers that die.
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { randomBytes } from "../../../bindings/random.js";
import { toHex, utf8 } from "../../../src/encoding/index.js";
import { EtcdLog } from "../../../src/ledger/etcd.js";
import { EtcdKeys } from "../../../src/ledger/etcd-keys.js";
import { keepsTheLogContract } from "../../protocol/node/log-contract.js";
import { type EtcdCluster, etcdCluster, etcdMissing } from "../support/etcd.js";
import { until } from "../support/until.js";

const missing = etcdMissing();
if (missing !== null) console.log(missing);

describe.skipIf(missing !== null)("the log on etcd", () => {
  let cluster: EtcdCluster;

  beforeAll(async () => {
    cluster = await etcdCluster(3);
  });
  afterAll(() => cluster.end());

  const open = (genesisHash: Uint8Array = randomBytes(32)) =>
    new EtcdLog({ endpoints: cluster.endpoints, genesisHash, timeout: 10_000 });

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

  it("orders what several write at once without a gap, and shows it in few questions from any place", async () => {
    const genesisHash = randomBytes(32);
    const writers = cluster.endpoints.map(() => open(genesisHash));
    const each = 200;
    const appended = await Promise.all(
      writers.flatMap((log, place) =>
        Array.from({ length: each }, (_, index) => log.append("member", utf8(`${place}.${index}`))),
      ),
    );
    const positions = appended.map(({ position }) => Number(position)).sort((a, b) => a - b);
    expect(positions).toEqual(positions.map((_, index) => index + 1));
    const asking = vi.spyOn(globalThis, "fetch");
    const all = await writers[0]!.read(0n, 3 * each);
    expect(new Set(all.map(({ bytes }) => new TextDecoder().decode(bytes))).size).toBe(3 * each);
    // entries come many at a time: how long that takes is the machine's matter
    expect(asking.mock.calls.length).toBeLessThanOrEqual(Math.ceil((3 * each) / 100));
    asking.mockRestore();
    expect(await writers[1]!.read(500n, 7)).toEqual(all.slice(500, 507));
  });

  it("notices a log that lost an entry, or its end: LOG_DIVERGED", async () => {
    const genesisHash = randomBytes(32);
    const log = open(genesisHash);
    for (let index = 0; index < 5; index++) await log.append("member", utf8(`entry ${index}`));
    const keys = new EtcdKeys(`feldspar/${toHex(genesisHash)}/`);
    const ask = (path: string, body: object) =>
      fetch(new URL(path, cluster.endpoints[0]), { method: "POST", body: JSON.stringify(body) });
    const ending = new AbortController();
    const reading = (async () => {
      for await (const _ of log.entries(0n, ending.signal));
    })();
    // it may be noticed before the answer is here
    const noticed = expect(reading).rejects.toMatchObject({ code: "LOG_DIVERGED" });
    await ask("/v3/kv/put", { key: keys.length, value: btoa("3") });
    await noticed;
    await ask("/v3/kv/deleterange", { key: keys.place(2n) });
    await expect(log.read(0n, 5)).rejects.toMatchObject({ code: "LOG_DIVERGED" });
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
    await until(() => seen.length >= written.length, 30);
    expect(seen).toEqual(written);
    ending.abort();
    await reading;
  });
});

describe.skipIf(missing !== null)("the log on etcd that asks who is there", () => {
  let cluster: EtcdCluster;
  const user = "feldspar";
  const password = "a password";

  beforeAll(async () => {
    cluster = await etcdCluster(1, ["--auth-token-ttl", "3"]);
    const ask = async (path: string, body: object) => {
      const response = await fetch(new URL(path, cluster.endpoints[0]), { method: "POST", body: JSON.stringify(body) });
      expect([path, response.status]).toEqual([path, 200]);
    };
    for (const name of ["root", user]) await ask("/v3/auth/user/add", { name, password });
    await ask("/v3/auth/role/add", { name: "root" });
    await ask("/v3/auth/role/add", { name: user });
    const perm = { permType: "READWRITE", key: btoa("feldspar/"), rangeEnd: btoa("feldspar0") };
    await ask("/v3/auth/role/grant", { name: user, perm });
    await ask("/v3/auth/user/grant", { user: "root", role: "root" });
    await ask("/v3/auth/user/grant", { user, role: user });
    await ask("/v3/auth/enable", {});
  });
  afterAll(() => cluster.end());

  it("lets in who has the password, again when the session has ended, and nobody else", async () => {
    const genesisHash = randomBytes(32);
    const own = { endpoints: cluster.endpoints, genesisHash, timeout: 30_000 };
    const log = new EtcdLog({ ...own, credentials: { user, password } });
    expect(await log.append("member", utf8("one"))).toEqual({ position: 1n, duplicate: false });
    // longer than a session without questions
    await new Promise((resolve) => setTimeout(resolve, 7000));
    expect(await log.append("member", utf8("two"))).toEqual({ position: 2n, duplicate: false });
    const others = [new EtcdLog(own), new EtcdLog({ ...own, credentials: { user, password: "another" } })];
    for (const other of others) await expect(other.head()).rejects.toMatchObject({ code: "LEDGER_UNAVAILABLE" });
    expect((await log.read(0n, 5)).length).toBe(2);
  });
});
