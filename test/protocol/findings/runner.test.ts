// What broke in version 0.1.0 around the miner, named by kind: each of these fails there.
import { describe, expect, it } from "vitest";
import { concatBytes, equalBytes, MerkleTree, toHex } from "../../../src/encoding/index.js";
import { FrameChannel } from "../../../src/sealing/channel.js";
import { HpkeCipher } from "../../../src/sealing/cipher.js";
import { type Frame, readFrame } from "../../../src/sealing/frame.js";
import { MemoryStore } from "../../../src/store/memory.js";
import type { ContractState } from "../../../src/view-change/contract/state.js";
import { transactionEntry } from "../../../src/view-change/entries.js";
import { encodeShareProof } from "../../../src/view-change/evidence.js";
import { signLongTerm } from "../../../src/view-change/identity.js";
import { SHARE_TREE, shareLeaf, sharesMessage } from "../../../src/view-change/session.js";
import type { Transaction } from "../../../src/view-change/transaction.js";
import { Driven, people } from "../view-change/driven.js";
import { type Ledger, makeRunner, storedState } from "./adapter.js";

/** A chain that the test moves, and what was submitted to it: it goes into the next block. */
class Shown implements Ledger {
  readonly submitted: Transaction[] = [];
  readonly attested = Number.POSITIVE_INFINITY;
  state: ContractState;
  constructor(private readonly driven: Driven) {
    this.state = driven.state;
  }
  submit(transaction: Transaction): void {
    this.submitted.push(transaction);
    this.driven.pool.push(transactionEntry(transaction));
  }
  append(): void {}
  get mpks(): Set<string> {
    const contributions = this.submitted.filter((transaction) => transaction.kind === "mpk");
    return new Set(contributions.map(({ payload }) => toHex(payload)));
  }
}

/** Five miners in the contribute phase, one of whom the test runs itself. */
async function contributing(position: number, chainId = "driven"): Promise<Driven> {
  const driven = await Driven.of(await people(5), {}, { chainId });
  driven.off.add(driven.everybody[position]!.id);
  await driven.untilPhase("contribute");
  return driven;
}

const kindOf = (message: Uint8Array) => readFrame(message)!.frame.kind;

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

/** A sealed share, as the network brings it, with its dealer's signature. */
async function sealed(driven: Driven, from: number, to: number, given?: Uint8Array): Promise<Uint8Array> {
  const { session } = driven;
  const { id, dealers, receivers } = session;
  const [dealer, receiver] = [driven.everybody[from - 1]!, receivers[to - 1]!];
  const share = given ?? driven.mine(dealer.id).shares[to - 1]!;
  const leaves = dealers.map(({ index }) => shareLeaf(id, from, index, index === to ? share : new Uint8Array(32)));
  const tree = new MerkleTree(SHARE_TREE, leaves);
  const message = sharesMessage(id, from, session.contributions[from - 1]!.hash, tree.root);
  const proof = { signature: signLongTerm("min-sig", dealer, message), path: tree.path(to - 1) };
  const plaintext = concatBytes(share, encodeShareProof(proof));
  const keys = { own: dealer.encryptionKey, receiver: session.encryptionKeys[to - 1]! };
  const body = await new HpkeCipher(dealer).seal({ session: id, dealer: from, receiver: to }, keys, plaintext);
  return framed(driven, from, { kind: "share", session: id, from: dealer.id, to: receiver.id, body });
}

function framed(driven: Driven, from: number, frame: Frame): Promise<Uint8Array> {
  const peer = driven.everybody.find(({ id }) => id === frame.to)!.encryptionKey;
  const dealer = driven.everybody[from - 1]!;
  const channel = new FrameChannel(dealer, { chainId: driven.genesis.chainId });
  return channel.seal(frame, { own: dealer.encryptionKey, peer });
}

