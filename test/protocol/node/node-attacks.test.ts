// Attacks on a node as a whole: starts that fail half-way, starts beside one another, chains that begin again from
// their genesis, engines that do not count, listeners that throw.
import { describe, expect, it } from "vitest";
import { toHex } from "../../../src/encoding/index.js";
import {
  type ChainView,
  type LedgerBlock,
  type LedgerEngine,
  MinerNode,
  type MinerNodeOptions,
  Replica,
  systemClock,
  systemTimers,
  type Transport,
} from "../../../src/entry/node.js";
import {
  type ContractState,
  FrameChannel,
  HpkeCipher,
  type LedgerEntry,
  Miner,
  type MinerIdentity,
  type Transaction,
} from "../../../src/entry/view-change.js";
import { MemoryEngine } from "../../../src/ledger/memory.js";
import { MemoryStore } from "../../../src/store/memory.js";
import { MemoryNetwork } from "../../../src/transport/memory.js";
import { leavesNobodyWithARejection } from "../../support/nobody-left.js";
import { codeOfPromise } from "../view-change/codes.js";
import { Driven, people } from "../view-change/driven.js";

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const nothing = () => {};
const broken = () => {
  throw new Error("not now");
};

leavesNobodyWithARejection();

/** Four miners, t = k = 3. */
const FOUR = { miners: 4, threshold: 3, quorum: 3, minMiners: 3 };

const genesisState = () => new Driven([], FOUR).state;

function partsOf(identity: MinerIdentity, driven: Driven) {
  return {
    id: identity.id,
    miner: new Miner({ scheme: "min-sig", identity, batchDelay: 10, retryBase: 60, retryCap: 200 }),
    cipher: new HpkeCipher(identity),
    channel: new FrameChannel(identity, { chainId: driven.genesis.chainId }),
  };
}

