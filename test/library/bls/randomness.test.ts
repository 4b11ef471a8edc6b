// B4: sources of random bytes that do not work: constant, zero, throwing, missing. A typed error or a right verdict,
// never an endless loop and never a forged batch that is accepted.
import { afterEach, describe, expect, it, vi } from "vitest";
import { bytesToInteger } from "../../../bindings/bytes.js";
import type { FeldsparError } from "../../../bindings/errors.js";
import { type RandomBytes, randomBytes } from "../../../bindings/random.js";
import { type BatchItem, type BlsScheme, minPk, minSig } from "../../../src/bls/index.js";
import { hedgedWeights, transcriptWeights } from "../../../src/bls/transcript.js";
import { Fr, G1, G2, type GroupName } from "../../../src/curve/index.js";
import { batchVerifyShares, deal } from "../../../src/dkg/index.js";
import { split } from "../../../src/threshold/index.js";
import { hex, scalarBytes, utf8 } from "../../support/bytes.js";
import { refusal } from "../../support/verdict.js";

type Fill = (bytes: Uint8Array) => Uint8Array;
let counter = 0;
const real = globalThis.crypto.getRandomValues.bind(globalThis.crypto) as Fill;
const SOURCES: Record<string, Fill | undefined> = {
  "one byte over and over": (bytes) => bytes.fill(7),
  zeros: (bytes) => bytes.fill(0),
  nothing: (bytes) => bytes,
  "the same bytes for every call": (bytes) => {
    for (let index = 0; index < bytes.length; index++) bytes[index] = 31 * index + 5;
    return bytes;
  },
  "an error": () => {
    throw new TypeError("no entropy");
  },
  "what is no function": undefined,
};

function patch(fill: Fill | undefined): void {
  vi.stubGlobal("crypto", { getRandomValues: fill });
}

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

const groups = { G1, G2 } as unknown as Record<GroupName, typeof G1>;

/** Two right signatures with errors that cancel when both have the same weight. */
function forgedBatch(scheme: BlsScheme): BatchItem[] {
  const group = groups[scheme.signatureGroup];
  const error = group.BASE.multiply(99n);
  return [1n, 2n].map((secret, index) => {
    const message = utf8(`message ${index}`);
    const right = group.fromBytes(scheme.sign(message, scalarBytes(secret)));
    const signature = (index === 0 ? right.add(error) : right.subtract(error)).toBytes();
    return { signature, message, publicKey: scheme.getPublicKey(scalarBytes(secret)) };
  });
}

const forgeries = [minSig, minPk].map((scheme) => ({ scheme, items: forgedBatch(scheme) }));

describe.each(Object.entries(SOURCES))("getRandomValues gives %s", (_, fill) => {
  it("secret keys, scalars, shares and dealings: NO_RANDOM", () => {
    patch(fill);
    const options = { threshold: 2, ids: [1, 2, 3] };
    for (const call of [
      () => randomBytes(32),
      () => minSig.randomSecretKey(),
      () => Fr.random(),
      () => split(scalarBytes(5n), options),
      () => deal({ ...options, scheme: minSig, session: utf8("session"), dealer: 1 }),
    ]) {
      expect(refusal(call)).toBe("NO_RANDOM");
      // and again: not the first time only
      expect(refusal(call)).toBe("NO_RANDOM");
    }
  });

  it("a forged batch is not accepted", () => {
    patch(fill);
    for (const { scheme, items } of forgeries) {
      expect(refusal(() => expect(scheme.batchVerify(items).valid).toBe(false))).toBe("NO_RANDOM");
    }
  });

  it("patched before import: the same", async () => {
    patch(fill);
    vi.resetModules();
    const bls = await import("../../../src/bls/index.js");
    const code = (call: () => unknown) => {
      try {
        call();
      } catch (error) {
        return (error as FeldsparError).code;
      }
      return undefined;
    };
    expect(code(() => bls.minSig.randomSecretKey())).toBe("NO_RANDOM");
    const { items } = forgeries[0]!;
    expect(code(() => expect(bls.minSig.batchVerify(items).valid).toBe(false))).toBe("NO_RANDOM");
  });

  it("works again with a source that works", () => {
    patch(fill);
    expect(refusal(() => minSig.randomSecretKey())).toBe("NO_RANDOM");
    patch(real);
    expect(minSig.randomSecretKey()).toHaveLength(32);
  });
});

