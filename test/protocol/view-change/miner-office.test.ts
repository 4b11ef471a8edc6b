// Members in office: they hand over once, for a decided block, draw lots, and wipe what is over. And a miner that is
// suspended says that it is back.
import { describe, expect, it } from "vitest";
import { handOverMessage, lotMessage } from "../../../src/magic-block/index.js";
import type { ContractState } from "../../../src/view-change/contract/state.js";
import { decodeMember } from "../../../src/view-change/members.js";
import { EMPTY_MINER_STATE } from "../../../src/view-change/miner/state.js";
import { Driven, people } from "./driven.js";

const everybody = await people(7);
const five = everybody.slice(0, 5);
const ids = everybody.map(({ id }) => id);

/** In view 1, with view 2's block made, and hand-overs held back. */
async function decided(): Promise<Driven> {
  const driven = await Driven.of(five);
  await driven.untilView(1);
  driven.lets = (effect) => !(effect.type === "submit" && effect.transaction.kind === "hand-over");
  await driven.until(({ session }) => session?.decided != null);
  return driven;
}

describe("a hand-over", () => {
  it("is signed for the decided block by whoever has the key in office", async () => {
    const driven = await decided();
    const { magicBlockHash } = driven.session;
    for (const { id, publicShare } of driven.state.current.magicBlock!.members) {
      const [transaction] = driven.transactions("hand-over", id);
      expect(transaction!.session).toEqual(magicBlockHash);
      expect(driven.scheme.verify(transaction!.payload, handOverMessage(magicBlockHash!), publicShare)).toBe(true);
      expect(driven.keyOf(id)!.handOver!.hash).toEqual(magicBlockHash);
    }
  });

  it("is not signed before the block is decided", async () => {
    const driven = await Driven.of(five);
    await driven.untilView(1);
    driven.lets = (effect) => !(effect.type === "submit" && effect.transaction.kind === "confirm");
    await driven.untilPhase("wait");
    await driven.block();
    expect(driven.transactions("hand-over")).toEqual([]);
  });

  it("is never signed for another hash of the number, also after a restart", async () => {
    const driven = await decided();
    const id = ids[0]!;
    const before = driven.transactions("hand-over", id).length;
    const { state } = driven;
    driven.state = { ...state, session: { ...driven.session, magicBlockHash: new Uint8Array(32).fill(9) } };
    await driven.give(id, "block");
    await driven.restart(id);
    expect(driven.transactions("hand-over", id).length).toBe(before);
    driven.state = state;
    await driven.restart(id);
    const all = driven.transactions("hand-over", id);
    expect(all.length).toBe(before + 1);
    expect(all.at(-1)).toEqual(all[0]);
  });

  it("is handed in until it is there, with longer and longer pauses", async () => {
    const driven = await decided();
    for (let round = 0; round < 16; round++) await driven.block();
    const count = driven.transactions("hand-over", ids[0]).length;
    expect(count).toBeGreaterThan(2);
    expect(count).toBeLessThan(7);
    driven.lets = () => true;
    await driven.untilView(2);
  });

  it("is not signed by a state that has lost its key, or beside another MPK in its name", async () => {
    const driven = await Driven.of(five);
    await driven.untilView(1);
    const lost = ids[0]!;
    await driven.untilPhase("share");
    driven.states.set(lost, EMPTY_MINER_STATE);
    driven.attested = 0;
    await driven.give(lost, "block");
    expect(driven.mine(lost).setAside).toBe(true);
    driven.attested = Number.POSITIVE_INFINITY;
    await driven.untilView(2);
    expect(driven.transactions("hand-over", lost)).toEqual([]);
    expect(driven.effects("evidence", lost)).toEqual([
      { type: "evidence", against: lost, code: "ANOTHER_MPK", evidence: null },
    ]);
    expect(driven.transactions("publication", lost).length).toBe(1); // of view 1
  });
});

