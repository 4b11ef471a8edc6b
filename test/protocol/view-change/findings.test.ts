// What broke in version 0.1.0 around the miner, named by kind: each of these fails there.
import { describe, expect, it } from "vitest";
import { equalBytes, toHex } from "../../../src/encoding/index.js";
import {
  type ContractState,
  decodeWire,
  encodeWire,
  HpkeCipher,
  registrationOf,
  type Transaction,
} from "../../../src/entry/view-change.js";
import { MemoryStore } from "../../../src/store/memory.js";
import { type Ledger, makeRunner, storedState } from "./findings-adapter.js";
import { HandDriven, identities } from "./support.js";

/** A chain that the test moves, and what was submitted to it. */
class Shown implements Ledger {
  readonly submitted: Transaction[] = [];
  constructor(public state: ContractState) {}
  submit(transaction: Transaction): void {
    this.submitted.push(transaction);
  }
  get mpks(): Set<string> {
    const contributions = this.submitted.filter((transaction) => transaction.phase === "contribute");
    return new Set(contributions.map(({ payload }) => toHex(payload)));
  }
}

const still = { now: () => 0 };
const nothing = () => {};
const settled = (work: Promise<unknown>) => work.then(nothing, nothing);

/** The chain in the same phase of another attempt. */
function anotherSession(state: ContractState): ContractState {
  const { session, attempt } = state;
  const id = session!.id.slice().reverse();
  return { ...state, attempt: attempt + 1, session: { ...session!, id, attempt: attempt + 1 } };
}

/** A store whose n-th put takes `delays[n]` milliseconds, or fails where that is null. */
class SlowStore extends MemoryStore {
  private puts = 0;
  constructor(private readonly delays: readonly (number | null)[]) {
    super();
  }
  override async put(key: string, value: Uint8Array): Promise<void> {
    const delay = this.delays[this.puts++] ?? 0;
    if (this.delays[this.puts - 1] === null) throw new Error("disk full");
    const copy = value.slice();
    if (delay > 0) await new Promise((resolve) => setTimeout(resolve, delay));
    super.put(key, copy);
  }
}

/** A sealed share, as the network brings it. */
async function sealed(driven: HandDriven, from: number, to: number, share?: Uint8Array): Promise<Uint8Array> {
  const session = driven.session.id;
  const value = share ?? driven.states[from - 1]!.session!.shares[to - 1]!;
  const cipher = new HpkeCipher(driven.people[from - 1]!);
  const { encryptionKey } = driven.people[to - 1]!;
  const envelope = await cipher.seal({ session, dealer: from, receiver: to }, encryptionKey, value);
  return encodeWire({ kind: "share", session, from, to, envelope });
}

