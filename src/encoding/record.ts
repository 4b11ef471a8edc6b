// A format, described once: how a value is written as bytes and read from anybody's, how it stands in JSON and is read
// from anybody's, and how many bytes it takes. Records are made of fields in the order in which they are named, which
// is the order of the bytes; what bounds a field bounds it in both forms.
//
//   interface Reveal { readonly index: number; readonly share: Uint8Array }
//   const reveal = record<Reveal>({ index: unsigned(32, 1, 1000), share: fixed(32) });
//   encodeAs(list(reveal, 1000), [{ index: 3, share }]);     // 4 + 4 + 32 bytes
import { fieldOf, listOf } from "../../bindings/arguments.js";
import { toHex } from "../../bindings/bytes.js";
import { FeldsparError } from "../../bindings/errors.js";
import { Decoder } from "./decoder.js";
import { Encoder } from "./encoder.js";
import type { JsonInput, JsonReader } from "./json.js";

/** One way to write values of a type, in bytes and in JSON. Reading refuses whatever writing could not have made. */
export interface Format<Value> {
  write(encoder: Encoder, value: Value): void;
  /** Throws MALFORMED. */
  read(decoder: Decoder): Value;
  toJson(value: Value): JsonInput;
  /** Throws BAD_JSON. */
  fromJson(reader: JsonReader): Value;
}

/** The bytes of a value, beginning with the domain tag where it is signed or hashed. */
export function encodeAs<Value>(format: Format<Value>, value: Value, encoder = new Encoder()): Uint8Array<ArrayBuffer> {
  format.write(encoder, value);
  return encoder.finish();
}

/** Reads all of what encodeAs wrote without a tag. Throws MALFORMED; `subject` names the input. */
export function decodeAs<Value>(format: Format<Value>, bytes: Uint8Array, subject: string): Value {
  const decoder = new Decoder(bytes, subject);
  const value = format.read(decoder);
  decoder.finish();
  return value;
}

const WIDEST = { 8: 0xff, 16: 0xffff, 32: 0xffffffff, 64: Number.MAX_SAFE_INTEGER } as const;

/** An integer of so many bits, big-endian, from `least` to `most` (at most 2^53 − 1 where it has 64). */
export function unsigned(bits: 8 | 16 | 32 | 64, least = 0, most: number = WIDEST[bits]): Format<number> {
  return {
    write: (encoder, value) => {
      if (bits === 64) encoder.u64(value);
      else encoder[`u${bits}`](value);
    },
    read: (decoder) => {
      const value = bits === 64 ? Number(decoder.u64()) : decoder[`u${bits}`]();
      if (value < least || value > most) decoder.refuse(`expected an integer from ${least} to ${most}, got ${value}`);
      return value;
    },
    toJson: (value) => value,
    fromJson: (reader) => reader.integer(least, most),
  };
}

/** A bigint of 128 bits, a decimal string in JSON. */
export const unsigned128: Format<bigint> = {
  write: (encoder, value) => void encoder.u128(value),
  read: (decoder) => decoder.u128(),
  toJson: (value) => value,
  fromJson: (reader) => reader.unsigned(128),
};

/** Exactly `length` bytes. */
export function fixed(length: number): Format<Uint8Array> {
  return {
    write: (encoder, value) => void encoder.fixed(value, length),
    read: (decoder) => decoder.fixed(length),
    toJson: (value) => value,
    fromJson: (reader) => reader.hex(length),
  };
}

/** At most `most` bytes, with their length before them. */
export function bytes(most: number): Format<Uint8Array> {
  return {
    write: (encoder, value) => void encoder.bytes(value),
    read: (decoder) => decoder.bytes(most),
    toJson: (value) => value,
    fromJson: (reader) => reader.hex(undefined, most),
  };
}

/** Bytes of one of a few lengths, with their length before them. */
export function bytesOf(...lengths: readonly number[]): Format<Uint8Array> {
  const most = Math.max(...lengths);
  const expected = `${lengths.join(" or ")} bytes`;
  return {
    write: (encoder, value) => void encoder.bytes(value),
    read: (decoder) => {
      const value = decoder.bytes(most);
      if (!lengths.includes(value.length)) decoder.refuse(`expected ${expected}, got ${value.length}`);
      return value;
    },
    toJson: (value) => value,
    fromJson: (reader) => {
      const value = reader.hex(undefined, most);
      return lengths.includes(value.length) ? value : reader.fail(`lower-case hex of ${expected}`);
    },
  };
}

/** Text of at most `most` UTF-16 units, UTF-8 in bytes with their length before them. */
export function text(most: number): Format<string> {
  return {
    write: (encoder, value) => void encoder.text(value),
    read: (decoder) => {
      const value = decoder.text(3 * most);
      if (value.length > most) decoder.refuse(`expected a text of at most ${most} characters, got ${value.length}`);
      return value;
    },
    toJson: (value) => value,
    fromJson: (reader) => reader.text(most),
  };
}

