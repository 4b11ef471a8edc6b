// Scalars that are not below r, of the wrong length or type, or zero where zero is no key: through every path that
// takes one.
import { describe, expect, it } from "vitest";
import { Fr, G1, G2, Gt, pairing } from "../../src/curve/index.js";
import {
  batchVerifyRevealed,
  batchVerifyShares,
  finalize,
  verifyCommitments,
  verifyShare,
} from "../../src/dkg/index.js";
import { recoverSecret, split } from "../../src/threshold/index.js";
import { bigEndian, concat, scalarBytes } from "../support/bytes.js";
import { MODULUS, ORDER } from "../support/generators.js";
import { refusal } from "../support/verdict.js";
import { ids, type Material, materials, message, session, threshold } from "./material.js";
import {
  type Entry,
  expectRefusals,
  expectStillWorking,
  type Malformed,
  malformedScalars,
  zeroScalar,
} from "./support.js";

function secretKeyEntries({ scheme }: Material): Entry[] {
  return [
    { name: "getPublicKey", call: (bad) => scheme.getPublicKey(bad) },
    { name: "sign", call: (bad) => scheme.sign(message, bad) },
    { name: "popProve", call: (bad) => scheme.popProve(bad) },
  ];
}

function shareEntries(m: Material): Entry[] {
  const { scheme } = m;
  const [first, second] = m.dealings.map(({ commitments, shares }) => ({ commitments, share: shares.get(1)! }));
  return [
    { name: "verifyShare", call: (bad) => verifyShare({ scheme, commitments: first!.commitments, id: 1, share: bad }) },
    {
      name: "batchVerifyShares",
      call: (bad) => batchVerifyShares({ scheme, id: 1, items: [first!, { ...second!, share: bad }] }),
    },
    {
      name: "batchVerifyRevealed",
      call: (bad) =>
        batchVerifyRevealed({
          scheme,
          items: [
            { ...first!, id: 1 },
            { ...second!, id: 1, share: bad },
          ],
        }),
    },
    {
      name: "finalize",
      call: (bad) => finalize({ scheme, id: 1, ids, dealings: [first!, { ...second!, share: bad }] }),
    },
  ];
}

