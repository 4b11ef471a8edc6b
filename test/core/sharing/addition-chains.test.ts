// Every program multiplies by what it says, stays within its levels, adds no equal points, and is no dearer than the
// non-adjacent form.
import { describe, expect, it } from "vitest";
import { builds, compileEntry } from "../../support/compile.js";

describe.each(builds)("addition chains on the %s build", async (build) => {
  const wasm = await compileEntry("test/core/entries/scalars.entry.ts", build);
  const [size, first, levels] = [wasm.PROGRAM, wasm.FIRST, wasm.LEVELS].map((value) => Number(value.value ?? value));
  const program = wasm.allocate(size);

  function run(x: number): { value: bigint; cost: number } {
    const cost: number = wasm.makeProgram(program, x);
    const bytes = new Uint8Array(wasm.memory.buffer, program, size);
    const length = bytes[0]!;
    expect(length + first!).toBeLessThanOrEqual(size!);
    const bases: bigint[] = [];
    let value = 1n;
    for (let step = 0; step < length; step++) {
      const code = bytes[first! + step]!;
      const level = code >> 4;
      const base = () => {
        expect(level).toBeLessThan(levels!);
        return bases[level]!;
      };
      const twice = (sum: bigint) => {
        // 2P + Q is computed as (P + Q) + P: neither sum may be of equal points
        expect(value === base() || value === -base()).toBe(false);
        return sum;
      };
      switch (code & 15) {
        case 1:
          expect(level).toBeLessThan(levels!);
          bases[level] = value;
          break;
        case 2:
          value *= 2n;
          break;
        case 3:
          value += base();
          break;
        case 4:
          value -= base();
          break;
        case 5:
          value = twice(2n * value + base());
          break;
        case 6:
          value = twice(2n * value - base());
          break;
        default:
          throw new Error(`operation ${code}`);
      }
      expect(value > 0n).toBe(true);
    }
    return { value, cost };
  }

  /** Doublings at 1.14 additions; an addition after a doubling saves 0.26. */
  function nafCost(x: number): number {
    let rest = BigInt(x);
    let doublings = -1;
    let additions = -1;
    for (; rest > 0n; rest >>= 1n) {
      doublings++;
      if ((rest & 1n) === 0n) continue;
      rest -= 2n - (rest & 3n);
      additions++;
    }
    return 1.14 * doublings + 0.74 * additions + 0.26;
  }

  it("up to 1500, and longer ones", () => {
    const list = Array.from({ length: 1500 }, (_, index) => index + 1);
    for (let bits = 13; bits <= 30; bits++)
      list.push(2 ** bits - 1, 2 ** (bits - 1), 2 ** (bits - 1) + 1, 0x2aaaaaaa >>> (30 - bits));
    for (let index = 1; index < 500; index++) list.push((index * 2654435761) % 2 ** 30 || 1);
    for (const x of list) {
      const { value, cost } = run(x);
      expect(value).toBe(BigInt(x));
      expect(cost, `cost of ${x}`).toBeLessThanOrEqual(nafCost(x) + 0.53);
    }
  });
});
