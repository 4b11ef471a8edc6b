// Every malformed encoding of a point, through every public path that takes one: public keys, signatures, proofs of
// possession, partial signatures, commitments, bare points. Each must be refused with the right code, and the instance
// must go on working.
import { sha256 } from "@noble/hashes/sha2.js";
import { describe, expect, it } from "vitest";
import { drand, verifyRound } from "../../src/beacon/index.js";
import { G1, G2, pairing, pairingCheck } from "../../src/curve/index.js";
import {
  aggregateCommitments,
  batchVerifyRevealed,
  batchVerifyShares,
  type CommitmentsInput,
  decodeCommitments,
  finalize,
  publicShares,
  verifyCommitments,
  verifyShare,
} from "../../src/dkg/index.js";
import { combine, recoverSignature } from "../../src/threshold/index.js";
import { fromHex } from "../support/bytes.js";
import { groupNames } from "../support/reference/index.js";
import { describeWithVectors } from "../support/vectors.js";
import { accepts, refusal } from "../support/verdict.js";
import { ids, type Material, materials, message, otherMessage, session, threshold } from "./material.js";
import {
  type Entry,
  expectRefusals,
  expectStillWorking,
  groups,
  identityOf,
  type Malformed,
  malformedPoints,
  wrongTypes,
} from "./support.js";

function publicKeyEntries(m: Material): Entry[] {
  const { scheme, signature, publicKey } = m;
  const forged = m.partials.map((partial) =>
    partial.id === 1 ? { ...partial, signature: m.otherSignature } : partial,
  );
  const withShare = (bad: Uint8Array) => new Map([...m.publicShares, [2, bad]]);
  return [
    { name: "verify", call: (bad) => scheme.verify(signature, message, bad) },
    { name: "preparePublicKey", call: (bad) => scheme.preparePublicKey(bad) },
    { name: "aggregatePublicKeys", call: (bad) => scheme.aggregatePublicKeys([publicKey, bad]) },
    {
      name: "aggregateVerify",
      call: (bad) => scheme.aggregateVerify(signature, [message, otherMessage], [publicKey, bad]),
    },
    { name: "fastAggregateVerify", call: (bad) => scheme.fastAggregateVerify(signature, message, [bad, publicKey]) },
    { name: "fastAggregateVerify, alone", call: (bad) => scheme.fastAggregateVerify(signature, message, [bad]) },
    {
      name: "batchVerify",
      call: (bad) =>
        scheme.batchVerify([
          { signature, message, publicKey },
          { signature, message, publicKey: bad },
        ]),
    },
    { name: "popVerify", call: (bad) => scheme.popVerify(m.proof, bad) },
    {
      name: "combine, group key",
      call: (bad) => {
        const { publicShares: shares, partials } = m;
        return combine(scheme, { message, threshold, groupPublicKey: bad, publicShares: shares, partials });
      },
    },
    {
      // looked at as soon as one partial signature is wrong
      name: "combine, public share",
      call: (bad) => {
        const { groupPublicKey } = m;
        return combine(scheme, { message, threshold, groupPublicKey, publicShares: withShare(bad), partials: forged });
      },
    },
    { name: "beacon verifyRound", call: (bad) => verifyRound({ ...m.view, groupPublicKey: bad }, m.record) },
    { name: "drand.verify", call: (bad) => drand.verify({ ...m.drandInfo, publicKey: bad }, m.drandBeacon) },
  ];
}

