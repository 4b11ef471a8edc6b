// The miner of protocol 2 on the contract: roles, gates, the clock, evidence, resharing, wiping.
import { describe, expect, it } from "vitest";
import { confirmMessage } from "../../../src/magic-block/index.js";
import { combine } from "../../../src/threshold/index.js";
import { Driven, people } from "./driven.js";

const message = new TextEncoder().encode("signed by the group, a message of more than 32 bytes");

/** Do the miners' shares of the key in office make signatures of its group key, with any t of them? */
function signs(driven: Driven, ids: readonly string[]): boolean {
  const block = driven.state.current.magicBlock!;
  const { signature } = combine(driven.scheme, {
    message,
    threshold: block.t,
    groupPublicKey: block.groupPublicKey,
    publicShares: new Map(block.members.map(({ partyId, publicShare }) => [partyId, publicShare])),
    partials: ids.map((id) => {
      const key = driven.keyOf(id)!;
      return { id: key.partyId, signature: driven.scheme.sign(message, key.secretShare) };
    }),
  });
  return driven.scheme.verify(signature, message, block.groupPublicKey);
}

describe("a fresh view", async () => {
  const everybody = await people(5);
  const ids = everybody.map(({ id }) => id);

  it("is made by everybody, and the next one by the members in office", async () => {
    const driven = await Driven.of(everybody);
    await driven.untilView(1);
    expect(driven.refusals()).toEqual([]);
    expect(signs(driven, ids.slice(0, 3))).toBe(true);
    const first = driven.state.current.magicBlock!.groupPublicKey;
    await driven.untilView(2);
    expect(driven.refusals()).toEqual([]);
    expect(driven.state.current.magicBlock!.groupPublicKey).not.toEqual(first);
    expect(signs(driven, ids.slice(2))).toBe(true);
    expect(driven.transactions("hand-over").length).toBeGreaterThanOrEqual(3);
  });

  it("with one away reveals its shares, after half of the share phase by the own clock", async () => {
    const driven = await Driven.of(everybody);
    await driven.untilPhase("contribute");
    await driven.untilPhase("share");
    driven.off.add(ids[4]!);
    await driven.untilView(1);
    expect(driven.transactions("publication", ids[0]).length).toBeGreaterThan(0);
    expect(signs(driven, ids.slice(0, 3))).toBe(true);
  });
});

describe("a reshare", async () => {
  const everybody = await people(6);
  const ids = everybody.map(({ id }) => id);

  it("keeps the key for other members, and the old share for nobody", async () => {
    const driven = await Driven.of(everybody, { incumbency: 0 }, { mode: "reshare" }, (at) => (at === 5 ? 1n : 10n));
    await driven.untilView(1);
    const { groupPublicKey } = driven.state.current.magicBlock!;
    const old = ids.map((id) => driven.keyOf(id)?.secretShare);
    driven.stake(ids[0]!, 0n);
    driven.stake(ids[5]!, 20n);
    await driven.untilView(2);
    expect(driven.refusals()).toEqual([]);
    const block = driven.state.current.magicBlock!;
    expect(block.groupPublicKey).toEqual(groupPublicKey);
    expect(block.members.map(({ id }) => id)).toEqual(ids.slice(1));
    expect(driven.transactions("present", ids[5]).length).toBeGreaterThan(0);
    expect(signs(driven, ids.slice(3))).toBe(true);
    expect(driven.keyOf(ids[1]!)!.secretShare).not.toEqual(old[1]);
    expect(driven.keyOf(ids[0]!)).toBe(undefined);
    expect(confirmMessage(driven.state.current.hash).length).toBeGreaterThan(32);
  });
});
