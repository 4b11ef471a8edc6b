// Messages that are no bytes, tags that are empty, lists that are empty, of different lengths or no lists, key material
// that is too short.
import { describe, expect, it } from "vitest";
import { schemeByName } from "../../src/bls/index.js";
import { expandMessageXmd, G1, G2 } from "../../src/curve/index.js";
import { combine, recoverSecret, recoverSignature } from "../../src/threshold/index.js";
import { bigEndian } from "../support/bytes.js";
import { MODULUS } from "../support/generators.js";
import { accepts, refusal } from "../support/verdict.js";
import { type Material, materials, message, otherMessage, threshold } from "./material.js";
import { type Entry, expectRefusals, expectStillWorking, type Malformed, wrongTypes } from "./support.js";

// biome-ignore lint/suspicious/noExplicitAny: options with whatever tag
const tag = (DST: any) => ({ DST });

const badTags: readonly Malformed[] = [
  { name: "empty text", value: "", codes: ["BAD_DST"] },
  { name: "no bytes", value: new Uint8Array(0), codes: ["BAD_DST"] },
  ...[null, 7, [1], {}].map((value) => ({ name: `${JSON.stringify(value)}`, value, codes: ["BAD_TYPE"] })),
];

function messageEntries({ scheme, signature, publicKey, secretKey, ...m }: Material): Entry[] {
  return [
    { name: "sign", call: (bad) => scheme.sign(bad, secretKey) },
    { name: "verify", call: (bad) => scheme.verify(signature, bad, publicKey) },
    {
      name: "aggregateVerify",
      call: (bad) => scheme.aggregateVerify(signature, [message, bad], [publicKey, publicKey]),
    },
    { name: "fastAggregateVerify", call: (bad) => scheme.fastAggregateVerify(signature, bad, [publicKey]) },
    { name: "batchVerify", call: (bad) => scheme.batchVerify([{ signature, message: bad, publicKey }]) },
    {
      name: "combine",
      call: (bad) => {
        const { groupPublicKey, publicShares, partials } = m;
        return combine(scheme, { message: bad, threshold, groupPublicKey, publicShares, partials });
      },
    },
    { name: "hashToCurve", call: (bad) => G1.hashToCurve(bad, { DST: "tag" }) },
    { name: "encodeToCurve", call: (bad) => G2.encodeToCurve(bad, { DST: "tag" }) },
    { name: "expandMessageXmd", call: (bad) => expandMessageXmd(bad, "tag", 32) },
  ];
}

function tagEntries({ scheme, signature, publicKey, secretKey, ...m }: Material): Entry[] {
  return [
    { name: "sign", call: (bad) => scheme.sign(message, secretKey, tag(bad)) },
    { name: "verify", call: (bad) => scheme.verify(signature, message, publicKey, tag(bad)) },
    { name: "aggregateVerify", call: (bad) => scheme.aggregateVerify(signature, [message], [publicKey], tag(bad)) },
    {
      name: "fastAggregateVerify",
      call: (bad) => scheme.fastAggregateVerify(signature, message, [publicKey], tag(bad)),
    },
    { name: "batchVerify", call: (bad) => scheme.batchVerify([{ signature, message, publicKey }], tag(bad)) },
    {
      name: "combine",
      call: (bad) => {
        const { groupPublicKey, publicShares, partials } = m;
        return combine(scheme, { message, threshold, groupPublicKey, publicShares, partials, DST: bad });
      },
    },
    ...[G1, G2].flatMap((group) => [
      { name: `${group.name}.hashToCurve`, call: (bad: string) => group.hashToCurve(message, { DST: bad }) },
      { name: `${group.name}.encodeToCurve`, call: (bad: string) => group.encodeToCurve(message, { DST: bad }) },
    ]),
    { name: "expandMessageXmd", call: (bad) => expandMessageXmd(message, bad, 32) },
  ];
}

