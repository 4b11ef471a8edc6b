// Lists long enough for the batched subgroup check: every path that decodes many points names exactly the bad ones,
// with the code that they would get alone, and gives what decoding one by one gives.
import { afterEach, describe, expect, it, vi } from "vitest";
import { minPk, minSig } from "../../src/bls/index.js";
import { G1, G2 } from "../../src/curve/index.js";
import {
  aggregateCommitments,
  batchVerifyRevealed,
  type CommitmentsInput,
  deal,
  decodeCommitmentLists,
  decodeCommitments,
} from "../../src/dkg/index.js";
import { FeldsparError } from "../../src/entry/index.js";
import { combine, recoverSignature, split } from "../../src/threshold/index.js";
import { concat, utf8 } from "../support/bytes.js";
import { seededRandom } from "../support/generators.js";

const COUNT = 72;
const random = seededRandom(77);
const transcript = utf8("a block");

/** Compressed points of the curve outside the subgroup. */
function outside(name: "G1" | "G2", count: number): Uint8Array<ArrayBuffer>[] {
  const group = name === "G1" ? G1 : G2;
  const found: Uint8Array<ArrayBuffer>[] = [];
  while (found.length < count) {
    const bytes = new Uint8Array(random(name === "G1" ? 48 : 96));
    bytes[0] = 0x80 | (bytes[0]! & 0x0f);
    if (name === "G2") bytes[48]! &= 0x0f;
    try {
      if (!group.fromBytes(bytes, { subgroupCheck: false }).isTorsionFree()) found.push(bytes);
    } catch {}
  }
  return found;
}

