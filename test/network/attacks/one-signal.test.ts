// Many who wait for one signal: nobody is warned of a leak that is none, and nothing is left behind.
import { getEventListeners } from "node:events";
import { afterEach, describe, expect, it } from "vitest";
import { onAbort } from "../../../bindings/on-abort.js";
import { MemoryLog } from "../../../src/ledger/memory-log.js";
import { RemoteLog } from "../../../src/ledger/remote.js";
import { closeLiars, startLiar } from "../support/lying-sharder.js";
import { until } from "../support/until.js";

const warnings: string[] = [];
const listen = ({ name }: Error) => void warnings.push(name);
process.on("warning", listen);

afterEach(async () => {
  await closeLiars();
});

describe("many who wait for one signal", () => {
  it("are no leak, and leave nothing behind", async () => {
    const ending = new AbortController();
    const { signal } = ending;
    const log = new MemoryLog();
    const silent = await startLiar(() => null);
    const remote = new RemoteLog({ urls: [silent.url] });
    const readers = Array.from({ length: 40 }, async () => {
      for await (const _ of log.entries(0n, signal)) return;
    });
    const appends = Array.from({ length: 40 }, (_, index) =>
      remote.append("member", Uint8Array.of(index), signal).catch(() => {}),
    );
    await until(() => silent.asked() >= 10);
    expect(getEventListeners(signal, "abort").length).toBeLessThanOrEqual(1);
    ending.abort();
    await Promise.all([...readers, ...appends]);
    expect(getEventListeners(signal, "abort").length).toBe(0);
    await remote.close();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(warnings.filter((name) => name === "MaxListenersExceededWarning")).toEqual([]);
  });

  it("are each told once, unless called off, in any order", () => {
    const ending = new AbortController();
    const { signal } = ending;
    const told: number[] = [];
    const ends = [0, 1, 2].map((name) => onAbort(signal, () => told.push(name)));
    ends[1]!();
    ends[1]!();
    ending.abort();
    ending.abort();
    expect(told).toEqual([0, 2]);
    ends[0]!();
    const late = onAbort(signal, () => told.push(3));
    late();
    expect(told).toEqual([0, 2]);
    expect(getEventListeners(signal, "abort").length).toBe(0);
  });
});
