// SHA-256 and SHAKE256 of the core against @noble/hashes, at every length around the edges of blocks, and published
// answers (FIPS 180-4 and FIPS 202 examples).
import { sha256 } from "@noble/hashes/sha2.js";
import { shake256 } from "@noble/hashes/sha3.js";
import { describe, expect, it } from "vitest";
import { hex } from "../../support/bytes.js";
import { builds } from "../../support/compile.js";
import { seededRandom } from "../../support/generators.js";
import { compileBoth } from "../curve/support.js";

const compiled = await compileBoth("test/core/entries/hash.entry.ts");

for (const build of builds) {
  describe(`digests (${build})`, () => {
    const core = compiled[build];
    const out = core.allocate(1024);
    const input = core.allocate(1 << 20);
    const random = seededRandom(71);
    const put = (bytes: Uint8Array) => new Uint8Array(core.memory.buffer).set(bytes, input);
    const sha = (bytes: Uint8Array) => {
      put(bytes);
      core.sha256(out, input, bytes.length);
      return hex(new Uint8Array(core.memory.buffer, out, 32));
    };
    const shake = (bytes: Uint8Array, size: number) => {
      put(bytes);
      new Uint8Array(core.memory.buffer)[out + size] = 0xa5;
      core.shake256(out, size, input, bytes.length);
      expect(new Uint8Array(core.memory.buffer)[out + size]).toBe(0xa5);
      return hex(new Uint8Array(core.memory.buffer, out, size));
    };

    it("are those of the standards", () => {
      const abc = new TextEncoder().encode("abc");
      expect(sha(abc)).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
      expect(sha(new Uint8Array(0))).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
      expect(sha(new Uint8Array(1_000_000).fill(0x61))).toBe(
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0",
      );
      expect(shake(new Uint8Array(0), 32)).toBe("46b9dd2b0ba88d13233b3feb743eeb243fcd52ea62b81b82b50c27646ed5762f");
    });

    it("are those of the twin for all lengths up to three blocks, and long strings", () => {
      for (const length of [...Array.from({ length: 412 }, (_, i) => i), 4095, 4096, 100_001]) {
        const bytes = random(length);
        expect(sha(bytes)).toBe(hex(sha256(bytes)));
        expect(shake(bytes, 32)).toBe(hex(shake256(bytes, { dkLen: 32 })));
      }
    });

    it("squeeze as many bytes as are asked for", () => {
      const bytes = random(300);
      for (const size of [1, 7, 135, 136, 137, 271, 272, 273, 999])
        expect(shake(bytes, size)).toBe(hex(shake256(bytes, { dkLen: size })));
    });
  });
}
