// Encodings: @noble/curves as the twin, the vectors of zkcrypto, and everything that must be refused.
import { describe, expect, it } from "vitest";
import { bigEndian, concat, fromHex, hex } from "../../support/bytes.js";
import { builds } from "../../support/compile.js";
import { MODULUS, nonZeroScalars, sample } from "../../support/generators.js";
import { describeWithVectors } from "../../support/vectors.js";
import { compileBoth, compressedLength, Group, groups, twin } from "./support.js";

const compiled = await compileBoth("test/core/entries/curve.entry.ts");

const OK = 0;
const BAD_LENGTH = 1;
const BAD_FLAGS = 2;
const NOT_CANONICAL = 3;
const NOT_ON_CURVE = 4;
const NOT_IN_SUBGROUP = 5;

/** Decodes with the check of the subgroup: status, and the point's uncompressed bytes. */
function decode(group: Group, bytes: Uint8Array, check = 1): { status: number; point: number } {
  const point = group.point();
  const status = group.call("FromBytes", point, group.put(bytes), bytes.length, check);
  return { status, point };
}

/** Decodes a list by the vector functions. */
function decodeAll(group: Group, list: Uint8Array[], check = 1) {
  const count = list.length;
  const size = group.call("PackedSize");
  const vector = group.core.allocate(size * count);
  const statuses = group.core.allocate(4 * count);
  const first = group.call(
    "VectorFromBytes",
    vector,
    statuses,
    group.put(concat(...list)),
    count,
    list[0]!.length,
    check,
  );
  const view = new DataView(group.core.memory.buffer);
  return { vector, first, statuses: list.map((_, index) => view.getInt32(statuses + 4 * index, true)) };
}

