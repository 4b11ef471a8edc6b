// Attacks on what runs a miner: machines whose stores, clocks, timers, transports, chains and callbacks misbehave, with
// a miner that says what the test wants it to say. The promise is the same every time: typed, nothing is said that is
// not stored, and the same instance goes on.
import { describe, expect, it } from "vitest";
import { FeldsparError } from "../../../src/encoding/index.js";
import { Elapsed } from "../../../src/node/elapsed.js";
import type { EvidenceNotice } from "../../../src/node/evidence.js";
import { eventOf } from "../../../src/node/messages.js";
import { MinerRunner, type MinerRunnerOptions } from "../../../src/node/miner-runner.js";
import type { ChainView, Store } from "../../../src/node/ports.js";
import { systemTimers } from "../../../src/node/system.js";
import type { MessageChannel } from "../../../src/sealing/channel.js";
import type { ShareCipher } from "../../../src/sealing/cipher.js";
import { encodeFrame, type Frame } from "../../../src/sealing/frame.js";
import { MemoryStore } from "../../../src/store/memory.js";
import type { ContractState } from "../../../src/view-change/contract/state.js";
import type { MinerEffect, MinerEvent, Step } from "../../../src/view-change/miner/events.js";
import { withSession } from "../../../src/view-change/miner/past-sessions.js";
import { afterRestart, EMPTY_MINER_STATE, type MinerState } from "../../../src/view-change/miner/state.js";
import { decodeMinerState } from "../../../src/view-change/miner/state-bytes.js";
import type { Transaction } from "../../../src/view-change/transaction.js";
import { leavesNobodyWithARejection } from "../../support/nobody-left.js";
import { codeOf as codeOfPromise } from "../sealing/support.js";

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const never = () => new Promise<never>(() => {});
const nothing = () => {};
const KEY = "miner";

/** Ids of members, by their index. */
const idAt = (index: number) => index.toString(16).padStart(2, "0").repeat(32);
const listOf = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ index: at + 1, id: idAt(at + 1), encryptionKey: new Uint8Array(32) }));

/** Takes everything at its word. */
const channel: MessageChannel = { seal: async () => new Uint8Array(200), isAuthentic: async () => true };

function cipherWith(part: Partial<ShareCipher>): ShareCipher {
  const keys = { publicKey: new Uint8Array(32), privateKey: new Uint8Array(32) };
  const seal = async () => new Uint8Array(80);
  return { seal, open: async () => new Uint8Array(32), sessionKeys: async () => keys, forget: nothing, ...part };
}

/** A chain in the share phase, if there is a session. */
function stateWith(session: object | null): ContractState {
  const current = { number: 0, magicBlock: null };
  return {
    genesisHash: new Uint8Array(32),
    session,
    phase: "share",
    closing: null,
    current,
  } as unknown as ContractState;
}

type Chain = Omit<ChainView, "subscribe">;
const chainWith = (state: ContractState, submit: Chain["submit"] = nothing): Chain => {
  return { state, attested: Number.POSITIVE_INFINITY, submit, append: nothing };
};

/** A message with a share, from the first to the second. */
function shareFrame(over: Partial<Frame> & { readonly session?: Uint8Array } = {}): Uint8Array {
  const ends = { from: idAt(1), to: idAt(2), body: new Uint8Array(80) };
  return encodeFrame({ kind: "share", session: new Uint8Array(32), ...ends, ...over } as Frame, new Uint8Array(32));
}

/** In the session, as its second receiver. */
const second = (id: Uint8Array) => ({
  ...EMPTY_MINER_STATE,
  session: {
    ...{ id, dealer: 2, receiver: 2, incoming: [], outgoing: [] },
    keys: { publicKey: new Uint8Array(32), privateKey: new Uint8Array(32) },
  } as unknown as NonNullable<MinerState["session"]>,
});

/** A store under one name, whatever the runner calls it. */
class OneStore implements Store {
  readonly kept = new MemoryStore();
  put(_: string, value: Uint8Array): void | Promise<void> {
    this.kept.put(KEY, value);
  }
  get(_: string): Uint8Array | undefined | Promise<Uint8Array | undefined> {
    return this.kept.get(KEY);
  }
  delete(): void {}
  get version(): number {
    const bytes = this.kept.get(KEY);
    return bytes === undefined ? 0 : decodeMinerState(bytes).version;
  }
}

