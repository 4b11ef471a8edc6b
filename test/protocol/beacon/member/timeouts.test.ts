// Time-outs: who votes when, what a certificate does, and what the ledger decides (protocol §8).
import { beforeEach, describe, expect, it } from "vitest";
import { randomness } from "../../../../src/beacon/index.js";
import { appends, Hand, idOf, makeView, ofType, publishes, said, sends, signer } from "./support.js";

const test = makeView(7, 4);
const { first } = test;
const sign = signer(test);
const zero = sign.output(10, 0, first);
const one = sign.output(10, 1, first);
const [overZero, overOne] = [randomness(zero.signature), randomness(one.signature)];

describe("time-outs of a member", () => {
  let hand: Hand;

  beforeEach(() => {
    hand = new Hand(test);
    hand.applied(9);
  });

  /** Votes of others, so that with the own there are t. */
  const votes = (count: number, round = 10) =>
    [1, 2, 3].flatMap((position) => hand.from(position, sign.vote(position, round, count)));

  it("votes for the next count when the time is over, stored first, and not before", () => {
    expect(said(hand.after(999), "vote")).toEqual([]);
    const effects = hand.after(1);
    expect(effects[0]).toEqual({ type: "persist" });
    expect(said(effects, "vote")).toEqual([sign.vote(0, 10, 1)]);
    expect(hand.state.rounds[0]).toMatchObject({ voted: 1, count: 0 });
    expect(said(hand.after(100_000), "vote")).toEqual([sign.vote(0, 10, 1)]); // again, and not for another count
  });

  it("measures the time of a late round from its predecessor's output", () => {
    hand.time = 900;
    hand.applied(20);
    hand.output(1, zero);
    expect(said(hand.after(999), "vote")).toEqual([]);
    expect(said(hand.after(1), "vote")).toEqual([sign.vote(0, 11, 1)]);
  });

  it("signs no lower count of a round that it has voted to leave, after a crash neither", () => {
    hand.after(1000);
    expect(said(hand.after(1000), "partial")).toEqual([]);
    const again = hand.crash();
    expect(said(again, "partial")).toEqual([]);
    expect(said(again, "vote")).toEqual([sign.vote(0, 10, 1)]);
    // not even over something else
    hand.chain = { ...hand.chain, firstPrevious: overOne };
    expect(said(hand.applied(9), "partial")).toEqual([]);
    expect(hand.state.rounds[0]!.signed).toEqual({ timeoutCount: 0, previousRandomness: first });
  });

  it("makes a certificate of t votes, goes on under the count, and waits longer", () => {
    votes(1);
    expect(hand.state.rounds[0]).toMatchObject({ count: 0 });
    const effects = hand.after(1000);
    expect(said(effects, "partial")).toEqual([sign.partial(0, 10, 1, first)]);
    expect(hand.state.rounds[0]).toMatchObject({ voted: 1, count: 1 });
    expect(hand.state.rounds[0]!.certificate).toEqual(sign.certificate(10, 1).signature);
    expect(said(hand.after(1999), "vote")).toEqual([]);
    expect(said(hand.after(1), "vote")).toEqual([sign.vote(0, 10, 2)]);
    votes(2);
    expect(said(hand.after(3999), "vote")).toEqual([]);
    expect(said(hand.after(1), "vote")).toEqual([sign.vote(0, 10, 3)]);
    votes(3);
    // the cap
    expect(said(hand.after(3999), "vote")).toEqual([]);
    expect(said(hand.after(1), "vote")).toEqual([sign.vote(0, 10, 4)]);
  });

  it("waits equally long each time when told to", () => {
    hand = new Hand(test, 0, { doubling: false });
    hand.applied(9);
    hand.after(1000);
    votes(1);
    expect(said(hand.after(1000), "vote")).toEqual([sign.vote(0, 10, 2)]);
  });

  it("counts t votes, each member's once, and names bad ones", () => {
    for (let times = 0; times < 3; times++)
      for (const position of [1, 2]) hand.from(position, sign.vote(position, 10, 1));
    const { previousRandomness: _none, ...junk } = sign.junk(3, 10, 1, first);
    hand.from(3, { ...junk, type: "vote" });
    const effects = hand.from(4, sign.vote(4, 10, 1));
    expect(hand.state.rounds[0]).toMatchObject({ count: 0 });
    expect(ofType(effects, "evidence")).toMatchObject([{ against: idOf(3), code: "BAD_VOTE" }]);
    expect(said(hand.from(5, sign.vote(5, 10, 1)), "partial")).toEqual([sign.partial(0, 10, 1, first)]);
  });

  it("catches up by a certificate, a higher one too, and before its replica is there", () => {
    expect(said(hand.from(1, sign.certificate(10, 2)), "partial")).toEqual([sign.partial(0, 10, 2, first)]);
    expect(hand.from(1, sign.certificate(10, 1))).toEqual([]);
    expect(hand.from(1, { ...sign.certificate(10, 4), signature: sign.certificate(10, 3).signature })).toEqual([]);
    expect(hand.state.rounds[0]).toMatchObject({ count: 2 });
    const away = new Hand(test);
    expect(away.from(1, sign.certificate(10, 3))).toEqual([{ type: "persist" }]);
    expect(said(away.applied(9), "partial")).toEqual([sign.partial(0, 10, 3, first)]);
    expect(said(away.crash(), "partial")).toEqual([sign.partial(0, 10, 3, first)]);
  });

  it("gives the certificate to whoever is at a lower count", () => {
    hand.from(1, sign.certificate(10, 2));
    for (const message of [sign.partial(5, 10, 0, first), sign.vote(5, 10, 1)]) {
      const effects = hand.from(5, message);
      expect(sends(effects)).toEqual([{ type: "send", to: idOf(5), message: sign.certificate(10, 2) }]);
    }
    expect(hand.from(5, sign.vote(5, 10, 3))).toEqual([]);
    // and again with what it signed under it
    expect(said(hand.after(500), "certificate")).toEqual([sign.certificate(10, 2)]);
  });

  it("signs the next round only over the ledger's entry, if it has voted; puts there what it gets", () => {
    hand.after(1000);
    hand.applied(12);
    const effects = hand.output(1, zero);
    expect(appends(effects)).toEqual([zero]);
    expect(said(effects, "partial")).toEqual([]);
    expect(said(hand.crash(), "partial")).toEqual([]);
    expect(appends(hand.output(2, one))).toEqual([one]);
    expect(said(hand.applied(12, [one]), "partial")).toEqual([sign.partial(0, 11, 0, overOne)]);
  });

  it("signs the next round at once, if it has not voted", () => {
    hand.applied(12);
    expect(said(hand.output(1, zero), "partial")).toEqual([sign.partial(0, 11, 0, overZero)]);
  });

  it("votes no more about a round when it has signed the next, and gives the voter what came out", () => {
    hand.applied(10);
    hand.output(1, zero);
    const effects = hand.from(5, sign.vote(5, 10, 1));
    expect(sends(effects)).toEqual([{ type: "send", to: idOf(5), message: { type: "output", number: 1, ...zero } }]);
    for (const position of [1, 2, 3]) hand.from(position, sign.vote(position, 10, 1));
    expect(hand.state.rounds.find(({ round }) => round === 10)).toMatchObject({ count: 0, voted: 0 });
    expect(said(hand.after(1000), "vote")).toEqual([sign.vote(0, 11, 1)]);
  });

  it("votes no more about it even when the ledger takes away what came out of it", () => {
    const eleven = sign.output(11, 0, overZero);
    hand.applied(11);
    hand.output(1, zero);
    expect(said(hand.output(1, eleven), "partial")).toEqual([sign.partial(0, 12, 0, randomness(eleven.signature))]);
    expect(said(hand.applied(11, [one]), "partial")).toEqual([sign.partial(0, 11, 0, overOne)]);
    expect(hand.state.outputs).toEqual([]);
    expect(said(hand.after(100_000), "vote")).toEqual([]);
    // and goes on from what the ledger has
    const other = sign.output(11, 0, overOne);
    expect(said(hand.output(1, other), "partial")).toEqual([sign.partial(0, 12, 0, randomness(other.signature))]);
  });

  it("drops what was chained to what the ledger takes away, however far that goes", () => {
    const eleven = sign.output(11, 0, overZero);
    const twelve = sign.output(12, 0, randomness(eleven.signature));
    hand.applied(20);
    for (const output of [zero, eleven, twelve]) hand.output(1, output);
    expect(said(hand.applied(20, [one]), "partial")).toEqual([sign.partial(0, 11, 0, overOne)]);
    expect(hand.state.outputs).toEqual([]);
  });

  it("takes no notice of the ledger's entries for other views' rounds", () => {
    const before = { ...zero, round: 9 };
    const after = { ...zero, round: 30 };
    hand.view({ lastRound: 20 });
    expect(said(hand.applied(20, [before, after]), "partial")).toEqual([]);
    expect(said(hand.applied(20, [before, zero, after]), "partial")).toEqual([sign.partial(0, 11, 0, overZero)]);
  });

  it("signs the next round again over the ledger's entry if that differs, stored first; over nothing else", () => {
    hand.applied(10);
    hand.output(1, zero);
    expect(said(hand.output(2, one), "partial")).toEqual([]);
    const effects = hand.applied(11, [one]);
    expect(effects[0]).toEqual({ type: "persist" });
    expect(said(effects, "partial")).toEqual([sign.partial(0, 11, 0, overOne)]);
    expect(said(hand.crash(), "partial")).toEqual([sign.partial(0, 11, 0, overOne)]);
    expect(said(hand.after(500), "partial")).toEqual([sign.partial(0, 11, 0, overOne)]);
    expect(hand.applied(11, [one])).toEqual([]);
    // what others sign over it counts, what they signed before does not
    for (const position of [1, 2]) hand.from(position, sign.partial(position, 11, 0, overZero));
    for (const position of [4, 5]) hand.from(position, sign.partial(position, 11, 0, overOne));
    expect(publishes(hand.from(1, sign.partial(1, 11, 0, overOne)))).toEqual([sign.output(11, 0, overOne)]);
  });

  it("signs the next round no second time if the ledger's entry is what it signed over", () => {
    hand.applied(10);
    hand.output(1, zero);
    expect(said(hand.applied(10, [zero]), "partial")).toEqual([]);
  });

  it("keeps what it signed over, when something of a lower count comes out later", () => {
    hand.applied(10);
    expect(said(hand.output(1, one), "partial")).toEqual([sign.partial(0, 11, 0, overOne)]);
    expect(said(hand.output(2, zero), "partial")).toEqual([]);
    expect(said(hand.crash(), "partial")).toEqual([sign.partial(0, 11, 0, overOne)]);
  });

  it("begins counts anew with each round", () => {
    hand.from(1, sign.certificate(10, 2));
    hand.applied(10);
    const two = sign.output(10, 2, first);
    expect(said(hand.output(1, two), "partial")).toEqual([sign.partial(0, 11, 0, randomness(two.signature))]);
  });
});