describe("a lot", () => {
  /** Seven candidates of equal stake and five seats: in view 2 a lot decides. */
  async function closing(): Promise<Driven> {
    const driven = await Driven.of(everybody);
    await driven.untilView(1);
    driven.lets = ({ type }) => type !== "append";
    await driven.until(({ closing: closed }) => closed !== null);
    return driven;
  }
  const messageOf = ({ current, attempt, closing: closed }: ContractState) =>
    lotMessage({ chainId: "driven", number: current.number + 1, attempt, candidates: closed!.hash });

  it("is the group's signature, which decides on the chain", async () => {
    const driven = await closing();
    await driven.block();
    const { groupPublicKey } = driven.state.current.magicBlock!;
    const lots = driven.lots();
    expect(lots.length).toBeGreaterThan(0);
    for (const lot of lots) {
      expect(lot).toMatchObject({ number: 2, attempt: driven.state.attempt });
      expect(driven.scheme.verify(lot.signature, messageOf(driven.state), groupPublicKey)).toBe(true);
    }
    driven.lets = () => true;
    await driven.until(({ session }) => session !== null);
    expect(driven.refusals().filter((refusal) => !refusal.includes("lot"))).toEqual([]);
    await driven.untilView(2);
  });

  it("is made with any t of the members, however wrong the others are", async () => {
    const driven = await Driven.of(everybody);
    await driven.untilView(1);
    const { members } = driven.state.current.magicBlock!;
    const [first, second, bad, away] = members.map(({ id }) => id);
    driven.off.add(away!);
    driven.lets = (effect, id) => !(id === bad && effect.type === "send-lot") && effect.type !== "append";
    await driven.until(({ closing: closed }) => closed !== null);
    const message = { number: 2, attempt: driven.state.attempt, from: bad!, signature: new Uint8Array(48).fill(1) };
    const wrong = { type: "lot", ...message, ...driven.now() } as const;
    for (let count = 0; count < 5; count++) driven.tell(first!, wrong);
    driven.time += 2000;
    await driven.give(second!, "tick");
    await driven.block();
    expect(driven.lots().length).toBeGreaterThan(0);
  });

  it("of one number and attempt is signed once, whatever the candidates are said to be", async () => {
    const driven = await closing();
    const id = driven.state.current.magicBlock!.members[0]!.id;
    const sent = () => driven.effects("send-lot", id).map(({ signature }) => signature);
    const before = sent();
    expect(before.length).toBeGreaterThanOrEqual(4);
    driven.state = { ...driven.state, closing: { ...driven.state.closing!, hash: new Uint8Array(32).fill(1) } };
    await driven.restart(id);
    expect(sent()).toEqual(before);
    driven.state = { ...driven.state, attempt: driven.state.attempt - 1 };
    await driven.restart(id);
    expect(sent()).toEqual(before);
    driven.state = { ...driven.state, attempt: driven.state.attempt + 2 };
    await driven.restart(id);
    expect(sent().length).toBe(before.length + 4);
    expect(sent().at(-1)).not.toEqual(before[0]);
  });

  it("is not signed before the closing is attested", async () => {
    const driven = await Driven.of(everybody);
    await driven.untilView(1);
    driven.attested = 0;
    await driven.until(({ closing: closed }) => closed !== null);
    await driven.block();
    expect(driven.effects("send-lot")).toEqual([]);
    driven.attested = driven.state.closing!.round;
    await driven.all("block");
    expect(driven.effects("send-lot").length).toBeGreaterThan(0);
  });
});

