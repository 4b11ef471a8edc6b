// RFC 9380: hash_to_curve, encode_to_curve and the maps, against @noble/curves and the vectors of its appendix J.

import { expand_message_xmd } from "@noble/curves/abstract/hash-to-curve.js";
import { bls12_381 } from "@noble/curves/bls12-381.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { describe, expect, it } from "vitest";
import { bigEndian, fromHex, hex, utf8 } from "../../support/bytes.js";
import { builds } from "../../support/compile.js";
import { fieldBytes, MODULUS, sample } from "../../support/generators.js";
import { describeWithVectors } from "../../support/vectors.js";
import { compileBoth, Group, type GroupName, groups, twin } from "../curve/support.js";

const compiled = await compileBoth("test/core/entries/hash.entry.ts");
const OK = 0;
const NOT_CANONICAL = 3;
/** Bytes of one field element after hashing. */
const elementLength = { g1: 64, g2: 128 };
const size = { g1: 48, g2: 96 };

function hashed(group: Group, message: Uint8Array, tag: string, count: 1 | 2): string {
  const uniform = expand_message_xmd(message, utf8(tag), elementLength[group.name] * count, sha256);
  const out = group.point();
  group.call(count === 2 ? "HashToCurve" : "EncodeToCurve", out, group.put(uniform));
  return hex(group.toBytes(out, false));
}

/** The twin's map of one field element in our bytes (c1 first), cofactor cleared. */
function twinMap(name: GroupName, bytes: Uint8Array): string {
  const part = (at: number) => BigInt(`0x${hex(bytes.subarray(at, at + 48))}`);
  // for m = 1 the twin takes an integer, whatever its types say, and it clears the cofactor
  const map = { g1: bls12_381.G1.mapToCurve, g2: bls12_381.G2.mapToCurve }[name] as unknown as (
    u: bigint | bigint[],
  ) => { toBytes(compressed: boolean): Uint8Array };
  return hex(map(name === "g1" ? part(0) : [part(48), part(0)]).toBytes(false));
}

for (const build of builds) {
  for (const name of groups) {
    describe(`${name} (${build})`, () => {
      const group = new Group(compiled[build], name);

      it("maps skewed field elements like the twin", () => {
        const list = sample(name === "g1" ? fieldBytes.G1 : fieldBytes.G2, 30, 11);
        const zero = new Uint8Array(size[name]);
        const one = zero.slice();
        one[one.length - 1] = 1;
        const imaginary = zero.slice();
        imaginary[47] = 1;
        for (const bytes of [...list, zero, one, imaginary]) {
          const out = group.point();
          expect(group.call("MapToCurve", out, group.put(bytes))).toBe(OK);
          expect(hex(group.toBytes(out, false)), hex(bytes)).toBe(twinMap(name, bytes));
        }
      });

      it("maps the exceptional elements, where Z^2 u^4 + Z u^2 = 0", () => {
        // u^2 = -1/Z: for G1 when -1/11 is a square; for G2 any root in Fp2 is found by the twin's field
        const exceptional: Uint8Array[] = [];
        if (name === "g1") {
          const { Fp } = bls12_381.fields;
          const square = Fp.neg(Fp.inv(11n));
          const root = Fp.pow(square, (MODULUS + 1n) / 4n);
          if (Fp.eql(Fp.sqr(root), square)) exceptional.push(bigEndian(root, 48));
        } else {
          const { Fp2 } = bls12_381.fields;
          const z = Fp2.fromBigTuple([MODULUS - 2n, MODULUS - 1n]);
          try {
            const root = Fp2.sqrt(Fp2.neg(Fp2.inv(z)));
            exceptional.push(new Uint8Array([...bigEndian(root.c1, 48), ...bigEndian(root.c0, 48)]));
          } catch {
            // -1/Z is not a square: only u = 0 is exceptional, tested above
          }
        }
        exceptional.push(new Uint8Array(size[name]));
        for (const bytes of exceptional) {
          const out = group.point();
          group.call("MapToCurve", out, group.put(bytes));
          expect(hex(group.toBytes(out, false))).toBe(twinMap(name, bytes));
        }
      });

      it("refuses field elements of p and above", () => {
        const out = group.point();
        for (let at = 0; at < size[name]; at += 48) {
          const bytes = new Uint8Array(size[name]);
          bytes.set(bigEndian(MODULUS, 48), at);
          expect(group.call("MapToCurve", out, group.put(bytes))).toBe(NOT_CANONICAL);
        }
      });

      it("hashes and encodes like the twin", () => {
        const Group_ = name === "g1" ? bls12_381.G1 : bls12_381.G2;
        for (let i = 0; i < 12; i++) {
          const message = Uint8Array.from({ length: 5 * i }, (_, j) => i + j);
          const expected = Group_.hashToCurve(message, { DST: "tag" });
          expect(hashed(group, message, "tag", 2)).toBe(hex(expected.toBytes(false)));
          const encoded = Group_.encodeToCurve(message, { DST: "tag" });
          expect(hashed(group, message, "tag", 1)).toBe(hex(encoded.toBytes(false)));
        }
      });

      it("hashes two equal field elements, where the addition is a doubling, and opposite ones", () => {
        const uniform = new Uint8Array(2 * elementLength[name]);
        const length = elementLength[name];
        for (const half of [0, length]) uniform.set(bigEndian(12345n, 48), half + 16);
        const out = group.point();
        const one = group.point();
        group.call("HashToCurve", out, group.put(uniform));
        group.call("EncodeToCurve", one, group.put(uniform.slice(0, length)));
        const single = twin[name].fromBytes(group.toBytes(one, false));
        expect(hex(group.toBytes(out, false))).toBe(hex(single.double().toBytes(false)));
        uniform.set(bigEndian(MODULUS - 12345n, 48), length + 16);
        if (name === "g1") {
          group.call("HashToCurve", out, group.put(uniform));
          expect(hex(group.toBytes(out))).toBe(hex(twin[name].ZERO.toBytes(true)));
        }
      });
    });
  }

  interface Vector {
    msg: string;
    P: { x: string; y: string };
  }
  describeWithVectors(
    "rfc9380",
    (vectors) => {
      for (const name of groups) {
        for (const kind of ["RO", "NU"] as const) {
          const file = vectors.json<{ dst: string; vectors: Vector[] }>(
            `BLS12381${name.toUpperCase()}_XMD-SHA-256_SSWU_${kind}_.json`,
          );
          it(`BLS12381${name.toUpperCase()}_XMD:SHA-256_SSWU_${kind}_ (${build})`, () => {
            const group = new Group(compiled[build], name);
            for (const { msg, P } of file.vectors) {
              // coordinates as "c0,c1"; our bytes have c1 first
              const expected = [P.x, P.y].flatMap((coordinate) => coordinate.split(",").reverse()).map(fromHex);
              const result = hashed(group, utf8(msg), file.dst, kind === "RO" ? 2 : 1);
              expect(result).toBe(expected.map(hex).join(""));
            }
          });
        }
      }
    },
    { allFiles: false },
  );
}
