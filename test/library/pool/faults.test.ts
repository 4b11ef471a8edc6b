// What can go wrong around the work: threads that die, callers who lose interest, too much work, the end of the pool.
import { describe, expect, it } from "vitest";
import { type BatchItem, minSig } from "../../../src/bls/index.js";
import { G1 } from "../../../src/curve/index.js";
import type { OpenChannel } from "../../../src/pool/channel.js";
import { startPool } from "../../../src/pool/pool.js";
import { scalarBytes, utf8 } from "../../support/bytes.js";
import { openWorker } from "./platform.js";
import { codeOf, crashingWorkers, makePool } from "./support.js";

const secret = scalarBytes(77n);
const publicKey = minSig.getPublicKey(secret);
const items: BatchItem[] = Array.from({ length: 80 }, (_, index) => {
  const message = utf8(`fault ${index}`);
  return { message, signature: minSig.sign(message, secret), publicKey };
});
const one = (index: number) => items.slice(index, index + 1);
const wrongOne: BatchItem[] = [{ ...items[0]!, message: utf8("another") }];
const right = { valid: true, invalid: [] };

describe("a thread that dies", () => {
  it("is replaced, and its work done once more", async () => {
    const { open, requests } = crashingWorkers((request) => request === 1);
    const pool = await makePool({ workers: 2 }, open);
    expect(await pool.batchVerify(minSig, items)).toEqual(right);
    expect(requests()).toBe(3);
    expect(await pool.batchVerify(minSig, items)).toEqual(right);
  });

  it("twice at the same work ends that call alone, typed", async () => {
    const { open } = crashingWorkers((request) => request < 2);
    const pool = await makePool({ workers: 1, maxGathered: 1 }, open);
    const bad = pool.batchVerify(minSig, one(0));
    const good = pool.batchVerify(minSig, one(1));
    expect(await codeOf(bad)).toBe("WORKER_DIED");
    expect(await good).toEqual(right);
    expect(pool.canAcceptWork()).toBe(true);
  });

  it("takes down every call that was merged into its work, and no other", async () => {
    const { open } = crashingWorkers((request) => request < 2);
    const pool = await makePool({ workers: 1, maxGathered: 2 }, open);
    const calls = [0, 1, 2, 3].map((index) => codeOf(pool.batchVerify(minSig, one(index))));
    expect(await Promise.all(calls)).toEqual(["WORKER_DIED", "WORKER_DIED", undefined, undefined]);
  });

  it("while idle is noticed and replaced when there is work", async () => {
    let crash = () => {};
    const pool = await makePool({ workers: 1 }, (events) => {
      const channel = openWorker(events);
      crash = () => channel.post(null, []);
      return channel;
    });
    crash();
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await pool.batchVerify(minSig, one(0))).toEqual(right);
  });

  it("cannot be replaced: the call says so", async () => {
    let opened = 0;
    const { open } = crashingWorkers((request) => request === 0);
    const pool = await makePool({ workers: 1 }, (events) => {
      if (opened++ > 0) throw new Error("no more threads");
      return open(events);
    });
    expect(await codeOf(pool.batchVerify(minSig, one(0)))).toBe("POOL_UNAVAILABLE");
    expect(await codeOf(pool.batchVerify(minSig, one(0)))).toBe("POOL_UNAVAILABLE");
  });

  it("before it has started: there is no pool", async () => {
    const crashing: OpenChannel = (events) => {
      const channel = openWorker(events);
      return { ...channel, post: () => channel.post(null, []) };
    };
    expect(await codeOf(startPool(crashing, 2, {}))).toBe("POOL_UNAVAILABLE");
    const refusing: OpenChannel = () => {
      throw new Error("refused");
    };
    expect(await codeOf(startPool(refusing, 2, {}))).toBe("POOL_UNAVAILABLE");
  });

  it("is given another build of the module: there is no pool", async () => {
    const empty = new WebAssembly.Module(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0));
    const open: OpenChannel = (events) => {
      const channel = openWorker(events);
      return {
        ...channel,
        post: (message, transfer) => channel.post({ ...(message as object), module: empty }, transfer),
      };
    };
    await expect(startPool(open, 1, {})).rejects.toMatchObject({
      code: "POOL_UNAVAILABLE",
      message: expect.stringContaining("expected a WebAssembly.Module"),
    });
  });
});