describe.each(materials)("$scheme.name", (m) => {
  const { scheme, signature, publicKey } = m;

  it.each(messageEntries(m))("message: $name", (entry) => expectRefusals(entry, wrongTypes));

  it.each(tagEntries(m))("tag: $name", (entry) => {
    // null and undefined stand for the scheme's own tag where there is one
    const hashes = /Curve|Xmd/.test(entry.name);
    expectRefusals(
      entry,
      badTags.filter(({ value }) => hashes || value !== null),
    );
    if (hashes) expect(refusal(() => entry.call(undefined))).toBe("BAD_TYPE");
  });

  it("lists that are empty", () => {
    const calls: [() => unknown, string][] = [
      [() => scheme.aggregateSignatures([]), "EMPTY"],
      [() => scheme.aggregatePublicKeys([]), "EMPTY"],
      [() => scheme.aggregateVerify(signature, [], []), "EMPTY"],
      [() => scheme.fastAggregateVerify(signature, message, []), "EMPTY"],
      [() => recoverSignature(scheme, []), "EMPTY"],
      [() => recoverSecret([]), "EMPTY"],
    ];
    for (const [call, code] of calls) {
      expect(refusal(call)).toBe(code);
      expectStillWorking();
    }
    expect(scheme.batchVerify([])).toEqual({ valid: true, invalid: [] });
  });

  it("lists that are no lists", () => {
    for (const bad of [undefined, null, 5, "text", {}, signature] as never[]) {
      const calls = [
        () => scheme.aggregateSignatures(bad),
        () => scheme.aggregatePublicKeys(bad),
        () => scheme.aggregateVerify(signature, bad, [publicKey]),
        () => scheme.aggregateVerify(signature, [message], bad),
        () => scheme.fastAggregateVerify(signature, message, bad),
        () => scheme.batchVerify(bad),
        () => scheme.batchVerify([bad]),
        () => recoverSignature(scheme, bad),
        () => recoverSecret(bad),
        () =>
          combine(scheme, {
            message,
            threshold,
            groupPublicKey: m.groupPublicKey,
            publicShares: bad,
            partials: m.partials,
          }),
        () =>
          combine(scheme, {
            message,
            threshold,
            groupPublicKey: m.groupPublicKey,
            publicShares: m.publicShares,
            partials: bad,
          }),
      ];
      for (const call of calls) {
        expect(refusal(call)).toBe("BAD_TYPE");
        expectStillWorking();
      }
    }
  });

  it("lists that do not match", () => {
    expect(refusal(() => scheme.aggregateVerify(signature, [message, otherMessage], [publicKey]))).toBe("BAD_LENGTH");
    expect(refusal(() => scheme.aggregateVerify(signature, [message], [publicKey, publicKey]))).toBe("BAD_LENGTH");
    expectStillWorking();
  });

  it("every malformed item of a batch is named", () => {
    const good = { signature, message, publicKey };
    const items = [good, { ...good, signature: signature.slice(1) }, good, { ...good, signature: new Uint8Array(3) }];
    try {
      scheme.batchVerify(items);
      expect.unreachable();
    } catch (error) {
      expect((error as { culprits?: number[] }).culprits).toEqual([1, 3]);
    }
    expectStillWorking();
  });

  it("well-formed signatures that are wrong are false, not errors", () => {
    const other = scheme.getPublicKey(m.keys[1]!.secretShare);
    expect(scheme.verify(signature, otherMessage, publicKey)).toBe(false);
    expect(scheme.verify(m.otherSignature, message, publicKey)).toBe(false);
    expect(scheme.verify(signature, message, other)).toBe(false);
    expect(scheme.verify(signature, message, publicKey, tag("another tag"))).toBe(false);
    expect(scheme.popVerify(signature, publicKey)).toBe(false);
    expect(scheme.popVerify(m.proof, other)).toBe(false);
    expect(scheme.popVerify(m.proof, publicKey)).toBe(true);
    expect(scheme.verify(m.proof, publicKey, publicKey)).toBe(false);
    const both = scheme.aggregateSignatures([signature, m.otherSignature]);
    expect(scheme.aggregateVerify(both, [message, otherMessage], [publicKey, publicKey])).toBe(true);
    expect(scheme.aggregateVerify(both, [message, message], [publicKey, publicKey])).toBe(false);
    expect(scheme.aggregateVerify(signature, [message, otherMessage], [publicKey, publicKey])).toBe(false);
    expect(scheme.fastAggregateVerify(signature, message, [publicKey, other])).toBe(false);
    const items = [signature, m.otherSignature, signature].map((item) => ({ signature: item, message, publicKey }));
    expect(scheme.batchVerify(items)).toEqual({ valid: false, invalid: [1] });
  });

  it("the basic scheme refuses an aggregate with a repeated message", () => {
    const twice = scheme.aggregateSignatures([signature, signature]);
    expect(accepts(() => scheme.aggregateVerify(twice, [message, message], [publicKey, publicKey]))).toBe(false);
  });

  it("key material that is too short", () => {
    for (const length of [0, 1, 31]) expect(refusal(() => scheme.keygen(new Uint8Array(length)))).toBe("BAD_LENGTH");
    expectRefusals({ name: "keygen", call: (bad) => scheme.keygen(bad) }, wrongTypes);
    expect(refusal(() => scheme.keygen(new Uint8Array(32), "info" as never))).toBe("BAD_TYPE");
  });

  it("a key prepared for the other scheme", () => {
    const other = materials.find((material) => material !== m)!;
    const prepared = other.scheme.preparePublicKey(other.publicKey);
    for (const call of [
      () => scheme.verify(signature, message, prepared),
      () => scheme.popVerify(m.proof, prepared),
      () => scheme.aggregatePublicKeys([publicKey, prepared]),
      () => scheme.aggregateVerify(signature, [message], [prepared]),
      () => scheme.fastAggregateVerify(signature, message, [prepared]),
      () => scheme.batchVerify([{ signature, message, publicKey: prepared }]),
      () => scheme.preparePublicKey(prepared),
    ]) {
      expect(refusal(call)).toBe("BAD_TYPE");
      expectStillWorking();
    }
  });
});