describe("A6: a pure core in a shell whose concurrency is unwritten", () => {
  it("two notifications that overlap, the first put slower: one MPK in each session, after a crash too", async () => {
    const driven = await contributing(0);
    const ledger = new Shown(driven);
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
    const driven = await contributing(1);
    const ledger = new Shown(driven);
    const store = new SlowStore([0, 0, 40]);
    const unstored: string[] = [];
    let said = 0;
    const send = async (_: string, message: Uint8Array) => {
      if (kindOf(message) !== "acknowledgement") return;
      said++;
      const [bytes] = [...(store as unknown as { values: Map<string, Uint8Array> }).values.values()];
      if (storedState(bytes!).session!.incoming[0]!.acknowledgement === null) unstored.push("acknowledged, not stored");
    };
    const runner = makeRunner({ driven, position: 1, ledger, store, clock: still, send });
    await runner.notify("block");
    await driven.untilPhase("share");
    ledger.state = driven.state;
    await runner.notify("block");
    const message = await sealed(driven, 1, 2);
    await runner.receive([message]);
    const tick = runner.notify("tick");
    await settled(runner.receive([message]));
    await settled(tick);
    expect(said).toBeGreaterThan(0);
    expect(unstored).toEqual([]);
  });

  it("a put that fails: nothing of that state is said, then or later, and the runner stops", async () => {
    const driven = await contributing(0);
    const ledger = new Shown(driven);
    const store = new SlowStore([null]);
    const runner = makeRunner({ driven, position: 0, ledger, store, clock: still, send: nothing });
    await settled(runner.notify("block"));
    ledger.state = { ...driven.state, round: driven.state.round + 5 };
    await settled(runner.notify("block"));
    expect(ledger.submitted).toEqual([]);
    expect(runner.stopped?.code).toBe("STORE_FAILED");
  });

  it("a put that fails in the share phase: no acknowledgement whose share is not stored", async () => {
    const driven = await contributing(1);
    const sent: Uint8Array[] = [];
    const ledger = new Shown(driven);
    const store = new SlowStore([0, 0, null]);
    const runner = makeRunner({ driven, position: 1, ledger, store, clock: still, send: (_, m) => sent.push(m) });
    await runner.notify("block");
    await driven.untilPhase("share");
    ledger.state = driven.state;
    await runner.notify("block");
    await settled(runner.receive([await sealed(driven, 1, 2)]));
    await settled(runner.notify("tick"));
    await settled(runner.notify("restarted"));
    await settled(runner.receive([await sealed(driven, 1, 2)]));
    expect(sent.map(kindOf)).not.toContain("acknowledgement");
  });

  it("a clock that counts fractions of milliseconds: a share is sent, stored and sent again", async () => {
    const driven = await contributing(0);
    let time = 1234.5678;
    const sent: Uint8Array[] = [];
    const ledger = new Shown(driven);
    const store = new MemoryStore();
    const clock = { now: () => time };
    const runner = makeRunner({ driven, position: 0, ledger, store, clock, send: (_, m) => sent.push(m) });
    await runner.notify("block");
    await driven.untilPhase("share");
    ledger.state = driven.state;
    await runner.notify("block");
    const shares = () => sent.filter((message) => kindOf(message) === "share").length;
    expect(shares()).toBe(4);
    // an acknowledgement that comes makes it store what it has sent
    const ends = { from: driven.everybody[1]!.id, to: driven.everybody[0]!.id };
    const session = driven.session.id;
    const frame = { kind: "acknowledgement", session, ...ends, body: new Uint8Array(48) } as const;
    await runner.receive([await framed(driven, 2, frame)]);
    time += 1500.25;
    await runner.notify("restarted");
    expect(shares()).toBe(8);
  });
});

