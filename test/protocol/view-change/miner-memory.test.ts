// What a miner remembers and for how long: sessions it took part in, what is on the chain already, what was verified;
// and all of it as bytes.
import { describe, expect, it } from "vitest";
import { FeldsparError } from "../../../src/encoding/index.js";
import type { ContractState } from "../../../src/view-change/contract/state.js";
import type { MinerEffect } from "../../../src/view-change/miner/events.js";
import {
  isOver,
  NO_SESSIONS,
  type PastSessions,
  type SessionName,
  tookPart,
  withSession,
} from "../../../src/view-change/miner/past-sessions.js";
import { EMPTY_MINER_STATE, type MinerState } from "../../../src/view-change/miner/state.js";
import { decodeMinerState, encodeMinerState } from "../../../src/view-change/miner/state-bytes.js";
import { Driven, people } from "./driven.js";

const kinds = (effects: readonly MinerEffect[]) => effects.map((effect) => effect.type);
const everybody = await people(5);
const id = everybody[0]!.id;

function named(number: number, attempt: number, mark = 0): SessionName {
  const name = new Uint8Array(32);
  new DataView(name.buffer).setUint32(0, number);
  new DataView(name.buffer).setUint32(4, attempt);
  name[31] = mark;
  return { id: name, number, attempt };
}

/** The same phase of another session, `later` attempts after this one. */
function moved(state: ContractState, later: number): ContractState {
  const session = state.session!;
  const attempt = session.attempt + later;
  const name = session.id.slice();
  name[0]! ^= later & 255;
  return { ...state, attempt, session: { ...session, id: name, attempt } };
}

describe("past sessions", () => {
  const many = (names: readonly SessionName[]): PastSessions => names.reduce(withSession, NO_SESSIONS);

  it("are known by name, and those that are forgotten by their place", () => {
    const names = Array.from({ length: 80 }, (_, index) => named(1 + Math.floor(index / 10), (index % 10) + 1));
    const past = many(names);
    expect(past.names.length).toBe(64);
    expect(past.before).toMatchObject({ number: 2, attempt: 6 });
    for (const name of names) expect(tookPart(past, name)).toBe(true);
    // the place of what is forgotten, under any name; a later attempt of that number, and a later number, are free
    expect(tookPart(past, named(2, 6, 1))).toBe(true);
    expect(tookPart(past, named(1, 99, 1))).toBe(true);
    expect(tookPart(past, named(2, 7, 1))).toBe(false);
    expect(tookPart(past, named(3, 1, 1))).toBe(false);
    const read = decodeMinerState(encodeMinerState({ ...EMPTY_MINER_STATE, past }, 1)).state.past;
    expect(read).toEqual({ names: past.names, before: { number: 2, attempt: 6 } });
  });

  it("that are forgotten out of order: the latest place counts", () => {
    const past = many([named(5, 5), named(1, 1), ...Array.from({ length: 64 }, (_, index) => named(6, index + 1))]);
    expect(past.before).toMatchObject({ number: 5, attempt: 5 });
    expect(tookPart(past, named(5, 5))).toBe(true);
  });

  it("take one place each, and are over when a later one was taken part in", () => {
    const past = many([named(2, 3), named(2, 3), named(2, 1)]);
    expect(past.names.length).toBe(2);
    const over = [named(1, 9), named(2, 2), named(2, 3), named(2, 3, 1), named(2, 4), named(3, 1)];
    expect(over.map((name) => isOver(past, name))).toEqual([true, true, false, false, false, false]);
    expect(isOver(NO_SESSIONS, named(0, 0))).toBe(false);
    expect(isOver({ names: [], before: { number: 4, attempt: 2 } }, named(4, 1))).toBe(true);
  });
});

describe("a chain that shows an older session again", () => {
  it("costs nothing of the later one", async () => {
    const driven = await Driven.of(everybody);
    await driven.untilPhase("contribute");
    const older = driven.state;
    driven.states.set(id, EMPTY_MINER_STATE);
    driven.state = moved(older, 1);
    await driven.give(id, "block");
    const held = driven.states.get(id)!;
    const mpkOf = ({ session }: typeof held) => session!.transactions.mpk!.transaction;
    expect(mpkOf(held).payload.length).toBeGreaterThan(3 * 192);
    for (const chain of [older, moved(older, 0), moved(older, -1)]) {
      driven.state = chain;
      for (const type of ["block", "restarted", "tick"] as const) expect(await driven.give(id, type)).toEqual([]);
      expect(driven.states.get(id)).toBe(held);
    }
    driven.state = moved(older, 1);
    expect(kinds(await driven.give(id, "restarted"))).toEqual(["persist", "submit"]);
    expect(mpkOf(driven.states.get(id)!)).toEqual(mpkOf(held));
  });

  it("gets no second dealing in it, and takes no part where its first one stands", async () => {
    const driven = await Driven.of(everybody);
    await driven.untilPhase("contribute");
    const { state } = driven;
    const other = { ...state, session: { ...state.session!, id: new Uint8Array(32).fill(1) } };
    const mpks = () => driven.transactions("mpk", id).length;
    expect(mpks()).toBe(1);
    driven.state = other;
    await driven.give(id, "block");
    expect(mpks()).toBe(2);
    driven.state = state;
    await driven.give(id, "block");
    await driven.block();
    expect(mpks()).toBe(2);
    expect(driven.mine(id)).toMatchObject({ commitments: [], setAside: true });
  });
});

