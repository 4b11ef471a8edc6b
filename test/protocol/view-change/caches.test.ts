// Finding A15, caches bounded by entries, not bytes: 4096 lists of commitments were kept however long they were, 0.9 GB
// of 1000 miners' at t = 667.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { minPk, minSig } from "../../../src/bls/index.js";
import { randomFactory } from "../../../src/simulation/random.js";
import { cacheOf, commitmentsHash, deal, heldBytes, KeyTable, type ProtocolCache, sumOf } from "./caches-adapter.js";

const T = 4;
/** A list of T commitments in min-pk: points of G1 as vectors hold them, their encodings, and four values. */
const WEIGHT = T * (128 + 48) + 4 * 128;
const random = randomFactory("caches");

const lists = Array.from({ length: 12 }, (_, dealer) => {
  const session = new Uint8Array(32);
  const ids = Array.from({ length: T }, (_, index) => index + 1);
  const dealing = deal({ scheme: minPk, threshold: T, ids, session, dealer: 1, random: random(`dealer ${dealer}`) });
  return { commitments: dealing.commitments, hash: commitmentsHash(dealing.commitments) };
});

/** Decodes, and says whether the answer is the one that was given before: then it was kept. */
class Watched {
  private readonly before = new Map<number, unknown>();

  constructor(readonly cache: ProtocolCache) {}

  decode(...positions: readonly number[]): boolean[] {
    const decoded = this.cache.decodeAll(
      "min-pk",
      positions.map((position) => lists[position]!),
    );
    return decoded.map((commitments, at) => {
      const position = positions[at]!;
      expect(commitments.toBytes()).toEqual(lists[position]!.commitments);
      const known = this.before.get(position) === commitments;
      this.before.set(position, commitments);
      return known;
    });
  }
}

describe("A15: decoded commitments are bounded by their bytes", () => {
  it("never holds more than its bound, and answers stay right", () => {
    for (const maxBytes of [0, WEIGHT - 1, WEIGHT, 3 * WEIGHT, 3 * WEIGHT + 1]) {
      const watched = new Watched(cacheOf(maxBytes));
      for (const position of lists.keys()) {
        watched.decode(position);
        expect(heldBytes(watched.cache)).toBeLessThanOrEqual(maxBytes);
      }
      expect(heldBytes(watched.cache)).toBe(Math.floor(maxBytes / WEIGHT) * WEIGHT);
      watched.decode(...lists.keys());
      expect(heldBytes(watched.cache)).toBe(Math.floor(maxBytes / WEIGHT) * WEIGHT);
    }
  });

  it("lets the least recently used go first", () => {
    const watched = new Watched(cacheOf(3 * WEIGHT));
    expect(watched.decode(0, 1, 2)).toEqual([false, false, false]);
    expect(watched.decode(0)).toEqual([true]);
    expect(watched.decode(3)).toEqual([false]);
    // 1 had waited longest
    expect(watched.decode(0, 2, 3)).toEqual([true, true, true]);
    expect(watched.decode(1)).toEqual([false]);
    expect(watched.decode(0)).toEqual([false]);
  });

  it("keeps what a plain list of the latest used would, whatever is asked for", () => {
    const position = fc.integer({ min: 0, max: lists.length - 1 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 6 }), fc.array(position, { maxLength: 40 }), (room, asked) => {
        const watched = new Watched(cacheOf(room * WEIGHT));
        let latest: number[] = [];
        for (const one of asked) {
          expect(watched.decode(one)).toEqual([latest.includes(one)]);
          latest = [one, ...latest.filter((other) => other !== one)].slice(0, room);
          expect(heldBytes(watched.cache)).toBe(latest.length * WEIGHT);
        }
      }),
      { numRuns: 30 },
    );
  });

  it("a list or table that alone exceeds the bound is made each time, and takes nobody's place", () => {
    const watched = new Watched(cacheOf(WEIGHT));
    watched.decode(0);
    const keys = lists.flatMap(({ commitments }) => commitments);
    const table = watched.cache.keyTable("min-pk", keys);
    expect(sumOf(table, [1, 3], keys.length)).toEqual(minPk.aggregatePublicKeys([keys[0]!, keys[2]!]));
    expect(watched.cache.keyTable("min-pk", keys)).not.toBe(table);
    expect(watched.decode(0)).toEqual([true]);
    expect(heldBytes(watched.cache)).toBe(WEIGHT);
  });

  it("key tables count too: 384 bytes for each key and for their sum", () => {
    const cache = cacheOf(8 * WEIGHT);
    const keys = lists[0]!.commitments;
    const table = cache.keyTable("min-pk", keys);
    expect(cache.keyTable("min-pk", keys)).toBe(table);
    expect(heldBytes(cache)).toBe(384 * (T + 1));
  });

  it("a table goes by its keys, not by their bytes end to end: what is refused alone is refused after it", () => {
    const cache = cacheOf();
    const [first, second, ...others] = lists[0]!.commitments as [Uint8Array, Uint8Array];
    cache.keyTable("min-pk", [first, second, ...others]);
    const glued = [Uint8Array.from([...first, ...second]), ...others];
    expect(() => cache.keyTable("min-pk", glued)).toThrow(expect.objectContaining({ code: "BAD_LENGTH" }));
  });

  it("the bound is 256 MiB unless another is given: the commitments of one view change of 1000 miners, t = 667", () => {
    expect(cacheOf().maxBytes).toBe(256 * 2 ** 20);
    expect(1000 * 667 * (256 + 96) + 384 * 1001).toBeLessThan(256 * 2 ** 20);
    for (const maxBytes of [-1, 1.5, Number.NaN, "1" as never]) {
      expect(() => cacheOf(maxBytes)).toThrow(expect.objectContaining({ code: "BAD_OPTION" }));
    }
  });
});

