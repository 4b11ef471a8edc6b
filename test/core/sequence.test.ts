// What is for secrets does the same operations whatever the secret is: counted, in the debug build that counts what the
// kernel does. (That no address depends on one is a matter of reading: table look-ups read every entry.)
import { describe, expect, test } from "vitest";
import { bigEndian } from "../support/bytes.js";
import { builds } from "../support/compile.js";
import { ORDER } from "../support/generators.js";

const COUNTERS = 9;
const { countingCore } = await import(new URL("../../bench/counts/core.mjs", import.meta.url).href);

const SCALARS = [0n, 1n, 2n, 6n, 0xd201000000010000n, 1n << 128n, (1n << 254n) - 1n, ORDER >> 1n, ORDER - 1n];

describe.each(builds)("%s", (build) => {
  test("secret scalars: the same operations for each", async () => {
    const core = await countingCore(build);
    const put = (bytes: Uint8Array): number => {
      const at = core.allocate(bytes.length);
      new Uint8Array(core.memory.buffer).set(bytes, at);
      return at;
    };
    const out = core.allocate(2 * 768);
    const scalars = SCALARS.map((scalar) => put(bigEndian(scalar, 32)));
    const many = SCALARS.map((scalar) => put(bigEndian((scalar << 256n) | scalar, 64)));
    const sequences = (run: (scalar: number, index: number) => void, from = scalars) => {
      run(scalars[0]!, 0); // tables that are made when first needed
      return new Set(
        from.map((scalar, index) => {
          core.resetCounters();
          run(scalar, index);
          return Array.from({ length: COUNTERS }, (_, counter) => core.counter(counter)).join();
        }),
      ).size;
    };
    for (const group of ["g1", "g2"]) {
      const call = (name: string, ...values: number[]) => core[group + name](...values);
      const generator = core.allocate(384);
      call("Generator", generator);
      const point = core.allocate(384);
      call("HashToCurve", point, put(Uint8Array.from({ length: 256 }, (_, index) => index)));
      const zero = core.allocate(384);
      call("Zero", zero);
      // x = 4 in G1 and x = 2 in G2
      const outside = core.allocate(384);
      const length = group === "g1" ? 48 : 96;
      const encoding = new Uint8Array(length);
      encoding[0] = 0x80;
      encoding[length - 1] = group === "g1" ? 4 : 2;
      expect(call("FromBytes", outside, put(encoding), length, 0)).toBe(0);
      expect(call("IsTorsionFree", outside)).toBe(0);
      for (const p of [point, generator, zero]) {
        expect(sequences((scalar) => call("Multiply", out, p, scalar))).toBe(1);
      }
      for (const p of [point, generator, zero, outside]) {
        expect(sequences((scalar) => call("MultiplyAny", out, p, scalar))).toBe(1);
      }
      expect(sequences((scalar) => call("MultiplyBase", out, scalar))).toBe(1);
      expect(sequences((_, index) => call("VectorMultiplyBase", out, many[index]!, 2))).toBe(1);
      // of a secret multiple; that it is the identity is what its encoding says
      const product = core.allocate(384);
      const use = (scalar: number) => {
        call("Multiply", product, point, scalar);
        call("Add", out, point, product);
        call("ToBytes", out, product, 1);
      };
      expect(sequences(use, scalars.slice(1))).toBe(1);
      // and what is not for secrets is told apart
      expect(sequences((scalar) => call("MultiplyVartime", out, point, scalar))).toBeGreaterThan(3);
    }
    const [p, q, gt] = [core.allocate(384), core.allocate(384), core.allocate(768)];
    core.g1Generator(p);
    core.g2Generator(q);
    core.pairing(gt, p, q);
    expect(sequences((scalar) => core.gtPow(out, gt, scalar))).toBe(1);
  }, 300_000);
});
