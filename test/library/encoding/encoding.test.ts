// The encoding of signed and hashed bytes, and JSON.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  bitmapCount,
  bitmapHas,
  bitmapOf,
  bitmapPositions,
  bitmapWith,
  bitmapWithout,
  canonicalJson,
  checkBitmap,
  Decoder,
  Encoder,
  FeldsparError,
  JsonReader,
  parseJson,
  TAG,
  toHex,
} from "../../../src/encoding/index.js";
import { hex, utf8 } from "../../support/bytes.js";

const code = (action: () => unknown): string => {
  try {
    action();
  } catch (error) {
    return error instanceof FeldsparError ? error.code : String(error);
  }
  return "nothing was thrown";
};

describe("bytes", () => {
  it("writes integers of fixed width big-endian, strings with their length, and begins with the tag", () => {
    const bytes = new Encoder(TAG.beacon)
      .u8(1)
      .u16(0x0203)
      .u32(0x04050607)
      .u64(8n)
      .text("é")
      .fixed(Uint8Array.of(9), 1)
      .finish();
    const tag = `00000012${hex(utf8("feldspar/v2/beacon"))}`;
    expect(toHex(bytes)).toBe(`${tag}01020304050607000000000000000800000002c3a909`);
  });

  it("has domain tags that are all different and all of a version", () => {
    const tags = Object.values(TAG);
    expect(new Set(tags).size).toBe(tags.length);
    for (const tag of tags) expect(tag).toMatch(/^feldspar\/v[12]\/[a-z-]+$/);
  });

  it("reads back what it wrote, whatever the lengths", () => {
    const item = fc.record({
      a: fc.nat(0xffffffff),
      b: fc.uint8Array({ maxLength: 600 }),
      c: fc.string(),
      d: fc.bigInt(0n, (1n << 64n) - 1n),
      e: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(item, { maxLength: 20 }), (items) => {
        const encoder = new Encoder();
        encoder.list(items, (e, { a, b, c, d, e: flag }) => e.u32(a).bytes(b).text(c).u64(d).flag(flag));
        const decoder = new Decoder(encoder.finish(), "test");
        const read = decoder.list(20, (r) => ({
          a: r.u32(),
          b: r.bytes(600),
          c: r.text(4000),
          d: r.u64(),
          e: r.flag(),
        }));
        decoder.finish();
        expect(read.map(({ b, ...rest }) => ({ ...rest, b: toHex(b) }))).toEqual(
          items.map(({ b, c, ...rest }) => ({ ...rest, c, b: toHex(b) })),
        );
      }),
      { numRuns: 100 },
    );
  });

  it("never encodes two different lists alike", () => {
    const encode = (parts: Uint8Array[]) => toHex(new Encoder().list(parts, (e, part) => e.bytes(part)).finish());
    const list = fc.array(fc.uint8Array({ maxLength: 5 }), { maxLength: 5 });
    fc.assert(
      fc.property(list, list, (a, b) => {
        expect(encode(a) === encode(b)).toBe(JSON.stringify(a) === JSON.stringify(b));
      }),
    );
  });

  it("refuses integers that do not fit and bytes of the wrong length", () => {
    for (const value of [-1, 256, 1.5, Number.NaN]) expect(code(() => new Encoder().u8(value))).toBe("BAD_INTEGER");
    expect(code(() => new Encoder().u16(65536))).toBe("BAD_INTEGER");
    expect(code(() => new Encoder().u32(2 ** 32))).toBe("BAD_INTEGER");
    expect(code(() => new Encoder().u64(1n << 64n))).toBe("BAD_INTEGER");
    expect(code(() => new Encoder().u64(-1))).toBe("BAD_INTEGER");
    expect(code(() => new Encoder().fixed(new Uint8Array(3), 4))).toBe("BAD_LENGTH");
  });

  it("refuses short input, left-over input, and lengths above the bound, before allocating", () => {
    expect(code(() => new Decoder(new Uint8Array(3), "x").u32())).toBe("MALFORMED");
    expect(code(() => new Decoder(Uint8Array.of(255, 255, 255, 255, 0), "x").bytes(100))).toBe("MALFORMED");
    expect(code(() => new Decoder(Uint8Array.of(0, 0, 0, 9, 0), "x").bytes(100))).toBe("MALFORMED");
    expect(code(() => new Decoder(Uint8Array.of(255, 255, 255, 255), "x").list(10, () => 0))).toBe("MALFORMED");
    expect(code(() => new Decoder(Uint8Array.of(2), "x").flag())).toBe("MALFORMED");
    expect(code(() => new Decoder(Uint8Array.of(0, 0, 0, 1, 0xff), "x").text(10))).toBe("MALFORMED");
    const decoder = new Decoder(Uint8Array.of(1, 2), "x");
    decoder.u8();
    expect(code(() => decoder.finish())).toBe("MALFORMED");
  });

  it("throws nothing but MALFORMED for random input", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        const result = code(() => {
          const decoder = new Decoder(bytes, "x");
          decoder.list(4, (d) => [d.bytes(20), d.text(20), d.u64(), d.flag()]);
          decoder.finish();
        });
        expect(["MALFORMED", "nothing was thrown"]).toContain(result);
      }),
    );
  });
});

