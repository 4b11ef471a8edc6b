// Hashing to the curve through the public API: properties and refusals. The vectors of RFC 9380 are in
// test/conformance.

import { expand_message_xmd, expand_message_xof, hash_to_field } from "@noble/curves/abstract/hash-to-curve.js";
import { bls12_381 as noble } from "@noble/curves/bls12-381.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { shake128, shake256 } from "@noble/hashes/sha3.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { core } from "../../../bindings/instance.js";
import { expandMessageXmd, expandMessageXof, FIELD_MODULUS, G1, G2, hashToScalar } from "../../../src/curve/index.js";
import { fromHex, hex, utf8 } from "../../support/bytes.js";
import { fieldBytes, fieldElements, messages, ORDER, sample, tags } from "../../support/generators.js";
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

describe("expandMessageXmd", () => {
  it("agrees with the reference at the edges of blocks, of tags, of lengths, and where the core leaves off", () => {
    const bytes = Uint8Array.from({ length: 2 ** 16 + 1 }, (_, index) => (index * 97) >> 3);
    const edges = [0, 1, 51, 52, 53, 115, 116, 117, 1000, 2 ** 16 - 1, 2 ** 16, 2 ** 16 + 1];
    for (const size of edges) {
      for (const [tagLength, length] of [
        [1, 1],
        [11, 32],
        [22, 33],
        [86, 256],
        [255, 128],
        [256, 64],
        [43, 8160],
      ] as const) {
        const [message, DST] = [bytes.subarray(0, size), bytes.subarray(3, 3 + tagLength)];
        expect(hex(expandMessageXmd(message, DST, length))).toBe(hex(expand_message_xmd(message, DST, length, sha256)));
      }
    }
  });
});

describe("long messages", () => {
  it("do not enlarge the core's memory for good: more than 8 MiB are hashed elsewhere, to the same bytes", () => {
    const message = new Uint8Array(2 ** 23 + 1).fill(7);
    const before = core().wasm.memory.buffer.byteLength;
    const expected = expand_message_xmd(message, utf8("TAG"), 96, sha256);
    expect(hex(expandMessageXmd(message, "TAG", 96))).toBe(hex(expected));
    expect(core().wasm.memory.buffer.byteLength).toBe(before);
  });
});

describe("expandMessageXof", () => {
  it("gives the vectors of RFC 9380, appendices K.5 and K.6", () => {
    const DST = "QUUX-V01-CS02-with-expander-SHAKE256";
    for (const [message, expected] of [
      ["", "2ffc05c48ed32b95d72e807f6eab9f7530dd1c2f013914c8fed38c5ccc15ad76"],
      ["abc", "b39e493867e2767216792abce1f2676c197c0692aed061560ead251821808e07"],
      ["abcdef0123456789", "245389cf44a13f0e70af8665fe5337ec2dcd138890bb7901c4ad9cfceb054b65"],
    ] as const)
      expect(hex(expandMessageXof(utf8(message), DST, 32, shake256))).toBe(expected);
    const long = utf8(`a512_${"a".repeat(512)}`);
    const longTag = `QUUX-V01-CS02-with-expander-SHAKE128-long-DST-${"1".repeat(210)}`;
    expect(hex(expandMessageXof(long, longTag, 128, shake128))).toBe(
      "945373f0b3431a103333ba6a0a34f1efab2702efde41754c4cb1d5216d5b0a92a67458d968562bde7fa6310a83f53dda" +
        "1383680a276a283438d58ceebfa7ab7ba72499d4a3eddc860595f63c93b1c5e823ea41fc490d938398a26db28f618576" +
        "98553e93f0574eb8c5017bfed6249491f9976aaa8d23d9485339cc85ca329308",
    );
  });

  it("agrees with the reference, tags that are too long included, and hashes to the curve", () => {
    for (const [xof, security] of [
      [shake128, 128],
      [shake256, 256],
    ] as const) {
      for (const DST of ["a tag", "t".repeat(255), "t".repeat(256)]) {
        const message = utf8("a message");
        const expected = expand_message_xof(message, utf8(DST), 200, security, xof);
        expect(hex(expandMessageXof(message, DST, 200, xof))).toBe(hex(expected));
        for (const { group, reference } of groups) {
          const options = {
            DST,
            expand: "xof",
            hash: xof,
            k: security,
            p: FIELD_MODULUS,
            m: group.name === "G1" ? 1 : 2,
          };
          const [u0, u1] = hash_to_field(message, 2, { ...options, k: 128 } as never).map((element) =>
            group.mapToCurve((element.length === 1 ? element[0] : element) as never),
          );
          // 64 bytes for each coordinate, as with 128 bits of security
          if (security === 128) expect(group.hashToCurve(message, { DST, xof }).equals(u0!.add(u1!))).toBe(true);
          expect(reference.Point.fromHex(hex(group.hashToCurve(message, { DST, xof }).toBytes())).is0()).toBe(false);
        }
      }
    }
    expect(refusal(() => expandMessageXof(utf8(""), "tag", 65_536, shake128))).toBe("BAD_LENGTH");
    expect(refusal(() => expandMessageXof(utf8(""), "tag", 32, sha256 as never))).toBe("BAD_TYPE");
    expect(refusal(() => G1.hashToCurve(utf8(""), { DST: "tag", xof: sha256 as never }))).toBe("BAD_TYPE");
  });
});

describe("hashToScalar", () => {
  it("is hash_to_field modulo r, and gives a vector of BBS", () => {
    const message = "9872ad089e452c7b6e283dfac2a80d58e8d0ff71cc4d5e310a1debdda4a45f02";
    const DST = utf8("BBS_BLS12381G1_XOF:SHAKE-256_SSWU_RO_H2G_HM2S_H2S_");
    expect(hex(hashToScalar(fromHex(message), { DST, xof: shake256 }))).toBe(
      "0500031f786fde5326aa9370dd7ffe9535ec7a52cf2b8f432cad5d9acfb73cd3",
    );
    for (const [text, tag] of sample(fc.tuple(messages, tags), 8, 3)) {
      const options = { DST: utf8(tag), expand: "xmd", hash: sha256, p: ORDER, m: 1, k: 128 };
      const [[expected]] = hash_to_field(text, 1, options as never) as [[bigint]];
      expect(hex(hashToScalar(text, { DST: tag }))).toBe(expected.toString(16).padStart(64, "0"));
    }
    expect(refusal(() => hashToScalar(utf8(""), { DST: "" }))).toBe("BAD_DST");
  });
});

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
