// A sharder as a machine runs it: nothing is said that is not stored.
import { beforeAll, describe, expect, it } from "vitest";
import { SharderRunner, type SharderRunnerOptions, sharderMemoryKey } from "../../../src/node/sharder-runner.js";
import { MemoryStore } from "../../../src/store/memory.js";
import type { ContractState } from "../../../src/view-change/contract/state.js";
import type { LedgerEntry } from "../../../src/view-change/entries.js";
import { EMPTY_SHARDER_MEMORY, Sharder } from "../../../src/view-change/sharder.js";
import { leavesNobodyWithARejection } from "../../support/nobody-left.js";
import { codeOf } from "../sealing/support.js";
import { Driven, people } from "../view-change/driven.js";

let driven: Driven;
/** When the list is frozen, and the sharder has not said that it wants to go on. */
let frozen: ContractState;

beforeAll(async () => {
  const phaseRounds = { start: 2, contribute: 4, share: 10, publish: 12, wait: 8 };
  driven = await Driven.of(await people(4), { miners: 4, threshold: 3, quorum: 3, minMiners: 3, phaseRounds });
  driven.sharderSays = () => [];
  await driven.until(({ session }) => session !== null);
  frozen = driven.state;
});

function world(over: Partial<SharderRunnerOptions> = {}) {
  const store = new MemoryStore();
  const identity = { ...driven.sharder, url: "https://sharder.example" };
  const said: LedgerEntry[] = [];
  const chain = { state: frozen, attested: Number.POSITIVE_INFINITY, append: (entry: LedgerEntry) => said.push(entry) };
  const make = () =>
    new SharderRunner({ id: identity.id, sharder: new Sharder("min-sig", identity), chain, store, ...over });
  return { store, said, chain, make, key: sharderMemoryKey(frozen.genesisHash, identity.id) };
}

leavesNobodyWithARejection();

describe("a sharder's runner", () => {
  it("stores what the sharder remembers before it says it, and goes on from there", async () => {
    const { store, said, chain, make, key } = world();
    const before: number[] = [];
    const put = store.put.bind(store);
    store.put = (name, value) => {
      before.push(said.length);
      put(name, value);
    };
    const runner = make();
    await runner.notify();
    expect([said.map(({ kind }) => kind), before]).toEqual([["member"], [0]]);
    await runner.notify();
    expect(said.length).toBe(1);
    await runner.stop();
    expect(await codeOf(runner.notify())).toBe("STOPPED");
    const again = make();
    await again.load();
    expect(again.memory).toEqual(runner.memory);
    await again.notify();
    expect(said.length).toBe(1);
    // the contract takes it
    const { state } = driven.contract.apply(frozen, { round: frozen.round + 1, entries: said });
    expect(state.session!.kept).toEqual([driven.sharder.id]);
    // what was lost is said again, the same
    chain.state = { ...frozen, round: frozen.round + 2 };
    await again.notify();
    expect(said[1]).toEqual(said[0]);
    store.put(key, store.get(key)!.subarray(1));
    expect(await codeOf(again.load())).toBe("MALFORMED");
  });

  it("says nothing that its store did not take", async () => {
    const store = new MemoryStore();
    store.put = () => {
      throw new Error("EIO");
    };
    const told: string[] = [];
    const { said, make } = world({ store, onStopped: ({ code }) => void told.push(code) });
    const runner = make();
    expect(await codeOf(runner.notify())).toBe("STORE_FAILED");
    expect([said, told, runner.stopped?.code, runner.memory]).toEqual([
      [],
      ["STORE_FAILED"],
      "STORE_FAILED",
      EMPTY_SHARDER_MEMORY,
    ]);
  });

  it("refuses a memory that is older than what was stored", async () => {
    const { store, chain, make, key } = world();
    const runner = make();
    await runner.notify();
    const old = store.get(key)!;
    chain.state = { ...frozen, round: frozen.round + 2 };
    await runner.notify();
    store.put(key, old);
    expect(await codeOf(make().load())).toBe("STORE_WENT_BACK");
  });
});
