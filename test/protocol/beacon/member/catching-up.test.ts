// What is sent again, what is asked for and answered, what is remembered, and how much work anybody can cause.
import { beforeEach, describe, expect, it, vi } from "vitest";
import { type BeaconOutput, randomness } from "../../../../src/beacon/index.js";
import { appends, Hand, idOf, makeView, publishes, said, sends, signer } from "./support.js";

const counted = vi.hoisted(() => ({ products: 0 }));

vi.mock("../../../../bindings/pairing.js", async (original) => {
  const module = await original<typeof import("../../../../bindings/pairing.js")>();
  const mixedPairingProductIsOne: typeof module.mixedPairingProductIsOne = (factors) => {
    counted.products++;
    return module.mixedPairingProductIsOne(factors);
  };
  const pairingProductOfMembersIsOne: typeof module.pairingProductOfMembersIsOne = (factors) => {
    counted.products++;
    return module.pairingProductOfMembersIsOne(factors);
  };
  return { ...module, mixedPairingProductIsOne, pairingProductOfMembersIsOne };
});

function productsOf(work: () => unknown): number {
  counted.products = 0;
  work();
  return counted.products;
}

const test = makeView(7, 4);
const { first } = test;
const sign = signer(test);
const outputs = sign.outputs(first, 100);
const at = (round: number): BeaconOutput => outputs[round - 10]!;
const over = (round: number) => (round === 10 ? first : randomness(at(round - 1).signature));
const bad = (output: BeaconOutput, by = 1): BeaconOutput => ({ ...output, signature: at(output.round + by).signature });

let hand: Hand;

beforeEach(() => {
  hand = new Hand(test);
  hand.applied(9);
});

describe("verifications", () => {
  it("are one for a round of good partial signatures", () => {
    expect(
      productsOf(() => {
        for (const position of [1, 2, 3, 4, 5, 6]) hand.from(position, sign.partial(position, 10, 0, first));
      }),
    ).toBe(1);
  });

  it("are one for a certificate of good votes", () => {
    expect(
      productsOf(() => {
        for (const position of [1, 2, 3, 4, 5, 6]) hand.from(position, sign.vote(position, 10, 1));
      }),
    ).toBe(1);
  });

  it("name the bad in one batch; afterwards only what is new is looked at, and a known bad one never again", () => {
    hand.from(1, sign.junk(1, 10, 0, first));
    hand.from(2, sign.partial(2, 10, 0, first));
    const whole = productsOf(() => hand.from(3, sign.partial(3, 10, 0, first)));
    expect(whole).toBeGreaterThan(1);
    // with the bad one there would be t
    expect(productsOf(() => hand.from(1, sign.junk(1, 10, 0, first)))).toBe(0);
    // the group's signature, and the one that is new
    expect(productsOf(() => hand.from(4, sign.junk(4, 10, 0, first)))).toBe(2);
    expect(productsOf(() => hand.from(5, sign.partial(5, 10, 0, first)))).toBe(1);
    expect(hand.state.outputs).toHaveLength(1);
  });

  it("are few, whatever a member sends: after three bad things nothing more until the round is out", () => {
    hand.from(2, sign.partial(2, 10, 0, first));
    hand.from(3, sign.partial(3, 10, 0, first));
    const partials = productsOf(() => {
      for (let salt = 0; salt < 100; salt++) hand.from(1, sign.junk(1, 10, 0, first, salt));
    });
    expect(partials).toBeLessThan(20);
    const others = productsOf(() => {
      for (let count = 1; count < 50; count++) {
        hand.output(4, { ...bad(at(10)), timeoutCount: count });
        hand.from(5, { ...sign.certificate(10, count), signature: at(20).signature });
      }
    });
    expect(others).toBe(6);
    // the others are heard, and the next round is another matter
    expect(publishes(hand.from(6, sign.partial(6, 10, 0, first)))).toHaveLength(1);
    hand.applied(10);
    expect(productsOf(() => hand.output(4, at(11)))).toBe(1);
  });

  it("are one for each output and certificate, none for what is known", () => {
    expect(productsOf(() => hand.output(1, at(10)))).toBe(1);
    expect(productsOf(() => hand.output(2, at(10)))).toBe(0);
    expect(productsOf(() => hand.output(2, bad(at(10))))).toBe(0);
    expect(productsOf(() => hand.from(1, sign.certificate(11, 2)))).toBe(1);
    expect(productsOf(() => hand.from(2, sign.certificate(11, 2)))).toBe(0);
    expect(productsOf(() => hand.from(2, sign.certificate(11, 1)))).toBe(0);
    // the ledger's entries were verified by whoever applied them
    expect(productsOf(() => hand.applied(12, [at(11)]))).toBe(0);
    expect(productsOf(() => hand.output(2, bad(at(11))))).toBe(0);
  });
});

describe("outputs of others", () => {
  it("are believed only when they are the group's, and stored", () => {
    expect(hand.output(1, bad(at(10)))).toEqual([]);
    expect(hand.output(1, { ...at(10), previousRandomness: over(12) })).toEqual([]);
    expect(hand.output(1, { ...at(10), timeoutCount: 1 })).toEqual([]);
    expect(hand.state.outputs).toEqual([]);
    const effects = hand.output(2, at(10));
    expect(effects[0]).toEqual({ type: "persist" });
    expect(publishes(effects)).toEqual([at(10)]);
    // from nobody in particular: a sharder, that has it
    const other = new Hand(test);
    expect(publishes(other.take({ type: "output", number: 1, ...at(10) }))).toEqual([]);
    expect(other.state.outputs).toEqual([at(10)]);
  });

  it("are not believed against the ledger", () => {
    hand.applied(9, [sign.output(10, 1, first)]);
    hand.output(1, at(10));
    hand.output(1, at(11)); // chained to what the ledger does not have
    expect(hand.state.outputs).toEqual([]);
  });

  it("let a member go on from far behind, by the ledger too", () => {
    hand.applied(60);
    expect(said(hand.output(1, at(50)), "partial")).toEqual([sign.partial(0, 51, 0, over(51))]);
    expect(said(hand.applied(60, [at(55)]), "partial")).toEqual([sign.partial(0, 56, 0, over(56))]);
  });
});

