// RFC 9380, appendices J.9, J.10 and K: hash to curve and encode to curve on both groups, with every intermediate
// value.
import { sha256, sha512 } from "@noble/hashes/sha2.js";
import { expect, it } from "vitest";
import { expandMessageXmd, G1, G2 } from "../../src/curve/index.js";
import { bigEndian, concat, fromHex, hex, integer, utf8 } from "../support/bytes.js";
import { MODULUS, PARAMETER } from "../support/generators.js";
import { describeWithVectors } from "../support/vectors.js";

interface Affine {
  x: string;
  y: string;
}

interface Suite {
  ciphersuite: string;
  dst: string;
  vectors: ({ P: Affine; msg: string; u: string[] } & ({ Q: Affine } | { Q0: Affine; Q1: Affine }))[];
}

interface Expansion {
  DST: string;
  hash: "SHA256" | "SHA512";
  tests: { len_in_bytes: string; msg: string; uniform_bytes: string }[];
}

const SUITES = {
  "BLS12381G1_XMD-SHA-256_SSWU_RO_.json": { group: G1, random: true },
  "BLS12381G1_XMD-SHA-256_SSWU_NU_.json": { group: G1, random: false },
  "BLS12381G2_XMD-SHA-256_SSWU_RO_.json": { group: G2, random: true },
  "BLS12381G2_XMD-SHA-256_SSWU_NU_.json": { group: G2, random: false },
} as const;

const EXPANSIONS = [
  "expand_message_xmd_SHA256_38.json",
  "expand_message_xmd_SHA256_256.json",
  "expand_message_xmd_SHA512_38.json",
];

/** RFC 9380 section 8.8: the multiplications that clear the cofactors. */
const EFFECTIVE_COFACTOR = {
  G1: 1n - PARAMETER,
  G2: 0xbc69f08f2ee75b3584c6a0ea91b352888e2a8e9145ad7689986ff031508ffe1329c2f178731db956d82bf015d1212b02ec0ec69d7477c1ae954cbc06689f6a359894c0adebbf6b4e8020005aaa95551n,
};

/** One coordinate: "c0" or "c0,c1", the latter written c1 first as in every encoding of a point. */
function coordinate(text: string): Uint8Array {
  return concat(...text.split(",").map(fromHex).reverse());
}

function uncompressed({ x, y }: Affine): Uint8Array {
  return concat(coordinate(x), coordinate(y));
}

describeWithVectors("rfc9380", (vectors) => {
  for (const [file, { group, random }] of Object.entries(SUITES)) {
    const suite = vectors.json<Suite>(file);
    const name = group === G1 ? "G1" : "G2";
    const degree = group === G1 ? 1 : 2;
    it(`${suite.ciphersuite} has 5 vectors`, () => expect(suite.vectors.length).toBe(5));
    for (const vector of suite.vectors) {
      const message = utf8(vector.msg);
      const expected = hex(uncompressed(vector.P));
      const title = `${suite.ciphersuite} of ${vector.msg.length} bytes`;

      it(`${title}: ${random ? "hash" : "encode"} to curve`, () => {
        const options = { DST: suite.dst };
        const point = random ? group.hashToCurve(message, options) : group.encodeToCurve(message, options);
        expect(hex(point.toBytes(false))).toBe(expected);
        const bytes = { DST: utf8(suite.dst) };
        const same = random ? group.hashToCurve(message, bytes) : group.encodeToCurve(message, bytes);
        expect(hex(same.toBytes())).toBe(hex(point.toBytes()));
        expect(point.isTorsionFree()).toBe(true);
      });

      it(`${title}: hash to field`, () => {
        const uniform = expandMessageXmd(message, suite.dst, 64 * degree * vector.u.length);
        const elements = Array.from({ length: degree * vector.u.length }, (_, index) =>
          hex(bigEndian(integer(uniform.subarray(64 * index, 64 * index + 64)) % MODULUS, 48)),
        );
        expect(elements).toEqual(vector.u.flatMap((element) => element.split(",").map((part) => part.slice(2))));
      });

      it(`${title}: map to curve, and the points before the cofactor is cleared`, () => {
        // mapToCurve clears the cofactor, which is linear: the sum of the images is the hash
        const images = vector.u.map((element) => group.mapToCurve(coordinate(element)));
        expect(hex(images.reduce((sum, image) => sum.add(image as never)).toBytes(false))).toBe(expected);

        const points = "Q" in vector ? [vector.Q] : [vector.Q0, vector.Q1];
        const raw = points.map((point) => group.fromBytes(uncompressed(point), { subgroupCheck: false }));
        for (const [index, point] of raw.entries()) {
          expect(point.isTorsionFree()).toBe(false);
          let multiple = group.ZERO;
          for (const bit of EFFECTIVE_COFACTOR[name].toString(2)) {
            multiple = multiple.double();
            if (bit === "1") multiple = multiple.add(point as never);
          }
          expect(multiple.equals(images[index]! as never)).toBe(true);
          expect(multiple.equals(point.clearCofactor() as never)).toBe(true);
        }
      });
    }
  }

  for (const file of EXPANSIONS) {
    const { DST, hash, tests } = vectors.json<Expansion>(file);
    it(`expand_message_xmd ${hash}, tag of ${DST.length} bytes`, () => {
      expect(tests.length).toBe(10);
      for (const { len_in_bytes, msg, uniform_bytes } of tests) {
        const out = expandMessageXmd(utf8(msg), DST, Number(len_in_bytes), hash === "SHA256" ? sha256 : sha512);
        expect(hex(out)).toBe(uniform_bytes);
      }
    });
  }
});