describe("A6: a pure core in a shell whose concurrency is unwritten", () => {
  it("two notifications that overlap, the first put slower: one MPK in each session, after a crash too", async () => {
    const driven = await HandDriven.create();
    await driven.until("contribute");
    const ledger = new Shown(driven.state);
    const store = new SlowStore([40, 0]);
    const parts = { driven, position: 0, ledger, store, clock: still, send: nothing };
    const runner = makeRunner(parts);
    const first = runner.notify("block");
    await new Promise((resolve) => setTimeout(resolve, 5));
    const again = anotherSession(driven.state);
    ledger.state = again;
    const second = runner.notify("block");
    await Promise.all([settled(first), settled(second)]);
    const reborn = makeRunner(parts);
    await reborn.load();
    await reborn.notify("restarted");
    const inSecond = ledger.submitted.filter(({ session }) => equalBytes(session, again.session!.id));
    expect(new Set(inSecond.map(({ payload }) => toHex(payload))).size).toBe(1);
  });

  it("a share that comes again while its acknowledgement is being stored: it is acknowledged when it is", async () => {
    const driven = await HandDriven.create();
    await driven.until("contribute");
    const ledger = new Shown(driven.state);
    const store = new SlowStore([0, 40]);
    const unstored: string[] = [];
    let said = 0;
    const send = async (_: string, message: Uint8Array) => {
      if (decodeWire(message).kind !== "acknowledgement") return;
      said++;
      const [bytes] = [...(store as unknown as { values: Map<string, Uint8Array> }).values.values()];
      if (storedState(bytes!).session!.incoming[0]!.acknowledgement === null) unstored.push("acknowledged, not stored");
    };
    const runner = makeRunner({ driven, position: 1, ledger, store, clock: still, send });
    await runner.notify("block");
    await driven.until("share");
    ledger.state = driven.state;
    const message = await sealed(driven, 1, 2);
    await runner.receive([message]);
    const tick = runner.notify("tick");
    await settled(runner.receive([message]));
    await settled(tick);
    expect(said).toBeGreaterThan(0);
    expect(unstored).toEqual([]);
  });

  it("a put that fails: nothing of that state is said, then or later, and the runner stops", async () => {
    const driven = await HandDriven.create();
    await driven.until("contribute");
    const ledger = new Shown(driven.state);
    const store = new SlowStore([null]);
    const runner = makeRunner({ driven, position: 0, ledger, store, clock: still, send: nothing });
    await settled(runner.notify("block"));
    ledger.state = { ...driven.state, round: driven.state.round + 5 };
    await settled(runner.notify("block"));
    expect(ledger.submitted).toEqual([]);
    expect(runner.stopped?.code).toBe("STORE_FAILED");
  });

  it("a put that fails in the share phase: no acknowledgement whose share is not stored", async () => {
    const driven = await HandDriven.create();
    await driven.until("share");
    await Promise.all([driven.step(0, { type: "block" }), driven.step(1, { type: "block" })]);
    const sent: Uint8Array[] = [];
    const ledger = new Shown(driven.state);
    const store = new SlowStore([0, null]);
    const runner = makeRunner({ driven, position: 1, ledger, store, clock: still, send: (_, m) => sent.push(m) });
    // it dealt before: begin from its state
    const contribute = { ...driven.state, phase: "contribute" as const };
    ledger.state = contribute;
    await runner.notify("block");
    ledger.state = driven.state;
    await settled(runner.receive([await sealed(driven, 1, 2)]));
    await settled(runner.notify("tick"));
    await settled(runner.notify("restarted"));
    await settled(runner.receive([await sealed(driven, 1, 2)]));
    expect(sent.map((message) => decodeWire(message).kind)).not.toContain("acknowledgement");
  });

  it("a clock that counts fractions of milliseconds: a share is sent, stored and sent again", async () => {
    const driven = await HandDriven.create();
    await driven.until("contribute");
    let time = 1234.5678;
    const sent: Uint8Array[] = [];
    const ledger = new Shown(driven.state);
    const store = new MemoryStore();
    const clock = { now: () => time };
    const runner = makeRunner({ driven, position: 0, ledger, store, clock, send: (_, m) => sent.push(m) });
    await runner.notify("block");
    await driven.until("share");
    ledger.state = driven.state;
    await runner.notify("block");
    expect(sent.length).toBe(3);
    // an acknowledgement that comes makes it store what it has sent
    const message = { kind: "acknowledgement" as const, session: driven.session.id, from: 2, to: 1 };
    await runner.receive([encodeWire({ ...message, signature: new Uint8Array(48) })]);
    time += 1500.25;
    await runner.notify("restarted");
    expect(sent.length).toBeGreaterThan(3);
  });
});