describe("questions", () => {
  it("are asked of those who speak of later rounds, after a pause that grows, few at a time", () => {
    hand = new Hand(test, 0, { timeout: 1_000_000, cap: 1_000_000 });
    hand.applied(9);
    for (const position of [1, 2, 3, 4, 5]) {
      expect(sends(hand.from(position, sign.junk(position, 40, 0, first)))).toEqual([]);
    }
    expect(said(hand.after(499), "request")).toEqual([]);
    const asked = sends(hand.after(1)).filter(({ message }) => message.type === "request");
    expect(asked.map(({ message }) => message.round)).toEqual([39, 39, 39]);
    let requests = 0;
    for (let tick = 0; tick < 100; tick++) requests += said(hand.after(100), "request").length;
    expect(requests).toBeLessThan(8); // different ones at most
    hand.output(1, at(39));
    expect(said(hand.after(60_000), "request")).toEqual([]);
  });

  it("are answered, if the answer is known, and with the last that came out if that is so long ago", () => {
    const ask = (round: number) => sends(hand.from(4, { type: "request", number: 1, round }));
    const answer = (round: number) => [
      { type: "send", to: idOf(4), message: { type: "output", number: 1, ...at(round) } },
    ];
    expect(ask(10)).toEqual([]);
    hand.output(1, at(10));
    hand.output(1, at(100));
    expect(ask(10)).toEqual(answer(100));
    expect(ask(100)).toEqual(answer(100));
    expect(ask(101)).toEqual([]);
    hand.applied(9, [at(12)]);
    expect(ask(12)).toEqual(answer(12));
  });

  it("are also votes about old rounds, and partial signatures that come again; late ones are not", () => {
    hand.output(1, at(10));
    hand.output(1, at(11));
    const output = (round: number) => ({ type: "output", number: 1, ...at(round) });
    expect(hand.from(4, sign.partial(4, 11, 0, over(11)))).toEqual([]);
    expect(said(hand.from(4, sign.partial(4, 11, 0, over(11))), "output")).toEqual([output(11)]);
    expect(said(hand.from(4, sign.partial(4, 10, 0, first)), "output")).toEqual([output(10)]);
    expect(said(hand.from(4, sign.vote(4, 11, 1)), "output")).toEqual([output(11)]);
    expect(said(hand.from(4, sign.certificate(11, 1)), "output")).toEqual([output(11)]);
  });
});

describe("what is said again", () => {
  const receivers = (milliseconds: number) =>
    sends(hand.after(milliseconds))
      .filter(({ message }) => message.type === "partial")
      .map(({ to }) => Number.parseInt(to, 16) - 1);

  beforeEach(() => {
    hand = new Hand(test, 0, { timeout: 1_000_000, cap: 1_000_000 });
    hand.applied(9);
  });

  it("goes to those from whom nothing was heard, after pauses that double up to a cap", () => {
    hand.from(2, sign.partial(2, 10, 0, first));
    hand.from(5, sign.partial(5, 11, 0, first)); // of another round
    const silent = [1, 3, 4, 5, 6];
    expect(receivers(499)).toEqual([]);
    expect(receivers(1)).toEqual(silent);
    for (const pause of [1000, 2000, 4000, 8000, 8000]) {
      expect(receivers(pause - 1)).toEqual([]);
      expect(receivers(1)).toEqual(silent);
    }
  });

  it("goes to whoever shows that it has not heard it, once more", () => {
    for (const position of [1, 2]) hand.from(position, sign.partial(position, 10, 0, first));
    hand.from(2, sign.partial(2, 10, 0, first));
    expect(receivers(500)).toEqual([2, 3, 4, 5, 6]);
    expect(receivers(1000)).toEqual([3, 4, 5, 6]);
  });

  it("ends with the round", () => {
    hand.output(1, at(10));
    expect(receivers(60_000)).toEqual([]);
  });
});

describe("what is remembered", () => {
  it("is bounded, survives being stored, and nothing is signed of what was forgotten", () => {
    hand.applied(200);
    for (let round = 10; round < 105; round++) {
      for (const position of [1, 2, 3, 4]) hand.from(position, sign.partial(position, round, 0, over(round)));
      hand.from(1, sign.certificate(round + 2, 1));
    }
    expect(hand.state.outputs.at(-1)!.round).toBeGreaterThan(20);
    for (let round = 30; round < 109; round++) hand.output(1, at(round));
    expect(hand.state.outputs.length).toBeLessThanOrEqual(64);
    expect(hand.state.rounds.length).toBeLessThanOrEqual(68);
    expect(hand.state.floor).toBe(108 - 63);
    const { work: _work, ...stored } = hand.state;
    hand.crash();
    expect(hand.state).toMatchObject(stored);
    // a ledger that takes everything back cannot make it sign old rounds again
    hand.state = { ...hand.state, outputs: [] };
    expect(said(hand.applied(200), "partial")).toEqual([]);
    expect(appends(hand.after(60_000))).toEqual([]);
  });
});
