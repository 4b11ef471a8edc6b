// A plan's dice: everything that happens in it follows from its number.
import { utf8 } from "../../bindings/bytes.js";
import { sha256 } from "./transparent/hashes/sha2.js";

export class Dice {
  private a: number;
  private b: number;
  private c: number;
  private d: number;

  constructor(readonly name: string) {
    const view = new DataView(sha256(utf8(name)).buffer);
    [this.a, this.b, this.c, this.d] = [0, 4, 8, 12].map((at) => view.getUint32(at)) as [
      number,
      number,
      number,
      number,
    ];
  }

  /** sfc32: 32 bits, fast, and good enough for dice. */
  private next(): number {
    const t = (this.a + this.b + this.d) >>> 0;
    this.d = (this.d + 1) >>> 0;
    this.a = (this.b ^ (this.b >>> 9)) >>> 0;
    this.b = (this.c + (this.c << 3)) >>> 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + t) >>> 0;
    return t;
  }

  /** 0 <= number < below. */
  below(below: number): number {
    return Math.floor((this.next() / 0x100000000) * below);
  }

  /** From least to most. */
  from(least: number, most: number): number {
    return least + this.below(most - least + 1);
  }

  chance(probability: number): boolean {
    return this.next() / 0x100000000 < probability;
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)]!;
  }

  /** So many of them, in any order. */
  some<Item>(items: readonly Item[], count: number): Item[] {
    return this.shuffled(items).slice(0, count);
  }

  shuffled<Item>(items: readonly Item[]): Item[] {
    const copy = [...items];
    for (let last = copy.length - 1; last > 0; last--) {
      const other = this.below(last + 1);
      [copy[last], copy[other]] = [copy[other]!, copy[last]!];
    }
    return copy;
  }

  bytes(length: number): Uint8Array<ArrayBuffer> {
    const out = new Uint8Array(length);
    for (let at = 0; at < length; at++) out[at] = this.below(256);
    return out;
  }

  /** Dice of their own for a part of the plan. */
  of(part: string): Dice {
    return new Dice(`${this.name}/${part}`);
  }
}