/** A miner that counts its steps in what it stores, and says how many there were. */
function counting(more: (event: MinerEvent) => MinerEffect[] = () => []) {
  const count = (state: MinerState) => state.past.names.length;
  const step = (before: MinerState, event: MinerEvent): Step => {
    const id = new Uint8Array(32).fill(count(before) + 1);
    const state = { ...before, past: withSession(before.past, { id, number: 1, attempt: count(before) + 1 }) };
    const said = { type: "submit", transaction: count(state) as unknown as Transaction } as const;
    return { state, effects: [{ type: "persist" }, said, ...more(event)] };
  };
  return { miner: { step }, count };
}

function world(options: Partial<MinerRunnerOptions> = {}, more?: (event: MinerEvent) => MinerEffect[]) {
  const store = new OneStore();
  const said: number[] = [];
  const sent: string[] = [];
  const { miner, count } = counting(more);
  const runner = new MinerRunner({
    id: "someone",
    miner,
    cipher: cipherWith({}),
    channel,
    chain: chainWith(stateWith(null), (transaction) => void said.push(transaction as unknown as number)),
    transport: { send: (to) => void sent.push(to) },
    store,
    ...options,
  });
  return { store, said, sent, runner, count: () => count(runner.state) };
}

const share = (id: string) => ({
  type: "send-share" as const,
  session: new Uint8Array(32),
  dealer: 1,
  receiver: 2,
  own: new Uint8Array(32),
  to: { id, encryptionKey: new Uint8Array(32) },
  sessionKey: new Uint8Array(32),
  plaintext: new Uint8Array(32),
});

leavesNobodyWithARejection();

describe("a runner that has not loaded", () => {
  it("does not begin from nothing what its store has already", async () => {
    const { store, runner } = world();
    await runner.load();
    await runner.notify("block");
    await runner.notify("block");
    const again = world({ store });
    await again.runner.notify("block");
    expect(again.said).toEqual([3]);
    expect(store.version).toBe(3);
  });

  it("whose store could not be read takes nothing until it can", async () => {
    const { store, runner } = world();
    await runner.notify("block");
    let broken = true;
    const flaky = new OneStore();
    flaky.get = (key) => (broken ? Promise.reject(new Error("EIO")) : store.get(key));
    flaky.put = (key, value) => store.put(key, value);
    const again = world({ store: flaky });
    expect(await codeOfPromise(again.runner.load())).toBe("STORE_FAILED");
    expect(await codeOfPromise(again.runner.notify("block"))).toBe("STORE_FAILED");
    expect(again.said).toEqual([]);
    broken = false;
    await again.runner.notify("block");
    expect(again.said).toEqual([2]);
  });
});