function thrown(action: () => unknown): FeldsparError {
  try {
    action();
  } catch (error) {
    if (error instanceof FeldsparError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

afterEach(() => void vi.restoreAllMocks());

for (const name of ["G1", "G2"] as const) {
  const group = name === "G1" ? G1 : G2;
  const good = Array.from({ length: COUNT }, () => group.BASE.multiply(BigInt(1 + random(1)[0]!)).toBytes());
  const bad = outside(name, 3);
  const scheme = name === "G1" ? minPk : minSig;
  const other = name === "G1" ? minSig : minPk;
  const replaced = (places: Readonly<Record<number, Uint8Array>>) => good.map((point, index) => places[index] ?? point);
  const three = { 0: bad[0]!, 41: bad[1]!, [COUNT - 1]: bad[2]! };

  describe(`${name}, ${COUNT} points`, () => {
    for (const options of [{}, { transcript }]) {
      const how = "transcript" in options ? "digits from a transcript" : "digits from the CSPRNG";

      it(`vectors are the same as point by point, ${how}`, () => {
        const vector = group.Vector.fromBytes(good, options);
        expect(vector.toBytes()).toEqual(good);
        expect(vector.sum().toBytes()).toEqual(
          good
            .map((point) => group.fromBytes(point))
            .reduce((a, b) => a.add(b as never), group.ZERO as never)
            .toBytes(),
        );
        const end = group.Vector.fromBytes(concat(...good), options);
        expect(end.toBytes()).toEqual(good);
        const long = good.map((point) => group.fromBytes(point).toBytes(false));
        expect(group.Vector.fromBytes(long, options).toBytes()).toEqual(good);
      });

      it(`bad points are named, ${how}`, () => {
        const error = thrown(() => group.Vector.fromBytes(replaced(three), options));
        expect(error).toMatchObject({ code: "NOT_IN_SUBGROUP", culprits: [0, 41, COUNT - 1] });
        expect(error.message).toContain("point 0 (and 2 more)");
        const all = thrown(() =>
          group.Vector.fromBytes(
            good.map((_, index) => bad[index % 3]!),
            options,
          ),
        );
        expect(all.culprits).toEqual(good.map((_, index) => index));
      });

      it(`what is wrong with others is told apart, ${how}`, () => {
        const notCanonical = new Uint8Array(good[0]!.length).fill(0xff);
        notCanonical[0] = 0x9f;
        const flags = good[0]!.slice();
        flags[0]! &= 0x7f;
        const list = replaced({ 3: bad[0]!, 20: notCanonical, 55: flags });
        expect(thrown(() => group.Vector.fromBytes(list, options))).toMatchObject({
          code: "NOT_IN_SUBGROUP",
          culprits: [3, 20, 55],
        });
        expect(thrown(() => decodeCommitments(scheme, list, options)).culprits).toEqual([3, 20, 55]);
      });
    }

    it("takes random numbers unless there is a transcript, and other ones each time", () => {
      const source = vi.spyOn(globalThis.crypto, "getRandomValues");
      group.Vector.fromBytes(good, { transcript });
      group.Vector.fromBytes(good, { subgroupCheck: false });
      expect(source).not.toHaveBeenCalled();
      group.Vector.fromBytes(good);
      group.Vector.fromBytes(good);
      // beside 16 bytes that show whether the source repeats itself
      const drawn = source.mock.calls
        .map(([bytes]) => [...(bytes as Uint8Array)])
        .filter(({ length }) => length === 32);
      expect(drawn).toHaveLength(2);
      const [first, second] = drawn;
      expect(first).not.toEqual(second);
    });

    it("longer than the core takes at a time", () => {
      const list = Array.from({ length: 2100 }, (_, index) => good[index % COUNT]!);
      list[1049] = bad[0]!;
      list[1050] = bad[1]!;
      list[2099] = bad[2]!;
      expect(thrown(() => group.Vector.fromBytes(list))).toMatchObject({
        code: "NOT_IN_SUBGROUP",
        culprits: [1049, 1050, 2099],
      });
    });

    it("without a subgroup check they are accepted", () => {
      expect(group.Vector.fromBytes(replaced(three), { subgroupCheck: false }).length).toBe(COUNT);
    });

    it("keys: aggregates and batches", () => {
      const keys = replaced(three);
      const culprits = [0, 41, COUNT - 1];
      expect(thrown(() => scheme.aggregatePublicKeys(keys)).culprits).toEqual(culprits);
      const secretKey = scheme.keygen(new Uint8Array(32).fill(3));
      const signature = scheme.sign(transcript, secretKey);
      const items = keys.map((publicKey) => ({ signature, message: transcript, publicKey }));
      for (const options of [undefined, { transcript }]) {
        const error = thrown(() => scheme.batchVerify(items, options));
        expect(error).toMatchObject({ code: "NOT_IN_SUBGROUP", culprits });
      }
      expect(thrown(() => scheme.fastAggregateVerify(signature, transcript, keys)).culprits).toEqual(culprits);
    });

    it("signatures: aggregates, batches, recovery", () => {
      const publicKey = other.getPublicKey(other.keygen(new Uint8Array(32).fill(4)));
      const signatures = replaced(three);
      const culprits = [0, 41, COUNT - 1];
      expect(thrown(() => other.aggregateSignatures(signatures)).culprits).toEqual(culprits);
      const items = signatures.map((signature) => ({ signature, message: transcript, publicKey }));
      for (const options of [undefined, { transcript }]) {
        expect(thrown(() => other.batchVerify(items, options))).toMatchObject({ code: "NOT_IN_SUBGROUP", culprits });
      }
      const partials = signatures.map((signature, index) => ({ id: index + 1, signature }));
      expect(thrown(() => recoverSignature(other, partials))).toMatchObject({ code: "NOT_IN_SUBGROUP", culprits });
    });

    it("threshold signatures go on without the bad ones", () => {
      const ids = Array.from({ length: 40 }, (_, index) => index + 1);
      const secretKey = other.keygen(new Uint8Array(32).fill(5));
      const shares = split(secretKey, { threshold: 20, ids });
      const publicShares = new Map(shares.map(({ id, value }) => [id, other.getPublicKey(value)]));
      const partials = shares.map(({ id, value }) => ({ id, signature: other.sign(transcript, value) }));
      partials[4] = { ...partials[4]!, signature: bad[0]! };
      partials[7] = { ...partials[7]!, signature: bad[1]! };
      const groupPublicKey = other.getPublicKey(secretKey);
      const result = combine(other, { message: transcript, threshold: 20, groupPublicKey, publicShares, partials });
      expect(result.invalid).toEqual([5, 8]);
      expect(result.signature).toEqual(other.sign(transcript, secretKey));
    });

    it("lists of commitments: together or alone, the same lists and the same errors", () => {
      const infinity = group.ZERO.toBytes();
      const lists: unknown[] = [
        good.slice(0, 30),
        replaced(three),
        [],
        good.slice(30, 31),
        [infinity, ...good.slice(1, 40)],
        [good[0], infinity, ...good.slice(1, 40)],
        [good[0], good[1]!.subarray(1)],
        "no list",
        decodeCommitments(scheme, good.slice(0, 5)),
        decodeCommitments(other, [other.getPublicKey(other.keygen(new Uint8Array(32).fill(6)))]),
        good.slice(0, 30),
        replaced({ 70: bad[1]! }),
      ];
      for (const options of [{}, { transcript }]) {
        const together = decodeCommitmentLists(scheme, lists as CommitmentsInput[], options);
        expect(together.length).toBe(lists.length);
        lists.forEach((list, index) => {
          const result = together[index]!;
          const alone = () => decodeCommitments(scheme, list as CommitmentsInput, options);
          if (result instanceof FeldsparError) expect(result.toJSON()).toEqual(thrown(alone).toJSON());
          else expect(result.toBytes()).toEqual(alone().toBytes());
        });
        expect(together.map((result) => result instanceof FeldsparError)).toEqual(
          [0, 1, 1, 0, 1, 0, 1, 1, 0, 1, 0, 1].map(Boolean),
        );
      }
      expect(decodeCommitmentLists(scheme, [])).toEqual([]);
    });

    it("commitments of many dealers: the first bad one is blamed", () => {
      const ids = [1, 2, 3];
      const dealings = ids.map((dealer) =>
        deal({ scheme, threshold: 30, ids: Array.from({ length: 40 }, (_, i) => i + 1), session: transcript, dealer }),
      );
      const lists = dealings.map(({ commitments }) => [...commitments]);
      const items = dealings.map(({ shares }, index) => ({
        commitments: lists[index]!,
        id: 2,
        share: shares.get(2)!,
      }));
      for (const options of [{}, { transcript }]) {
        expect(batchVerifyRevealed({ scheme, items, ...options }).valid).toBe(true);
      }
      lists[1]![29] = bad[0]!;
      lists[2]![3] = bad[1]!;
      expect(thrown(() => batchVerifyRevealed({ scheme, items }))).toMatchObject({
        code: "NOT_IN_SUBGROUP",
        culprits: [1],
      });
      expect(thrown(() => aggregateCommitments(scheme, lists)).message).toContain("item 1: commitment 29");
    });
  });
}
