// Random bytes of the platform: all of them are random, however many; a source that repeats itself is seen in whatever
// it repeats; and what was drawn for a secret is wiped.
import { afterEach, describe, expect, it, vi } from "vitest";
import { FeldsparError } from "../../bindings/errors.js";
import { randomBytes } from "../../bindings/random.js";
import { randomScalar, randomScalars } from "../../bindings/scalar.js";
import { refusal } from "../support/verdict.js";

const real = globalThis.crypto.getRandomValues.bind(globalThis.crypto) as (bytes: Uint8Array) => Uint8Array;

/** Replaces the platform's source; `fill` is given what the real one has filled. */
function patch(fill: (bytes: Uint8Array) => Uint8Array): void {
  vi.stubGlobal("crypto", { getRandomValues: (bytes: Uint8Array) => fill(real(bytes)) });
}

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("many random bytes", () => {
  it.each([65_535, 65_536, 65_537, 200_000])("%i: every part of them is drawn", (length) => {
    const drawn = randomBytes(length);
    expect(drawn).toHaveLength(length);
    // 64 equal bytes come with a probability of 2^-504
    for (let start = 0; start + 64 <= length; start += 64) {
      const part = drawn.subarray(start, start + 64);
      if (part.every((byte) => byte === part[0])) expect.fail(`the same byte from ${start} on`);
    }
    const end = drawn.subarray(-64);
    expect(end.every((byte) => byte === end[0])).toBe(false);
  });
});

describe("a source that repeats itself", () => {
  it("in what is asked for alone is seen there", () => {
    patch((bytes) => (bytes.length > 16 ? bytes.fill(9) : bytes));
    expect(refusal(() => randomBytes(32))).toBe("NO_RANDOM");
    expect(refusal(() => randomScalar())).toBe("NO_RANDOM");
  });

  it("in what it is tried with alone is seen there", () => {
    patch((bytes) => {
      if (bytes.length === 16) for (let index = 0; index < 16; index++) bytes[index] = index;
      return bytes;
    });
    expect(refusal(() => randomBytes(32))).toBe("NO_RANDOM");
  });

  it("that throws is told with what it threw", () => {
    const cause = new TypeError("no entropy");
    patch(() => {
      throw cause;
    });
    let thrown: unknown;
    try {
      randomBytes(32);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(FeldsparError);
    expect((thrown as Error).cause).toBe(cause);
  });
});

describe("what was drawn for a scalar is wiped", () => {
  const drawnBy = (call: () => unknown, length: number): Uint8Array[] => {
    const given: Uint8Array[] = [];
    patch((bytes) => {
      given.push(bytes);
      return bytes;
    });
    call();
    return given.filter((bytes) => bytes.length === length);
  };

  it("for one", () => {
    const drawn = drawnBy(() => randomScalar(), 48);
    expect(drawn).toHaveLength(1);
    expect(drawn[0]!.every((byte) => byte === 0)).toBe(true);
  });

  it("for many at once", () => {
    const drawn = drawnBy(() => randomScalars(5), 5 * 48);
    expect(drawn).toHaveLength(1);
    expect(drawn[0]!.every((byte) => byte === 0)).toBe(true);
  });
});
