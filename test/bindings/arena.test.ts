import { describe, expect, it } from "vitest";
import { Arena } from "../../bindings/arena.js";
import { fail } from "../../bindings/errors.js";
import { core } from "../../bindings/instance.js";
import { generator, multiplyToBytes } from "../../bindings/point.js";
import { reduceScalar } from "../../bindings/scalar.js";
import { withArena, withSecretArena } from "../../bindings/scope.js";
import { minPk, minSig } from "../../src/bls/index.js";

const memory = () => new Uint8Array(core().wasm.memory.buffer as ArrayBuffer);

function positionsOf(needle: Uint8Array): number[] {
  const haystack = memory();
  const found: number[] = [];
  for (let at = haystack.indexOf(needle[0]!); at >= 0; at = haystack.indexOf(needle[0]!, at + 1)) {
    if (needle.every((byte, index) => haystack[at + index] === byte)) found.push(at);
  }
  return found;
}

describe("arena", () => {
  it("gives everything back when a scope ends, by return or by throw", () => {
    const { wasm } = core();
    const before = wasm.mark();
    withArena((arena) => arena.allocate(1000));
    expect(wasm.mark()).toBe(before);
    expect(() =>
      withArena((arena) => {
        arena.allocate(1000);
        throw new Error("on purpose");
      }),
    ).toThrow("on purpose");
    expect(wasm.mark()).toBe(before);
  });

  it("nests", () => {
    withArena((outer) => {
      const first = outer.put(Uint8Array.of(1, 2, 3));
      withSecretArena((inner) => {
        inner.put(new Uint8Array(64).fill(9));
      });
      expect(outer.get(first, 3)).toEqual(Uint8Array.of(1, 2, 3));
      expect(outer.allocate(16) % 16).toBe(0);
    });
  });

  it("sees the bytes also after the memory grew, and does not shrink its content", () => {
    withArena((arena) => {
      const first = arena.put(Uint8Array.from({ length: 100 }, (_, index) => index));
      const pages = arena.wasm.memory.buffer.byteLength;
      const second = arena.put(new Uint8Array(pages).fill(7));
      expect(arena.wasm.memory.buffer.byteLength).toBeGreaterThan(pages);
      expect(arena.get(first, 100)).toEqual(Uint8Array.from({ length: 100 }, (_, index) => index));
      expect(arena.get(second + pages - 1, 1)).toEqual(Uint8Array.of(7));
    });
    expect(generator("G1")).toHaveLength(384);
  });

  it("refuses what no memory can hold with a typed error, and keeps working", () => {
    const before = generator("G2");
    for (const bytes of [0xf000_0000, 2 ** 32, -1, Number.NaN]) {
      expect(() => withArena((arena) => arena.allocate(bytes))).toThrow(
        expect.objectContaining({ code: "OUT_OF_MEMORY" }),
      );
    }
    // an engine that says no: the core traps
    const refusing = { ...core(), wasm: { ...core().wasm, allocate: () => fail("CORE_TRAP", "unreachable") } };
    expect(() => new Arena(refusing).allocate(16)).toThrow(expect.objectContaining({ code: "OUT_OF_MEMORY" }));
    expect(generator("G2")).toEqual(before);
  });

  it("traps in the core itself for sizes that wrap around its addresses, and says that memory was the reason (B14)", () => {
    const { wasm } = core();
    const before = wasm.mark();
    // they would end at an address below their start, or in the last page, where counting pages wraps
    for (const bytes of [2 ** 32 - 1, 2 ** 32 - before, 0xffff_0000 - before]) {
      expect(() => withArena((arena) => arena.wasm.allocate(bytes))).toThrow(
        expect.objectContaining({ code: "OUT_OF_MEMORY", message: expect.stringContaining(`${bytes} more bytes`) }),
      );
      expect(wasm.mark()).toBe(before);
    }
    // the reason is forgotten with its error: the next trap is one of another kind
    expect(() =>
      withArena(() => {
        throw new WebAssembly.RuntimeError("unreachable");
      }),
    ).toThrow(expect.objectContaining({ code: "CORE_TRAP" }));
    expect(generator("G1")).toHaveLength(384);
  });

  it("turns a trap of the core into a typed error, and keeps working", () => {
    const { wasm } = core();
    const before = wasm.mark();
    const trap = () =>
      withArena((arena) => {
        arena.allocate(100);
        throw new WebAssembly.RuntimeError("unreachable");
      });
    expect(trap).toThrow(expect.objectContaining({ name: "FeldsparError", code: "CORE_TRAP" }));
    expect(wasm.mark()).toBe(before);
    expect(generator("G1")).toHaveLength(384);
  });

  it("a secret scope leaves zeros, also when it throws", () => {
    const secret = Uint8Array.from({ length: 32 }, (_, index) => 0xa0 + index);
    let at = 0;
    withSecretArena((arena) => {
      at = arena.put(secret);
    });
    expect(memory().subarray(at, at + 32)).toEqual(new Uint8Array(32));
    expect(() =>
      withSecretArena((arena) => {
        at = arena.put(secret);
        throw new Error("on purpose");
      }),
    ).toThrow("on purpose");
    expect(positionsOf(secret)).toEqual([]);
  });
});

describe("secrets in the core's memory", () => {
  // any 8 bytes of the key, in either byte order, would be found
  const pieces = (secret: Uint8Array) =>
    [0, 8, 16, 24].flatMap((start) => {
      const piece = secret.slice(start, start + 8);
      return [piece, piece.slice().reverse()];
    });

  for (const scheme of [minSig, minPk]) {
    it(`${scheme.name}: no part of a secret key is left after deriving, signing and proving`, () => {
      const secret = scheme.keygen(Uint8Array.from({ length: 32 }, (_, index) => index * 7));
      scheme.getPublicKey(secret);
      scheme.sign(Uint8Array.of(1, 2, 3), secret);
      scheme.popProve(secret);
      for (const piece of pieces(secret)) expect(positionsOf(piece)).toEqual([]);
    });
  }

  it("nor after multiplying a point or reducing random bytes", () => {
    const wide = Uint8Array.from({ length: 48 }, (_, index) => 255 - index * 3);
    const secret = reduceScalar(wide);
    multiplyToBytes("G1", generator("G1"), secret);
    multiplyToBytes("G2", generator("G2"), secret);
    for (const piece of [...pieces(secret), wide.slice(0, 8), wide.slice(40)]) expect(positionsOf(piece)).toEqual([]);
  });
});