describe.each(materials)("$scheme.name", (m) => {
  it.each(secretKeyEntries(m))("secret key: $name", (entry) =>
    expectRefusals(entry, [...malformedScalars, zeroScalar]),
  );
  it.each(shareEntries(m))("share: $name", (entry) => expectRefusals(entry, malformedScalars));

  it("a share that is well formed but wrong is a verdict, and finalize names its dealer", () => {
    const { scheme } = m;
    for (const wrong of [new Uint8Array(32), scalarBytes(1n), scalarBytes(ORDER - 1n), m.dealings[0]!.shares.get(2)!]) {
      const [first, second] = m.dealings.map(({ commitments, shares }) => ({ commitments, share: shares.get(1)! }));
      const bad = { ...first!, share: wrong };
      expect(verifyShare({ scheme, id: 1, ...bad })).toBe(false);
      expect(batchVerifyShares({ scheme, id: 1, items: [second!, bad] })).toEqual({ valid: false, invalid: [1] });
      const revealed = [second!, bad].map((item) => ({ ...item, id: 1 }));
      expect(batchVerifyRevealed({ scheme, items: revealed })).toEqual({ valid: false, invalid: [1] });
      expect(refusal(() => finalize({ scheme, id: 1, ids, dealings: [second!, bad] }))).toBe("BAD_SHARE");
      expectStillWorking();
    }
  });

  it("errors that cancel do not pass a batch", () => {
    const { scheme } = m;
    const items = m.dealings.map(({ commitments, shares }) => ({ commitments, share: shares.get(1)! }));
    const shift = (share: Uint8Array, by: bigint) => scalarBytes(Fr.add(Fr.fromBytes(share), by));
    const [a, b, ...rest] = items;
    const cancelling = [{ ...a!, share: shift(a!.share, 5n) }, { ...b!, share: shift(b!.share, ORDER - 5n) }, ...rest];
    const swapped = [{ ...a!, share: b!.share }, { ...b!, share: a!.share }, ...rest];
    for (const list of [cancelling, swapped]) {
      const expected = { valid: false, invalid: [0, 1] };
      expect(batchVerifyShares({ scheme, id: 1, items: list })).toEqual(expected);
      expect(batchVerifyShares({ scheme, id: 1, items: list, transcript: message })).toEqual(expected);
      const revealed = list.map((item) => ({ ...item, id: 1 }));
      expect(batchVerifyRevealed({ scheme, items: revealed })).toEqual(expected);
      expect(batchVerifyRevealed({ scheme, items: revealed, transcript: message })).toEqual(expected);
    }
    // one of the two alone does not add up
    expect(refusal(() => finalize({ scheme, id: 1, ids, dealings: [cancelling[0]!, ...items.slice(1)] }))).toBe(
      "BAD_SHARE",
    );
    expectStillWorking();
  });

  describe("proofs of knowledge", () => {
    const dealing = m.dealings[0]!;
    const check = (proof: Uint8Array, change = {}) =>
      verifyCommitments({
        scheme: m.scheme,
        threshold,
        session,
        dealer: 1,
        commitments: dealing.commitments,
        proof,
        ...change,
      });
    const [c, z] = [dealing.proof.subarray(0, 32), dealing.proof.subarray(32)];

    it("malformed ones are refused", () => {
      const bad: Malformed[] = [
        ...[0, 32, 63, 65, 128].map((length) => ({
          name: `${length} bytes`,
          value: new Uint8Array(length),
          codes: ["BAD_LENGTH"],
        })),
        { name: "challenge is r", value: concat(scalarBytes(ORDER), z), codes: ["BAD_SCALAR"] },
        { name: "response is r", value: concat(c, scalarBytes(ORDER)), codes: ["BAD_SCALAR"] },
        { name: "all ones", value: new Uint8Array(64).fill(0xff), codes: ["BAD_SCALAR"] },
        { name: "nothing", value: undefined, codes: ["BAD_TYPE"] },
        { name: "null", value: null, codes: ["BAD_TYPE"] },
        { name: "text", value: "proof", codes: ["BAD_TYPE"] },
      ];
      expectRefusals({ name: "verifyCommitments", call: check }, bad);
    });

    it("well-formed ones of something else are false", () => {
      expect(check(dealing.proof)).toBe(true);
      expect(check(concat(z, c))).toBe(false);
      expect(check(new Uint8Array(64))).toBe(false);
      for (const bit of [0, 255, 256, 511]) {
        const proof = dealing.proof.slice();
        proof[63 - (bit >> 3)]! ^= 1 << (bit & 7);
        expect([false, "BAD_SCALAR"]).toContain(refusal(() => check(proof)) ?? check(proof));
      }
      expect(check(dealing.proof, { dealer: 2 })).toBe(false);
      expect(check(dealing.proof, { session: message })).toBe(false);
      const reordered = [dealing.commitments[0]!, dealing.commitments[2]!, dealing.commitments[1]!];
      expect(check(dealing.proof, { commitments: reordered })).toBe(false);
      const other = m.dealings[1]!;
      expect(check(dealing.proof, { commitments: other.commitments })).toBe(false);
      expect(check(other.proof, { commitments: other.commitments })).toBe(false);
      expect(check(other.proof, { commitments: other.commitments, dealer: 2 })).toBe(true);
      expectStillWorking();
    });

    it("a session or dealer that is none is refused", () => {
      expect(refusal(() => check(dealing.proof, { session: new Uint8Array(0) }))).toBe("BAD_LENGTH");
      expect(refusal(() => check(dealing.proof, { session: "session" }))).toBe("BAD_TYPE");
      expect(refusal(() => check(dealing.proof, { dealer: 0 }))).toBe("BAD_ID");
      expectStillWorking();
    });
  });
});

describe("sharing", () => {
  const secret = scalarBytes(77n);
  const shares = split(secret, { threshold, ids });
  it("split", () => {
    const entry = { name: "split", call: (bad: Uint8Array) => split(bad, { threshold, ids }) };
    expectRefusals(entry, [...malformedScalars, zeroScalar]);
  });
  it("recoverSecret", () => {
    const entry = {
      name: "recoverSecret",
      call: (bad: Uint8Array) => recoverSecret([...shares.slice(0, 2), { id: 4, value: bad }]),
    };
    expectRefusals(entry, malformedScalars);
  });
});

