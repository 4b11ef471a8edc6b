// Twin of the field in plain BigInt, and the way in and out of a module that shows the field's internals.
import type { EntryExports } from "./compile.js";

export const P = 0x1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaabn;
export const R = 0x73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001n;

export type Pair = readonly [bigint, bigint];

export const mod = (a: bigint): bigint => ((a % P) + P) % P;

export function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let b = mod(base), e = exponent; e > 0n; e >>= 1n) {
    if (e & 1n) result = (result * b) % P;
    b = (b * b) % P;
  }
  return result;
}
export const inverse = (a: bigint): bigint => power(a, P - 2n);
export const isSquare = (a: bigint): boolean => mod(a) === 0n || power(a, (P - 1n) / 2n) === 1n;

/** Fp2 as [c0, c1] with u^2 = -1. */
export const fp2 = {
  add: (a: Pair, b: Pair): Pair => [mod(a[0] + b[0]), mod(a[1] + b[1])],
  sub: (a: Pair, b: Pair): Pair => [mod(a[0] - b[0]), mod(a[1] - b[1])],
  mul: (a: Pair, b: Pair): Pair => [mod(a[0] * b[0] - a[1] * b[1]), mod(a[0] * b[1] + a[1] * b[0])],
  xi: (a: Pair): Pair => [mod(a[0] - a[1]), mod(a[0] + a[1])],
  inv: (a: Pair): Pair => {
    const scale = inverse(a[0] * a[0] + a[1] * a[1]);
    return [mod(a[0] * scale), mod(-a[1] * scale)];
  },
};

/** A small deterministic generator: the same values in every run, skewed towards edges. */
export class Random {
  #state: bigint;
  constructor(seed: number) {
    this.#state = BigInt(seed) * 0x9e3779b97f4a7c15n + 1n;
  }
  word(): bigint {
    this.#state = (this.#state + 0x9e3779b97f4a7c15n) & 0xffffffffffffffffn;
    let z = this.#state;
    z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & 0xffffffffffffffffn;
    z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & 0xffffffffffffffffn;
    return z ^ (z >> 31n);
  }
  bits(count: number): bigint {
    let value = 0n;
    for (let have = 0; have < count; have += 64) value = (value << 64n) | this.word();
    return value & ((1n << BigInt(count)) - 1n);
  }
  below(limit: number): number {
    return Number(this.word() % BigInt(limit));
  }
  bytes(count: number): Uint8Array {
    return Uint8Array.from({ length: count }, () => this.below(256));
  }
  /**
   * A field element: uniform half of the time, else an edge, a power of two, a short number or one of long runs of
   * bits.
   */
  element(): bigint {
    const uniform = mod(this.bits(448));
    switch (this.below(8)) {
      case 0:
        return mod(edges[this.below(edges.length)]!);
      case 1:
        return mod((1n << BigInt(this.below(384))) + BigInt(this.below(5)) - 2n);
      case 2:
        return mod(this.bits(1 + this.below(380)));
      case 3: {
        let value = 0n;
        for (let have = 0; have < 384; ) {
          const run = 1 + this.below(60);
          value = (value << BigInt(run)) | (this.below(2) === 1 ? (1n << BigInt(run)) - 1n : 0n);
          have += run;
        }
        return mod(value);
      }
      default:
        return uniform;
    }
  }
  pair(): Pair {
    return [this.element(), this.element()];
  }
}

export const edges: readonly bigint[] = [
  0n,
  1n,
  2n,
  3n,
  P - 1n,
  P - 2n,
  (P - 1n) / 2n,
  (P + 1n) / 2n,
  (P - 3n) / 4n,
  (1n << 30n) - 1n,
  1n << 60n,
  (1n << 64n) - 1n,
  1n << 380n,
  mod(1n << 384n),
  mod(1n << 390n),
  mod(1n << 768n),
  P >> 1n,
  P >> 192n,
];

/** Reads and writes elements of a compiled entry; every slot comes from the module's arena. */
export class Access {
  readonly wasm: EntryExports;
  readonly #words: number;
  constructor(wasm: EntryExports) {
    this.wasm = wasm;
    this.#words = wasm.allocate(96);
  }
  get bytes(): Uint8Array {
    return new Uint8Array(this.wasm.memory.buffer);
  }
  slots(count: number): number {
    return this.wasm.allocate(128 * count);
  }
  slot(value?: Pair | bigint): number {
    const at = this.slots(1);
    if (value !== undefined) this.set(at, value);
    return at;
  }
  #word(at: number, value: bigint): void {
    const view = new DataView(this.wasm.memory.buffer);
    for (let i = 0; i < 6; i++) view.setBigUint64(at + 8 * i, (value >> BigInt(64 * i)) & 0xffffffffffffffffn, true);
  }
  #integer(at: number): bigint {
    const view = new DataView(this.wasm.memory.buffer);
    let value = 0n;
    for (let i = 5; i >= 0; i--) value = (value << 64n) | view.getBigUint64(at + 8 * i, true);
    return value;
  }
  set(at: number, value: Pair | bigint): void {
    const [c0, c1] = typeof value === "bigint" ? [value, 0n] : value;
    this.#word(this.#words, c0);
    this.#word(this.#words + 48, c1);
    this.wasm.fromWords(at, this.#words, this.#words + 48);
  }
  get(at: number): Pair {
    this.wasm.toWords(this.#words, this.#words + 48, at);
    return [this.#integer(this.#words), this.#integer(this.#words + 48)];
  }
  /** `count` consecutive slots. */
  setMany(at: number, values: readonly Pair[]): void {
    values.forEach((value, i) => {
      this.set(at + 128 * i, value);
    });
  }
  getMany(at: number, count: number): Pair[] {
    return Array.from({ length: count }, (_, i) => this.get(at + 128 * i));
  }
  write(at: number, data: Uint8Array): void {
    this.bytes.set(data, at);
  }
  read(at: number, length: number): Uint8Array {
    return this.bytes.slice(at, at + length);
  }
}

export function toBytes(value: bigint, length = 48): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => Number((value >> BigInt(8 * (length - 1 - i))) & 0xffn));
}
export function fromBytes(bytes: Uint8Array): bigint {
  return bytes.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);
}