function signatureEntries(m: Material): Entry[] {
  const { scheme, signature, publicKey } = m;
  return [
    { name: "verify", call: (bad) => scheme.verify(bad, message, publicKey) },
    { name: "verify, prepared key", call: (bad) => scheme.verify(bad, message, scheme.preparePublicKey(publicKey)) },
    { name: "aggregateSignatures", call: (bad) => scheme.aggregateSignatures([signature, bad]) },
    { name: "aggregateVerify", call: (bad) => scheme.aggregateVerify(bad, [message], [publicKey]) },
    { name: "fastAggregateVerify", call: (bad) => scheme.fastAggregateVerify(bad, message, [publicKey]) },
    {
      name: "batchVerify",
      call: (bad) =>
        scheme.batchVerify([
          { signature, message, publicKey },
          { signature: bad, message, publicKey },
        ]),
    },
    { name: "popVerify", call: (bad) => scheme.popVerify(bad, publicKey) },
    {
      name: "recoverSignature",
      call: (bad) => recoverSignature(scheme, [...m.partials.slice(0, 2), { id: 4, signature: bad }]),
    },
    {
      name: "beacon verifyRound",
      call: (bad) => {
        const randomness = bad instanceof Uint8Array ? sha256(bad) : m.record.randomness;
        return verifyRound(m.view, { ...m.record, signature: bad, randomness });
      },
    },
    { name: "drand.verify", call: (bad) => drand.verify(m.drandInfo, { ...m.drandBeacon, signature: bad }) },
  ];
}

/** Entry points for commitments, with the bad one at `position`. */
function commitmentEntries(m: Material, position: number): Entry[] {
  const { scheme } = m;
  const good = m.dealings[0]!;
  const other = m.dealings[1]!;
  const share = good.shares.get(1)!;
  const otherShare = other.shares.get(1)!;
  const put = (bad: Uint8Array): CommitmentsInput =>
    good.commitments.map((point, index) => (index === position ? bad : point));
  const through = (name: string, call: (commitments: CommitmentsInput) => unknown): Entry => ({
    name,
    call: (bad) => call(put(bad)),
  });
  return [
    through("decodeCommitments", (commitments) => decodeCommitments(scheme, commitments)),
    through("verifyCommitments", (commitments) =>
      verifyCommitments({ scheme, threshold, session, dealer: 1, commitments, proof: good.proof }),
    ),
    through("verifyShare", (commitments) => verifyShare({ scheme, commitments, id: 1, share })),
    through("batchVerifyShares", (commitments) =>
      batchVerifyShares({
        scheme,
        id: 1,
        items: [
          { commitments: other.commitments, share: otherShare },
          { commitments, share },
        ],
      }),
    ),
    through("batchVerifyRevealed", (commitments) =>
      batchVerifyRevealed({
        scheme,
        items: [
          { commitments: other.commitments, id: 1, share: otherShare },
          { commitments, id: 1, share },
        ],
      }),
    ),
    through("aggregateCommitments", (commitments) => aggregateCommitments(scheme, [other.commitments, commitments])),
    through("publicShares", (commitments) => publicShares({ scheme, commitments, ids })),
    through("finalize", (commitments) =>
      finalize({
        scheme,
        id: 1,
        ids,
        dealings: [
          { commitments: other.commitments, share: otherShare },
          { commitments, share },
        ],
      }),
    ),
  ];
}

const identity = (name: "G1" | "G2"): Malformed => ({
  name: "the identity",
  value: identityOf(name),
  codes: ["IS_IDENTITY"],
});