describe("bare scalars", () => {
  const wide: Malformed[] = [-1n, ORDER, ORDER + 1n, 1n << 256n].map((value) => ({
    name: `bigint ${value.toString().slice(0, 6)}…`,
    value,
    codes: ["BAD_SCALAR"],
  }));
  const value = pairing(G1.BASE, G2.BASE);
  const entries: Entry[] = [
    ...[G1, G2].flatMap((group) => [
      { name: `${group.name} BASE.multiply`, call: (bad: bigint) => group.BASE.multiply(bad) },
      { name: `${group.name} multiply`, call: (bad: bigint) => group.BASE.double().multiply(bad) },
      { name: `${group.name} multiplyVartime`, call: (bad: bigint) => group.BASE.double().multiplyVartime(bad) },
      { name: `${group.name} msm`, call: (bad: bigint) => group.msm([group.BASE, group.BASE] as never, [1n, bad]) },
    ]),
    { name: "Gt.pow", call: (bad) => value.pow(bad) },
    { name: "Fr.add", call: (bad) => Fr.add(1n, bad) },
    { name: "Fr.sub", call: (bad) => Fr.sub(bad, 1n) },
    { name: "Fr.mul", call: (bad) => Fr.mul(1n, bad) },
    { name: "Fr.neg", call: (bad) => Fr.neg(bad) },
    { name: "Fr.inv", call: (bad) => Fr.inv(bad) },
    { name: "Fr.toBytes", call: (bad) => Fr.toBytes(bad) },
  ];
  it.each(entries)("$name", (entry) => expectRefusals(entry, [...malformedScalars, ...wide]));

  it("Fr.fromBytes", () => {
    expectRefusals({ name: "Fr.fromBytes", call: (bad) => Fr.fromBytes(bad) }, malformedScalars);
    expect(refusal(() => Fr.inv(0n))).toBe("BAD_SCALAR");
    expect(refusal(() => Fr.div(1n, 0n))).toBe("BAD_SCALAR");
  });

  it("msm of lists that do not match", () => {
    for (const [points, scalars] of [
      [[G1.BASE], []],
      [[], [1n]],
      [[G1.BASE, G1.BASE], [1n]],
    ] as [never[], bigint[]][]) {
      expect(refusal(() => G1.msm(points, scalars))).toBe("BAD_LENGTH");
    }
    for (const bad of [undefined, null, 5, "text", {}]) {
      expect(refusal(() => G1.msm(bad as never, []))).toBe("BAD_TYPE");
      expect(refusal(() => G1.msm([], bad as never))).toBe("BAD_TYPE");
      expectStillWorking();
    }
  });

  it("elements of Gt", () => {
    const good = value.toBytes();
    const change = (edit: (bytes: Uint8Array) => void) => {
      const bytes = good.slice();
      edit(bytes);
      return bytes;
    };
    const modulus = bigEndian(MODULUS, 48);
    const bad: Malformed[] = [
      ...[0, 575, 577, 48].map((length) => ({
        name: `${length} bytes`,
        value: new Uint8Array(length),
        codes: ["BAD_LENGTH"],
      })),
      { name: "zero", value: new Uint8Array(576), codes: ["NOT_IN_SUBGROUP"] },
      { name: "all ones", value: new Uint8Array(576).fill(0xff), codes: ["NOT_CANONICAL"] },
      { name: "a coordinate is p", value: change((bytes) => bytes.set(modulus, 48)), codes: ["NOT_CANONICAL"] },
      {
        name: "a bit changed",
        value: change((bytes) => {
          bytes[575]! ^= 1;
        }),
        codes: ["NOT_IN_SUBGROUP"],
      },
      {
        name: "two, which is in the field but not in the group",
        value: Uint8Array.from({ length: 576 }, (_, index) => (index === 47 ? 2 : 0)),
        codes: ["NOT_IN_SUBGROUP"],
      },
      {
        name: "minus one, of order two",
        value: concat(bigEndian(MODULUS - 1n, 48), new Uint8Array(528)),
        codes: ["NOT_IN_SUBGROUP"],
      },
      { name: "nothing", value: undefined, codes: ["BAD_TYPE"] },
      { name: "text", value: "gt", codes: ["BAD_TYPE"] },
    ];
    expectRefusals({ name: "Gt.fromBytes", call: (bytes) => Gt.fromBytes(bytes) }, bad);
    for (const other of [undefined, null, 1, good, G1.BASE]) {
      expect(refusal(() => value.multiply(other as never))).toBe("BAD_TYPE");
      expect(refusal(() => value.equals(other as never))).toBe("BAD_TYPE");
    }
  });
});