describe("another MPK in its own name", () => {
  it("sets a miner aside for the session, and is told once", async () => {
    const driven = await Driven.of(everybody);
    await driven.untilPhase("contribute");
    driven.states.set(id, EMPTY_MINER_STATE); // an old backup
    driven.lets = () => false;
    await driven.give(id, "block");
    expect(driven.mine(id).setAside).toBe(false);
    driven.lets = () => true;
    await driven.untilPhase("wait").catch(() => {});
    expect(driven.mine(id)?.setAside ?? true).toBe(true);
    expect(driven.effects("evidence", id).map(({ code }) => code)).toEqual(["ANOTHER_MPK"]);
    expect(driven.transactions("publication", id)).toEqual([]);
    expect(driven.effects("send-share", id)).toEqual([]);
  });
});

describe("a transaction", () => {
  it("is handed in again after 2, 4, 8 … rounds, and never once it is on the chain", async () => {
    const driven = await Driven.of(everybody);
    await driven.untilPhase("contribute");
    const { state } = driven;
    driven.states.set(id, EMPTY_MINER_STATE);
    const handedIn: number[] = [];
    for (let later = 0; later <= 40; later++) {
      driven.state = { ...state, round: state.round + later };
      if (kinds(await driven.give(id, "block")).includes("submit")) handedIn.push(later);
    }
    expect(handedIn).toEqual([0, 2, 6, 14, 30]);
    const { commitments, proof, keys } = driven.mine(id);
    const contribution = { commitments, proof, encryptionKey: keys!.publicKey, hash: new Uint8Array(32) };
    const { session } = driven;
    const index = session.dealers.findIndex((dealer) => dealer.id === id);
    const put = <Item>(list: readonly Item[], item: Item) => list.map((held, at) => (at === index ? item : held));
    driven.state = {
      ...driven.state,
      round: state.round + 900,
      session: {
        ...session,
        contributions: put(session.contributions, contribution),
        encryptionKeys: put(session.encryptionKeys, keys!.publicKey),
      },
    };
    for (const type of ["block", "restarted"] as const)
      expect(kinds(await driven.give(id, type))).not.toContain("submit");
  });
});

describe("a state as bytes", async () => {
  /** A miner's states through two views, each with the names of what is in it. */
  const states: MinerState[] = [];
  for (const mode of ["fresh", "reshare"] as const) {
    const driven = await Driven.of(everybody, {}, { mode });
    driven.lets = ({ type }, from) => !(type === "send-acknowledgement" && from === everybody[4]!.id);
    while (driven.state.current.number < 2 && driven.state.round < 120) {
      await driven.block();
      states.push(driven.states.get(id)!);
    }
  }

  it("is read as it was written, but for when time was counted last", () => {
    expect(states.some(({ session }) => (session?.waited ?? 0) > 0)).toBe(true);
    expect(states.some(({ keys }) => keys.length > 0 && keys[0]!.handOver !== null)).toBe(true);
    expect(states.some(({ session }) => session?.signedShares != null)).toBe(true);
    states.forEach((state, version) => {
      const session = state.session === null ? null : { ...state.session, countedAt: null };
      expect(decodeMinerState(encodeMinerState(state, version))).toEqual({ state: { ...state, session }, version });
    });
  });

  it("with a lot and a return", () => {
    const lot = {
      ...{ number: 3, attempt: 2, candidates: new Uint8Array(32).fill(1), sent: 3, nextAt: 77 },
      ...{ partials: [null, new Uint8Array(48), new Uint8Array(0)], signature: null, submittedAt: 5, times: 2 },
    };
    const state = { ...EMPTY_MINER_STATE, lot, returning: { serial: 7, submittedAt: 8, times: 9 } };
    expect(decodeMinerState(encodeMinerState(state, 1)).state).toEqual(state);
  });

  it("is refused with any bit changed, cut, or of another format", () => {
    const stored = encodeMinerState(states.find(({ session }) => session !== null)!, 4);
    for (let at = 0; at < stored.length; at += 97) {
      const changed = stored.slice();
      changed[at]! ^= 4;
      expect(() => decodeMinerState(changed)).toThrow(FeldsparError);
      expect(() => decodeMinerState(stored.slice(0, at))).toThrow(FeldsparError);
    }
  });
});

describe("a crash at any moment", () => {
  it("brings a miner back with the same polynomial, and nothing is said twice in two ways", async () => {
    const driven = await Driven.of(everybody);
    const mpks = new Set<string>();
    while (driven.state.current.number < 1) {
      await driven.block();
      await driven.restart(id);
      driven.time += 2000;
      for (const { payload } of driven.transactions("mpk", id)) mpks.add(payload.join());
    }
    expect(mpks.size).toBe(1);
    expect(driven.refusals().filter((refusal) => !refusal.startsWith("REPEATED"))).toEqual([]);
    expect(driven.state.current.magicBlock!.members.length).toBe(5);
  });
});
