// Finding A16, facts not carried along: version 0.1.0's beacon verified every partial signature again that `combine`
// had already verified and named. What is counted are products of pairings, of which every verification is one.
import { beforeEach, describe, expect, it, vi } from "vitest";
import { Beacon, beaconMessage, timeoutMessage } from "../../../src/beacon/index.js";
import { schemeByName } from "../../../src/bls/index.js";
import { combine, split } from "../../../src/threshold/index.js";

const counted = vi.hoisted(() => ({ products: 0 }));

vi.mock("../../../bindings/pairing.js", async (original) => {
  const module = await original<typeof import("../../../bindings/pairing.js")>();
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

const scheme = schemeByName("min-sig");
const secret = scheme.keygen(new Uint8Array(32).fill(16));
const threshold = 7;
const shares = split(secret, { threshold, ids: Array.from({ length: 12 }, (_, index) => index + 1) });
const members = shares.map(({ id, value }) => ({ id, publicShare: scheme.getPublicKey(value) }));
const options = {
  scheme: "min-sig" as const,
  chainId: "carried facts",
  magicBlockNumber: 1,
  groupPublicKey: scheme.getPublicKey(secret),
  threshold,
  members,
  round: 1,
  previousRandomness: new Uint8Array(32),
};

const good = (beacon: Beacon, id: number) => ({ id, signature: beacon.sign(shares[id - 1]!.value) });
const bad = (id: number) => ({ id, signature: scheme.sign(Uint8Array.of(1), shares[id - 1]!.value) });

function productsOf(work: () => unknown): number {
  counted.products = 0;
  work();
  return counted.products;
}

function codeOf(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return (error as { code: unknown }).code;
  }
  return "nothing was thrown";
}

const messageOf = (beacon: Beacon) => beaconMessage(options, beacon.current);

/** What it takes to name the bad ones among these, by `combine` itself. */
function namingCost(message: Uint8Array, partials: readonly { id: number; signature: Uint8Array }[]): number {
  const publicShares = new Map(members.map(({ id, publicShare }) => [id, publicShare]));
  const { groupPublicKey } = options;
  return productsOf(() =>
    codeOf(() => combine(scheme, { message, threshold, groupPublicKey, publicShares, partials })),
  );
}

describe("verdicts on partial signatures, once each (A16)", () => {
  let beacon: Beacon;

  beforeEach(() => {
    beacon = new Beacon(options);
  });

  it("a round of good ones: the group's signature", () => {
    for (let id = 1; id <= threshold; id++) beacon.add(good(beacon, id));
    expect(productsOf(() => beacon.finish())).toBe(1);
  });

  it("a round that fails: what combine takes to name the bad, and nothing again", () => {
    const partials = [1, 2, 3, 4, 5, 6].map((id) => good(beacon, id)).concat(bad(7));
    for (const partial of partials) beacon.add(partial);
    const cost = namingCost(messageOf(beacon), partials);
    expect(cost).toBeGreaterThan(1);
    expect(productsOf(() => expect(codeOf(() => beacon.finish())).toBe("NOT_ENOUGH_SIGNATURES"))).toBe(cost);
    beacon.add(good(beacon, 8));
    expect(productsOf(() => expect(beacon.finish().invalid).toEqual([7]))).toBe(1);
  });

  it("after a round that failed, only what is new is looked at", () => {
    for (const id of [1, 2, 3, 4, 5, 6]) beacon.add(good(beacon, id));
    beacon.add(bad(7));
    expect(codeOf(() => beacon.finish())).toBe("NOT_ENOUGH_SIGNATURES");
    beacon.add(bad(8));
    // the group's signature, and the one that is new
    expect(productsOf(() => expect(codeOf(() => beacon.finish())).toBe("NOT_ENOUGH_SIGNATURES"))).toBe(2);
    beacon.add(good(beacon, 9));
    expect(productsOf(() => expect(beacon.finish().invalid).toEqual([7, 8]))).toBe(1);
  });

  it("a second signature of a member whose first was found to be good is another's: signatures are unique", () => {
    for (const id of [1, 2, 3, 4, 5, 6]) beacon.add(good(beacon, id));
    beacon.add(bad(7));
    expect(codeOf(() => beacon.finish())).toBe("NOT_ENOUGH_SIGNATURES");
    expect(productsOf(() => expect(codeOf(() => beacon.add(bad(1)))).toBe("BAD_SIGNATURE"))).toBe(0);
  });

  it("one that replaced a forged one was looked at when it came", () => {
    beacon.add(bad(1));
    expect(productsOf(() => beacon.add(good(beacon, 1)))).toBe(1);
    for (const id of [2, 3, 4, 5, 6]) beacon.add(good(beacon, id));
    beacon.add(bad(7));
    const rest = [2, 3, 4, 5, 6].map((id) => good(beacon, id)).concat(bad(7));
    const whole = [...rest, good(beacon, 1)];
    const cost = productsOf(() => expect(codeOf(() => beacon.finish())).toBe("NOT_ENOUGH_SIGNATURES"));
    expect(cost).toBeLessThanOrEqual(namingCost(messageOf(beacon), whole));
  });

  it("is about bytes that nobody can change any more", () => {
    const partials = [1, 2, 3, 4, 5, 6].map((id) => good(beacon, id)).concat(bad(7));
    for (const partial of partials) beacon.add(partial);
    expect(codeOf(() => beacon.finish())).toBe("NOT_ENOUGH_SIGNATURES");
    for (const { signature } of partials) signature.fill(0);
    beacon.add(good(beacon, 8));
    expect(productsOf(() => expect(beacon.finish().invalid).toEqual([7]))).toBe(1);
  });

  it("votes for another timeout count: the same", () => {
    const votes = [1, 2, 3, 4, 5, 6].map((id) => ({ id, signature: beacon.signTimeout(shares[id - 1]!.value) }));
    for (const vote of votes) beacon.addTimeoutVote(vote);
    const vote = timeoutMessage(options, { ...beacon.current, timeoutCount: 1 });
    const first = productsOf(() => expect(beacon.addTimeoutVote(bad(7))).toBe(0));
    expect(first).toBe(namingCost(vote, [...votes, bad(7)]));
    expect(productsOf(() => expect(beacon.addTimeoutVote(bad(8))).toBe(0))).toBe(2);
    const ninth = { id: 9, signature: beacon.signTimeout(shares[8]!.value) };
    expect(productsOf(() => expect(beacon.addTimeoutVote(ninth)).toBe(1))).toBe(1);
  });
});
