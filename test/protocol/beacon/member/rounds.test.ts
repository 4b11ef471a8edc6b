// When a member signs, over what, and what becomes of what others sign (protocol §8).
import { beforeEach, describe, expect, it } from "vitest";
import { randomness } from "../../../../src/beacon/index.js";
import { appends, Hand, idOf, makeView, ofType, publishes, said, sends, signer } from "./support.js";

for (const scheme of ["min-sig", "min-pk"] as const) {
  describe(`rounds of a member (${scheme})`, () => {
    const test = makeView(7, 4, { scheme });
    const { first } = test;
    const sign = signer(test);
    const outputs = sign.outputs(first, 6);
    const over = (round: number) => (round === 10 ? first : randomness(outputs[round - 11]!.signature));
    let hand: Hand;

    beforeEach(() => {
      hand = new Hand(test);
    });

    it("signs a round when the replica has applied the one before, and sends it to everybody, stored first", () => {
      expect(hand.applied(8)).toEqual([]);
      const effects = hand.applied(9);
      expect(effects[0]).toEqual({ type: "persist" });
      expect(said(effects, "partial")).toEqual([sign.partial(0, 10, 0, first)]);
      expect(sends(effects).map(({ to }) => to)).toEqual([1, 2, 3, 4, 5, 6].map(idOf));
      expect(hand.state.rounds).toEqual([
        { round: 10, voted: 0, count: 0, certificate: null, signed: { timeoutCount: 0, previousRandomness: first } },
      ]);
      expect(hand.applied(9)).toEqual([]);
    });

    it("says the same after a crash", () => {
      hand.applied(9);
      expect(said(hand.crash(), "partial")).toEqual([sign.partial(0, 10, 0, first)]);
    });

    it("signs no round with a share of a block that is not activated", () => {
      hand.view({ active: false });
      expect(hand.applied(12)).toEqual([]);
      hand.view({ active: true });
      expect(said(hand.applied(12), "partial")).toHaveLength(1);
    });

    it("signs a view's first round only over the ledger's entry for the last round of the view before", () => {
      hand.chain = { ...hand.chain, firstPrevious: null };
      expect(hand.applied(12)).toEqual([]);
      hand.chain = { ...hand.chain, firstPrevious: over(13) };
      expect(said(hand.applied(12), "partial")).toEqual([sign.partial(0, 10, 0, over(13))]);
    });

    it("signs no round from a successor's starting round on, once that is decided", () => {
      hand.view({ lastRound: 10 });
      hand.applied(14);
      const effects = hand.output(1, outputs[0]!);
      expect(said(effects, "partial")).toEqual([]);
      expect(hand.output(1, outputs[1]!)).toEqual([]);
      expect(hand.from(1, sign.partial(1, 11, 0, over(11)))).toEqual([]);
      hand.view({ lastRound: null });
      expect(said(hand.applied(14), "partial").map(({ round }) => round)).toEqual([11]);
    });

    it("makes late rounds in order, each over the output of the one before", () => {
      expect(said(hand.applied(14), "partial").map(({ round }) => round)).toEqual([10]);
      for (const round of [10, 11, 12]) {
        for (const position of [4, 5]) hand.from(position, sign.partial(position, round, 0, over(round)));
        const effects = hand.from(6, sign.partial(6, round, 0, over(round)));
        expect(publishes(effects)).toEqual([outputs[round - 10]]);
        expect(said(effects, "partial")).toEqual([sign.partial(0, round + 1, 0, over(round + 1))]);
        expect(effects[0]).toEqual({ type: "persist" });
      }
    });

    it("stores what came out, and hands it to the sharders again after a crash", () => {
      hand.applied(9);
      for (const position of [1, 2, 3]) hand.from(position, sign.partial(position, 10, 0, first));
      expect(hand.state.outputs).toEqual([outputs[0]]);
      expect(publishes(hand.crash())).toEqual([outputs[0]]);
    });

    it("recovers from any t, its own included or not, before its replica is there, too", () => {
      const made = [3, 4, 5].flatMap((position) => hand.from(position, sign.partial(position, 10, 0, first)));
      expect(made).toEqual([]);
      expect(publishes(hand.from(6, sign.partial(6, 10, 0, first)))).toEqual([outputs[0]]);
      const other = new Hand(test, 2);
      other.applied(9);
      for (const position of [0, 1]) other.from(position, sign.partial(position, 10, 0, first));
      expect(publishes(other.from(6, sign.partial(6, 10, 0, first)))).toEqual([outputs[0]]);
    });

    it("counts duplicates once", () => {
      hand.applied(9);
      for (let times = 0; times < 5; times++) {
        for (const position of [1, 2]) hand.from(position, sign.partial(position, 10, 0, first));
      }
      expect(hand.state.outputs).toEqual([]);
    });

    it("does not count, and blames nobody for, what is of another round, count or previous randomness", () => {
      hand.applied(9);
      const effects = [
        ...hand.from(1, sign.partial(1, 11, 0, first)),
        ...hand.from(2, sign.partial(2, 10, 1, first)),
        ...hand.from(3, sign.partial(3, 10, 0, over(12))),
        ...hand.from(4, sign.partial(4, 10, 0, first)),
        ...hand.from(5, sign.partial(5, 10, 0, first)),
      ];
      expect(publishes(effects)).toEqual([]);
      expect(ofType(effects, "evidence")).toEqual([]);
      // each of these members has its partial signature of this round counted nevertheless
      expect(publishes(hand.from(3, sign.partial(3, 10, 0, first)))).toEqual([outputs[0]]);
    });

    it("names the bad, ignores them, and finishes with t good ones", () => {
      hand.applied(9);
      hand.from(1, sign.junk(1, 10, 0, first));
      hand.from(2, { ...sign.junk(2, 10, 0, first), signature: new Uint8Array(scheme === "min-sig" ? 48 : 96) });
      const effects = hand.from(3, sign.partial(3, 10, 0, first));
      expect(ofType(effects, "evidence").map((one) => (one as { against: string }).against)).toEqual([
        idOf(1),
        idOf(2),
      ]);
      expect(publishes(effects)).toEqual([]);
      hand.from(4, sign.partial(4, 10, 0, first));
      expect(publishes(hand.from(5, sign.partial(5, 10, 0, first)))).toEqual([outputs[0]]);
    });

    it("lets a second signature take the place of one that was found to be bad, and of no other", () => {
      hand.applied(9);
      hand.from(1, sign.partial(1, 10, 0, first));
      hand.from(1, sign.junk(1, 10, 0, first)); // nothing is known of the first one yet
      hand.from(2, sign.junk(2, 10, 0, first));
      expect(ofType(hand.from(3, sign.partial(3, 10, 0, first)), "evidence")).toHaveLength(1);
      hand.from(1, sign.junk(1, 10, 0, first)); // the first one is good
      expect(publishes(hand.from(2, sign.partial(2, 10, 0, first)))).toEqual([outputs[0]]);
    });

    it("keeps what is about this round and the next three, of each member a few, and no more", () => {
      for (let round = 10; round < 30; round++) {
        for (let count = 0; count < 20; count++) hand.from(1, sign.junk(1, round, count, first));
      }
      const kept = hand.state.work.heard[1]!;
      expect(new Set(kept.map(({ round }) => round))).toEqual(new Set([10, 11, 12, 13]));
      expect(kept.length).toBeLessThanOrEqual(24);
      for (const position of [2, 3, 4]) hand.from(position, sign.partial(position, 13, 0, over(13)));
      for (const position of [2, 3, 4]) hand.from(position, sign.partial(position, 14, 0, over(14)));
      expect(publishes(hand.from(5, sign.partial(5, 14, 0, over(14))))).toEqual([]);
      expect(publishes(hand.from(5, sign.partial(5, 13, 0, over(13))))).toEqual([outputs[3]]);
    });

    it("takes no notice of strangers, other views, itself and things of no shape", () => {
      hand.applied(9);
      const before = hand.state;
      const partial = sign.partial(1, 10, 0, first);
      const output = { type: "output" as const, number: 1, ...outputs[0]! };
      for (const event of [
        { ...partial, from: "ff".repeat(32) },
        { ...output, from: "ff".repeat(32) },
        { ...partial, from: 3 },
        { ...partial, from: undefined },
        { ...partial, from: idOf(0) },
        { ...partial, from: idOf(1), number: 2 },
        { ...output, from: idOf(1), number: 0 },
        { ...partial, from: idOf(1), round: 9 },
        { ...partial, from: idOf(1), round: 10.5 },
        { ...partial, from: idOf(1), signature: "00" },
        { ...partial, from: idOf(1), signature: new Uint8Array(47) },
        { ...partial, from: idOf(1), previousRandomness: new Uint8Array(31) },
        { ...partial, from: idOf(1), timeoutCount: -1 },
        { ...partial, from: idOf(1), type: "nothing" },
      ]) {
        expect(hand.take(event)).toEqual([]);
      }
      expect(hand.state).toEqual(before);
      hand.view({ blockHash: new Uint8Array(32) });
      expect(hand.applied(30)).toEqual([]);
    });

    it("says nothing without a share, and follows nevertheless", () => {
      const observer = new Hand(test, 0, { secretShare: null });
      expect(observer.applied(9)).toEqual([]);
      expect(publishes(observer.output(1, outputs[0]!))).toEqual([outputs[0]]);
    });
  });
}

describe("a member alone", () => {
  it("makes many late rounds, some at once and the rest at the next tick", () => {
    const test = makeView(1, 1);
    const hand = new Hand(test);
    let effects = hand.applied(100);
    let made = publishes(effects).length;
    expect(made).toBe(16);
    while (ofType(effects, "wake").some((one) => (one as { at: number }).at === 0)) {
      effects = hand.take({ type: "tick" });
      made += publishes(effects).length;
    }
    expect(made).toBe(92); // 10 to 101
    expect(appends(effects)).toEqual([]);
  });
});