describe("what goes on the ledger", () => {
  it("is nothing of an ordinary round", () => {
    const hand = new Hand(test);
    expect(appends(hand.output(1, zero))).toEqual([]);
    expect(appends(hand.after(60_000))).toEqual([]);
  });

  it("is every round with a timeout count, until it is there", () => {
    const hand = new Hand(test);
    expect(appends(hand.output(1, one))).toEqual([one]);
    expect(appends(hand.after(499))).toEqual([]);
    expect(appends(hand.after(1))).toEqual([one]);
    expect(appends(hand.after(500))).toEqual([]);
    expect(appends(hand.after(500))).toEqual([one]);
    expect(appends(hand.crash())).toEqual([one]);
    expect(appends(hand.applied(9, [one]))).toEqual([]);
    expect(appends(hand.after(60_000))).toEqual([]);
  });

  it("is the last round of a view, also when it is the last only afterwards", () => {
    const hand = new Hand(test);
    expect(appends(hand.output(1, zero))).toEqual([]);
    hand.view({ lastRound: 10 });
    expect(appends(hand.applied(9))).toEqual([zero]);
  });

  it("is what a member gets of a round that it has voted about, and it asks for it if it has gone on without", () => {
    const hand = new Hand(test);
    hand.applied(9);
    hand.after(1000);
    const eleven = sign.output(11, 0, overZero);
    expect(appends(hand.output(1, eleven))).toEqual([]);
    const asked = said(hand.after(500), "request");
    expect(asked).toEqual([{ type: "request", number: 1, round: 10 }]);
    expect(appends(hand.output(1, zero))).toEqual([zero]);
  });
});