describe.each(materials)("$scheme.name", (m) => {
  const keyGroup = m.scheme.publicKeyGroup;
  const signatureGroup = m.scheme.signatureGroup;

  describe("public keys", () => {
    const bad = [...malformedPoints(keyGroup), identity(keyGroup), ...wrongTypes];
    it.each(publicKeyEntries(m))("$name", (entry) => expectRefusals(entry, bad));
  });

  describe("signatures", () => {
    const bad = [...malformedPoints(signatureGroup), ...wrongTypes];
    it.each(signatureEntries(m))("$name", (entry) => expectRefusals(entry, bad));

    it("combine names malformed partial signatures and goes on", () => {
      const { scheme, groupPublicKey, publicShares: shares } = m;
      const expected = recoverSignature(scheme, m.partials.slice(1));
      for (const { name, value } of malformedPoints(signatureGroup)) {
        const partials = m.partials.map((partial) => (partial.id === 1 ? { ...partial, signature: value } : partial));
        const combined = combine(scheme, { message, threshold, groupPublicKey, publicShares: shares, partials });
        expect(combined.invalid, name).toEqual([1]);
        expect(combined.signature).toEqual(expected);
        const few = partials.slice(0, threshold);
        expect(
          refusal(() => combine(scheme, { message, threshold, groupPublicKey, publicShares: shares, partials: few })),
        ).toBe("THRESHOLD");
        expectStillWorking();
      }
    });

    it("the identity is never a valid signature", () => {
      const { scheme, publicKey } = m;
      const infinity = identityOf(signatureGroup);
      expect(accepts(() => scheme.verify(infinity, message, publicKey))).toBe(false);
      expect(accepts(() => scheme.verify(infinity, message, scheme.preparePublicKey(publicKey)))).toBe(false);
      expect(accepts(() => scheme.aggregateVerify(infinity, [message], [publicKey]))).toBe(false);
      expect(accepts(() => scheme.fastAggregateVerify(infinity, message, [publicKey]))).toBe(false);
      expect(accepts(() => scheme.popVerify(infinity, publicKey))).toBe(false);
      expect(accepts(() => scheme.batchVerify([{ signature: infinity, message, publicKey }]).valid)).toBe(false);
      expect(
        accepts(() => verifyRound(m.view, { ...m.record, signature: infinity, randomness: sha256(infinity) })),
      ).toBe(false);
      expect(accepts(() => drand.verify(m.drandInfo, { ...m.drandBeacon, signature: infinity }))).toBe(false);
      expectStillWorking();
    });

    it("keys that cancel verify nothing, under any tag", () => {
      const { scheme, publicKey } = m;
      const negated = groups[keyGroup].fromBytes(publicKey).negate().toBytes();
      const infinity = identityOf(signatureGroup);
      for (const DST of [scheme.DST, scheme.DST.replace("NUL", "POP")]) {
        expect(accepts(() => scheme.fastAggregateVerify(infinity, message, [publicKey, negated], { DST }))).toBe(false);
        expect(accepts(() => scheme.aggregateVerify(infinity, [message, message], [publicKey, negated], { DST }))).toBe(
          false,
        );
      }
      expect(refusal(() => scheme.aggregatePublicKeys([publicKey, negated]))).toBe("IS_IDENTITY");
      expectStillWorking();
    });
  });

  describe("commitments", () => {
    const bad = [...malformedPoints(keyGroup), ...wrongTypes];
    it.each(commitmentEntries(m, 0))("$name, the constant term", (entry) =>
      expectRefusals(entry, [...bad, identity(keyGroup)]),
    );
    it.each(commitmentEntries(m, threshold - 1))("$name, the last one", (entry) => expectRefusals(entry, bad));

    it("no list at all, an empty one, one of the other group", () => {
      const other = materials.find(({ scheme }) => scheme !== m.scheme)!;
      const foreign = decodeCommitments(other.scheme, other.dealings[0]!.commitments);
      const { scheme } = m;
      const share = m.dealings[0]!.shares.get(1)!;
      const calls: ((commitments: never) => unknown)[] = [
        (commitments) => decodeCommitments(scheme, commitments),
        (commitments) =>
          verifyCommitments({ scheme, threshold, session, dealer: 1, commitments, proof: m.dealings[0]!.proof }),
        (commitments) => verifyShare({ scheme, commitments, id: 1, share }),
        (commitments) => batchVerifyShares({ scheme, id: 1, items: [{ commitments, share }] }),
        (commitments) => batchVerifyRevealed({ scheme, items: [{ commitments, id: 1, share }] }),
        (commitments) => aggregateCommitments(scheme, [commitments]),
        (commitments) => publicShares({ scheme, commitments, ids }),
        (commitments) => finalize({ scheme, id: 1, ids, dealings: [{ commitments, share }] }),
      ];
      for (const call of calls) {
        for (const value of [undefined, null, 7, "text", {}, foreign, new Uint8Array(96)]) {
          expect(["BAD_TYPE", "BAD_LENGTH"]).toContain(refusal(() => call(value as never)));
          expectStillWorking();
        }
        // a compressed point of G2 is as long as an uncompressed one of G1, and says by a flag that it is none
        const points = refusal(() => call(other.dealings[0]!.commitments as never));
        expect(points).toBe(keyGroup === "G1" ? "BAD_FLAGS" : "BAD_LENGTH");
        expect(["EMPTY", "BAD_LENGTH"]).toContain(refusal(() => call([] as never)));
      }
    });

    it("lists of different lengths do not mix", () => {
      const { scheme } = m;
      const [first, second] = m.dealings;
      const short = second!.commitments.slice(1);
      const share = first!.shares.get(1)!;
      const items = [
        { commitments: first!.commitments, id: 1, share },
        { commitments: short, id: 1, share },
      ];
      expect(refusal(() => batchVerifyShares({ scheme, id: 1, items }))).toBe("BAD_LENGTH");
      expect(refusal(() => batchVerifyRevealed({ scheme, items }))).toBe("BAD_LENGTH");
      expect(refusal(() => aggregateCommitments(scheme, [first!.commitments, short]))).toBe("BAD_LENGTH");
      expect(refusal(() => finalize({ scheme, id: 1, ids, dealings: items }))).toBe("BAD_LENGTH");
      const claim = { scheme, session, dealer: 1, commitments: first!.commitments, proof: first!.proof };
      expect(refusal(() => verifyCommitments({ ...claim, threshold: threshold - 1 }))).toBe("BAD_LENGTH");
      expect(refusal(() => verifyCommitments({ ...claim, threshold: threshold + 1 }))).toBe("BAD_LENGTH");
      expectStillWorking();
    });
  });
});

