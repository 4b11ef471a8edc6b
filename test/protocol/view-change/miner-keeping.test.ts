// What a miner keeps to itself: a key that is not of the block in office, a hand-over beside a twin or before the
// decision is attested, an acknowledgement that comes after the publication, whatever is not stored yet.
import { describe, expect, it } from "vitest";
import type { MinerEffect } from "../../../src/view-change/miner/events.js";
import { EMPTY_MINER_STATE } from "../../../src/view-change/miner/state.js";
import { Driven, people } from "./driven.js";

const everybody = await people(5);
const ids = everybody.map(({ id }) => id);
const mine = ids[0]!;
const [dealer, receiver] = [ids[0]!, ids[1]!];

const isOf = (kind: string) => (effect: MinerEffect) => effect.type === "submit" && effect.transaction.kind === kind;

describe("a member in office", () => {
  it("with a key of another block of that number wipes it and signs nothing with it", async () => {
    const driven = await Driven.of(everybody);
    await driven.untilView(1);
    const state = driven.states.get(mine)!;
    const strange = state.keys.map((key) => ({ ...key, blockHash: new Uint8Array(32).fill(7) }));
    expect(strange).toHaveLength(1);
    driven.states.set(mine, { ...state, keys: strange });
    await driven.block();
    expect(driven.states.get(mine)!.keys).toEqual([]);
    await driven.untilView(2);
    expect(driven.transactions("hand-over", mine)).toEqual([]);
    expect(driven.transactions("hand-over", ids[1]).length).toBeGreaterThan(0);
  });

  it("that finds another MPK in its name hands nothing over, though it has its key", async () => {
    const driven = await Driven.of(everybody);
    await driven.untilView(1);
    await driven.untilPhase("share");
    const { keys } = driven.states.get(mine)!;
    driven.states.set(mine, { ...EMPTY_MINER_STATE, keys });
    driven.attested = 0;
    await driven.give(mine, "block");
    driven.attested = Number.POSITIVE_INFINITY;
    expect(driven.mine(mine).setAside).toBe(true);
    await driven.untilView(2);
    expect(driven.keyOf(mine)).toBe(undefined);
    expect(driven.transactions("hand-over", mine)).toEqual([]);
  });

  it("hands nothing over before the decision is attested", async () => {
    const driven = await Driven.of(everybody);
    await driven.untilView(1);
    await driven.untilPhase("wait");
    driven.attested = driven.state.round;
    await driven.until(({ session }) => session?.decided != null);
    expect(driven.session.decided!.round).toBeGreaterThan(driven.attested);
    await driven.block();
    expect(driven.transactions("hand-over")).toEqual([]);
    driven.attested = Number.POSITIVE_INFINITY;
    await driven.block();
    expect(driven.transactions("hand-over").length).toBeGreaterThan(0);
  });
});

describe("a receiver", () => {
  const shareOf = (driven: Driven) => ({
    type: "share" as const,
    session: driven.session.id,
    from: 1,
    plaintext: driven.mine(dealer).shares[1]!,
  });
  const acknowledges = (effects: readonly MinerEffect[]) => effects.some(({ type }) => type === "send-acknowledgement");

  it("acknowledges no share of a dealer whose publication is there, and keeps it", async () => {
    const driven = await Driven.of(everybody);
    driven.lets = (effect, id) =>
      !(id === dealer && effect.type === "send-share" && effect.to.id === receiver) &&
      !(id === ids[4] && isOf("publication")(effect));
    await driven.until(({ session }) => session?.publications[0] != null);
    expect(driven.state.phase).toBe("publish");
    const effects = driven.tell(receiver, { ...shareOf(driven), ...driven.now() });
    driven.time += 250;
    effects.push(...(await driven.give(receiver, "tick")));
    expect(acknowledges(effects)).toBe(false);
    expect(driven.mine(receiver).incoming[0]).toMatchObject({ valid: true, acknowledgement: null });
  });

  it("takes shares while they are on their way, and not in the wait phase", async () => {
    const driven = await Driven.of(everybody);
    await driven.untilPhase("share");
    await driven.block();
    expect(acknowledges(driven.tell(receiver, { ...shareOf(driven), ...driven.now() }))).toBe(true);
    await driven.untilPhase("wait");
    const event = { ...shareOf(driven), ...driven.now() };
    expect(driven.tell(receiver, event)).toEqual([]);
  });
});

describe("whatever is handed in", () => {
  it("is stored first, in every step of two view changes, when it is handed in again too", async () => {
    const driven = await Driven.of(everybody);
    const tell = driven.tell.bind(driven);
    let steps = 0;
    driven.tell = (id, event) => {
      const effects = tell(id, event);
      if (effects.some(({ type }) => type === "submit")) {
        steps++;
        expect(effects[0]).toEqual({ type: "persist" });
      }
      return effects;
    };
    // some of it is lost, so that it is handed in again
    let lost = 0;
    driven.lets = (effect) => effect.type !== "submit" || lost++ % 3 !== 1;
    await driven.untilView(2);
    expect(steps).toBeGreaterThan(40);
  });
});