/** Two texts for the same bytes would be two names of one thing. */
function isHexName(value: unknown): boolean {
  return typeof value === "string" && /^[0-9a-f]{64}$/.test(value);
}

/** 32 bytes that go by their lower-case hex: written as those bytes, or as the 64 digits. */
export function hexName(as: "bytes" | "digits"): Format<string> {
  const raw = as === "bytes";
  return {
    write: (encoder, value) => {
      if (!isHexName(value)) throw new FeldsparError("BAD_ID", "expected 64 lower-case hex digits");
      if (raw) encoder.hex(value, 32);
      else encoder.text(value);
    },
    read: (decoder) => {
      if (raw) return toHex(decoder.fixed(32));
      const value = decoder.text(64);
      if (!isHexName(value)) decoder.refuse("expected 64 lower-case hex digits");
      return value;
    },
    toJson: (value) => value,
    fromJson: (reader) => toHex(reader.hex(32)),
  };
}

/** One of a few words, as text. */
export function oneOf<Name extends string>(names: readonly Name[]): Format<Name> {
  const most = Math.max(...names.map((name) => name.length));
  return {
    write: (encoder, value) => void encoder.text(value),
    read: (decoder) => {
      const value = decoder.text(most);
      if (!(names as readonly string[]).includes(value)) decoder.refuse(`expected one of ${names.join(", ")}`);
      return value as Name;
    },
    toJson: (value) => value,
    fromJson: (reader) => reader.oneOf(names),
  };
}

/** One of a few values, as a byte that says which: the first is `from`. Its name in JSON. */
export function choice<Name extends string>(names: readonly Name[], from = 0): Format<Name> {
  return {
    write: (encoder, value) => {
      const position = names.indexOf(value);
      if (position < 0) throw new FeldsparError("BAD_TYPE", `expected one of ${names.join(", ")}`);
      encoder.u8(from + position);
    },
    read: (decoder) => {
      const number = decoder.u8();
      return names[number - from] ?? decoder.refuse(`expected a number from ${from} to ${from + names.length - 1}`);
    },
    toJson: (value) => value,
    fromJson: (reader) => reader.oneOf(names),
  };
}

/** True or false, a byte. */
export const flag: Format<boolean> = {
  write: (encoder, value) => void encoder.flag(value),
  read: (decoder) => decoder.flag(),
  toJson: (value) => value,
  fromJson: (reader) => reader.boolean(),
};

/** Something or null: a flag before it, null in JSON. */
export function nullable<Value>(format: Format<Value>): Format<Value | null> {
  return {
    write: (encoder, value) => {
      encoder.flag(value !== null);
      if (value !== null) format.write(encoder, value);
    },
    read: (decoder) => (decoder.flag() ? format.read(decoder) : null),
    toJson: (value) => (value === null ? null : format.toJson(value)),
    fromJson: (reader) => reader.nullable((inner) => format.fromJson(inner)),
  };
}

/** At most `most` values, with their count before them. */
export function list<Value>(format: Format<Value>, most: number): Format<readonly Value[]> {
  return {
    write: (encoder, values) => void encoder.list(values, (inner, value) => format.write(inner, value)),
    read: (decoder) => decoder.list(most, (inner) => format.read(inner)),
    toJson: (values) => listOf<Value>(values, "list", true).map((value) => format.toJson(value)),
    fromJson: (reader) => reader.array(most, (item) => format.fromJson(item)),
  };
}

/** The format of values that are made from others and turn into them; what does not turn is for `outward` to refuse. */
export function mapped<Outer, Inner>(
  format: Format<Inner>,
  inward: (value: Outer) => Inner,
  outward: (value: Inner) => Outer,
): Format<Outer> {
  return {
    write: (encoder, value) => format.write(encoder, inward(value)),
    read: (decoder) => outward(format.read(decoder)),
    toJson: (value) => format.toJson(inward(value)),
    fromJson: (reader) => outward(format.fromJson(reader)),
  };
}

/** A format for every field of a type. */
export type Fields<Value> = { readonly [Name in keyof Value & string]-?: Format<Value[Name]> };

/** Fields one after the other, in the order in which they are named here. */
export function record<Value extends object>(fields: Fields<Value>): Format<Value> {
  const names = Object.keys(fields) as (keyof Value & string)[];
  const collect = <Part>(part: (name: keyof Value & string) => Part): Record<string, Part> =>
    Object.fromEntries(names.map((name) => [name, part(name)]));
  return {
    write: (encoder, value) => {
      for (const name of names) fields[name].write(encoder, fieldOf(value, name));
    },
    read: (decoder) => collect((name) => fields[name].read(decoder)) as Value,
    toJson: (value) => collect((name) => fields[name].toJson(fieldOf(value, name))),
    fromJson: (reader) => {
      const readers = reader.object(names);
      return collect((name) => fields[name].fromJson(readers[name])) as Value;
    },
  };
}
