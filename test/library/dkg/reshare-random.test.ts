// What a resharing makes of its random source: what repeats itself, fails, or is not there.
import { sha256, sha512 } from "@noble/hashes/sha2.js";
import { describe, expect, it } from "vitest";
import { type Dealing, dealReshare } from "../../../src/dkg/index.js";
import type { Id } from "../../../src/threshold/index.js";
import { bigEndian, concat, hex, integer, scalarBytes, utf8 } from "../../support/bytes.js";
import { nonZeroScalars, sample, seededRandom } from "../../support/generators.js";
import { refusal } from "../../support/verdict.js";
import { failure, interpolateAt, invert, mod, schemes, session, valuesOf } from "./support.js";

describe.each(schemes)("random sources with $name", (scheme) => {
  const ids = [1n, 2n, 3n, 4n, 5n];
  const threshold = 4;
  const share = scalarBytes(sample(nonZeroScalars, 1, 8)[0]!);
  const base = { scheme, share, threshold, ids, session, dealer: 3 as Id };
  /** Coefficients by interpolation of what the receivers got: those of the polynomials through unit values. */
  const coefficientsOf = (dealing: Dealing, receivers: readonly bigint[] = ids): bigint[] => {
    let values = receivers.map((id) => integer(dealing.shares.get(id)!));
    const coefficients: bigint[] = [];
    for (let k = 0; k < threshold; k++) {
      const constant = interpolateAt(
        0n,
        receivers.map((id, at) => [id, values[at]!] as const),
      );
      coefficients.push(constant);
      values = values.map((value, at) => mod((value - constant) * invert(receivers[at]!)));
    }
    expect(values.every((value) => value === 0n)).toBe(true);
    return coefficients;
  };
  const sources: [string, () => (length: number) => Uint8Array][] = [
    ["zeros", () => (length) => new Uint8Array(length)],
    ["a constant", () => (length) => new Uint8Array(length).fill(0xa5)],
    ["a stream that begins again", () => seededRandom(9)],
  ];

  it("coefficients are those of docs/wire-formats.md", () => {
    const u32 = (value: number) => bigEndian(BigInt(value), 4);
    const bytes = (value: Uint8Array) => concat(u32(value.length), value);
    const drawn: Uint8Array[] = [];
    const random = (length: number) => {
      drawn.push(seededRandom(drawn.length)(length));
      return drawn.at(-1)!.slice();
    };
    const dealing = dealReshare({ ...base, random });
    const context = sha256(
      concat(
        bytes(utf8("feldspar/v2/reshare")),
        bytes(utf8(scheme.name)),
        bytes(session),
        bigEndian(3n, 32),
        u32(threshold),
        bytes(concat(...ids.map((id) => bigEndian(id, 32)))),
      ),
    );
    const expected = [1, 2, 3].map((k) => {
      const statement = concat(bytes(utf8("feldspar/v2/reshare-coefficient")), context, u32(k));
      return mod(integer(sha512(concat(statement, drawn[k - 1]!, share))));
    });
    expect(coefficientsOf(dealing)).toEqual([integer(share), ...expected]);
    expect(drawn.map(({ length }) => length)).toEqual([48, 48, 48, 48]);
  });

  it.each(sources)("%s: the same options deal the same, others something unrelated", (_, source) => {
    const dealt = (change: object = {}) => dealReshare({ ...base, ...change, random: source() });
    const dealing = dealt();
    expect(dealt().commitments.map(hex)).toEqual(dealing.commitments.map(hex));
    expect(hex(dealt().proof)).toBe(hex(dealing.proof));
    expect(valuesOf(dealt(), ids)).toEqual(valuesOf(dealing, ids));
    const own = coefficientsOf(dealing);
    const others = [
      dealt({ share: scalarBytes(mod(integer(share) + 1n)) }),
      dealt({ session: utf8("resharing 2") }),
      dealt({ dealer: 4 }),
      dealt({ ids: [1n, 2n, 3n, 4n, 5n, 6n] }),
      dealt({ threshold: 5 }),
      dealt({ ids: [2n, 1n, 3n, 4n, 5n] }),
    ].map(({ shares, commitments }) => ({ shares, commitments }));
    // none in common, nor a common difference or ratio: neither shift nor scale leads from one to the other
    const seen = new Set([...own, ...dealing.commitments.slice(1).map(hex)]);
    expect(new Set(own).size).toBe(threshold);
    for (const other of others)
      for (const point of other.commitments.slice(1)) expect(seen.has(hex(point))).toBe(false);
    for (const other of others.filter(({ commitments }) => commitments.length === threshold)) {
      const theirs = coefficientsOf(other as Dealing);
      const pairs = own.slice(1).map((a, k) => [a, theirs[k + 1]!] as const);
      for (const [, b] of pairs) expect(seen.has(b)).toBe(false);
      expect(new Set(pairs.map(([a, b]) => mod(a - b))).size).toBe(threshold - 1);
      expect(new Set(pairs.map(([a, b]) => mod(a * invert(b)))).size).toBe(threshold - 1);
    }
  });

  it.each(sources)("%s: two proofs of different dealings give no share away", (_, source) => {
    const proofs = [session, utf8("resharing 2")].map((name) =>
      dealReshare({ ...base, session: name, random: source() }),
    );
    const [one, two] = proofs.map(({ proof }) => [proof.subarray(0, 32), proof.subarray(32)].map(integer));
    // with one nonce in both, the responses' difference over that of the challenges would be the share
    expect(mod((one![1]! - two![1]!) * invert(one![0]! - two![0]!))).not.toBe(integer(share));
  });

  it("what was drawn is wiped, the caller's share is not", () => {
    const drawn: Uint8Array[] = [];
    const random = (length: number) => {
      drawn.push(seededRandom(drawn.length)(length));
      return drawn.at(-1)!;
    };
    const given = share.slice();
    dealReshare({ ...base, share: given, random });
    expect(drawn.length).toBe(threshold);
    for (const bytes of drawn) expect(hex(bytes)).toBe("00".repeat(48));
    expect(hex(given)).toBe(hex(share));
  });

  it("fresh randomness is another polynomial with the same constant term", () => {
    const [first, second] = [dealReshare(base), dealReshare(base)].map(({ commitments }) => commitments.map(hex));
    expect(first![0]).toBe(second![0]);
    expect(first!.slice(1).filter((point) => second!.includes(point))).toEqual([]);
  });

  it("a source that throws, or gives anything but 48 bytes, fails typed", () => {
    const thrown = new Error("no entropy");
    const throwing = () => {
      throw thrown;
    };
    for (const after of [0, 1, 3]) {
      let calls = 0;
      const random = (length: number) => (calls++ < after ? new Uint8Array(length).fill(calls) : throwing());
      const error = failure(() => dealReshare({ ...base, random })) as { code?: string; cause?: unknown };
      expect([error.code, error.cause]).toEqual(["NO_RANDOM", thrown]);
    }
    const refusals: [unknown, string][] = [
      [() => new Uint8Array(47), "BAD_LENGTH"],
      [() => undefined, "BAD_TYPE"],
      [() => Promise.resolve(new Uint8Array(48)), "BAD_TYPE"],
      [null, "BAD_TYPE"],
      ["random", "BAD_TYPE"],
    ];
    for (const [random, code] of refusals) {
      expect(refusal(() => dealReshare({ ...base, random: random as never }))).toBe(code);
      // the proof of t = 1 draws, too
      expect(refusal(() => dealReshare({ ...base, threshold: 1, random: random as never }))).toBe(code);
    }
  });

  it("a platform without randomness fails typed", () => {
    const own = Object.getOwnPropertyDescriptor(globalThis, "crypto");
    Object.defineProperty(globalThis, "crypto", { value: undefined, configurable: true });
    try {
      expect(refusal(() => dealReshare(base))).toBe("NO_RANDOM");
    } finally {
      if (own === undefined) Reflect.deleteProperty(globalThis, "crypto");
      else Object.defineProperty(globalThis, "crypto", own);
    }
    expect(dealReshare(base).commitments.length).toBe(threshold);
  });
});