describe.each(groupNames)("points of %s", (name) => {
  const group = groups[name];
  const good = group.BASE.multiply(5n).toBytes();
  const bad = [...malformedPoints(name), ...wrongTypes];
  const entries: Entry[] = [
    { name: "fromBytes", call: (value) => group.fromBytes(value) },
    { name: "Vector.fromBytes, in a list", call: (value) => group.Vector.fromBytes([good, value]) },
    {
      name: "Vector.fromBytes, end to end",
      call: (value) =>
        group.Vector.fromBytes(
          value instanceof Uint8Array && value.length > 0 ? Uint8Array.of(...good, ...value) : [value],
        ),
    },
  ];
  it.each(entries)("$name", (entry) => expectRefusals(entry, bad));

  it("a switched-off subgroup check still refuses everything else", () => {
    for (const { name: title, value, codes } of bad) {
      const code = refusal(() => group.fromBytes(value, { subgroupCheck: false }));
      if (codes.includes("NOT_IN_SUBGROUP")) expect(code, title).toBeUndefined();
      else expect(codes, title).toContain(code);
      expectStillWorking();
    }
  });

  it("uncompressed: flags, coordinates, a y of another point", () => {
    const bytes = group.BASE.multiply(5n).toBytes(false);
    const change = (edit: (copy: Uint8Array) => void) => {
      const copy = bytes.slice();
      edit(copy);
      return copy;
    };
    const half = bytes.length / 2;
    const coordinate = fromHex(
      "1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaab",
    );
    const cases: Malformed[] = [
      {
        name: "compression flag",
        value: change((c) => {
          c[0]! |= 0x80;
        }),
        codes: ["BAD_FLAGS"],
      },
      {
        name: "identity flag",
        value: change((c) => {
          c[0]! |= 0x40;
        }),
        codes: ["BAD_FLAGS", "NOT_CANONICAL"],
      },
      {
        name: "sign flag",
        value: change((c) => {
          c[0]! |= 0x20;
        }),
        codes: ["BAD_FLAGS"],
      },
      {
        name: "spare bits of y",
        value: change((c) => {
          c[half]! |= 0x80;
        }),
        codes: ["NOT_CANONICAL"],
      },
      {
        name: "y of another point",
        value: change((c) => {
          c[bytes.length - 1]! ^= 1;
        }),
        codes: ["NOT_ON_CURVE"],
      },
      {
        name: "x of another point",
        value: change((c) => {
          c[half - 1]! ^= 1;
        }),
        codes: ["NOT_ON_CURVE"],
      },
      { name: "x is p", value: change((c) => c.set(coordinate, half - 48)), codes: ["NOT_CANONICAL"] },
      { name: "y is p", value: change((c) => c.set(coordinate, bytes.length - 48)), codes: ["NOT_CANONICAL"] },
      { name: "all zero", value: new Uint8Array(bytes.length), codes: ["NOT_ON_CURVE", "BAD_FLAGS"] },
      {
        name: "identity with a byte that is not zero",
        value: change((c) => {
          c.fill(0);
          c[0] = 0x40;
          c[bytes.length - 1] = 1;
        }),
        codes: ["BAD_FLAGS", "NOT_CANONICAL"],
      },
    ];
    const decoders: Entry[] = [
      { name: "fromBytes", call: (value) => group.fromBytes(value) },
      { name: "fromBytes unchecked", call: (value) => group.fromBytes(value, { subgroupCheck: false }) },
      { name: "Vector.fromBytes", call: (value) => group.Vector.fromBytes([bytes, value]) },
    ];
    for (const decoder of decoders) expectRefusals(decoder, cases);
    expect(group.fromBytes(bytes).equals(group.fromBytes(good))).toBe(true);
  });

  it("affine coordinates", () => {
    const affine = group.BASE.multiply(5n).toAffine() as unknown as { x: unknown; y: unknown };
    const p = 0x1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaabn;
    const element = (value: bigint) => (name === "G1" ? value : [value, 0n]);
    const flagged = new Uint8Array(group.compressedLength);
    flagged[0] = 0x40;
    const zeros = new Uint8Array(group.compressedLength);
    const cases: Malformed[] = [
      { name: "x is p", value: { ...affine, x: element(p) }, codes: ["NOT_CANONICAL"] },
      { name: "y is p", value: { ...affine, y: element(p) }, codes: ["NOT_CANONICAL"] },
      { name: "x is negative", value: { ...affine, x: element(-1n) }, codes: ["NOT_CANONICAL"] },
      { name: "origin", value: { x: element(0n), y: element(0n) }, codes: ["NOT_ON_CURVE"] },
      {
        name: "flag of the identity among the bytes",
        value: { x: flagged, y: zeros },
        codes: ["NOT_CANONICAL", "BAD_FLAGS"],
      },
      { name: "x and y exchanged", value: { x: affine.y, y: affine.x }, codes: ["NOT_ON_CURVE"] },
      { name: "no y", value: { x: affine.x }, codes: ["BAD_TYPE"] },
      { name: "a number", value: { x: 5, y: affine.y }, codes: ["BAD_TYPE"] },
      { name: "nothing", value: undefined, codes: ["BAD_TYPE"] },
      { name: "null", value: null, codes: ["BAD_TYPE"] },
    ];
    expectRefusals({ name: "fromAffine", call: (value) => group.fromAffine(value) }, cases);
  });

  it("points of the other group, or no points", () => {
    const other = groups[name === "G1" ? "G2" : "G1"];
    for (const value of [other.BASE, undefined, null, 7, {}, good]) {
      const calls = [
        () => group.BASE.add(value as never),
        () => group.BASE.subtract(value as never),
        () => group.BASE.equals(value as never),
        () => group.msm([value as never], [1n]),
        () => group.Vector.fromPoints([value as never]),
        () => (name === "G1" ? pairing(value as never, G2.BASE) : pairing(G1.BASE, value as never)),
        () => pairingCheck([name === "G1" ? [value as never, G2.BASE] : [G1.BASE, value as never]]),
      ];
      for (const call of calls) {
        expect(refusal(call)).toBe("BAD_TYPE");
        expectStillWorking();
      }
    }
  });

  it("points outside the subgroup stay out of pairings", () => {
    for (const { value, codes } of malformedPoints(name)) {
      if (!codes.includes("NOT_IN_SUBGROUP")) continue;
      const point = group.fromBytes(value, { subgroupCheck: false });
      expect(refusal(() => (name === "G1" ? pairing(point as never, G2.BASE) : pairing(G1.BASE, point as never)))).toBe(
        "NOT_IN_SUBGROUP",
      );
      expect(refusal(() => pairingCheck([name === "G1" ? [point as never, G2.BASE] : [G1.BASE, point as never]]))).toBe(
        "NOT_IN_SUBGROUP",
      );
      // sums and multiples are still right: 3 P = P + P + P
      const triple = point.add(point).add(point);
      expect(point.multiply(3n).equals(triple)).toBe(true);
      expect(point.multiplyVartime(3n).equals(triple)).toBe(true);
      expect(group.msm([point, group.BASE], [3n, 1n]).equals(triple.add(group.BASE))).toBe(true);
      expectStillWorking();
    }
  });
});

