// Reads what Encoder wrote, from anybody: every read is bounded before anything is allocated, everything unexpected
// throws FeldsparError("MALFORMED"), and `finish` refuses left-over bytes, so that a value has exactly one encoding.
import { checkBytes } from "../../bindings/bytes.js";
import { FeldsparError } from "../../bindings/errors.js";

export class Decoder {
  private position = 0;
  private readonly input: Uint8Array;
  private readonly view: DataView;

  /** `subject` names the input in messages. Throws BAD_TYPE for what is no bytes. */
  constructor(
    input: Uint8Array,
    private readonly subject: string,
  ) {
    checkBytes(input, subject);
    // of a Buffer of Node.js `slice` would be no copy
    this.input = new Uint8Array(input.buffer, input.byteOffset, input.byteLength);
    this.view = new DataView(input.buffer, input.byteOffset, input.byteLength);
  }

  /** Throws MALFORMED: what was read is not what a writer could have written. */
  refuse(why: string): never {
    throw new FeldsparError("MALFORMED", `${this.subject}: ${why}`);
  }

  private take(length: number): number {
    const start = this.position;
    if (length > this.input.length - start) {
      this.refuse(`expected ${length} more bytes at offset ${start}, ${this.input.length - start} are left`);
    }
    this.position += length;
    return start;
  }

  u8(): number {
    return this.view.getUint8(this.take(1));
  }

  u16(): number {
    return this.view.getUint16(this.take(2));
  }

  u32(): number {
    return this.view.getUint32(this.take(4));
  }

  u64(): bigint {
    return this.view.getBigUint64(this.take(8));
  }

  u128(): bigint {
    return (this.u64() << 64n) | this.u64();
  }

  flag(): boolean {
    const value = this.u8();
    if (value > 1) this.refuse(`expected a flag of 0 or 1, got ${value}`);
    return value === 1;
  }

  /** A copy of the next `length` bytes. */
  fixed(length: number): Uint8Array<ArrayBuffer> {
    const start = this.take(length);
    return this.input.slice(start, start + length) as Uint8Array<ArrayBuffer>;
  }

  /** A length-prefixed byte string of at most `most` bytes. */
  bytes(most: number): Uint8Array<ArrayBuffer> {
    const length = this.u32();
    if (length > most) this.refuse(`expected at most ${most} bytes, got a length of ${length}`);
    return this.fixed(length);
  }

  /** A length-prefixed UTF-8 string of at most `most` bytes. */
  text(most: number): string {
    const bytes = this.bytes(most);
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
      return this.refuse("expected UTF-8 text");
    }
  }

  /** A counted list of at most `most` items. */
  list<T>(most: number, read: (decoder: this, index: number) => T): T[] {
    const count = this.u32();
    if (count > most) this.refuse(`expected at most ${most} items, got a count of ${count}`);
    const items: T[] = [];
    for (let index = 0; index < count; index++) items.push(read(this, index));
    return items;
  }

  /** Throws unless every byte was read. */
  finish(): void {
    const rest = this.input.length - this.position;
    if (rest !== 0) this.refuse(`${rest} bytes too many`);
  }
}
