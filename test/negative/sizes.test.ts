// Sizes whose arithmetic would wrap, or that no engine gives memory for: typed errors, before anything is done. The
// arrays here are never written, so that they take no memory.
import { describe, expect, it } from "vitest";
import { zeroBytes } from "../../bindings/bytes.js";
import { mixedPairingProductIsOne, pairingProductIsOne } from "../../bindings/pairing.js";
import { randomBytes } from "../../bindings/random.js";
import { evaluateCommitmentAt } from "../../bindings/sharing.js";
import { multiplyGeneratorMany } from "../../bindings/vector.js";
import { G1 } from "../../src/curve/index.js";
import { refusal } from "../support/verdict.js";
import { materials } from "./material.js";

const { scheme, secretKey, publicKey, signature } = materials[0]!;

describe("sizes beyond what can be worked on at once are refused at once (B14)", () => {
  const quick = (call: () => unknown) => {
    const start = performance.now();
    const code = refusal(call);
    expect(performance.now() - start).toBeLessThan(1000);
    return code;
  };
  it("a vector of 1.15 GB", () => {
    const bytes = new Uint8Array(48 * 24_000_000);
    expect(quick(() => G1.Vector.fromBytes(bytes))).toBe("BAD_LENGTH");
    expect(quick(() => G1.Vector.fromBytes(bytes, { subgroupCheck: false }))).toBe("BAD_LENGTH");
  });

  it("a message of 540 MB", () => {
    const long = new Uint8Array(540_000_000);
    expect(quick(() => scheme.sign(long, secretKey))).toBe("BAD_LENGTH");
    expect(quick(() => scheme.verify(signature, long, publicKey))).toBe("BAD_LENGTH");
    expect(quick(() => scheme.batchVerify([{ signature, message: long, publicKey }]))).toBe("BAD_LENGTH");
    expect(quick(() => G1.hashToCurve(long, { DST: "TAG" }))).toBe("BAD_LENGTH");
  });

  it("more scalars, ids and pairs than the core has places for their points", () => {
    // the core would need 384 bytes for each scalar or id and 1792 for each pair: as many wrap around 32 bits
    const many = new Uint8Array(32 * 12_000_000);
    const commitment = { bytes: new Uint8Array(128), count: 1 };
    const point = G1.BASE.toBytes();
    expect(quick(() => multiplyGeneratorMany("G1", many))).toBe("BAD_LENGTH");
    expect(quick(() => evaluateCommitmentAt("G1", commitment, many))).toBe("BAD_LENGTH");
    expect(quick(() => pairingProductIsOne(new Array(4_800_000), new Array(4_800_000)))).toBe("BAD_LENGTH");
    expect(quick(() => mixedPairingProductIsOne(new Array(4_800_000)))).toBe("BAD_LENGTH");
    expect(G1.BASE.toBytes()).toEqual(point);
  });

  it("results that no array can be", () => {
    for (const length of [2 ** 53 - 1, -1]) expect(quick(() => zeroBytes(length))).toBe("OUT_OF_MEMORY");
    expect(quick(() => randomBytes(2 ** 53 - 1))).toBe("OUT_OF_MEMORY");
  });

  it("long messages are compared without text as long as they are", () => {
    const long = new Uint8Array(1 << 20).fill(3);
    const other = long.slice();
    other[long.length - 1] = 4;
    const items = [long, other, long].map((text) => ({
      signature: scheme.sign(text, secretKey),
      message: text,
      publicKey,
    }));
    expect(scheme.batchVerify(items)).toEqual({ valid: true, invalid: [] });
    items[2] = { ...items[2]!, message: other };
    expect(scheme.batchVerify(items)).toEqual({ valid: false, invalid: [2] });
  });
});