describe("bitmaps", () => {
  it("hold positions, first position in the highest bit", () => {
    const bitmap = bitmapOf(10, [0, 9]);
    expect(toHex(bitmap)).toBe("8040");
    expect(bitmapPositions(bitmap, 10)).toEqual([0, 9]);
    expect([bitmapHas(bitmap, 0), bitmapHas(bitmap, 1), bitmapHas(bitmap, 99)]).toEqual([true, false, false]);
  });

  it("refuse wrong lengths, spare bits and positions outside", () => {
    expect(code(() => bitmapPositions(Uint8Array.of(0), 10))).toBe("MALFORMED");
    expect(code(() => bitmapPositions(Uint8Array.of(0, 0x20), 10))).toBe("MALFORMED");
    expect(code(() => checkBitmap(Uint8Array.of(0), 10))).toBe("MALFORMED");
    expect(code(() => checkBitmap(Uint8Array.of(0xff, 0x20), 10))).toBe("MALFORMED");
    expect(code(() => checkBitmap(Uint8Array.of(0xff, 0xc0), 10))).toBe("nothing was thrown");
    expect(code(() => bitmapOf(8, [8]))).toBe("BAD_INTEGER");
  });

  it("are sets: positions, count, union and difference as those of Set", () => {
    const size = fc.integer({ min: 0, max: 70 });
    const sets = size.chain((n) => {
      const some = fc.uniqueArray(fc.integer({ min: 0, max: Math.max(n - 1, 0) }), { maxLength: n });
      return fc.tuple(fc.constant(n), some, some);
    });
    const ascending = (list: readonly number[]) => [...list].sort((a, b) => a - b);
    fc.assert(
      fc.property(sets, ([n, a, b]) => {
        const [left, right] = [bitmapOf(n, a), bitmapOf(n, b)];
        expect(bitmapPositions(left, n)).toEqual(ascending(a));
        expect(bitmapCount(left)).toBe(a.length);
        expect(bitmapPositions(bitmapWith(left, right), n)).toEqual(ascending([...new Set([...a, ...b])]));
        expect(bitmapPositions(bitmapWithout(left, right), n)).toEqual(ascending(a.filter((one) => !b.includes(one))));
      }),
    );
  });
});

describe("JSON", () => {
  it("is canonical: sorted keys, bytes as lower-case hex, bigints as decimal strings", () => {
    const value = { b: Uint8Array.of(0xab, 1), a: [1n, null, true, "x"], c: undefined };
    expect(canonicalJson(value)).toBe('{"a":["1",null,true,"x"],"b":"ab01"}');
    expect(canonicalJson({ x: [1], y: {} }, 2)).toBe('{\n  "x": [\n    1\n  ],\n  "y": {}\n}');
    expect(code(() => canonicalJson(Number.NaN))).toBe("BAD_JSON");
  });

  it("reads strictly and says where and what", () => {
    const read = (value: unknown) => new JsonReader(value, "thing");
    const fields = read({ a: 1, b: "00ff", c: "18446744073709551615" }).object(["a", "b"], ["c", "d"]);
    expect(fields.a.integer(0, 1)).toBe(1);
    expect([...fields.b.hex(2)]).toEqual([0, 255]);
    expect(fields.c!.unsigned(64)).toBe((1n << 64n) - 1n);
    expect(fields.d).toBeUndefined();
    const refused: (() => unknown)[] = [
      () => read({ a: 1, z: 1 }).object(["a"]),
      () => read({}).object(["a"]),
      () => read([]).object(["a"]),
      () => read(null).object(["a"]),
      () => read(1.5).integer(0, 2),
      () => read("1").integer(0, 2),
      () => read("0x1").unsigned(64),
      () => read("01").unsigned(64),
      () => read("18446744073709551616").unsigned(64),
      () => read("AB").hex(1),
      () => read("abc").hex(),
      () => read("abcd").hex(1),
      () => read("ab".repeat(10)).hex(undefined, 9),
      () => read([1, 2, 3]).array(2, () => 0),
      () => read("long").text(3),
      () => read("yes").boolean(),
      () => read("x").oneOf(["y"] as const),
      () => parseJson("{", "thing"),
      () => parseJson("[1]", "thing", 2),
    ];
    for (const action of refused) expect(code(action)).toBe("BAD_JSON");
    expect(() =>
      read({ list: [{ n: "x" }] })
        .object(["list"])
        .list.array(1, (item) => item.object(["n"]).n.integer(0, 1)),
    ).toThrow("thing.list[0].n: expected an integer from 0 to 1, got a string");
    expect(read(null).nullable((reader) => reader.integer(0, 1))).toBe(null);
  });

  it("does not take inherited fields for the document's own", () => {
    expect(code(() => new JsonReader(JSON.parse("{}"), "thing").object(["toString"]))).toBe("BAD_JSON");
  });
});
