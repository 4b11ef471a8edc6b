// The miner of protocol 2 on the contract: roles, gates, the clock, evidence, resharing, wiping.
import { describe, expect, it } from "vitest";
import { toHex } from "../../../src/encoding/index.js";
import { combine } from "../../../src/threshold/index.js";
import { Miner } from "../../../src/view-change/miner/miner.js";
import { EMPTY_MINER_STATE } from "../../../src/view-change/miner/state.js";
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

  it("acknowledges everything it can: nothing is revealed while messages arrive", async () => {
    const driven = await Driven.of(everybody);
    await driven.untilPhase("wait");
    const publications = driven.session.publications.map((publication) => publication!.reveals.length);
    expect(publications).toEqual([0, 0, 0, 0, 0]);
    expect(driven.transactions("shared").length).toBeGreaterThanOrEqual(5);
  });
});

describe("what a miner reveals", async () => {
  const everybody = await people(5);
  const ids = everybody.map(({ id }) => id);
  const gone = ids[4]!;

  /** In the publish phase, with one whose acknowledgements never came. */
  async function oneSilent(): Promise<Driven> {
    const driven = await Driven.of(everybody);
    driven.lets = ({ type }, id) => !(type === "send-acknowledgement" && id === gone);
    await driven.untilPhase("share");
    return driven;
  }

  it("waits for half of the share phase by its own clock, however the chain hurries", async () => {
    const driven = await oneSilent();
    // ten rounds of 500 ms: half of them is 2500 ms
    const begun = driven.time - 250; // it saw the block half a round ago
    driven.state = { ...driven.state, phase: "publish", session: { ...driven.session, sharedAt: driven.state.round } };
    await driven.give(ids[0]!, "block");
    driven.time = begun + 2499;
    await driven.give(ids[0]!, "tick");
    expect(driven.transactions("publication", ids[0])).toEqual([]);
    driven.time = begun + 2500;
    await driven.give(ids[0]!, "tick");
    expect(driven.transactions("publication", ids[0]).length).toBe(1);
  });

  it("waits again only for what was not counted when it is restarted", async () => {
    const driven = await oneSilent();
    const begun = driven.time;
    driven.time = begun + 2000;
    await driven.give(ids[0]!, "tick");
    expect(driven.mine(ids[0]!).waited).toBeGreaterThanOrEqual(2000);
    driven.time = 0; // the clock of the next life
    await driven.restart(ids[0]!);
    driven.state = { ...driven.state, phase: "publish", session: { ...driven.session, sharedAt: driven.state.round } };
    driven.time = 100;
    await driven.give(ids[0]!, "tick");
    expect(driven.transactions("publication", ids[0])).toEqual([]);
    driven.time = 600;
    await driven.give(ids[0]!, "tick");
    expect(driven.transactions("publication", ids[0]).length).toBe(1);
  });

  it("waits for nothing when it has all acknowledgements", async () => {
    const driven = await Driven.of(everybody);
    await driven.untilPhase("share");
    driven.state = { ...driven.state, phase: "publish", session: { ...driven.session, sharedAt: driven.state.round } };
    await driven.give(ids[0]!, "block");
    expect(driven.transactions("publication", ids[0]).length).toBe(1);
  });

  it("is a share that the new member uses, and the view is made", async () => {
    const driven = await oneSilent();
    await driven.untilView(1);
    const block = driven.state.current.magicBlock!;
    const { receivers } = { receivers: block.members.length };
    expect(receivers).toBe(4); // revealed by more than d dealers: off the list
    expect(signs(driven, ids.slice(0, 3))).toBe(true);
  });

  it("says all the same what a dealer has that few have acknowledged: it stays a receiver", async () => {
    const driven = await Driven.of(everybody);
    const silent = new Set(ids.slice(2));
    driven.lets = ({ type }, id) => !(type === "send-acknowledgement" && silent.has(id));
    await driven.untilPhase("publish");
    for (let round = 0; round < 11 && driven.state.phase === "publish"; round++) await driven.block();
    // two of five acknowledge, t = 3: nobody's polynomial is part of a key, and nobody is off the list for it
    for (const id of ids) expect(driven.transactions("publication", id).length).toBeGreaterThan(0);
    expect(driven.refusals()).toEqual([]);
  });

  it("takes acknowledgements that come while it waits", async () => {
    const driven = await oneSilent();
    const { lets } = driven;
    driven.state = { ...driven.state, phase: "publish", session: { ...driven.session, sharedAt: driven.state.round } };
    await driven.give(ids[0]!, "block");
    expect(driven.transactions("publication", ids[0])).toEqual([]);
    driven.lets = () => true;
    driven.time += 1100;
    await driven.give(ids[0]!, "tick");
    expect(driven.transactions("publication", ids[0]).length).toBe(1);
    driven.lets = lets;
  });
});

