// An engine that is not Byzantine fault tolerant, and lies about what is in its log.
import { beforeAll, describe, expect, it } from "vitest";
import type { MinerIdentity } from "../../../src/view-change/identity.js";
import { Driven, people } from "../view-change/driven.js";

let five: MinerIdentity[];

beforeAll(async () => {
  five = await people(5);
});

/** Everybody has confirmed a block, which no history has taken yet. */
async function confirmed(driven: Driven) {
  await driven.untilPhase("wait");
  driven.attested = driven.session.publishedAt!;
  await driven.all("tick");
  const { state, pool } = driven;
  driven.pool = [];
  return { state, pool };
}

describe("a history in which the confirmed block is dropped, then one in which it is decided", () => {
  it.each(["until the next attempt", "until the pause after it"])("leaves every member its share, %s", async (how) => {
    const driven = await Driven.of(five, { backOff: { base: 5, cap: 5 } });
    const { state, pool } = await confirmed(driven);
    const censored = () => {
      driven.pool = [];
    };
    const isShown = () =>
      how === "until the next attempt" ? driven.state.attempt === 2 : driven.state.session === null;
    while (!isShown() || driven.state.phase === "wait") {
      await driven.block();
      censored();
    }
    driven.state = state;
    driven.pool = pool;
    await driven.untilView(1);
    for (const { id } of five) expect(driven.keyOf(id)).toBeDefined();
  });

  it("wipes the share of a block that was dropped as soon as that is attested", async () => {
    const driven = await Driven.of(five);
    await confirmed(driven);
    while (driven.state.attempt < 2) {
      await driven.block();
      driven.pool = [];
    }
    const { frozenAt } = driven.session;
    const held = () => five.map(({ id }) => driven.states.get(id)!.keys.length);
    expect(held()).toEqual([1, 1, 1, 1, 1]);
    driven.attested = frozenAt - 1;
    await driven.all("tick");
    expect(held()).toEqual([1, 1, 1, 1, 1]);
    driven.attested = frozenAt;
    await driven.all("tick");
    expect(held()).toEqual([0, 0, 0, 0, 0]);
  });
});