describe("what is over is wiped", () => {
  it("the key of a view that owes no rounds, at activation", async () => {
    const driven = await Driven.of(five, { tieBreak: "oldest" }, { purpose: "signing" });
    await driven.untilView(2);
    for (const { id } of five) {
      expect(driven.states.get(id)!.keys.map(({ number }) => number)).toEqual([2]);
      expect(driven.states.get(id)!.session).toBe(null);
    }
  });

  it("the key of a view with a beacon, when its last round is on the ledger", async () => {
    const driven = await Driven.of(five);
    await driven.untilView(2);
    const numbers = () => driven.states.get(ids[0]!)!.keys.map(({ number }) => number);
    expect(numbers()).toEqual([1, 2]);
    const last = driven.state.current.magicBlock!.startingRound - 1;
    const output = { timeoutCount: 0, previousRandomness: new Uint8Array(32), signature: new Uint8Array(48) };
    driven.state = { ...driven.state, beacon: [{ ...output, round: last - 1 }] };
    await driven.give(ids[0]!, "block");
    expect(numbers()).toEqual([1, 2]);
    driven.state = { ...driven.state, beacon: [{ ...output, round: last }] };
    await driven.give(ids[0]!, "block");
    expect(numbers()).toEqual([2]);
  });

  it("an attempt that was dropped, with its key", async () => {
    const driven = await Driven.of(five);
    const silent = new Set(ids.slice(0, 3));
    driven.lets = (effect, id) =>
      !(silent.has(id) && effect.type === "submit" && effect.transaction.kind === "confirm");
    await driven.untilPhase("wait");
    await driven.block();
    expect(driven.states.get(ids[4]!)!.keys.map(({ attempt }) => attempt)).toEqual([1]);
    await driven.until(({ session }) => session === null);
    for (const { id } of five) {
      expect(driven.states.get(id)!.keys).toEqual([]);
      expect(driven.states.get(id)!.session).toBe(null);
    }
    // and no second dealing in it, should the chain show it again
    expect(driven.states.get(ids[4]!)!.past.names.length).toBe(1);
  });

  it("nothing, while a chain that catches up shows what was before", async () => {
    const driven = await Driven.of(five);
    const seen: ContractState[] = [];
    while (driven.state.current.number < 1) {
      seen.push(driven.state);
      await driven.block();
    }
    await driven.untilPhase("wait");
    await driven.block();
    const { state } = driven;
    const before = driven.states.get(ids[0]!)!;
    expect(before.keys.map(({ number }) => number)).toEqual([1, 2]);
    for (const earlier of seen) {
      driven.state = earlier;
      await driven.give(ids[0]!, "block");
    }
    driven.state = { ...state, session: null, closing: { round: 1, candidates: [], hash: new Uint8Array(32) } };
    await driven.give(ids[0]!, "block");
    expect(driven.states.get(ids[0]!)!.keys).toEqual(before.keys);
    expect(driven.states.get(ids[0]!)!.session).toEqual(before.session);
  });

  it("the private key for a session, once every share is in", async () => {
    const driven = await Driven.of(five);
    await driven.untilPhase("share");
    await driven.untilPhase("publish");
    for (const { id } of five) expect(driven.mine(id).keys!.privateKey).toBe(null);
  });
});

describe("a suspended miner", () => {
  it("says that it is back, until the chain has it", async () => {
    const driven = await Driven.of(five);
    const id = ids[0]!;
    const suspension = { length: 1, lasted: 0, returned: false };
    const candidates = driven.state.candidates.map((one) => (one.id === id ? { ...one, suspension } : one));
    driven.lets = () => false;
    driven.state = { ...driven.state, candidates };
    for (let round = 0; round < 10; round++) {
      driven.state = { ...driven.state, round: driven.state.round + 1 };
      await driven.all("block");
    }
    const all = driven.effects("append");
    expect(driven.effects("append", id)).toEqual(all);
    expect(all.length).toBeGreaterThan(2);
    expect(all.length).toBeLessThan(6);
    const serial = candidates.find((one) => one.id === id)!.serial + 1;
    for (const { entry } of all) {
      expect(entry.kind).toBe("member");
      expect(decodeMember("min-sig", entry.bytes)).toMatchObject({ type: "return", role: "miner", id, serial });
    }
    const returned = candidates.map((one) =>
      one.id === id ? { ...one, suspension: { ...suspension, returned: true } } : one,
    );
    driven.state = { ...driven.state, candidates: returned, round: driven.state.round + 100 };
    await driven.give(id, "block");
    expect(driven.effects("append")).toEqual(all);
  });
});
