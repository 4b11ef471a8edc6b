// What a simulation's miners do together comes out as what each would do alone: verdicts on shares, acknowledgements,
// their sums.
import { beforeEach, describe, expect, it } from "vitest";
import { schemeByName } from "../../../src/bls/index.js";
import { deal } from "../../../src/dkg/index.js";
import { commitmentsHash, OwnWork, ProtocolCache, type ReceivedShare } from "../../../src/entry/view-change.js";
import { randomFactory } from "../../../src/simulation/random.js";
import { SharedWork } from "../../../src/simulation/together/work.js";
import { RememberedAggregates } from "../../../src/view-change/miner/aggregates.js";
import { codeOf } from "./codes.js";

const IDS = [1, 2, 3, 4, 5];
const DEALERS = 11;

describe.each(["min-sig", "min-pk"] as const)("shared work in %s", (scheme) => {
  const bls = schemeByName(scheme);
  const random = randomFactory("shared work");
  const dealings = Array.from({ length: DEALERS }, (_, position) => {
    const { commitments, shares } = deal({
      scheme: bls,
      threshold: 3,
      ids: IDS,
      session: new Uint8Array(32),
      dealer: position + 1,
      random: random(`dealer ${position}`),
    });
    return { commitments: { commitments, hash: commitmentsHash(commitments) }, shares };
  });
  /** Every receiver's shares, some of them wrong. */
  const received = (isWrong: (dealer: number, receiver: number) => boolean) =>
    IDS.map((id) => ({
      id,
      items: dealings.map(({ commitments, shares }, dealer): ReceivedShare => {
        const share = shares.get(id)!.slice();
        if (isWrong(dealer, id)) share[31]! ^= 1;
        return { commitments, share };
      }),
    }));
  let cache: ProtocolCache;
  beforeEach(() => {
    cache = new ProtocolCache();
  });

  it.each([
    ["all good", () => false],
    ["one bad share", (dealer: number, receiver: number) => dealer === 4 && receiver === 2],
    ["a dealer bad to everybody", (dealer: number) => dealer === 10],
    ["every dealer bad to one receiver", (_: number, receiver: number) => receiver === 5],
    ["a diagonal", (dealer: number, receiver: number) => dealer === receiver],
    ["all bad", () => true],
  ])("gives the verdicts of miners alone: %s", (_, isWrong) => {
    const waiting = received(isWrong);
    const own = new OwnWork(scheme, cache);
    const shared = new SharedWork({ scheme, cache, waiting: () => waiting });
    for (const { id, items } of waiting) {
      const expected = items.flatMap((_item, dealer) => (isWrong(dealer, id) ? [dealer] : []));
      expect(shared.wrongShares(id, items)).toEqual(expected);
      expect(own.wrongShares(id, items)).toEqual(expected);
    }
  });

  it("checks ahead what waits elsewhere, each share once", () => {
    const waiting = received((dealer) => dealer === 3);
    let asked = 0;
    const shared = new SharedWork({
      scheme,
      cache,
      waiting: () => {
        asked++;
        return waiting;
      },
    });
    for (const { id, items } of waiting) expect(shared.wrongShares(id, items)).toEqual([3]);
    expect(asked).toBe(1);
    // a verdict is taken once: who asks again has it checked again
    expect(shared.wrongShares(1, waiting[0]!.items)).toEqual([3]);
    expect(asked).toBe(2);
  });

  it("tells apart shares of dealers that committed to the same polynomial", () => {
    const shared = new SharedWork({ scheme, cache, waiting: () => [] });
    const { commitments, shares } = dealings[0]!;
    const good = { commitments, share: shares.get(1)! };
    const bad = { commitments, share: shares.get(2)! };
    expect(shared.wrongShares(1, [good, bad, good, bad])).toEqual([1, 3]);
  });

  it("has no verdict for other bytes than those that waited", () => {
    const shared = new SharedWork({ scheme, cache, waiting: () => received(() => false) });
    const [first, second] = received((dealer, receiver) => dealer === 6 && receiver === 2);
    expect(shared.wrongShares(1, first!.items)).toEqual([]);
    expect(shared.wrongShares(2, second!.items)).toEqual([6]);
  });

  it("signs and adds up as miners alone do", () => {
    const own = new OwnWork(scheme, cache);
    const shared = new SharedWork({ scheme, cache, waiting: () => [] });
    const message = new Uint8Array(40).fill(7);
    const keys = IDS.map((id) => bls.keygen(new Uint8Array(32).fill(id)));
    const alone = keys.map((key) => own.signAcknowledgement(message, key));
    const together = keys.map((key) => shared.signAcknowledgement(message, key));
    expect(together).toEqual(alone);
    const sum = bls.aggregateSignatures(alone);
    // signed here, signed here but asked for before, and signed by somebody else
    expect(shared.aggregateAcknowledgements(together)).toEqual(sum);
    expect(shared.aggregateAcknowledgements([...together].reverse())).toEqual(sum);
    const stranger = own.signAcknowledgement(message, bls.keygen(new Uint8Array(32).fill(99)));
    const mixed = [shared.signAcknowledgement(message, keys[0]!), stranger];
    expect(shared.aggregateAcknowledgements(mixed)).toEqual(bls.aggregateSignatures(mixed));
    expect(own.aggregateAcknowledgements(mixed)).toEqual(bls.aggregateSignatures(mixed));
    expect(own.aggregateAcknowledgements(alone)).toEqual(sum);
  });

  it("refuses what is no signature, and no key, as miners alone do", () => {
    const own = new OwnWork(scheme, cache);
    const shared = new SharedWork({ scheme, cache, waiting: () => [] });
    const message = new Uint8Array(40);
    const good = shared.signAcknowledgement(message, bls.keygen(new Uint8Array(32).fill(1)));
    const garbage = new Uint8Array(bls.signatureLength).fill(0xff);
    for (const list of [[garbage], [good, garbage], [good, good.slice(1)], []]) {
      const code = codeOf(() => own.aggregateAcknowledgements(list));
      expect(code).not.toBe("nothing was thrown");
      expect(codeOf(() => shared.aggregateAcknowledgements(list))).toBe(code);
    }
    expect(codeOf(() => shared.signAcknowledgement(message, new Uint8Array(32)))).toBe("BAD_SCALAR");
  });
});

describe("remembered aggregates", () => {
  const list = (...values: number[]) => values.map((value) => Uint8Array.of(value));

  it("are given for exactly the same list, and as many as they may be", () => {
    const aggregates = new RememberedAggregates(2);
    let computed = 0;
    const of = (...values: number[]) => aggregates.of(list(...values), () => Uint8Array.of(++computed))[0];
    expect([of(1, 2), of(1, 2), of(1, 3), of(1, 2)]).toEqual([1, 1, 2, 3]);
    expect([of(5), of(6), of(5), of(1, 2)]).toEqual([4, 5, 4, 6]);
  });
});