interface SmallOrder {
  compressed: string;
}

// the third-party negative encodings, through all the same paths
describeWithVectors(
  "derived",
  (vectors) => {
    const { E1, E2 } = vectors.json<{ E1: SmallOrder[]; E2: SmallOrder[] }>("small-order-points.json");
    const bad = {
      G1: E1.map(({ compressed }, index) => ({
        name: `E1 ${index}`,
        value: fromHex(compressed),
        codes: ["NOT_IN_SUBGROUP"],
      })),
      G2: E2.map(({ compressed }, index) => ({
        name: `E2 ${index}`,
        value: fromHex(compressed),
        codes: ["NOT_IN_SUBGROUP"],
      })),
    };
    describe.each(materials)("points of small order, $scheme.name", (m) => {
      it.each(publicKeyEntries(m))("public key: $name", (entry) => expectRefusals(entry, bad[m.scheme.publicKeyGroup]));
      it.each(signatureEntries(m))("signature: $name", (entry) => expectRefusals(entry, bad[m.scheme.signatureGroup]));
      it.each([...commitmentEntries(m, 0), ...commitmentEntries(m, 1)])("commitment: $name", (entry) =>
        expectRefusals(entry, bad[m.scheme.publicKeyGroup]),
      );
    });
  },
  { allFiles: false },
);

