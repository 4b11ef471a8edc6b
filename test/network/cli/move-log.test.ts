// From the log of a sharder to etcd: entry by entry, again after an interruption, and never over another history; and a
// network of processes that goes on from there.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { randomBytes } from "../../../bindings/random.js";
import { moveLog } from "../../../src/cli/network/move-log-command.js";
import { utf8 } from "../../../src/encoding/index.js";
import { EtcdLog } from "../../../src/ledger/etcd.js";
import { MemoryLog } from "../../../src/ledger/memory-log.js";
import { endAll, feldspar, jsonFile, start } from "../support/command.js";
import { type EtcdCluster, etcdCluster, etcdMissing } from "../support/etcd.js";
import { until } from "../support/until.js";

const missing = etcdMissing();
if (missing !== null) console.log(missing);

describe.skipIf(missing !== null)("moving a log to etcd", () => {
  const folder = mkdtempSync(join(tmpdir(), "feldspar-move-"));
  let cluster: EtcdCluster;

  beforeAll(async () => {
    cluster = await etcdCluster(1);
  });
  afterAll(async () => {
    await endAll();
    await cluster.end();
    rmSync(folder, { recursive: true, force: true });
  });

  async function logOf(...texts: string[]): Promise<MemoryLog> {
    const log = new MemoryLog();
    for (const text of texts) await log.append("member", utf8(text));
    return log;
  }

  const target = () => new EtcdLog({ endpoints: cluster.endpoints, genesisHash: randomBytes(32) });

  it("copies every entry to its own position, once, and what has come since", async () => {
    const [source, etcd] = [await logOf("a", "b", "c"), target()];
    expect(await moveLog(source, etcd)).toEqual({ moved: 3n, all: 3n });
    expect(await moveLog(source, etcd)).toEqual({ moved: 0n, all: 3n });
    await source.append("lot", utf8("d"));
    expect(await moveLog(source, etcd)).toEqual({ moved: 1n, all: 4n });
    expect(await etcd.read(0n, 10)).toEqual(await source.read(0n, 10));
  });

  it("goes on behind nothing but the same entries: LOG_DIVERGED", async () => {
    const etcd = target();
    await etcd.append("member", utf8("a"));
    await etcd.append("member", utf8("x"));
    await expect(moveLog(await logOf("a", "b", "c"), etcd)).rejects.toMatchObject({ code: "LOG_DIVERGED" });
    await expect(moveLog(await logOf("a"), etcd)).rejects.toMatchObject({ code: "LOG_DIVERGED" });
  });

  it("a network ends on its sharder's log, and goes on with the next view on etcd", async () => {
    const net = join(folder, "net");
    const size = [
      ...["--miners", "4", "--sharders", "2", "--round-time", "200"],
      ...["--view-rounds", "8", "--phase-rounds", "30"],
    ];
    const first = await feldspar("devnet", ...size, "--dir", net, "--views", "1", "--json", "--timeout", "200");
    expect(first.status).toBe(0);
    const at = (name: string) => join(net, name);
    const refused = await feldspar("move-log", "--state", at("sharder-2"), "--etcd", cluster.endpoints[0]!);
    expect([refused.status, refused.stderr]).toEqual([2, expect.stringContaining("it has no log")]);
    const moved = await feldspar("move-log", "--state", at("sharder-1"), "--etcd", cluster.endpoints[0]!);
    expect([moved.status, moved.stdout]).toEqual([0, expect.stringMatching(/^(\d+) of \1 entries copied/)]);
    for (const name of ["sharder-1", "sharder-2"]) {
      const { order, follow, ...rest } = jsonFile(join(at(name), "feldspar.json"));
      writeFileSync(join(at(name), "feldspar.json"), JSON.stringify({ ...rest, etcd: cluster.endpoints }));
    }
    const names = ["sharder-1", "sharder-2", "miner-1", "miner-2", "miner-3", "miner-4"];
    const nodes = names.map((name) => start([name.split("-")[0]!, "--state", at(name)]));
    const port = /:(\d+)$/.exec(jsonFile(join(at("sharder-2"), "feldspar.json")).listen)![1];
    const number = async () => {
      const response = await fetch(`http://127.0.0.1:${port}/v1/magic-blocks/latest`).catch(() => null);
      return response === null ? 0 : ((await response.json()) as { number: number }).number;
    };
    const before = await number();
    await until(async () => (await number()) > Math.max(1, before), 400);
    const shown = await feldspar("status", "--state", at("sharder-2"), "--json");
    expect(JSON.parse(shown.stdout)).toMatchObject({ ledger: "etcd", ready: true });
    for (const { child } of nodes) child.kill("SIGTERM");
    expect((await Promise.all(nodes.map(({ finished }) => finished))).map(({ status }) => status)).toEqual(
      names.map(() => 0),
    );
  }, 3_000_000);
});
