// Hashing to the curve through the public API: properties and refusals. The vectors of RFC 9380 are in
// test/conformance.
import { bls12_381 as noble } from "@noble/curves/bls12-381.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expandMessageXmd, FIELD_MODULUS, G1, G2 } from "../../../src/curve/index.js";
import { hex, utf8 } from "../../support/bytes.js";
import { fieldBytes, fieldElements, messages, sample, tags } from "../../support/generators.js";
import { refusal } from "../../support/verdict.js";

const groups = [
  { group: G1 as typeof G1, reference: noble.G1 },
  { group: G2 as unknown as typeof G1, reference: noble.G2 as unknown as typeof noble.G1 },
];

for (const { group, reference } of groups) {
  describe(`${group.name} hashing`, () => {
    it("agrees with the reference for messages and tags of many lengths", () => {
      for (const [message, DST] of sample(fc.tuple(messages, tags), 12, 7)) {
        const bytes = utf8(DST);
        expect(hex(group.hashToCurve(message, { DST }).toBytes())).toBe(
          reference.hashToCurve(message, { DST: bytes }).toHex(true),
        );
        expect(hex(group.encodeToCurve(message, { DST: bytes }).toBytes())).toBe(
          reference.encodeToCurve(message, { DST: bytes }).toHex(true),
        );
      }
    });

    it("gives points of the subgroup", () => {
      const point = group.hashToCurve(Uint8Array.of(1), { DST: "test" });
      expect(group.fromBytes(point.toBytes()).equals(point)).toBe(true);
    });

    it("refuses a missing or empty tag, and messages that are not bytes", () => {
      const message = Uint8Array.of(1);
      for (const run of [group.hashToCurve, group.encodeToCurve].map((hash) => hash.bind(group))) {
        expect(refusal(() => run(message, { DST: "" }))).toBe("BAD_DST");
        expect(refusal(() => run(message, { DST: new Uint8Array(0) }))).toBe("BAD_DST");
        expect(refusal(() => run(message, {} as never))).toBe("BAD_TYPE");
        expect(refusal(() => run(message, undefined as never))).toBe("BAD_TYPE");
        expect(refusal(() => run("message" as never, { DST: "test" }))).toBe("BAD_TYPE");
      }
      expect(group.hashToCurve(message, { DST: "test" }).is0()).toBe(false);
    });
  });
}

describe("mapToCurve", () => {
  // the reference's types say affine, what comes is a point
  const mapped = (point: unknown) => (point as { toHex(compressed: boolean): string }).toHex(true);

  it("takes integers and bytes, c1 first", () => {
    for (const [a, b] of sample(fc.tuple(fieldElements, fieldElements), 4, 8)) {
      expect(hex(G1.mapToCurve(a).toBytes())).toBe(mapped(noble.G1.mapToCurve(a as never)));
      expect(hex(G2.mapToCurve([a, b]).toBytes())).toBe(mapped(noble.G2.mapToCurve([a, b])));
    }
    const [one] = sample(fieldBytes.G2, 1, 9);
    const c1 = BigInt(`0x${hex(one!.subarray(0, 48))}`);
    const c0 = BigInt(`0x${hex(one!.subarray(48))}`);
    expect(G2.mapToCurve(one!).equals(G2.mapToCurve([c0, c1]))).toBe(true);
  });

  it("refuses what is not a field element", () => {
    expect(refusal(() => G1.mapToCurve(FIELD_MODULUS))).toBe("NOT_CANONICAL");
    expect(refusal(() => G1.mapToCurve(-1n))).toBe("NOT_CANONICAL");
    expect(refusal(() => G1.mapToCurve(new Uint8Array(48).fill(255)))).toBe("NOT_CANONICAL");
    expect(refusal(() => G2.mapToCurve(new Uint8Array(96).fill(255)))).toBe("NOT_CANONICAL");
    expect(refusal(() => G1.mapToCurve(new Uint8Array(47)))).toBe("BAD_LENGTH");
    expect(refusal(() => G2.mapToCurve(new Uint8Array(48)))).toBe("BAD_LENGTH");
    expect(refusal(() => G2.mapToCurve(5n as never))).toBe("BAD_TYPE");
    expect(refusal(() => G1.mapToCurve("5" as never))).toBe("BAD_TYPE");
    expect(G1.mapToCurve(5n).isTorsionFree()).toBe(true);
  });
});

describe("expandMessageXmd", () => {
  it("refuses impossible lengths", () => {
    for (const length of [0, -1, 8161, 1.5, Number.NaN]) {
      expect(refusal(() => expandMessageXmd(new Uint8Array(1), "test", length))).toBe("BAD_LENGTH");
    }
    expect(expandMessageXmd(new Uint8Array(1), "test", 8160)).toHaveLength(8160);
  });
});