describeWithVectors(
  "ethereum-bls12-381-tests",
  (vectors) => {
    const codes = ["BAD_LENGTH", "BAD_FLAGS", "NOT_CANONICAL", "NOT_ON_CURVE", "NOT_IN_SUBGROUP"];
    const read = (folder: string) =>
      vectors
        .files(folder)
        .map((file) => ({ file, test: vectors.json<{ input: Record<string, string>; output: boolean }>(file) }))
        .filter(({ test }) => !test.output)
        .map(({ file, test }) => ({ name: file, value: fromHex(Object.values(test.input)[0]!), codes }));
    const bad = { G1: read("deserialization_G1"), G2: read("deserialization_G2") };
    it("finds 11 and 13 encodings that must fail", () => expect([bad.G1.length, bad.G2.length]).toEqual([11, 13]));
    describe.each(materials)("encodings that must fail, $scheme.name", (m) => {
      it.each(publicKeyEntries(m))("public key: $name", (entry) => expectRefusals(entry, bad[m.scheme.publicKeyGroup]));
      it.each(signatureEntries(m))("signature: $name", (entry) => expectRefusals(entry, bad[m.scheme.signatureGroup]));
      it.each([...commitmentEntries(m, 0), ...commitmentEntries(m, 1)])("commitment: $name", (entry) =>
        expectRefusals(entry, bad[m.scheme.publicKeyGroup]),
      );
    });
  },
  { allFiles: false },
);