describe("a source that can be predicted", () => {
  // it counts: nothing tells that from a working one
  const predictable: Fill = (bytes) => {
    for (let index = 0; index < bytes.length; index++) {
      counter++;
      bytes[index] = counter % 251;
    }
    return bytes;
  };

  it("weights depend on everything that is checked", () => {
    const weights = (...parts: Uint8Array[]) => {
      counter = 0;
      patch(predictable);
      return hex(hedgedWeights(2, parts));
    };
    expect(weights(utf8("a"))).toBe(weights(utf8("a")));
    expect(weights(utf8("a"))).not.toBe(weights(utf8("b")));
  });

  it("a forged batch is wrong, signatures and shares", () => {
    patch(predictable);
    for (const { scheme, items } of forgeries) {
      counter = 0;
      expect(scheme.batchVerify(items)).toEqual({ valid: false, invalid: [0, 1] });
    }
    const ids = [1, 2, 3];
    const dealings = [1, 2].map((dealer) =>
      deal({ scheme: minSig, threshold: 2, ids, session: utf8("session"), dealer }),
    );
    const items = dealings.map(({ commitments, shares }, index) => {
      const value = bytesToInteger(shares.get(3)!);
      return { commitments, share: Fr.toBytes(index === 0 ? Fr.add(value, 9n) : Fr.sub(value, 9n)) };
    });
    counter = 0;
    expect(batchVerifyShares({ scheme: minSig, id: 3, items })).toEqual({ valid: false, invalid: [0, 1] });
  });
});

describe("a source that a caller gives", () => {
  const options = { threshold: 2, ids: [1, 2, 3] };
  const cases: [string, unknown, string][] = [
    ["zeros", (length: number) => new Uint8Array(length), "NO_RANDOM"],
    [
      "an error",
      () => {
        throw new RangeError("empty");
      },
      "NO_RANDOM",
    ],
    ["text", () => "random", "BAD_TYPE"],
    ["too little", () => new Uint8Array(3), "BAD_LENGTH"],
    ["what is no function", "random", "BAD_TYPE"],
  ];
  it.each(cases)("%s: typed, never an endless loop", (_, random, code) => {
    const source = random as RandomBytes;
    expect(refusal(() => split(scalarBytes(5n), { ...options, random: source }))).toBe(code);
    const dealing = { ...options, scheme: minSig, session: utf8("session"), dealer: 1, random: source };
    expect(refusal(() => deal(dealing))).toBe(code);
  });
});

describe("weights", () => {
  const squared = 0xd201000000010000n ** 2n;
  it.each<[string, (count: number, parts: Uint8Array[]) => Uint8Array, (weight: bigint) => bigint]>([
    // a + b x^2 for 128 bits b 2^64 + a
    ["hedged", hedgedWeights, (weight) => ((weight / squared) << 64n) | (weight % squared)],
    ["of a transcript", transcriptWeights, (weight) => weight],
  ])("%s: 128 bits, all different, never zero", (_, make, drawn) => {
    const weights = make(5000, [utf8("part")]);
    const seen = new Set<bigint>();
    let highest = 0n;
    let halves = 0n;
    for (let start = 0; start < weights.length; start += 32) {
      const weight = drawn(bytesToInteger(weights.subarray(start, start + 32)));
      expect(weight > 0n && weight < 2n ** 128n).toBe(true);
      if (weight > highest) highest = weight;
      halves |= weight;
      seen.add(weight);
    }
    expect(seen.size).toBe(5000);
    expect(highest >> 120n > 0n).toBe(true);
    expect(halves).toBe(2n ** 128n - 1n);
  });

  it("hedged: other ones each time", () => {
    expect(hex(hedgedWeights(1, []))).not.toBe(hex(hedgedWeights(1, [])));
  });
});