describe("a store", () => {
  it("whose get never answers: STORE_FAILED, and the runner can be stopped and loaded", async () => {
    const store = new OneStore();
    let silent = true;
    const get = store.get.bind(store);
    store.get = (key) => (silent ? never() : get(key));
    const { runner, said } = world({ store, putTimeout: 20 });
    expect(await codeOfPromise(runner.load())).toBe("STORE_FAILED");
    await runner.stop();
    silent = false;
    await runner.load();
    await runner.notify("block");
    expect(said).toEqual([1]);
  });

  it("whose put never answers: STORE_LATE, load says so too, and does not hang", async () => {
    const store = new OneStore();
    store.put = never;
    const { runner, said } = world({ store, putTimeout: 20 });
    await runner.load();
    expect(await codeOfPromise(runner.notify("block"))).toBe("STORE_LATE");
    expect(await codeOfPromise(runner.load())).toBe("STORE_LATE");
    expect(await codeOfPromise(runner.notify("block"))).toBe("STORE_LATE");
    expect(said).toEqual([]);
    await runner.stop();
  });

  it("whose put arrives after it was given up: load waits for it, and so does the next runner of that miner", async () => {
    const store = new OneStore();
    const put = store.put.bind(store);
    store.put = async (key, value) => {
      await pause(60);
      put(key, value);
    };
    const first = world({ store, putTimeout: 20 });
    await first.runner.load();
    expect(await codeOfPromise(first.runner.notify("block"))).toBe("STORE_LATE");
    store.put = put;
    const second = world({ store, putTimeout: 500 });
    await second.runner.load();
    await second.runner.notify("block");
    await second.runner.notify("block");
    await pause(80);
    expect(second.said).toEqual([2, 3]);
    expect(store.version).toBe(3);
    await first.runner.load();
    expect(first.count()).toBe(3);
  });

  it("that throws at once, in put and in get", async () => {
    const store = new OneStore();
    const { put, get } = store;
    store.put = () => {
      throw new Error("read-only");
    };
    const { runner, said } = world({ store });
    await runner.load();
    expect(await codeOfPromise(runner.notify("block"))).toBe("STORE_FAILED");
    store.get = () => {
      throw null;
    };
    expect(await codeOfPromise(runner.load())).toBe("STORE_FAILED");
    Object.assign(store, { put, get });
    await runner.load();
    await runner.notify("block");
    expect(said).toEqual([1]);
  });

  it("that two runners of one miner write: the older one stops, and says nothing more", async () => {
    const older = world();
    await older.runner.load();
    await older.runner.notify("block");
    const newer = world({ store: older.store });
    await newer.runner.load();
    await newer.runner.notify("block");
    expect(await codeOfPromise(older.runner.notify("block"))).toBe("STORE_TAKEN");
    expect(older.said).toEqual([1]);
    await newer.runner.notify("block");
    expect(newer.said).toEqual([2, 3]);
    expect(older.store.version).toBe(3);
  });

  it("that goes back to an older backup: STORE_WENT_BACK", async () => {
    const { store, runner } = world();
    await runner.notify("block");
    const backup = store.kept.get(KEY)!;
    await runner.notify("block");
    store.kept.put(KEY, backup);
    expect(await codeOfPromise(runner.load())).toBe("STORE_WENT_BACK");
    store.kept.delete(KEY);
    expect(await codeOfPromise(runner.load())).toBe("STORE_WENT_BACK");
  });

  it("that is damaged: MALFORMED, in load and in whatever comes after", async () => {
    const { store, runner, said } = world();
    store.kept.put(KEY, new Uint8Array(9));
    expect(await codeOfPromise(runner.load())).toBe("MALFORMED");
    expect(await codeOfPromise(runner.notify("block"))).toBe("MALFORMED");
    expect(said).toEqual([]);
  });
});

describe("stopping", () => {
  it("while it loads: it stays stopped", async () => {
    const store = new OneStore();
    store.get = async () => {
      await pause(10);
      return undefined;
    };
    const { runner, said } = world({ store });
    const loading = codeOfPromise(runner.load());
    await runner.stop();
    expect(await loading).toBe("STOPPED");
    expect(await codeOfPromise(runner.notify("block"))).toBe("STOPPED");
    expect(said).toEqual([]);
    await runner.load();
    await runner.notify("block");
    expect(said).toEqual([1]);
  });

  it("while it stores: nothing is said of it, and the same instance comes back with what was stored", async () => {
    const store = new OneStore();
    const put = store.put.bind(store);
    store.put = async (key, value) => {
      await pause(10);
      put(key, value);
    };
    const { runner, said } = world({ store });
    await runner.load();
    const taken = codeOfPromise(runner.notify("block"));
    await pause(2);
    await runner.stop();
    expect(await taken).toBe("STOPPED");
    expect(said).toEqual([]);
    await runner.load();
    await runner.notify("block");
    expect(said).toEqual([2]);
  });

  it("while it stores what then fails: it was stopped, and did not stop by itself", async () => {
    const store = new OneStore();
    store.put = async () => {
      await pause(10);
      throw new Error("disk full");
    };
    const told: string[] = [];
    const { runner } = world({ store, onStopped: ({ code }) => void told.push(code) });
    await runner.load();
    const taken = codeOfPromise(runner.notify("block"));
    await pause(2);
    await runner.stop();
    expect(await taken).toBe("STORE_FAILED");
    expect([runner.stopped?.code, told]).toEqual(["STOPPED", []]);
  });

  it("from within what it says: it says nothing after that, and no alarm is left", async () => {
    const alarms = new Set<() => void>();
    const timers = {
      at: (_: number, action: () => void) => {
        alarms.add(action);
        return () => void alarms.delete(action);
      },
    };
    const sent: string[] = [];
    const transport = {
      send: (to: string) => {
        sent.push(to);
        void runner.stop();
      },
    };
    const more = () => [share("first"), share("second"), { type: "wake" as const, at: 50 }];
    const { runner } = world({ timers, clock: { now: () => 0 }, transport }, more);
    await runner.notify("block").catch(nothing);
    expect(sent).toEqual(["first"]);
    expect(alarms.size).toBe(0);
  });
});

