// Whoever keeps the sharders' signatures from the miners until the publish phase: shares cannot be sent before.
import { expect, it } from "vitest";
import { Driven, people } from "../view-change/driven.js";

it("reveals nothing that nobody had time to acknowledge, and removes and suspends nobody", async () => {
  const driven = await Driven.of(await people(5));
  driven.attested = 0;
  await driven.untilPhase("publish");
  // messages take a moment
  const late: (() => void)[] = [];
  driven.lets = (effect, from) => {
    if (effect.type !== "send-share") return true;
    late.push(() => {
      const { session, dealer, plaintext } = effect;
      driven.tell(effect.to.id, { type: "share", session, from: dealer, plaintext, ...driven.now() });
      expect(from).not.toBe(effect.to.id);
    });
    return false;
  };
  driven.attested = driven.state.round;
  await driven.all("tick");
  for (const arrive of late.splice(0)) arrive();
  driven.attested = Number.POSITIVE_INFINITY;
  await driven.untilView(1);
  expect(driven.state.attempt).toBe(0);
  expect(driven.events.filter(({ type }) => type === "removed" || type === "suspended")).toEqual([]);
  const { dealings } = driven.state.current.magicBlock!.body;
  expect(dealings.map(({ reveals }) => reveals.length)).toEqual([0, 0, 0, 0, 0]);
});