describe("an act upon an edge", async () => {
  const everybody = await people(5);

  it("waits until the state of that round is attested", async () => {
    const driven = await Driven.of(everybody);
    const said = {
      share: () => driven.effects("send-share").length,
      publish: () => driven.transactions("publication").length,
      wait: () => driven.transactions("confirm").length,
    };
    for (const [phase, count] of Object.entries(said) as ["share" | "publish" | "wait", () => number][]) {
      await driven.untilPhase(phase === "share" ? "contribute" : phase === "publish" ? "share" : "publish");
      driven.attested = 0;
      await driven.untilPhase(phase);
      await driven.block();
      expect(count()).toBe(0);
      const { contributedAt, sharedAt, publishedAt } = driven.session;
      const edge = { share: contributedAt, publish: sharedAt, wait: publishedAt }[phase]!;
      driven.attested = edge - 1;
      await driven.all("block");
      expect(count()).toBe(0);
      driven.attested = edge;
      await driven.all("block");
      expect(count()).toBeGreaterThan(0);
      driven.attested = Number.POSITIVE_INFINITY;
    }
    await driven.untilView(1);
    await driven.untilPhase("wait");
    driven.attested = 0;
    await driven.until(({ session }) => session?.decided != null).catch(() => {});
    expect(driven.transactions("hand-over")).toEqual([]);
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
  });

  it("is dealt by those that have the share of the block in office; the others say that they are present", async () => {
    const driven = await Driven.of(everybody.slice(0, 5), {}, { mode: "reshare" });
    await driven.untilView(1);
    const lost = ids[1]!;
    driven.states.set(lost, EMPTY_MINER_STATE);
    await driven.untilView(2);
    expect(driven.refusals()).toEqual([]);
    expect(driven.transactions("mpk", lost).length).toBe(1); // of view 1
    expect(driven.transactions("present", lost).length).toBeGreaterThan(0);
    expect(driven.transactions("hand-over", lost)).toEqual([]);
    expect(signs(driven, ids.slice(1, 4))).toBe(true);
  });

  it("with fewer than t acknowledgements says nothing: the polynomial hides the key", async () => {
    const driven = await Driven.of(everybody.slice(0, 5), {}, { mode: "reshare" });
    await driven.untilView(1);
    const silent = new Set(ids.slice(2));
    driven.lets = ({ type }, id) => !(type === "send-acknowledgement" && silent.has(id));
    await driven.untilPhase("publish");
    const before = driven.transactions("publication").length;
    await driven.until(({ session }) => session === null);
    const reveals = driven.transactions("publication").slice(before);
    expect(reveals.filter(({ sender }) => !silent.has(sender))).toEqual([]);
  });

  it("with commitments as the chain encodes them", async () => {
    const driven = await Driven.of(everybody.slice(0, 5), {}, { mode: "reshare", commitmentEncoding: "compressed" });
    await driven.untilView(2);
    expect(driven.refusals()).toEqual([]);
    expect(signs(driven, ids.slice(0, 3))).toBe(true);
  });
});

describe("dealings", async () => {
  const everybody = await people(5);

  it("of a random source that repeats itself differ by session, and by miner", async () => {
    const commitments = async (chainId: string) => {
      const driven = await Driven.of(everybody, {}, { chainId });
      for (const identity of everybody) {
        const random = (length: number) => new Uint8Array(length).fill(7);
        driven.miners.set(identity.id, new Miner({ scheme: "min-sig", identity, cache: driven.cache, random }));
      }
      await driven.untilPhase("share");
      return driven.session.contributions.map((contribution) => toHex(contribution!.hash));
    };
    const all = [...(await commitments("one")), ...(await commitments("two"))];
    expect(new Set(all).size).toBe(10);
  });
});
