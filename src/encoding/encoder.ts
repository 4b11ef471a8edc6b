// The one way in which this package turns values into bytes that are signed or hashed: big-endian integers of fixed
// width, byte strings either of a width that both sides know (`fixed`) or with a 4-byte length before them (`bytes`,
// `text`), lists with a 4-byte count. No separators, no optional fields without a flag: two different values never
// encode to the same bytes.
import { sha256 } from "@noble/hashes/sha2.js";
import { listOf, textBytes } from "../../bindings/arguments.js";
import { checkBytes, fromHex } from "../../bindings/bytes.js";
import { describe, FeldsparError, fail } from "../../bindings/errors.js";
import type { Tag } from "./tags.js";

const EMPTY = new Uint8Array(0);

/** Bytes of the tags that were used: a few, again and again. */
const tags = new Map<Tag, Uint8Array>();

function tagBytes(tag: Tag): Uint8Array {
  let known = tags.get(tag);
  if (known === undefined) {
    known = textBytes(tag, "tag");
    tags.set(tag, known);
  }
  return known;
}

export class Encoder {
  private buffer: Uint8Array<ArrayBuffer>;
  private length = 0;

  /**
   * Starts with the domain tag (length-prefixed), or with nothing for parts of a larger encoding. `expected` is how
   * many bytes it will probably be: where it is right, they are laid out once.
   */
  constructor(tag?: Tag, expected = 256) {
    this.buffer = new Uint8Array(expected);
    if (tag !== undefined) this.bytes(tagBytes(tag));
  }

  private reserve(bytes: number): number {
    const start = this.length;
    this.length += bytes;
    if (this.length > this.buffer.length) {
      const grown = new Uint8Array(Math.max(this.length, 2 * this.buffer.length));
      grown.set(this.buffer.subarray(0, start));
      this.buffer = grown;
    }
    return start;
  }

  /** One byte, 0..255. */
  u8(value: number): this {
    this.integer(value, 255, "8-bit");
    const at = this.reserve(1); // before `this.buffer` is read: it may grow
    this.buffer[at] = value;
    return this;
  }

  /** Two bytes, big-endian. */
  u16(value: number): this {
    this.integer(value, 0xffff, "16-bit");
    const at = this.reserve(2);
    this.buffer[at] = value >>> 8;
    this.buffer[at + 1] = value;
    return this;
  }

  /** Four bytes, big-endian. */
  u32(value: number): this {
    this.integer(value, 0xffffffff, "32-bit");
    this.word(value);
    return this;
  }

  /** Eight bytes, big-endian; numbers must be safe integers. */
  u64(value: number | bigint): this {
    if (typeof value !== "bigint") {
      this.integer(value, Number.MAX_SAFE_INTEGER, "64-bit");
      this.word(Math.floor(value / 0x100000000));
      this.word(value);
      return this;
    }
    if (value < 0n || value >> 64n !== 0n)
      throw new FeldsparError("BAD_INTEGER", "expected an unsigned 64-bit integer");
    this.word(Number(value >> 32n));
    this.word(Number(value & 0xffffffffn));
    return this;
  }

  /** Sixteen bytes, big-endian. */
  u128(value: bigint): this {
    if (typeof value !== "bigint") fail("BAD_TYPE", `expected a bigint, got ${describe(value)}`);
    if (value < 0n || value >> 128n !== 0n)
      throw new FeldsparError("BAD_INTEGER", "expected an unsigned 128-bit integer");
    return this.u64(value >> 64n).u64(value & 0xffffffffffffffffn);
  }

  /** Bytes of a length that reader and writer both know. */
  fixed(value: Uint8Array, length: number): this {
    checkBytes(value, "encoded bytes");
    if (value.length !== length) throw new FeldsparError("BAD_LENGTH", `expected ${length} bytes, got ${value.length}`);
    const at = this.reserve(length);
    this.buffer.set(value, at);
    return this;
  }

  /** The bytes that lower-case hex stands for, of a length that reader and writer both know. */
  hex(value: string, length: number): this {
    return this.fixed(fromHex(value), length);
  }

  /** A 4-byte length, then the bytes. */
  bytes(value: Uint8Array): this {
    checkBytes(value, "encoded bytes");
    this.u32(value.length);
    const at = this.reserve(value.length);
    this.buffer.set(value, at);
    return this;
  }

  /** UTF-8, length-prefixed like `bytes`. */
  text(value: string): this {
    return this.bytes(textBytes(value, "encoded text"));
  }

  /** 0 or 1. */
  flag(value: boolean): this {
    if (typeof value !== "boolean") fail("BAD_TYPE", `expected true or false, got ${describe(value)}`);
    return this.u8(value ? 1 : 0);
  }

  /** A 4-byte count, then every item as `write` encodes it. */
  list<T>(items: readonly T[], write: (encoder: this, item: T, index: number) => unknown): this {
    const read = listOf<T>(items, "encoded list", true);
    this.u32(read.length);
    for (let index = 0; index < read.length; index++) write(this, read[index]!, index);
    return this;
  }

  /** All of its bytes, which are the caller's: the encoder is done with them, and empty again. */
  finish(): Uint8Array<ArrayBuffer> {
    const { buffer, length } = this;
    this.buffer = EMPTY;
    this.length = 0;
    return length < buffer.length ? buffer.slice(0, length) : buffer;
  }

  /** SHA-256 of the bytes so far. */
  digest(): Uint8Array {
    return sha256(this.buffer.subarray(0, this.length));
  }

  /** The last 32 bits of an integer. */
  private word(value: number): void {
    const at = this.reserve(4);
    const { buffer } = this;
    buffer[at] = value >>> 24;
    buffer[at + 1] = value >>> 16;
    buffer[at + 2] = value >>> 8;
    buffer[at + 3] = value;
  }

  private integer(value: number, most: number, name: string): void {
    if (!Number.isSafeInteger(value) || value < 0 || value > most) {
      const got = typeof value === "number" ? value : describe(value);
      throw new FeldsparError("BAD_INTEGER", `expected an unsigned ${name} integer, got ${got}`);
    }
  }
}
