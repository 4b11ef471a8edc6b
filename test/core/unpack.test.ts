// The decoder of the embedded modules against the LZMA format of an independent encoder.
import { compress } from "@blu3r4y/lzma";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { EmbeddedModule } from "../../bindings/core.js";
import { PORTABLE } from "../../bindings/embedded/portable.gen.js";
import { unpack } from "../../bindings/unpack.js";

function embed(bytes: Uint8Array): EmbeddedModule {
  const packed = Buffer.from(compress(bytes, 9)).toString("base64");
  return { kernel: "portable", length: bytes.length, sha256: "", label: "", packed };
}

const damage = (text: string, index: number) =>
  text.slice(0, index) + (text[index] === "A" ? "B" : "A") + text.slice(index + 1);

describe("unpacking", () => {
  it("gives back what was packed: literals, matches, repetitions of each age, long matches, far distances", () => {
    const pattern = fc.oneof(
      fc.uint8Array({ minLength: 1, maxLength: 40 }),
      fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 9 }), fc.integer({ min: 1, max: 200 })).map(([part, times]) => {
        return Uint8Array.from({ length: part.length * times }, (_, index) => part[index % part.length]!);
      }),
    );
    fc.assert(
      fc.property(
        fc.array(pattern, { minLength: 1, maxLength: 12 }),
        fc.array(fc.nat(11), { maxLength: 30 }),
        (parts, order) => {
          const bytes = Uint8Array.from(
            [...parts, ...order.map((index) => parts[index % parts.length]!)].flatMap((p) => [...p]),
          );
          expect(Buffer.from(unpack(embed(bytes))).equals(bytes)).toBe(true);
        },
      ),
      { numRuns: 25, seed: 1 },
    );
    // distances beyond 2^17, coded with direct bits
    const far = Uint8Array.from(
      { length: 300_000 },
      (_, index) => (index % 150_001) * 2654435761 * (index % 7 === 0 ? 1 : 0),
    );
    expect(Buffer.from(unpack(embed(far))).equals(far)).toBe(true);
  });

  it("refuses a module that is damaged, cut short or of another length", () => {
    const refused = expect.objectContaining({ code: "BAD_MODULE" });
    const { packed, length } = PORTABLE;
    for (const at of [0, 8, 20, 24, packed.length >> 1, packed.length - 8]) {
      expect(() => unpack({ ...PORTABLE, packed: damage(packed, at) }), `character ${at}`).toThrow(refused);
    }
    expect(() => unpack({ ...PORTABLE, packed: packed.slice(0, packed.length >> 1) })).toThrow(refused);
    expect(() => unpack({ ...PORTABLE, length: length - 1 })).toThrow(refused);
    expect(() => unpack({ ...PORTABLE, length: length + 1 })).toThrow(refused);
    expect(unpack(PORTABLE)).toHaveLength(length);
  });
});