describe("callbacks that throw", () => {
  const broken = () => {
    throw new Error("the application's own fault");
  };

  it("onEvidence: everything else is still said", async () => {
    const evidence = { type: "evidence" as const, against: idAt(2), code: "BAD_SHARE" as const, evidence: null };
    const lost: unknown[] = [];
    const options = { onEvidence: broken, onLost: (error: unknown) => void lost.push(error) };
    const { runner, sent } = world(options, () => [evidence, share("other")]);
    await runner.notify("block");
    expect(sent).toEqual(["other"]);
    expect(lost.length).toBe(1);
  });

  it("onLost, for what throws at once and for what rejects", async () => {
    for (const send of [broken, async () => broken()]) {
      const { runner, said } = world({ onLost: broken, transport: { send } }, () => [share("other")]);
      await runner.notify("block");
      await runner.notify("block");
      expect(said).toEqual([1, 2]);
    }
  });

  it("onStopped: the reason is still the store's", async () => {
    const store = new OneStore();
    store.put = () => Promise.reject(new Error("disk full"));
    const { runner } = world({ store, onStopped: broken });
    expect(await codeOfPromise(runner.notify("block"))).toBe("STORE_FAILED");
  });
});

describe("ports that throw", () => {
  const broken = () => {
    throw new Error("not now");
  };

  it("a cipher that cannot seal for one receiver: the others get theirs", async () => {
    let calls = 0;
    const seal = async () => (calls++ === 0 ? broken() : new Uint8Array(80));
    const { runner, sent, said } = world({ cipher: cipherWith({ seal, open: never }) }, () => [
      share("one"),
      share("two"),
    ]);
    await runner.notify("block");
    expect([sent, said]).toEqual([["two"], [1]]);
  });

  it("timers that throw when an alarm is set: told, everything else is said, and the same alarm can be set again", async () => {
    const rung: (() => void)[] = [];
    const timers = {
      at: (time: number, action: () => void) => {
        if (time === 5 && rung.length === 0) {
          rung.push(nothing);
          broken();
        }
        if (time === 5) rung.push(action);
        return nothing;
      },
    };
    const lost: unknown[] = [];
    const options = { timers, clock: { now: () => 0 }, onLost: (error: unknown) => void lost.push(error) };
    const { runner, said } = world(options, () => [{ type: "wake", at: 5 }]);
    await runner.notify("block");
    await runner.notify("block");
    await runner.notify("block");
    expect([said, lost.length, rung.length]).toEqual([[1, 2, 3], 1, 2]);
  });

  it("timers that throw: typed, and the next one rings", async () => {
    let throwing = true;
    const rung: string[] = [];
    const timers = {
      at: (time: number, action: () => void) => (throwing ? broken() : systemTimers.at(time, action)),
    };
    const lost: unknown[] = [];
    const more = ({ type, time }: MinerEvent) => {
      rung.push(type);
      return type === "tick" ? [] : [{ type: "wake" as const, at: time + 5 }];
    };
    const options = { timers, clock: { now: () => performance.now() }, onLost: (e: unknown) => void lost.push(e) };
    const { runner } = world(options, more);
    expect(await codeOfPromise(runner.notify("block"))).toBe("STORE_FAILED");
    throwing = false;
    await runner.load();
    await runner.notify("block");
    await pause(20);
    await runner.idle();
    expect(rung).toEqual(["block", "tick"]);
    expect(lost).toEqual([]);
  });

  it("a chain that rejects with a promise of its own kind: nobody is left with it", async () => {
    const lost: unknown[] = [];
    // biome-ignore lint/suspicious/noThenProperty: a promise of another library
    const thenable = { then: (_: unknown, no: (reason: unknown) => void) => no("refused") };
    const chain = chainWith(stateWith(null), () => thenable);
    const { runner } = world({ chain, onLost: (error) => void lost.push(error) });
    await runner.notify("block");
    await pause(1);
    expect(lost).toEqual(["refused"]);
  });
});

