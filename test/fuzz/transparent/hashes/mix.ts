// A keyed mix of 128 bits with the interface of a hash of @noble/hashes: as good as one for telling different bytes
// apart, a tenth of its cost, and no obstacle to anybody who looks for a collision, whom a plan does not have. Lanes
// and constants are those of MurmurHash3 (Appleby, public domain); what is longer than its state is squeezed out of
// it.

type Bytes = Uint8Array<ArrayBuffer>;

const BLOCK = 16;
const [C1, C2, C3, C4] = [0x239b961b, 0xab0e9789 | 0, 0x38b34ae5, 0xa1e38b93 | 0] as const;

/** Every bit of the result depends on every bit of `word`. */
function spread(word: number): number {
  let mixed = word ^ (word >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

export class Mix {
  private a: number;
  private b: number;
  private c: number;
  private d: number;
  /** Bytes that do not fill a block yet. */
  private readonly rest = new Uint8Array(BLOCK);
  private waiting = 0;
  private length = 0;
  /** Blocks that were squeezed out; none may be taken in after the first. */
  private squeezed = 0;

  constructor(
    private readonly seed: number,
    readonly outputLen: number,
  ) {
    this.a = this.b = this.c = this.d = seed | 0;
  }

  private take(bytes: Uint8Array, at: number): void {
    const word = (from: number): number =>
      bytes[from]! | (bytes[from + 1]! << 8) | (bytes[from + 2]! << 16) | (bytes[from + 3]! << 24);
    let { a, b, c, d } = this;
    let k = Math.imul(word(at), C1);
    a ^= Math.imul((k << 15) | (k >>> 17), C2);
    a = (Math.imul(((a << 19) | (a >>> 13)) + b, 5) + 0x561ccd1b) | 0;
    k = Math.imul(word(at + 4), C2);
    b ^= Math.imul((k << 16) | (k >>> 16), C3);
    b = (Math.imul(((b << 17) | (b >>> 15)) + c, 5) + 0x0bcaa747) | 0;
    k = Math.imul(word(at + 8), C3);
    c ^= Math.imul((k << 17) | (k >>> 15), C4);
    c = (Math.imul(((c << 15) | (c >>> 17)) + d, 5) + 0x96cd1c35) | 0;
    k = Math.imul(word(at + 12), C4);
    d ^= Math.imul((k << 18) | (k >>> 14), C1);
    d = (Math.imul(((d << 13) | (d >>> 19)) + a, 5) + 0x32ac3b17) | 0;
    this.a = a;
    this.b = b;
    this.c = c;
    this.d = d;
  }

  update(bytes: Uint8Array): this {
    const { rest } = this;
    const { length } = bytes;
    this.length += length;
    let at = 0;
    while (at < length) {
      if (this.waiting === 0 && length - at >= BLOCK) {
        this.take(bytes, at);
        at += BLOCK;
        continue;
      }
      rest[this.waiting++] = bytes[at++]!;
      if (this.waiting < BLOCK) continue;
      this.take(rest, 0);
      this.waiting = 0;
    }
    return this;
  }

  private close(): void {
    this.rest.fill(0, this.waiting);
    this.take(this.rest, 0);
    const { length } = this;
    this.a ^= length;
    this.b ^= length;
    this.c ^= length;
    this.d ^= length;
    this.stir();
  }

  private stir(): void {
    let { a, b, c, d } = this;
    a = (a + b + c + d) | 0;
    [b, c, d] = [(b + a) | 0, (c + a) | 0, (d + a) | 0];
    [a, b, c, d] = [spread(a), spread(b), spread(c), spread(d)];
    a = (a + b + c + d) | 0;
    [b, c, d] = [(b + a) | 0, (c + a) | 0, (d + a) | 0];
    [this.a, this.b, this.c, this.d] = [a, b, c, d];
  }

  /** The next bytes, in whole blocks of sixteen. */
  xof(length: number): Bytes {
    const out = new Uint8Array(length);
    if (this.squeezed === 0) this.close();
    for (let at = 0; at < length; at += BLOCK) {
      if (this.squeezed++ > 0) {
        this.a = (this.a + this.squeezed) | 0;
        this.stir();
      }
      let position = at;
      for (const word of [this.a, this.b, this.c, this.d]) {
        out[position++] = word;
        out[position++] = word >>> 8;
        out[position++] = word >>> 16;
        out[position++] = word >>> 24;
      }
    }
    return out;
  }

  digest(): Bytes {
    return this.xof(this.outputLen);
  }

  clone(): Mix {
    const copy = new Mix(this.seed, this.outputLen);
    [copy.a, copy.b, copy.c, copy.d] = [this.a, this.b, this.c, this.d];
    copy.rest.set(this.rest);
    copy.waiting = this.waiting;
    copy.length = this.length;
    return copy;
  }

  destroy(): void {}
}

export interface MixFunction {
  (message: Uint8Array, options?: { readonly dkLen?: number }): Bytes;
  readonly outputLen: number;
  readonly blockLen: number;
  create(options?: object): Mix;
}

/** A function in the place of a hash. Different seeds: different functions. */
export function mixFunction(seed: number, outputLen: number, blockLen: number): MixFunction {
  return Object.assign(
    (message: Uint8Array, { dkLen = outputLen } = {}) => new Mix(seed, dkLen).update(message).digest(),
    { outputLen, blockLen, create: () => new Mix(seed, outputLen) },
  );
}