describe("other inputs", () => {
  it("names of schemes", () => {
    for (const name of ["", "min-sig ", "MIN-PK", "toString", "__proto__", undefined, null, 5]) {
      expect(refusal(() => schemeByName(name as string))).toBe("BAD_SCHEME");
    }
  });

  it("field elements", () => {
    const p = bigEndian(MODULUS, 48);
    const zero = new Uint8Array(48);
    const pairs = (high: Uint8Array, low: Uint8Array) => Uint8Array.of(...high, ...low);
    expectRefusals({ name: "G1.mapToCurve", call: (bad) => G1.mapToCurve(bad) }, [
      { name: "p", value: p, codes: ["NOT_CANONICAL"] },
      { name: "p as a bigint", value: MODULUS, codes: ["NOT_CANONICAL"] },
      { name: "negative", value: -1n, codes: ["NOT_CANONICAL"] },
      { name: "all ones", value: new Uint8Array(48).fill(0xff), codes: ["NOT_CANONICAL"] },
      { name: "47 bytes", value: new Uint8Array(47), codes: ["BAD_LENGTH"] },
      { name: "96 bytes", value: new Uint8Array(96), codes: ["BAD_LENGTH"] },
      ...wrongTypes,
    ]);
    expectRefusals({ name: "G2.mapToCurve", call: (bad) => G2.mapToCurve(bad) }, [
      { name: "c0 is p", value: pairs(zero, p), codes: ["NOT_CANONICAL"] },
      { name: "c1 is p", value: pairs(p, zero), codes: ["NOT_CANONICAL"] },
      { name: "c1 is p as a bigint", value: [0n, MODULUS], codes: ["NOT_CANONICAL"] },
      { name: "one bigint", value: [0n], codes: ["BAD_TYPE"] },
      { name: "three bigints", value: [0n, 0n, 0n], codes: ["BAD_TYPE"] },
      { name: "48 bytes", value: zero, codes: ["BAD_LENGTH"] },
      ...wrongTypes,
    ]);
  });

  it("lengths of an expansion", () => {
    for (const length of [0, -1, 1.5, Number.NaN, 8161, Number.POSITIVE_INFINITY, undefined, "32"]) {
      expect(refusal(() => expandMessageXmd(message, "tag", length as number))).toBe("BAD_LENGTH");
    }
    expect(expandMessageXmd(message, "tag", 8160).length).toBe(8160);
  });
});
