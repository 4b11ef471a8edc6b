// A replica: applies every block once, in order, and stops with a reason when its ledger has none to give.
import { describe, expect, it } from "vitest";
import { EMPTY_LOG_HASH, type Head, type LedgerBlock, type LedgerEngine, Replica } from "../../../src/entry/node.js";
import {
  type ContractState,
  decodeContractState,
  encodeContractState,
  type LedgerEntry,
  stateHash,
  ViewChangeContract,
} from "../../../src/entry/view-change.js";
import { MemoryEngine } from "../../../src/ledger/memory.js";
import { hex } from "../../support/bytes.js";
import { codeOf } from "../view-change/codes.js";
import { person } from "../view-change/contract/people.js";
import { type Table, table } from "../view-change/contract/table.js";

const genesisOf = (played: Table) => new ViewChangeContract().genesis(played.genesis);

/** The blocks of a table, ordered by an engine. */
async function engineOf({ blocks }: Table): Promise<MemoryEngine> {
  const engine = new MemoryEngine();
  for (const { entries } of blocks) {
    for (const { kind, bytes } of entries) await engine.append(kind, bytes);
    engine.produce();
  }
  return engine;
}

describe("a replica", () => {
  it("comes to the state that the contract comes to, block by block, and so does one that comes late", async () => {
    const played = table();
    const engine = new MemoryEngine();
    const genesis = genesisOf(played);
    const early = Replica.open({ engine, genesis });
    const seen: number[] = [];
    early.subscribe(({ block, before, after }) => {
      expect(after.round).toBe(before.round + 1);
      seen.push(block.round);
    });
    played.view();
    for (const { entries } of played.blocks) {
      for (const entry of entries) await early.append(entry);
      engine.produce();
    }
    await early.applied(played.state.round);
    expect(early.state.current.number).toBe(1);
    expect(early.state).toEqual(played.state);
    expect(seen).toEqual(played.blocks.map(({ round }) => round));
    const late = Replica.open({ engine, genesis });
    await late.applied(played.state.round);
    expect(late.state).toEqual(played.state);
    expect(late.head).toEqual(early.head);
    for (const replica of [early, late]) replica.close();
    expect(early.stopped?.code).toBe("STOPPED");
  });

  it("opened from a snapshot with its head goes on as one from the genesis does: the same state hashes", async () => {
    const played = table({ genesis: { mode: "reshare" } });
    played.view();
    played.freeze().contribute({ noMpk: [2] });
    played.share().publish({ revealed: { 5: [1] } });
    played.confirm().activate();
    const engine = await engineOf(played);
    const whole = Replica.open({ engine, genesis: genesisOf(played) });
    const states: { head: Head; state: ContractState; hash: string }[] = [];
    whole.subscribe(({ after }) => {
      states.push({ head: whole.head, state: after, hash: hex(stateHash(after)) });
    });
    await whole.applied(played.state.round);
    const phases = new Set<string>();
    for (const [position, { head, state }] of states.entries()) {
      // one snapshot in each phase of each view
      const phase = `${state.current.number} ${state.phase}`;
      if (phases.has(phase)) continue;
      phases.add(phase);
      const genesis = decodeContractState(encodeContractState(state));
      const replica = Replica.open({ engine, genesis, head });
      const hashes: string[] = [];
      replica.subscribe(({ after }) => hashes.push(hex(stateHash(after))));
      await replica.applied(played.state.round);
      expect(hashes).toEqual(states.slice(position + 1).map(({ hash }) => hash));
      expect(replica.head).toEqual(whole.head);
      replica.close();
    }
    expect(phases.size).toBe(11);
    whole.close();
  });

  it("opened with a head that is not in the log: LOG_DIVERGED, and nothing is applied", async () => {
    const played = table();
    const engine = await engineOf(played);
    const whole = Replica.open({ engine, genesis: genesisOf(played) });
    await whole.applied(played.state.round);
    const { state: genesis, head } = whole;
    whole.close();
    engine.produce();
    const good = Replica.open({ engine, genesis, head });
    await good.applied(head.round + 1);
    good.close();
    for (const change of [{ logHash: EMPTY_LOG_HASH }, { position: head.position + 1n }]) {
      const replica = Replica.open({ engine, genesis, head: { ...head, ...change } });
      await expect(replica.applied(head.round + 1)).rejects.toMatchObject({ code: "LOG_DIVERGED" });
      expect(replica.state).toBe(genesis);
    }
    // without its head a snapshot would go on from the beginning
    const headless = Replica.open({ engine, genesis });
    await expect(headless.applied(head.round + 1)).rejects.toMatchObject({ code: "LOG_DIVERGED" });
  });

  it("refuses a snapshot with the head of another round: no block is left out or applied twice", async () => {
    const played = table();
    const engine = await engineOf(played);
    const heads: Head[] = [];
    const whole = Replica.open({ engine, genesis: genesisOf(played) });
    whole.subscribe(() => heads.push(whole.head));
    const { round } = played.state;
    for (let block = 0; block < 3; block++) await whole.applied(engine.produce().round);
    const genesis = whole.state;
    await whole.applied(engine.produce().round);
    whole.close();
    expect(genesis.round).toBe(round + 3);
    for (const head of heads) {
      const open = () => Replica.open({ engine, genesis, head }).close();
      if (head.round === genesis.round) open();
      else expect(codeOf(open)).toBe("BAD_PARAMETER");
    }
  });

  it("says up to which round sharders have signed: without them nothing is waited for", async () => {
    const engine = new MemoryEngine();
    const genesis = genesisOf(table());
    const free = Replica.open({ engine, genesis });
    expect(free.attested).toBe(Number.POSITIVE_INFINITY);
    let signed = 0;
    const waiting = Replica.open({ engine, genesis, attested: () => signed });
    expect(waiting.attested).toBe(0);
    signed = 7;
    expect(waiting.attested).toBe(7);
    for (const replica of [free, waiting]) replica.close();
  });

  it("takes entries of every kind, and refuses bytes that are nothing", async () => {
    const played = table();
    const newcomer = person("miner 9");
    const engine = await engineOf(played);
    const replica = Replica.open({ engine, genesis: genesisOf(played) });
    await replica.applied(played.state.round);
    const happened: string[] = [];
    replica.subscribe(({ events }) => {
      for (const event of events) happened.push(event.type === "refused" ? `refused ${event.kind}` : event.type);
    });
    await replica.append(played.says.stake(newcomer, 100n));
    await replica.append(played.says.register(newcomer));
    const kinds = ["member", "transaction", "authority", "lot", "beacon"] as const;
    for (const kind of kinds) await replica.append({ kind, bytes: new Uint8Array(7) });
    engine.produce();
    await replica.applied(played.state.round + 1);
    expect(happened.filter((type) => type === "registered" || type.startsWith("refused")).sort()).toEqual(
      ["registered", ...kinds.map((kind) => `refused ${kind}`)].sort(),
    );
    expect(replica.state.candidates.map(({ id }) => id)).toContain(newcomer.id);
    expect(replica.state.beacon).toEqual([]);
    replica.close();
  });

  it("resumes a contract that has stopped, as often as it stops, and not with what resumed it before", async () => {
    const phaseRounds = { start: 1, contribute: 1, share: 1, publish: 3, wait: 1 };
    const played = table({ miners: 0, parameters: { maxAttempts: 1, phaseRounds, backOff: { base: 0, cap: 0 } } });
    const engine = await engineOf(played);
    const replica = Replica.open({ engine, genesis: genesisOf(played) });
    const resumes: LedgerEntry[] = [];
    for (let round = played.state.round + 1; round < 40 && resumes.length < 3; round++) {
      engine.produce();
      await replica.applied(round);
      if (replica.state.phase !== "stopped") continue;
      // those that were given before this stop do nothing: their bytes are in the log already
      for (const old of resumes) expect((await replica.append(old)).duplicate).toBe(true);
      engine.produce();
      await replica.applied(++round);
      expect(replica.state.phase).toBe("stopped");
      resumes.push(played.says.authority({ type: "resume" }));
      await replica.append(resumes.at(-1)!);
    }
    expect(resumes.length).toBe(3);
    replica.close();
  });

  it("stops with the engine's reason, tells it once, and tells whoever waits", async () => {
    const genesis = genesisOf(table());
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
      const replica = Replica.open({ engine: failing(blocks), genesis, onStopped });
      await expect(replica.applied(1)).rejects.toMatchObject({ code });
      expect(told).toEqual([code]);
      expect(replica.state).toBe(genesis);
    }
    const engine = new MemoryEngine({ round: 5 });
    const replica = Replica.open({ engine, genesis });
    await expect(replica.applied(1)).rejects.toMatchObject({ code: "LOG_DIVERGED" });
    const head: Head = replica.head;
    expect(head).toEqual({ round: 0, position: 0n, logHash: EMPTY_LOG_HASH });
  });
});