describe("time", () => {
  it("only one of clock and timers is given: both are the system's, so that alarms ring", async () => {
    const types: string[] = [];
    const more = ({ type, time }: MinerEvent) => {
      types.push(type);
      return type === "tick" ? [] : [{ type: "wake" as const, at: time + 5 }];
    };
    const { runner } = world({ clock: { now: () => 1.7e12 } }, more);
    await runner.notify("block");
    await pause(30);
    await runner.idle();
    expect(types).toEqual(["block", "tick"]);
  });

  it("refuses a time-out that is none", () => {
    for (const putTimeout of [Number.NaN, 0, -1]) expect(() => world({ putTimeout })).toThrow(/putTimeout/);
  });

  it("timers that ring twice, or after they were called off: one tick", async () => {
    const actions: (() => void)[] = [];
    const timers = {
      at: (_: number, action: () => void) => {
        actions.push(action);
        return nothing;
      },
    };
    const types: string[] = [];
    const more = ({ type }: MinerEvent) => {
      types.push(type);
      return type === "tick" ? [] : [{ type: "wake" as const, at: 5 }];
    };
    const { runner } = world({ timers, clock: { now: () => 0 } }, more);
    await runner.notify("block");
    const ring = actions.at(-1)!;
    ring();
    ring();
    await runner.idle();
    expect(types).toEqual(["block", "tick"]);
    await runner.notify("block");
    const old = actions.at(-2)!;
    await runner.load();
    for (const action of actions) action();
    old();
    await runner.idle();
    expect(types).toEqual(["block", "tick", "block"]);
  });

  it("a clock that shows anything: whole, never falling, below 2^53, also when what it shows is added to", () => {
    const shown = [Number.NaN, -1e308, 1e308, -5, Number.POSITIVE_INFINITY, 0.5, 2 ** 53, -(2 ** 60), 2 ** 61, 7.25];
    let next = 0;
    const clock = {
      now: () => {
        const value = shown[next++ % (shown.length + 1)];
        if (value === undefined) throw new Error("no clock");
        return value;
      },
    };
    const elapsed = new Elapsed(clock, { at: () => nothing });
    let last = 0;
    for (let reading = 0; reading < 3 * shown.length; reading++) {
      const now = elapsed.milliseconds();
      expect(now).toBeGreaterThanOrEqual(last);
      expect(Number.isSafeInteger(now) && Number.isSafeInteger(now + 2 ** 40)).toBe(true);
      last = now;
    }
  });
});

describe("floods", () => {
  const message = (fill: number) => new Uint8Array(100).fill(fill);

  it("messages that nobody would read are not kept: a gigabyte of them takes no memory", async () => {
    const store = new OneStore();
    const gate = { open: nothing as () => void };
    store.get = () => new Promise((resolve) => (gate.open = () => resolve(undefined)));
    const { runner } = world({ store });
    void runner.load();
    const inbox = () => (runner as unknown as { ring: { inbox: Uint8Array[] } }).ring.inbox;
    const taken = runner.receive(Array.from({ length: 64 }, () => new Uint8Array(1 << 24)));
    expect(inbox().reduce((sum, { length }) => sum + length, 0)).toBe(0);
    // and what is kept is kept as it came
    const own = message(7);
    void runner.receive([own.subarray(0, 50)]);
    own.fill(0);
    expect(inbox()).toEqual([message(7).subarray(0, 50)]);
    expect(inbox()[0]!.buffer.byteLength).toBe(50);
    for (let i = 0; i < 70; i++) void runner.receive(Array.from({ length: 1000 }, () => message(1)));
    expect(inbox().length).toBe(1 << 16);
    await pause(1);
    gate.open();
    await taken;
    await runner.idle();
    expect(inbox()).toEqual([]);
  });

  it("a block does not wait for all messages of a flood", async () => {
    let opened = 0;
    const session = { id: new Uint8Array(32), dealers: listOf(2), receivers: listOf(2) };
    const cipher = cipherWith({
      open: async () => {
        opened++;
        return new Uint8Array(32);
      },
    });
    const atBlock: number[] = [];
    const miner = {
      step: (before: MinerState, event: MinerEvent): Step => {
        if (event.type === "block") atBlock.push(opened);
        return { state: { ...before, session: second(session.id).session }, effects: [] };
      },
    };
    const { runner } = world({ miner, cipher, id: idAt(2), chain: chainWith(stateWith(session)) });
    await runner.notify("block");
    const bytes = shareFrame();
    const flood = runner.receive(Array.from({ length: 20_000 }, () => bytes));
    await runner.notify("block");
    expect(atBlock[1]).toBeLessThan(5000);
    await flood;
    expect(opened).toBe(20_000);
  });
});

