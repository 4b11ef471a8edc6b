import { beforeAll, describe, expect, it } from "vitest";
import { builds, compileEntry, type EntryExports } from "../../support/compile.js";
import { ORDER, PARAMETER } from "../../support/generators.js";
import { carries } from "./carries.js";
import { curve, groups, loadPoints, type Point, packedBytes, somePoints, storePoints } from "./packed.js";

const z = -PARAMETER;

/** Deterministic integers of exactly the given bits or fewer. */
function integers(count: number, bits: number, seed = 1n): bigint[] {
  let state = seed;
  return Array.from({ length: count }, () => {
    let value = 0n;
    for (let have = 0; have < bits; have += 32) {
      state = (state * 6364136223846793005n + 1442695040888963407n) & 0xffffffffffffffffn;
      value = (value << 32n) | (state >> 32n);
    }
    return value & ((1n << BigInt(bits)) - 1n);
  });
}

/** Scalars at the borders of digit strings and windows. */
const borders = [0n, 1n, 2n, ORDER - 1n, ORDER - 2n, ORDER / 2n, z, z - 1n, z + 1n, z / 2n, z / 2n + 1n, z ** 2n]
  .concat([
    z ** 2n - 1n,
    z ** 2n / 2n,
    z ** 2n / 2n + 1n,
    z ** 3n,
    z ** 3n / 2n,
    z ** 3n - 1n,
    ORDER - z,
    ORDER - z ** 2n,
  ])
  .concat(
    [8n, 16n, 24n, 63n, 64n, 65n, 127n, 128n, 129n, 191n, 192n, 254n].flatMap((bit) => [2n ** bit, 2n ** bit - 1n]),
  )
  .filter((scalar) => scalar < ORDER);

