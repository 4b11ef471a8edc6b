// Threshold signatures: combining partial signatures with every fault a party can commit.
import { describe, expect, it } from "vitest";
import { type BlsScheme, minPk, minPkPop, minSig } from "../../../src/bls/index.js";
import { combine, type Id, type PartialSignature, recoverSignature, split } from "../../../src/threshold/index.js";
import { hex, scalarBytes, utf8 } from "../../support/bytes.js";

const message = utf8("round 7");
const secret = scalarBytes(0x1234567890abcdefn);

function group(scheme: BlsScheme, threshold: number, ids: readonly Id[]) {
  const shares = split(secret, { threshold, ids });
  return {
    expected: hex(scheme.sign(message, secret)),
    options: {
      message,
      threshold,
      groupPublicKey: scheme.getPublicKey(secret),
      publicShares: new Map<Id, Uint8Array>(shares.map(({ id, value }) => [id, scheme.getPublicKey(value)])),
    },
    partials: shares.map(({ id, value }): PartialSignature => ({ id, signature: scheme.sign(message, value) })),
  };
}

const failure = (action: () => unknown): { code?: string; culprits?: unknown; message: string } => {
  try {
    action();
  } catch (error) {
    return error as { code?: string; culprits?: unknown; message: string };
  }
  throw new Error("expected an error");
};