for (const build of builds) {
  for (const name of groups) {
    describe(`${name} encodings (${build})`, () => {
      const group = new Group(compiled[build], name);
      const Point = twin[name];
      const length = compressedLength[name];
      const points = sample(nonZeroScalars, 9, 3).map((k) => Point.BASE.multiply(k));
      const infinity = Uint8Array.from({ length }, (_, i) => (i === 0 ? 0xc0 : 0));
      const infinityLong = Uint8Array.from({ length: 2 * length }, (_, i) => (i === 0 ? 0x40 : 0));

      it("are those of the twin, both forms, both signs", () => {
        for (const p of [...points, ...points.map((p) => p.negate()), Point.ZERO]) {
          for (const form of [true, false]) {
            const bytes = p.toBytes(form);
            const { status, point } = decode(group, bytes);
            expect(status).toBe(OK);
            expect(group.call("IsOnCurve", point)).toBe(1);
            expect(hex(group.toBytes(point, true))).toBe(hex(p.toBytes(true)));
            expect(hex(group.toBytes(point, false))).toBe(hex(p.toBytes(false)));
            group.call("ToBytesVartime", group.scratch, point, 1);
            expect(hex(group.bytes(group.scratch, length))).toBe(hex(p.toBytes(true)));
          }
        }
      });

      it("of points with other denominators", () => {
        const a = group.fromBytes(points[0]!.toBytes(true));
        const b = group.fromBytes(points[1]!.toBytes(true));
        group.call("Add", a, a, b);
        const expected = points[0]!.add(points[1]! as never);
        expect(hex(group.toBytes(a, false))).toBe(hex(expected.toBytes(false)));
      });

      it("of a vector, odd and even counts, infinity among them", () => {
        const all = [points[0]!, Point.ZERO, ...points.slice(1), Point.ZERO];
        for (const count of [1, 2, 3, all.length]) {
          for (const form of [true, false]) {
            const list = all.slice(0, count);
            const bytes = list.map((p) => p.toBytes(form));
            const { vector, first, statuses } = decodeAll(group, bytes);
            expect(first).toBe(-1);
            expect(statuses).toEqual(list.map(() => OK));
            const out = group.core.allocate(2 * length * count);
            for (const outForm of [true, false]) {
              group.call("VectorToBytes", out, vector, count, outForm ? 1 : 0);
              expect(hex(group.bytes(out, (outForm ? 1 : 2) * length * count))).toBe(
                hex(concat(...list.map((p) => p.toBytes(outForm)))),
              );
            }
            const projective = group.core.allocate(384 * count);
            const again = group.core.allocate(256 * count);
            group.call("VectorToPoints", projective, vector, count);
            group.call("Add", projective, projective, projective);
            group.call("VectorFromPoints", again, projective, count);
            group.call("VectorToBytes", out, again, count, 1);
            expect(hex(group.bytes(out, length * count))).toBe(
              hex(concat(...list.map((p, i) => (i === 0 ? p.double() : p).toBytes(true)))),
            );
            const sum = group.point();
            group.call("VectorSum", sum, vector, count);
            const total = list.reduce((s, p) => s.add(p as never) as never, Point.ZERO as never) as (typeof list)[0];
            expect(hex(group.toBytes(sum))).toBe(hex((total.is0() ? Point.ZERO : total).toBytes(true)));
          }
        }
      });

      it("refuse lengths and flags that do not belong together", () => {
        const short = points[0]!.toBytes(true);
        const long = points[0]!.toBytes(false);
        for (const bytes of [
          new Uint8Array(0),
          short.subarray(1),
          concat(short, new Uint8Array(1)),
          long.subarray(1),
        ]) {
          expect(decode(group, bytes).status).toBe(BAD_LENGTH);
        }
        const withFlags = (bytes: Uint8Array, flags: number) => {
          const copy = bytes.slice();
          copy[0] = (copy[0]! & 0x1f) | flags;
          return copy;
        };
        for (const flags of [0x00, 0x20, 0x40, 0x60, 0xe0]) {
          expect(decode(group, withFlags(short, flags)).status, `short ${flags}`).toBe(BAD_FLAGS);
        }
        for (const flags of [0x20, 0x60, 0x80, 0xa0, 0xc0, 0xe0]) {
          expect(decode(group, withFlags(long, flags)).status, `long ${flags}`).toBe(BAD_FLAGS);
        }
        expect(decode(group, withFlags(infinity, 0xe0)).status).toBe(BAD_FLAGS);
        expect(decode(group, withFlags(infinityLong, 0x60)).status).toBe(BAD_FLAGS);
        // infinity with something in it
        expect(decode(group, withFlags(short, 0xc0)).status).toBe(NOT_CANONICAL);
        expect(decode(group, withFlags(long, 0x40)).status).toBe(NOT_CANONICAL);
        for (const bytes of [infinity, infinityLong]) {
          for (const at of [0, 1, bytes.length - 1]) {
            const copy = bytes.slice();
            copy[at]! |= 1;
            expect(decode(group, copy).status).toBe(NOT_CANONICAL);
          }
        }
        // a point at infinity spelt as (0, 0)
        expect(decode(group, new Uint8Array(2 * length)).status).toBe(NOT_ON_CURVE);
      });

      it("refuse coordinates of p and above", () => {
        const halves = length / 48;
        for (const value of [MODULUS, MODULUS + 1n, 2n ** 381n - 1n]) {
          for (let half = 0; half < halves; half++) {
            const short = points[0]!.toBytes(true);
            const flags = short[0]! & 0xe0;
            short.set(bigEndian(value, 48), 48 * half);
            short[0] = (short[0]! & 0x1f) | flags;
            expect(decode(group, short).status).toBe(NOT_CANONICAL);
            for (let coordinate = 0; coordinate < 2; coordinate++) {
              const long = points[0]!.toBytes(false);
              long.set(bigEndian(value, 48), 48 * half + length * coordinate);
              expect(decode(group, long).status).toBe(NOT_CANONICAL);
            }
          }
        }
      });

      it("refuse what is not on the curve, and in a vector say which", () => {
        const bad = points[0]!.toBytes(false);
        bad[2 * length - 1]! ^= 1;
        expect(decode(group, bad).status).toBe(NOT_ON_CURVE);
        let offCurve: Uint8Array | undefined;
        for (let n = 1; offCurve === undefined; n++) {
          const bytes = new Uint8Array(length);
          bytes[length - 1] = n;
          bytes[0] = 0x80;
          if (decode(group, bytes, 0).status === NOT_ON_CURVE) offCurve = bytes;
        }
        expect(() => Point.fromBytes(offCurve!)).toThrow();
        const good = points[1]!.toBytes(true);
        const wrongFlags = good.slice();
        wrongFlags[0]! &= 0x7f;
        const list = [good, offCurve, infinity, wrongFlags, good, good, offCurve];
        const { first, statuses, vector } = decodeAll(group, list);
        expect(first).toBe(1);
        expect(statuses).toEqual([OK, NOT_ON_CURVE, OK, BAD_FLAGS, OK, OK, NOT_ON_CURVE]);
        const size = group.call("PackedSize");
        expect(hex(group.bytes(vector + size, size))).toBe("00".repeat(size));
        expect(
          decodeAll(
            group,
            [good, good, bad.subarray(0, length)].map((b) => b.slice()),
          ).first,
        ).toBe(2);
        expect(decodeAll(group, [bad, points[0]!.toBytes(false)]).statuses).toEqual([NOT_ON_CURVE, OK]);
      });
    });
  }

  describeWithVectors(
    "derived",
    (vectors) => {
      const data =
        vectors.json<Record<string, { order: string; compressed: string; uncompressed: string }[]>>(
          "small-order-points.json",
        );
      for (const [key, name] of [
        ["E1", "g1"],
        ["E2", "g2"],
      ] as const) {
        it(`points of small order are refused in ${name} (${build})`, () => {
          const group = new Group(compiled[build], name);
          const list = data[key]!;
          expect(list.length).toBeGreaterThan(2);
          for (const { compressed, uncompressed, order } of list) {
            for (const bytes of [fromHex(compressed), fromHex(uncompressed)]) {
              expect(decode(group, bytes).status, `order ${order}`).toBe(NOT_IN_SUBGROUP);
              const { status, point } = decode(group, bytes, 0);
              expect(status).toBe(OK);
              expect(group.call("IsTorsionFree", point)).toBe(0);
              expect(hex(group.toBytes(point))).toBe(compressed);
              // order times the point is infinity, by the multiplication without endomorphism
              const out = group.point();
              group.call("MultiplyAny", out, point, group.scalar(BigInt(order)));
              expect(group.call("IsZero", out)).toBe(1);
              group.call("MultiplyAny", out, point, group.scalar(BigInt(order) + 1n));
              expect(group.call("Equals", out, point)).toBe(1);
              // a member plus a point of small order
              const sum = group.point();
              group.call("Generator", sum);
              group.call("Add", sum, sum, point);
              expect(group.call("IsTorsionFree", sum)).toBe(0);
              group.call("ClearCofactor", out, sum);
              expect(group.call("IsTorsionFree", out)).toBe(1);
            }
          }
          const good = twin[name].BASE.toBytes(true);
          const bytes = [good, ...list.map((entry) => fromHex(entry.compressed)), good];
          expect(decodeAll(group, bytes).statuses).toEqual([OK, ...list.map(() => NOT_IN_SUBGROUP), OK]);
          expect(decodeAll(group, bytes, 0).statuses).toEqual(bytes.map(() => OK));
        });
      }
    },
    { allFiles: false },
  );

  describeWithVectors("zkcrypto-serialization", (vectors) => {
    for (const name of groups) {
      for (const form of ["compressed", "uncompressed"] as const) {
        const file = vectors.bytes(`${name}_${form}_valid_test_vectors.dat`);
        it(`${name} ${form}: the multiples of the generator (${build})`, () => {
          const group = new Group(compiled[build], name);
          const length = compressedLength[name] * (form === "compressed" ? 1 : 2);
          const count = file.length / length;
          expect(count).toBe(1000);
          const sum = group.point();
          const generator = group.point();
          group.call("Zero", sum);
          group.call("Generator", generator);
          for (let i = 0; i < count; i++) {
            const bytes = file.subarray(i * length, (i + 1) * length);
            expect(hex(group.toBytes(sum, form === "compressed"))).toBe(hex(bytes));
            if (i % 50 === 0) expect(group.call("Equals", group.fromBytes(bytes), sum)).toBe(1);
            group.call("Add", sum, sum, generator);
          }
          const position = group.core.mark();
          const list = Array.from({ length: 101 }, (_, i) => file.subarray(i * length, (i + 1) * length));
          const { vector, first } = decodeAll(group, list);
          expect(first).toBe(-1);
          const out = group.core.allocate(101 * length);
          group.call("VectorToBytes", out, vector, 101, form === "compressed" ? 1 : 0);
          expect(hex(group.bytes(out, 101 * length))).toBe(hex(concat(...list)));
          group.core.release(position);
        });
      }
    }
  });
}