describe.each(builds)("multi-scalar multiplication, %s build", (build) => {
  let core: EntryExports;
  beforeAll(async () => {
    core = await compileEntry("test/core/entries/msm.entry.ts", build);
  });

  function putScalars(scalars: readonly bigint[]): number {
    const address = core.allocate(32 * Math.max(scalars.length, 1));
    const bytes = new Uint8Array(core.memory.buffer, address, 32 * scalars.length);
    scalars.forEach((scalar, i) => {
      for (let j = 31, rest = scalar; j >= 0; j--, rest >>= 8n) bytes[32 * i + j] = Number(rest & 255n);
    });
    return address;
  }

  describe.each(groups)("%s", (group) => {
    const size = packedBytes(group);
    const { ZERO, BASE } = curve(group);

    /** Runs an operation that writes a projective point and gives that point. */
    function result(run: (out: number) => void): Point {
      const position = core.mark();
      const out = core.allocate(384);
      run(out);
      const packed = core.allocate(size);
      core[`${group}Pack`](packed, out);
      const [point] = storePoints(core, group, packed, 1);
      core.release(position);
      return point;
    }

    type Method = "Msm" | "Naive" | "Pippenger" | "Straus";
    /** The sum by one method; the arena must come back as it was. */
    function msm(points: Point[], scalars: bigint[], bits = 255, method: Method = "Msm", width = 0): Point {
      const position = core.mark();
      const vector = core.allocate(size * Math.max(points.length, 1));
      loadPoints(core, group, vector, points);
      const bytes = putScalars(scalars);
      const before = core.mark();
      const sum = result((out) => {
        const top = core.mark();
        core[`${group}${method}`](out, vector, bytes, points.length, bits, width);
        expect(core.mark()).toBe(top);
      });
      expect(core.mark()).toBe(before);
      core.release(position);
      return sum;
    }

    /** The sum by the discrete logarithms of the points: k_i of P_i = k_i BASE. */
    const known = (logarithms: readonly bigint[], scalars: readonly bigint[]): Point => {
      const total = logarithms.reduce((sum, k, i) => (sum + k * (scalars[i] ?? 0n)) % ORDER, 0n);
      return total === 0n ? ZERO : BASE.multiply(total);
    };
    const expectEqual = (found: Point, expected: Point): void => {
      expect(found.toHex(true)).toBe(expected.toHex(true));
    };

    // P_i = (first + i step) BASE
    const first = 0xfedcba9876543211n;
    const step = 0x123456789abcdf0n;
    const many = somePoints(group, 1000);
    const logarithms = many.map((_, i) => first + BigInt(i) * step);

    it("knows its test points", () => {
      expectEqual(many[0], BASE.multiply(first));
      expectEqual(many[999], BASE.multiply(first + 999n * step));
    });

    it.each([0, 1, 2, 3, 7, 31, 32, 33, 100, 1000])("computes sums of %i points", (count) => {
      const points = many.slice(0, count);
      const scalars = integers(count, 255, BigInt(count)).map((scalar) => scalar % ORDER);
      const sum = msm(points, scalars);
      expectEqual(sum, known(logarithms, scalars));
      expectEqual(sum, msm(points, scalars, 255, "Naive"));
    });

    it("agrees with @noble/curves", () => {
      for (const count of [1, 2, 5, 17]) {
        const points = many.slice(10, 10 + count);
        const scalars = integers(count, 255, 77n).map((scalar) => scalar % ORDER);
        const naive = points.reduce((sum, point, i) => sum.add(point.multiply(scalars[i])), ZERO);
        expectEqual(msm(points, scalars), naive);
      }
    });

    it("takes scalars at the borders of strings and windows, alone and together", () => {
      for (const scalar of borders) expectEqual(msm([many[1]], [scalar]), known(logarithms.slice(1), [scalar]));
      expectEqual(msm(many.slice(0, borders.length), borders), known(logarithms, borders));
      const repeated = Array.from({ length: 400 }, (_, i) => borders[(i * 7) % borders.length] ?? 0n);
      expectEqual(msm(many.slice(0, 400), repeated), known(logarithms, repeated));
    });

    it("reduces scalars of 256 bits", () => {
      const scalars = [ORDER, ORDER + 1n, 2n * ORDER, 2n * ORDER + 5n, 2n ** 256n - 1n, 2n ** 255n];
      expectEqual(msm(many.slice(0, 6), scalars), known(logarithms, scalars));
      const wide = integers(150, 256, 5n);
      expectEqual(msm(many.slice(0, 150), wide), known(logarithms, wide));
    });

    it.each([1, 2, 3, 4, 5, 6])("Straus' method with windows of %i bits", (width) => {
      if (width === 1) return;
      for (const count of [1, 2, 9]) {
        const scalars = borders.concat(integers(8, 255).map((scalar) => scalar % ORDER)).slice(-count);
        expectEqual(msm(many.slice(0, count), scalars, 255, "Straus", width), known(logarithms, scalars));
      }
      for (const scalar of borders) {
        expectEqual(
          msm([many[2], many[3]], [scalar, 1n], 255, "Straus", width),
          known(logarithms.slice(2), [scalar, 1n]),
        );
      }
    });

    it.each([2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16])(
      "the bucket method with windows of %i bits",
      (width) => {
        const scalars = borders.concat(integers(20, 255).map((scalar) => scalar % ORDER));
        const points = many.slice(0, scalars.length);
        expectEqual(msm(points, scalars, 255, "Pippenger", width), known(logarithms, scalars));
      },
    );

    it.each([16, 64, 100, 128, 200])("short scalars of %i bits", (bits) => {
      const largest = 2n ** BigInt(bits) - 1n;
      for (const count of [1, 2, 40, 300]) {
        const scalars = integers(count, bits, BigInt(bits));
        scalars[0] = largest;
        if (count > 1) scalars[1] = 2n ** BigInt(bits - 1);
        expectEqual(msm(many.slice(0, count), scalars, bits), known(logarithms, scalars));
      }
      const all = Array.from({ length: 20 }, () => largest);
      for (const width of [2, 3, 4, 5, 6, 8, 11, 13, 16]) {
        expectEqual(msm(many.slice(0, 20), all, bits, "Pippenger", width), known(logarithms, all));
        if (width <= 6) expectEqual(msm(many.slice(0, 20), all, bits, "Straus", width), known(logarithms, all));
      }
    });

    describe("unfriendly input", () => {
      const counts = [2, 3, 33, 200];
      const random = (count: number) => integers(count, 255, 9n).map((scalar) => scalar % ORDER);

      it.each(counts)("%i equal points", (count) => {
        const scalars = random(count);
        expectEqual(msm(Array(count).fill(many[5]), scalars), known(Array(count).fill(logarithms[5]), scalars));
      });

      it.each(counts)("%i equal scalars", (count) => {
        for (const scalar of [1n, ORDER - 1n, 0x8080808080808080n, random(1)[0] ?? 0n]) {
          const scalars = Array(count).fill(scalar);
          expectEqual(msm(many.slice(0, count), scalars), known(logarithms, scalars));
        }
      });

      it.each(counts)("%i equal points with equal scalars", (count) => {
        const scalars = Array(count).fill(random(1)[0]);
        expectEqual(msm(Array(count).fill(many[5]), scalars), known(Array(count).fill(logarithms[5]), scalars));
      });

      it.each(counts)("%i points in opposite pairs", (count) => {
        const points = Array.from({ length: count }, (_, i) => (i % 2 === 0 ? many[i] : many[i - 1].negate()));
        const logs = points.map((_, i) => (i % 2 === 0 ? logarithms[i] : ORDER - (logarithms[i - 1] ?? 0n)) ?? 0n);
        const scalars = random(count);
        expectEqual(msm(points, scalars), known(logs, scalars));
        const same = Array(count).fill(scalars[0]);
        expectEqual(msm(points, same), known(logs, same));
        const paired = scalars.map((_, i) => scalars[i - (i % 2)] ?? 0n);
        expectEqual(msm(points, paired), known(logs, paired));
      });

      it.each(counts)("%i points with their images under the endomorphism", (count) => {
        // digits meet in a bucket as equal and as opposite points
        const powers = [1n, z ** 2n, ORDER - z ** 2n, z, ORDER - z, ORDER - 1n];
        const points = Array.from({ length: count }, (_, i) => many[0].multiply(powers[i % 6]));
        const logs = points.map((_, i) => first * (powers[i % 6] ?? 0n));
        const mixed = Array.from({ length: count }, (_, i) => powers[(i * 5 + (i >> 2)) % 6] ?? 0n);
        for (const scalars of [Array(count).fill(1n), Array(count).fill(5n * z * z + 5n), mixed, random(count)]) {
          expectEqual(msm(points, scalars), known(logs, scalars));
        }
      });

      it.each(counts)("%i points with infinity among them", (count) => {
        const points = many.slice(0, count).map((point, i) => (i % 3 === 1 ? ZERO : point));
        const logs = points.map((_, i) => (i % 3 === 1 ? 0n : (logarithms[i] ?? 0n)));
        const scalars = random(count);
        expectEqual(msm(points, scalars), known(logs, scalars));
      });

      it.each(counts)("%i times infinity, or scalars all zero", (count) => {
        expectEqual(msm(Array(count).fill(ZERO), random(count)), ZERO);
        expectEqual(msm(many.slice(0, count), Array(count).fill(0n)), ZERO);
        expectEqual(msm(many.slice(0, count), Array(count).fill(ORDER)), ZERO);
        const scalars = Array.from({ length: count }, (_, i) => (i === count - 1 ? 3n : 0n));
        expectEqual(msm(many.slice(0, count), scalars), known(logarithms, scalars));
      });

      it.each(counts)("%i points whose sum cancels", (count) => {
        const points = many.slice(0, count);
        const scalars = random(count);
        const rest = known(logarithms, scalars);
        expectEqual(msm([...points, rest.negate()], [...scalars, 1n]), ZERO);
      });

      it("all points in one bucket, more than a chunk of references", () => {
        const count = 9000;
        const points = Array.from({ length: count }, (_, i) => many[i % 1000]);
        const logs = points.map((_, i) => logarithms[i % 1000] ?? 0n);
        for (const scalar of [1n, ORDER - 3n]) {
          const scalars = Array(count).fill(scalar);
          expectEqual(msm(points, scalars, 255, "Pippenger", 8), known(logs, scalars));
        }
      });
    });

    it("takes more points than are worked on at a time, to the last", () => {
      const count = (1 << 16) + 3;
      const position = core.mark();
      const vector = core.allocate(size * count);
      loadPoints(core, group, vector, many);
      const memory = new Uint8Array(core.memory.buffer);
      for (let at = 1000; at < count; at += 1000) {
        memory.copyWithin(vector + size * at, vector, vector + size * Math.min(1000, count - at));
      }
      const scalars = integers(count, 16, 5n);
      const bytes = putScalars(scalars);
      const sum = result((out) => core[`${group}Msm`](out, vector, bytes, count, 16));
      core.release(position);
      const logs = scalars.map((_, i) => logarithms[i % 1000] ?? 0n);
      expectEqual(sum, known(logs, scalars));
    });

    it("chooses a method and a width for every size", () => {
      for (const bits of [1, 16, 64, 128, 255]) {
        for (let count = 1; count <= 1 << 17; count = count + 1 + (count >> 2)) {
          const plan = core[`${group}Plan`](count, bits);
          expect(Math.abs(plan)).toBeGreaterThanOrEqual(2);
          expect(Math.abs(plan)).toBeLessThanOrEqual(plan < 0 ? 6 : 16);
        }
      }
    });

    it("cuts scalars into bounded signed digits that recompose to them", () => {
      const weights = group === "g1" ? [1n, z ** 2n] : [1n, z, z ** 2n, z ** 3n];
      const position = core.mark();
      const out = core.allocate(4 * 4 * 70);
      const scalars = [...borders, ...carries, ...integers(100, 256)];
      for (let width = 2; width <= 16; width++) {
        for (const scalar of scalars) {
          const inner = core.mark();
          const windows: number = core[`${group}Digits`](out, putScalars([scalar]), 255, width);
          const digits = Array.from(new Int32Array(core.memory.buffer, out, windows * weights.length));
          core.release(inner);
          const limit = 2 ** (width - 1);
          let total = 0n;
          digits.forEach((digit, i) => {
            expect(Math.abs(digit)).toBeLessThanOrEqual(limit);
            const weight = weights[Math.floor(i / windows)] ?? 0n;
            total += (BigInt(digit) << BigInt(width * (i % windows))) * weight;
          });
          expect((((total - scalar) % ORDER) + ORDER) % ORDER).toBe(0n);
        }
      }
      core.release(position);
    });
  });
});
