// The limbs of the kernel's two builds as tests see them: raw reading and writing, and the check that an element is
// reduced.
import { expect } from "vitest";
import type { BuildName, EntryExports } from "../../support/compile.js";
import { generator } from "./integers.js";

export const p = 0x1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaabn;

export interface Representation {
  readonly width: number;
  readonly count: number;
  readonly radix: bigint;
  /** The greatest |limb| of a reduced element, the top limb apart. */
  readonly limbBound: number;
  /** The greatest |value| of a reduced element. */
  readonly valueBound: bigint;
}

export const representations: Record<BuildName, Representation> = {
  portable: { width: 30, count: 13, radix: 1n << 390n, limbBound: 2 ** 29 + 2 ** 20, valueBound: (p * 51n) / 100n },
  relaxed: { width: 48, count: 8, radix: 1n << 384n, limbBound: 2 ** 47 + 64, valueBound: (p * 64n) / 100n },
};

export function fromLimbs(limbs: readonly number[], width: number): bigint {
  return limbs.reduceRight((sum, limb) => (sum << BigInt(width)) + BigInt(limb), 0n);
}

export type Pair = [bigint, bigint];

/** A kernel with raw access to its elements. */
export class Elements {
  readonly form: Representation;

  constructor(
    readonly kernel: EntryExports,
    readonly build: BuildName,
  ) {
    this.form = representations[build];
  }

  private view(): DataView {
    return new DataView(this.kernel.memory.buffer);
  }

  limbs(at: number, lane: number): number[] {
    const view = this.view();
    return Array.from({ length: this.form.count }, (_, i) =>
      this.build === "portable"
        ? view.getInt32(at + 64 * lane + 4 * i, true)
        : view.getFloat64(at + 16 * i + 8 * lane, true),
    );
  }

  setLimbs(at: number, lane: number, limbs: readonly number[]): void {
    const view = this.view();
    for (const [i, limb] of limbs.entries()) {
      if (this.build === "portable") view.setInt32(at + 64 * lane + 4 * i, limb, true);
      else view.setFloat64(at + 16 * i + 8 * lane, limb, true);
    }
  }

  setPair(at: number, lanes: readonly [readonly number[], readonly number[]]): void {
    this.setLimbs(at, 0, lanes[0]);
    this.setLimbs(at, 1, lanes[1]);
  }

  /** The integer in a lane, in Montgomery form, without any check. */
  integer(at: number, lane: number): bigint {
    return fromLimbs(this.limbs(at, lane), this.form.width);
  }

  integers(at: number): Pair {
    return [this.integer(at, 0), this.integer(at, 1)];
  }

  /** The integer in a lane, after checking that the element is reduced. */
  reduced(at: number, lane: number): bigint {
    const limbs = this.limbs(at, lane);
    if (!limbs.every(Number.isInteger)) expect.fail(`limbs ${limbs} are not integers`);
    const worst = Math.max(...limbs.slice(0, -1).map(Math.abs));
    if (worst > this.form.limbBound) expect.fail(`a limb of ${worst} is not normalised`);
    const value = fromLimbs(limbs, this.form.width);
    if (value > this.form.valueBound || -value > this.form.valueBound) {
      expect.fail(`value ${Number((value * 1000n) / p) / 1000} p is not reduced`);
    }
    return value;
  }

  /** Balanced limbs of an integer. */
  split(value: bigint): number[] {
    const { width, count } = this.form;
    const base = 1n << BigInt(width);
    const limbs: number[] = [];
    for (let i = 0; i < count - 1; i++) {
      let limb = BigInt.asUintN(width, value);
      if (2n * limb >= base) limb -= base;
      limbs.push(Number(limb));
      value = (value - limb) / base;
    }
    return [...limbs, Number(value)];
  }

  /** Puts an integer of any size mod p into a lane, centred. */
  put(at: number, lane: number, value: bigint): void {
    let residue = ((value % p) + p) % p;
    if (2n * residue > p) residue -= p;
    this.setLimbs(at, lane, this.split(residue));
  }

  /**
   * Reduced elements at the edges of what a representation may hold: limbs at their bounds, in one sign, mixed signs,
   * or alone.
   */
  extremes(seed: number): number[][] {
    const { count, width, limbBound, valueBound } = this.form;
    const next = generator(seed);
    const withTop = (limbs: number[], sign: bigint): number[] => {
      // the top limb that takes the value to its bound, rounded towards zero
      const unit = 1n << BigInt(width * (count - 1));
      const rest = fromLimbs(limbs, width);
      return [...limbs, Number((sign * valueBound - rest) / unit)];
    };
    const fill = (choose: (i: number) => number) => Array.from({ length: count - 1 }, (_, i) => choose(i) + 0);
    const list: number[][] = [];
    for (const sign of [1n, -1n]) {
      list.push(
        withTop(
          fill(() => limbBound),
          sign,
        ),
      );
      list.push(
        withTop(
          fill(() => -limbBound),
          sign,
        ),
      );
      list.push(
        withTop(
          fill((i) => (i % 2 ? limbBound : -limbBound)),
          sign,
        ),
      );
      list.push(
        withTop(
          fill((i) => (i % 2 ? -limbBound : limbBound)),
          sign,
        ),
      );
      list.push(
        withTop(
          fill(() => 0),
          sign,
        ),
      );
      for (let i = 0; i < 6; i++)
        list.push(
          withTop(
            fill(() => (next() & 1n ? limbBound : -limbBound)),
            sign,
          ),
        );
    }
    for (let i = 0; i < count - 1; i++) {
      list.push([...fill((j) => (j === i ? limbBound : 0)), 0], [...fill((j) => (j === i ? -limbBound : 0)), 0]);
    }
    return list;
  }
}