describe.each([minSig, minPk])("combine with $name", (scheme) => {
  const ids = [1, 2, 3, 5, 8, 13, 21];
  const { expected, options, partials } = group(scheme, 4, ids);
  const elsewhere = (index: number) => ({ ...partials[index]!, signature: scheme.sign(utf8("other"), secret) });

  it("gives the same signature from any t, in any order, and from more", () => {
    for (const chosen of [partials, partials.slice(0, 4), partials.slice(3), [6, 2, 4, 0].map((i) => partials[i]!)]) {
      const { signature, invalid } = combine(scheme, { ...options, partials: chosen });
      expect(hex(signature)).toBe(expected);
      expect(invalid).toEqual([]);
      expect(hex(recoverSignature(scheme, chosen))).toBe(expected);
    }
    expect(hex(recoverSignature(scheme, partials.slice(0, 3)))).not.toBe(expected);
  });

  it("names bad ones and finishes when t good ones remain", () => {
    const bad = [
      elsewhere(0),
      partials[1]!,
      { ...partials[2]!, signature: partials[3]!.signature },
      ...partials.slice(3),
    ];
    const { signature, invalid } = combine(scheme, { ...options, partials: bad });
    expect(hex(signature)).toBe(expected);
    expect(invalid).toEqual([1, 3]);
  });

  it("counts malformed ones as bad: truncated, not a point, outside the subgroup, identity, unknown id", () => {
    const length = scheme.signatureLength;
    const notAPoint = new Uint8Array(length).fill(0xff);
    const identity = new Uint8Array(length);
    identity[0] = 0xc0;
    const outside = new Uint8Array(length);
    outside[0] = 0x80;
    // x = 0 is on the curve of G1 (order 3) and x = 2 on the twist; the group order divides neither's order
    if (scheme.signatureGroup === "G2") outside[length - 1] = 2;
    const faults: PartialSignature[] = [
      { id: 1, signature: partials[0]!.signature.subarray(1) },
      { id: 2, signature: notAPoint },
      { id: 3, signature: identity },
      { id: 99, signature: partials[0]!.signature },
    ];
    const { signature, invalid } = combine(scheme, { ...options, partials: [...faults, ...partials.slice(3)] });
    expect(hex(signature)).toBe(expected);
    expect(new Set(invalid)).toEqual(new Set([1, 2, 3, 99]));
    const short = [{ id: 2, signature: outside }, { id: 3, signature: notAPoint }, ...partials.slice(3, 6)];
    const error = failure(() => combine(scheme, { ...options, partials: short }));
    expect(error).toMatchObject({ code: "THRESHOLD", culprits: [2, 3] });
    expect(error.message).toContain("4 good partial signatures are needed, got 3");
  });

  it("counts duplicates once", () => {
    const four = partials.slice(0, 4);
    expect(hex(combine(scheme, { ...options, partials: [...four, ...four] }).signature)).toBe(expected);
    const three = [...partials.slice(0, 3), ...partials.slice(0, 3)];
    expect(failure(() => combine(scheme, { ...options, partials: three }))).toMatchObject({
      code: "THRESHOLD",
      culprits: [],
    });
    // a bad copy beside the good one does not hide it
    const { signature, invalid } = combine(scheme, { ...options, partials: [elsewhere(0), ...four] });
    expect(hex(signature)).toBe(expected);
    expect(invalid).toEqual([1]);
  });

  it("needs t good ones", () => {
    expect(failure(() => combine(scheme, { ...options, partials: [] })).code).toBe("THRESHOLD");
    const error = failure(() =>
      combine(scheme, { ...options, partials: [elsewhere(0), elsewhere(1), ...partials.slice(2, 5)] }),
    );
    expect(error).toMatchObject({ code: "THRESHOLD", culprits: [1, 2] });
  });

  it("finds out when the public shares are of another group", () => {
    const other = scheme.getPublicKey(scalarBytes(99n));
    const error = failure(() => combine(scheme, { ...options, groupPublicKey: other, partials }));
    expect(error.code).toBe("INCONSISTENT_KEYS");
  });

  it("uses another tag where asked to", () => {
    const DST = "another tag";
    const shares = split(secret, { threshold: 2, ids: [1, 2] });
    const signed = shares.map(({ id, value }) => ({ id, signature: scheme.sign(message, value, { DST }) }));
    const keys = new Map<Id, Uint8Array>(shares.map(({ id, value }) => [id, scheme.getPublicKey(value)]));
    const { signature } = combine(scheme, { ...options, threshold: 2, publicShares: keys, partials: signed, DST });
    expect(scheme.verify(signature, message, options.groupPublicKey, { DST })).toBe(true);
    expect(
      failure(() => combine(scheme, { ...options, threshold: 2, publicShares: keys, partials: signed })).code,
    ).toBe("THRESHOLD");
  });

  it("refuses bad arguments", () => {
    const refusals: [object, string][] = [
      [{ threshold: 0 }, "BAD_THRESHOLD"],
      [{ threshold: 8 }, "THRESHOLD"],
      [{ message: "text" }, "BAD_TYPE"],
      [{ publicShares: {} }, "BAD_TYPE"],
      [{ partials: undefined }, "BAD_TYPE"],
      [{ partials: [{ id: 0, signature: partials[0]!.signature }] }, "BAD_ID"],
      [{ partials: [{ id: 1, signature: "00" }] }, "BAD_TYPE"],
      [{ partials: [null] }, "BAD_TYPE"],
      [{ groupPublicKey: new Uint8Array(3) }, "BAD_LENGTH"],
      [
        { publicShares: new Map<Id, Uint8Array>([...options.publicShares, [1n, options.groupPublicKey]]) },
        "DUPLICATE_ID",
      ],
    ];
    for (const [change, code] of refusals) {
      expect(failure(() => combine(scheme, { ...options, partials, ...change } as never)).code).toBe(code);
    }
  });

  it("recoverSignature refuses what combine would sort out", () => {
    const [first, second] = partials as [PartialSignature, PartialSignature];
    expect(failure(() => recoverSignature(scheme, [])).code).toBe("EMPTY");
    expect(failure(() => recoverSignature(scheme, [first, first]))).toMatchObject({
      code: "DUPLICATE_ID",
      culprits: [1],
    });
    expect(failure(() => recoverSignature(scheme, [first, { ...second, id: 0 }])).code).toBe("BAD_ID");
    const cut = { ...second, signature: second.signature.subarray(1) };
    expect(failure(() => recoverSignature(scheme, [first, cut]))).toMatchObject({ code: "BAD_LENGTH", culprits: [1] });
  });
});

describe("combine with prepared and long ids", () => {
  it("takes prepared keys, bigint ids and 32-byte ids, the same id in different forms", () => {
    const ids: Id[] = [2n ** 124n + 3n, scalarBytes(77n), 5];
    const { expected, options, partials } = group(minPkPop, 2, ids);
    const groupPublicKey = minPkPop.preparePublicKey(options.groupPublicKey);
    const renamed = [{ ...partials[1]!, id: 77 }, partials[0]!];
    const { signature } = combine(minPkPop, { ...options, groupPublicKey, partials: renamed });
    expect(hex(signature)).toBe(expected);
  });
});
