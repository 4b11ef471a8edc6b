// Formats described once: what was written is read back, from bytes and from JSON, and nothing else is read.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  bytes,
  bytesOf,
  canonicalJson,
  choice,
  decodeAs,
  encodeAs,
  FeldsparError,
  type Format,
  fixed,
  flag,
  hexName,
  JsonReader,
  list,
  nullable,
  oneOf,
  parseJson,
  record,
  text,
  toHex,
  unsigned,
  unsigned128,
} from "../../../src/encoding/index.js";

interface Inner {
  readonly index: number;
  readonly share: Uint8Array;
}

interface Everything {
  readonly small: number;
  readonly middle: number;
  readonly word: number;
  readonly large: number;
  readonly stake: bigint;
  readonly hash: Uint8Array;
  readonly payload: Uint8Array;
  readonly signature: Uint8Array;
  readonly url: string;
  readonly raw: string;
  readonly digits: string;
  readonly mode: "fresh" | "reshare";
  readonly phase: "one" | "two";
  readonly good: boolean;
  readonly maybe: Uint8Array | null;
  readonly inner: readonly Inner[];
}

const format: Format<Everything> = record<Everything>({
  small: unsigned(8, 1, 200),
  middle: unsigned(16),
  word: unsigned(32, 1, 1000),
  large: unsigned(64),
  stake: unsigned128,
  hash: fixed(32),
  payload: bytes(100),
  signature: bytesOf(0, 48),
  url: text(20),
  raw: hexName("bytes"),
  digits: hexName("digits"),
  mode: oneOf(["fresh", "reshare"]),
  phase: choice(["one", "two"], 1),
  good: flag,
  maybe: nullable(fixed(3)),
  inner: list(record<Inner>({ index: unsigned(32), share: fixed(4) }), 5),
});

const some = (min: number, max = min) => fc.uint8Array({ minLength: min, maxLength: max });
const hex64 = some(32).map(toHex);

const values: fc.Arbitrary<Everything> = fc.record({
  small: fc.integer({ min: 1, max: 200 }),
  middle: fc.integer({ min: 0, max: 0xffff }),
  word: fc.integer({ min: 1, max: 1000 }),
  large: fc.maxSafeNat(),
  stake: fc.bigInt({ min: 0n, max: (1n << 128n) - 1n }),
  hash: some(32),
  payload: some(0, 100),
  signature: fc.oneof(some(0), some(48)),
  url: fc.string({ unit: "grapheme", maxLength: 8 }).filter((value) => value.length <= 20),
  raw: hex64,
  digits: hex64,
  mode: fc.constantFrom("fresh" as const, "reshare" as const),
  phase: fc.constantFrom("one" as const, "two" as const),
  good: fc.boolean(),
  maybe: fc.option(some(3)),
  inner: fc.array(fc.record({ index: fc.integer({ min: 0, max: 0xffffffff }), share: some(4) }), { maxLength: 5 }),
});

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof FeldsparError) return error.code;
    throw error;
  }
  return "nothing was thrown";
}

const plain = (value: Everything) => canonicalJson(format.toJson(value));
const fromText = (json: string) => format.fromJson(new JsonReader(parseJson(json, "test"), "test"));

describe("a format", () => {
  it("reads back what it wrote, from bytes and from JSON", () => {
    fc.assert(
      fc.property(values, (value) => {
        const encoded = encodeAs(format, value);
        expect(plain(decodeAs(format, encoded, "test"))).toBe(plain(value));
        expect(plain(fromText(plain(value)))).toBe(plain(value));
        expect(encodeAs(format, fromText(plain(value)))).toEqual(encoded);
      }),
    );
  });

  it("has one encoding for a value: other bytes are another value, or none", () => {
    fc.assert(
      fc.property(values, fc.nat(), fc.integer({ min: 1, max: 255 }), (value, place, change) => {
        const encoded = encodeAs(format, value);
        const other = encoded.slice();
        other[place % other.length]! ^= change;
        let read: Everything;
        try {
          read = decodeAs(format, other, "test");
        } catch (error) {
          expect(error).toBeInstanceOf(FeldsparError);
          return;
        }
        expect(encodeAs(format, read)).toEqual(other);
      }),
    );
  });

  it("refuses every part of its bytes, and more than all of them", () => {
    fc.assert(
      fc.property(values, (value) => {
        const encoded = encodeAs(format, value);
        for (let length = 0; length < encoded.length; length += 7)
          expect(codeOf(() => decodeAs(format, encoded.slice(0, length), "test"))).toBe("MALFORMED");
        expect(codeOf(() => decodeAs(format, Uint8Array.of(...encoded, 0), "test"))).toBe("MALFORMED");
      }),
      { numRuns: 20 },
    );
  });

  it("holds a field to its bounds in both forms", () => {
    const cases: [string, Format<never>, Uint8Array, string][] = [
      ["an integer below", unsigned(8, 5, 9) as Format<never>, Uint8Array.of(4), "4"],
      ["an integer above", unsigned(8, 5, 9) as Format<never>, Uint8Array.of(10), "10"],
      ["more than 2^53", unsigned(64) as Format<never>, new Uint8Array(8).fill(255), "18446744073709551615"],
      ["bytes of another length", bytesOf(0, 2) as Format<never>, Uint8Array.of(0, 0, 0, 1, 7), '"07"'],
      ["too many bytes", bytes(1) as Format<never>, Uint8Array.of(0, 0, 0, 2, 7, 7), '"0707"'],
      ["a long text", text(1) as Format<never>, Uint8Array.of(0, 0, 0, 2, 97, 97), '"aa"'],
      ["no name", oneOf(["a"]) as Format<never>, Uint8Array.of(0, 0, 0, 1, 98), '"b"'],
      ["no choice", choice(["a"], 1) as Format<never>, Uint8Array.of(2), '"b"'],
      ["no truth", flag as Format<never>, Uint8Array.of(2), "2"],
      ["upper-case digits", hexName("digits") as Format<never>, Uint8Array.of(0, 0, 0, 1, 65), `"${"A".repeat(64)}"`],
      ["too many items", list(flag, 1) as Format<never>, Uint8Array.of(0, 0, 0, 2, 1, 1), "[true,true]"],
    ];
    for (const [name, bounded, encoded, json] of cases) {
      expect([name, codeOf(() => decodeAs(bounded, encoded, "test"))]).toEqual([name, "MALFORMED"]);
      const reader = new JsonReader(parseJson(json, "test"), "test");
      expect([name, codeOf(() => bounded.fromJson(reader))]).toEqual([name, "BAD_JSON"]);
    }
  });

  it("refuses fields that it does not know, and objects without one that it does", () => {
    const small = record<{ a: number }>({ a: unsigned(8) });
    const read = (value: unknown) => () => small.fromJson(new JsonReader(value, "test"));
    for (const value of [{ a: 1, b: 2 }, {}, [], null, "a", Object.create({ a: 1 })]) {
      expect(codeOf(read(value))).toBe("BAD_JSON");
    }
    expect(read({ a: 1 })()).toEqual({ a: 1 });
  });
});
