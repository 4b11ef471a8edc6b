// Commitments compressed and uncompressed: the same points, the same proof, the same refusals.
import { describe, expect, it } from "vitest";
import { minSig } from "../../../src/bls/index.js";
import { G1, G2 } from "../../../src/curve/index.js";
import {
  aggregateCommitments,
  batchVerifyRevealed,
  batchVerifyShares,
  type CommitmentEncoding,
  type CommitmentsInput,
  deal,
  dealReshare,
  decodeCommitmentLists,
  decodeCommitments,
  finalize,
  finalizeReshare,
  publicShares,
  verifyCommitments,
  verifyReshareCommitments,
  verifyShare,
} from "../../../src/dkg/index.js";
import { bigEndian, concat, hex, scalarBytes } from "../../support/bytes.js";
import { MODULUS, seededRandom } from "../../support/generators.js";
import { refusal } from "../../support/verdict.js";
import { failure, schemes, session } from "./support.js";

const encodings: readonly CommitmentEncoding[] = ["compressed", "uncompressed"];

describe.each(schemes)("encodings of commitments with $name", (scheme) => {
  const group = scheme === minSig ? G2 : G1;
  const { compressedLength: short, uncompressedLength: long } = group;
  // so many that their subgroup is checked in one combination
  const threshold = 20;
  const ids = Array.from({ length: threshold }, (_, index) => index + 1);
  const base = { scheme, threshold, ids, session, dealer: 7 };
  const dealt = (seed: number, encoding?: CommitmentEncoding) =>
    deal({ ...base, random: seededRandom(seed), encoding });
  const small = dealt(1);
  const large = dealt(1, "uncompressed");

  it("a dealing is the same in both but for its commitments", () => {
    expect(hex(large.proof)).toBe(hex(small.proof));
    expect([...large.shares]).toEqual([...small.shares]);
    expect(dealt(1, "compressed")).toEqual(small);
    for (const { length } of small.commitments) expect(length).toBe(short);
    for (const { length } of large.commitments) expect(length).toBe(long);
    // by the single points, which another module encodes
    const points = small.commitments.map((bytes) => group.fromBytes(bytes));
    expect(large.commitments.map(hex)).toEqual(points.map((point) => hex(point.toBytes(false))));
  });

  it("both decode to the same commitments, and those are written in both", () => {
    for (const transcript of [undefined, session]) {
      for (const [given, encoding] of [
        [small, "compressed"],
        [large, "uncompressed"],
      ] as const) {
        const decoded = decodeCommitments(scheme, given.commitments, { transcript });
        expect(decoded.threshold).toBe(threshold);
        expect(decoded.toBytes().map(hex)).toEqual(small.commitments.map(hex));
        expect(decoded.toBytes({}).map(hex)).toEqual(small.commitments.map(hex));
        expect(decoded.toBytes({ encoding: "compressed" }).map(hex)).toEqual(small.commitments.map(hex));
        expect(decoded.toBytes({ encoding: "uncompressed" }).map(hex)).toEqual(large.commitments.map(hex));
        const fixed = decodeCommitments(scheme, given.commitments, { transcript, encoding });
        expect(fixed.toBytes().map(hex)).toEqual(small.commitments.map(hex));
      }
    }
  });

  it("a proof holds for both", () => {
    const claim = { scheme, threshold, session, dealer: 7, proof: small.proof };
    for (const commitments of [small.commitments, large.commitments, decodeCommitments(scheme, large.commitments)]) {
      expect(verifyCommitments({ ...claim, commitments })).toBe(true);
      expect(verifyCommitments({ ...claim, commitments, dealer: 8 })).toBe(false);
    }
    const other = dealt(2, "uncompressed").commitments;
    expect(verifyCommitments({ ...claim, commitments: other })).toBe(false);
    expect(verifyCommitments({ ...claim, commitments: [...large.commitments.slice(0, -1), other.at(-1)!] })).toBe(
      false,
    );
  });

  it("everything that takes commitments takes both, to the same result", () => {
    const inputs: CommitmentsInput[] = [small.commitments, large.commitments];
    const share = small.shares.get(3)!;
    const wrong = small.shares.get(4)!;
    const second = [dealt(2), dealt(2, "uncompressed")].map(({ commitments, shares }) => ({
      commitments,
      share: shares.get(3)!,
    }));
    const results = inputs.flatMap((commitments) => [
      {
        share: [share, wrong].map((value) => verifyShare({ scheme, commitments, id: 3, share: value })),
        received: batchVerifyShares({
          scheme,
          id: 3,
          items: [{ commitments, share }, ...second, { commitments, share: wrong }],
        }),
        revealed: batchVerifyRevealed({
          scheme,
          items: [{ commitments, id: 4, share }, ...second.map((item) => ({ ...item, id: 3 }))],
        }),
        sum: aggregateCommitments(scheme, [commitments, second[0]!.commitments]).map(hex),
        keys: publicShares({ scheme, commitments, ids }).map(hex),
        key: finalize({ scheme, id: 3, ids, dealings: [{ commitments, share }, second[1]!] }),
      },
    ]);
    expect(results[0]).toEqual(results[1]);
    expect(results[0]).toMatchObject({
      share: [true, false],
      received: { invalid: [3] },
      revealed: { invalid: [0] },
    });
  });

  it("a resharing takes both, to the same result", () => {
    const secret = scalarBytes(12345n);
    const currentPublicShare = scheme.getPublicKey(secret);
    const keys = encodings.map((encoding) => {
      const { commitments, proof, shares } = dealReshare({
        ...{ scheme, share: secret, threshold: 3, ids: [1, 2, 3, 4], session, dealer: 1, currentPublicShare },
        ...{ random: seededRandom(3), encoding },
      });
      expect(commitments[0]!.length).toBe(encoding === "compressed" ? short : long);
      const claim = { scheme, threshold: 3, session, dealer: 1, commitments, proof };
      expect(verifyReshareCommitments({ ...claim, currentPublicShare })).toBe(true);
      const other = scheme.getPublicKey(scalarBytes(54321n));
      expect(verifyReshareCommitments({ ...claim, currentPublicShare: other })).toBe(false);
      return finalizeReshare({
        ...{ scheme, id: 2, ids: [1, 2, 3, 4], threshold: 3, currentThreshold: 1, groupPublicKey: currentPublicShare },
        currentPublicShares: new Map([[1, currentPublicShare]]),
        dealings: [{ dealer: 1, commitments, share: shares.get(2)! }],
      });
    });
    expect(keys[0]).toEqual(keys[1]);
    expect(keys[0]!.commitments[0]!.length).toBe(short);
  });

  it("a list of both encodings, or of another than the one that is fixed, is refused", () => {
    const mixed = small.commitments.map((bytes, index) => (index % 2 === 1 ? large.commitments[index]! : bytes));
    const odd = ids.map((_, index) => index).filter((index) => index % 2 === 1);
    const even = ids.map((_, index) => index).filter((index) => index % 2 === 0);
    const refused = (list: readonly Uint8Array[], encoding?: CommitmentEncoding) =>
      failure(() => decodeCommitments(scheme, list, { encoding }));
    expect(refused(mixed)).toMatchObject({ code: "BAD_LENGTH", culprits: odd });
    expect(refused([...mixed].reverse())).toMatchObject({ code: "BAD_LENGTH", culprits: odd });
    expect(refused(mixed, "compressed")).toMatchObject({ code: "BAD_LENGTH", culprits: odd });
    expect(refused(mixed, "uncompressed")).toMatchObject({ code: "BAD_LENGTH", culprits: even });
    const every = ids.map((_, index) => index);
    expect(refused(large.commitments, "compressed")).toMatchObject({ code: "BAD_LENGTH", culprits: every });
    expect(refused(small.commitments, "uncompressed")).toMatchObject({ code: "BAD_LENGTH", culprits: every });
    const cut = [large.commitments[0]!.subarray(1), ...large.commitments.slice(1)];
    expect(refused(cut)).toMatchObject({ code: "BAD_LENGTH", culprits: [0] });
    expect(refused([])).toMatchObject({ code: "EMPTY" });
  });

  it("lists of either encoding are decoded together, each with its own verdict", () => {
    const bad = [large.commitments[0]!, new Uint8Array(long), ...large.commitments.slice(2)];
    const decoded = decodeCommitments(scheme, small.commitments);
    const lists = [large.commitments, small.commitments, bad, decoded, large.commitments.slice(0, 3), []];
    const verdicts = (encoding?: CommitmentEncoding) =>
      decodeCommitmentLists(scheme, lists, { transcript: session, encoding }).map((result) =>
        result instanceof Error ? result.code : result.toBytes().map(hex).join(),
      );
    const good = small.commitments.map(hex).join();
    const three = small.commitments.slice(0, 3).map(hex).join();
    expect(verdicts()).toEqual([good, good, "NOT_ON_CURVE", good, three, "EMPTY"]);
    expect(verdicts("uncompressed")).toEqual([good, "BAD_LENGTH", "NOT_ON_CURVE", good, three, "EMPTY"]);
    expect(verdicts("compressed")).toEqual(["BAD_LENGTH", good, "BAD_LENGTH", good, "BAD_LENGTH", "EMPTY"]);
  });

  it("an encoding that there is none is BAD_TYPE", () => {
    for (const encoding of ["raw", "", null, true, 96, {}] as never[]) {
      expect(refusal(() => decodeCommitments(scheme, small.commitments, { encoding }))).toBe("BAD_TYPE");
      expect(refusal(() => decodeCommitmentLists(scheme, [], { encoding }))).toBe("BAD_TYPE");
      expect(refusal(() => decodeCommitments(scheme, small.commitments).toBytes({ encoding }))).toBe("BAD_TYPE");
      expect(refusal(() => deal({ ...base, encoding }))).toBe("BAD_TYPE");
      expect(refusal(() => dealReshare({ ...base, share: scalarBytes(5n), encoding }))).toBe("BAD_TYPE");
    }
    expect(refusal(() => decodeCommitments(scheme, small.commitments).toBytes({ compressed: true } as never))).toBe(
      "UNKNOWN_OPTION",
    );
  });

  // ---- what is wrong with an uncompressed point

  const flagged = (bytes: Uint8Array, flag: number) => concat(Uint8Array.of(bytes[0]! | flag), bytes.subarray(1));
  const identity = flagged(new Uint8Array(long), 0x40);
  const good = large.commitments[5]!;
  const tooLarge = (at: number) => concat(good.subarray(0, at), bigEndian(MODULUS, 48), good.subarray(at + 48));
  const changed = (at: number) => good.map((byte, index) => (index === at ? byte ^ 1 : byte));
  const lastOf = (start: number) => start + 47;
  const coordinates = Array.from({ length: long / 48 }, (_, index) => 48 * index);
  /** A point of the curve that is not in the subgroup: nearly every one is none. */
  const outside = (() => {
    for (let x = 1n; ; x++) {
      const candidate = flagged(bigEndian(x, short), 0x80);
      if (refusal(() => group.fromBytes(candidate)) !== "NOT_IN_SUBGROUP") continue;
      return group.fromBytes(candidate, { subgroupCheck: false }).toBytes(false);
    }
  })();
  const negatives: [string, Uint8Array, string][] = [
    ["the flag of compression", flagged(good, 0x80), "BAD_FLAGS"],
    ["the flag of a sign", flagged(good, 0x20), "BAD_FLAGS"],
    ["the identity with a sign", flagged(identity, 0x20), "BAD_FLAGS"],
    ["the identity, said to be compressed", flagged(identity, 0x80), "BAD_FLAGS"],
    ["the identity with coordinates", flagged(good, 0x40), "NOT_CANONICAL"],
    ...coordinates.map((at): [string, Uint8Array, string] => [`p at byte ${at}`, tooLarge(at), "NOT_CANONICAL"]),
    ["a bit above a later coordinate", flagged(good.subarray(long / 2), 0x80), "NOT_CANONICAL"],
    ...coordinates.map((at): [string, Uint8Array, string] => [
      `another coordinate at byte ${at}`,
      changed(lastOf(at)),
      "NOT_ON_CURVE",
    ]),
    ["nothing but zeros", new Uint8Array(long), "NOT_ON_CURVE"],
    ["a point outside the subgroup", outside, "NOT_IN_SUBGROUP"],
  ].map(([name, bytes, code]) =>
    (bytes as Uint8Array).length === long / 2
      ? [name, concat(good.subarray(0, long / 2), bytes as Uint8Array), code]
      : [name, bytes, code],
  ) as [string, Uint8Array, string][];

  it.each(negatives)("%s is refused, among few and among many", (_, bytes, code) => {
    for (const transcript of [undefined, session]) {
      for (const count of [2, 5, threshold]) {
        const places = [count - 1, ...(count > 2 ? [1] : [])].sort((a, b) => a - b);
        const list = large.commitments.slice(0, count).map((old, at) => (places.includes(at) ? bytes : old));
        expect(failure(() => decodeCommitments(scheme, list, { transcript }))).toMatchObject({
          code,
          culprits: places,
        });
      }
      const list = [bytes, ...large.commitments.slice(1)];
      expect(failure(() => decodeCommitments(scheme, list, { transcript }))).toMatchObject({ code, culprits: [0] });
      expect(refusal(() => verifyCommitments({ ...base, proof: small.proof, commitments: list } as never))).not.toBe(
        undefined,
      );
    }
  });

  it("the identity is refused as the first one only", () => {
    for (const count of [1, 3, threshold]) {
      const list = [identity, ...large.commitments.slice(1, count)];
      expect(failure(() => decodeCommitments(scheme, list))).toMatchObject({ code: "IS_IDENTITY", culprits: [0] });
    }
    const list = [large.commitments[0]!, identity, ...large.commitments.slice(2)];
    const decoded = decodeCommitments(scheme, list);
    expect(decoded.toBytes({ encoding: "uncompressed" }).map(hex)).toEqual(list.map(hex));
    expect(hex(decoded.toBytes()[1]!)).toBe(hex(flagged(new Uint8Array(short), 0xc0)));
  });

  it("several kinds at once: the first one's code, all culprits", () => {
    const list = large.commitments.map((old, at) => (at === 4 ? outside : at === 9 ? new Uint8Array(long) : old));
    expect(failure(() => decodeCommitments(scheme, list))).toMatchObject({
      code: "NOT_IN_SUBGROUP",
      culprits: [4, 9],
    });
  });
});