describe("A7: an index used outside the state that gave it meaning", () => {
  it("the chain moves on to another list while a share is being stored: it goes to whom it was dealt for", async () => {
    const people = await identities(5);
    const driven = await HandDriven.create({ miners: 4 }, "another list", people.slice(0, 4));
    await driven.until("share");
    const before = driven.state;
    // the same miners in another order, and one that was not there: what a newer list may look like
    const list = [...before.session!.list].reverse().map((member, position) => ({ ...member, index: position + 1 }));
    const after = { ...before, session: { ...before.session!, list } };
    const ledger = new Shown({ ...before, phase: "contribute" });
    const sent: { to: string; message: Uint8Array }[] = [];
    const store = new SlowStore([0, 0, 5, 5]);
    const put = store.put.bind(store);
    store.put = async (key, value) => {
      await put(key, value);
      if (ledger.state.phase === "share") ledger.state = after;
    };
    const send = (to: string, message: Uint8Array) => sent.push({ to, message });
    const runner = makeRunner({ driven, position: 0, ledger, store, clock: still, send });
    await runner.notify("block");
    ledger.state = before;
    await settled(runner.notify("restarted"));
    expect(sent.length).toBe(3);
    for (const { to, message } of sent) expect(before.session!.list[decodeWire(message).to - 1]!.id).toBe(to);
  });

  it("a restart while the chain catches up with another list: nothing is sealed for a stranger", async () => {
    const people = await identities(5);
    const chainId = "catching up";
    const driven = await HandDriven.create({ miners: 4 }, chainId, people);
    await driven.until("share");
    const old = driven.state;
    const ledger = new Shown({ ...old, phase: "contribute" });
    const sent: { to: string; message: Uint8Array }[] = [];
    const store = new MemoryStore();
    const send = (to: string, message: Uint8Array) => sent.push({ to, message });
    const position = people.findIndex((person) => person.id === old.session!.list[0]!.id);
    const parts = { driven, position, ledger, store, clock: still, send };
    await makeRunner(parts).notify("block");
    // another session of the same chain: the one who was not selected takes somebody's place
    const left = people.find((person) => !old.session!.list.some((member) => member.id === person.id))!;
    const record = registrationOf("min-sig", left, { chainId });
    const members = [old.session!.list[0]!, ...old.session!.list.slice(2), { ...record, index: 0, partyId: 0 }];
    const list = members.map((member, at) => ({ ...member, index: at + 1, partyId: at + 1 }));
    const id = old.session!.id.slice().reverse();
    ledger.state = { ...old, session: { ...old.session!, id, attempt: old.attempt + 1, list } };
    const runner = makeRunner(parts);
    await runner.load();
    await settled(runner.notify("restarted"));
    await settled(runner.notify("tick"));
    expect(sent).toEqual([]);
    // and one for the old session, which it holds no longer, is not opened with the new list's keys
    await settled(runner.receive([await sealed(driven, 2, 1, new Uint8Array(32))]));
    expect(runner.state.session!.incoming.every(({ share }) => share === null)).toBe(true);
  });
});

describe("A8: a name unique only in the simulation", () => {
  it("one store, one key, two chains: each comes back with its own polynomial", async () => {
    const people = await identities(4);
    const store = new MemoryStore();
    const worlds = await Promise.all(
      ["first chain", "second chain"].map(async (chainId) => {
        const driven = await HandDriven.create({}, chainId, people);
        await driven.until("contribute");
        return { driven, ledger: new Shown(driven.state) };
      }),
    );
    const run = (world: (typeof worlds)[number]) =>
      makeRunner({ ...world, position: 0, store, clock: still, send: nothing });
    for (const world of worlds) await run(world).notify("block");
    for (const world of worlds) {
      const runner = run(world);
      await runner.load();
      await runner.notify("restarted");
      expect(world.ledger.mpks.size).toBe(1);
    }
  });
});

describe("A9: memory of what was done is dropped too early", () => {
  it("the head shows session A, B, A: no second dealing in A", async () => {
    const driven = await HandDriven.create();
    await driven.until("contribute");
    const first = driven.state;
    const second = anotherSession(first);
    const mpks: Set<string>[] = [];
    const ledger = new Shown(first);
    const runner = makeRunner({ driven, position: 0, ledger, store: new MemoryStore(), clock: still, send: nothing });
    for (const state of [first, second, first]) {
      ledger.state = state;
      await runner.notify("block");
      mpks.push(new Set(ledger.mpks));
    }
    expect(mpks.map((set) => set.size)).toEqual([1, 2, 2]);
  });

  it("a kill after a dealer said two things: it is still not acknowledged", async () => {
    const driven = await HandDriven.create();
    await driven.until("contribute");
    const ledger = new Shown(driven.state);
    const sent: Uint8Array[] = [];
    const store = new MemoryStore();
    const parts = {
      driven,
      position: 1,
      ledger,
      store,
      clock: still,
      send: (_: string, m: Uint8Array) => sent.push(m),
    };
    const runner = makeRunner(parts);
    await runner.notify("block");
    await driven.until("share");
    ledger.state = driven.state;
    const wrong = driven.states[0]!.session!.shares[1]!.slice();
    wrong[31]! ^= 1;
    await runner.receive([await sealed(driven, 1, 2, wrong)]);
    await runner.receive([await sealed(driven, 1, 2)]);
    const reborn = makeRunner(parts);
    await reborn.load();
    await reborn.notify("restarted");
    await reborn.receive([await sealed(driven, 1, 2)]);
    await reborn.notify("tick");
    expect(sent.map((message) => decodeWire(message).kind)).not.toContain("acknowledgement");
  });
});