describe("sums of keys", () => {
  it("are those of the keys in the bitmap, whether few or most are set", () => {
    const n = 9;
    const secretKeys = Array.from({ length: n }, (_, index) => minSig.keygen(random(`key ${index}`)(48)));
    const keys = secretKeys.map((key) => minSig.getPublicKey(key));
    const table = new KeyTable("min-sig", keys);
    const some = fc.uniqueArray(fc.integer({ min: 1, max: n }), { minLength: 1, maxLength: n });
    fc.assert(
      fc.property(some, (indices) => {
        const sum = minSig.aggregatePublicKeys(indices.map((index) => keys[index - 1]!));
        expect(sumOf(table, indices, n)).toEqual(sum);
      }),
      { numRuns: 30 },
    );
    expect(() => sumOf(table, [], n)).toThrow(expect.objectContaining({ code: "EMPTY" }));
    expect(() => sumOf(table, [1], n + 8)).toThrow(expect.objectContaining({ code: "MALFORMED" }));
  });
});

it("commitments of either encoding are decoded, under the hash of their own bytes, to the same points", () => {
  const cache = cacheOf();
  for (const scheme of [minSig, minPk]) {
    const make = (encoding: "compressed" | "uncompressed") =>
      deal({
        ...{ scheme, threshold: T, ids: [1, 2, 3, 4], session: new Uint8Array(32), dealer: 1, encoding },
        random: randomFactory("caches")("encodings"),
      }).commitments;
    const both = [make("compressed"), make("uncompressed")].map((commitments) => {
      return { commitments, hash: commitmentsHash(commitments) };
    });
    expect(both[0]!.hash).not.toEqual(both[1]!.hash);
    const [compressed, uncompressed] = cache.decodeAll(scheme.name, both);
    expect(uncompressed).not.toBe(compressed);
    expect(uncompressed!.toBytes()).toEqual(compressed!.toBytes());
    expect(cache.decode(scheme.name, both[1]!)).toBe(uncompressed);
  }
});
