// Hashing to both curves against mcl-wasm and @noble/curves.
import { bls12_381 as bls } from "@noble/curves/bls12-381.js";
import { describe, expect, it } from "vitest";
import { G1, G2 } from "../../src/curve/index.js";
import { concat, hex, integer, utf8 } from "../support/bytes.js";
import { fieldBytes, messages, sample, tags } from "../support/generators.js";
import { groupNames, references } from "../support/reference/index.js";

const groups = { G1, G2 };

describe.each(groupNames)("%s", (name) => {
  const group = groups[name];

  it("hashes any message under mcl-wasm's tag", () => {
    const { fixedTag, ...mcl } = references[0]!;
    const DST = fixedTag![name];
    for (const message of sample(messages, 120, 1)) {
      expect(hex(group.hashToCurve(message, { DST }).toBytes())).toBe(hex(mcl[name].hashToCurve(message, DST)));
    }
  });

  it("hashes and encodes any message under any tag like @noble/curves", () => {
    const noble = bls[name];
    const list = sample(messages, 12, 2);
    sample(tags, list.length, 3).forEach((DST, index) => {
      const message = list[index]!;
      for (const tag of [DST, utf8(DST)]) {
        expect(hex(group.hashToCurve(message, { DST: tag }).toBytes())).toBe(
          hex(noble.hashToCurve(message, { DST }).toBytes()),
        );
        expect(hex(group.encodeToCurve(message, { DST: tag }).toBytes())).toBe(
          hex(noble.encodeToCurve(message, { DST }).toBytes()),
        );
      }
    });
  });

  it("maps skewed field elements like @noble/curves", () => {
    const zeros = new Uint8Array(name === "G1" ? 48 : 96);
    for (const bytes of [zeros, ...sample(fieldBytes[name], 16, 4)]) {
      const words = [integer(bytes.subarray(-48)), integer(bytes.subarray(0, 48))];
      // its types say otherwise: this takes an integer in G1 and a list in G2, and clears the cofactor
      const map = bls[name].mapToCurve as unknown as (element: bigint | bigint[]) => { toBytes(): Uint8Array };
      const expected = map(name === "G1" ? words[0]! : words).toBytes();
      const mapped = group.mapToCurve(bytes);
      expect(hex(mapped.toBytes())).toBe(hex(expected));
      expect(mapped.isTorsionFree()).toBe(true);
    }
  });
});

describe("tags", () => {
  it("separates messages from tags", () => {
    const whole = G2.hashToCurve(utf8("ab"), { DST: "c" });
    expect(G2.hashToCurve(utf8("a"), { DST: "bc" }).equals(whole)).toBe(false);
    expect(hex(concat(whole.toBytes()))).toBe(hex(G2.hashToCurve(utf8("ab"), { DST: utf8("c") }).toBytes()));
  });
});