describe("a signal", () => {
  it("that has aborted already: nothing is done", async () => {
    const { open, requests } = crashingWorkers(() => false);
    const pool = await makePool({ workers: 1 }, open);
    const reason = new Error("not needed");
    await expect(pool.batchVerify(minSig, items, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    await expect(pool.msm(G1, [G1.BASE], [2n], { signal: AbortSignal.abort() })).rejects.toMatchObject({
      name: "AbortError",
    });
    expect(requests()).toBe(0);
  });

  it("that aborts before the work has begun: it never runs", async () => {
    const { open, requests } = crashingWorkers(() => false);
    const pool = await makePool({ workers: 1, maxGathered: 1 }, open);
    const controller = new AbortController();
    const first = pool.batchVerify(minSig, one(0));
    const second = pool.batchVerify(minSig, one(1), { signal: controller.signal });
    const third = pool.batchVerify(minSig, one(2));
    controller.abort();
    await expect(second).rejects.toMatchObject({ name: "AbortError" });
    expect([await first, await third]).toEqual([right, right]);
    expect(requests()).toBe(2);
  });

  it("that aborts while the work is running: its answer is thrown away, the thread goes on", async () => {
    const { open, requests } = crashingWorkers(() => false);
    const pool = await makePool({ workers: 1 }, open);
    const controller = new AbortController();
    const call = pool.batchVerify(minSig, items.slice(0, 40), { signal: controller.signal });
    expect(requests()).toBe(1);
    setTimeout(() => controller.abort("late"), 5);
    await expect(call).rejects.toBe("late");
    expect(await pool.batchVerify(minSig, wrongOne)).toEqual({ valid: false, invalid: [0] });
  });

  it("of one merged call says nothing about the others", async () => {
    const pool = await makePool({ workers: 1 });
    const controller = new AbortController();
    const calls = [
      pool.batchVerify(minSig, one(0)),
      pool.batchVerify(minSig, one(1), { signal: controller.signal }),
      pool.batchVerify(minSig, wrongOne),
    ];
    controller.abort();
    const [first, second, third] = await Promise.allSettled(calls);
    expect(first).toEqual({ status: "fulfilled", value: right });
    expect(second).toMatchObject({ status: "rejected", reason: { name: "AbortError" } });
    expect(third).toEqual({ status: "fulfilled", value: { valid: false, invalid: [0] } });
  });
});

describe("the queue", () => {
  it("is bounded, and says so before and when it is full", async () => {
    const pool = await makePool({ workers: 1, maxPending: 3 });
    const calls = [0, 1, 2].map((index) => {
      expect(pool.canAcceptWork()).toBe(true);
      return pool.batchVerify(minSig, one(index));
    });
    expect(pool.canAcceptWork()).toBe(false);
    expect(await codeOf(pool.batchVerify(minSig, one(3)))).toBe("POOL_FULL");
    expect(await Promise.all(calls)).toEqual([right, right, right]);
    expect(pool.canAcceptWork()).toBe(true);
    expect(await pool.batchVerify(minSig, one(3))).toEqual(right);
  });

  it("gathers small batches, until there are enough or the first has waited", async () => {
    const { open, requests } = crashingWorkers(() => false);
    const pool = await makePool({ workers: 1, maxGathered: 4, maxDelay: 30 }, open);
    const calls = Array.from({ length: 9 }, (_, index) => pool.batchVerify(minSig, one(index)));
    await Promise.all(calls);
    expect(requests()).toBe(3);
  });

  it("keeps what does not belong together apart", async () => {
    const { open, requests } = crashingWorkers(() => false);
    const pool = await makePool({ workers: 1, maxDelay: 5 }, open);
    const tagged = { ...items[1]!, signature: minSig.sign(items[1]!.message, secret, { DST: "another" }) };
    const calls = [
      pool.batchVerify(minSig, one(0)),
      pool.batchVerify(minSig, [tagged], { DST: "another" }),
      pool.batchVerify(minSig, one(2), { transcript: utf8("block") }),
      pool.batchVerify(minSig, one(3)),
    ];
    expect(await Promise.all(calls)).toEqual([right, right, right, right]);
    expect(requests()).toBe(3);
  });
});

describe("closing", () => {
  it("waits for all that is under way, and takes no more", async () => {
    const pool = await makePool({ workers: 1, maxDelay: 60_000 });
    const large = pool.batchVerify(minSig, items);
    const small = pool.batchVerify(minSig, one(0));
    const closed = pool.close();
    expect(pool.close()).toBe(closed);
    expect(pool.canAcceptWork()).toBe(false);
    expect(await codeOf(pool.batchVerify(minSig, one(1)))).toBe("POOL_CLOSED");
    let isClosed = false;
    const watched = closed.then(() => {
      isClosed = true;
    });
    expect(await large).toEqual(right);
    expect(await small).toEqual(right);
    await watched;
    expect(isClosed).toBe(true);
    expect(await codeOf(pool.msm(G1, [G1.BASE], [1n]))).toBe("POOL_CLOSED");
  });

  it("is what `await using` does", async () => {
    const pool = await makePool({ workers: 1 });
    if (Symbol.asyncDispose) await pool[Symbol.asyncDispose]();
    else await pool.close();
    expect(pool.canAcceptWork()).toBe(false);
  });

  it("of an idle pool ends at once", async () => {
    const pool = await makePool({ workers: 2 });
    await pool.close();
    expect(pool.canAcceptWork()).toBe(false);
  });
});

describe("options", () => {
  it("are checked", async () => {
    for (const options of [
      { workers: 0 },
      { workers: 1.5 },
      { workers: 257 },
      { workers: "2" as unknown as number },
      { maxPending: 0 },
      { maxGathered: 0 },
      { maxDelay: -1 },
      null as unknown as object,
    ]) {
      expect(await codeOf(startPool(openWorker, 2, options))).toBe("BAD_OPTION");
    }
    const pool = await makePool();
    expect(pool.workers).toBe(2);
    expect(await codeOf(pool.batchVerify(minSig, [], null as unknown as object))).toBe("BAD_TYPE");
    expect(await codeOf(pool.batchVerifyShares(undefined as never))).toBe("BAD_TYPE");
  });
});
