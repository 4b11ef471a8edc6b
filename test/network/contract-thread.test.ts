// The contract on a thread of its own, with the thread as it is built: the same states as here, whatever becomes of it.
import { describe, expect, it } from "vitest";
import { Recording } from "../../bench/view/recording.js";
import { toHex } from "../../src/encoding/index.js";
import {
  type Block,
  type ContractEvent,
  type ContractState,
  encodeContractState,
  type LedgerEntry,
  stateHash,
  transactionEntry,
  ViewChangeContract,
} from "../../src/entry/view-change.js";
import { changed, changeOf } from "../../src/processes/contract/changes.js";
import { ContractThread } from "../../src/processes/contract/thread.js";

const BUILT = new URL("../../dist/src/processes/contract/worker.js", import.meta.url);
const DYING = new URL("./support/dying-worker.mjs", import.meta.url);
const OPTIONS = { n: 7, t: 5, k: 5, seed: "contract thread", watched: 4 };

interface Played {
  readonly before: ContractState;
  readonly blocks: readonly Block[];
  readonly after: readonly ContractState[];
  readonly events: readonly (readonly ContractEvent[])[];
}

/** A view change block by block, as the contract here plays it. */
async function play(): Promise<Played> {
  const recording = await Recording.create(OPTIONS, { office: null });
  const { members } = recording;
  const contract = new ViewChangeContract();
  const before = members.before(contract, null);
  const blocks: Block[] = [];
  const after: ContractState[] = [];
  const told: (readonly ContractEvent[])[] = [];
  let state = before;
  const apply = (entries: LedgerEntry[], round = state.round + 1) => {
    const block = { round, entries };
    const { state: next, events } = contract.apply(state, block);
    state = next;
    blocks.push(block);
    after.push(next);
    told.push(events);
  };
  apply([]);
  const dealings = [];
  for (let index = 1; index <= OPTIONS.n; index++) dealings.push(await recording.dealing(index));
  for (const { contribution } of dealings) apply([members.keep(state), transactionEntry(contribution)]);
  apply([], state.round + 1000);
  apply(dealings.map(({ index }) => transactionEntry(recording.shared(index))));
  apply([], state.round + 1000);
  apply(dealings.map(({ publication }) => transactionEntry(publication)));
  apply([], state.round + 1000);
  const shares = recording.keyShares;
  apply(shares.map((share, at) => transactionEntry(members.confirmation(state, at + 1, share))));
  apply(members.handOvers(state, null).map(transactionEntry));
  apply([], state.session!.magicBlock!.startingRound);
  expect(state.current.number).toBe(1);
  return { before, blocks, after, events: told };
}

const played = await play();

/** Plays it on a thread, and holds every state and event against those of the contract here. */
async function follow(thread: ContractThread): Promise<void> {
  let state = played.before;
  for (const [place, block] of played.blocks.entries()) {
    const applied = await thread.apply(state, block);
    const expected = played.after[place]!;
    expect(toHex(stateHash(applied.state))).toBe(toHex(stateHash(expected)));
    expect(encodeContractState(applied.state)).toEqual(encodeContractState(expected));
    expect(applied.events).toEqual(played.events[place]);
    const { session } = applied.state;
    expect(session === null || (session.dealers === session.receivers) === (session.mode === "fresh")).toBe(true);
    // what is the same is shared with the state before
    if (expected.candidates === (played.after[place - 1] ?? played.before).candidates)
      expect(applied.state.candidates).toBe(state.candidates);
    state = applied.state;
  }
  expect(toHex(state.current.hash)).toBe(toHex(played.after.at(-1)!.current.hash));
}

describe("the contract on a thread", () => {
  it("comes to the states that it comes to here", async () => {
    const times: number[] = [];
    const thread = new ContractThread({ from: 1, script: BUILT, took: (seconds) => times.push(seconds) });
    await follow(thread);
    expect(thread.isRunning).toBe(true);
    expect(times).toHaveLength(played.blocks.length);
    await thread.close();
    expect(thread.isRunning).toBe(false);
  }, 600_000);

  it("comes to them with threads of its own, which end with it", async () => {
    const thread = new ContractThread({ from: 1, script: BUILT, helpers: { threads: 1, from: 1 } });
    await follow(thread);
    await thread.close();
    const larger = new ContractThread({ from: 1, script: BUILT, helpers: { threads: 1, from: OPTIONS.n + 1 } });
    await follow(larger);
    await larger.close();
  }, 600_000);

  it("is started again when it dies, and nothing is lost", async () => {
    const died: string[] = [];
    const thread = new ContractThread({ from: 1, script: DYING, onDied: (reason) => died.push(reason) });
    await follow(thread);
    expect(died.length).toBeGreaterThanOrEqual(Math.floor(played.blocks.length / 3));
    await thread.close();
  }, 600_000);

  it("is done without where there is none, where it cannot start, and in small networks", async () => {
    const absent = new ContractThread({ from: 1, script: new URL("./support/absent.mjs", import.meta.url) });
    await follow(absent);
    const died: string[] = [];
    const broken = new URL("./support/founders.ts?not a script", import.meta.url);
    const useless = new ContractThread({ from: 1, script: broken, onDied: (reason) => died.push(reason) });
    const [block] = played.blocks;
    const { state } = await useless.apply(played.before, block!);
    expect(toHex(stateHash(state))).toBe(toHex(stateHash(played.after[0]!)));
    expect(died).toHaveLength(3);
    const small = new ContractThread({ from: OPTIONS.n + 1, script: BUILT });
    await follow(small);
    expect([absent.isRunning, useless.isRunning, small.isRunning]).toEqual([false, false, false]);
  }, 600_000);

  it("refuses what the contract refuses, and goes on; closed in a block, it says so", async () => {
    const thread = new ContractThread({ from: 1, script: BUILT });
    const stale = { round: played.before.round, entries: [] };
    await expect(thread.apply(played.before, stale)).rejects.toMatchObject({ code: "BAD_BLOCK" });
    await follow(thread);
    const pending = thread.apply(played.before, played.blocks[0]!);
    const refused = expect(pending).rejects.toMatchObject({ code: "STOPPED" });
    await thread.close();
    await refused;
  }, 600_000);
});

describe("changes", () => {
  it("make the next value of the one before, and share what is the same", () => {
    const same = { deep: [1, 2] };
    const list = [same, { a: 1 }];
    const before = { same, list, twice: [list, list], bytes: new Uint8Array(2), gone: 1n };
    const next = [...list.slice(0, 1), { a: 2 }, { b: 3 }];
    const after = { ...before, list: next, twice: [next, next], bytes: new Uint8Array([7]), gone: null };
    const change = structuredClone(changeOf(before, after));
    const made = changed(before, change) as typeof after;
    expect(made).toEqual(after);
    expect(made.same).toBe(same);
    expect(made.list[0]).toBe(same);
    expect(made.twice[0]).toBe(made.twice[1]);
    expect(changeOf(after, after)).toBeNull();
    expect(changed({ a: [1, 2, 3] }, changeOf({ a: [1, 2, 3] }, { a: [1] }))).toEqual({ a: [1] });
  });
});
