// JSON for files and for the network. Writing is canonical: keys in code-point order, bytes as lower-case hex, 64-bit
// integers as decimal strings, so that equal values give equal text. Reading is strict: every field expected and
// bounded, nothing unknown, and an error says where and what was expected.
import { checkInteger } from "../../bindings/arguments.js";
import { fromHex, isBytes, toHex } from "../../bindings/bytes.js";
import { describe, FeldsparError } from "../../bindings/errors.js";
import { withoutByteOrderMark } from "./text-files.js";

/** What canonicalJson accepts: plain JSON values, bytes and bigints. */
export type JsonInput =
  | null
  | boolean
  | number
  | string
  | bigint
  | Uint8Array
  | readonly JsonInput[]
  | { readonly [key: string]: JsonInput | undefined };

/**
 * Canonical text of a value. With `indent`, from 1 to 10, one field or item per line for people; the order is the same.
 */
export function canonicalJson(value: JsonInput, indent = 0): string {
  checkInteger(indent, "indent", 0, 10);
  return write(value, indent, "");
}

function write(value: JsonInput, indent: number, margin: string): string {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "bigint") return `"${value}"`;
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw new FeldsparError("BAD_JSON", `a number must be finite, got ${value}`);
    return JSON.stringify(value);
  }
  if (isBytes(value)) return `"${toHex(value)}"`;
  const inner = margin + " ".repeat(indent);
  const items = Array.isArray(value)
    ? value.map((item: JsonInput) => write(item, indent, inner))
    : Object.keys(value)
        .sort(compareCodePoints)
        .filter((key) => (value as Record<string, JsonInput | undefined>)[key] !== undefined)
        .map((key) => {
          const item = (value as Record<string, JsonInput>)[key]!;
          return `${JSON.stringify(key)}:${indent > 0 ? " " : ""}${write(item, indent, inner)}`;
        });
  const [open, close] = Array.isArray(value) ? "[]" : "{}";
  if (items.length === 0) return `${open}${close}`;
  if (indent === 0) return `${open}${items.join(",")}${close}`;
  return `${open}\n${inner}${items.join(`,\n${inner}`)}\n${margin}${close}`;
}

function compareCodePoints(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Parses text of at most `most` UTF-16 units, byte order mark or not; throws BAD_JSON with a short reason. */
export function parseJson(text: string, subject: string, most = 64 << 20): unknown {
  if (typeof text !== "string") throw new FeldsparError("BAD_JSON", `${subject}: expected text, got ${describe(text)}`);
  if (text.length > most) throw new FeldsparError("BAD_JSON", `${subject}: longer than ${most} characters`);
  try {
    return JSON.parse(withoutByteOrderMark(text));
  } catch {
    throw new FeldsparError("BAD_JSON", `${subject}: is not JSON`);
  }
}

/**
 * One place in a JSON document, with readers that check what they find. Every method throws BAD_JSON naming the path.
 */
export class JsonReader {
  constructor(
    readonly value: unknown,
    readonly path: string,
  ) {}

  fail(expected: string): never {
    throw new FeldsparError("BAD_JSON", `${this.path}: expected ${expected}, got ${describe(this.value)}`);
  }

  /** The object's fields: all of `required` present, anything outside `required` and `optional` refused. */
  object<Name extends string, Optional extends string = never>(
    required: readonly Name[],
    optional: readonly Optional[] = [],
  ): Record<Name, JsonReader> & Partial<Record<Optional, JsonReader>> {
    const { value } = this;
    if (typeof value !== "object" || value === null || Array.isArray(value)) return this.fail("an object");
    const known = new Set<string>([...required, ...optional]);
    for (const key of Object.keys(value)) {
      if (!known.has(key)) {
        throw new FeldsparError("BAD_JSON", `${this.path}: unknown field ${JSON.stringify(key.slice(0, 40))}`);
      }
    }
    const fields: Record<string, JsonReader> = {};
    for (const name of required) {
      if (!Object.hasOwn(value, name)) throw new FeldsparError("BAD_JSON", `${this.path}: field "${name}" is missing`);
    }
    for (const name of known) {
      if (Object.hasOwn(value, name)) {
        fields[name] = new JsonReader((value as Record<string, unknown>)[name], `${this.path}.${name}`);
      }
    }
    return fields as Record<Name, JsonReader> & Partial<Record<Optional, JsonReader>>;
  }

  /** What an object has under this name, if it is one and has it: to choose by, before the whole is read. */
  peek(name: string): unknown {
    const { value } = this;
    const has = typeof value === "object" && value !== null && Object.hasOwn(value, name);
    return has ? (value as Record<string, unknown>)[name] : undefined;
  }

  array<T>(most: number, read: (item: JsonReader, index: number) => T): T[] {
    const { value } = this;
    if (!Array.isArray(value)) return this.fail("an array");
    if (value.length > most) {
      throw new FeldsparError("BAD_JSON", `${this.path}: expected at most ${most} items, got ${value.length}`);
    }
    return value.map((item, index) => read(new JsonReader(item, `${this.path}[${index}]`), index));
  }

  integer(least: number, most: number): number {
    const { value } = this;
    if (typeof value !== "number" || !Number.isSafeInteger(value) || value < least || value > most) {
      return this.fail(`an integer from ${least} to ${most}`);
    }
    return value;
  }

  /** A decimal string (or a safe integer) from 0 to 2^bits − 1. */
  unsigned(bits: 64 | 128): bigint {
    const { value } = this;
    if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return BigInt(value);
    if (typeof value !== "string" || !/^(0|[1-9][0-9]{0,38})$/.test(value) || BigInt(value) >> BigInt(bits) !== 0n) {
      return this.fail(`a decimal integer below 2^${bits} as a string`);
    }
    return BigInt(value);
  }

  /** Lower-case hex of exactly `length` bytes; without `length`, of at most `most`. */
  hex(length?: number, most = 1 << 16): Uint8Array<ArrayBuffer> {
    const { value } = this;
    const expected =
      length === undefined ? `lower-case hex of at most ${most} bytes` : `lower-case hex of ${length} bytes`;
    if (typeof value !== "string" || value.length % 2 !== 0 || value.length > 2 * (length ?? most))
      return this.fail(expected);
    if (length !== undefined && value.length !== 2 * length) {
      throw new FeldsparError("BAD_JSON", `${this.path}: expected ${expected}, got ${value.length / 2} bytes`);
    }
    if (!/^[0-9a-f]*$/.test(value)) {
      if (!/^[0-9a-fA-F]*$/.test(value)) return this.fail(expected);
      throw new FeldsparError(
        "BAD_JSON",
        `${this.path}: expected ${expected}, got upper-case digits: write them a to f`,
      );
    }
    return fromHex(value);
  }

  text(most: number): string {
    const { value } = this;
    if (typeof value !== "string" || value.length > most) return this.fail(`a string of at most ${most} characters`);
    return value;
  }

  boolean(): boolean {
    const { value } = this;
    return typeof value === "boolean" ? value : this.fail("true or false");
  }

  oneOf<T extends string>(options: readonly T[]): T {
    const { value } = this;
    return (options as readonly unknown[]).includes(value) ? (value as T) : this.fail(`one of ${options.join(", ")}`);
  }

  nullable<T>(read: (reader: JsonReader) => T): T | null {
    return this.value === null ? null : read(this);
  }
}
