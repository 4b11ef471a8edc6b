// Two processes of one identity: whichever comes second finds an MPK on the ledger that it has not made, and ends.
import { afterEach, expect, it } from "vitest";
import type { FeldsparError } from "../../src/encoding/index.js";
import { MemoryLog } from "../../src/ledger/memory-log.js";
import { MinerProcess } from "../../src/processes/miner-process.js";
import { SharderProcess } from "../../src/processes/sharder-process.js";
import { MemoryStore } from "../../src/store/memory.js";
import { found } from "./support/founders.js";
import { until } from "./support/until.js";

const running: { stop(): Promise<unknown> }[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((process) => process.stop()));
});

it("a twin is set aside, only one of the two, and so is a miner that has lost its state", async () => {
  // addresses are of nobody: what is looked at ends before shares are sent
  const urls = ["http://127.0.0.1:1", "http://127.0.0.1:2"];
  const { genesis, sharders, miners, entries } = await found({ minerUrls: urls, sharderUrls: ["http://127.0.0.1:3"] });
  const ledger = new MemoryLog();
  for (const { kind, bytes } of entries) await ledger.append(kind, bytes);
  const shared = { genesis, ledger, listen: { port: 0 }, version: "0.0.0" };
  const sharder = await SharderProcess.start({ ...shared, identity: sharders[0]!, store: new MemoryStore() });
  running.push(sharder);
  const stopped: FeldsparError[] = [];
  const twins = [miners[0]!, miners[0]!, miners[1]!];
  for (const identity of twins) {
    const onStopped = (error: FeldsparError) => stopped.push(error);
    const process = await MinerProcess.start({ ...shared, identity, store: new MemoryStore(), onStopped });
    running.push(process);
    await process.begin();
  }
  await sharder.begin();
  await until(() => stopped.length > 0, 60);
  expect(stopped.map(({ code }) => code)).toEqual(["SET_ASIDE"]);
  expect(stopped[0]!.message).toContain("twin");

  // one that has lost its state finds, as it begins, that its MPK has been told already
  const lost: FeldsparError[] = [];
  const onStopped = (error: FeldsparError) => lost.push(error);
  const again = await MinerProcess.start({ ...shared, identity: miners[1]!, store: new MemoryStore(), onStopped });
  running.push(again);
  await again.begin();
  await until(() => lost.length > 0, 60);
  expect(lost.map(({ code }) => code)).toEqual(["SET_ASIDE"]);
}, 500_000);
