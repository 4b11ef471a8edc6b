// A replica: applies every block once, in order, and stops with a reason when its ledger has none to give.
import { describe, expect, it } from "vitest";
import { EMPTY_LOG_HASH, type Head, type LedgerBlock, type LedgerEngine, Replica } from "../../../src/entry/node.js";
import { memberEntry, registrationOf, resumeEntry } from "../../../src/entry/view-change.js";
import { MemoryEngine } from "../../../src/ledger/memory.js";
import { HandDriven, identities } from "../view-change/support.js";

const events = (names: readonly { type: string }[]) => names.map(({ type }) => type);

describe("a replica", () => {
  it("comes to the state that the contract comes to, block by block, and so does one that comes late", async () => {
    const driven = await HandDriven.create();
    const engine = new MemoryEngine();
    const early = Replica.open({ engine, genesis: driven.genesis });
    const seen: number[] = [];
    early.subscribe(({ block, before, after }) => {
      expect(after.round).toBe(before.round + 1);
      seen.push(block.round);
    });
    await driven.until("wait");
    await driven.everybody();
    driven.block();
    for (const block of driven.blocks) {
      for (const transaction of block.transactions) await early.submit(transaction);
      engine.produce();
    }
    await early.applied(driven.state.round);
    expect(early.state).toEqual(driven.state);
    expect(seen).toEqual(driven.blocks.map(({ round }) => round));
    const late = Replica.open({ engine, genesis: driven.genesis });
    await late.applied(driven.state.round);
    expect(late.state).toEqual(driven.state);
    expect(late.head).toEqual(early.head);
    for (const replica of [early, late]) replica.close();
    expect(early.stopped?.code).toBe("STOPPED");
  });

  it("takes registrations and resumption as entries, and refuses bytes that are nothing", async () => {
    const driven = await HandDriven.create();
    const [, , , , newcomer] = await identities(5);
    const engine = new MemoryEngine();
    const replica = Replica.open({ engine, genesis: driven.genesis });
    const record = registrationOf("min-sig", newcomer!, { chainId: driven.genesis.chainId });
    const happened: string[] = [];
    replica.subscribe((applied) => happened.push(...events(applied.events)));
    await replica.append(memberEntry(record));
    await replica.append({ kind: "member", bytes: new Uint8Array(7) });
    await replica.append({ kind: "transaction", bytes: new Uint8Array(7) });
    await replica.append({ kind: "beacon", bytes: new Uint8Array(7) });
    await replica.append(resumeEntry(0));
    engine.produce();
    await replica.applied(1);
    expect(happened.filter((type) => type === "registered" || type === "refused")).toEqual([
      "registered",
      "refused",
      "refused",
    ]);
    expect(replica.state.candidates.map(({ id }) => id)).toContain(newcomer!.id);
    expect(replica.state.randomness).toBe(null);
    replica.close();
  });

  it("resumes a contract that has stopped, as often as it stops", async () => {
    const driven = await HandDriven.create({ maxAttempts: 1, phaseRounds: 1, backOff: { base: 0, cap: 0 } });
    const engine = new MemoryEngine();
    const replica = Replica.open({ engine, genesis: driven.genesis });
    const stops: number[] = [];
    for (let round = 1; round < 40 && stops.length < 3; round++) {
      engine.produce();
      await replica.applied(round);
      if (replica.state.phase !== "stopped") continue;
      stops.push(round);
      // one that was given before this stop does nothing: its bytes are in the log already
      for (const stop of stops) await replica.append(resumeEntry(stop));
    }
    expect(stops.length).toBe(3);
    replica.close();
  });

  it("stops with the engine's reason, tells it once, and tells whoever waits", async () => {
    const driven = await HandDriven.create();
    const failing = (blocks: () => AsyncIterable<LedgerBlock>): LedgerEngine => ({
      name: "failing",
      trust: "single",
      append: async () => ({ position: 0n, duplicate: false }),
      blocks,
      head: async () => ({ position: 0n }),
      close: async () => {},
    });
    const cases: [string, () => AsyncIterable<LedgerBlock>][] = [
      // an engine that fails before it shows anything, and one that ends
      [
        "LEDGER_UNAVAILABLE",
        () => ({ [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new Error("reset")) }) }),
      ],
      ["LEDGER_UNAVAILABLE", async function* () {}],
    ];
    for (const [code, blocks] of cases) {
      const told: string[] = [];
      const onStopped = (error: { code: string }) => told.push(error.code);
      const replica = Replica.open({ engine: failing(blocks), genesis: driven.genesis, onStopped });
      await expect(replica.applied(1)).rejects.toMatchObject({ code });
      expect(told).toEqual([code]);
      expect(replica.state).toBe(driven.genesis);
    }
    const engine = new MemoryEngine({ round: 5 });
    const replica = Replica.open({ engine, genesis: driven.genesis });
    await expect(replica.applied(1)).rejects.toMatchObject({ code: "LOG_DIVERGED" });
    const head: Head = replica.head;
    expect(head).toEqual({ round: 0, position: 0n, logHash: EMPTY_LOG_HASH });
  });
});
