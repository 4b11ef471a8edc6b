// What a miner remembers and for how long: sessions it took part in, what is on the chain already, what was verified.
import { describe, expect, it } from "vitest";
import {
  type ContractState,
  decodeMinerState,
  encodeMinerState,
  type MinerEffect,
} from "../../../src/entry/view-change.js";
import {
  isOver,
  NO_SESSIONS,
  type PastSessions,
  type SessionName,
  tookPart,
  withSession,
} from "../../../src/view-change/miner/past-sessions.js";
import { EMPTY_MINER_STATE } from "../../../src/view-change/miner/state.js";
import { HandDriven } from "./support.js";

const kinds = (effects: readonly MinerEffect[]) => effects.map((effect) => effect.type);

function named(number: number, attempt: number, mark = 0): SessionName {
  const id = new Uint8Array(32);
  new DataView(id.buffer).setUint32(0, number);
  new DataView(id.buffer).setUint32(4, attempt);
  id[31] = mark;
  return { id, number, attempt };
}

/** The same phase of another session, `later` attempts after this one. */
function moved(state: ContractState, later: number): ContractState {
  const session = state.session!;
  const attempt = session.attempt + later;
  const id = session.id.slice();
  id[0]! ^= later & 255;
  return { ...state, attempt, session: { ...session, id, attempt } };
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
  it("costs nothing of the later one, whether this miner is on the older list or not", async () => {
    const driven = await HandDriven.create();
    await driven.until("contribute");
    const older = driven.state;
    const later = moved(older, 1);
    driven.step(0, { type: "block", chain: later });
    const held = driven.states[0]!;
    expect(held.session!.commitments.length).toBe(3);
    const { session } = older;
    const without = { ...older, session: { ...session!, list: session!.list.filter(({ index }) => index !== 1) } };
    for (const chain of [older, without, moved(older, 0)]) {
      for (const type of ["block", "restarted", "tick"]) expect(driven.step(0, { type, chain })).toEqual([]);
      expect(driven.states[0]).toBe(held);
    }
    expect(kinds(driven.step(0, { type: "restarted", chain: later }))).toEqual(["persist", "submit"]);
    expect(driven.states[0]!.session!.commitments).toEqual(held.session!.commitments);
  });
});

describe("a session that this miner is not selected for", () => {
  it("ends the one before; a member in office takes note of it, deals nothing, and hands over", async () => {
    const driven = await HandDriven.create();
    await driven.until("wait");
    await driven.until("start");
    expect(driven.state.current.number).toBe(1);
    await driven.until("contribute");
    const { state } = driven;
    const list = state.session!.list.filter(({ id }) => id !== driven.people[0]!.id);
    const chain = { ...state, session: { ...state.session!, list } };
    driven.step(0, { type: "block", chain });
    expect(driven.states[0]!.session).toMatchObject({ index: 0, shares: [], commitments: [] });
    const made = moved({ ...chain, phase: "wait" }, 0);
    const magicBlock = { ...state.current.magicBlock!, number: 2 };
    const wait = { ...made, session: { ...made.session!, magicBlock, magicBlockHash: new Uint8Array(32) } };
    expect(kinds(driven.step(0, { type: "block", chain: wait }))).toEqual(["persist", "submit"]);
    // nobody in office: what is held of a session goes
    const current = { ...state.current, magicBlock: null };
    const effects = driven.step(0, { type: "block", chain: { ...moved(chain, 1), current } });
    expect([kinds(effects), driven.states[0]!.session]).toEqual([["persist"], null]);
    expect(driven.step(0, { type: "block", chain: { ...moved(chain, 1), current } })).toEqual([]);
  });
});

describe("a transaction", () => {
  it("is handed in again after 2, 4, 8 … rounds, and never once it is on the chain", async () => {
    const driven = await HandDriven.create();
    await driven.until("contribute");
    const { round } = driven.state;
    const handedIn: number[] = [];
    for (let later = 0; later <= 40; later++) {
      const effects = driven.step(0, { type: "block", chain: { ...driven.state, round: round + later } });
      if (kinds(effects).includes("submit")) handedIn.push(later);
    }
    expect(handedIn).toEqual([0, 2, 6, 14, 30]);
    const own = driven.states[0]!.session!.transactions.contribute!.transaction;
    driven.block([own]);
    expect(driven.session.contributions[0]).not.toBe(null);
    for (const type of ["block", "restarted"]) {
      const effects = driven.step(0, { type, chain: { ...driven.state, round: round + 900 } });
      expect(kinds(effects)).not.toContain("submit");
    }
  });
});

describe("shares and acknowledgements", () => {
  /** Dealer 1 has sent, and this is what its receiver says to it. */
  async function acknowledged() {
    const driven = await HandDriven.create();
    await driven.until("share");
    driven.step(0, { type: "block" });
    const { id } = driven.session;
    const shareFor = (to: number) => driven.states[0]!.session!.shares[to - 1]!;
    const came = (to: number) => ({ type: "share", session: id, from: 1, share: shareFor(to) });
    driven.step(1, came(2));
    const said = driven.step(1, { type: "tick" }).find(({ type }) => type === "send-acknowledgement");
    const { signature } = said as { signature: Uint8Array };
    const says = (from: number, bytes: Uint8Array) => ({
      type: "acknowledgement",
      session: id,
      from,
      signature: bytes,
    });
    return { driven, came, signature, says, first: () => driven.states[0]!.session!.outgoing };
  }

  it("who has acknowledged is not sent its share again", async () => {
    const { driven, signature, says } = await acknowledged();
    driven.step(0, says(2, signature));
    driven.time += 10_000;
    const effects = driven.step(0, { type: "tick" }).filter((effect) => effect.type === "send-share");
    expect(effects.map(({ to }) => to.index)).toEqual([3, 4]);
  });

  it("what was verified is stored, stays verified when it comes again, and bytes of another length are nothing", async () => {
    const { driven, signature, says, first } = await acknowledged();
    for (const length of [0, 47, 49, 96]) {
      expect(driven.step(0, says(2, new Uint8Array(length)))).toEqual([]);
      expect(first()[1]!.acknowledgement).toBe(null);
    }
    driven.step(0, says(2, signature));
    driven.time += 10_000;
    expect(kinds(driven.step(0, { type: "tick" }))[0]).toBe("persist");
    expect(first()[1]!.valid).toBe(true);
    expect(driven.step(0, says(2, signature))).toEqual([]);
    expect(first()[1]!.valid).toBe(true);
  });

  it("a share is checked at a tick and not at every block; in the publish phase, without being acknowledged", async () => {
    const { driven, came } = await acknowledged();
    driven.step(2, { type: "block" });
    driven.step(2, came(3));
    expect(kinds(driven.step(2, { type: "block" }))).not.toContain("send-acknowledgement");
    expect(driven.states[2]!.session!.incoming[0]!.valid).toBe(null);
    const publish = { ...driven.state, phase: "publish" };
    expect(kinds(driven.step(2, { type: "block", chain: publish }))).toEqual(["persist", "submit"]);
    expect(driven.states[2]!.session!.incoming[0]).toMatchObject({ valid: true, acknowledgement: null });
  });

  it("a share that comes again before it was checked, in another life perhaps, is checked soon", async () => {
    const { driven, came } = await acknowledged();
    driven.step(3, came(4));
    expect(driven.step(3, came(4))).toEqual([{ type: "wake", at: driven.time + 250 }]);
    driven.step(3, { type: "tick" });
    expect(kinds(driven.step(3, came(4)))).toEqual(["send-acknowledgement"]);
  });
});