describe("every day", () => {
  /** Alarms that the test rings, by a clock that it moves. */
  function handTime(start: number) {
    const time = { now: start };
    const alarms = new Map<() => void, number>();
    const timers = {
      at: (at: number, action: () => void) => {
        alarms.set(action, at);
        return () => void alarms.delete(action);
      },
    };
    const ring = () => {
      for (const [action, at] of [...alarms]) {
        if (at > time.now || !alarms.delete(action)) continue;
        action();
      }
    };
    return { time, alarms, ring, ports: { clock: { now: () => time.now }, timers } };
  }

  it("an alarm rings at its time whatever the clock shows, once, and can be set for the same time again", async () => {
    const { time, alarms, ring, ports } = handTime(5e9 + 0.3);
    const seen: [string, number][] = [];
    const more = ({ type, time: at }: MinerEvent): MinerEffect[] => {
      seen.push([type, at]);
      if (type === "tick") return [];
      return [
        { type: "wake", at: 20 },
        { type: "wake", at: 10 },
        { type: "wake", at: 30 },
      ];
    };
    const { runner } = world(ports, more);
    await runner.notify("block");
    await runner.notify("block");
    expect([...alarms.values()]).toEqual([5e9 + 10.3]);
    time.now = 5e9 + 10.3;
    ring();
    await runner.idle();
    // back in the past, and the same time is asked for again
    time.now = 100;
    await runner.notify("block");
    expect(alarms.size).toBe(1);
    time.now = 100.75;
    ring();
    await runner.idle();
    expect(seen.map(([type]) => type)).toEqual(["block", "block", "tick", "block", "tick"]);
    expect(seen.map(([, at]) => at)).toEqual([0, 0, 10, 10, 10]);
    await runner.notify("block");
    await runner.stop();
    expect(alarms.size).toBe(0);
  });

  it("an alarm that rings a rounding too early counts as its time", async () => {
    const { time, ring, ports } = handTime(1.1);
    const seen: number[] = [];
    const { runner } = world(ports, ({ type, time: at }) => {
      if (type === "tick") seen.push(at);
      return type === "tick" ? [] : [{ type: "wake", at: 3 }];
    });
    await runner.notify("block");
    // in rounded fractions 1.1 + 3 − 1.1 is less than 3
    time.now = 1.1 + 3;
    ring();
    await runner.idle();
    expect(seen).toEqual([3]);
  });

  it("time begins at zero with each life, and what was to be sent again later is due at once", async () => {
    const { time, ports } = handTime(0);
    const seen: number[] = [];
    const { runner, store } = world(ports, ({ time: at }) => {
      seen.push(at);
      return [];
    });
    await runner.notify("block");
    time.now = 1000;
    await runner.notify("block");
    await runner.load();
    await runner.notify("block");
    time.now = 1500;
    await runner.notify("block");
    expect(seen).toEqual([0, 1000, 0, 500]);
    const state = decodeMinerState(store.kept.get(KEY)!).state;
    const outgoing = [{ acknowledgement: null, valid: null, sent: 3, nextAt: 77 }];
    const session = { outgoing } as never;
    expect(afterRestart({ ...state, session }).session!.outgoing).toEqual([{ ...outgoing[0], nextAt: 0 }]);
  });

  it("a put that was answered leaves no timer", async () => {
    const { alarms, ports } = handTime(0);
    const { runner } = world(ports);
    await runner.notify("block");
    expect(alarms.size).toBe(0);
  });

  it("blocks that wait are taken together, and the state shows what is stored", async () => {
    const store = new OneStore();
    const gates: (() => void)[] = [];
    const put = store.put.bind(store);
    store.put = async (key, value) => {
      await new Promise<void>((resolve) => gates.push(resolve));
      put(key, value);
    };
    const { runner, said, count } = world({ store });
    await runner.load();
    const taken = [1, 2, 3, 4, 5].map(() => runner.notify("block"));
    await pause(2);
    const late = [1, 2, 3].map(() => runner.notify("block"));
    expect(count()).toBe(0);
    gates[0]!();
    await pause(2);
    expect(count()).toBe(1);
    gates[1]!();
    await Promise.all([...taken, ...late]);
    expect(said).toEqual([1, 2]);
  });

  it("miners of one chain that share a store do not meet in it", async () => {
    const store = new MemoryStore();
    const ids = ["one", "two"];
    for (const id of ids) await world({ store, id }).runner.notify("block");
    for (const id of ids) {
      const { runner, said } = world({ store, id });
      await runner.notify("block");
      expect(said).toEqual([2]);
    }
  });

  it("messages are taken while it runs only, and one that cannot be opened is told against its sender", async () => {
    const id = new Uint8Array(32);
    const chain = stateWith({ id, dealers: listOf(3), receivers: listOf(3) });
    const mine = second(id);
    const told: EvidenceNotice[] = [];
    let failure: unknown = null;
    const cipher = cipherWith({
      open: async () => {
        if (failure !== null) throw failure;
        return new Uint8Array(32);
      },
    });
    let authentic = true;
    const secrecy = { id: idAt(2), cipher, channel: { ...channel, isAuthentic: async () => authentic } };
    const ask = (over: Parameters<typeof shareFrame>[0], at: MinerState = mine, on: ContractState = chain) => {
      const now = { time: 0, chain: on, attested: 0 };
      return eventOf(secrecy, shareFrame(over), at, now, (notice) => void told.push(notice));
    };
    const other = new Uint8Array(32).fill(1);
    const moved = { ...chain, session: { ...chain.session!, id: other } };
    expect(await ask({})).toMatchObject({ type: "share", from: 1 });
    for (const wrong of [{ session: other }, { from: idAt(0) }, { from: idAt(4) }, { from: idAt(2) }, { to: idAt(3) }])
      expect([wrong, await ask(wrong)]).toEqual([wrong, null]);
    // the session must be the miner's and the chain's
    expect(await ask({}, mine, moved)).toBe(null);
    expect(await ask({ session: other }, mine, moved)).toBe(null);
    expect(await ask({}, EMPTY_MINER_STATE)).toBe(null);
    authentic = false;
    expect(await ask({})).toBe(null);
    failure = new Error("nothing is opened that is not authenticated");
    expect(await ask({})).toBe(null);
    authentic = true;
    expect(told).toEqual([]);
    failure = new FeldsparError("BAD_ENVELOPE", "not for me");
    expect(await ask({})).toBe(null);
    expect(told).toEqual([{ against: idAt(1), code: "BAD_ENVELOPE", evidence: null }]);
    // a runner takes them once it has loaded, and none while it is stopped
    failure = null;
    const kinds: string[] = [];
    const miner = {
      step: (before: MinerState, { type }: MinerEvent): Step => {
        kinds.push(type);
        return { state: { ...before, session: mine.session }, effects: [] };
      },
    };
    const store = new OneStore();
    let reads = 0;
    store.get = () => void reads++;
    const { runner } = world({ miner, cipher, store, id: idAt(2), chain: chainWith(chain) });
    const bytes = shareFrame();
    await runner.receive([bytes]);
    expect(reads).toBe(1);
    await runner.notify("block");
    await runner.receive([bytes, bytes]);
    await runner.stop();
    expect(await codeOfPromise(runner.receive([bytes]))).toBe("STOPPED");
    expect(kinds).toEqual(["block", "share", "share"]);
    // what waited when it stopped, or came since, is not taken in another life
    await runner.load();
    const waiting = codeOfPromise(runner.receive([bytes]));
    await runner.stop();
    expect(await waiting).toBe("STOPPED");
    await runner.load();
    await runner.notify("block");
    await runner.receive([bytes]);
    expect(kinds).toEqual(["block", "share", "share", "block", "share"]);
  });
});