describe("A7: an index used outside the state that gave it meaning", () => {
  it("the chain moves on to another list while a share is being stored: it goes to whom it was dealt for", async () => {
    const driven = await contributing(0);
    const ledger = new Shown(driven);
    const sent: { to: string; message: Uint8Array }[] = [];
    const store = new SlowStore([0, 5, 5, 5]);
    const send = (to: string, message: Uint8Array) => sent.push({ to, message });
    const runner = makeRunner({ driven, position: 0, ledger, store, clock: still, send });
    await runner.notify("block");
    await driven.untilPhase("share");
    const before = driven.state;
    // the same miners in another order: what a newer list may look like
    const list = [...before.session!.receivers].reverse().map((member, at) => ({ ...member, index: at + 1 }));
    const after = { ...before, session: { ...before.session!, dealers: list, receivers: list } };
    const put = store.put.bind(store);
    store.put = async (key, value) => {
      await put(key, value);
      if (ledger.state.phase === "share") ledger.state = after;
    };
    ledger.state = before;
    await settled(runner.notify("restarted"));
    expect(sent.length).toBe(4);
    for (const { to, message } of sent) expect(readFrame(message)!.frame.to).toBe(to);
    const own = runner.state.session!;
    for (const { to, message } of sent) {
      const { index } = before.session!.receivers.find(({ id }) => id === to)!;
      const keys = driven.mine(to).keys!;
      const opening = { own: { ...keys, privateKey: keys.privateKey! }, dealer: driven.everybody[0]!.encryptionKey };
      const context = { session: own.id, dealer: 1, receiver: index };
      const receiver = driven.everybody.find(({ id }) => id === to)!;
      const opened = await new HpkeCipher(receiver).open(context, opening, readFrame(message)!.frame.body);
      expect(opened.slice(0, 32)).toEqual(own.shares[index - 1]);
    }
  });

  it("a restart while the chain catches up with another session: nothing is sealed for it, nothing opened", async () => {
    const driven = await contributing(0);
    const ledger = new Shown(driven);
    const sent: Uint8Array[] = [];
    const store = new MemoryStore();
    const parts = {
      driven,
      position: 0,
      ledger,
      store,
      clock: still,
      send: (_: string, m: Uint8Array) => sent.push(m),
    };
    await makeRunner(parts).notify("block");
    await driven.untilPhase("share");
    const old = driven.state;
    const { session } = old;
    const [stays, , ...rest] = session!.receivers;
    const list = [stays!, ...rest].map((member, at) => ({ ...member, index: at + 1, partyId: at + 1 }));
    const id = session!.id.slice().reverse();
    const attempt = old.attempt + 1;
    ledger.state = { ...old, attempt, session: { ...session!, id, attempt, dealers: list, receivers: list } };
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
    const store = new MemoryStore();
    const worlds = await Promise.all(
      ["first chain", "second chain"].map(async (chainId) => {
        const driven = await contributing(0, chainId);
        return { driven, ledger: new Shown(driven) };
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
    const driven = await contributing(0);
    const first = driven.state;
    const second = anotherSession(first);
    const mpks: Set<string>[] = [];
    const ledger = new Shown(driven);
    const runner = makeRunner({ driven, position: 0, ledger, store: new MemoryStore(), clock: still, send: nothing });
    for (const state of [first, second, first]) {
      ledger.state = state;
      await runner.notify("block");
      mpks.push(new Set(ledger.mpks));
    }
    expect(mpks.map((set) => set.size)).toEqual([1, 2, 2]);
  });

  it("a kill after a dealer said two things: it is still not acknowledged", async () => {
    const driven = await contributing(1);
    const ledger = new Shown(driven);
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
    await driven.untilPhase("share");
    ledger.state = driven.state;
    const wrong = driven.mine(driven.everybody[0]!.id).shares[1]!.slice();
    wrong[31]! ^= 1;
    await runner.receive([await sealed(driven, 1, 2, wrong)]);
    await runner.receive([await sealed(driven, 1, 2)]);
    const reborn = makeRunner(parts);
    await reborn.load();
    await reborn.notify("restarted");
    await reborn.receive([await sealed(driven, 1, 2)]);
    await reborn.notify("tick");
    expect(sent.map(kindOf)).not.toContain("acknowledgement");
  });
});