/** A node of the first of four miners, on ports that the test sees. */
async function ported(change: Partial<MinerNodeOptions> = {}) {
  const driven = await Driven.of(await people(4), FOUR);
  await driven.untilPhase("contribute");
  const submitted: Transaction[] = [];
  const listeners = new Set<() => void>();
  const handler: { now: ((message: Uint8Array) => void) | null } = { now: null };
  const chain: ChainView & { state: ContractState } = {
    state: driven.state,
    attested: Number.POSITIVE_INFINITY,
    append: nothing,
    submit: (transaction) => void submitted.push(transaction),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const transport: Transport = {
    send: nothing,
    receive: (next) => {
      handler.now = next;
    },
  };
  const identity = driven.everybody[0]!;
  const options = {
    ...partsOf(identity, driven),
    chain,
    transport,
    store: new MemoryStore(),
    ...change,
  };
  return { driven, submitted, listeners, handler, options, chain, transport };
}

describe("a start that fails", () => {
  it("leaves nothing that runs: no listener, no handler, nothing said later", async () => {
    const { options, listeners, handler, submitted, transport } = await ported();
    let refuse = true;
    const receive = transport.receive;
    transport.receive = (next) => (refuse && next !== null ? broken() : receive(next));
    await expect(MinerNode.start(options)).rejects.toThrow("not now");
    expect([listeners.size, handler.now]).toEqual([0, null]);
    refuse = false;
    const store = new MemoryStore();
    store.put = () => broken();
    expect(await codeOfPromise(MinerNode.start({ ...options, store }))).toBe("STORE_FAILED");
    expect([listeners.size, handler.now]).toEqual([0, null]);
    expect(submitted).toEqual([]);
    const node = await MinerNode.start(options);
    expect(submitted.length).toBe(1);
    await node.stop();
  });

  it("twice beside one another: one contribution, and the older one stops with a reason", async () => {
    const { options, submitted, listeners, driven, chain } = await ported();
    const older = codeOfPromise(MinerNode.start(options));
    const newer = await MinerNode.start(options);
    expect(await older).toBe("STORE_TAKEN");
    const newest = await MinerNode.start(options);
    const id = driven.state.session!.id.slice().reverse();
    const { session, attempt } = driven.state;
    chain.state = { ...driven.state, attempt: attempt + 1, session: { ...session!, id, attempt: attempt + 1 } };
    for (const listener of [...listeners]) listener();
    await Promise.all([newer.idle(), newest.idle()]);
    for (const wanted of [session!.id, id]) {
      const mpks = submitted.filter((transaction) => toHex(transaction.session) === toHex(wanted));
      expect(new Set(mpks.map(({ payload }) => toHex(payload))).size).toBe(1);
    }
    expect([newer.stopped?.code, newest.stopped]).toEqual(["STORE_TAKEN", null]);
    await Promise.all([newer.stop(), newest.stop()]);
  });
});

describe("a node that stops by itself", () => {
  it("lets go at once, so that stopping it later takes nothing from its successor", async () => {
    let full = false;
    const store = new MemoryStore();
    const put = store.put.bind(store);
    store.put = (key, value) => (full ? broken() : put(key, value));
    const { options, listeners, handler, chain, driven } = await ported({ store });
    const first = await MinerNode.start(options);
    full = true;
    chain.state = { ...driven.state, round: driven.state.round + 10 };
    for (const listener of [...listeners]) listener();
    await first.idle();
    expect(first.stopped?.code).toBe("STORE_FAILED");
    expect([listeners.size, handler.now]).toEqual([0, null]);
    full = false;
    const second = await MinerNode.start(options);
    await first.stop();
    expect([listeners.size, typeof handler.now]).toEqual([1, "function"]);
    await second.stop();
    expect([listeners.size, handler.now]).toEqual([0, null]);
  });

  it("or is stopped, on a chain that cannot be left: it takes and says nothing more", async () => {
    const { options, listeners, handler, submitted, chain, driven } = await ported();
    const subscribe = chain.subscribe;
    chain.subscribe = (listener) => {
      subscribe(listener);
      return broken;
    };
    const node = await MinerNode.start(options);
    await node.stop();
    expect(handler.now).toBe(null);
    chain.state = { ...driven.state, round: driven.state.round + 10 };
    for (const listener of [...listeners]) listener();
    await node.idle();
    expect([submitted.length, node.stopped?.code]).toEqual([1, "STOPPED"]);
  });
});

describe("a machine that starts again while its replica begins at the genesis", () => {
  it("keeps its dealing and what it has accepted, in every phase: all four are members and hold their keys", async () => {
    const identities = await people(4);
    const phaseRounds = { start: 2, contribute: 40, share: 200, publish: 200, wait: 40 };
    const driven = new Driven(identities, { ...FOUR, phaseRounds, backOff: { base: 0, cap: 0 } });
    driven.register();
    const genesis = driven.state;
    const engine = new MemoryEngine();
    const peers = new MemoryNetwork({ clock: systemClock, timersOf: () => systemTimers, minDelay: 1, maxDelay: 5 });
    const watcher = Replica.open({ engine, genesis });
    const append = (entries: readonly LedgerEntry[]) => {
      for (const { kind, bytes } of entries) void engine.append(kind, bytes);
    };
    append(driven.pool);
    // what is old is shown slowly enough to be looked at
    const slowly: LedgerEngine = {
      ...showing(async function* (from, signal) {
        for await (const block of engine.blocks(from, signal)) {
          if (block.round <= 44) await pause(2);
          yield block;
        }
      }),
      append: (kind, bytes) => engine.append(kind, bytes),
    };
    const machines = identities.map((identity) => {
      const store = new MemoryStore();
      const start = async () => {
        const replica = Replica.open({ engine: slowly, genesis });
        const transport = peers.endpoint(identity.id);
        const node = await MinerNode.start({ ...partsOf(identity, driven), chain: replica, transport, store });
        return { node, replica };
      };
      return { start };
    });
    const seen: string[] = [];
    let madeIn = 0;
    watcher.subscribe(({ events, before }) => {
      seen.push(...events.map(({ type }) => type));
      append(driven.sharderSays(events));
      if (events.some(({ type }) => type === "activated")) madeIn = before.attempt;
    });
    const round = async () => {
      const { round } = engine.produce();
      await watcher.applied(round);
      await pause(10);
    };
    // an attempt that nobody comes to, so that there is an older session to be shown again
    for (let blocks = 0; blocks < 44; blocks++) await watcher.applied(engine.produce().round);
    expect(watcher.state.attempt).toBe(2);
    const running = await Promise.all(machines.map(({ start }) => start()));
    let victim = 0;
    for (const type of ["phase-began", "phase-began", "made"]) {
      seen.length = 0;
      for (let blocks = 0; blocks < 300 && !seen.includes(type); blocks++) await round();
      const { node, replica } = running[victim]!;
      await node.stop();
      replica.close();
      running[victim] = await machines[victim]!.start();
      victim++;
    }
    for (let blocks = 0; blocks < 300 && !seen.includes("activated"); blocks++) await round();
    expect(madeIn).toBe(2);
    expect(watcher.state.current.magicBlock!.members.length).toBe(4);
    for (const { node } of running) {
      await node.idle();
      expect(node.state.keys.map((key) => toHex(key.blockHash))).toEqual([toHex(watcher.state.current.hash)]);
    }
    for (const { node, replica } of running) {
      await node.stop();
      replica.close();
    }
    watcher.close();
  });
});

/** An engine that shows what it is told to. */
const showing = (blocks: LedgerEngine["blocks"]): LedgerEngine => ({
  name: "showing",
  trust: "single",
  append: async () => ({ position: 0n, duplicate: false }),
  blocks,
  head: async () => ({ position: 0n }),
  close: async () => {},
});

const empty = (round: number, change: Partial<LedgerBlock> = {}): LedgerBlock => ({
  round,
  position: 0n,
  logHash: new Uint8Array(32),
  entries: [],
  ...change,
});

describe("an engine", () => {
  it("that repeats, skips or miscounts: LOG_DIVERGED, and what was applied stays", async () => {
    const genesis = genesisState();
    const entries = [{ kind: "transaction" as const, bytes: new Uint8Array(3) }];
    const bad = [empty(1), empty(3), empty(0), empty(Number.NaN), empty(2, { position: 1n }), empty(2, { entries })];
    for (const block of bad) {
      const engine = showing(async function* () {
        yield empty(1);
        yield block;
        yield empty(2);
      });
      const replica = Replica.open({ engine, genesis });
      await replica.applied(1);
      expect(await codeOfPromise(replica.applied(2))).toBe("LOG_DIVERGED");
      expect([replica.state.round, replica.head.round]).toEqual([1, 1]);
      replica.close();
      expect(replica.stopped?.code).toBe("LOG_DIVERGED");
    }
  });

  it("that throws in the middle, at once, or nothing that can be shown: LEDGER_UNAVAILABLE, and nobody waits", async () => {
    const genesis = genesisState();
    const odd = Object.create(null);
    const engines: LedgerEngine["blocks"][] = [
      async function* () {
        yield empty(1);
        throw odd;
      },
      broken,
      async function* () {
        yield { ...empty(1), entries: null as never };
      },
    ];
    for (const blocks of engines) {
      const replica = Replica.open({ engine: showing(blocks), genesis, onStopped: broken });
      expect(await codeOfPromise(replica.applied(2))).toBe("LEDGER_UNAVAILABLE");
    }
  });

  it("that goes on after the replica is closed: nothing is applied, and nothing is appended", async () => {
    const genesis = genesisState();
    const gate = { open: nothing as () => void };
    const engine = showing(async function* () {
      yield empty(1);
      await new Promise<void>((resolve) => {
        gate.open = resolve;
      });
      yield empty(2);
    });
    const told: string[] = [];
    const replica = Replica.open({ engine, genesis, onStopped: ({ code }) => void told.push(code) });
    await replica.applied(1);
    replica.close();
    gate.open();
    await pause(1);
    expect([replica.state.round, replica.stopped?.code, told]).toEqual([1, "STOPPED", []]);
    const memory = new MemoryEngine();
    const closed = Replica.open({ engine: memory, genesis });
    closed.close();
    closed.close();
    expect(await codeOfPromise(closed.append({ kind: "beacon", bytes: new Uint8Array(32) }))).toBe(
      "LEDGER_UNAVAILABLE",
    );
    expect(memory.waiting).toEqual([]);
  });
});

describe("a listener that throws", () => {
  it("stops neither the replica nor the other listeners, and its error is told", async () => {
    const genesis = genesisState();
    const engine = new MemoryEngine();
    const told: unknown[] = [];
    const replica = Replica.open({ engine, genesis, onListenerError: (error) => void told.push(error) });
    const rounds: number[] = [];
    replica.subscribe(broken);
    replica.subscribe(({ block }) => rounds.push(block.round));
    engine.produce();
    engine.produce();
    await replica.applied(2);
    expect([rounds, told.length, replica.stopped]).toEqual([[1, 2], 2, null]);
    replica.close();
  });
});

describe("the network in one process", () => {
  it("carries bytes as they were sent, and gives each arrival its own", async () => {
    const peers = new MemoryNetwork({
      clock: systemClock,
      timersOf: () => systemTimers,
      minDelay: 0,
      maxDelay: 1,
      duplication: 0.999,
      random: (count) => new Uint8Array(count),
    });
    const came: Uint8Array[] = [];
    peers.endpoint("b").receive((message) => {
      came.push(message.slice());
      message.fill(9);
    });
    const message = new Uint8Array(3).fill(1);
    peers.endpoint("a").send("b", message);
    message.fill(5);
    await pause(30);
    expect(came.map(([first]) => first)).toEqual([1, 1]);
  });
});
