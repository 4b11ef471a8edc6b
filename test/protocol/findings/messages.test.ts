// What broke in version 0.1.0 by messages from nobody, and of the wrong time: each of these fails there.
import { describe, expect, it, vi } from "vitest";
import { schemeByName } from "../../../src/bls/index.js";
import { split } from "../../../src/threshold/index.js";
import { Beacon, heard } from "./beacon-adapter.js";
import { World } from "./world.js";

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
/** A point of the signature group, as anybody has one. */
const someSignature = scheme.sign(Uint8Array.of(1), new Uint8Array(32).fill(1));

/**
 * Five miners, t = k = 3, whose MPKs are on their way: 5 crashes before shares are sent, and somebody without keys
 * acknowledges in these receivers' names whenever a dealer is about to hear of something.
 */
async function sharing(victims: readonly number[]): Promise<World> {
  const world = await World.of(5, { t: 3, k: 3 });
  await world.until("contribute");
  world.down.add(5);
  world.before = (to) => {
    if (world.phase !== "share" && world.phase !== "publish") return [];
    const names = victims.filter((from) => from !== to);
    return names.map((from) => world.forged({ kind: "acknowledgement", from, to, body: someSignature }));
  };
  return world;
}

describe("A1: an unauthenticated claim is treated as state", () => {
  for (const victims of [[4], [3, 4]]) {
    it(`acknowledgements by somebody without keys in the name of ${victims.join(" and ")}: nothing happens`, async () => {
      const world = await sharing(victims);
      for (let round = 0; round < 40 && world.phase !== "wait" && world.phase !== "start"; round++) await world.round();
      expect(world.made).toEqual([1, 2, 3, 4]);
      for (const victim of victims) expect(world.revealed(victim)).toEqual([]);
      expect(world.blamed).toEqual([]);
    });
  }
});

describe("A5: blame without authentication, or for being late", () => {
  it("80 zero bytes, or an old envelope, in 4's name: nobody is blamed", async () => {
    const world = await World.of(5, { t: 3, k: 4 });
    await world.until("share");
    await world.round();
    const old = world.seen.filter(({ from, to }) => from === 4 && to === 1).map(({ bytes }) => bytes);
    expect(old.length).toBeGreaterThan(0);
    await world.untilView(1);
    await world.until("share");
    world.blamed.length = 0;
    await world.give(1, world.forged({ kind: "share", from: 4, to: 1, body: new Uint8Array(80) }));
    for (const bytes of old) {
      await world.give(1, bytes);
      const moved = bytes.slice();
      // the same envelope, said to be of this session
      moved.set(world.chain.session.id, 1);
      await world.give(1, moved);
    }
    await world.round();
    expect(world.blamed).toEqual([]);
  });

  const secret = scheme.keygen(new Uint8Array(32).fill(5));
  const shares = split(secret, { threshold: 3, ids: [1, 2, 3, 4, 5, 6, 7] });
  const view = {
    scheme: "min-sig" as const,
    chainId: "late",
    magicBlockNumber: 1,
    groupPublicKey: scheme.getPublicKey(secret),
    threshold: 3,
    members: shares.map(({ id, value }) => ({ id, publicShare: scheme.getPublicKey(value) })),
    round: 1,
    previousRandomness: new Uint8Array(32),
  };
  const partial = (beacon: Beacon, id: number) => ({ id, signature: beacon.sign(shares[id - 1]!.value) });

  it("a good partial signature of round 1 after it is finished: nobody is blamed in round 2", () => {
    const beacon = new Beacon(view);
    const first = beacon.current;
    const late = partial(beacon, 7);
    for (const id of [1, 2, 3]) heard(beacon, partial(beacon, id), first);
    beacon.finish();
    heard(beacon, late, first);
    for (const id of [1, 2, 3]) heard(beacon, partial(beacon, id), beacon.current);
    expect(beacon.finish().invalid).toEqual([]);
  });

  it("a node that missed a timeout: nobody is blamed for being ahead", () => {
    const [others, away] = [new Beacon(view), new Beacon(view)];
    for (const id of [1, 2, 3]) others.addTimeoutVote({ id, signature: others.signTimeout(shares[id - 1]!.value) });
    expect(others.current.timeoutCount).toBe(1);
    for (const id of [1, 2, 3, 4, 5]) heard(away, partial(others, id), others.current);
    let culprits: unknown = null;
    try {
      away.finish();
    } catch (error) {
      ({ culprits } = error as { culprits: unknown });
    }
    expect(culprits).toEqual([]);
  });
});

describe("A12: expensive junk", () => {
  it("one junk vote among 39 good ones, and others after it: a few verifications, not one for each vote", () => {
    const secret = scheme.keygen(new Uint8Array(32).fill(12));
    const ids = Array.from({ length: 60 }, (_, at) => at + 1);
    const shares = split(secret, { threshold: 40, ids });
    const beacon = new Beacon({
      ...{ scheme: "min-sig", chainId: "junk", magicBlockNumber: 1, round: 1, threshold: 40 },
      groupPublicKey: scheme.getPublicKey(secret),
      members: shares.map(({ id, value }) => ({ id, publicShare: scheme.getPublicKey(value) })),
      previousRandomness: new Uint8Array(32),
    });
    const vote = (id: number) => ({ id, signature: beacon.signTimeout(shares[id - 1]!.value) });
    const costs: number[] = [];
    const give = (given: { readonly id: number; readonly signature: Uint8Array }) => {
      counted.products = 0;
      beacon.addTimeoutVote(given);
      costs.push(counted.products);
    };
    for (const id of ids.slice(0, 39)) give(vote(id));
    expect(costs.every((cost) => cost === 0)).toBe(true);
    costs.length = 0;
    for (const id of [40, 41, 42]) give({ id, signature: someSignature });
    // the first: the group's signature, all of them, and by halves the one that is bad
    expect(costs[0]).toBeLessThan(20);
    expect(Math.max(...costs.slice(1))).toBeLessThanOrEqual(2);
    give(vote(43));
    expect(costs.at(-1)).toBe(1);
    expect(beacon.current.timeoutCount).toBe(1);
  });

  it("acknowledgements forged in the name of one that is down: no store for any of them", async () => {
    const puts: number[] = [];
    for (const victims of [[], [5]]) {
      const world = await sharing(victims);
      const before = world.puts;
      await world.until("share");
      while (world.phase === "share") await world.round();
      puts.push(world.puts - before);
    }
    expect(puts[1]).toBe(puts[0]);
  });
});
